"""Reading a file of capital projects: one project a row, or a feature of a GeoJSON file (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from toolbox_budget_portal.projects.stages import OTHER, stage_of
from toolbox_budget_portal.side_tables.sheet import Columns, Field, Sheet, guess, read_sheet
from toolbox_budget_portal.virements.records import Place, read_place
from toolbox_core import InputError, LimitSettings, NumberFormat

FIELDS = (
    Field("code", ("code", "project code", "project id", "id", "reference", "code projet", "codigo"), needed=True),
    Field("name", ("name", "project", "project name", "title", "nom", "intitule", "nombre", "proyecto"), needed=True),
    Field("description", ("description", "summary", "descripcion")),
    Field("status", ("status", "stage", "state", "statut", "etat", "avancement", "estado")),
    Field("department", ("department", "owner", "administration", "service", "direction", "departamento", "agency")),
    Field("line", ("line", "budget line", "ligne", "partida")),
    Field("location", ("location", "place", "address", "lieu", "adresse", "lugar", "municipality")),
    Field("region", ("region", "region code", "district", "province", "code region")),
    Field("latitude", ("latitude", "lat", "gps latitude")),
    Field("longitude", ("longitude", "lon", "lng", "long", "gps longitude")),
    Field("started", ("start", "started", "start date", "debut", "inicio")),
    Field(
        "planned_end", ("planned end", "end planned", "planned completion", "end date", "fin prevue", "fin prevista")
    ),
    Field("expected_end", ("expected end", "revised end", "estimated completion date", "fin revisee", "fin estimada")),
    Field("ended", ("ended", "actual end", "completed on", "fin reelle", "fin real")),
    Field("estimate", ("estimate", "estimated cost", "first estimate", "budget initial", "presupuesto inicial")),
    Field("cost", ("cost", "total cost", "total project cost", "revised cost", "cout", "cout total", "coste")),
    Field("spent", ("spent", "spent so far", "expenditure to date", "depense", "gastado")),
    Field("year_budget", ("budget of the year", "year budget", "budget", "credits de l annee")),
    Field("year_spent", ("spent in the year", "year spent", "depense de l annee")),
    Field("contractor", ("contractor", "main contractor", "implementer", "entreprise", "contratista")),
    Field("ocid", ("ocid", "contracting process")),
    Field("url", ("url", "link", "lien", "enlace")),
)
AMOUNTS = ("estimate", "cost", "spent", "year_budget", "year_spent")
DAYS = ("started", "planned_end", "expected_end", "ended")
MOST = 20_000
LONGEST_CODE = 100
_E7 = 10_000_000
_LINKS = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Project:
    """One project as the file tells it. ``latitude_e7`` and ``longitude_e7`` are ten-millionths of a degree."""

    code: str
    name: str
    texts: dict[str, str]
    stage: str
    place: Place | None
    latitude_e7: int | None
    longitude_e7: int | None
    days: dict[str, date | None]
    amounts: dict[str, Decimal | None]
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The projects of a file, and how it was understood."""

    projects: tuple[Project, ...]
    evidence: tuple[str, ...]
    encoding: str
    dialect: dict[str, Any]


def read(path: Path, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> Reading:
    """The projects of a CSV file, a workbook or a GeoJSON file.

    ``columns`` says which column is which; else their names do. Raises ``InputError`` with the row for a cell that
    cannot be right, a code that stands twice, and coordinates that lie nowhere: then nothing is used.
    """
    if path.suffix.lower() in (".geojson", ".json"):
        sheet = _features(path, columns)
    else:
        sheet = read_sheet(path, FIELDS, most=MOST, chosen=columns, limits=limits)
    if not sheet.rows:
        raise InputError(f"{path.name} has no projects in it.")
    numbers = {name: sheet.numbers(name) for name in AMOUNTS if sheet.column(name) and _filled(sheet, name)}
    projects = []
    seen: dict[str, int] = {}
    for row, cells in sheet.rows:
        one = _project(f"{sheet.name}, row {row}", partial(sheet.cell, cells), numbers, row)
        if one.code in seen:
            raise InputError(
                f"{sheet.name}, row {row}: the project {one.code[:80]!r} stands in row {seen[one.code]}, too.",
                fix="Give each project one row.",
            )
        seen[one.code] = row
        projects.append(one)
    unknown = sorted({one.texts["status"] for one in projects if one.stage == OTHER and one.texts["status"]})
    placed = sum(one.latitude_e7 is not None for one in projects)
    evidence = [f"{len(projects):,} projects, {placed:,} of them with a place on the map."]
    evidence += [f"{sheet.column(name)}: {number.evidence}" for name, number in numbers.items()]
    if unknown:
        evidence.append(f"Words for a status that are kept as they are: {', '.join(unknown[:10])}.")
    return Reading(tuple(projects), tuple(evidence), sheet.encoding or "utf-8", dict(sheet.dialect))


def _filled(sheet: Sheet, name: str) -> bool:
    return any(sheet.cell(cells, name) for _, cells in sheet.rows)


def _project(where: str, cell: Callable[[str], str], numbers: dict[str, NumberFormat], row: int) -> Project:
    code, name = cell("code"), cell("name")
    if not code or not name:
        raise InputError(f"{where}: a project needs a code and a name.")
    if len(code) > LONGEST_CODE:
        raise InputError(f"{where}: the code is longer than {LONGEST_CODE} characters.")
    try:
        place = read_place(cell("line"))
    except InputError as error:
        raise InputError(f"{where}: {error}", fix=error.fix) from None
    url = cell("url")
    if url and not url.startswith(_LINKS):
        raise InputError(f"{where}: {url[:60]!r} is no address.", fix="It begins with https://.")
    latitude, longitude = _coordinates(where, cell("latitude"), cell("longitude"))
    texts = ("description", "status", "department", "location", "region", "contractor", "ocid")
    return Project(
        code=code,
        name=name,
        texts={**{name: cell(name) for name in texts}, "url": url},
        stage=stage_of(cell("status")),
        place=place,
        latitude_e7=latitude,
        longitude_e7=longitude,
        days={name: _day(where, name, cell(name)) for name in DAYS},
        amounts={name: _amount(where, name, cell(name), numbers) for name in AMOUNTS},
        row=row,
    )


def _day(where: str, name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise InputError(
            f"{where}: {text[:30]!r} is no day ({name.replace('_', ' ')}).", fix="Write 2027-05-31."
        ) from None


def _amount(where: str, name: str, text: str, numbers: dict[str, NumberFormat]) -> Decimal | None:
    if not text:
        return None
    try:
        return numbers[name].parse(text)
    except (ValueError, KeyError):
        raise InputError(
            f"{where}: {text[:30]!r} is no amount ({name.replace('_', ' ')}).",
            fix="Write it like the others of the column.",
        ) from None


def _coordinates(where: str, latitude: str, longitude: str) -> tuple[int | None, int | None]:
    """Degrees of WGS 84 in ten-millionths; both or none. A comma is a decimal comma: degrees have no thousands."""
    if not latitude and not longitude:
        return None, None
    try:
        north, east = (Decimal(text.replace(",", ".")) for text in (latitude, longitude))
        numbers = north.is_finite() and east.is_finite()
    except InvalidOperation:
        numbers = False
    if not numbers:
        raise InputError(f"{where}: latitude and longitude are degrees, such as 47.21 and -1.55.")
    if abs(north) > 90 >= abs(east):
        raise InputError(f"{where}: latitude and longitude seem to be exchanged.", fix="Latitude is from -90 to 90.")
    if abs(north) > 90 or abs(east) > 180:
        raise InputError(
            f"{where}: {latitude}, {longitude} lies nowhere on the earth.",
            fix="Write degrees of WGS 84 (EPSG:4326), not metres of a projection.",
        )
    if not north and not east:
        raise InputError(f"{where}: 0, 0 lies in the ocean.", fix="Leave a place that is not known empty.")
    return round(north * _E7), round(east * _E7)


def _features(path: Path, columns: Columns | None) -> Sheet:
    """The properties of a GeoJSON file as rows; a point gives the coordinates."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
        features = document["features"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path.name} is no GeoJSON file with features.", fix="See RFC 7946.") from None
    if not isinstance(features, list) or len(features) > MOST:
        raise InputError(f"{path.name} must have a list of at most {MOST:,} features.")
    rows = []
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        values = {str(key): _plain(value) for key, value in (properties or {}).items()}
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            position = geometry.get("coordinates")
            if isinstance(position, list) and len(position) > 1:
                values |= {"longitude": str(position[0]), "latitude": str(position[1])}
        rows.append((number, values))
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    chosen = guess(names, FIELDS) if columns is None else columns
    missing = next((field for field in FIELDS if field.needed and chosen.get(field.key) not in names), None)
    if missing is not None:
        raise InputError(
            f"The features of {path.name} have no property {missing.names[0]!r}.", fix=f"They have {', '.join(names)}."
        )
    at = {field.key: names.index(chosen[field.key]) if field.key in chosen else None for field in FIELDS}
    listed = [(number, [values.get(name, "") for name in names]) for number, values in rows]
    return Sheet(path.name, tuple(names), at, listed, {}, "utf-8")


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
