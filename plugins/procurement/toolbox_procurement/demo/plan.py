"""Who buys what from whom in the demo: invented names, prices in dor, classes of the Common Procurement Vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CURRENCY: Final = "DOR"
"""The dor is as invented as the country: checking the demo's files tells that ISO 4217 does not know it."""
REGISTER: Final = "x_aldora_register"
PREFIX: Final = "ocds-a1d0r4"
EMERGENCY: Final = "Emergency purchase"


@dataclass(frozen=True, slots=True)
class Buyer:
    """A body that buys. ``weight`` is how often, ``direct`` how often without competition, in hundredths."""

    number: str
    name: str
    region: str
    weight: int
    direct: int


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is bought: class, name, category, usual price (dor), and the firms that offer it."""

    code: str
    name: str
    category: str
    price: int
    unit: str
    titles: tuple[str, ...]
    firms: tuple[str, ...]


MINISTRIES: Final = (
    Buyer("M02", "Ministry of Finance", "Aldor", 4, 14),
    Buyer("M04", "Ministry of Justice and the Interior", "Aldor", 6, 22),
    Buyer("M05", "Ministry of Economy and Transport", "Aldor", 9, 10),
    Buyer("M06", "Ministry of the Environment", "Norra", 5, 9),
    Buyer("M08", "Ministry of Health", "Aldor", 11, 34),
    Buyer("M10", "Ministry of Education", "Westmark", 8, 8),
    Buyer("M11", "Ministry of Social Affairs", "Ostrand", 4, 12),
)
CITY: Final = Buyer("C01", "City of Port Sennen", "Sennen", 1, 13)

FIRMS: Final = {
    "F001": "Brightwater Paving Ltd",
    "F002": "Sennen Road Works",
    "F003": "Castle & Quay Group",
    "F004": "Norra Asphalt",
    "F005": "Tarn Bridges and Walls",
    "F006": "Lantern Medical Supplies",
    "F007": "Wellspring Pharma",
    "F008": "Aldora Laboratory Trade",
    "F009": "Kettle & Fern",
    "F010": "Sennen Kitchens",
    "F011": "Good Table Catering",
    "F012": "Hillside Software",
    "F013": "Clear Ledger Systems",
    "F014": "Quay Data Services",
    "F015": "Paper Mill Nine",
    "F016": "Desk and Chair Works",
    "F017": "Northern Lights Electric",
    "F018": "Harbour Cleaning Cooperative",
    "F019": "Spotless Five",
    "F020": "Green Verge Gardens",
    "F021": "Blue Door Builders",
    "F022": "Stonebridge Construction",
    "F023": "Marsh & Sons",
    "F024": "Swift Buses",
    "F025": "Coastline Vehicles",
    "F026": "Watchful Security",
    "F027": "Evergreen Consulting",
    "F028": "Third Lamp Advisers",
}
THINGS: Final = (
    Thing(
        "45233130",
        "Construction work for highways",
        "works",
        2_400_000,
        "km",
        ("Resurfacing of the {place} road", "New kerbs and drains in {place}", "Repair of the {place} bypass"),
        ("F001", "F002", "F003", "F004", "F005"),
    ),
    Thing(
        "45214210",
        "Primary school construction work",
        "works",
        5_200_000,
        "building",
        ("Extension of {place} primary school", "New roof for {place} school"),
        ("F003", "F021", "F022", "F023"),
    ),
    Thing(
        "33600000",
        "Pharmaceutical products",
        "goods",
        640_000,
        "box",
        ("Antibiotics for {place} hospital", "Vaccines, {place} district"),
        ("F006", "F007"),
    ),
    Thing(
        "33140000",
        "Medical consumables",
        "goods",
        210_000,
        "box",
        ("Gloves and gowns for {place} hospital", "Dressings for {place} clinics"),
        ("F006", "F007", "F008"),
    ),
    Thing(
        "55524000",
        "School catering services",
        "services",
        380_000,
        "meal",
        ("School meals in {place}", "Kitchen service for {place} schools"),
        ("F009", "F010", "F011"),
    ),
    Thing(
        "48000000",
        "Software package and information systems",
        "goods",
        310_000,
        "licence",
        ("Accounting system for {place}", "Document archive, {place} office"),
        ("F012", "F013", "F014"),
    ),
    Thing(
        "72250000",
        "System and support services",
        "services",
        150_000,
        "day",
        ("Support of the {place} register", "Hosting of services for {place}"),
        ("F012", "F014"),
    ),
    Thing(
        "39130000",
        "Office furniture",
        "goods",
        42_000,
        "piece",
        ("Desks and chairs for {place} office",),
        ("F015", "F016"),
    ),
    Thing(
        "30192000", "Office supplies", "goods", 9_500, "box", ("Paper and toner for {place} office",), ("F015", "F016")
    ),
    Thing(
        "90910000",
        "Cleaning services",
        "services",
        88_000,
        "month",
        ("Cleaning of {place} offices", "Cleaning of {place} schools"),
        ("F018", "F019"),
    ),
    Thing(
        "77310000",
        "Planting and maintenance of green areas",
        "services",
        61_000,
        "hectare",
        ("Parks and verges in {place}",),
        ("F020", "F023"),
    ),
    Thing(
        "34121000",
        "Buses and coaches",
        "goods",
        1_150_000,
        "vehicle",
        ("Electric buses for {place}",),
        ("F024", "F025"),
    ),
    Thing("79710000", "Security services", "services", 130_000, "month", ("Guards for {place} buildings",), ("F026",)),
    Thing(
        "79410000",
        "Business and management consultancy services",
        "services",
        175_000,
        "day",
        ("Advice on the reform of {place} services", "Study on traffic in {place}"),
        ("F027", "F028"),
    ),
    Thing(
        "45310000",
        "Electrical installation work",
        "works",
        260_000,
        "building",
        ("Street lighting in {place}", "Wiring of {place} town hall"),
        ("F017", "F021"),
    ),
)
PLACES: Final = (
    "Harbour Quay",
    "Old Mill",
    "Lower Town",
    "Hill Street",
    "Market Square",
    "Station",
    "Northgate",
    "Riverside",
    "Lighthouse",
    "Chapel Hill",
    "Fishers' Row",
    "Castle",
    "Meadow",
    "Bridge End",
    "Woodside",
)
"""Parts of the city, and names of things in the country."""
REGIONS: Final = (
    *("Sennen", "Aldor", "Norra", "Tarn", "Sennen", "Westmark", "Aldor", "Lough", "Vale", "Sennen", "Ostrand"),
    *("Norra", "Aldor", "Southern Isles", "Tarn", "Aldor"),
)
"""The regions of the republic, as often as something is delivered there."""
PORT_SENNEN: Final = (-18.95, 44.88)
"""Where the city lies: longitude and latitude."""
