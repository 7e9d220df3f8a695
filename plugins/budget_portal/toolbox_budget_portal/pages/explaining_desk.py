"""The form in which a publisher explains a line in the administration's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_budget_portal import queries
from toolbox_budget_portal.explaining import services
from toolbox_budget_portal.explaining.queries import Explained, explanations
from toolbox_budget_portal.pages.linetable import line_context
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import Line
from toolbox_core import (
    InputError,
    Route,
    actor_of,
    read,
    redirect,
    render,
    settings_of,
    translate,
    url,
    write,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


async def explain(request: Request) -> Response:
    """``/budget/<entity>/<year>/lines/<line>/explain``: one text for each language of the site."""
    parts = request.path_params
    name = f"{parts['fiscal_year']}/{parts['line']}"
    languages = settings_of(request).site.languages
    errors: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=2 * len(languages) + 5)
        typed = {key: str(value) for key, value in form.items()}
        since = parts["fiscal_year"] if typed.get("since") == "year" else 0
        try:
            await write(request, _store, parts["entity"], name, typed, languages, since, actor_of(request).label)
            return redirect(url(request, "budget_portal:line", **parts))
        except InputError as error:
            errors.append(("text-" + languages[0], f"{error}"))
    line, known = await read(request, _known, parts["entity"], name)
    texts = {
        language: typed.get(f"text-{language}", _text(known, language, parts["fiscal_year"])) for language in languages
    }
    return render(
        request,
        "budget_portal/explain.html",
        status=400 if errors else 200,
        crumbs=[
            (translate(request, "Budget"), url(request, "budget_portal:home")),
            (line_name(line.row), url(request, "budget_portal:line", **parts)),
        ],
        name=line_name(line.row),
        place=line_context(line.row),
        fields=list(texts.items()),
        errors=errors,
        fiscal_year=parts["fiscal_year"],
        since=typed.get("since", ""),
        longest=services.LONGEST,
        back=url(request, "budget_portal:line", **parts),
    )


def _known(session: Session, slug: str, name: str) -> tuple[Line, list[Explained]]:
    line = queries.line(session, slug, *services.number_of(name))
    return line, explanations(session, queries.entity(session, slug).id, line.row.uid)


def _text(known: list[Explained], language: str, fiscal_year: int) -> str:
    """The text that holds now, to be changed."""
    holding = [one for one in known if one.language == language and one.from_year <= fiscal_year]
    return max(holding, key=lambda one: one.from_year).text if holding else ""


def _store(
    session: Session, slug: str, name: str, typed: dict[str, str], languages: tuple[str, ...], since: int, by: str
) -> None:
    """Write what changed; a text that is emptied is taken back."""
    _, known = _known(session, slug, name)
    year = services.number_of(name)[0]
    for language in languages:
        text = typed.get(f"text-{language}", "").strip().replace("\r\n", "\n")
        if text != _text(known, language, year):
            first = since
            if not text:
                holding = [one.from_year for one in known if one.language == language and one.from_year <= year]
                first = max(holding)
            services.explain(session, slug, name, text=text, language=language, from_year=first, by=by)


ROUTES = (
    Route(
        path="/budget/{entity}/{fiscal_year:int}/lines/{line}/explain",
        endpoint=explain,
        name="budget_portal:explain",
        methods=("GET", "POST"),
        permission="budget_portal.publish",
        cacheable=False,
    ),
)
