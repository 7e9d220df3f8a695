"""Named, counted findings about a file, each with a few samples: what is wrong, where, how often, and what to do.

An issue never stands for one row: equal findings are counted together under (rule, path without list positions), so
that a report of a file with a million releases is still a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final, Literal, cast

Severity = Literal["error", "warning", "info"]
MAX_SAMPLES: Final = 5
_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue. ``error`` makes a file not valid; ``advice`` is the next step for a clerk."""

    severity: Severity
    group: str
    says: str
    advice: str


@dataclass(slots=True)
class Issue:
    """One finding. ``path`` has no list positions; each sample has the value, the process and the exact pointer."""

    rule: str
    path: str
    count: int = 0
    samples: list[dict[str, Any]] = field(default_factory=list)


class Issues:
    """Collects issues. Cheap to add to, mergeable, and independent of the order in which findings come."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Issue] = {}

    def add(
        self, rule: str, path: str = "", value: Any = None, *, ocid: str = "", pointer: str = "", line: int = 0
    ) -> None:
        """Count one finding; ``line`` is the file's line or, in a package, the release's position from 1."""
        issue = self._found.get((rule, path))
        if issue is None:
            issue = self._found[rule, path] = Issue(rule, path)
        issue.count += 1
        if len(issue.samples) < MAX_SAMPLES:
            sample = {"value": shown(value), "ocid": ocid, "pointer": pointer or path, "line": line}
            issue.samples.append({key: kept for key, kept in sample.items() if kept not in ("", 0)})

    def merge(self, other: Issues) -> None:
        """Take the findings of another collector into this one."""
        for key, issue in other._found.items():
            known = self._found.get(key)
            if known is None:
                self._found[key] = issue
            else:
                known.count += issue.count
                known.samples = (known.samples + issue.samples)[:MAX_SAMPLES]

    @property
    def kinds(self) -> int:
        """How many different findings there are."""
        return len(self._found)

    def count(self, rule: str) -> int:
        """How often ``rule`` was found, over all paths."""
        return sum(issue.count for issue in self._found.values() if issue.rule == rule)

    def sorted(self) -> list[Issue]:
        """Errors first, then warnings; within these the most frequent first; ties by rule and path."""
        order = {"error": 0, "warning": 1, "info": 2}
        return sorted(
            self._found.values(), key=lambda found: (order[severity(found.rule)], -found.count, found.rule, found.path)
        )

    @property
    def errors(self) -> int:
        """How many findings make the file not valid."""
        return sum(issue.count for issue in self._found.values() if severity(issue.rule) == "error")

    @classmethod
    def from_list(cls, listed: list[dict[str, Any]]) -> Issues:
        """What ``to_list`` wrote, for going on with it."""
        found = cls()
        for one in listed:
            issue = Issue(one["rule"], one["path"], one["count"], list(one["samples"]))
            found._found[issue.rule, issue.path] = issue
        return found

    def to_list(self) -> list[dict[str, Any]]:
        """For ``--json`` and for storage."""
        return [
            {
                "rule": issue.rule,
                "path": issue.path,
                "count": issue.count,
                "severity": severity(issue.rule),
                "message": RULES[issue.rule].says,
                "samples": issue.samples,
            }
            for issue in self.sorted()
        ]


def severity(rule: str) -> Severity:
    """The severity of a rule of the catalogue."""
    return RULES[rule].severity


def shown(value: Any) -> Any:
    """A value short enough for a report: plain numbers and short texts as they are, the rest cut or named."""
    if value is None or isinstance(value, bool | int | float):
        return value if not isinstance(value, int) or abs(value) < 10**18 else f"{str(value)[:_SHOWN]}…"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _rules() -> dict[str, Rule]:
    catalogue = {}
    for line in files("toolbox_procurement.facts").joinpath("rules.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, level, group, says, advice = line.split(" | ")
            catalogue[name] = Rule(cast(Severity, level), group, says, advice)
    return catalogue


RULES: Final[dict[str, Rule]] = _rules()
"""Every rule by its id, read from ``facts/rules.txt``."""
