"""``/procurement/network``: who buys from whom, drawn on the server, with the equal table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from toolbox_core import N_, BarItem, InputError, bars, format_number, locale_for, read, render, url
from toolbox_procurement import queries
from toolbox_procurement.pages.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.queries.records import Pair

_TALL: Final = 260.0
"""Pixels that all bands of one side have together."""
_LEAST: Final = 3.0
_GAP: Final = 26.0
_TOP: Final = 24.0
_LEFT, _RIGHT = 340, 660
"""Where the two sides stand, of 1,000."""
_LONGEST: Final = 38


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation: its short name, its address, where it stands and how tall it is (pixels)."""

    name: str
    slug: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """Both sides and the bands between them, as paths on a canvas of 1,000 units across."""

    buyers: tuple[Node, ...]
    suppliers: tuple[Node, ...]
    bands: tuple[str, ...]
    height: int


def draw(pairs: Sequence[Pair]) -> Drawn | None:
    """Place both sides by the sum of what they exchange, the largest on top; ``None`` when there is nothing."""
    total = sum((pair.value for pair in pairs), Decimal(0))
    if not total:
        return None
    widths = [max(float(pair.value / total) * _TALL, _LEAST) for pair in pairs]
    sides = []
    for side in ("buyer", "supplier"):
        sums: dict[str, float] = {}
        names: dict[str, str] = {}
        for pair, width in zip(pairs, widths, strict=True):
            person = getattr(pair, side)
            sums[person.slug] = sums.get(person.slug, 0.0) + width
            names[person.slug] = person.name
        y, nodes = _TOP, []
        for slug in sorted(sums, key=lambda one: (-sums[one], names[one])):
            name = names[slug] if len(names[slug]) <= _LONGEST else f"{names[slug][: _LONGEST - 1]}…"
            nodes.append(Node(name, slug, round(y, 1), round(sums[slug], 1)))
            y += sums[slug] + _GAP
        sides.append((tuple(nodes), y))
    (buyers, left_end), (suppliers, right_end) = sides
    free = [{node.slug: node.y for node in nodes} for nodes in (buyers, suppliers)]
    bands = []
    for pair, width in zip(pairs, widths, strict=True):
        start, end = free[0][pair.buyer.slug], free[1][pair.supplier.slug]
        free[0][pair.buyer.slug] += width
        free[1][pair.supplier.slug] += width
        bands.append(_band(start, end, width))
    return Drawn(buyers, suppliers, tuple(bands), round(max(left_end, right_end)))


def _band(start: float, end: float, width: float) -> str:
    middle = (_LEFT + _RIGHT) // 2
    up, down = f"C{middle} {start:.1f} {middle} {end:.1f}", f"C{middle} {end + width:.1f} {middle} {start + width:.1f}"
    return f"M{_LEFT} {start:.1f}{up} {_RIGHT} {end:.1f}V{end + width:.1f}{down} {_LEFT} {start + width:.1f}Z"


async def network(request: Request) -> Response:
    """Of all, or of one ``buyer`` or ``supplier``. 404 for one that has no published process, 400 for both at once."""
    buyer, supplier = (request.query_params.get(name, "") for name in ("buyer", "supplier"))
    if buyer and supplier:
        raise InputError("Either a buyer or a supplier stands in the middle.", fix="Leave one of them out.")
    pairs, currency, name = await read(request, queries.network, buyer, supplier)
    beside = await read(request, queries.cobidders, supplier) if supplier else []
    words, locale = Words(request), locale_for(request)
    return render(
        request,
        "procurement/network.html",
        w=words,
        drawn=draw(pairs),
        rows=[
            (
                (pair.buyer.name, _profile(request, "buyers", pair.buyer.slug)),
                (pair.supplier.name, _profile(request, "suppliers", pair.supplier.slug)),
                pair.count,
                words.exact(pair.value, currency),
            )
            for pair in pairs
        ],
        beside=bars(
            [
                BarItem(
                    label=one.person.name,
                    value=Decimal(one.times),
                    cells=tuple(format_number(count, locale) for count in (one.times, one.ours, one.theirs)),
                    href=url(request, "procurement:network", query={"supplier": one.person.slug}),
                )
                for one in beside
            ]
        )
        if beside
        else None,
        asks_beside=bool(supplier),
        currency=currency,
        name=name,
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


def _profile(request: Request, room: str, slug: str) -> str:
    return url(request, "procurement:profile", kinds=room, subject=slug) if slug else ""
