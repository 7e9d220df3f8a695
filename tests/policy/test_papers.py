"""Each rule about papers and promises, broken once in a project that otherwise holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_core.policy import papers
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import PolicyTarget, judge

MANIFEST = "toolbox_bridges/toolbox-plugin.toml"
EVIDENCE = "https://city.example.org/accessibility"
Wrong = Callable[[], dict[str, list[str]]]
PLACEHOLDERS = {"addresses-public"}
"""What cannot hold for a project with example addresses."""


def test_the_project_holds(wrong: Wrong) -> None:
    assert set(wrong()) == PLACEHOLDERS


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "words"),
    [
        ("pyproject.toml", 'license = "EUPL-1.2"', "", "licence-osi", "no licence"),
        ("pyproject.toml", "EUPL-1.2", "BUSL-1.1", "licence-osi", "not approved"),
        ("pyproject.toml", "EUPL-1.2", "Free to use", "licence-osi", "cannot be understood"),
        ("pyproject.toml", "EUPL-1.2", "MIT", "licence-same", "publiccode.yml says EUPL-1.2"),
        ("pyproject.toml", 'Source = "https:', 'Home = "https:', "source-address", "no source"),
        ("pyproject.toml", "https://code", "ssh://code", "source-address", "not an https"),
        ("pyproject.toml", "city/bridges", "city/other", "source-address", "publiccode.yml"),
        ("pyproject.toml", "1.2.0", "1.3.0", "version-same", "1.3.0"),
        ("pyproject.toml", "open-government-toolbox>=0.1", "no-such", "licence-compatible", "no-such"),
        ("pyproject.toml", "open-government-toolbox>=0.1", "no-such", "sbom", "no-such"),
        ("publiccode.yml", "email: bridges@city.example.org", "phone: '1'", "maintainers", "e-mail"),
        ("SECURITY.md", "security@city.example.org", "us", "security-contact", "no e-mail"),
        ("README.md", "`toolbox plugins enable bridges`", "", "documentation", "command"),
        ("tests/test_bridges.py", "assert", "pass  #", "tests", "asserts"),
        (MANIFEST, "standards = [{", "x = [{", "standards", "No open standards"),
        (MANIFEST, "https://datapackage.org/", "x", "standards", "needs a name"),
        (MANIFEST, "WCAG 2.2 AA", "good", "accessibility", "No level"),
        (MANIFEST, EVIDENCE, "a.md", "accessibility", "not there"),
        (MANIFEST, EVIDENCE, "SECURITY.md", "accessibility", "nothing of it"),
        (MANIFEST, "personal_data = false", "", "privacy", "not declared"),
        (MANIFEST, "personal_data = false", "personal_data = true", "privacy", "how long"),
        (MANIFEST, 'api = ">=1.0,<2"', "", "manifest", "api"),
    ],
)  # fmt: skip
def test_each_rule(project: Path, wrong: Wrong, name: str, old: str, new: str, rule: str, words: str) -> None:
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(words in sentence for sentence in wrong().get(rule, ())), wrong()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("LICENSE", "licence-text"),
        ("README.md", "documentation"),
        ("CHANGELOG.md", "changelog"),
        ("CONTRIBUTING.md", "contributing"),
        ("SECURITY.md", "security-contact"),
        ("REUSE.toml", "reuse"),
        ("publiccode.yml", "publiccode-file"),
        ("tests/test_bridges.py", "tests"),
        ("toolbox_bridges/py.typed", "typed"),
    ],
)
def test_each_paper_is_missed(project: Path, wrong: Wrong, name: str, rule: str) -> None:
    (project / name).unlink()
    assert rule in wrong()


def test_a_licence_of_one_byte_is_not_enough(write: Callable[..., Path], project: Path, wrong: Wrong) -> None:
    write(project, "LICENSE", "\n")
    assert "1 characters" in wrong()["licence-text"][0]


def test_placeholders_are_told(target: PolicyTarget) -> None:
    told = list(papers.addresses_public(target))
    assert len(told) == 3
    assert all("placeholder" in sentence for sentence in told)
    assert not papers.RESERVED.search("code.city.gov")


def test_what_cannot_be_seen_is_not_praised(project: Path) -> None:
    (project / "publiccode.yml").write_text("a: [", encoding="utf-8")
    (project / "pyproject.toml").write_text("[project", encoding="utf-8")
    verdict = judge(PolicyTarget(name="x", folder=project), RULES)
    held = {finding.rule for finding in verdict.findings if finding.ok}
    assert not held & {"package", "publiccode-keys", "licence-same", "licence-text", "version-same"}
    assert {"package", "publiccode-file"} <= {finding.rule for finding in verdict.failed}
