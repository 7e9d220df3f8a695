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
        try:
            await write(request, _store, parts["entity"], name, typed, languages, actor_of(request).label)
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
        years=_choices(known, parts["fiscal_year"]),
        since=_since(known, typed.get("since", ""), languages, parts["fiscal_year"]),
        longest=services.LONGEST,
        back=url(request, "budget_portal:line", **parts),
    )


def _known(session: Session, slug: str, name: str) -> tuple[Line, list[Explained]]:
    line = queries.line(session, slug, *services.number_of(name))
    return line, explanations(session, queries.entity(session, slug).id, line.row.uid)


def _holding(known: list[Explained], language: str, fiscal_year: int) -> Explained | None:
    """The text in a language that holds in a year."""
    holding = [one for one in known if one.language == language and one.from_year <= fiscal_year]
    return max(holding, key=lambda one: one.from_year, default=None)


def _text(known: list[Explained], language: str, fiscal_year: int) -> str:
    """The text that holds now, to be changed."""
    held = _holding(known, language, fiscal_year)
    return held.text if held else ""


def _choices(known: list[Explained], fiscal_year: int) -> list[int]:
    """The first years that one can choose: every year (0), this one, and those of the texts that are there."""
    return sorted({0, fiscal_year, *(one.from_year for one in known if one.from_year <= fiscal_year)})


def _since(known: list[Explained], chosen: str, languages: tuple[str, ...], fiscal_year: int) -> int:
    """The first year that was chosen; without a choice the newest of the texts that hold now, which are to change."""
    if chosen in map(str, _choices(known, fiscal_year)):
        return int(chosen)
    return max(
        (held.from_year for language in languages if (held := _holding(known, language, fiscal_year))), default=0
    )


def _store(session: Session, slug: str, name: str, typed: dict[str, str], languages: tuple[str, ...], by: str) -> None:
    """Write what changed; a text that is emptied is taken back, one that begins earlier than before replaces it."""
    _, known = _known(session, slug, name)
    year = services.number_of(name)[0]
    before = _since(known, "", languages, year)
    since = _since(known, typed.get("since", ""), languages, year)
    for language in languages:
        text = typed.get(f"text-{language}", "").strip().replace("\r\n", "\n")
        held = _holding(known, language, year)
        if text == (held.text if held else "") and (held is None or since == before):
            continue
        if text:
            services.explain(session, slug, name, text=text, language=language, from_year=since, by=by)
        if held is not None and (not text or held.from_year > since):
            services.explain(session, slug, name, text="", language=language, from_year=held.from_year, by=by)


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
