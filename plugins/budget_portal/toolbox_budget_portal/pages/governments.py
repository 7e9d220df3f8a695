"""Two or more governments in one year: what each spends in all and on what, and what cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.addresses import to_address
from toolbox_budget_portal.models import KINDS
from toolbox_budget_portal.pages.governments_data import as_csv, as_json
from toolbox_budget_portal.pages.governments_notes import what_differs
from toolbox_budget_portal.pages.yardstick_views import Looking, looking
from toolbox_budget_portal.queries.governments import Government, SideBySide
from toolbox_budget_portal.queries.records import DIRECTIONS, EXPENDITURE, Entity, Node, Phase, ratio
from toolbox_budget_portal.yardsticks.records import NOMINAL, OF_GDP, PER_HEAD, REAL, SHARE
from toolbox_core import BarItem, NotFound, bars, format_number, locale_for, read, render, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

Known = list[tuple[Entity, tuple[int, ...]]]

_DRAWN = 6
_FIRST = 12
"""How many parts are drawn, and how many governments are shown to somebody who has not chosen yet."""


async def governments(request: Request) -> Response:
    """``/budget/compare?of=aldora,port-sennen&year=2024&by=functional&in=person``; ``.csv`` and ``.json`` as data."""
    parameters = request.query_params
    slugs = [word.strip() for text in parameters.getlist("of") for word in text.split(",") if word.strip()]
    known, found, kinds = await read(
        request,
        _answer,
        slugs,
        _year(parameters.get("year", "")),
        parameters.get("direction", EXPENDITURE),
        parameters.get("by", ""),
    )
    look = looking(request, found)
    suffix = request.path_params.get("suffix")
    if suffix == "csv":
        return as_csv(look)
    if suffix == "json":
        return as_json(look)
    if suffix:
        raise NotFound(f"A comparison cannot be had as {suffix[:20]!r}.", fix="Write .csv or .json.")
    return render(request, "budget_portal/governments.html", **_context(look, known, kinds))


def _year(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotFound(f"{text[:40]!r} is not a year.", fix="Write year=2024.")
    return int(text)


def _answer(
    session: Session, slugs: list[str], fiscal_year: int, direction: str, kind: str
) -> tuple[Known, SideBySide, tuple[str, ...]]:
    if direction not in DIRECTIONS:
        raise NotFound(f"There is no direction {direction[:40]!r}.", fix=f"Write direction={' or '.join(DIRECTIONS)}.")
    if kind and kind not in KINDS:
        raise NotFound(f"Budgets are not divided by {kind[:40]!r}.", fix=f"Write by={', '.join(KINDS)}.")
    known = queries.known_governments(session)
    chosen = slugs or [owner.slug for owner, _ in known[:_FIRST]]
    year = fiscal_year or _usual_year([years for owner, years in known if owner.slug in chosen])
    kinds = queries.common_kinds(session, chosen, year, direction)
    return known, queries.side_by_side(session, chosen, year, direction, kind or _usual_kind(kinds)), kinds


def _usual_year(listed: list[tuple[int, ...]]) -> int:
    """The newest year that most of the governments have published."""
    count = {year: sum(year in years for years in listed) for years in listed for year in years}
    return max(count, key=lambda year: (count[year], year), default=0)


def _usual_kind(kinds: tuple[str, ...]) -> str:
    """The standard purposes first, then the governments' own, then whatever they share."""
    return next((kind for kind in ("cofog", "functional", *kinds) if kind in kinds), "")


def _context(look: Looking, known: Known, kinds: tuple[str, ...]) -> dict[str, Any]:
    found, words, request = look.found, look.words(), look.request
    part = request.query_params.get("part", "")
    rows = [(key, code, label, _amounts(look, key)) for key, code, label in found.rows]
    rows.sort(key=lambda row: (-max((value for value in row[3] if value is not None), default=Decimal(0)), row[2]))
    shared = [row for row in rows if found.common(row[0])]
    alone = [row for row in rows if not found.common(row[0])]
    drawn = [row for row in rows if row[0] == part] or shared[:_DRAWN]
    here = _address(look)
    return {
        "crumbs": [
            (words._("Home"), url(request, "home:index")),
            (words._("Budget"), url(request, "budget_portal:home")),
        ],
        "look": look,
        "w": words,
        "found": found,
        "unit": _unit(look),
        "whole": _whole(look) if found.there else None,
        "drawn": [(label, _bars(look, key)) for key, _, label, _ in drawn] if look.one_scale else [],
        "shared": _table(look, shared, here, whole=True) if found.kind else None,
        "alone": _table(look, alone, here) if alone else None,
        "notes": what_differs(look),
        "switches": _switches(look, kinds, here),
        "choices": [
            {"slug": owner.slug, "name": owner.name, "chosen": owner.slug in _slugs(look)} for owner, _ in known
        ],
        "years": sorted({year for _, years in known for year in years}, reverse=True),
        "keep": {name: value for name, value in _state(look).items() if name not in ("of", "year")},
        "action": url(request, "budget_portal:governments"),
        "files": [
            (suffix.upper(), url(request, "budget_portal:governments_data", query=_state(look), suffix=suffix))
            for suffix in ("csv", "json")
        ],
        "sources": [(one.entity.name, _year_link(look, one)) for one in found.there],
    }


def _slugs(look: Looking) -> list[str]:
    return [one.entity.slug for one in look.found.governments]


def _state(look: Looking) -> dict[str, Any]:
    """Everything that makes the view, so that the address alone shows the same to anybody."""
    found = look.found
    return {
        "of": ",".join(_slugs(look)),
        "year": found.fiscal_year,
        "direction": found.direction,
        "by": found.kind,
        "phase": look.role,
        "in": look.measure,
        "unit": look.unit,
        "net": "1" if look.net else "0",
    }


def _address(look: Looking) -> Any:
    def here(**changes: Any) -> str:
        query = {name: value for name, value in {**_state(look), **changes}.items() if value not in (None, "")}
        return url(look.request, "budget_portal:governments", query=query)

    return here


def _year_link(look: Looking, one: Government) -> str:
    return url(look.request, "budget_portal:year", entity=one.entity.slug, fiscal_year=look.found.fiscal_year)


def _part_link(look: Looking, one: Government, node: Node) -> str:
    found = look.found
    return url(
        look.request,
        "budget_portal:category",
        entity=one.entity.slug,
        fiscal_year=found.fiscal_year,
        direction=found.direction,
        kind=found.kind,
        path=to_address(node.path),
    )


def _unit(look: Looking) -> str:
    words = look.words()
    return words.unit_name if look.one_scale else words._("each in its own currency")


def _amounts(look: Looking, key: str) -> list[Decimal | None]:
    return [look.of(one, one.parts[key].sums) if key in one.parts else None for one in look.found.governments]


def _shown(look: Looking, one: Government, value: Decimal | None) -> str:
    """An amount as the table writes it; with its currency where governments have different ones."""
    words = look.words(one)
    text = words.money(value)
    return text if value is None or look.one_scale else f"{text}\u00a0{words.unit_name}"


def _whole(look: Looking) -> dict[str, Any]:
    """The totals: a bar for each government where one scale holds for all, else a table."""
    words, plain = look.words(), look.words(plain=True)
    columns = [words._("Amount"), words._("As in the files"), words._("Inhabitants")]
    items = []
    for one in look.found.there:
        assert one.year is not None  # Those that are there have one.
        value = look.of(one, one.total)
        people = one.year.yardsticks.population.get(look.found.fiscal_year)
        nominal = look.nominal(one, one.total)
        items.append(
            BarItem(
                label=one.entity.name,
                value=value,
                href=_year_link(look, one),
                cells=(
                    _shown(look, one, value),
                    "–" if nominal is None else f"{plain.money(nominal)}\u00a0{look.words(one, plain=True).unit_name}",
                    "–" if people is None else format_number(people, locale_for(look.request), 0),
                ),
            )
        )
    if look.one_scale:
        return {"chart": bars(items), "columns": columns}
    heads = [{"label": words._("Government")}, *({"label": label, "number": True} for label in columns)]
    rows = [[{"text": item.label, "href": item.href}, *item.cells] for item in items]
    return {"table": {"columns": heads, "rows": rows}}


def _bars(look: Looking, key: str) -> Any:
    items = []
    for one in look.found.there:
        node = one.parts.get(key)
        value = look.of(one, node.sums) if node else None
        share = ratio(look.nominal(one, node.sums), look.nominal(one, one.total)) if node else None
        if node is not None:
            cells = (_shown(look, one, value), look.words().percent(share))
            items.append(BarItem(label=one.entity.name, value=value, cells=cells, href=_part_link(look, one, node)))
    return bars(items)


def _table(look: Looking, rows: list[Any], here: Any, *, whole: bool = False) -> dict[str, Any]:
    """One row for each category, one column for each government."""
    words, governments = look.words(), look.found.governments
    columns: list[dict[str, Any]] = [{"label": words._("Category")}]
    columns += [{"label": one.entity.name, "number": True} for one in governments]

    def cell(one: Government, key: str, value: Decimal | None) -> Any:
        node = one.parts.get(key)
        return {"text": _shown(look, one, value), "href": _part_link(look, one, node)} if node else "–"

    body = [
        [
            {"text": label, "small": code, "href": here(part=key) + "#parts" if look.one_scale else ""},
            *(cell(one, key, value) for one, value in zip(governments, values, strict=True)),
        ]
        for key, code, label, values in rows
    ]
    if whole and any(one.rest is not None for one in governments):
        rest = [_shown(look, one, look.of(one, one.rest)) if one.rest is not None else "–" for one in governments]
        body.append([words._("Without such a category"), *rest])
    everything = (
        words._("Together, with what only some have") if len(body) < len(look.found.rows) else words._("Together")
    )
    total = [everything, *(_shown(look, one, look.of(one, one.total)) for one in governments)] if whole else ()
    return {"columns": columns, "rows": body, "total": total, "reel": len(governments) > 4}


def _switches(look: Looking, kinds: tuple[str, ...], here: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    found, words = look.found, look.words()

    def links(name: str, pairs: list[tuple[str, str]], current: str) -> list[dict[str, Any]]:
        return [
            {"label": label, "href": here(**{name: value, "part": None}), "current": value == current}
            for value, label in pairs
        ]

    measures = {
        NOMINAL: words._("as in the files"),
        REAL: words._("in prices of %(year)s", year=look.base),
        PER_HEAD: words._("per inhabitant"),
        SHARE: words._("share of the total"),
        OF_GDP: words._("share of GDP"),
    }
    units = [("exact", words._("in full")), ("thousand", words._("thousands")), ("million", words._("millions"))]
    listed = [
        (
            words._("Direction"),
            links("direction", [(name, words.direction(name)) for name in DIRECTIONS], found.direction),
        ),
        (words._("See by"), links("by", [(kind, words.kind(kind)) for kind in kinds], found.kind)),
        (words._("Phase"), links("phase", [(role, _role(look, role)) for role in look.roles], look.role)),
        (words._("Amounts"), links("in", [(name, measures[name]) for name in look.offered], look.measure)),
    ]
    if look.measure in (NOMINAL, REAL):
        listed.append((words._("Show as"), links("unit", units, look.unit)))
    if any(one.year is not None and one.year.has_eliminations(found.direction) for one in found.there):
        nets = [("1", words._("net")), ("0", words._("as in the files"))]
        listed.append((words._("Count"), links("net", nets, "1" if look.net else "0")))
    return [(label, options) for label, options in listed if len(options) > 1]


def _role(look: Looking, role: str) -> str:
    return look.words().phase(Phase(role, role, role, role, 0), look.found.direction)
