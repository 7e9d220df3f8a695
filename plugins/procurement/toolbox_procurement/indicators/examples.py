"""The documented example of each indicator: its input, what comes out of it, and its page, always in step.

An example is a file ``<CODE>.jsonl`` of compiled releases and, when settings are needed, ``<CODE>.ini``. What comes
out is kept in ``<CODE>.expected.json`` and shown on the page ``docs/reference/indicators/<CODE>.md``, which is made
from the words of the indicator's class. Tests compute both again and compare.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toolbox_procurement.indicators.base import Indicator
from toolbox_procurement.indicators.run import Run, registered
from toolbox_procurement.indicators.settings import read_settings

_SUBJECTS = {
    "OCID": "contracting process",
    "Buyer": "buyer",
    "ProcuringEntity": "procuring entity",
    "Tenderer": "bidder",
    "ItemClass": "class of items",
}


def computed(code: str, folder: Path) -> dict[str, Any]:
    """What the indicator finds in its example: flags by group and subject, each with its value and its sentence."""
    settings = folder / f"{code}.ini"
    run = Run(read_settings(settings if settings.is_file() else None), codes=[code])
    results = run.over_lines((folder / f"{code}.jsonl").read_bytes().splitlines())
    (indicator,) = run.indicators
    found: dict[str, Any] = {}
    for flag in results.flags():
        found.setdefault(flag.group, {})[flag.subject] = {"value": flag.value, "sentence": indicator.explain(flag)}
    return found


def expected(code: str, folder: Path) -> dict[str, Any]:
    """What is kept as the right outcome."""
    found: dict[str, Any] = json.loads((folder / f"{code}.expected.json").read_text(encoding="utf-8"))
    return found


def page(code: str, folder: Path) -> str:
    """The page of an indicator, in Markdown."""
    kind = registered()[code]
    lines = [
        f"# {code}: {kind.name}",
        "",
        kind.summary,
        "",
        _about(kind),
        "",
        "## Methodology",
        "",
        kind.method,
        "",
        "It needs these fields:",
        "",
        *(f"- {' or '.join(f'`{field}`' for field in need.split('|'))}" for need in kind.needs),
        "",
        "## Example",
        "",
        kind.example,
        "",
        *_example(code, folder),
        "## Why is this a red flag?",
        "",
        kind.why,
        "",
        f"It may be harmless: {kind.innocent}",
        "",
        "## Source",
        "",
        kind.source,
        "",
        "## Output",
        "",
        kind.output,
        "",
        "## Configuration",
        "",
        *_configuration(kind),
        "## Exclusions",
        "",
        "- The contracting process is cancelled, or its ocid is missing.",
        *(f"- {line}" for line in kind.exclusions),
        "",
    ]
    return "\n".join(lines)


def _about(kind: type[Indicator]) -> str:
    about = f"Stage: {kind.stage}. About: {', '.join(_SUBJECTS[group] for group in kind.groups)}."
    return about + (" With `--compat cardinal` it is computed as Cardinal does." if kind.cardinal else "")


def index() -> str:
    """The list of all pages, in Markdown."""
    lines = [
        "# Red flags in public contracts",
        "",
        "A red flag is a question, not a verdict. Each page says what is computed, gives an example that is also a",
        "test, and names the harmless reasons. `toolbox procurement flags FILE` computes all, `--only CODE` one.",
        "",
        "| code | name | stage | about |",
        "|---|---|---|---|",
    ]
    for code, kind in registered().items():
        about = ", ".join(_SUBJECTS[group] for group in kind.groups)
        lines.append(f"| [{code}]({code}.md) | {kind.name} | {kind.stage} | {about} |")
    cardinal = ", ".join(code for code, kind in registered().items() if kind.cardinal)
    lines += ["", f"With `--compat cardinal`, these are computed as Cardinal does: {cardinal}.", ""]
    return "\n".join(lines)


def _example(code: str, folder: Path) -> list[str]:
    name = f"plugins/procurement/examples/indicators/{code}.jsonl"
    settings = folder / f"{code}.ini"
    lines = [f"Input: [`{code}.jsonl`](../../../{name})", ""]
    if settings.is_file():
        lines += ["Settings:", "", "```ini", settings.read_text(encoding="utf-8").strip(), "```", ""]
    option = f" --settings {code}.ini" if settings.is_file() else ""
    lines += ["```console", f"$ toolbox procurement flags {code}.jsonl --only {code}{option}", "```", ""]
    lines += ["| about | id | value | what is said |", "|---|---|--:|---|"]
    for group, subjects in expected(code, folder).items():
        for subject, flag in subjects.items():
            lines.append(f"| {_SUBJECTS[group]} | {subject} | {round(flag['value'], 4):g} | {flag['sentence']} |")
    return [*lines, ""]


def _configuration(kind: type[Indicator]) -> list[str]:
    lines = ["```ini", f"[{kind.code}]"]
    for name, default in kind.defaults.items():
        lines.append(f"; {kind.settings[name]}")
        lines.append(f"; {name} = {_shown(default)}")
    if not kind.defaults:
        lines.append("; nothing to set; enabled = false switches it off")
    lines += ["```", ""]
    if "threshold" in kind.defaults and kind.own_thresholds:
        lines += [
            (
                f"Other thresholds for some processes: `[{kind.code}.procurement_method_details]`, "
                f"`[{kind.code}.procurement_method]` and `[{kind.code}.category]`, with lines `name = threshold`."
            ),
            "",
        ]
    return lines


def _shown(default: Any) -> str:
    if isinstance(default, frozenset | tuple):
        return "|".join(sorted(str(part) for part in default))
    return "" if default is None else str(default)
