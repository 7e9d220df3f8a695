"""What every page begins with: the day it is judged by, the words, the way here, the site's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from toolbox_core import ParameterError, render, settings_of, site_address, site_today, url
from toolbox_nap_monitor.pages.wording import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.queries.records import Plan


@dataclass(slots=True)
class Frame:
    """One request: ``today`` is the day pages are judged by, the site's own or ``?as_of=``."""

    request: Request
    words: Words
    today: date
    asked: bool
    site: str = ""

    @property
    def language(self) -> str:
        """The reader's language as the site names it (``en``, not the ``en-001`` that numbers are written by)."""
        known = settings_of(self.request).site.languages
        return self.words.language if self.words.language in known else self.words.language.split("-")[0]

    def link(self, name: str, query: dict[str, Any] | None = None, **places: Any) -> str:
        """The address of one of our routes, with the day that was asked for."""
        kept = {"as_of": self.today.isoformat()} if self.asked else {}
        return url(self.request, f"nap_monitor:{name}", query={**kept, **(query or {})}, **places)

    def plan_link(self, name: str, plan: Plan, query: dict[str, Any] | None = None, **places: Any) -> str:
        """The address of a page of a plan."""
        return self.link(name, query, member=plan.member.code, plan=plan.number, **places)

    def crumbs(self, plan: Plan | None = None, *, inside: bool = False) -> list[tuple[str, str]]:
        """The way here: home, all plans, the member, and the plan for pages inside of it."""
        found = [(self.words._("Home"), url(self.request, "home:index"))]
        if plan is not None:
            found.append((self.words._("Action plans"), self.link("home")))
            found.append((self.member_name(plan), self.link("member", member=plan.member.code)))
            if inside:
                found.append((self.plan_title(plan), self.plan_link("plan", plan)))
        return found

    def member_name(self, plan: Plan) -> str:
        """The country or city in the reader's language."""
        return self.words.text(plan.member.names).text or plan.member.code

    def plan_title(self, plan: Plan) -> str:
        """What a plan is called."""
        return self.words.text(plan.titles).text or self.words._("Action plan %(number)s", number=plan.number)

    def show(self, template: str, **context: Any) -> Response:
        """Render one of our templates with the frame's own names; what is wrong is said in the reader's language."""
        form = context.get("form")
        for errors in (context.get("errors"), getattr(form, "errors", None)):
            if errors:
                errors[:] = [(name, self.words.sentence(said)) for name, said in errors]
        return render(
            self.request, f"nap_monitor/{template}", w=self.words, f=self, today=self.today, asked=self.asked, **context
        )


def frame(request: Request) -> Frame:
    """The frame of a request. Raises ``ParameterError`` for an ``as_of`` that is no day."""
    given = request.query_params.get("as_of", "")
    day = read_day(given, "as_of") if given else None
    return Frame(
        request=request,
        words=Words(request),
        today=day or site_today(settings_of(request)),
        asked=day is not None,
        site=site_address(settings_of(request)),
    )


def read_day(text: str, name: str) -> date:
    """A day from the address. Raises ``ParameterError``."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ParameterError(name, f"{text[:40]!r} is not a day.", fix=f"Write {name} as 2026-05-18.") from None
    if not 1990 <= found.year <= 2200:
        raise ParameterError(name, f"{text[:40]!r} is too far away.", fix=f"Write {name} as 2026-05-18.")
    return found
