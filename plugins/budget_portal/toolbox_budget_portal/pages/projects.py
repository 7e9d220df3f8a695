"""Capital projects: the list of a year with its map, and one project: what, where, until when, for how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look, whole_number
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.objects import PLUGIN
from toolbox_budget_portal.pages.projectwords import STAGE_WORDS, sentence
from toolbox_budget_portal.projects.dataset import COLUMNS
from toolbox_budget_portal.projects.geojson import MEDIA_TYPE, geojson
from toolbox_budget_portal.projects.queries import Asked, Project, Published, land, line_names, project, projects
from toolbox_budget_portal.projects.stages import KINDS, LATE, OVER, STAGES
from toolbox_budget_portal.queries.records import EXPENDITURE, Sums, Year, total
from toolbox_core import (
    BarItem,
    Boundaries,
    ChartItem,
    NotFound,
    Place,
    Route,
    bars,
    format_day,
    json_response,
    locale_for,
    point_map,
    questions_about,
    read,
    render,
    url,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

PAGE = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the list is made from, read on one snapshot."""

    year: Year
    totals: Mapping[str, Sums]
    published: Published
    land: Boundaries | None


async def listed(request: Request) -> Response:
    """``/budget/<entity>/<year>/projects?q=&stage=&department=&show=``; also ``.csv``, ``.json`` and ``.geojson``."""
    parameters, suffix = request.query_params, request.path_params.get("suffix", "")
    asked = Asked(*(parameters.get(name, "").strip()[:200] for name in ("q", "stage", "department", "show")))
    if asked.stage not in ("", *STAGES) or asked.show not in ("", *KINDS):
        raise NotFound("There is no such stage or list of projects.", fix="Use the links of the page.")
    slug, fiscal_year = request.path_params["entity"], request.path_params["fiscal_year"]
    answer = await read(request, _answer, slug, fiscal_year)
    found = [one for one in answer.published.projects if asked.fits(one)]
    name = f"{slug}-{fiscal_year}-projects"
    if suffix == "csv":
        return csv_response(name, COLUMNS, [_row(one) for one in found])
    if suffix == "json":
        return json_response(
            {
                "entity": slug,
                "fiscal_year": fiscal_year,
                "version": answer.published.number,
                "currency": answer.year.currency,
                "projects": [dict(zip(_NAMES, _row(one), strict=True)) for one in found],
            }
        )
    if suffix == "geojson":
        return Response(geojson(f"{slug}-{fiscal_year}", found), media_type=MEDIA_TYPE)
    if suffix:
        raise NotFound(f"Projects cannot be had as {suffix[:20]!r}.", fix="Write .csv, .json or .geojson.")
    view = _view(request, answer.year, answer.totals)
    return render(request, "budget_portal/projects.html", **_context(view, answer, asked, found))


_NAMES = [column.name for column in COLUMNS]


def _row(one: Project) -> list[Any]:
    return [getattr(one, name) for name in _NAMES]


def _answer(session: Session, slug: str, fiscal_year: int) -> Answer:
    year = queries.year(session, slug, fiscal_year)
    published = projects(session, slug, fiscal_year)
    if published is None:
        raise NotFound(
            f"No capital projects of {year.entity.name} have been published for {fiscal_year}.",
            fix=f"The budget itself is at /budget/{slug}/{fiscal_year}.",
        )
    return Answer(year, queries.totals(session, year), published, land(session, published.projects))


def _view(request: Request, year: Year, totals: Mapping[str, Sums]) -> View:
    return look(request, year, EXPENDITURE if EXPENDITURE in year.directions else year.directions[0], totals)


def _context(view: View, answer: Answer, asked: Asked, found: list[Project]) -> dict[str, Any]:
    words, year, request = view.plain, view.year, view.request
    state = {"q": asked.words, "stage": asked.stage, "department": asked.department, "show": asked.show}

    def here(route: str = "projects", **changes: Any) -> str:
        suffix = {"suffix": changes.pop("suffix")} if "suffix" in changes else {}
        query = {name: value for name, value in {**state, **changes}.items() if value}
        path: dict[str, Any] = {"entity": year.entity.slug, "fiscal_year": year.fiscal_year, **suffix}
        return url(request, f"budget_portal:{route}", query=query, **path)

    page, last = whole_number(request, "page", 1), max(1, -(-len(found) // PAGE))
    if page > last:
        raise NotFound(f"The list has {last} pages.", fix="Go back to the first page.")
    stages = [stage for stage in STAGES if any(one.stage == stage for one in answer.published.projects)]
    departments = sorted({one.department for one in answer.published.projects if one.department})
    whole = total(one.whole for one in found)
    return {
        "crumbs": frame.crumbs(view),
        "year": year,
        "w": words,
        "view": view,
        "frame": frame,
        "found": answer.published,
        "asked": asked,
        "count": len(found),
        "amount": words.with_currency(whole) if whole is not None else "",
        "map": _map(view, found, answer.land),
        "land": answer.land,
        "nowhere": sum(one.latitude is None for one in found),
        "table": _table(view, sorted(found, key=_largest)[(page - 1) * PAGE : page * PAGE]),
        "search": here(q=""),
        "stages": [{"label": words._("all"), "href": here(stage=""), "current": not asked.stage}]
        + [
            {"label": words._(STAGE_WORDS[stage]), "href": here(stage=stage), "current": stage == asked.stage}
            for stage in stages
        ],
        "departments": [
            {"label": name, "href": here(department=name), "current": name == asked.department} for name in departments
        ]
        + ([{"label": words._("all"), "href": here(department=""), "current": False}] if asked.department else []),
        "shows": [
            {"label": words._("all"), "href": here(show=""), "current": not asked.show},
            {"label": words._("later than planned"), "href": here(show=LATE), "current": asked.show == LATE},
            {"label": words._("dearer than estimated"), "href": here(show=OVER), "current": asked.show == OVER},
        ],
        "page": page,
        "last": last,
        "page_href": lambda number: here(page=number if number > 1 else ""),
        "source": frame.kept_file(view, answer.published.sha256, answer.published.file),
        "files": [
            {"label": name, "href": here("projects_data", suffix=name.lower())} for name in ("CSV", "JSON", "GeoJSON")
        ],
        "foot": [(name, here("projects_data", suffix=name.lower())) for name in ("CSV", "GeoJSON")],
    }


def _largest(one: Project) -> tuple[Decimal, str]:
    return -(one.whole or Decimal(0)), one.name


def _map(view: View, found: list[Project], ground: Boundaries | None) -> Any:
    """Circles as large as what each project is to cost; those without a place stand beside the map."""
    places, without = [], []
    for one in found:
        item = _item(view, one)
        if one.latitude is None or one.longitude is None:
            without.append(item)
        else:
            places.append(Place(longitude=float(one.longitude), latitude=float(one.latitude), item=item))
    return point_map(places, ground.regions if ground else (), unplaced=without) if places else None


def _item(view: View, one: Project) -> ChartItem:
    words = view.plain
    return ChartItem(
        label=one.name,
        value=one.whole or Decimal(0),
        shown=words.compact(one.whole) if one.whole is not None else words._("cost not published"),
        exact=words.exact(one.whole) if one.whole is not None else words._("not published"),
        detail=words._(STAGE_WORDS[one.stage]),
        href=_address(view, one.code),
    )


def _address(view: View, code: str, fiscal_year: int = 0) -> str:
    return url(
        view.request,
        "budget_portal:capital",
        entity=view.year.entity.slug,
        fiscal_year=fiscal_year or view.year.fiscal_year,
        code=code,
    )


def _table(view: View, found: list[Project]) -> dict[str, Any]:
    words, locale = view.plain, locale_for(view.request)
    columns: list[dict[str, Any]] = [{"label": words._("Project")}, {"label": words._("Stage")}]
    columns += [{"label": words._("End")}]
    columns += [{"label": label, "number": True} for label in (words._("To cost"), words._("Spent so far"))]
    rows = []
    for one in found:
        marks = "; ".join(sentence(words, finding) for finding in one.findings)
        first = {"text": one.name, "href": _address(view, one.code), "small": marks or one.location}
        end = one.ended or one.expected_end or one.planned_end
        stage = {"text": words._(STAGE_WORDS[one.stage]), "small": one.status}
        rows.append(
            [
                first,
                stage,
                format_day(end, locale) if end else "–",
                words.exact(one.whole) if one.whole is not None else "–",
                words.exact(one.spent) if one.spent is not None else "–",
            ]
        )
    return {"columns": columns, "rows": rows}


async def one(request: Request) -> Response:
    """``/budget/<entity>/<year>/projects/<code>``."""
    parameters = request.path_params
    year, totals, published, found, history, names, ground = await read(
        request, _one, parameters["entity"], parameters["fiscal_year"], parameters["code"]
    )
    view = _view(request, year, totals)
    words, locale = view.plain, locale_for(request)

    def day(value: date | None) -> str:
        return format_day(value, locale) if value else ""

    amounts = [
        (label, value)
        for label, value in (
            (words._("Estimated at first"), found.estimate),
            (words._("To cost, as known now"), found.cost),
            (words._("Spent so far"), found.spent),
            (words._("Budget of %(year)s", year=year.fiscal_year), found.year_budget),
            (words._("Spent in %(year)s", year=year.fiscal_year), found.year_spent),
        )
        if value is not None
    ]
    return render(
        request,
        "budget_portal/project.html",
        crumbs=[
            *frame.crumbs(view),
            (
                words._("Capital projects"),
                url(
                    request,
                    "budget_portal:projects",
                    entity=year.entity.slug,
                    fiscal_year=year.fiscal_year,
                ),
            ),
        ],
        year=year,
        view=view,
        w=words,
        frame=frame,
        project=found,
        published=published,
        stage=words._(STAGE_WORDS[found.stage]),
        said=[sentence(words, finding) for finding in found.findings],
        facts=[
            (label, text)
            for label, text in (
                (words._("Code"), found.code),
                (words._("Status in the file"), found.status),
                (words._("Department"), found.department),
                (words._("Contractor"), found.contractor),
                (words._("Place"), found.location),
                (words._("Begun"), day(found.started)),
                (words._("To end, as first planned"), day(found.planned_end)),
                (words._("To end, as expected now"), day(found.expected_end)),
                (words._("Ended"), day(found.ended)),
            )
            if text
        ],
        chart=bars(
            [BarItem(label=label, value=value, cells=(words.exact(value),)) for label, value in amounts if value >= 0]
        )
        if amounts
        else None,
        map=_map(view, [found], ground) if found.latitude is not None else None,
        land=ground,
        history=_history(view, history),
        line_name=names.get(found.line, found.line),
        line_href=view.link("lines", {"version": None, **_within(found.line)}) if found.line else "",
        source=frame.kept_file(view, published.sha256, published.file),
        talk=await questions_about(request, PLUGIN, "capital", f"{year.entity.slug}/{year.fiscal_year}/{found.code}"),
    )


def _one(session: Session, slug: str, fiscal_year: int, code: str) -> tuple[Any, ...]:
    year = queries.year(session, slug, fiscal_year)
    published, found, history = project(session, year, code)
    names = line_names(session, year, [found])
    return year, queries.totals(session, year), published, found, history, names, land(session, [found])


def _within(line: str) -> dict[str, Any]:
    """A budget line as conditions of the list of lines; nothing for a bare number."""
    parts = (word.partition(":") for word in line.split())
    return {kind: path.replace("%20", " ") for kind, colon, path in parts if colon and kind != "line"}


def _history(view: View, history: tuple[tuple[int, Project], ...]) -> dict[str, Any] | None:
    """What the list of each year said; nothing for a single year."""
    if len(history) < 2:
        return None
    words, locale = view.plain, locale_for(view.request)
    columns: list[dict[str, Any]] = [{"label": words._("Year")}, {"label": words._("Stage")}]
    columns += [{"label": words._("To end")}]
    columns += [{"label": label, "number": True} for label in (words._("To cost"), words._("Spent so far"))]
    rows = []
    for number, same in history:
        end = same.ended or same.expected_end or same.planned_end
        rows.append(
            [
                {"text": str(number), "href": _address(view, same.code, number)},
                words._(STAGE_WORDS[same.stage]),
                format_day(end, locale) if end else "–",
                words.exact(same.whole) if same.whole is not None else "–",
                words.exact(same.spent) if same.spent is not None else "–",
            ]
        )
    return {"columns": columns, "rows": rows}


_LIST = "/budget/{entity}/{fiscal_year:int}/projects"
ROUTES = (
    Route(path=_LIST, endpoint=listed, name="budget_portal:projects", public=True, charts=True),
    Route(path=_LIST + ".{suffix}", endpoint=listed, name="budget_portal:projects_data", public=True),
    Route(path=_LIST + "/{code:path}", endpoint=one, name="budget_portal:capital", public=True, charts=True),
)
