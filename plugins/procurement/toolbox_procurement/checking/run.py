"""Checking a file from its first byte to its last: one pass, flat memory, every finding counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolbox_procurement import facts, schema
from toolbox_procurement.checking.coherence import check_coherence
from toolbox_procurement.checking.consistency import check_consistency
from toolbox_procurement.checking.dataset import Dataset
from toolbox_procurement.checking.fields import Fields, fields_of_schema
from toolbox_procurement.checking.references import check_references
from toolbox_procurement.checking.stability import Stability
from toolbox_procurement.checking.structure import check_structure
from toolbox_procurement.checking.validation import Validation
from toolbox_procurement.issues import Issues, severity
from toolbox_procurement.reading.releases import BARE, Package, ReleaseText, decoded, read_releases
from toolbox_procurement.reading.upgrade import is_old_form, upgraded


@dataclass(slots=True)
class Report:
    """The outcome of a check. ``counts``: packages, releases, processes, and findings by severity."""

    issues: Issues
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether nothing was found that is an error."""
        return self.issues.errors == 0

    def to_dict(self) -> dict[str, Any]:
        """``{valid, counts, issues}``, as ``check --json`` prints it."""
        return {"valid": self.valid, "counts": self.counts, "issues": self.issues.to_list()}


def check_file(path: Path, schema_files: tuple[Path, ...] = (), earlier: Path | None = None) -> Report:
    """Check a file of any form. ``schema_files``: a release schema to use instead of the standard's, or extensions.

    ``earlier`` is an older file of the same publisher: what it had must still be there.

    Raises ProcurementFileError when the file cannot be read at all, SchemaFileError for a schema file that is none.
    """
    checker = Checker(tuple(schema.read_schema_file(one) for one in schema_files))
    for release in read_releases(path, checker.issues):
        checker.take(release)
    if earlier is not None:
        checker.compare(earlier)
    return checker.report()


class Checker:
    """Checks releases one after the other. ``given`` are schemas that a person gave."""

    def __init__(self, given: tuple[schema.Schema, ...] = ()) -> None:
        self._given = given
        self._schemas: dict[tuple[str, ...], tuple[Validation, Fields]] = {}
        self.issues = Issues()
        self._dataset = Dataset()
        self._envelopes = {
            kind: (Validation(found), fields_of_schema(found))
            for kind, found in (
                ("release package", schema.standard().package_schema("ReleasePackage")),
                ("record package", schema.standard().package_schema("RecordPackage")),
            )
        }
        self._extensions: set[Any] = set()
        self._package: Package = BARE
        self.counts = {"packages": 0, "releases": 0, "processes": 0}

    def take(self, release: ReleaseText, *, known: bool = False) -> dict[str, Any] | None:
        """Check one release, and return it as an object; ``None`` when it is none.

        ``known``: it was checked before (by an import that was killed), and only counts for what the whole file shows.
        """
        if release.package is not self._package:
            self._package = release.package
            if self._package is not BARE:
                self.counts["packages"] += 1
                if not known:
                    self._envelope(release)
        if not known:
            return self._release(release)
        value = decoded(release, Issues(), exact=False)
        if value is not None:
            self.counts["releases"] += 1
            self._dataset.add(value, Issues(), release.prefix, release.line)
        return value

    def compare(self, earlier: Path) -> None:
        """Hold what was taken against an older file, whose own faults are of no interest now."""
        before, nothing = Stability(), Issues()
        for release in read_releases(earlier, nothing):
            value = decoded(release, nothing, exact=False)
            if value is not None and isinstance(value.get("ocid"), str):
                before.add(value["ocid"], value)
        self._dataset.stability.tell_against(before, self.issues)

    def report(self) -> Report:
        """What was found, with what only the whole shows. Call it once, at the end."""
        self._dataset.tell(self.issues)
        self.counts["processes"] = len(self._dataset.ocids)
        issues = self.issues.sorted()
        for level in ("error", "warning", "info"):
            self.counts[f"{level}s"] = sum(found.count for found in issues if severity(found.rule) == level)
        return Report(self.issues, self.counts)

    def _envelope(self, release: ReleaseText) -> None:
        """Check what stands around the releases of a package, and its extensions."""
        package, line = release.package, release.line
        base = release.prefix.rsplit("/releases/", 1)[0].rsplit("/records/", 1)[0]

        def tell(rule: str, path: str, value: Any, pointer: str) -> None:
            self.issues.add(rule, path, value, pointer=f"{base}{pointer}", line=line)

        if package.version == "1.0":
            self.issues.add(
                "version-1.0", "/version", package.envelope.get("version"), pointer=f"{base}/version", line=line
            )
        key = "releases" if package.kind == "release package" else "records"
        body: dict[str, Any] = {**package.envelope, key: [{"ocid": "", "releases": [{}]}]}
        if package.version == "1.0":
            body.setdefault("version", "1.0")
        validation, fields = self._envelopes[package.kind]
        validation.check(body, tell)
        check_structure({name: value for name, value in package.envelope.items() if name != "links"}, fields, tell)
        for address in package.extensions:
            self._extension(address, f"{base}/extensions")

    def _extension(self, address: Any, pointer: str) -> None:
        if not isinstance(address, str) or not address.startswith(("http://", "https://")):
            self.issues.add("extension-invalid", "/extensions", address, pointer=pointer)
        elif address not in self._extensions:
            self._extensions.add(address)
            known = schema.extension_id(address)
            if known is None:
                self.issues.add("extension-not-known", "/extensions", address, pointer=pointer)
            elif known not in facts.EXTENSIONS_WITH_FACTS and not self._given:
                self.issues.add("extension-not-checked", "/extensions", known, pointer=pointer)

    def _schema(self, extensions: tuple[str, ...]) -> tuple[Validation, Fields]:
        known = self._schemas.get(extensions)
        if known is None:
            found = schema.standard(extensions).release_schema()
            for given in self._given:
                whole = isinstance(given.get("properties"), dict) and "ocid" in given["properties"]
                found = given if whole else schema.patched(found, given)
            known = self._schemas[extensions] = (Validation(found), fields_of_schema(found))
        return known

    def _release(self, release: ReleaseText) -> dict[str, Any] | None:
        value = decoded(release, self.issues, exact=False)
        if value is None:
            return None
        self.counts["releases"] += 1
        ocid = value.get("ocid")

        def tell(rule: str, path: str, found: Any, pointer: str) -> None:
            name = ocid if isinstance(ocid, str) else ""
            self.issues.add(rule, path, found, ocid=name, pointer=f"{release.prefix}{pointer}", line=release.line)

        if release.package is BARE and is_old_form(value):
            tell("version-1.0", "/parties", None, "")
            value = upgraded(value)
        elif release.package.version == "1.0":
            value = upgraded(value)
        extensions = (
            facts.EXTENSIONS_WITH_FACTS
            if release.package is BARE
            else schema.known_extensions(release.package.extensions)
        )
        try:
            validation, fields = self._schema(extensions)
            validation.check(value, tell)
            check_structure(value, fields, tell)
            check_references(value, tell)
            check_coherence(value, tell)
            check_consistency(value, tell)
        except RecursionError:
            tell("nesting-too-deep", "", None, "")
        self._dataset.add(value, self.issues, release.prefix, release.line)
        return value
