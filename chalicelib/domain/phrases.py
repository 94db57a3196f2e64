"""The phrases that opt out, opt in or ask for help, and those that sound like danger, in English and Welsh.

All are patterns over folded words: lower case, no accents, no apostrophes, one space for any punctuation.
"""

import re

KEYWORD = r"(?:arret|cancel|end|opt ?out|quit|remove|stop|td|un ?subscribe)"
"""AWS's opt-out words (End User Messaging, "opt-out keywords")."""

_ANY = r"(?: (?:more|all|any|the|these|those|this|your|my|further|of|from|to|me|us|getting|receiving))*"
_MESSAGES = (
    r"(?:(?:text |sms )?(?:texts?|txts?|messages|msgs|alerts|updates|emails|notifications)|sms|spam"
    r"|texting|messaging|text message|text messages|text alerts)"
)
_LIST = (
    r"(?:(?:mailing|text|texting|contact|alerts?|sms) )?(?:lists?|database|system|service"
    r"|subscription|membership)"
)
_OFF_LIST = rf"(?: off| from| of){{1,2}}(?: (?:this|the|your|that|all))?(?: {_LIST}| {_MESSAGES})"
_ME = r"(?:me|us|my (?:mobile |phone )?(?:name|number|phone|details))"
_SENDING = r"(?:sending|texting|messaging|contacting|emailing|txting)"
_WANT = r"i(?:d| would)? (?:want|wish|need|like) (?:to (?:be )?|my )"
_NOT_WANT = r"i (?:no longer|do not|dont) (?:want|wish|need)(?: to (?:get|receive|have|be sent))?"

STOP = (
    rf"{KEYWORD}(?: {KEYWORD})*",
    r"(?:stop|end|cancel|quit|un ?subscribe|opt ?out)(?: me)?(?: from| of)?(?: all| everything)|stopall"
    r"|endall",
    r"unsub|un ?subscribed|stopp+|opting out|opt me out|(?:un ?subscribe|remove) me",
    rf"(?:stop|end|cancel|quit|remove|opt (?:me )?out|un ?subscribe){_ANY} (?:{_MESSAGES}|{_LIST})",
    rf"stop {_SENDING}{_ANY}(?: {_MESSAGES})?",
    rf"(?:take|remove|get|delete|un ?subscribe) {_ME}{_OFF_LIST}|take {_ME} off|(?:remove"
    rf"|delete) my (?:number|details)",
    rf"no more(?: of)?(?: these| your| the)? {_MESSAGES}(?: to (?:this number|me))?",
    rf"(?:do not|dont|never) (?:send|text|txt|message|contact|email)(?: me| us){_ANY}(?: {_MESSAGES})?",
    rf"(?:do not|dont) (?:send|want){_ANY} {_MESSAGES}",
    rf"{_WANT}(?:un ?subscribed?|opt ?out)(?:{_OFF_LIST})?",
    rf"{_WANT}(?:removed|number removed|taken){_OFF_LIST}",
    rf"{_WANT}(?:leave|come off|taken off) (?:(?:this|the|your) )?{_LIST}",
    rf"{_WANT}stop (?:getting|receiving){_ANY} {_MESSAGES}",
    rf"{_NOT_WANT}{_ANY} {_MESSAGES}",
)
_TEXTS = r"(?:negeseuon|neges|tecstiau|tecsts|rhybuddion)"
_TO_ME = r"(?: (?:ata i|ataf i|ataf|i mi|imi|fi|mi))?"
STOP_WELSH = (
    r"stopio|stopiwch|stopia|peidiwch|canslo|diwedd|gorffen|dileu|datdanysgrifio",
    r"(?:(?:dw i|dwi|rwyf|rwy|hoffwn i|hoffwn)(?: (?:eisiau|isio|am))? )?(?:dad|ddad|dat) ?danysgrifio",
    rf"(?:dim|stopiwch|stopio|stop)(?: (?:anfon|danfon|mwy|rhagor|or|y|yr|o))* {_TEXTS}{_TO_ME}",
    rf"peidiwch (?:a|ag) (?:anfon|danfon)(?: (?:mwy|rhagor|o|unrhyw))*(?: {_TEXTS})?{_TO_ME}",
    rf"peidiwch a (?:thecstio|tecstio|chysylltu)(?: a| gyda)?{_TO_ME}",
    r"(?:tynnwch|tynna|cymerwch|dilewch) (?:fi|fy rhif|fy enw|fy manylion)"
    r"(?: oddi ar| or| o)?(?: (?:y|yr|eich|ch))?(?: rhestr)?(?: hon| yma)?",
    rf"(?:dydw i|dw i|dwi|nid wyf) ddim (?:eisiaur|eisiau|isior|isio|am)(?: (?:y|yr|mwy|rhagor|o|cael"
    rf"|derbyn))* {_TEXTS}"
    r"(?: (?:hyn|yma|rhain))?",
)
START = (
    r"start|unstop|restart|opt ?(?:me )?in|(?:re ?)?subscribe(?: me)?|start (?:all|again)",
    rf"(?:re ?start|start|resume)(?: {_SENDING})?{_ANY} {_MESSAGES}",
    r"sign me (?:back )?up|(?:put|add) me back on(?: (?:the|your) list)?",
    r"dechrau|dechreuwch|cychwyn|ail ?ddechrau|tanysgrifio|ail ?danysgrifio",
)
HELP = (r"help|info|information|cymorth|gwybodaeth",)

BEFORE = (
    r"please|pls|plz|kindly|hi|hello|hiya|dear sir|dear sir or madam|sorry|just|ok|can you|could you"
    r"|i said|plis|helo"
)
AFTER = (
    r"please|pls|plz|thanks|thank you|thankyou|thanks a lot|many thanks|thx|ta|cheers|kindly|now"
    r"|immediately|asap"
    r"|at once|again|any ?more|from now on|ok|diolch|diolch yn fawr|plis|os gwelwch yn dda|eto|nawr|rwan|mwy"
)

_THEY = r"(?:he|she|they|partner|husband|boyfriend|girlfriend|wife|ex|dad|mum|father|mother)"
_THEY_ARE = rf"(?:hes|shes|theyre|{_THEY} (?:is|are|has|s))"
DANGER = (
    r"make (?:it|him|her|them|this) stop|leave (?:me|us) alone|let (?:me|us) go",
    r"help (?:me|us|him|her|them|quick|quickly|now)|need (?:some )?help|send (?:help|someone|police"
    r"|officers)|call (?:the )?police",
    rf"{_THEY}(?: \w+)? (?:read|reads|see|sees|check|checks|checking|reading|got|has|have|took"
    rf"|takes) (?:all )?my",
    rf"{_THEY_ARE} (?:back|here|outside|inside|coming|home|watching|following|hurting|hitting|drunk"
    rf"|going to|got my)",
    rf"{_THEY_ARE} (?:at the door|in the house|reading|checking|threatening|going through my)"
    rf"|when {_THEY} gets? (?:home|back)",
    r"(?:hurt|hurts|hurting|hit|hits|hitting|kill|killing|beat|beats|beating|attack\w*|rap(?:e|ed|ing)"
    r"|strangl\w+"
    r"|threaten\w*|follow(?:ing|ed|s)|stalk\w*) (?:me|us)",
    r"(?:im|i am|we are|feel|feeling) (?:so |very |really )?(?:scared|frightened|afraid|terrified|trapped"
    r"|hiding|unsafe)",
    r"not safe|in danger|cant breathe|suicid\w*|kill myself|want to die|dont (?:reply|answer|text back)"
    r"|emergency|999",
    r"(?:helpwch|helpa) (?:fi|ni)|ofnus|mewn perygl|(?:mae o|mae e|maen|mae hi) (?:yma|ol|yn ol|tu allan)"
    r"|darllen fy",
)

DEVICE = (
    r"(?:iphone|ipad|android|samsung|galaxy|huawei|pixel|nokia|blackberry|motorola|xiaomi|oneplus|sony"
    r"|windows|phone"
    r"|mobile|smartphone|tablet|device|ffon|outlook|yahoo|mail|email|gmail|app|bt|ios|for|on|o2|ee|[a-z]{0,12}\d\w{0,12})"
)
SENT_FROM = re.compile(
    rf"\b(?:sent (?:from|with|via)|get outlook|(?:wedi ei |wedi )?anfon(?:wyd)? o)(?: my| the"
    rf"| fy)? {DEVICE}(?: {DEVICE}){{0,5}}$"
)
SIGN_OFF = re.compile(
    r"--+|(?:(?:kind|best|warm|many) )?(?:regards|wishes|thanks)|thank you|cheers|diolch|cofion(?: gorau)?"
    r"|yours (?:sincerely|faithfully)",
    re.IGNORECASE,
)
"""The line over a signature."""
SIGNATURE_LINE = re.compile(
    r"(?!(?i:he|she|they|i|we|my|help|stop|please|no|not|don)\b)[A-Z][\w.'’-]*(?: (?:&|[A-Z][\w.'’-]*))*"
    r"|(?i:(?:tel|phone|mob|mobile|[tm])[:. ]*)?[+(]?[0-9][0-9 ()-]{6,20}"
    r"|(?i:(?:e|email|web)[:. ]*)?(?:[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+)",
)
"""A name, a telephone number or an address; what could be words is none."""


def whole(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match a text that is one of these phrases with nothing but courtesies round it."""
    return re.compile(rf"(?:(?:{BEFORE}) )*(?:{'|'.join(phrases)})(?: (?:{AFTER}))*")


def beginning(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match a text that begins with one of these phrases."""
    return re.compile(rf"(?:(?:{BEFORE}) )*(?:{'|'.join(phrases)})\b")
