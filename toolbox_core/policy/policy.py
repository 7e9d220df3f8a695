"""The policy itself: every rule of the host with its level, whom it serves, where it comes from and how to meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

from toolbox_core.exceptions import InputError, ManifestError
from toolbox_core.policy import attestation, papers, publiccode
from toolbox_core.policy.provenance import altered_files
from toolbox_core.policy.rules import Level, PolicyRule, PolicyTarget, RuleDoesNotApply

STANDARD = "Standard for Public Code 0.8.0"
DPG = "Digital Public Goods Standard 1.1.6"
PUBLICCODE = "publiccode.yml 0.7, core schema"


def _publiccode_file(target: PolicyTarget) -> Iterator[str]:
    try:
        _ = target.publiccode
    except InputError as error:
        yield error.message


def _publiccode_rule(part: str) -> PolicyRule:
    def check(target: PolicyTarget) -> Iterator[str]:
        try:
            data = target.publiccode
        except InputError:
            raise RuleDoesNotApply from None  # publiccode-file says why
        yield from (sentence for rule, sentence in publiccode.problems(data) if rule == part)

    return PolicyRule(
        id=f"publiccode-{part}",
        level="gold" if part == "current" else "bronze",
        title=publiccode.RULES[part],
        reason="Catalogues of several countries read this file; one wrong word and they leave the software out.",
        source=PUBLICCODE,
        fix="Correct publiccode.yml as the sentence says.",
        check=check,
        only="source",
    )


def _manifest(target: PolicyTarget) -> Iterator[str]:
    from toolbox_core.plugins.manifest import read_manifest

    assert target.package is not None
    path = target.package / "toolbox-plugin.toml"
    plugin = str(target.section("plugin").get("id") or target.name)
    try:
        read_manifest(path, plugin)
    except ManifestError as error:
        yield error.message


def _unaltered(target: PolicyTarget) -> Iterator[str]:
    assert target.distribution is not None
    wrong = altered_files(target.distribution)
    if wrong:
        yield f"{len(wrong)} installed files are not those the package came with: {', '.join(wrong[:5])}."


def _signature(target: PolicyTarget) -> Iterable[str]:
    assert target.distribution is not None
    if target.signature is None:
        raise RuleDoesNotApply  # a signature is welcome, not demanded: `[policy] require_signature` demands it
    return attestation.faults(target.signature, target.distribution)


def _sbom(target: PolicyTarget) -> Iterable[str]:
    from toolbox_core.policy.sbom import unlisted

    return unlisted(target.requires)


def _typed(target: PolicyTarget) -> Iterator[str]:
    folders = [target.package] if target.package is not None else []
    if not folders and target.folder is not None:
        folders = [path.parent for path in target.folder.glob("*/__init__.py")]
    if not any(Path(folder, "py.typed").is_file() for folder in folders):
        yield "The package has no py.typed, so its types are not checked where it is used."


def _rule(
    id_: str,
    level: Level,
    title: str,
    reason: str,
    source: str,
    fix: str,
    check: Callable[[PolicyTarget], Iterable[str]],
    only: Literal["", "source", "installed", "plugin"] = "",
) -> PolicyRule:
    return PolicyRule(id=id_, level=level, title=title, reason=reason, source=source, fix=fix, check=check, only=only)


RULES: tuple[PolicyRule, ...] = (
    _rule(
        "package", "bronze", "The package says its name and version", "Everything else hangs on them.",
        "PyPA: pyproject.toml specification", "Write name and version in [project] of pyproject.toml.",
        papers.package_named, "source",
    ),
    _rule(
        "licence-osi", "bronze", "The licence is approved by the Open Source Initiative",
        "Whoever installs it must know that they may use, study, change and share it.",
        f"{STANDARD}, 13; {DPG}, 2",
        'Write an SPDX id such as license = "EUPL-1.2" in [project] of pyproject.toml.', papers.licence_osi,
    ),
    _rule(
        "licence-text", "bronze", "The whole text of the licence is there",
        "A name is not a licence; courts read the text.",
        f"{STANDARD}, 13", "Put the whole, unchanged text of the licence into LICENSE.", papers.licence_text,
    ),
    _rule(
        "manifest", "bronze", "The manifest is valid",
        "The host reads it before it imports anything.", "docs/reference/manifest.md",
        "Correct toolbox-plugin.toml as the sentence says.", _manifest, "plugin",
    ),
    _rule(
        "publiccode-file", "bronze", "There is a publiccode.yml that can be read",
        "Catalogues of several countries find software by this file.", PUBLICCODE,
        "Write publiccode.yml beside pyproject.toml, or correct it as the sentence says.", _publiccode_file, "source",
    ),
    *(_publiccode_rule(part) for part in publiccode.RULES),
    _rule(
        "tests", "bronze", "There are tests", "Without tests nobody can change it safely.", f"{STANDARD}, 12",
        "Write tests in tests/test_….py.",
        papers.tests, "source",
    ),
    _rule(
        "files-unaltered", "bronze", "The installed files are those the package came with",
        "A changed file may do anything.", "PyPA: recording installed projects; SLSA",
        "Install the package again.", _unaltered, "installed",
    ),
    _rule(
        "signature", "bronze", "The files are those that were signed",
        "A signature that does not fit is worse than none: somebody came between.", "RFC 8032 (Ed25519); SLSA",
        "Install the package again from a catalogue that you trust, and tell whoever signed it.",
        _signature, "installed",
    ),
    _rule(
        "licence-same", "silver", "publiccode.yml and the package name the same licence",
        "Two licences in two places mean a letter to a lawyer.", f"{STANDARD}, 13",
        "Write the same SPDX expression in both.", papers.licence_same, "source",
    ),
    _rule(
        "reuse", "silver", "Every file says whose it is and under which licence",
        "Files travel alone; their licence must travel with them.", "REUSE specification 3.3",
        "Add a REUSE.toml, or a header to each file, and the texts of the licences in LICENSES/.",
        papers.reuse, "source",
    ),
    _rule(
        "source-address", "silver", "The address of the source is named, the same everywhere",
        "Whoever uses it may read and change it, and must find it for that.", f"{STANDARD}, 1 and 14; {DPG}, 2",
        "Name the https address of the repository in [project.urls] as Source and in publiccode.yml as url.",
        papers.source_address, "source",
    ),
    _rule(
        "maintainers", "silver", "Somebody who maintains it can be written to",
        "A government must know whom to ask before it relies on it.", f"{PUBLICCODE}; {DPG}, 3",
        "Add an e-mail address to maintenance/contacts in publiccode.yml.", papers.maintainers, "source",
    ),
    _rule(
        "security-contact", "silver", "Weaknesses can be reported in private",
        "A weakness that is told in public is used before it is mended.", f"{STANDARD}, 5; ISO/IEC 29147",
        "Write SECURITY.md with an e-mail address or a form for reports.", papers.security_contact, "source",
    ),
    _rule(
        "documentation", "silver", "A README says what it is and how to begin", "The first five minutes decide.",
        f"{STANDARD}, 8 and 9; {DPG}, 5", "Write README.md: what it is for, how to install it, a first step.",
        papers.documentation, "source",
    ),
    _rule(
        "changelog", "silver", "A change log tells what is new", "Administrators read it before they upgrade.",
        f"{STANDARD}, 16", "Write CHANGELOG.md.", papers.change_log, "source",
    ),
    _rule(
        "contributing", "silver", "Whoever wants to help finds out how", "Reuse lives on what comes back.",
        f"{STANDARD}, 4 and 5", "Write CONTRIBUTING.md.", papers.contributing, "source",
    ),
    _rule(
        "licence-compatible", "gold", "The licences of what it needs allow that",
        "Whoever passes the whole on must be able to keep all its licences.", "EUPL-1.2, article 5 and appendix",
        "Replace the dependency, or choose a licence that goes with it.", papers.licence_compatible,
    ),
    _rule(
        "version-same", "gold", "publiccode.yml tells of the present version", "Catalogues show what it says.",
        PUBLICCODE, "Write the package's version into softwareVersion.", papers.version_same, "source",
    ),
    _rule(
        "standards", "gold", "The open standards it uses are declared", "Data that follow a standard can leave again.",
        f"{STANDARD}, 11; {DPG}, 8",
        "List them in [policy] standards of toolbox-plugin.toml, each with name and url.", papers.standards,
    ),
    _rule(
        "accessibility", "gold", "Its accessibility is declared, and something shows it",
        "Public services are for everybody.", "Directive (EU) 2016/2102; EN 301 549; WCAG 2.2",
        "Write accessibility and accessibility_evidence in [policy] of toolbox-plugin.toml.", papers.accessibility,
    ),
    _rule(
        "privacy", "gold", "It declares whether it keeps personal data, and for how long",
        "A site must be able to tell people.", f"Regulation (EU) 2016/679, articles 5 and 30; {DPG}, 7 and 9a",
        "Write personal_data and retention in [data] of toolbox-plugin.toml.", papers.privacy,
    ),
    _rule(
        "sbom", "gold", "A bill of materials can be made of it",
        "When a library turns out to be weak, one must know who uses it.", "CycloneDX 1.6 (ECMA-424)",
        "Install what it needs, and prefer dependencies that name their licences.", _sbom,
    ),
    _rule(
        "addresses-public", "platinum", "Every address and contact is real", "A placeholder answers nobody.",
        f"{STANDARD}, 1; RFC 2606",
        "Name the public repository and a mailbox that somebody reads.", papers.addresses_public, "source",
    ),
    _rule(
        "typed", "platinum", "Its types are checked where it is used", "Types find mistakes before people do.",
        "PEP 561", "Check the package with mypy --strict and add py.typed.", _typed,
    ),
)  # fmt: skip
"""In the order in which they are told. The host is judged by the same rules as any plugin."""
