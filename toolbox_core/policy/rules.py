"""A rule, what it is asked about, what it answers, and the tier that follows. A tier is computed, never claimed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from toolbox_core.policy.attestation import Kept

Level = Literal["bronze", "silver", "gold", "platinum"]
TIERS = ("none", "bronze", "silver", "gold", "platinum")
"""From the lowest to the highest. ``none``: not even every bronze rule holds."""
LARGEST_PAPER = 2 << 20
"""Bytes that a paper (licence, README, publiccode.yml) may have to be read."""


class RuleDoesNotApply(Exception):
    """Raised by a check that has nothing to look at, because another rule has said so already: no finding is made."""


@dataclass(frozen=True)
class PolicyTarget:
    """What is judged: a source folder, an installed distribution, or both.

    ``folder`` holds ``pyproject.toml`` and the papers; ``distribution`` is the installed package; ``package`` is the
    folder with ``toolbox-plugin.toml``, wherever it was found; ``signature`` is the one that came with the package.
    """

    name: str
    folder: Path | None = None
    distribution: Distribution | None = None
    package: Path | None = None
    signature: Kept | None = None

    def text(self, *names: str) -> str | None:
        """The text of the first of these papers that the source folder holds, or ``None``."""
        for name in names:
            path = self.folder / name if self.folder is not None else None
            if path is not None and path.is_file() and path.stat().st_size <= LARGEST_PAPER:
                return path.read_text(encoding="utf-8", errors="replace")
        return None

    def has(self, *names: str) -> bool:
        """Whether the source folder holds a file of one of these names."""
        return self.folder is not None and any((self.folder / name).is_file() for name in names)

    @cached_property
    def pyproject(self) -> Mapping[str, Any]:
        """``pyproject.toml``; empty when there is none that can be read."""
        try:
            return tomllib.loads(self.text("pyproject.toml") or "")
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}

    @cached_property
    def project(self) -> Mapping[str, Any]:
        """The table ``[project]`` of ``pyproject.toml``."""
        found = self.pyproject.get("project")
        return found if isinstance(found, dict) else {}

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """``toolbox-plugin.toml`` as it is written; the host keeps the same sections in ``[tool.toolbox]``."""
        if self.package is None:
            tool = self.pyproject.get("tool")
            found = tool.get("toolbox") if isinstance(tool, dict) else None
            return found if isinstance(found, dict) else {}
        try:
            return tomllib.loads((self.package / "toolbox-plugin.toml").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}

    def section(self, name: str) -> Mapping[str, Any]:
        """One section of the manifest; empty when it is missing."""
        found = self.manifest.get(name)
        return found if isinstance(found, dict) else {}

    @property
    def licence(self) -> str:
        """The licence expression that the package states, or an empty string."""
        stated = self.project.get("license")
        if isinstance(stated, dict):
            stated = stated.get("text")
        if not stated and self.distribution is not None:
            from toolbox_core.policy.packages import field_of

            metadata = self.distribution.metadata
            stated = field_of(metadata, "License-Expression") or field_of(metadata, "License")
        return str(stated or "").strip()

    @property
    def version(self) -> str:
        """The version that the package states, or an empty string."""
        return str(self.project.get("version") or (self.distribution.version if self.distribution else ""))

    @property
    def requires(self) -> list[str]:
        """The names of the packages that it needs directly, extras left out."""
        from toolbox_core.policy.packages import needed

        stated = self.project.get("dependencies")
        if not stated and self.distribution is not None:
            stated = self.distribution.requires
        return needed(str(line) for line in stated or ())

    @cached_property
    def publiccode(self) -> Any:
        """``publiccode.yml`` as YAML data. Raises ``InputError`` with a sentence when it cannot be read."""
        from toolbox_core.policy.yaml import read_yaml

        return read_yaml(self.text("publiccode.yml", "publiccode.yaml"), "publiccode.yml")

    @property
    def publiccode_or_empty(self) -> Mapping[str, Any]:
        """The same, empty when it is missing or broken: other rules say so."""
        from toolbox_core.exceptions import InputError

        try:
            found = self.publiccode
        except InputError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """One rule. ``check`` returns a sentence for each thing that is wrong: none means that the rule holds.
    It raises ``RuleDoesNotApply`` when there is nothing to look at.

    ``reason`` says whom the rule serves, ``source`` names the standard that it comes from, ``fix`` is the next step.
    ``only``: ``source`` rules look at papers that only a source folder holds, ``installed`` ones at installed files,
    ``plugin`` ones at plugins; a rule that has nothing to look at is left out, except that missing sources fail.
    """

    id: str
    level: Level
    title: str
    reason: str
    source: str
    fix: str
    check: Callable[[PolicyTarget], Iterable[str]]
    only: Literal["", "source", "installed", "plugin"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of one target. ``message`` is a sentence either way; ``fix`` is empty when it holds."""

    rule: str
    level: str
    ok: bool
    message: str
    fix: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {"rule": self.rule, "level": self.level, "ok": self.ok, "message": self.message, "fix": self.fix}


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings about one target."""

    target: str
    findings: tuple[Finding, ...] = field(default=())

    @property
    def tier(self) -> str:
        """The highest tier of which every rule holds, and every rule of the tiers below."""
        reached = "none"
        for tier in TIERS[1:]:
            of_tier = [finding for finding in self.findings if finding.level == tier]
            if not all(finding.ok for finding in of_tier):
                break
            reached = tier
        return reached if self.findings else "none"

    @property
    def failed(self) -> list[Finding]:
        """The findings that keep it from a higher tier, those of the lowest level first."""
        wrong = [finding for finding in self.findings if not finding.ok]
        return sorted(wrong, key=lambda finding: TIERS.index(finding.level))

    def to_dict(self) -> dict[str, Any]:
        """``{tier, findings: [{rule, level, ok, message, fix}]}``."""
        return {"tier": self.tier, "findings": [finding.to_dict() for finding in self.findings]}


def judge(target: PolicyTarget, rules: Sequence[PolicyRule]) -> Verdict:
    """Ask every rule about the target. A rule that raises counts as not held, and says so."""
    findings: list[Finding] = []
    for rule in rules:
        if rule.only == "plugin" and target.package is None:
            continue
        if rule.only == "installed" and target.distribution is None:
            continue
        if rule.only == "source" and target.folder is None:
            wrong = ["Its sources are not here, so this cannot be checked."]
        else:
            try:
                wrong = list(rule.check(target))
            except RuleDoesNotApply:
                continue
            except Exception as error:  # a rule may come from any plugin; its fault is a finding, never a crash
                wrong = [f"The rule could not be checked: {type(error).__name__}: {error}."]
        if not wrong:
            findings.append(Finding(rule=rule.id, level=rule.level, ok=True, message=f"{rule.title}."))
        findings += [
            Finding(rule=rule.id, level=rule.level, ok=False, message=sentence, fix=rule.fix) for sentence in wrong
        ]
    return Verdict(target.name, tuple(findings))


def reaches(tier: str, required: str) -> bool:
    """Whether ``tier`` is ``required`` or better."""
    return TIERS.index(tier if tier in TIERS else "none") >= TIERS.index(required)
