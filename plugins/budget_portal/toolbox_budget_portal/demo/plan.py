"""The invented plan behind the demo budgets: who spends on what in the Republic of Aldora and its city Port Sennen.

Every name is invented. Weights say how a division's money is shared among its programmes; the figures themselves are
made in ``lines.py``. Functional codes follow COFOG 1999 (divisions and groups), economic codes GFSM 2014 (two levels).
"""

from __future__ import annotations

from typing import NamedTuple


class Programme(NamedTuple):
    """One programme: its COFOG group, who runs it, its share of the division's money and how the money is used."""

    group: str
    office: str
    code: str
    label: str
    weight: int
    mix: str
    places: bool = False
    """Whether its lines are split by region or district."""


YEARS = (2021, 2022, 2023, 2024, 2025)

DIVISIONS = {
    "01": "General public services",
    "02": "Defence",
    "03": "Public order and safety",
    "04": "Economic affairs",
    "05": "Environmental protection",
    "06": "Housing and community",
    "07": "Health",
    "08": "Recreation and culture",
    "09": "Education",
    "10": "Social protection",
}

GROUPS = {
    "01.1": "Government and finance",
    "01.3": "General services",
    "01.4": "Basic research",
    "01.7": "Interest on the public debt",
    "01.8": "Transfers to other levels of government",
    "02.1": "Military defence",
    "02.2": "Civil defence",
    "03.1": "Police",
    "03.2": "Fire protection",
    "03.3": "Courts of law",
    "03.4": "Prisons",
    "04.1": "Trade and employment",
    "04.2": "Farming, forestry and fishing",
    "04.3": "Energy",
    "04.5": "Transport",
    "04.6": "Communication",
    "04.7": "Tourism and markets",
    "05.1": "Waste",
    "05.2": "Waste water",
    "05.3": "Clean air and soil",
    "05.4": "Nature and landscape",
    "06.1": "Housing",
    "06.2": "Community development",
    "06.3": "Water supply",
    "06.4": "Street lighting",
    "07.1": "Medicines",
    "07.2": "Outpatient care",
    "07.3": "Hospitals",
    "07.4": "Public health",
    "08.1": "Sport and recreation",
    "08.2": "Culture",
    "08.3": "Broadcasting",
    "09.1": "Pre-primary and primary schools",
    "09.2": "Secondary schools",
    "09.4": "Universities",
    "09.6": "Services around education",
    "10.1": "Sickness and disability",
    "10.2": "Old age",
    "10.4": "Families and children",
    "10.5": "Unemployment",
    "10.6": "Housing benefits",
    "10.7": "Social exclusion",
}

CHAPTERS = {
    "21": "Staff",
    "22": "Goods and services",
    "24": "Interest",
    "25": "Subsidies",
    "26": "Grants",
    "27": "Social benefits",
    "31": "Buildings, roads and equipment",
}

ITEMS = {
    "211": "Wages and salaries",
    "212": "Employer's social contributions",
    "221": "Supplies and energy",
    "222": "Repairs and upkeep",
    "223": "Services bought in",
    "224": "Rent",
    "241": "Interest to residents",
    "242": "Interest to lenders abroad",
    "251": "Subsidies to public companies",
    "252": "Subsidies to private companies",
    "261": "Grants for running costs",
    "262": "Grants for investment",
    "271": "Insurance benefits",
    "272": "Assistance in money",
    "273": "Assistance in kind",
    "311": "Buildings",
    "312": "Roads and other structures",
    "313": "Machines and vehicles",
    "314": "Computers and software",
}

MIXES: dict[str, dict[str, int]] = {
    "staff": {"211": 58, "212": 15, "221": 6, "222": 4, "223": 11, "224": 3, "314": 3},
    "school": {"211": 63, "212": 16, "221": 7, "222": 5, "223": 4, "311": 5},
    "hospital": {"211": 44, "212": 11, "221": 24, "222": 4, "223": 9, "313": 5, "311": 3},
    "service": {"211": 18, "212": 5, "221": 12, "222": 15, "223": 46, "313": 4},
    "works": {"211": 8, "212": 2, "222": 24, "223": 9, "312": 49, "313": 8},
    "housing": {"223": 12, "222": 18, "262": 22, "311": 48},
    "benefit": {"272": 93, "223": 5, "211": 2},
    "insurance": {"271": 97, "223": 2, "211": 1},
    "kind": {"273": 71, "211": 14, "212": 4, "223": 11},
    "grant": {"261": 82, "262": 18},
    "subsidy": {"251": 66, "252": 34},
    "interest": {"241": 61, "242": 39},
}

REGIONS = {
    "NO": "Norra",
    "SE": "Sennen",
    "LO": "Lough",
    "AL": "Aldor",
    "TA": "Tarn",
    "WE": "Westmark",
    "VA": "Vale",
    "OS": "Ostrand",
    "SI": "Southern Isles",
}
REGION_WEIGHTS = (14, 22, 9, 18, 11, 10, 8, 6, 2)

MINISTRIES = {
    "01": "Parliament and Presidency",
    "02": "Ministry of Finance",
    "03": "Ministry of Defence",
    "04": "Ministry of Justice and the Interior",
    "05": "Ministry of Economy and Transport",
    "06": "Ministry of the Environment",
    "07": "Ministry of Housing",
    "08": "Ministry of Health",
    "09": "Ministry of Culture",
    "10": "Ministry of Education",
    "11": "Ministry of Social Affairs",
}

NATIONAL = (
    Programme("01.1", "01", "101", "Parliament", 4, "staff"),
    Programme("01.1", "01", "102", "Office of the President", 1, "staff"),
    Programme("01.1", "02", "103", "Tax collection and customs", 14, "staff", True),
    Programme("01.1", "02", "104", "Embassies and consulates", 5, "staff"),
    Programme("01.3", "02", "105", "Statistics and census", 2, "staff"),
    Programme("01.3", "02", "106", "Public buildings", 4, "service"),
    Programme("01.3", "01", "107", "Elections", 1, "service"),
    Programme("01.4", "10", "108", "Basic research", 6, "grant"),
    Programme("01.7", "02", "109", "Interest on the public debt", 52, "interest"),
    Programme("01.8", "02", "110", "Equalisation between regions", 11, "grant", True),
    Programme("02.1", "03", "201", "Army and coast guard", 68, "staff"),
    Programme("02.1", "03", "202", "Ships, aircraft and vehicles", 24, "service"),
    Programme("02.2", "03", "203", "Civil defence", 8, "staff", True),
    Programme("03.1", "04", "301", "Police", 55, "staff", True),
    Programme("03.2", "04", "302", "Fire and rescue", 14, "staff", True),
    Programme("03.3", "04", "303", "Courts", 19, "staff", True),
    Programme("03.4", "04", "304", "Prisons and probation", 12, "staff"),
    Programme("04.1", "05", "401", "Employment service", 12, "staff", True),
    Programme("04.1", "05", "402", "Help for small firms", 7, "subsidy"),
    Programme("04.2", "05", "403", "Farming and forestry", 12, "subsidy", True),
    Programme("04.2", "05", "404", "Fishing harbours", 4, "works"),
    Programme("04.3", "05", "405", "Wind and wave energy", 9, "subsidy"),
    Programme("04.5", "05", "406", "Railways", 24, "subsidy"),
    Programme("04.5", "05", "407", "Main roads and bridges", 21, "works", True),
    Programme("04.5", "05", "408", "Island ferries", 6, "subsidy"),
    Programme("04.6", "05", "409", "Broadband for the countryside", 5, "grant", True),
    Programme("05.1", "06", "501", "Recycling", 24, "grant", True),
    Programme("05.2", "06", "502", "Cleaning waste water", 30, "works", True),
    Programme("05.3", "06", "503", "Measuring air and soil", 13, "service"),
    Programme("05.4", "06", "504", "National parks and coasts", 33, "service", True),
    Programme("06.1", "07", "601", "New homes", 57, "housing", True),
    Programme("06.1", "07", "602", "Insulating old homes", 22, "grant", True),
    Programme("06.2", "07", "603", "Town centres", 11, "grant"),
    Programme("06.3", "07", "604", "Water supply", 10, "works"),
    Programme("07.1", "08", "701", "Medicines", 13, "kind"),
    Programme("07.2", "08", "702", "Family doctors and clinics", 24, "kind", True),
    Programme("07.3", "08", "703", "Hospitals", 55, "hospital", True),
    Programme("07.4", "08", "704", "Vaccination and prevention", 5, "service"),
    Programme("07.4", "08", "705", "Ambulances", 3, "hospital", True),
    Programme("08.1", "09", "801", "Sport", 22, "grant"),
    Programme("08.2", "09", "802", "Museums and theatres", 37, "staff"),
    Programme("08.2", "09", "803", "Libraries", 14, "staff", True),
    Programme("08.3", "09", "804", "Public radio", 27, "subsidy"),
    Programme("09.1", "10", "901", "Primary schools", 38, "school", True),
    Programme("09.1", "10", "902", "Nursery schools", 12, "school", True),
    Programme("09.2", "10", "903", "Secondary schools", 29, "school", True),
    Programme("09.4", "10", "904", "Universities", 15, "grant"),
    Programme("09.6", "10", "905", "School meals", 4, "kind", True),
    Programme("09.6", "10", "906", "School buses", 2, "service", True),
    Programme("10.1", "11", "951", "Sick pay and disability", 17, "insurance"),
    Programme("10.2", "11", "952", "Pensions", 52, "insurance"),
    Programme("10.4", "11", "953", "Child benefit", 15, "benefit"),
    Programme("10.5", "11", "954", "Unemployment insurance", 7, "insurance"),
    Programme("10.6", "11", "955", "Help with the rent", 4, "benefit", True),
    Programme("10.7", "11", "956", "Minimum income", 5, "benefit", True),
)

NATIONAL_APPROVED_2025 = {
    "01": 5310_00,
    "02": 2050_00,
    "03": 2610_00,
    "04": 4930_00,
    "05": 930_00,
    "06": 1240_00,
    "07": 8460_00,
    "08": 720_00,
    "09": 7240_00,
    "10": 14820_00,
}
"""What parliament approved for 2025, in ten thousands of dor (hundredths of a million)."""

NATIONAL_EXECUTED_2025 = {
    "01": 5198_40,
    "02": 1978_00,
    "03": 2588_30,
    "04": 4187_60,
    "05": 842_90,
    "06": 981_50,
    "07": 8391_70,
    "08": 702_60,
    "09": 7012_80,
    "10": 14964_20,
}
"""What was spent in 2025, in the same unit; together 46,848.00 million dor."""

NATIONAL_GROWTH = {
    "01": -8,
    "02": 38,
    "03": 47,
    "04": -49,
    "05": 201,
    "06": -126,
    "07": 62,
    "08": 19,
    "09": 54,
    "10": 68,
}
"""Change from 2024 to 2025 in thousandths, before each year is fitted to its total."""

NATIONAL_SPENT = {2021: 42610_30, 2022: 43055_60, 2023: 43920_20, 2024: 45101_90, 2025: 46848_00}
NATIONAL_INCOME = {2021: 39240_70, 2022: 41508_80, 2023: 43001_40, 2024: 43760_60, 2025: 45106_30}

NATIONAL_REVENUE = (
    ("11", "Taxes", "111", "Income tax", 132046),
    ("11", "Taxes", "112", "Company tax", 43775),
    ("11", "Taxes", "113", "Value-added tax", 121189),
    ("11", "Taxes", "114", "Excise and customs duties", 29138),
    ("12", "Social contributions", "121", "Contributions of employees", 47889),
    ("12", "Social contributions", "122", "Contributions of employers", 58531),
    ("13", "Grants", "131", "Grants from abroad", 6427),
    ("14", "Other income", "141", "Fees and fines", 6112),
    ("14", "Other income", "142", "Rent, interest and dividends", 5956),
)
"""Chapter, item and what came in during 2025 in hundred thousands of dor; together 45,106.3 million."""

DISTRICTS = {
    "D1": "Old Town",
    "D2": "Harbour Quay",
    "D3": "Lantern Hill",
    "D4": "Saltmarsh",
    "D5": "Kingsferry",
    "D6": "Northgate",
    "D7": "Elder Park",
}
DISTRICT_WEIGHTS = (12, 17, 15, 9, 18, 20, 9)

BODIES = {
    "001": "City of Port Sennen",
    "501": "Port Sennen Ferries",
    "502": "City Library Trust",
    "503": "Homes Agency",
}

DEPARTMENTS = {
    "00110": "Council and Mayor",
    "00120": "Finance",
    "00130": "Safety",
    "00140": "Streets and Transport",
    "00150": "Environment and Parks",
    "00160": "Housing and Planning",
    "00170": "Health",
    "00180": "Culture and Sport",
    "00190": "Schools and Children",
    "00195": "Social Services",
    "50100": "Ferries",
    "50200": "Libraries",
    "50300": "Homes",
}

CITY = (
    Programme("01.1", "00110", "0101", "Council and Mayor", 9_200, "staff"),
    Programme("01.1", "00120", "0102", "Finance and local taxes", 21_500, "staff"),
    Programme("01.3", "00120", "0103", "Offices and computers", 33_800, "service"),
    Programme("01.7", "00120", "0104", "Interest on the city's debt", 26_400, "interest"),
    Programme("03.1", "00130", "0301", "City police", 74_900, "staff", True),
    Programme("03.2", "00130", "0302", "Fire brigade", 51_300, "staff"),
    Programme("04.5", "00140", "0401", "Street repair", 68_700, "works", True),
    Programme("04.5", "00140", "0402", "Harbour Quay road, resurfacing", 7_900, "works"),
    Programme("04.5", "00140", "0403", "Buses", 58_200, "subsidy"),
    Programme("04.5", "50100", "0404", "Harbour ferries", 31_600, "service"),
    Programme("04.5", "00140", "0405", "Snow and storm clearing", 6_300, "service"),
    Programme("04.7", "00140", "0406", "Markets and tourism", 8_800, "service"),
    Programme("05.1", "00150", "0501", "Refuse and recycling", 72_100, "service", True),
    Programme("05.2", "00150", "0502", "Sewers", 38_400, "works"),
    Programme("05.4", "00150", "0503", "Parks and trees", 29_600, "service", True),
    Programme("06.1", "50300", "0601", "City homes", 83_500, "housing", True),
    Programme("06.2", "00160", "0602", "Planning", 14_200, "staff"),
    Programme("06.3", "00150", "0603", "Drinking water", 24_700, "works"),
    Programme("06.4", "00140", "0604", "Street lights", 11_900, "service", True),
    Programme("07.2", "00170", "0701", "Neighbourhood clinics", 42_600, "hospital", True),
    Programme("07.4", "00170", "0702", "Public health", 9_700, "service"),
    Programme("08.1", "00180", "0801", "Sports grounds and pools", 34_800, "service", True),
    Programme("08.2", "50200", "0802", "Libraries", 18_900, "staff", True),
    Programme("08.2", "00180", "0803", "Museums and festivals", 16_300, "grant"),
    Programme("09.1", "00190", "0901", "Nurseries", 77_400, "school", True),
    Programme("09.1", "00190", "0902", "Primary school buildings", 63_200, "works", True),
    Programme("09.6", "00190", "0903", "School meals", 28_100, "kind", True),
    Programme("10.2", "00195", "1001", "Care at home for older people", 88_900, "kind", True),
    Programme("10.4", "00195", "1002", "Families and child protection", 47_600, "kind"),
    Programme("10.6", "00195", "1003", "Help with the rent", 21_800, "benefit"),
    Programme("10.7", "00195", "1004", "Shelters and debt advice", 19_400, "kind"),
)
"""Weights are thousands of dor approved in 2021."""

CITY_REVENUE = (
    ("001", "11", "Taxes", "111", "Property tax", 318_000),
    ("001", "11", "Taxes", "112", "Business tax", 154_000),
    ("001", "11", "Taxes", "113", "Vehicle tax", 41_000),
    ("001", "13", "Grants", "131", "Share of national taxes", 389_000),
    ("001", "13", "Grants", "132", "Grants for investment", 46_000),
    ("001", "14", "Other income", "141", "Refuse and water charges", 97_000),
    ("001", "14", "Other income", "142", "Parking, permits and fines", 38_000),
    ("501", "14", "Other income", "143", "Ferry tickets", 14_000),
    ("502", "14", "Other income", "144", "Library cards and hall hire", 1_200),
    ("503", "14", "Other income", "145", "Rent of city homes", 33_000),
)

CITY_TRANSFERS = (
    ("00140", "04.5", "0410", "Transfer to Port Sennen Ferries", "501", 17_600),
    ("00180", "08.2", "0810", "Transfer to the City Library Trust", "502", 17_700),
    ("00160", "06.1", "0610", "Transfer to the Homes Agency", "503", 50_500),
)
"""What the city pays its own bodies: money that would be counted twice if it were not taken out."""


class Extra(NamedTuple):
    """A line that does not follow the plan. Amounts are thousands of dor; ``None`` is "not for publication"."""

    year: int
    group: str
    office: str
    code: str
    programme: str
    label: str
    item: str
    approved: int | None
    adjusted: int | None
    executed: int | None


NATIONAL_EXTRAS = (
    Extra(
        2022, "02.2", "03", "204", "Relief after the Tarn floods", "Tents, pumps and ferries", "223", 0, 41_500, 40_912
    ),
    Extra(
        2024,
        "04.5",
        "05",
        "407",
        "Main roads and bridges",
        "Repaid by the builder of the Lough bridge",
        "312",
        0,
        0,
        -8_640,
    ),
    *(
        Extra(year, "02.1", "03", "205", "Signals service", "Signals service", "223", None, None, None)
        for year in YEARS
    ),
    *(
        Extra(
            year,
            "10.1",
            "11",
            "951",
            "Sick pay and disability",
            "Benefits paid back",
            "271",
            0,
            0,
            -3_210 - 90 * (year - 2021),
        )
        for year in YEARS
    ),
)

CITY_EXTRAS = (
    Extra(2023, "04.5", "00140", "0407", "Storm of 9 November", "Repairing the harbour wall", "312", 0, 2_400, 2_318),
    Extra(2024, "06.1", "50300", "0601", "City homes", "Repaid by a contractor", "311", 0, 0, -412),
    *(
        Extra(
            year,
            "09.6",
            "00190",
            "0903",
            "School meals",
            "Meals paid back by the kitchen firm",
            "223",
            0,
            0,
            -38 - (year - 2021),
        )
        for year in YEARS
    ),
)

CITY_GROWTH = {2021: 1000, 2022: 1034, 2023: 1071, 2024: 1098, 2025: 1139}
"""The size of the city's budget, in thousandths of 2021's."""

CITY_PROGRAMME_YEARS = {"0402": (2024, 2025)}
"""Programmes that do not run every year."""

CITY_BEYOND = {(2023, "0405"): 1380, (2025, "0405"): 1215, (2024, "1003"): 1062}
"""Programmes that spent more than was approved, in thousandths of it."""

CITY_WITHOUT_ACCOUNTS = (2022,)
"""Years in which the city published its budget and never its accounts."""
