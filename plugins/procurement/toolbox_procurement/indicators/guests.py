"""Indicators of other plugins: taken in as they are handed over, and kept from doing harm.

A guest is any object (a module, a class, a namespace) with the words and steps that :data:`TEXTS` and :data:`STEPS`
name; ``docs/reference/hooks.md`` describes them. It sees plain values (a compiled release as an object, keys as
texts), so that its plugin imports nothing of this one. Whatever it raises ends its own work in that run, with the
reason told where its results would stand, and nothing else.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final, cast, get_args

from toolbox_core import InputError
from toolbox_procurement.indicators.base import GROUPS, Flag, Indicator, Outcome, Process, Stage

HOOK: Final = "procurement_register_indicators"
TEXTS: Final = ("code", "name", "stage", "summary", "method", "why", "innocent", "source")
STEPS: Final = ("fold", "merge", "finish", "explain")
_CODE: Final = re.compile(r"(?![RU]\d)[A-Z][A-Z0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Guest:
    """One indicator of another plugin. Its functions stand at module level, so that any process can call them."""

    plugin: str
    code: str
    name: str
    stage: str
    summary: str
    method: str
    why: str
    innocent: str
    source: str
    fold: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Any]
    merge: Callable[[Any, Any], None]
    finish: Callable[[Any], Iterable[Mapping[str, Any]]]
    explain: Callable[[Mapping[str, Any]], str]
    group: str = "OCID"
    needs: tuple[str, ...] = ()
    example: str = ""
    output: str = ""
    start: Callable[[], Any] = dict


def take_guest(plugin: str, item: Any) -> Guest:
    """What a plugin handed over, as a guest. Raises ``InputError`` with what is wrong with it."""
    given: dict[str, Any] = {}
    for name in TEXTS:
        text = getattr(item, name, None)
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"An indicator has no text {name!r}.")
        given[name] = text.strip()
    code = given["code"]
    if not _CODE.fullmatch(code):
        raise InputError(
            f"The code {code!r} is not usable.",
            fix="Two to eight capitals and digits; R… and U… with digits are taken.",
        )
    for name in (*STEPS, "start"):
        step = getattr(item, name, dict if name == "start" else None)
        if not callable(step):
            raise InputError(f"The indicator {code} has no function {name!r}.")
        given[name] = step
    for name in ("group", "example", "output"):
        given[name] = str(getattr(item, name, "OCID" if name == "group" else ""))
    needs = getattr(item, "needs", ())
    given["needs"] = tuple(str(one) for one in needs) if isinstance(needs, tuple | list) else ()
    if given["group"] not in GROUPS or given["stage"] not in get_args(Stage):
        raise InputError(
            f"The indicator {code} is about {given['group']!r} in stage {given['stage']!r}, which is unknown."
        )
    guest = Guest(plugin=plugin, **given)
    try:
        pickle.dumps(guest)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(f"The functions of the indicator {code} must stand at the level of a module.") from error
    return guest


def guests_of(collected: Iterable[tuple[str, Any]]) -> tuple[Guest, ...]:
    """The guests of a registry, by their codes; of two with the same code the first one stays."""
    found: dict[str, Guest] = {}
    for _, guest in collected:
        found.setdefault(guest.code, guest)
    return tuple(found[code] for code in sorted(found))


@lru_cache(maxsize=128)
def kind_of(guest: Guest) -> type[Indicator]:
    """A guest as a class beside the indicators of this plugin."""
    return cast(
        "type[Indicator]",
        type(
            f"Guest{guest.code}",
            (_Hosted,),
            {
                "guest": guest,
                "code": guest.code,
                "name": guest.name,
                "stage": guest.stage,
                "groups": (guest.group,),
                "needs": guest.needs,
                "summary": guest.summary,
                "method": guest.method,
                "example": guest.example or guest.method,
                "why": guest.why,
                "innocent": guest.innocent,
                "source": f"{guest.source} ({guest.plugin})",
                "output": guest.output or guest.summary,
            },
        ),
    )


class _Hosted(Indicator):
    """Calls the steps of a guest. ``state`` holds the guest's own state, how many cases it took, and why it ended."""

    guest: ClassVar[Guest]

    def start(self) -> Any:
        state: dict[str, Any] = {"own": None, "cases": 0, "fault": ""}
        self._guarded(state, lambda: state.update(own=self.guest.start()))
        return state

    def fold(self, state: Any, process: Process) -> None:
        if not state["fault"]:
            self._guarded(state, lambda: self._fold(state, process))

    def _fold(self, state: Any, process: Process) -> None:
        state["cases"] += bool(self.guest.fold(state["own"], process.plain, _keys(process)))

    def merge(self, state: Any, other: Any) -> None:
        state["fault"] = state["fault"] or other["fault"]
        state["cases"] += other["cases"]
        if not state["fault"]:
            self._guarded(state, lambda: self.guest.merge(state["own"], other["own"]))

    def finish(self, state: Any, currency: str) -> Outcome:
        outcome = Outcome(cases=state["cases"])
        if not state["fault"]:
            self._guarded(state, lambda: outcome.flags.extend(self._flags(state["own"])))
        if state["fault"]:
            return Outcome(gap=state["fault"])
        return outcome

    def _flags(self, own: Any) -> list[Flag]:
        group = self.groups[0]
        return [
            Flag(group, str(one["subject"]), self.code, float(one["value"]), dict(one.get("evidence", {})))
            for one in self.guest.finish(own)
        ]

    def explain(self, flag: Flag) -> str:
        try:
            return str(self.guest.explain(flag.evidence))
        except (Exception, SystemExit):  # a guest may raise anything
            return f"{self.summary} ({flag.value:g})"

    def _guarded(self, state: Any, act: Callable[[], Any]) -> None:
        try:
            act()
        except (Exception, SystemExit) as error:  # a guest may raise anything; the run goes on without it
            words = " ".join(str(error).split())[:200]
            state["fault"] = f"The plugin {self.guest.plugin} raised {type(error).__name__}: {words}".rstrip(": ") + "."


def _keys(process: Process) -> dict[str, Any]:
    """How organisations and classes of a process are known across processes."""
    return {
        "buyer": process.buyer,
        "entity": process.entity,
        "bidders": sorted(process.bidders),
        "winners": sorted(process.winners),
        "item_class": process.item_class,
    }
