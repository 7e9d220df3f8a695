"""Results of a run for other programs (Cardinal's shape, and ours) and for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolbox_procurement.indicators.base import GROUPS, Flag, Indicator, counted
from toolbox_procurement.indicators.run import Results

_SHOWN = 3
_ENOUGH = 20
_MANY = 0.1
"""A flag that is raised in more than this share of the cases says more about the rule than about the case."""


def cardinal(results: Results, *, meta: bool = True, maps: bool = False) -> dict[str, Any]:
    """Group → subject → code → number; ``Meta`` rounded to four decimals; ``Maps`` from processes to organizations."""
    found: dict[str, Any] = {}
    flags = results.flags()
    for group in GROUPS:
        of_group: dict[str, dict[str, float]] = {}
        for flag in flags:
            if flag.group == group:
                of_group.setdefault(flag.subject, {})[flag.code] = flag.value
        if of_group:
            found[group] = of_group
    if meta:
        found["Meta"] = {
            code: {name: round(number, 4) for name, number in outcome.meta.items()}
            for code, outcome in results.outcomes.items()
            if outcome.meta
        }
    if maps:
        found["Maps"] = _maps(results)
    return found


def _maps(results: Results) -> dict[str, Any]:
    maps: dict[str, Any] = {}
    for outcome in results.outcomes.values():
        for name, pairs in outcome.maps.items():
            maps[name] = {
                key: sorted(value) if isinstance(value, set) else value for key, value in sorted(pairs.items())
            }
    return maps


def document(results: Results) -> dict[str, Any]:
    """Everything of a run: what was looked at, each indicator with its counts, and each flag with its sentence."""
    by_code = {indicator.code: indicator for indicator in results.indicators}
    return {
        "processes": results.processes,
        "excluded": results.excluded,
        "currency": results.currency,
        "indicators": [_indicator(indicator, results) for indicator in results.indicators],
        "flags": [
            {
                "code": flag.code,
                "group": flag.group,
                "subject": flag.subject,
                "value": flag.value,
                "sentence": by_code[flag.code].explain(flag),
                "evidence": flag.evidence,
            }
            for flag in results.flags()
        ],
        "issues": results.issues.to_list(),
    }


def _indicator(indicator: Indicator, results: Results) -> dict[str, Any]:
    outcome = results.outcomes[indicator.code]
    share = len(outcome.flags) / outcome.cases if outcome.cases else 0.0
    return {
        "code": indicator.code,
        "name": indicator.name,
        "stage": indicator.stage,
        "summary": indicator.summary,
        "cases": outcome.cases,
        "flags": len(outcome.flags),
        "share": round(share, 4),
        "gap": outcome.gap,
        "meta": {name: round(number, 4) for name, number in outcome.meta.items()},
    }


def report(results: Results) -> Iterator[str]:
    """Lines for a person: each indicator that flagged something, with examples; then what could not be computed."""
    yield f"{counted(results.processes, 'contracting process', 'contracting processes')} looked at" + (
        f", {results.excluded:,} left out (cancelled, or excluded by the settings)." if results.excluded else "."
    )
    if results.currency:
        yield f"Prices are compared in {results.currency}."
    quiet, gaps = [], []
    for indicator in results.indicators:
        outcome = results.outcomes[indicator.code]
        if outcome.gap or not outcome.cases:
            needs = ", ".join(need.replace("|", " or ") for need in indicator.needs)
            gaps.append((indicator, outcome.gap or f"No process has what it needs: {needs}."))
        elif not outcome.flags:
            quiet.append(indicator.code)
        else:
            yield ""
            counts = f"{len(outcome.flags):,} flagged, {counted(outcome.cases, 'case')} looked at"
            yield f"{indicator.code}  {indicator.name}: {counts}"
            yield f"      {indicator.summary}"
            for flag in sorted(outcome.flags, key=_strength)[:_SHOWN]:
                yield f"      {_subject(flag)}: {indicator.explain(flag)}"
            if len(outcome.flags) > _SHOWN:
                yield f"      … and {len(outcome.flags) - _SHOWN:,} more."
            if outcome.cases >= _ENOUGH and len(outcome.flags) > outcome.cases * _MANY:
                yield "      Flagged in more than a tenth of all cases: expect many that are harmless."
            yield f"      It may be harmless: {indicator.innocent}"
    if quiet:
        yield ""
        yield f"Nothing unusual: {', '.join(quiet)}."
    if gaps:
        yield ""
        yield "Could not be computed:"
        for indicator, gap in gaps:
            yield f"{indicator.code}  {indicator.name}: {gap}"
    yield ""
    yield "A flag is a question, not a verdict. Each indicator is explained in docs/reference/indicators/."


def _strength(flag: Flag) -> tuple[int, str, float, str]:
    return (GROUPS.index(flag.group), flag.group, -flag.value, flag.subject)


def _subject(flag: Flag) -> str:
    words = {"OCID": "", "Buyer": "buyer ", "ProcuringEntity": "entity ", "Tenderer": "firm ", "ItemClass": "class "}
    return f"{words[flag.group]}{flag.subject}"
