"""The report of a check for a person: a verdict, then each finding once, with where it is and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolbox_procurement.checking.run import Report
from toolbox_procurement.issues import RULES, Issue

_HEADINGS = {
    "error": "To correct (these make the data not valid)",
    "warning": "To look at",
    "info": "Good to know",
}
_PLACES = 6


def lines(report: Report) -> Iterator[str]:
    """The report as lines of text: by severity, then by group, then each rule once with the places where it applies."""
    counts = report.counts
    around = f" in {_number(counts['packages'], 'package')}" if counts["packages"] else ""
    yield f"{_number(counts['releases'], 'release')} of {_number(counts['processes'], 'process', 'processes')}{around}."
    if report.valid:
        yield "Valid: nothing breaks the standard."
    else:
        yield f"Not valid: {_number(counts['errors'], 'fault')} to correct."
    by_rule: dict[str, list[Issue]] = {}
    for issue in report.issues.sorted():
        by_rule.setdefault(issue.rule, []).append(issue)
    heading = group = ""
    for name in sorted(by_rule, key=lambda rule: _order(rule, by_rule[rule])):
        rule = RULES[name]
        if _HEADINGS[rule.severity] != heading:
            heading, group = _HEADINGS[rule.severity], ""
            yield from ("", heading)
        if rule.group != group:
            group = rule.group
            yield from ("", f"  {group[0].upper()}{group[1:]}")
        yield from _rule(name, by_rule[name])


def _rule(name: str, issues: list[Issue]) -> Iterator[str]:
    rule = RULES[name]
    yield f"  {sum(issue.count for issue in issues):>9,}  {rule.says} ({name})"
    for issue in issues[:_PLACES]:
        yield f"             {issue.count:>7,} × {issue.path or 'the file'}, e.g. {_sample(issue.samples[0])}"
    if len(issues) > _PLACES:
        yield f"             … and {_number(len(issues) - _PLACES, 'other field')}."
    yield f"             {rule.advice}"


def _order(name: str, issues: list[Issue]) -> tuple[int, str, int, str]:
    rule = RULES[name]
    return list(_HEADINGS).index(rule.severity), rule.group, -sum(issue.count for issue in issues), name


def _sample(sample: dict[str, Any]) -> str:
    value = sample.get("value")
    parts = [
        f"line {sample['line']:,}" if sample.get("line") else "",
        str(sample.get("ocid", "")),
        str(sample.get("pointer", "")),
    ]
    shown = "" if value is None else f": {value!r}" if isinstance(value, str) else f": {value}"
    return " ".join(part for part in parts if part) + shown


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
