"""``/procurement/desk/thresholds``: where an administrator sees, tries and changes what counts as unusual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from toolbox_core import N_, NotFound, Route, actor_of, read, redirect, render, url, write
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.pages.words import CATEGORIES, METHODS, Words
from toolbox_procurement.publishing import thresholds
from toolbox_procurement.publishing.thresholds import CODES, ENABLED, Typed

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.indicators.base import Indicator

SET: Final = "procurement.thresholds"
SCOPES: Final[Mapping[str, str]] = {
    "": N_("all processes"),
    "procurement_method": N_("processes of the method"),
    "procurement_method_details": N_("processes whose method the publisher calls"),
    "category": N_("processes of the category"),
}
_EMPTY_ROWS: Final = 3
_MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The pages; ``flags`` reads the settings file of the site."""

    flags: Callable[[], Settings]

    def routes(self) -> list[Route]:
        """The list, and a form for each red flag."""
        closed: dict[str, Any] = {"permission": SET, "cacheable": False}
        return [
            Route(path="/procurement/desk/thresholds", endpoint=self.index, name="procurement:thresholds", **closed),
            Route(
                path="/procurement/desk/thresholds/{code}",
                endpoint=self.form,
                name="procurement:threshold",
                methods=("GET", "POST"),
                **closed,
            ),
        ]

    async def index(self, request: Request) -> Response:
        """Every red flag, and whether something is set for it here."""
        words = Words(request)
        changed = await read(request, thresholds.codes_set)
        return render(
            request,
            "procurement/thresholds.html",
            rows=[(kind, kind.code in changed) for kind in words.indicators.values() if kind.settings],
            crumbs=self._crumbs(request, words),
        )

    async def form(self, request: Request) -> Response:
        """One red flag: its values, a preview of what they would do, and the button that keeps them."""
        words = Words(request)
        kind = words.indicators.get(request.path_params["code"].upper())
        if kind is None:
            raise NotFound(f"There is no indicator {request.path_params['code']}.")
        settings = self.flags()
        typed, found, errors = await read(request, thresholds.set_here, kind.code), None, []
        if request.method == "POST":
            answers = await request.form(max_files=0, max_fields=1_000)
            given = {name: value.strip() for name, value in answers.items() if isinstance(value, str)}
            typed = _typed(kind, given)
            errors = thresholds.faults(kind, typed)
            if not errors and given.get("do") == "save":
                kept = await write(request, _save, kind, typed, actor_of(request).label)
                done = "saved" if kept else "same"
                return redirect(url(request, "procurement:threshold", {"done": done}, code=kind.code))
            if not errors:
                found = await read(request, thresholds.preview, settings, kind, typed)
        held = await read(request, thresholds.in_force, settings, kind.code)
        from_file = {one.name: one.value for one in held if not one.scope and one.since is None}
        return render(
            request,
            "procurement/threshold.html",
            status=422 if errors else 200,
            indicator=kind,
            fields=[
                (name, meaning, default_words(kind.defaults[name]), from_file.get(name, ""), typed.values.get(name, ""))
                for name, meaning in kind.settings.items()
            ],
            enabled=typed.values.get(ENABLED, ""),
            overrides=[*typed.by, *[("", "", "")] * _EMPTY_ROWS] if kind.own_thresholds else [],
            scopes={scope: words(SCOPES[scope]) for scope in CODES},
            codes=[
                ", ".join(f"{code} ({words.method(code)})" for code in METHODS),
                ", ".join(f"{code} ({words.category(code)})" for code in CATEGORIES),
            ],
            errors=[(field, words(sentence), what) for field, sentence, what in errors],
            found=found,
            looked_at=thresholds.LOOKED_AT,
            done=request.query_params.get("done", ""),
            held=[(words(SCOPES[one.scope]), one.name, one.value, one.since) for one in held],
            crumbs=[
                *self._crumbs(request, words),
                (words(N_("Thresholds of red flags")), url(request, "procurement:thresholds")),
            ],
        )

    @staticmethod
    def _crumbs(request: Request, words: Words) -> list[tuple[str, str]]:
        return [(words(N_("Contracts")), url(request, "procurement:index"))]


def default_words(value: object) -> str:
    """A default as one would type it; empty for none."""
    if isinstance(value, frozenset | tuple):
        return " | ".join(sorted(str(part) for part in value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _typed(kind: type[Indicator], given: Mapping[str, str]) -> Typed:
    """The answers of the form; rows without a word in them are left out."""
    values = {name: given.get(name, "") for name in (*kind.settings, ENABLED) if given.get(name)}
    rows = [
        tuple(given.get(f"{part}-{number}", "") for part in ("scope", "key", "value")) for number in range(_MOST_ROWS)
    ]
    by = tuple((row[0], row[1], row[2]) for row in rows if row[1] or row[2]) if kind.own_thresholds else ()
    return Typed(values, by)


def _save(session: Any, kind: type[Indicator], typed: Typed, by: str) -> bool:
    return thresholds.save(session, kind, typed, by=by)
