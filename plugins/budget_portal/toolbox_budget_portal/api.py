"""The programming interface: the Babbage API over the published budgets, with exact decimals.

``/api/v1/budget/cubes`` lists the cubes (one per entity); ``…/cubes/<name>/model|facts|members/<ref>|aggregate`` ask
one; ``/api/v1/budget/aggregate`` asks the only cube, or the one that ``cube`` names. Only current, published versions
answer. Amounts are decimal strings; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from toolbox_budget_portal import babbage, cube, queries
from toolbox_budget_portal.babbage import BadQuery, Cut, Match, Order, Range
from toolbox_budget_portal.shapes import (
    AggregateParameters,
    AggregateResult,
    CubesResult,
    CubeSumsParameters,
    FactsParameters,
    ListResult,
    MembersParameters,
    ModelParameters,
    ModelResult,
    NoParameters,
    SumsParameters,
)
from toolbox_core import (
    N_,
    ApiRoute,
    Column,
    cursor_page,
    json_response,
    parameters,
    read,
    read_cursor,
    stream_csv,
    write_cursor,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

BOTH = ("application/json", "text/csv")


async def cubes(request: Request) -> Response:
    """The cubes there are: one for each entity with a published budget."""
    parameters(request, NoParameters)
    names = await read(request, queries.cube_names)
    return json_response({"status": "ok", "data": [{"name": slug, "label": label} for slug, label in names]})


async def model(request: Request) -> Response:
    """Dimensions, attributes and aggregates of one cube, with its years and phases."""
    asked = parameters(request, ModelParameters)
    found = await read(request, queries.open_cube, asked.name)
    return json_response({"status": "ok", "name": found.model.name, "model": _described(found)})


async def aggregate(request: Request) -> Response:
    """Sums of the only cube, or of the one that is named: ``drilldown`` divides, ``cut`` narrows, ``order`` sorts."""
    asked = parameters(request, AggregateParameters)
    if asked.cube and asked.entity and asked.cube != asked.entity:
        raise BadQuery("cube", f"Different cubes are named: {asked.cube}, {asked.entity}.")
    return await _sums(request, asked.cube or asked.entity, asked)


async def cube_aggregate(request: Request) -> Response:
    """The same of the cube that the address names."""
    asked = parameters(request, CubeSumsParameters)
    return await _sums(request, asked.name, asked)


async def _sums(request: Request, name: str, asked: SumsParameters) -> Response:
    query, answer = await read(request, _aggregate, name, asked)
    if asked.format == "csv":
        return _csv([*query.attributes, *query.aggregates], answer.cells, query.aggregates)
    return json_response(
        {
            "status": "ok",
            "cells": answer.cells,
            "summary": answer.summary,
            "total_cell_count": answer.count,
            "cell": _conditions(query.cuts),
            "aggregates": query.aggregates,
            "attributes": query.attributes,
            "order": _orders(query.order),
            "page": query.page.number,
            "page_size": query.page.size,
        }
    )


def _aggregate(session: Session, name: str, asked: SumsParameters) -> tuple[cube.Query, Any]:
    found = queries.open_cube(session, name)
    query = cube.check_query(
        found.model,
        drilldown=babbage.parse_refs("drilldown", "|".join(asked.drilldown)),
        cuts=asked.cuts,
        aggregates=babbage.parse_refs("aggregates", "|".join(asked.aggregates)),
        order=asked.orders,
        page=asked.wanted,
    )
    return query, queries.aggregate(session, found, query)


async def facts(request: Request) -> Response:
    """Single facts: one line in one phase each, in the order of the files; by page number, or on from a cursor."""
    asked = parameters(request, FactsParameters)
    if asked.cursor and asked.page > 1:
        raise BadQuery("cursor", "It takes the place of page.", fix="Leave page out.")
    cuts, fields, told, rows = await read(request, _facts, asked)
    if asked.format == "csv":
        return _csv(fields, rows, (cube.MEASURE,))
    return json_response(
        {
            "status": "ok",
            "data": rows,
            "cell": _conditions(cuts),
            "fields": fields,
            "order": [],
            "page_size": asked.pagesize,
            **told,
        }
    )


def _facts(
    session: Session, asked: FactsParameters
) -> tuple[tuple[Cut, ...], tuple[str, ...], dict[str, Any], Sequence[Mapping[str, Any]]]:
    found = queries.open_cube(session, asked.name)
    fields = queries.fact_fields(found.model, babbage.parse_refs("fields", asked.fields, separator=","))
    cuts = cube.check_cuts(found.model, asked.cuts)
    if asked.cursor:
        after = read_cursor(asked.cursor, queries.FactKey)
        keyed = queries.facts_after(session, found, cuts, fields, after, asked.pagesize + 1)
        shown = cursor_page(keyed, asked.pagesize, key=lambda fact: fact[0])
        return cuts, fields, {"next_cursor": shown.next_cursor}, [row for _, row in shown.items]
    answer = queries.facts(session, found, cuts, fields, asked.wanted)
    told = {
        "page": asked.page,
        "total_fact_count": answer.count,
        "next_cursor": write_cursor(*answer.last) if answer.last else None,
    }
    return cuts, fields, told, answer.rows


async def members(request: Request) -> Response:
    """The members of a dimension, or the values of one attribute."""
    asked = parameters(request, MembersParameters)
    cuts, fields, answer = await read(request, _members, asked)
    if asked.format == "csv":
        return _csv(fields, answer.rows, ())
    return json_response(
        {
            "status": "ok",
            "data": answer.rows,
            "total_member_count": answer.count,
            "cell": _conditions(cuts),
            "fields": fields,
            "order": _orders(asked.orders),
            "page": asked.page,
            "page_size": asked.pagesize,
        }
    )


def _members(session: Session, asked: MembersParameters) -> tuple[tuple[Cut, ...], tuple[str, ...], Any]:
    found = queries.open_cube(session, asked.name)
    fields = found.model.attributes("members", asked.ref)
    cuts = cube.check_cuts(found.model, asked.cuts)
    return cuts, fields, queries.members(session, found, asked.ref, cuts, asked.orders, asked.wanted)


def _described(found: Any) -> dict[str, Any]:
    shown = found.model
    return {
        "label": shown.label,
        "currency": shown.currency,
        "fiscal_years": [year.fiscal_year for year in found.years],
        "dimensions": {
            dimension.name: {
                "label": dimension.label,
                "key_attribute": dimension.key,
                "label_attribute": dimension.caption,
                "ref": dimension.name,
                "attributes": {
                    attribute.name: {
                        "ref": f"{dimension.name}.{attribute.name}",
                        "label": attribute.label,
                        "datatype": attribute.type,
                    }
                    for attribute in dimension.attributes
                },
                "hierarchy": dimension.kind,
            }
            for dimension in shown.dimensions.values()
        },
        "hierarchies": _hierarchies(shown),
        "measures": {cube.MEASURE: {"label": "Amount", "ref": cube.MEASURE, "currency": shown.currency}},
        "aggregates": {
            name: {
                "label": text,
                "ref": name,
                "measure": None if name == cube.COUNT else cube.MEASURE,
                "function": name.rpartition(".")[2].strip("_"),
            }
            for name, text in cube.AGGREGATES.items()
        },
        "phases": [
            {"code": phase.code, "label": phase.label, "role": phase.role}
            for phase in (found.years[-1].phases if found.years else ())
        ],
    }


def _hierarchies(shown: cube.Model) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for dimension in shown.dimensions.values():
        if dimension.kind:
            entry = found.setdefault(dimension.kind, {"label": dimension.kind, "levels": []})
            entry["levels"].append(dimension.name)
    return found


def _conditions(cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    return [{"ref": cut.ref, "operator": ":", "value": [_match(value) for value in cut.values]} for cut in cuts]


def _match(value: Match) -> Any:
    return {"low": value.low, "high": value.high} if isinstance(value, Range) else value


def _orders(order: Sequence[Order]) -> list[tuple[str, str]]:
    return [(item.ref, "desc" if item.descending else "asc") for item in order]


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], numbers: Sequence[str]) -> Response:
    """One page as CSV: every cell quoted where it must be, amounts in full."""
    described = [Column(name=name, type="number" if name in numbers else "string") for name in columns]
    body = b"".join(stream_csv(described, ([row[name] for name in columns] for row in rows)))
    return Response(body, media_type="text/csv; charset=utf-8")


def _example(session: Session, what: str) -> str:
    """An address that answers here: ``what`` of the first cube, with its newest year and that year's first phase."""
    for name, _ in queries.cube_names(session):
        found = queries.open_cube(session, name)
        year = found.years[-1]
        cut = f"fiscal_year:{year.fiscal_year}|direction:{year.directions[0]}|phase:{year.phases[0].code}"
        return what.format(
            name=name, cut=cut, kind=next((d.name for d in found.model.dimensions.values() if d.kind), "")
        )
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/cubes",
        endpoint=cubes,
        name="budget_portal:api_cubes",
        summary=N_("The cubes: one for each entity with a published budget."),
        parameters=NoParameters,
        result=CubesResult,
        public=True,
        example="/budget/cubes",
    ),
    ApiRoute(
        path="/budget/cubes/{name}/model",
        endpoint=model,
        name="budget_portal:api_model",
        summary=N_("Dimensions, attributes, aggregates, years and phases of a cube."),
        parameters=ModelParameters,
        result=ModelResult,
        public=True,
        example=partial(_example, what="/budget/cubes/{name}/model"),
    ),
    ApiRoute(
        path="/budget/cubes/{name}/aggregate",
        endpoint=cube_aggregate,
        name="budget_portal:api_cube_aggregate",
        summary=N_("Sums of a cube, in the Babbage query language."),
        parameters=CubeSumsParameters,
        result=AggregateResult,
        media_types=BOTH,
        public=True,
        example=partial(_example, what="/budget/cubes/{name}/aggregate?cut={cut}&drilldown={kind}"),
    ),
    ApiRoute(
        path="/budget/cubes/{name}/facts",
        endpoint=facts,
        name="budget_portal:api_facts",
        summary=N_("Single facts of a cube: one line in one phase each."),
        parameters=FactsParameters,
        result=ListResult,
        media_types=BOTH,
        public=True,
        example=partial(_example, what="/budget/cubes/{name}/facts?cut={cut}&fields=line.label,value&pagesize=20"),
    ),
    ApiRoute(
        path="/budget/cubes/{name}/members/{ref}",
        endpoint=members,
        name="budget_portal:api_members",
        summary=N_("The members of a dimension."),
        parameters=MembersParameters,
        result=ListResult,
        media_types=BOTH,
        public=True,
        example=partial(_example, what="/budget/cubes/{name}/members/{kind}"),
    ),
    ApiRoute(
        path="/budget/aggregate",
        endpoint=aggregate,
        name="budget_portal:api_aggregate",
        summary=N_("Sums of the only cube, or of one that a parameter names."),
        parameters=AggregateParameters,
        result=AggregateResult,
        media_types=BOTH,
        public=True,
        example=partial(_example, what="/budget/aggregate?cube={name}&cut={cut}&drilldown={kind}"),
    ),
)
