"""What every page of participatory budgeting begins with: the day, the way here, money and faults in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.exceptions import Fault
from toolbox_budget_portal.voting import words
from toolbox_budget_portal.voting.phases import PHASES
from toolbox_core import (
    format_amount,
    format_day,
    format_number,
    locale_for,
    render,
    settings_of,
    site_address,
    site_today,
    translate,
    url,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.voting.records import Process

PERMISSION = "budget_portal.participation"
HONEYPOT = "website"
"""A field that people do not see. A robot fills it in, is thanked, and nothing is stored."""
LONGEST = 20_000


@dataclass(slots=True)
class Civic:
    """One request. ``today`` is the day on the site's clock; ``base`` the site's public address for letters."""

    request: Request
    today: date
    base: str

    @property
    def language(self) -> str:
        """The code of the visitor's language, for letters."""
        return str(locale_for(self.request)).replace("_", "-")

    def _(self, message: str, /, **values: Any) -> str:
        """A message in the visitor's language."""
        return translate(self.request, message, **values)

    def link(self, name: str, query: Mapping[str, Any] | None = None, **places: Any) -> str:
        """The address of one of our routes."""
        return url(self.request, f"budget_portal:{name}", query=dict(query or {}), **places)

    def money(self, value: Decimal | None, currency: str) -> str:
        """An amount, without decimals where there are none; a dash for one that is not known."""
        if value is None:
            return "–"
        digits = 0 if value == value.to_integral_value() else None
        return format_amount(value, locale_for(self.request), currency, digits=digits)

    def faults(self, faults: Iterable[Fault], currency: str = "") -> list[tuple[str, str]]:
        """Faults as forms show them: field and sentence."""
        return [(fault.field, self.say(fault, currency)) for fault in faults]

    def say(self, fault: Fault, currency: str = "") -> str:
        """A fault in the visitor's language, its values written as the language does."""
        locale = locale_for(self.request)
        said: dict[str, Any] = {}
        for name, value in fault.values.items():
            if isinstance(value, Decimal):
                said[name] = self.money(value, currency) if currency else format_number(value, locale)
            elif isinstance(value, int):
                said[name] = format_number(value, locale)
            elif isinstance(value, date):
                said[name] = format_day(value, locale)
            else:
                said[name] = value
        return self._(fault.message, **said)

    def crumbs(self, of: Process | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """The way here: home, budgets, participatory budgets, and the process for pages inside of it."""
        found = [
            (self._("Home"), url(self.request, "home:index")),
            (self._("Budget"), self.link("home")),
            (self._("Participatory budgets"), self.link("participation")),
        ]
        if of is not None:
            found.append((of.name, self.link("process", process=of.slug)))
        return [*found, *more]

    def steps(self, of: Process) -> list[dict[str, Any]]:
        """The phases in their order, each with its days and where it stands."""
        return [
            {
                "phase": phase,
                "label": self._(words.PHASE_WORDS[phase]),
                "meaning": self._(words.PHASE_MEANINGS[phase]),
                "first": of.calendar.days[phase][0],
                "last": of.calendar.days[phase][1],
                "state": self._state(of, phase),
            }
            for phase in PHASES
            if phase in of.calendar.days
        ]

    def _state(self, of: Process, phase: str) -> str:
        if phase == "vote" and of.closed_at is not None:
            return "done"
        return of.calendar.state(phase, self.today)

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """Render one of our templates with the frame's own names."""
        return render(
            self.request,
            f"budget_portal/{template}",
            status=status,
            f=self,
            today=self.today,
            words=words,
            money=self.money,
            **context,
        )


def civic(request: Request) -> Civic:
    """The frame of a request."""
    settings = settings_of(request)
    return Civic(request, site_today(settings), site_address(settings))


def sender_of(request: Request) -> str:
    """The network address of whoever asks; only ever hashed."""
    return request.client.host if request.client else ""


async def typed_form(request: Request, *, most: int = 400) -> dict[str, str]:
    """The texts of a posted form, without control characters at their ends; the last of fields with one name."""
    data = await request.form(max_files=0, max_fields=most)
    return {
        name: value.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]
        for name, value in data.multi_items()
        if isinstance(value, str)
    }
