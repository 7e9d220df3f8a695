"""The rules about a project's papers and its promises: licence, addresses, people, documentation, standards."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

from toolbox_core.policy.licences import approved, as_spdx, licence_fault, may_use, text_fault
from toolbox_core.policy.packages import HOST, dependencies, package
from toolbox_core.policy.publiccode import EMAIL
from toolbox_core.policy.reuse import reuse_problems
from toolbox_core.policy.rules import PolicyTarget, RuleDoesNotApply
from toolbox_core.policy.shapes import is_address

LICENCE_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "COPYING")
SHORTEST_README = 600
"""Characters."""
RETENTION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?|\S+( \S+){3,}")
"""A duration (ISO 8601), or at least a sentence."""
RESERVED = re.compile(r"(^|\.)(example|invalid|test|localhost|local|internal|example\.(com|org|net))$")
"""Names that nobody can own (RFC 2606, RFC 6761) or that mean nothing outside."""


def package_named(target: PolicyTarget) -> Iterator[str]:
    """``pyproject.toml`` can be read and says who the package is."""
    try:
        tomllib.loads(target.text("pyproject.toml") or "")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        yield f"pyproject.toml cannot be read: {error}."
        return
    for key in ("name", "version"):
        if not isinstance(target.project.get(key), str) and key not in target.project.get("dynamic", ()):
            yield f"pyproject.toml says no {key}."


def licence_osi(target: PolicyTarget) -> Iterator[str]:
    """The package states an SPDX expression of approved licences."""
    if not target.licence:
        yield "The package states no licence."
    elif fault := licence_fault(target.licence):
        yield f"The licence {target.licence!r} cannot be understood: {fault}."
    elif not approved(target.licence):
        yield f"The licence {target.licence} is not approved by the Open Source Initiative."


def licence_text(target: PolicyTarget) -> Iterator[str]:
    """The whole text of the licence is there, in the sources or in the installed package."""
    text = target.text(*LICENCE_FILES)
    if text is None and target.distribution is not None:
        files = target.distribution.files or ()
        paper = next((path for path in files if "licenses" in path.parts and path.name in LICENCE_FILES), None)
        text = paper.read_text(encoding="utf-8") if paper is not None else None
    if text is None:
        yield "There is no LICENSE file."
    elif not target.licence or licence_fault(target.licence):
        raise RuleDoesNotApply  # licence-osi says why
    elif fault := text_fault(text, target.licence):
        yield f"The LICENSE file is not the whole text. {fault}"


def licence_same(target: PolicyTarget) -> Iterator[str]:
    """publiccode.yml and the package name the same licence."""
    legal = target.publiccode_or_empty.get("legal")
    stated = legal.get("license") if isinstance(legal, dict) else None
    if not stated or not target.licence:
        raise RuleDoesNotApply  # other rules say which is missing
    if stated != target.licence:
        yield f"publiccode.yml says {stated}, the package says {target.licence}."


def licence_compatible(target: PolicyTarget) -> Iterator[str]:
    """The licences of the host and of everything the package needs allow it to be used like that."""
    names = target.requires
    for name in names:
        if not package(name).version:
            yield f"It needs {name}, which is not installed here, so its licence is not known."
    host = package(HOST)
    others = [one for one in map(package, names) if one.version] + dependencies(names)
    if target.package is not None and HOST not in names and host.version:
        others.append(host)
    for other in sorted(set(others), key=lambda one: one.name.lower()):
        licence = as_spdx(other.licence)
        if not licence:
            yield f"{other.name} {other.version}, which it needs, names no licence that has an SPDX id."
        elif reason := may_use(target.licence, licence):
            yield f"It needs {other.name} {other.version} ({licence}): {reason}."


def reuse(target: PolicyTarget) -> list[str]:
    """Every file says who holds its copyright and under which licence it is."""
    assert target.folder is not None
    return reuse_problems(target.folder)


def source_address(target: PolicyTarget) -> Iterator[str]:
    """The package and publiccode.yml name where the source is, and it is the same place."""
    urls = target.project.get("urls") or {}
    stated = [str(urls[key]) for key in urls if key.lower() in ("source", "source code", "repository", "code")]
    public = str(target.publiccode_or_empty.get("url") or "")
    if not stated:
        yield "pyproject.toml names no source in [project.urls]."
    elif not stated[0].startswith("https://") or not is_address(stated[0]):
        yield f"The source {stated[0]!r} is not an https address."
    elif public and stated[0].removesuffix(".git").rstrip("/") != public.removesuffix(".git").rstrip("/"):
        yield f"pyproject.toml names {stated[0]} as the source, publiccode.yml {public}."


def addresses_public(target: PolicyTarget) -> Iterator[str]:
    """No address or contact is a placeholder."""
    data = target.publiccode_or_empty
    named = [str(value) for value in (target.project.get("urls") or {}).values()]
    named += [str(data[key]) for key in ("url", "landingURL") if data.get(key)]
    named += [email for _, email in _contacts(target) if email]
    for value in sorted(set(named)):
        host = value.rpartition("@")[2] if "@" in value and "://" not in value else (urlsplit(value).hostname or "")
        if not host or RESERVED.search(host):
            yield f"{value} is a placeholder: nobody can reach it."


def maintainers(target: PolicyTarget) -> Iterator[str]:
    """publiccode.yml names somebody who maintains the software and can be written to."""
    people = _contacts(target)
    if not people:
        yield "publiccode.yml names nobody who maintains it."
    elif not any(EMAIL.fullmatch(email) for _, email in people):
        yield "publiccode.yml names no e-mail address of anybody who maintains it."


def _contacts(target: PolicyTarget) -> list[tuple[str, str]]:
    section = target.publiccode_or_empty.get("maintenance")
    listed = [section.get(key) for key in ("contacts", "contractors")] if isinstance(section, dict) else []
    entries = [entry for part in listed if isinstance(part, list) for entry in part if isinstance(entry, dict)]
    return [(str(entry["name"]), str(entry.get("email") or "")) for entry in entries if entry.get("name")]


def security_contact(target: PolicyTarget) -> Iterator[str]:
    """SECURITY says where weaknesses are reported in private."""
    text = target.text("SECURITY.md", "SECURITY.txt", "SECURITY.rst", ".well-known/security.txt")
    if text is None:
        yield "There is no SECURITY.md."
    elif not re.search(r"[^@\s]+@[^@\s]+\.\w+|https://\S+", text):
        yield "SECURITY.md names no e-mail address and no form for reports."


def documentation(target: PolicyTarget) -> Iterator[str]:
    """A README says what it is and how to begin."""
    text = target.text("README.md", "README.rst", "README.txt")
    if text is None:
        yield "There is no README."
    elif len(text) < SHORTEST_README:
        yield f"The README has {len(text)} characters; say what it is for, how it is installed and a first step."
    elif not re.search(r"^(```|    |\.\. code)", text, re.MULTILINE) and "`" not in text:
        yield "The README shows no command with which to begin."


def change_log(target: PolicyTarget) -> Iterator[str]:
    """A change log tells what is new."""
    if not target.has("CHANGELOG.md", "CHANGELOG.rst", "CHANGES.md", "NEWS.md"):
        yield "There is no CHANGELOG.md."


def contributing(target: PolicyTarget) -> Iterator[str]:
    """Whoever wants to help finds out how."""
    if not target.has("CONTRIBUTING.md", "CONTRIBUTING.rst", "docs/CONTRIBUTING.md"):
        yield "There is no CONTRIBUTING.md."


def tests(target: PolicyTarget) -> Iterator[str]:
    """There are tests."""
    assert target.folder is not None
    found = list((target.folder / "tests").rglob("test_*.py"))
    if not found:
        yield "There is no file tests/test_*.py."
    elif not any("assert" in path.read_text(encoding="utf-8", errors="replace") for path in found):
        yield "No test asserts anything."


def version_same(target: PolicyTarget) -> Iterator[str]:
    """publiccode.yml tells of the present version."""
    if not target.publiccode_or_empty or not target.version:
        raise RuleDoesNotApply  # other rules say which is missing
    told = str(target.publiccode_or_empty.get("softwareVersion") or "")
    if target.version and told != target.version:
        yield f"publiccode.yml says version {told or 'nothing'}, the package is version {target.version}."


def standards(target: PolicyTarget) -> Iterator[str]:
    """The open standards of what goes in and out are listed with their addresses."""
    listed = target.section("policy").get("standards")
    if not isinstance(listed, list) or not listed:
        yield "No open standards are declared."
        return
    for entry in listed:
        if not isinstance(entry, dict) or not entry.get("name") or not is_address(entry.get("url")):
            yield f"A standard needs a name and an address: {entry!r}."


def accessibility(target: PolicyTarget) -> Iterator[str]:
    """The level of accessibility is declared, with what shows it."""
    section = target.section("policy")
    if not re.search(r"WCAG ?2\.[12] ?(AA|AAA)|EN 301 ?549", str(section.get("accessibility") or "")):
        yield "No level of accessibility is declared."
    elif not section.get("accessibility_evidence"):
        yield "Nothing shows that the declared accessibility is so."
    elif target.folder is not None:
        evidence = str(section["accessibility_evidence"])
        paper = target.folder / evidence
        if is_address(evidence):
            return
        if paper.suffix == ".md" and paper.is_file() and "ccessib" not in paper.read_text(encoding="utf-8"):
            yield f"{evidence} is named as evidence of accessibility and says nothing of it."
        elif not paper.exists():
            yield f"The evidence of accessibility, {evidence}, is not there."


def privacy(target: PolicyTarget) -> Iterator[str]:
    """It is declared whether personal data are kept, and for how long."""
    data = target.section("data")
    if not isinstance(data.get("personal_data"), bool):
        yield "It is not declared whether personal data are kept ([data] personal_data)."
    elif data["personal_data"] and not RETENTION.fullmatch(str(data.get("retention") or "").strip()):
        yield "Personal data are kept, and how long is not declared ([data] retention: P1Y, or a sentence)."
