"""Conditions of a list page, kept in its address: read them typed, write them back as links, chips and hidden inputs.

Every view of a list can be bookmarked and passed on, because everything the reader chose stands in the query string,
always in the same order and without what was not chosen. Nothing here needs a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode

from toolbox_core.exceptions import InputError
from toolbox_core.web.rendering import translate

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST = 1200
PAGE = "page"
LAST_PAGE = 1_000_000
Option = tuple[str, str, str]
"""``(value, label, count in words)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One condition that a reader can set. ``name`` is the query parameter, ``label`` an English message id.

    ``number`` is a whole number; ``choice`` one of ``choices`` (value → English message id); ``text`` anything short.
    """

    name: str
    label: str
    kind: Literal["text", "number", "choice"] = "text"
    choices: Mapping[str, str] = field(default_factory=dict)


def read_filters(request: Request, fields: Sequence[Filter], *, keep: Sequence[str] = ("q",)) -> Filters:
    """What the address of ``request`` says about ``fields``. ``keep`` are parameters that every link takes along.

    Raises ``InputError`` with a sentence for a value that cannot be meant: a reader who is shown everything instead
    would take it for the answer.
    """
    query = request.query_params
    kept = {name: _text(name, query[name]) for name in keep if query.get(name, "").strip()}
    values: dict[str, str | int] = {}
    for one in fields:
        text = _text(one.name, query.get(one.name, ""))
        if text:
            values[one.name] = _typed(one, text)
    return Filters(request, tuple(fields), kept, values, _page(query.get(PAGE, "")))


def _text(name: str, text: str) -> str:
    plain = text.strip()
    if len(plain) > LONGEST or "\0" in plain:
        raise InputError(f"{name}={plain[:40]!r}… cannot be read.", fix=f"Give at most {LONGEST} characters.")
    return plain


def _typed(one: Filter, text: str) -> str | int:
    if one.kind == "number":
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise InputError(f"{one.name}={text[:40]!r} is not a whole number.", fix="Leave it out to see everything.")
        return int(text)
    if one.kind == "choice" and text not in one.choices:
        raise InputError(f"{one.name}={text[:40]!r} is not known here.", fix=f"Choose one of {', '.join(one.choices)}.")
    return text


def _page(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 8:
        return min(max(int(text), 1), LAST_PAGE)
    return 1


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions in force. ``values`` holds those that are set, by name; ``kept`` what every link takes along."""

    request: Request
    fields: tuple[Filter, ...]
    kept: dict[str, str]
    values: dict[str, str | int]
    page: int = 1

    def __bool__(self) -> bool:
        """Whether any condition is set."""
        return bool(self.values)

    def text(self, name: str) -> str:
        """The value of a condition as text; empty when it is not set."""
        return str(self.values.get(name, ""))

    def texts(self) -> dict[str, str]:
        """The conditions that are set, as text."""
        return {name: str(value) for name, value in self.values.items()}

    def number(self, name: str) -> int | None:
        """The value of a ``number``; ``None`` when it is not set."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def address(self, path: str = "", /, **changes: Any) -> str:
        """This list with other conditions: a value sets, ``None`` takes away. Always in the same order of parameters.

        The page is left out unless it is among the changes: other conditions begin on the first page. ``path`` is
        another address for the same conditions, such as the list's JSON.
        """
        wanted: dict[str, Any] = {**self.kept, **self.values, **changes}
        order = [*self.kept, *(one.name for one in self.fields)]
        order += [name for name in changes if name not in order]
        pairs = [(name, str(wanted[name])) for name in order if wanted.get(name) not in (None, "")]
        if (PAGE, "1") in pairs:
            pairs.remove((PAGE, "1"))
        here = path or quote(self.request.scope["path"], safe="/:@!$&'()*+,;=~-._")
        return f"{here}?{urlencode(pairs)}" if pairs else here

    @property
    def clear(self) -> str:
        """This list without any condition."""
        return self.address(**dict.fromkeys(self.values))

    def page_address(self, number: int) -> str:
        """Another page of the same list, for ``ui.pages``."""
        return self.address(page=number)

    def chips(self, labels: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
        """``(label, address without it)`` of each condition in force, for ``ui.chips``.

        ``labels`` names values of text conditions by the condition's name (``{"organisation": "Ministry of …"}``).
        """
        shown = []
        for one in self.fields:
            if one.name in self.values:
                value = str(self.values[one.name])
                label = (labels or {}).get(one.name) or self._words(one, value)
                shown.append((label, self.address(**{one.name: None})))
        return shown

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """``(name, value)`` of everything in force, for the hidden inputs of a form that sets ``without`` itself."""
        pairs = [*self.kept.items(), *((one.name, self.text(one.name)) for one in self.fields)]
        return [(name, value) for name, value in pairs if value and name not in without]

    def group(
        self, name: str, options: Iterable[Option] = (), *, everything: str = ""
    ) -> tuple[str, list[dict[str, Any]]]:
        """One group of links for ``ui.facets``: its heading, and a link for each option, the chosen one marked.

        Without ``options`` those of the filter's own choices. ``everything`` is the label of a first link that takes
        the condition away.
        """
        one = next(each for each in self.fields if each.name == name)
        listed = list(options) or [(value, self._words(one, value), "") for value in one.choices]
        chosen = self.text(name)
        links = [
            {
                "label": label,
                "href": self.address(**{name: None if value == chosen else value}),
                "count": count,
                "current": value == chosen,
            }
            for value, label, count in listed
        ]
        if everything:
            links.insert(
                0, {"label": everything, "href": self.address(**{name: None}), "count": "", "current": not chosen}
            )
        return translate(self.request, one.label), links

    def _words(self, one: Filter, value: str) -> str:
        label = one.choices.get(value, "")
        return translate(self.request, label) if label else value
