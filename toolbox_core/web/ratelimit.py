"""How often one address may ask the programming interface: a token bucket for each, in this process.

Each address may ask ``per_minute`` times in a row and then at that pace. Every server process counts for itself, so a
site with four processes allows up to four times as much; what must be counted together (signing in) is counted in the
database instead. Networks of IPv6 count as one address (/64), because each visitor has a whole one.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Collection
from time import monotonic

MOST_ADDRESSES = 50_000
"""Addresses remembered at once; the one that has been quiet longest is forgotten first."""


class Buckets:
    """The buckets of one process. ``per_minute`` 0 allows anything; ``exempt`` addresses are never counted."""

    def __init__(self, per_minute: int, *, exempt: Collection[str] = (), most: int = MOST_ADDRESSES) -> None:
        self._capacity, self._pace = float(per_minute), per_minute / 60
        self._exempt, self._most = frozenset(exempt), most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, address: str, *, now: float | None = None) -> float:
        """Count one request of ``address``. Seconds until it may ask again; 0 when it may ask now."""
        if not self._capacity or not address or address in self._exempt:
            return 0.0
        moment = monotonic() if now is None else now
        key = network_of(address)
        left, seen = self._buckets.pop(key, (self._capacity, moment))
        left = min(self._capacity, left + (moment - seen) * self._pace)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, moment)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._pace


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, an IPv6 network of 64 bits, or any other name as it is."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
