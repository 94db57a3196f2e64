"""All keys of the single table.

| item | pk | sk | index | written by -> read by |
|---|---|---|---|---|
| contact | S#sid | CONTACT | | sign-up, settings, STOP -> send window |
| profile | S#sid | PROFILE | | sign-up -> settings, export |
| consent | S#sid | CONSENT#ts#address#how | | verify -> export |
| place | S#sid | PLACE#n | G1 G#gh5 / gh9#sid#n | sign-up, settings -> plan |
| interest membership | S#sid | IN#interest | G1 I#interest#gh4 / gh9#sid | sign-up, settings -> group pages |
| history row | S#sid | H#time#sending#channel | | record -> replies, export |
| address lock, suppression | ADDR#hash | ADDR | | verify, STOP -> sign-up, inbound |
| household | HOME#hash | S#sid | | sign-up -> coverage |
| request | REQ#request | REQ | G2 OPENREQ / time, until dispatched | sign-up, settings -> verify |
| budget | BUDGET#purpose#who | hour | | sign-up, settings |
| counter of subscribers | CFG#number | NUMBER | | verify |
| postcode | PC#postcode | PC | | load-postcodes -> sign-up |
| area | AREA | code | | load-areas -> write, plan, week |
| alert | A#alert | HEAD | G2 ALERTS / time | alerts -> list |
| alert waiting for approval | A#alert | TODO#approval | G2 TODO#approval / time | submit -> SPOC |
| alert version | A#alert | V#n | | submit -> approve, plan |
| alert log | A#alert | LOG#time#version | | alerts -> one alert |
| sending head | OUT#sending | HEAD | G2 OPEN / time, then OUT#week / time | approve, plan -> window, sweep |
| sending forms | OUT#sending | FORMS | | approve -> worker |
| range | OUT#sending | RANGE#n | | approve -> plan |
| page | OUT#sending | PAGE#channel#range#k | | plan -> worker, ledger |
| state | OUT#sending | STATE#channel#range#k | | worker -> progress, sweep |
| authenticity code | CODE#code | CODE | | approve -> is this real |
| nonce, for two hours | NONCE#purpose#nonce | NONCE | | webhook |
| inbound | IN#provider#id | IN | | webhook -> inbound worker |
| latest inbound of one text without an id | IN#provider#digest | LAST | | webhook |
| conversation | C#conversation | HEAD | G2 INBOX#unit#state / due#conversation | inbound, answer -> inbox |
| conversation of an address | CADDR#hash | unit#alert | | inbound |
| words | C#conversation | M#ulid | | inbound, answer -> conversation |
| fact | F#week | ulid or sending#page | | every service -> close weeks |
| closed week | WEEK | week | | close weeks -> week |
| audit entry | AUD#day | ulid | | every service |
| officer | OFFICER | id | | admin -> every officer route |
"""

from ..domain.subscriber import Place
from ..ports import Key

LAST = "\U0010ffff"


def contact(sid: str) -> Key:
    return Key(f"S#{sid}", "CONTACT")


def profile(sid: str) -> Key:
    return Key(f"S#{sid}", "PROFILE")


def consent(sid: str, at: str) -> Key:
    return Key(f"S#{sid}", f"CONSENT#{at}")


def place(sid: str, n: int) -> Key:
    return Key(f"S#{sid}", f"PLACE#{n}")


def place_index(place: Place) -> dict[str, str]:
    return {"g1pk": f"G#{place.geohash[:5]}", "g1sk": f"{place.geohash}#{place.sid}#{place.n}"}


def membership(sid: str, interest: str) -> Key:
    return Key(f"S#{sid}", f"IN#{interest}")


def membership_index(interest: str, place: Place) -> dict[str, str]:
    return {"g1pk": f"I#{interest}#{place.geohash[:4]}", "g1sk": f"{place.geohash}#{place.sid}"}


def history(sid: str, at: str, sending: str, channel: str) -> Key:
    return Key(f"S#{sid}", f"H#{at}#{sending}#{channel}")


def address(address_hash: str) -> Key:
    return Key(f"ADDR#{address_hash}", "ADDR")


def household(home_hash: str, sid: str) -> Key:
    return Key(f"HOME#{home_hash}", f"S#{sid}")


def request(request: str) -> Key:
    return Key(f"REQ#{request}", "REQ")


def budget(purpose: str, who: str, hour: str) -> Key:
    return Key(f"BUDGET#{purpose}#{who}", hour)


SUBSCRIBER_NUMBER = Key("CFG#number", "NUMBER")


def postcode(postcode: str) -> Key:
    return Key(f"PC#{postcode}", "PC")


AREAS = "AREA"


def area(code: str) -> Key:
    return Key(AREAS, code)


ALERTS, TO_APPROVE = "ALERTS", "TODO#approval"
"""Partitions of G2: alerts by the time they were begun, and those that wait for approval."""


def alert(alert: str) -> Key:
    return Key(f"A#{alert}", "HEAD")


def approval(alert: str) -> Key:
    return Key(f"A#{alert}", TO_APPROVE)


def alert_version(alert: str, version: int) -> Key:
    return Key(f"A#{alert}", f"V#{version:06d}")


def alert_log(alert: str, at: str) -> Key:
    return Key(f"A#{alert}", f"LOG#{at}")


OPEN_SENDINGS = "OPEN"
"""The partition of G2 that lists sendings until they are closed, by the time they began."""


def closed_sendings(week: str) -> str:
    """Answer the partition of G2 that lists the sendings begun in a week, once closed."""
    return f"OUT#{week}"


def sending(sending: str) -> Key:
    return Key(f"OUT#{sending}", "HEAD")


def forms(sending: str) -> Key:
    return Key(f"OUT#{sending}", "FORMS")


def span(sending: str, n: int) -> Key:
    return Key(f"OUT#{sending}", f"RANGE#{n:04d}")


def page(sending: str, page: str) -> Key:
    return Key(f"OUT#{sending}", f"PAGE#{page}")


def state(sending: str, page: str) -> Key:
    return Key(f"OUT#{sending}", f"STATE#{page}")


def code(code: str) -> Key:
    return Key(f"CODE#{code}", "CODE")


def inbound(provider: str, id: str) -> Key:
    return Key(f"IN#{provider}#{id}", "IN")


def nonce(purpose: str, nonce: str) -> Key:
    return Key(f"NONCE#{purpose}#{nonce}", "NONCE")


def latest_inbound(provider: str, digest: str) -> Key:
    return Key(f"IN#{provider}#{digest}", "LAST")


def inbox(unit: str, state: str) -> str:
    return f"INBOX#{unit}#{state}"


def conversation(conversation: str) -> Key:
    return Key(f"C#{conversation}", "HEAD")


def conversation_of(address_hash: str, unit: str, alert: str | None) -> Key:
    return Key(f"CADDR#{address_hash}", f"{unit}#{alert or ''}")


def words(conversation: str, id: str) -> Key:
    return Key(f"C#{conversation}", f"M#{id}")


def fact(week: str, id: str) -> Key:
    return Key(f"F#{week}", id)


def week(week: str) -> Key:
    return Key("WEEK", week)


def audit(day: str, id: str) -> Key:
    return Key(f"AUD#{day}", id)


def officer(officer: str) -> Key:
    return Key("OFFICER", officer)
