"""What an incoming text asks for: to stop, to start again, for help, or to be read by a person.

Only a whole message that is an opt-out phrase opts out: the carrier's rule, "begins with a keyword", would
take "Stop sign at Mill Lane smashed" for one and silence a witness. What is doubtful stays a flagged reply.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

from . import phrases

Kind = Literal["stop", "start", "help", "reply"]

_STOP = phrases.whole(phrases.STOP + phrases.STOP_WELSH)
_START = phrases.whole(phrases.START)
_HELP = phrases.whole(phrases.HELP)
_DANGER = re.compile(rf"\b(?:{'|'.join(phrases.DANGER)})\b")
_DOUBTFUL = phrases.beginning(phrases.STOP + phrases.STOP_WELSH + phrases.HELP)
_BARE_HELP = re.compile("|".join(phrases.HELP))
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bc\u2032]")
_SPELT_OUT = re.compile(r"[a-z](?: [a-z])+")
_SIGNATURE_LINES, _LINE = 5, 60
"""A signature has a closing formula and up to four lines of so many characters."""


class Verdict(NamedTuple):
    """What to do with a text; a flagged one is put before a person at once."""

    kind: Kind
    flagged: bool


def judge(body: str) -> Verdict:
    """Judge one text, in English or Welsh, whatever its case, spacing, punctuation and signature."""
    if _DANGER.search(_words(body)):
        return Verdict("reply", flagged=True)
    words = phrases.SENT_FROM.sub("", _words(_unsigned(body))).strip()
    if _HELP.fullmatch(words):
        # "Help please" is answered with the contact route and read by a person too.
        return Verdict("help", flagged=not _BARE_HELP.fullmatch(words))
    if _STOP.fullmatch(words):
        return Verdict("stop", flagged=False)
    if _START.fullmatch(words):
        return Verdict("start", flagged=False)
    return Verdict("reply", flagged=_DOUBTFUL.match(words) is not None)


def _words(text: str) -> str:
    """Fold to plain words: no case, accents, zero-width characters, apostrophes or punctuation."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in {"Mn", "Cf"})
    folded = _APOSTROPHES.sub("", "".join(letters).casefold())
    words = " ".join(re.findall(r"[a-z0-9]+", folded))
    return words.replace(" ", "") if _SPELT_OUT.fullmatch(words) else words


def _unsigned(body: str) -> str:
    """Cut a closing formula with the name under it; anything that is not clearly a signature stays."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    for at in range(max(1, len(lines) - _SIGNATURE_LINES), len(lines) - 1):
        under = lines[at + 1 :]
        if phrases.SIGN_OFF.fullmatch(lines[at].rstrip(" ,.!")) and all(map(_is_signature, under)):
            return "\n".join(lines[:at])
    return body


def _is_signature(line: str) -> bool:
    return len(line) <= _LINE and phrases.SIGNATURE_LINE.fullmatch(line) is not None
