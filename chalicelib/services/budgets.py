"""How often codes may be asked for, so that nobody's phone is flooded and nobody runs up the bill."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from ..ports import Clock, Keys, Requests

PER_ADDRESS = 5
"""Codes an hour to one address: enough to mistype and ask again, too few to torment anybody."""
PER_ADDRESS_A_DAY = 12
"""Codes a day (UTC) to one address: five every hour would still be 120 texts to somebody's victim."""
PER_NETWORK = 60
"""Requests an hour from one network: a library or a stall at a fair signs people up behind one."""
IN_ALL = 5_000
"""Requests an hour in all: nine times Kent's best week, and at 2.4p a text no hour costs over 240 pounds."""

PLACES_A_DAY = 20
"""Changes of one person's places a day (UTC): a finer point may add to what an area has to look through."""


def network(ip: str) -> str:
    """Answer the network that counts as one asker: /24 of IPv4, /48 of IPv6, which one household may hold."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


@dataclass(frozen=True)
class Budgets:
    """Takes from the budgets; what cannot be counted is refused, since counting may not be skipped."""

    requests: Requests
    keys: Keys
    clock: Clock

    def spend(self, ip: str | None, address_hashes: Iterable[str]) -> None:
        """Count one request; `ip` is None for an officer. Raises TooMany, or TemporaryFailure where unsure.

        The asker's own budget comes first, so that a flood from one network cannot use up the others.
        """
        hour = self.clock.now()
        if ip is not None:
            self.requests.spend("network", self.keys.hash("network", network(ip)), PER_NETWORK, hour)
        for address_hash in address_hashes:
            self.requests.spend("address", address_hash, PER_ADDRESS, hour)
            self.requests.spend("address-day", address_hash, PER_ADDRESS_A_DAY, hour.replace(hour=0))
        self.requests.spend("all", "all", IN_ALL, hour)

    def move(self, sid: str) -> None:
        """Count one change of somebody's places. Raises TooMany, or TemporaryFailure where unsure."""
        today = self.clock.now().replace(hour=0)
        self.requests.spend("places-day", self.keys.hash("places", sid), PLACES_A_DAY, today)
