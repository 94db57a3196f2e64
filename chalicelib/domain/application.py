"""The sign-up form as it was sent, and the rules that make it a `Form`."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from .errors import Invalid
from .force import Force
from .groups import Admits, Chosen, chosen
from .mailbox import mailbox
from .model import Model
from .phone import mobile, visible
from .place import Postcode, tidy_postcode
from .request import Form
from .subscriber import Kind, Source

_CAMPAIGN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Interests = Annotated[
    tuple[Annotated[str, Field(max_length=40)], ...],
    # A plain HTML form with one box ticked sends one value and not a list.
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(max_length=64),
]


class Application(Model):
    """What somebody typed; `nickname` is a field that people do not see and robots fill in.

    Whatever is missing is missed by `form`, so that everything wrong is told at once.
    """

    name: str = Field(default="", max_length=100)
    text: str | None = Field(default=None, max_length=60)
    email: str | None = Field(default=None, max_length=320)
    postcode: str = Field(default="", max_length=20)
    house: str | None = Field(default=None, max_length=60)
    interests: Interests = ()
    kind: Kind = "resident"
    campaign: str | None = Field(default=None, max_length=100)
    consent: bool = False
    nickname: str = Field(default="", max_length=200)
    invitation: str | None = Field(default=None, max_length=300)

    def form(
        self,
        force: Force,
        find: Callable[[str], Postcode],
        admits: Admits,
        source: Source = "web",
        wording: str = "",
    ) -> Form:
        """Put it into its normal form; raises Invalid with a sentence for each field that breaks a rule.

        `find` finds a tidy postcode or raises ValueError where it is not ours, `admits` what an invitation
        opens; `wording` is the version that was agreed to, by default the one that is shown now.
        """
        problems: dict[str, str] = {}
        groups = some_groups(self.interests, self.invitation, force, admits, (), problems)
        where = _kept("postcode", self.postcode, lambda typed: a_postcode(typed, find).postcode, problems)
        form = Form(
            name=a_name(self.name),
            text=_kept("text", self.text, lambda typed: mobile(typed, force.texting.islands), problems),
            email=_kept("email", self.email, mailbox, problems),
            postcode=where or "",
            house=a_house(self.house),
            interests=groups.members,
            asked=groups.asked,
            kind=self.kind,
            campaign=a_campaign(self.campaign),
            source=source,
            wording_version=wording or force.wording.version,
        )
        problems = {**self._missing(form), **problems}
        if problems:
            # In the order of the form, which is the order in which they are read and mended.
            raise Invalid({field: problems[field] for field in type(self).model_fields if field in problems})
        return form

    def _missing(self, form: Form) -> dict[str, str]:
        """Answer a sentence for each field that is needed and was left empty."""
        given = form.addresses() or visible(self.text or "") or visible(self.email or "")
        needed = {
            "name": (form.name, "Enter your name."),
            "text": (given, "Give a mobile number, an email address or both."),
            "postcode": (form.postcode, "Enter your postcode."),
            "consent": (self.consent, "Tick the box if you agree. We need your agreement."),
        }
        return {field: sentence for field, (value, sentence) in needed.items() if not value}


class PaperApplication(Application):
    """A paper form that an officer types in: when it was signed, and the wording printed on it."""

    form_date: date
    wording_version: str = Field(min_length=1, max_length=40)


def a_name(typed: str) -> str:
    """Put a name on one line, without marks that nobody sees; empty where nothing is left."""
    return " ".join(visible(typed).split())


def a_postcode(typed: str, find: Callable[[str], Postcode]) -> Postcode:
    """Find a postcode as it was typed; raises ValueError where it is none or, as `find` does, not ours."""
    if not visible(typed):
        raise ValueError("Enter a postcode.")
    postcode = tidy_postcode(typed)
    if postcode is None:
        raise ValueError("That is not a postcode. Enter the whole of it, like SW1A 1AA.")
    return find(postcode)


def a_house(typed: str | None) -> str | None:
    """Tidy a house number or name, which nobody has to give."""
    return a_name(typed or "") or None


def a_campaign(typed: str | None) -> str | None:
    """Take the campaign of the link that led here; an odd one is dropped, being nobody's fault."""
    tidied = visible(typed or "").lower()
    return tidied if _CAMPAIGN.fullmatch(tidied) else None


def some_groups(
    wanted: tuple[str, ...],
    invitation: str | None,
    force: Force,
    admits: Admits,
    members: tuple[str, ...],
    problems: dict[str, str],
) -> Chosen:
    """Judge the groups that were chosen, with an invitation or without; a sentence goes into `problems`."""
    invited = _kept("invitation", invitation, admits, problems)
    try:
        return chosen(wanted, force, (invited,) if invited else (), members)
    except ValueError as refusal:
        problems["interests"] = str(refusal)
        return Chosen()


def _kept(field: str, typed: str | None, rule: Callable[[str], str], problems: dict[str, str]) -> str | None:
    """Put one field into its form, or keep the sentence that says why it cannot be."""
    try:
        return rule(typed) if typed and visible(typed) else None
    except ValueError as refusal:
        problems[field] = str(refusal)
        return None
