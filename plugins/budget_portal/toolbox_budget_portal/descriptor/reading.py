"""Reading a descriptor: JSON in, ``Package`` out; whatever cannot be meant is refused in a whole sentence.

Rules beyond the specification, each because data from outside must not reach beyond its folder or be guessed at:
paths are relative and stay inside the descriptor's folder (also behind symbolic links), addresses are not fetched,
and what the specification leaves out has the specification's default (UTF-8, comma, header, ``.`` for decimals).
"""

from __future__ import annotations

import codecs
import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolbox_budget_portal.column_types import Taxonomy, read_taxonomy
from toolbox_budget_portal.descriptor.model import Dialect, Field, ForeignKey, Package, Resource
from toolbox_budget_portal.descriptor.upgrading import is_old, upgrade
from toolbox_budget_portal.rows import fold
from toolbox_core import DescriptorError, UnreadableFile

LARGEST = 16 << 20
"""Bytes of the largest descriptor that is read."""
_TYPES = (
    *("string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth"),
    *("duration", "geopoint", "geojson", "any", "list"),
)


def read_package(path: Path) -> Package:
    """Read and check a descriptor file.

    Raises ``UnreadableFile`` when it cannot be read as JSON, ``DescriptorError`` when it breaks a rule.
    """
    if path.is_dir():
        path = path / "datapackage.json"
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile(f"{path} is too large to be a descriptor ({path.stat().st_size:,} bytes).")
        raw = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise UnreadableFile(
            f"There is no file {path}.", fix="`toolbox budget inspect FILE --output datapackage.json` proposes one."
        ) from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path} is not UTF-8 text, as a descriptor must be.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile(f"{path} is not valid JSON: {error}.") from error
    return parse_package(raw, path.parent)


def parse_package(raw: Any, folder: Path) -> Package:
    """Check a descriptor that is already parsed; ``folder`` is where its paths start. Raises ``DescriptorError``.

    A descriptor of version 0.3 is rewritten as version 1 first; the package's ``raw`` is then the rewritten one.
    """
    if not isinstance(raw, dict):
        raise DescriptorError("A descriptor is a JSON object; this is something else.")
    resources = raw.get("resources")
    if not isinstance(resources, list) or not resources:
        raise DescriptorError("The descriptor names no files: `resources` is missing or empty.")
    if is_old(raw):
        raw = upgrade(raw)
        resources = raw["resources"]
    taxonomy = read_taxonomy(raw.get("columnTypes"))
    names: set[str] = set()
    parsed = []
    for position, entry in enumerate(resources, start=1):
        resource = _resource(entry, position, taxonomy, folder)
        if resource.name in names:
            raise DescriptorError(f"Two resources are called {resource.name!r}; names must differ.")
        names.add(resource.name)
        parsed.append(resource)
    for resource in parsed:
        _check_references(resource, {other.name: other for other in parsed})
    return Package(
        folder=folder,
        name=_text(raw, "name"),
        title=_text(raw, "title"),
        licence=_licence(raw),
        resources=tuple(parsed),
        taxonomy=taxonomy,
        raw=raw,
    )


def _resource(entry: Any, position: int, taxonomy: Taxonomy, folder: Path) -> Resource:
    if not isinstance(entry, dict):
        raise DescriptorError(f"Resource {position} is not an object.")
    name = _text(entry, "name") or f"resource-{position}"
    where = f"Resource {name!r}"
    path = _path(entry, where, folder)
    schema = entry.get("schema", {})
    if not isinstance(schema, dict):
        raise DescriptorError(f"{where}: `schema` must be an object inside the descriptor.")
    fields = _fields(schema, "fields", where, taxonomy)
    if not fields:
        raise DescriptorError(f"{where} does not describe its columns: `schema.fields` is missing or empty.")
    extra = _fields(schema, "extraFields", where, taxonomy)
    resource = Resource(
        name=name,
        path=path,
        encoding=_encoding(entry, where),
        dialect=_dialect(entry.get("dialect", {}), where, "\t" if entry.get("format") == "tsv" else ","),
        fields=fields,
        extra_fields=extra,
        missing=_missing(schema, where) or ("",),
        foreign_keys=_foreign_keys(schema, where),
        eliminated=_flag(entry, "elimination", False, where),
    )
    _check_normalize(resource, where)
    return resource


def _path(entry: Mapping[str, Any], where: str, folder: Path) -> str:
    path = entry.get("path")
    if isinstance(path, list):
        if len(path) != 1:
            raise DescriptorError(f"{where} is split over several files.", fix="Give each file its own resource.")
        path = path[0]
    if not isinstance(path, str) or not path:
        raise DescriptorError(f"{where} has no `path`, and data inside the descriptor is not read.")
    if "://" in path:
        raise DescriptorError(f"{where} points at the address {path}.", fix="Download the file beside the descriptor.")
    if "\\" in path or "\0" in path or Path(path).is_absolute() or ".." in Path(path).parts or path[1:2] == ":":
        raise DescriptorError(f"{where} points outside the descriptor's folder: {path}.", fix="Use a relative path.")
    root = folder.resolve()
    if not (folder / path).resolve().is_relative_to(root):
        raise DescriptorError(
            f"{where} points outside the descriptor's folder: {path} is a link that leads to another place.",
            fix="Copy the file beside the descriptor.",
        )
    return path


def _fields(schema: Mapping[str, Any], key: str, where: str, taxonomy: Taxonomy) -> tuple[Field, ...]:
    entries = schema.get(key, [])
    if not isinstance(entries, list):
        raise DescriptorError(f"{where}: `{key}` must be a list.")
    return tuple(_field(entry, position, f"{where}, {key}", taxonomy) for position, entry in enumerate(entries, 1))


def _field(entry: Any, position: int, where: str, taxonomy: Taxonomy) -> Field:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise DescriptorError(f"{where}: entry {position} has no name.")
    name = entry["name"]
    where = f"{where}, {name!r}"
    kind = entry.get("type", "string")
    if kind not in _TYPES:
        near = difflib.get_close_matches(str(kind), _TYPES, n=1)
        raise DescriptorError(f"{where}: there is no type {kind!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
    declared = entry.get("columnType")
    if declared is not None and not isinstance(declared, str):
        raise DescriptorError(f"{where}: `columnType` must be text.")
    normalize = entry.get("normalize", {})
    if not isinstance(normalize, dict):
        raise DescriptorError(f"{where}: `normalize` must be an object from extra field to value.")
    decimal, group = _sign(entry, "decimalChar", ".", where), _sign(entry, "groupChar", "", where)
    if decimal == group:
        raise DescriptorError(f"{where}: {decimal!r} cannot mark both decimals and thousands.")
    factor = entry.get("factor", 1)
    if not isinstance(factor, int) or isinstance(factor, bool) or factor < 1:
        raise DescriptorError(f"{where}: `factor` must be a whole number from 1 on, such as 1000 for thousands.")
    try:
        column_type = taxonomy.find(declared) if declared else None
    except DescriptorError as error:
        raise type(error)(f"{where}: {error.message}", fix=error.fix) from None
    return Field(
        name=name,
        type=kind,
        column_type=column_type,
        decimal=decimal,
        group=" " if group.isspace() and group else group,
        bare_number=_flag(entry, "bareNumber", True, where),
        format=str(entry.get("format", "")),
        missing=_missing(entry, where),
        normalize=normalize,
        constant=entry.get("constant"),
        normalization_target=_flag(entry, "normalizationTarget", False, where),
        factor=factor,
        code_levels=_code_levels(entry, where),
        code_labels=_text(entry, "codeLabels"),
        phases=_phases(entry, where),
        in_totals=_flag(entry, "inTotals", False, where),
    )


def _phases(entry: Mapping[str, Any], where: str) -> dict[str, str]:
    told = entry.get("phases", {})
    if not isinstance(told, dict) or not all(isinstance(phase, str) for phase in told.values()):
        raise DescriptorError(
            f"{where}: `phases` must be an object from a word of the phase column to a phase.",
            fix='Write {"original": "approved", "account": ""}; amounts of an empty phase are left out.',
        )
    return {fold(word): phase.strip() for word, phase in told.items()}


def _code_levels(entry: Mapping[str, Any], where: str) -> tuple[int, ...]:
    levels = entry.get("codeLevels", [])
    if not isinstance(levels, list) or not all(isinstance(level, int) and level > 0 for level in levels):
        raise DescriptorError(f"{where}: `codeLevels` must be a list of lengths such as [1, 2, 3].")
    return tuple(sorted(set(levels)))


def _sign(entry: Mapping[str, Any], key: str, default: str, where: str) -> str:
    sign = entry.get(key, default)
    if sign is None:
        return default
    if not isinstance(sign, str) or len(sign) > 1 or sign.isalnum() or (key == "decimalChar" and not sign):
        raise DescriptorError(f"{where}: `{key}` must be one sign, not {sign!r}.")
    return sign


def _flag(entry: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise DescriptorError(f"{where}: `{key}` must be true or false, not {value!r}.")
    return value


def _missing(entry: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
    values = entry.get("missingValues")
    if values is None:
        return None
    if not isinstance(values, list):
        raise DescriptorError(f"{where}: `missingValues` must be a list.")
    return tuple(str(value.get("value", "")) if isinstance(value, dict) else str(value) for value in values)


def _encoding(entry: Mapping[str, Any], where: str) -> str:
    encoding = entry.get("encoding", "utf-8")
    try:
        return codecs.lookup(encoding).name
    except (LookupError, TypeError, ValueError):
        raise DescriptorError(f"{where}: there is no encoding {encoding!r}.") from None


def _dialect(entry: Any, where: str, comma: str) -> Dialect:
    if not isinstance(entry, dict):
        raise DescriptorError(f"{where}: `dialect` must be an object inside the descriptor.")
    delimiter, quote = entry.get("delimiter", comma), entry.get("quoteChar", '"')
    for key, sign in (("delimiter", delimiter), ("quoteChar", quote)):
        if not isinstance(sign, str) or len(sign) != 1 or sign in "\r\n":
            raise DescriptorError(f"{where}: `dialect.{key}` must be one sign, not {sign!r}.")
    for key, usual in (("doubleQuote", True), ("escapeChar", None)):
        if entry.get(key, usual) not in (usual, ""):
            raise DescriptorError(f"{where}: `dialect.{key}` is not supported.", fix="Save the file as plain CSV.")
    sheet = entry.get("sheetName")
    return Dialect(
        delimiter=delimiter,
        quotechar=quote,
        header=_flag(entry, "header", True, where),
        skip_initial_space=_flag(entry, "skipInitialSpace", False, where),
        skip_rows=_header_row(entry.get("headerRows"), where),
        sheet=str(sheet) if sheet is not None else None,
        comment=_text(entry, "commentChar"),
    )


def _header_row(rows: Any, where: str) -> int:
    """Rows above the header, from version 2's ``headerRows``."""
    if rows is None:
        return 0
    if not (isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], int) and rows[0] >= 1):
        raise DescriptorError(f"{where}: `dialect.headerRows` must name one row, such as [3].")
    return rows[0] - 1


def _foreign_keys(schema: Mapping[str, Any], where: str) -> tuple[ForeignKey, ...]:
    keys = schema.get("foreignKeys", [])
    found = []
    for key in keys if isinstance(keys, list) else [keys]:
        try:
            own, reference = key["fields"], key["reference"]
            target, fields = reference.get("resource", ""), reference["fields"]
        except (TypeError, KeyError, AttributeError):
            raise DescriptorError(f"{where}: `foreignKeys` has an entry without `fields` and `reference`.") from None
        pair = tuple([part] if isinstance(part, str) else list(part) for part in (own, fields))
        if len(pair[0]) != len(pair[1]) or not pair[0]:
            raise DescriptorError(f"{where}: a foreign key needs as many fields on both sides.")
        if target:
            found.append(ForeignKey(fields=tuple(pair[0]), resource=target, reference=tuple(pair[1])))
    return tuple(found)


def _check_normalize(resource: Resource, where: str) -> None:
    extra = {entry.name for entry in resource.extra_fields}
    targets = [entry.name for entry in resource.extra_fields if entry.normalization_target]
    if len(targets) > 1:
        raise DescriptorError(f"{where}: only one extra field can be the normalizationTarget, not {len(targets)}.")
    for field in resource.fields:
        for name in field.normalize:
            if name not in extra:
                near = difflib.get_close_matches(name, extra, n=1)
                raise DescriptorError(
                    f"{where}, {field.name!r}: `normalize` names {name!r}, which is no extra field."
                    + (f" Did you mean {near[0]!r}?" if near else ""),
                    fix="Declare it in `extraFields` with its columnType.",
                )
    for entry in resource.extra_fields:
        used = any(entry.name in field.normalize for field in resource.fields)
        if entry.constant is not None and used:
            raise DescriptorError(f"{where}: the extra field {entry.name!r} is both constant and normalised.")


def _check_references(resource: Resource, resources: Mapping[str, Resource]) -> None:
    for entry in resource.fields:
        if entry.code_labels and entry.code_labels not in resources:
            near = difflib.get_close_matches(entry.code_labels, resources, n=1)
            where = f"Resource {resource.name!r}, {entry.name!r}"
            raise DescriptorError(
                f"{where}: `codeLabels` names the resource {entry.code_labels!r}, which is not here."
                + (f" Did you mean {near[0]!r}?" if near else "")
            )
    for key in resource.foreign_keys:
        where = f"Resource {resource.name!r}"
        target = resources.get(key.resource)
        if target is None:
            raise DescriptorError(f"{where}: a foreign key points at the resource {key.resource!r}, which is not here.")
        for fields, owner in ((key.fields, resource), (key.reference, target)):
            known = {entry.name for entry in owner.fields}
            for name in fields:
                if name not in known:
                    raise DescriptorError(f"{where}: a foreign key names {name!r}, no column of {owner.name!r}.")


def _licence(raw: Mapping[str, Any]) -> str:
    entries = raw.get("licenses", raw.get("license", ""))
    if isinstance(entries, list):
        entries = entries[0] if entries else ""
    if isinstance(entries, dict):
        entries = entries.get("name", "")
    return str(entries)[:64]


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise DescriptorError(f"`{key}` must be text, not {value!r}.")
    return value.strip()
