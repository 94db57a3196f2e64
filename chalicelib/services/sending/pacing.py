"""A channel's traffic as one worker meets it: by which provider, at which time, and for how much money."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import NamedTuple

from ...domain.carriers import Provider
from ...domain.errors import PermanentFailure, TemporaryFailure, Uncertain
from ...domain.force import Force
from ...domain.pace import BLOCK, PATIENCE, Lease, Pace
from ...domain.sending import Sending
from ...domain.traffic import Report, Traffic
from ...ports import Channel, Clock, Table, Traffics
from .handover import THROTTLED, Outcomes, Parcel

BOOKINGS = 5
"""Times that a worker tries to take time anew which another was quicker to take."""
NUDGE = 0.05
"""Seconds, at most, by which two workers that want the same time keep out of each other's way."""
NOT_SO_FAST = 1.0
"""Seconds of pause for everybody where a provider asks for one and does not say how long."""
TELLS = 3
"""Times that a report is written against other workers' writes; one that is lost costs nobody a message."""
UNLIMITED = {"opted-out"}
"""Whys that go out whatever is spent: somebody who texted STOP hears that it worked."""


class Offer(NamedTuple):
    """Who takes the next window, and how fast."""

    provider: Provider
    channel: Channel
    pace: Pace


class Booking(NamedTuple):
    """Time and money for the first of a window's messages; `refused` are slots that there is no money for."""

    traffic: Traffic
    lease: Lease | None
    parcels: Sequence[Parcel]
    refused: Sequence[int]
    price: int
    report: Report
    """What to tell if nothing of it is sent."""

    def refusals(self) -> Outcomes:
        """Answer what became of those that there is no money for."""
        return {slot: PermanentFailure("spent") for slot in self.refused}


@dataclass(frozen=True)
class Pacing:
    """Reads and writes the item that all workers of a channel share."""

    table: Table
    clock: Clock
    force: Force
    traffics: Traffics
    jitter: Callable[[], float]

    def offer(self, traffic: Traffic, channels: Mapping[str, Channel]) -> Offer | None:
        """Choose among the force's providers; None while none of them is well."""
        found = traffic.pick(self._providers(traffic), self._now())
        if found is None:
            return None
        channel = channels[found.name]
        return Offer(found, channel, Pace.of(found.per_second, channel.batch))

    def most(self, channel: str, channels: Mapping[str, Channel]) -> int:
        """Answer how many messages of a channel one window may need to be made for."""
        known = self.force.providers(channel)
        return max(Pace.of(each.per_second, channels[each.name].batch).most() for each in known)

    def until_back(self, traffic: Traffic) -> float:
        """Answer the seconds until the first provider may be tried again."""
        return (traffic.back(self._providers(traffic)) - self._now()) / 1000

    def wait(self, traffic: Traffic, offer: Offer, lane: str) -> float:
        """Answer the seconds until a lane's turn."""
        return traffic.wait(offer.provider.name, lane, self._now() / 1000)

    def book(self, traffic: Traffic, offer: Offer, head: Sending, parcels: Sequence[Parcel]) -> Booking:
        """Take time and money for as many messages as fit into one block; nothing is written yet."""
        now, price, name = self.clock.now(), round(offer.provider.pence * 1000), offer.provider.name
        paid = self._affordable(traffic, head, parcels, price)
        refused = [parcel.slot for parcel in parcels[len(paid) :]]
        size = offer.pace.size
        weights = [max(each.parts for each in paid[n : n + size]) for n in range(0, len(paid), size)]
        if not weights:
            return Booking(traffic, None, [], refused, price, Report(name, head.first(), traffic.month))
        calls = offer.pace.fitting(weights)
        taken = paid[: calls * size]
        cost = price * sum(parcel.parts for parcel in taken)
        charged = traffic.charged(now, cost, head.first(), head.most_pence is not None)
        leased, lease = charged.leased(name, offer.pace, weights[:calls], now.timestamp())
        doubtful = leased.line(name).doubtful()
        unsent = Report(name, head.first(), leased.month, unspent=cost, doubtful=doubtful)
        return Booking(leased, lease, taken, refused, price, unsent)

    def book_again(
        self, channel: str, report: Report | None, offer: Offer, head: Sending, parcels: Sequence[Parcel]
    ) -> Booking | None:
        """Take time that another worker was quicker to take; None where it takes too long to come by."""
        for lost in range(BOOKINGS):
            was = self.traffics.load(channel)
            traffic = self.told(was, report)
            wait = self.wait(traffic, offer, head.lane)
            if wait > PATIENCE:
                return None
            # Too many at once make room for each other; what is not routine tries on.
            longer = 2 * lost * BLOCK if head.lane == "routine" else 0.0
            self.clock.sleep(wait + self.jitter() * (NUDGE + longer))
            booking = self.book(traffic, offer, head, parcels)
            if booking.lease is None or self.table.each(self.traffics.save(booking.traffic, was)) == (True,):
                return booking
        return None

    def report(self, booking: Booking, outcomes: Outcomes, marks: tuple[float, ...]) -> Report:
        """Say how a window went."""
        gone = (str, PermanentFailure, Uncertain)
        left = [each for each in booking.parcels if not isinstance(outcomes.get(each.slot), gone)]
        asked = [
            failure.retry_after or NOT_SO_FAST
            for failure in outcomes.values()
            if isinstance(failure, TemporaryFailure) and failure.reason == THROTTLED
        ]
        unspent = booking.price * sum(parcel.parts for parcel in left)
        return booking.report._replace(marks=marks, unspent=unspent, asked=max(asked, default=0.0))

    def told(self, traffic: Traffic, report: Report | None) -> Traffic:
        """Enter a report that is not written yet."""
        return traffic.told(report, self._now()) if report else traffic

    def tell(self, channel: str, report: Report | None) -> None:
        """Write a report that no window takes along, where it matters."""
        for _ in range(TELLS if report and report.matters() else 0):
            was = self.traffics.load(channel)
            if self.table.each(self.traffics.save(self.told(was, report), was)) == (True,):
                return

    def _affordable(
        self, traffic: Traffic, head: Sending, parcels: Sequence[Parcel], price: int
    ) -> Sequence[Parcel]:
        """Answer the first messages, up to the one that would cost more than may still be spent."""
        texting, capped = self.force.texting, traffic.channel == "text" and head.why not in UNLIMITED
        month = round(texting.pounds_a_month * 100_000) if capped and texting.pounds_a_month else None
        alert = head.most_pence * 1000 if capped and head.most_pence is not None else None
        room = traffic.room(self.clock.now(), month, head.first(), alert)
        if room is None:
            return parcels
        sums = accumulate(price * parcel.parts for parcel in parcels)
        return parcels[: len(list(takewhile(lambda spent: spent <= room, sums)))]

    def _providers(self, traffic: Traffic) -> tuple[Provider, ...]:
        return self.force.providers(traffic.channel)

    def _now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)
