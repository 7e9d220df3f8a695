"""Who was paid: payments by supplier and by budget line, searched, one by one, and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look, whole_number
from toolbox_budget_portal.payments.dataset import COLUMNS
from toolbox_budget_portal.payments.queries import PAGE, PERSONS, Asked, LinePaid, Paid, paid, records
from toolbox_budget_portal.queries.records import EXPENDITURE, Sums, Year, ratio
from toolbox_core import NotFound, download, format_day, json_response, locale_for, read, render, stream_csv, url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


async def payments(request: Request) -> Response:
    """``/budget/<entity>/<year>/payments?q=&payee=&line=&by=line``; ``.csv`` and ``.json`` give the same as data."""
    parameters, suffix = request.query_params, request.path_params.get("suffix")
    asked = Asked(*(parameters.get(name, "").strip()[:1000] for name in ("q", "payee", "line")))
    slug, fiscal_year = request.path_params["entity"], request.path_params["fiscal_year"]
    by_line = parameters.get("by") == "line"
    page = whole_number(request, "page", 1)
    year, totals, found = await read(request, _answer, slug, fiscal_year, asked, by_line, page)
    name = f"{slug}-{fiscal_year}-payments"
    if suffix == "csv":
        return download(request, _csv, year, asked, filename=f"{name}.csv", media_type="text/csv; charset=utf-8")
    if suffix == "json":
        return json_response(await read(request, _json, year, asked, found))
    if suffix:
        raise NotFound(f"Payments cannot be had as {suffix[:20]!r}.", fix="Write .csv or .json.")
    view = look(request, year, EXPENDITURE if EXPENDITURE in year.directions else year.directions[0], totals)
    return render(request, "budget_portal/payments.html", **_context(view, found, asked, by_line=by_line, page=page))


def _answer(
    session: Session, slug: str, fiscal_year: int, asked: Asked, by_line: bool, page: int
) -> tuple[Year, dict[str, Sums], Paid]:
    year = queries.year(session, slug, fiscal_year)
    found = paid(session, year, asked, by_line=by_line, page=page)
    if found is None:
        raise NotFound(
            f"No payments of {year.entity.name} have been published for {fiscal_year}.",
            fix=f"The budget itself is at /budget/{slug}/{fiscal_year}.",
        )
    return year, queries.totals(session, year), found


def _csv(session: Session, year: Year, asked: Asked) -> Iterator[bytes]:
    return stream_csv(COLUMNS, records(session, year, asked))


def _json(session: Session, year: Year, asked: Asked, found: Paid) -> dict[str, Any]:
    names = [column.name for column in COLUMNS]
    return {
        "entity": year.entity.slug,
        "fiscal_year": year.fiscal_year,
        "version": found.number,
        "currency": year.currency,
        "count": found.count,
        "amount": found.amount,
        "payments": [dict(zip(names, row, strict=True)) for row in records(session, year, asked)],
    }


def _context(view: View, found: Paid, asked: Asked, *, by_line: bool, page: int) -> dict[str, Any]:
    words, year, request = view.plain, view.year, view.request
    state = {"q": asked.words, "payee": asked.payee, "line": asked.line, "by": "line" if by_line else ""}

    def here(route: str = "payments", **changes: Any) -> str:
        suffix = {"suffix": changes.pop("suffix")} if "suffix" in changes else {}
        query = {name: value for name, value in {**state, **changes}.items() if value}
        path: dict[str, Any] = {"entity": year.entity.slug, "fiscal_year": year.fiscal_year, **suffix}
        return url(request, f"budget_portal:{route}", query=query, **path)

    count = found.group_count or found.count
    return {
        "crumbs": [
            *frame.crumbs(view),
            *([(words._("Payments"), here(q="", payee="", line=""))] if asked.payee or asked.line else []),
        ],
        "year": year,
        "w": words,
        "found": found,
        "asked": asked,
        "title": _title(view, found, asked),
        "amount": words.with_currency(found.amount),
        "table": _groups(view, found, here, by_line=by_line)
        if found.groups
        else _payments(view, found.payments, found.names, here),
        "single": bool(asked.payee or asked.line),
        "views": [
            {"label": words._("by payee"), "href": here(by=""), "current": not by_line},
            {"label": words._("by budget line"), "href": here(by="line"), "current": by_line},
        ],
        "search": here(q=""),
        "page": page,
        "last": max(1, -(-count // PAGE)),
        "page_href": lambda number: here(page=number),
        "source": frame.kept_file(view, found.sha256, found.file),
        "organisation": found.organisation,
        "files": [{"label": name, "href": here("payments_data", suffix=name.lower())} for name in ("CSV", "JSON")],
    }


def line_panel(view: View, found: LinePaid | None) -> dict[str, Any] | None:
    """What the page of a line shows of the payments that name it; ``None`` when none does."""
    if found is None:
        return None
    path = {"entity": view.year.entity.slug, "fiscal_year": view.year.fiscal_year}

    def here(route: str = "payments", **changes: Any) -> str:
        query = {name: value for name, value in changes.items() if value}
        return url(view.request, f"budget_portal:{route}", query=query, **path)

    shown = _payments(view, found.payments, {}, here)
    return {
        "columns": shown["columns"][:3] + shown["columns"][4:],
        "rows": [row[:3] + row[4:] for row in shown["rows"]],
        "count": found.count,
        "amount": view.plain.with_currency(found.amount),
        "all": [here(line=place) for place in found.places],
    }


def _title(view: View, found: Paid, asked: Asked) -> str:
    words, year = view.plain, view.year.fiscal_year
    if asked.payee == PERSONS:
        return words._("Payments to natural persons, %(year)s", year=year)
    if asked.payee:
        name = next((str(record[1]) for record in found.payments), asked.payee)
        return words._("Payments to %(name)s, %(year)s", name=name, year=year)
    if asked.line:
        return words._("Payments for %(name)s, %(year)s", name=found.names.get(asked.line, asked.line), year=year)
    return words._("Who was paid, %(year)s", year=year)


def _groups(view: View, found: Paid, here: Any, *, by_line: bool) -> dict[str, Any]:
    words = view.plain
    columns: list[dict[str, Any]] = [{"label": words._("Budget line") if by_line else words._("Payee")}]
    columns += [
        {"label": label, "number": True} for label in (words._("Payments"), words._("Amount"), words._("Share"))
    ]
    rows = []
    for group in found.groups:
        if by_line:
            first: Any = {"text": words._("No line is named"), "small": ""}
            if group.key:
                name = found.names.get(group.key, group.key)
                first = {"text": name, "href": here(line=group.key, by=""), "small": group.key}
        elif group.key:
            first = {"text": group.name, "href": here(payee=group.key), "small": group.key}
        else:
            first = {"text": words._("Natural persons, all together"), "href": here(payee=PERSONS), "small": ""}
        rows.append(
            [
                first,
                words.number(group.count),
                words.exact(group.amount),
                words.percent(ratio(group.amount, found.amount)),
            ]
        )
    return {"columns": columns, "rows": rows}


def _payments(view: View, payments: Sequence[tuple[Any, ...]], names: Mapping[str, str], here: Any) -> dict[str, Any]:
    words, locale = view.plain, locale_for(view.request)
    columns: list[dict[str, Any]] = [
        {"label": words._("Day")},
        {"label": words._("Payee")},
        {"label": words._("What for")},
        {"label": words._("Budget line")},
        {"label": words._("Amount"), "number": True},
    ]
    rows = []
    for day, payee, identifier, kind, line, amount, subject, row in payments:
        who: Any = words._("a natural person")
        if kind != "person":
            who = {"text": payee, "href": here(payee=identifier, line=""), "small": identifier}
        place: Any = "–"
        if line:
            place = {"text": names.get(line, line), "href": here(line=line, payee=""), "small": line}
        first = {"text": format_day(day, locale), "small": words._("row %(number)s", number=row)}
        rows.append([first, who, subject or "–", place, words.exact(amount)])
    return {"columns": columns, "rows": rows}
