"""The programming interface: the Babbage API over the published budgets, with exact decimals.

``/api/v1/budget/cubes`` lists the cubes (one per entity); ``…/cubes/<name>/model|facts|members/<ref>|aggregate`` ask
one; ``/api/v1/budget/aggregate`` asks the only cube, or the one that ``cube`` names. Only current, published versions
answer. Amounts are decimal strings; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from toolbox_budget_portal import babbage, cube, queries
from toolbox_budget_portal.babbage import BadQuery, Cut, Match, Order, Page, Range
from toolbox_core import ApiRoute, Column, json_response, read, stream_csv

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request


class AggregateParameters(msgspec.Struct, kw_only=True):
    """``drilldown=functional_1|phase``, ``cut=fiscal_year:2024|direction:expenditure``, ``order=value.sum:desc`` …"""

    cube: str = ""
    entity: str = ""
    drilldown: str = ""
    cut: str = ""
    aggregates: str = ""
    order: str = ""
    sort: str = ""
    page: str = ""
    pagesize: str = ""
    format: str = ""


class FactsParameters(msgspec.Struct, kw_only=True):
    """``fields=line.label,value``, ``cut``, ``page``, ``pagesize``."""

    fields: str = ""
    cut: str = ""
    page: str = ""
    pagesize: str = ""
    format: str = ""


class MembersParameters(msgspec.Struct, kw_only=True):
    """``cut``, ``order``, ``page``, ``pagesize``."""

    cut: str = ""
    order: str = ""
    sort: str = ""
    page: str = ""
    pagesize: str = ""
    format: str = ""


class Condition(msgspec.Struct, kw_only=True):
    """One cut as it was understood: any of ``value`` (a text, a range with ``low`` and ``high``, or null)."""

    ref: str
    operator: str
    value: list[Any]


class AggregateResult(msgspec.Struct, kw_only=True):
    """The cells of one page, and ``summary`` over all of them. Amounts are decimal strings."""

    status: str
    cells: list[dict[str, Any]]
    summary: dict[str, Any]
    total_cell_count: int
    cell: list[Condition]
    aggregates: list[str]
    attributes: list[str]
    order: list[tuple[str, str]]
    page: int
    page_size: int


class ListResult(msgspec.Struct, kw_only=True):
    """The rows of one page, with what was asked."""

    status: str
    data: list[dict[str, Any]]
    cell: list[Condition]
    fields: list[str]
    order: list[tuple[str, str]]
    page: int
    page_size: int
    total_fact_count: int | msgspec.UnsetType = msgspec.UNSET
    total_member_count: int | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class _Asked:
    """The query string, checked against the parameters of one operation."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """All cuts; the parameter may be repeated."""
        return babbage.parse_cuts(self["cut"])

    @property
    def order(self) -> tuple[Order, ...]:
        """``order``, or ``sort`` as the old documentation calls it."""
        name = "sort" if self["sort"] and not self["order"] else "order"
        return babbage.parse_order(self[name], name)

    @property
    def page(self) -> Page:
        """The page that is wanted."""
        return babbage.parse_page(self["page"], self["pagesize"])

    @property
    def csv(self) -> bool:
        """Whether CSV is wanted. Raises ``BadQuery`` for another format."""
        if self["format"].lower() not in ("", "json", "csv"):
            raise BadQuery(
                "format", f"There is no format {self['format'][:20]!r}.", fix="Write format=csv or leave it."
            )
        return self["format"].lower() == "csv"


def _asked(request: Request, parameters: type[msgspec.Struct]) -> _Asked:
    """Read the query string; an unknown parameter is refused, because it would be ignored silently otherwise."""
    known = parameters.__struct_fields__
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name == "lang":
            continue
        if name not in known:
            raise BadQuery(name[:40], "There is no such parameter.", fix=f"There are {', '.join(known)}.")
        if value:
            found.setdefault(name, []).append(value)
    for name, values in found.items():
        if len(values) > 1 and name not in ("cut", "drilldown", "aggregates"):
            raise BadQuery(name, "It is given more than once.")
    return _Asked({name: "|".join(values) for name, values in found.items()})


async def cubes(request: Request) -> Response:
    """The cubes there are: one for each entity with a published budget."""
    names = await read(request, queries.cube_names)
    return json_response({"status": "ok", "data": [{"name": slug, "label": label} for slug, label in names]})


async def model(request: Request) -> Response:
    """Dimensions, attributes and aggregates of one cube, with its years and phases."""
    found = await read(request, queries.open_cube, request.path_params["name"])
    return json_response({"status": "ok", "name": found.model.name, "model": _described(found)})


async def aggregate(request: Request) -> Response:
    """Sums: ``drilldown`` divides them, ``cut`` narrows them, ``order`` sorts them."""
    asked = _asked(request, AggregateParameters)
    name = request.path_params.get("name", "")
    named = {value for value in (name, asked["cube"], asked["entity"]) if value}
    if len(named) > 1:
        raise BadQuery("cube", f"Different cubes are named: {', '.join(sorted(named))}.")
    as_csv = asked.csv
    query, answer = await read(request, _aggregate, "".join(named), asked)
    columns = [*query.attributes, *query.aggregates]
    if as_csv:
        return _csv(columns, answer.cells, query.aggregates)
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


def _aggregate(session: Session, name: str, asked: _Asked) -> tuple[cube.Query, Any]:
    found = queries.open_cube(session, name)
    query = cube.check_query(
        found.model,
        drilldown=babbage.parse_refs("drilldown", asked["drilldown"]),
        cuts=asked.cuts,
        aggregates=babbage.parse_refs("aggregates", asked["aggregates"]),
        order=asked.order,
        page=asked.page,
    )
    return query, queries.aggregate(session, found, query)


async def facts(request: Request) -> Response:
    """Single facts: one line in one phase each, in the order of the files."""
    asked = _asked(request, FactsParameters)
    as_csv = asked.csv
    cuts, fields, answer = await read(request, _facts, request.path_params["name"], asked)
    if as_csv:
        return _csv(fields, answer.rows, (cube.MEASURE,))
    return json_response(
        {
            "status": "ok",
            "data": answer.rows,
            "total_fact_count": answer.count,
            "cell": _conditions(cuts),
            "fields": fields,
            "order": [],
            "page": asked.page.number,
            "page_size": asked.page.size,
        }
    )


def _facts(session: Session, name: str, asked: _Asked) -> tuple[tuple[Cut, ...], tuple[str, ...], Any]:
    found = queries.open_cube(session, name)
    fields = queries.fact_fields(found.model, babbage.parse_refs("fields", asked["fields"], separator=","))
    cuts = cube.check_cuts(found.model, asked.cuts)
    return cuts, fields, queries.facts(session, found, cuts, fields, asked.page)


async def members(request: Request) -> Response:
    """The members of a dimension, or the values of one attribute."""
    asked = _asked(request, MembersParameters)
    as_csv = asked.csv
    cuts, fields, answer = await read(request, _members, request.path_params["name"], request.path_params["ref"], asked)
    if as_csv:
        return _csv(fields, answer.rows, ())
    return json_response(
        {
            "status": "ok",
            "data": answer.rows,
            "total_member_count": answer.count,
            "cell": _conditions(cuts),
            "fields": fields,
            "order": _orders(asked.order),
            "page": asked.page.number,
            "page_size": asked.page.size,
        }
    )


def _members(session: Session, name: str, ref: str, asked: _Asked) -> tuple[tuple[Cut, ...], tuple[str, ...], Any]:
    found = queries.open_cube(session, name)
    fields = found.model.attributes("members", ref)
    cuts = cube.check_cuts(found.model, asked.cuts)
    return cuts, fields, queries.members(session, found, ref, cuts, asked.order, asked.page)


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


ROUTES = (
    ApiRoute(
        path="/budget/cubes",
        endpoint=cubes,
        name="budget_portal:api_cubes",
        summary="The cubes: one for each entity with a published budget.",
        public=True,
    ),
    ApiRoute(
        path="/budget/cubes/{name}/model",
        endpoint=model,
        name="budget_portal:api_model",
        summary="Dimensions, attributes, aggregates, years and phases of a cube.",
        public=True,
    ),
    ApiRoute(
        path="/budget/cubes/{name}/aggregate",
        endpoint=aggregate,
        name="budget_portal:api_cube_aggregate",
        summary="Sums of a cube, in the Babbage query language.",
        parameters=AggregateParameters,
        result=AggregateResult,
        public=True,
    ),
    ApiRoute(
        path="/budget/cubes/{name}/facts",
        endpoint=facts,
        name="budget_portal:api_facts",
        summary="Single facts of a cube: one line in one phase each.",
        parameters=FactsParameters,
        result=ListResult,
        public=True,
    ),
    ApiRoute(
        path="/budget/cubes/{name}/members/{ref}",
        endpoint=members,
        name="budget_portal:api_members",
        summary="The members of a dimension.",
        parameters=MembersParameters,
        result=ListResult,
        public=True,
    ),
    ApiRoute(
        path="/budget/aggregate",
        endpoint=aggregate,
        name="budget_portal:api_aggregate",
        summary="Sums of the only cube, or of the one that `cube` names.",
        parameters=AggregateParameters,
        result=AggregateResult,
        public=True,
    ),
)
