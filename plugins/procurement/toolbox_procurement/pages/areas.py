"""``/procurement/map``: the contracts by the places they deliver to, or by the region of who buys; every list state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from toolbox_core import (
    N_,
    Boundaries,
    ChartItem,
    Cluster,
    Column,
    DatasetDescription,
    Filters,
    InputError,
    Map,
    Matching,
    Place,
    download,
    format_number,
    format_percent,
    json_response,
    locale_for,
    point_map,
    read,
    region_map,
    render,
    stream_rows,
    translate,
    url,
    utcnow,
)
from toolbox_procurement import queries
from toolbox_procurement.pages.asking import conditions, filters_of
from toolbox_procurement.pages.listing import condition_labels
from toolbox_procurement.pages.words import Words
from toolbox_procurement.queries.areas import BUYER, DELIVERY
from toolbox_procurement.queries.records import Area, Spots

if TYPE_CHECKING:
    from babel import Locale
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.queries.records import Conditions

MEASURES: Final = {
    "count": N_("number of processes"),
    "value": N_("value"),
    "single": N_("share with a single bid"),
    "flags": N_("share with a red flag"),
}
BASES: Final = {DELIVERY: N_("place of delivery"), BUYER: N_("region of the buyer")}
SHADES: Final = {"quantile": N_("equally many regions in each class"), "interval": N_("classes of equal width")}
FILTER: Final = {DELIVERY: "place", BUYER: "region"}
ENOUGH: Final = 5
"""Cases below which a share says nothing."""
LONGEST: Final = 180
"""Letters of a condition that a link can have; more spellings of one region are listed in the table."""
MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address says: by what, which measure, how classes are made; and the list's conditions."""

    filters: Filters
    wanted: Conditions
    basis: str
    measure: str
    shade: Literal["quantile", "interval"]


@dataclass(frozen=True, slots=True)
class Found:
    """What lies where, and the boundaries it can be drawn on."""

    spots: Spots
    boundaries: Boundaries | None
    matching: Matching

    def region(self, area: Area) -> str:
        """The code of the region that an area is in; empty when none is known."""
        return self.matching.region_of(area.name) or ""


COLUMNS: Final = (
    Column(name="place", title=N_("Place"), description="What the data call it."),
    Column(name="region_code", title=N_("Region")),
    Column(name="matched_by", title=N_("Matched by"), description="code, name, or empty when no region is known."),
    Column(name="processes", type="integer", title=N_("Processes")),
    Column(name="value", type="number", title=N_("Value"), description="In the currency; exact."),
    Column(name="currency", title=N_("Currency")),
    Column(name="valued", type="integer", title=N_("With a value in this sum")),
    Column(name="single_bids", type="integer", title=N_("With a single bid")),
    Column(name="with_known_bidders", type="integer", title=N_("Open procedures with known bidders")),
    Column(name="flagged", type="integer", title=N_("With a red flag")),
    Column(name="longitude", type="number", title=N_("Longitude")),
    Column(name="latitude", type="number", title=N_("Latitude")),
)


async def page(request: Request) -> Response:
    """The map with its table. 400 for a condition or a choice that cannot be meant."""
    chosen = _chosen(request)
    found, names = await read(request, _look, chosen.wanted, chosen.basis)
    words, locale = Words(request), locale_for(request)
    basis = found.spots.basis
    drawing = _Drawing(request, words, locale, chosen, found)
    filters = chosen.filters

    def views(table: dict[str, str], name: str, current: str) -> list[dict[str, Any]]:
        return [
            {"label": words(label), "href": filters.address(**{name: key}), "current": key == current}
            for key, label in table.items()
        ]

    return render(
        request,
        "procurement/map.html",
        w=words,
        spots=found.spots,
        boundaries=found.boundaries if drawing.shaded else None,
        chart=drawing.chart(),
        shaded=drawing.shaded,
        measure=chosen.measure,
        unit=drawing.unit,
        title=drawing.title,
        rows=drawing.rows(),
        left_out=max(len(found.spots.areas) - MOST_ROWS, 0),
        by_name=len(found.matching.by_name),
        chips=filters.chips({**condition_labels(words, filters), **names}),
        clear=filters.clear,
        views=[
            (words(N_("Shown")), views(MEASURES, "measure", chosen.measure)),
            (words(N_("Where")), views(BASES, "by", basis)),
            *([(words(N_("Shades")), views(SHADES, "shade", chosen.shade))] if drawing.shaded else []),
        ],
        list_href=filters.address(url(request, "procurement:index"), by=None, measure=None, shade=None),
        formats=[
            ("CSV", filters.address(url(request, "procurement:map_csv"))),
            ("JSON", filters.address(url(request, "procurement:map_json"))),
        ],
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


async def map_json(request: Request) -> Response:
    """``/procurement/map.json``: the same figures; amounts as exact text, coordinates in degrees."""
    chosen = _chosen(request)
    found, _ = await read(request, _look, chosen.wanted, chosen.basis)
    spots = found.spots
    names = [column.name for column in COLUMNS]
    body = {
        "by": spots.basis,
        "processes": spots.count,
        "located": spots.located,
        "nowhere": spots.count - spots.located,
        "currency": spots.currency,
        "boundaries": found.boundaries.slug if found.boundaries else None,
        "places": [
            {name: str(value) if isinstance(value, Decimal) else value for name, value in zip(names, row, strict=True)}
            for row in _rows(found)
        ],
    }
    return json_response(body)


async def map_csv(request: Request) -> Response:
    """``/procurement/map.csv``: one row for each place."""
    chosen = _chosen(request)
    columns = tuple(
        Column(name=one.name, type=one.type, title=translate(request, one.title), description=one.description)
        for one in COLUMNS
    )
    return download(
        request,
        _table,
        chosen.wanted,
        chosen.basis,
        columns,
        filename="contracts-by-place.csv",
        media_type="text/csv; charset=utf-8",
    )


def _table(session: Session, wanted: Conditions, basis: str, columns: tuple[Column, ...]) -> Iterator[bytes]:
    found, _ = _look(session, wanted, basis)
    description = DatasetDescription(
        id="procurement/places",
        title="Contracts by place",
        description="Published contracting processes by place.",
        columns=columns,
        version=1,
        version_ids=(),
        publisher="",
        licence="",
        modified=utcnow(),
        row_count=len(found.spots.areas),
        landing="/procurement/map",
    )
    yield from stream_rows("csv", description, _rows(found))


def _rows(found: Found) -> Iterator[tuple[Any, ...]]:
    for area in found.spots.areas:
        how = "code" if area.name in found.matching.by_code else "name" if area.name in found.matching.by_name else ""
        yield (
            *(area.name, found.region(area) or None, how or None, area.count, area.value),
            *(found.spots.currency or None, area.valued, area.single, area.known, area.flagged),
            *(_degrees(area.longitude), _degrees(area.latitude)),
        )


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.5f}")


def _look(session: Session, wanted: Conditions, basis: str) -> tuple[Found, dict[str, str]]:
    spots = queries.areas(session, wanted, basis)
    best = queries.matched(session, spots)
    names = queries.names(session, wanted)
    if best is None:
        return Found(spots, None, Matching(unknown=tuple(area.name for area in spots.areas))), names
    return Found(spots, *best), names


def _chosen(request: Request) -> Chosen:
    filters = filters_of(request, "by", "measure", "shade")
    measure = _one_of(filters, "measure", MEASURES) or "count"
    shade = _one_of(filters, "shade", SHADES)
    return Chosen(
        filters=filters,
        wanted=conditions(filters),
        basis=_one_of(filters, "by", BASES),
        measure=measure,
        shade="interval" if shade == "interval" else "quantile",
    )


def _one_of(filters: Filters, name: str, table: dict[str, str]) -> str:
    value = filters.kept.get(name, "")
    if value and value not in table:
        raise InputError(f"{name}={value[:40]!r} is not known here.", fix=f"Choose one of {', '.join(table)}.")
    return value


class _Drawing:
    """The chart and the table of one request."""

    def __init__(self, request: Request, words: Words, locale: Locale, chosen: Chosen, found: Found) -> None:
        self._request, self._words, self._locale = request, words, locale
        self._chosen, self._found = chosen, found
        self.shaded = found.boundaries is not None

    @property
    def title(self) -> str:
        """The title of the map."""
        by_delivery = self._found.spots.basis == DELIVERY
        return self._words(
            N_("Contracts by place of delivery") if by_delivery else N_("Contracts by region of the buyer")
        )

    @property
    def unit(self) -> str:
        """What is shown, with the currency of amounts."""
        label = self._words(MEASURES[self._chosen.measure])
        return f"{label}, {self._found.spots.currency}" if self._chosen.measure == "value" else label

    def chart(self) -> Map | None:
        """Regions where boundaries know the places, else the places as points; ``None`` when there are neither."""
        boundaries = self._found.boundaries
        if boundaries is not None:
            return region_map(boundaries.regions, self._items(boundaries), method=self._chosen.shade)
        places = [
            Place(longitude=area.longitude, latitude=area.latitude, item=self._item(area.name, [area]))
            for area in self._found.spots.areas
            if area.longitude is not None and area.latitude is not None
        ]
        without = [self._item(a.name, [a]) for a in self._found.spots.areas if a.longitude is None]
        return point_map(places, unplaced=without, together=self._together) if places else None

    def _items(self, boundaries: Boundaries) -> dict[str, ChartItem]:
        """One item for each region, of all spellings the data have for it; what has none keeps its own name."""
        labels = {region.code: region.label for region in boundaries.regions}
        groups: dict[str, list[Area]] = {}
        for area in self._found.spots.areas:
            groups.setdefault(self._found.region(area) or f"?{area.name}", []).append(area)
        return {code: self._item(labels.get(code, members[0].name), members) for code, members in groups.items()}

    def _item(self, label: str, members: Sequence[Area]) -> ChartItem:
        value, shown, exact, detail = self._figure(members)
        return ChartItem(
            label=label,
            value=value,
            shown=shown,
            exact=exact,
            detail=detail,
            missing=value is None,
            href=self.address([area.name for area in members]),
        )

    def _figure(self, members: Sequence[Area]) -> tuple[Decimal | int | None, str, str, str]:
        """The measure of some places together: value, short, in full, and what it is of; ``None`` when unknown."""
        measure, words = self._chosen.measure, self._words
        count = sum(area.count for area in members)
        if measure == "count":
            return count, format_number(count, self._locale), "", ""
        if measure == "value":
            known = [area.value for area in members if area.value is not None]
            total = sum(known, Decimal(0)) if known else None
            return total, words.short(total), words.exact(total, self._found.spots.currency), ""
        part, whole = (
            (sum(area.single for area in members), sum(area.known for area in members))
            if measure == "single"
            else (sum(area.flagged for area in members), count)
        )
        if whole < ENOUGH:
            return None, "", "", ""
        share = Decimal(part) / whole
        of = words(
            N_("%(part)s of %(whole)s"),
            part=format_number(part, self._locale),
            whole=format_number(whole, self._locale),
        )
        return share, format_percent(share, self._locale), format_percent(share, self._locale, 1), of

    def address(self, names: Sequence[str]) -> str:
        """The list of the processes in these places; the table's row when the spellings are too many for a link."""
        condition = "|".join(dict.fromkeys(names))
        if len(condition) > LONGEST:
            return "#places"
        changes = {FILTER[self._found.spots.basis]: condition, "by": None, "measure": None, "shade": None}
        return self._chosen.filters.address(url(self._request, "procurement:index"), **changes)

    def _together(self, circle: Cluster) -> str:
        return self.address([place.item.label for place in circle.places])

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the table: the place as the data call it, its region, every measure."""
        labels = (
            {region.code: region.label for region in self._found.boundaries.regions} if self._found.boundaries else {}
        )
        return [
            {
                "name": area.name,
                "href": self.address([area.name]),
                "region": labels.get(self._found.region(area), ""),
                "by_name": area.name in self._found.matching.by_name,
                "count": format_number(area.count, self._locale),
                "value": self._words.exact(area.value, self._found.spots.currency),
                "single": self._share(area.single, area.known),
                "flags": self._share(area.flagged, area.count),
            }
            for area in self._found.spots.areas[:MOST_ROWS]
        ]

    def _share(self, part: int, whole: int) -> str:
        return format_percent(Decimal(part) / whole, self._locale) if whole >= ENOUGH else ""
