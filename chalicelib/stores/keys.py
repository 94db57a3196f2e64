"""All keys of the single table, and its access patterns: who writes an item, and who reads it by which key.

| item | pk | sk | index | written by -> read by |
|---|---|---|---|---|
| contact | S#sid | CONTACT | | sign-up, verify, settings, leave, receipts -> window, codes, settings, inbox |
| profile | S#sid | PROFILE | | verify, settings -> settings, inbox |
| consent | S#sid | CONSENT#time#address#how | | verify, START -> proof |
| place | S#sid | PLACE#n | G1 G#gh5 / gh9#sid#n | verify, settings, leave, receipts -> census, plan, gate |
| membership | S#sid | IN#interest | G1 I#interest#gh4 / gh9#sid | verify, settings, leave -> settings, plan |
| asking | S#sid | JOIN#interest | G2 ASK#interest / time#sid | verify, settings, leave -> groups, settings |
| history row | S#sid | H#time#sending#channel | | record -> replies, receipts |
| address | ADDR#hash | ADDR | | verify, settings, leave, receipts -> codes, verify, inbound, receipts |
| household | HOME#hash | S#sid | | verify, settings, leave -> coverage |
| request | REQ#request | REQ | G2 OPENREQ / time | sign-up, settings, codes -> verify, codes, sweep |
| budget | BUDGET#purpose#who | hour | | sign-up, settings, sign-in -> the same |
| counter of subscribers | CFG#number | NUMBER | | verify -> the same |
| postcode | PC#postcode | PC | | load-postcodes -> sign-up, codes, verify, settings |
| outward code | PC#outward | OUT | | load-postcodes -> sign-up, settings |
| postcodes of an outward code | POSTCODES | outward | | load-postcodes -> load-postcodes, load-areas |
| loading | LOADING | POSTCODES | | load-postcodes -> the same |
| area | AREA | code | | every load, settings -> alerts, preview, settings, inbox, real, week |
| outline | OUTLINE | district#code | | load-areas -> areas |
| alert | A#alert | HEAD | G2 ALERTS / time#alert | alerts, gate, close, sweep -> alerts, plan, real, inbox |
| alert to approve | A#alert | TODO#approval | G2 TODO#approval / time#alert | alerts -> alerts |
| reach of an alert | A#alert | REACH#sending | | gate, close -> preview, plan, gate |
| answer to an alert | A#alert | ANSWER#number | | inbound -> preview, plan, gate |
| reach | REACH#week | sending#channel | | gate, close -> preview, plan, gate |
| alert version | A#alert | V#n | | alerts -> alerts |
| round of an alert | A#alert | ROUND#sending | | alerts -> alerts, plan, gate, progress |
| alert log | A#alert | LOG#time#version | | alerts, gate, close, sweep -> alerts |
| sending | OUT#sending | HEAD | G2 OPEN / time#sending | alerts, direct, gate, close -> window, sweep, real |
| sending forms | OUT#sending | FORMS | | alerts, direct -> window |
| range | OUT#sending | RANGE#n | | alerts, plan -> plan, gate, sweep |
| page | OUT#sending | PAGE#channel#range#k | | plan, gate, direct -> every worker, progress |
| state | OUT#sending | STATE#channel#range#k | | plan, gate, direct, window, record -> progress, sweep |
| receipts | OUT#sending | RCPT#channel#range#k | | receipts -> the same, progress |
| awaited digest | DIGEST#cadence | ALERT#sending | | gate -> digests, plan, gate |
| last digest | DIGEST#cadence | LAST | | digests -> the same |
| traffic | RATE#channel | LANE | | window -> window, preview, progress |
| authenticity code | CODE#code | CODE | | alerts, direct -> real |
| nonce | NONCE#purpose#nonce | NONCE | | webhook -> the same |
| inbound | IN#provider#id | IN | | webhook, inbound -> the same |
| latest inbound | IN#provider#digest | LAST | | webhook -> the same |
| conversation | C#conversation | HEAD | G2 INBOX#unit#state / due#conversation | inbound, inbox -> the same |
| conversation of an address | CADDR#hash | unit#alert#sid | | inbound -> the same |
| words | C#conversation | M#id | | inbound, inbox -> inbox |
| fact | F#week | id | | codes, verify, leave, alerts, record, inbound -> week |
| closed week | WEEK | week | | close weeks -> week |
| look | LOOK | LAST | | reconcile -> delivery |
| failure | DEAD#message | WHY | | every worker -> dead letters |
| audit entry | AUD#day | id | | every service -> proof |
| template | CFG#template#unit | id | | templates, load-templates -> templates |
| saved audience | AUDIENCES#unit | id | | audiences -> audiences |
| audience version | AUDIENCE#audience | V#n | | audiences -> alerts |
| officer | OFFICER | id | | administrator, sign-out -> every officers' route |

*alerts* write and approve; *leave* is by link, settings, STOP or START; *window* is a worker with a page.
Nothing reads *proof* and *coverage* yet, nor G2 `OUT#week`, to which a closed
sending moves: what was written without them could never be found later. A person who has left stands in no
index, a request only until its codes are on their way. Requests, budgets, nonces,
failures and contacts that nobody has proved carry `ttl`.
"""

from ..domain.subscriber import Place
from ..ports import Key

LAST = "\U0010ffff"
"""Sorts behind every key."""
SUBSCRIBER_NUMBER = Key("CFG#number", "NUMBER")
AREAS, WEEKS, OFFICERS, POSTCODES = "AREA", "WEEK", "OFFICER", "POSTCODES"
"""Partitions with a few hundred items each, read as a whole."""
OUTLINES = "OUTLINE"
"""The partition of outlines, read a district at a time; outside AREA, which stays quick to read whole."""
LOADING = Key("LOADING", "POSTCODES")
LOOK = Key("LOOK", "LAST")
ALERTS, TO_APPROVE, OPEN_REQUESTS, OPEN_SENDINGS = "ALERTS", "TODO#approval", "OPENREQ", "OPEN"
"""Partitions of G2, each sorted by time: alerts since they were begun, those that wait for approval, requests
until their codes are on their way, sendings until they are closed."""
ANSWERS = "ANSWER#"
"""What the sort keys of an alert's answers begin with."""
PROFILE, PLACES, MEMBERSHIPS, ASKINGS, HISTORY = "PROFILE", "PLACE#", "IN#", "JOIN#", "H#"
"""What the sort keys under a person are or begin with."""
FURTHER = "ROUND#"
"""What the sort keys of an alert's rounds begin with."""
SPANS, PAGES, STATES, RECEIPTS = "RANGE#", "PAGE#", "STATE#", "RCPT#"
"""What the sort keys under a sending begin with."""


def id_in(partition: object) -> str:
    """Answer the id that a partition is named after: what stands behind the first `#`."""
    return str(partition).partition("#")[2]


def contact(sid: str) -> Key:
    return Key(f"S#{sid}", "CONTACT")


def consent(sid: str, at: str, address: str, how: str) -> Key:
    return Key(f"S#{sid}", f"CONSENT#{at}#{address}#{how}")


def place_index(place: Place) -> dict[str, str]:
    return {"g1pk": f"G#{place.geohash[:5]}", "g1sk": f"{place.geohash}#{place.sid}#{place.n}"}


def profile(sid: str) -> Key:
    return Key(f"S#{sid}", PROFILE)


def place(sid: str, n: int) -> Key:
    return Key(f"S#{sid}", f"{PLACES}{n}")


def membership(sid: str, interest: str) -> Key:
    return Key(f"S#{sid}", f"{MEMBERSHIPS}{interest}")


def membership_index(interest: str, place: Place) -> dict[str, str]:
    return {"g1pk": f"I#{interest}#{place.geohash[:4]}", "g1sk": f"{place.geohash}#{place.sid}"}


def asking(sid: str, interest: str) -> Key:
    return Key(f"S#{sid}", f"{ASKINGS}{interest}")


def asked(interest: str) -> str:
    """Answer the partition of G2 that lists who waits to be let into a group."""
    return f"ASK#{interest}"


def asking_index(interest: str, at: str, sid: str) -> dict[str, str]:
    return {"g2pk": asked(interest), "g2sk": f"{at}#{sid}"}


def history(sid: str, at: str, sending: str, channel: str) -> Key:
    return Key(f"S#{sid}", f"{HISTORY}{at}#{sending}#{channel}")


def address(address_hash: str) -> Key:
    return Key(f"ADDR#{address_hash}", "ADDR")


def household(home_hash: str, sid: str) -> Key:
    return Key(f"HOME#{home_hash}", f"S#{sid}")


def request(request: str) -> Key:
    return Key(f"REQ#{request}", "REQ")


def budget(purpose: str, who: str, hour: str) -> Key:
    return Key(f"BUDGET#{purpose}#{who}", hour)


def postcode(postcode: str) -> Key:
    return Key(f"PC#{postcode}", "PC")


def outward(outward: str) -> Key:
    return Key(f"PC#{outward}", "OUT")


def postcodes_of(outward: str) -> Key:
    return Key(POSTCODES, outward)


def area(code: str) -> Key:
    return Key(AREAS, code)


def outline(district: str, code: str) -> Key:
    """Answer an outline's key; a district's own has no district before it."""
    return Key(OUTLINES, f"{district}#{code}")


def alert(alert: str) -> Key:
    return Key(f"A#{alert}", "HEAD")


def approval(alert: str) -> Key:
    return Key(f"A#{alert}", TO_APPROVE)


def alert_version(alert: str, version: int) -> Key:
    return Key(f"A#{alert}", f"V#{version:06d}")


def alert_log(alert: str, at: str) -> Key:
    return Key(f"A#{alert}", f"LOG#{at}")


def round_of(alert: str, sending: str) -> Key:
    """Answer where an alert says that a sending is one of its rounds after the first."""
    return Key(f"A#{alert}", f"{FURTHER}{sending}")


def reach(week: str, sending: str, channel: str) -> Key:
    return Key(f"REACH#{week}", f"{sending}#{channel}")


def reached(alert: str, sending: str) -> Key:
    """Answer where an alert says in which week a sending of it reached whom."""
    return Key(f"A#{alert}", f"REACH#{sending}")


def answer(alert: str, number: int) -> Key:
    return Key(f"A#{alert}", f"{ANSWERS}{number:09d}")


def closed_sendings(week: str) -> str:
    """Answer the partition of G2 that lists the sendings begun in a week, once closed."""
    return f"OUT#{week}"


def sending(sending: str) -> Key:
    return Key(f"OUT#{sending}", "HEAD")


def forms(sending: str) -> Key:
    return Key(f"OUT#{sending}", "FORMS")


def span(sending: str, n: int) -> Key:
    return Key(f"OUT#{sending}", f"{SPANS}{n:04d}")


def page(sending: str, page: str) -> Key:
    return Key(f"OUT#{sending}", f"{PAGES}{page}")


def state(sending: str, page: str) -> Key:
    return Key(f"OUT#{sending}", f"{STATES}{page}")


def receipts(sending: str, page: str) -> Key:
    return Key(f"OUT#{sending}", f"{RECEIPTS}{page}")


def awaited(cadence: str, sending: str) -> Key:
    return Key(f"DIGEST#{cadence}", f"ALERT#{sending}")


def digest_round(cadence: str) -> Key:
    return Key(f"DIGEST#{cadence}", "LAST")


def traffic(channel: str) -> Key:
    """Answer where all workers of a channel share its time, its money and what they know of its providers."""
    return Key(f"RATE#{channel}", "LANE")


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


def conversation_of(address_hash: str, unit: str, alert: str | None, sid: str | None) -> Key:
    return Key(f"CADDR#{address_hash}", f"{unit}#{alert or ''}#{sid or ''}")


def words(conversation: str, id: str) -> Key:
    return Key(f"C#{conversation}", f"M#{id}")


def fact(week: str, id: str) -> Key:
    return Key(f"F#{week}", id)


def week(week: str) -> Key:
    return Key(WEEKS, week)


def audit(day: str, id: str) -> Key:
    return Key(f"AUD#{day}", id)


def template(unit: str, template: str) -> Key:
    """Answer a template's key; the force's own have no unit."""
    return Key(f"CFG#template#{unit}", template)


def saved_audience(unit: str, audience: str) -> Key:
    """Answer a saved audience's key; the force's own have no unit."""
    return Key(f"AUDIENCES#{unit}", audience)


def audience_version(audience: str, version: int) -> Key:
    return Key(f"AUDIENCE#{audience}", f"V#{version:06d}")


def officer(officer: str) -> Key:
    return Key(OFFICERS, officer)


def failure(message: str) -> Key:
    return Key(f"DEAD#{message}", "WHY")
