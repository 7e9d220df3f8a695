"""Members of the Open Government Partnership: their ISO 3166 codes, regions, and the names that files give them.

A member is named by its ISO 3166 alpha-3 code (Kosovo by ``XKX``), a local government by OGP's own code. Countries that
were renamed keep their code, so that a row of 2012 and one of 2024 meet in one member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolbox_core import fold
from toolbox_nap_monitor.rows import Member

_REGIONS = {
    "F": "Africa and the Middle East",
    "M": "Americas",
    "P": "Asia and the Pacific",
    "E": "Europe",
}
_COUNTRIES = """\
AL ALB E Albania
AM ARM P Armenia
AR ARG M Argentina
AU AUS P Australia
AZ AZE P Azerbaijan
BA BIH E Bosnia and Herzegovina
BE BEL E Belgium
BF BFA F Burkina Faso
BG BGR E Bulgaria
BR BRA M Brazil
CA CAN M Canada
CI CIV F Cote d'Ivoire|Côte d’Ivoire|Ivory Coast
CL CHL M Chile
CO COL M Colombia
CR CRI M Costa Rica
CV CPV F Cabo Verde|Cape Verde
CZ CZE E Czech Republic|Czechia
DE DEU E Germany
DK DNK E Denmark
DO DOM M Dominican Republic
EC ECU M Ecuador
EE EST E Estonia
ES ESP E Spain
FI FIN E Finland
FR FRA E France
GB GBR E United Kingdom|UK|Great Britain
GE GEO P Georgia
GH GHA F Ghana
GR GRC E Greece
GT GTM M Guatemala
HN HND M Honduras
HR HRV E Croatia
HU HUN E Hungary
ID IDN P Indonesia
IE IRL E Ireland
IL ISR E Israel
IT ITA E Italy
JM JAM M Jamaica
JO JOR F Jordan
KE KEN F Kenya
KG KGZ P Kyrgyz Republic|Kyrgyzstan
KR KOR P Republic of Korea|South Korea|Korea
LK LKA P Sri Lanka
LR LBR F Liberia
LT LTU E Lithuania
LU LUX E Luxembourg
LV LVA E Latvia
MA MAR F Morocco
MD MDA E Moldova|Republic of Moldova
ME MNE E Montenegro
MK MKD E North Macedonia|Macedonia|FYR Macedonia
MN MNG P Mongolia
MT MLT E Malta
MV MDV P Maldives
MW MWI F Malawi
MX MEX M Mexico|México
NG NGA F Nigeria
NL NLD E Netherlands|The Netherlands
NO NOR E Norway
NZ NZL P New Zealand
PA PAN M Panama
PE PER M Peru
PG PNG P Papua New Guinea
PH PHL P Philippines
PK PAK P Pakistan
PT PRT E Portugal
PY PRY M Paraguay
RO ROU E Romania
RS SRB E Serbia
SC SYC F Seychelles
SE SWE E Sweden
SK SVK E Slovak Republic|Slovakia
SL SLE F Sierra Leone
SN SEN F Senegal
SV SLV M El Salvador
TL TLS P Timor-Leste
TN TUN F Tunisia
TR TUR E Turkey|Türkiye
TT TTO M Trinidad and Tobago
TZ TZA F Tanzania
UA UKR E Ukraine
US USA M United States|USA|United States of America
UY URY M Uruguay
XK XKX E Kosovo
ZA ZAF F South Africa
ZM ZMB F Zambia
"""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO 3166 codes, OGP's region, the name used now."""

    iso2: str
    iso3: str
    region: str
    name: str


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Country], Mapping[str, Country]]:
    by_code: dict[str, Country] = {}
    by_name: dict[str, Country] = {}
    for line in _COUNTRIES.splitlines():
        iso2, iso3, region, names = line.split(" ", 3)
        first, *_ = every = names.split("|")
        country = Country(iso2, iso3, _REGIONS[region], first)
        by_code[iso2] = by_code[iso3] = country
        by_name.update({fold(name): country for name in every})
    return by_code, by_name


def member_code(code: str) -> str:
    """The code a member is kept under: ``us`` and ``USA`` are ``USA``; an unknown code stays, in capital letters."""
    upper = code.strip().upper()
    country = _tables()[0].get(upper)
    return country.iso3 if country else upper


def country_named(name: str) -> Country | None:
    """The country of that name, old or new, in any case; ``None`` when it is none of OGP's members."""
    return _tables()[1].get(fold(name.strip()))


def country_coded(code: str) -> Country | None:
    """The country of an ISO 3166 code of two or three letters."""
    return _tables()[0].get(code.strip().upper())


def member_named(name: str, code: str = "", *, level: str = "", region: str = "", language: str = "en") -> Member:
    """A member as a file names it. ``level`` is OGP's word (``National``, ``Legacy Local``, ``Other``).

    Of a country that is known the name used now is kept; of others the name as written, and without a code one made
    of the name's letters.
    """
    country = country_coded(code) if code else country_named(name)
    kind = "local" if "local" in level.casefold() else "other" if level.casefold() == "other" else "national"
    if country is not None:
        return Member(
            code=country.iso3,
            names={language: country.name},
            iso3=country.iso3,
            region=region or country.region,
            level=kind,
        )
    made = code.strip().upper() or "".join(sign for sign in fold(name).upper() if sign.isalpha())[:16]
    home = country_named(name.rpartition(",")[2]) or country_coded(made[:2])
    return Member(
        code=made,
        names={language: name.strip() or made},
        iso3=home.iso3 if home and kind == "local" else "",
        region=region or (home.region if home and kind == "local" else ""),
        level=kind,
    )
