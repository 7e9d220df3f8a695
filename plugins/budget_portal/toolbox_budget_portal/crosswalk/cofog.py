"""The Classification of the Functions of Government (COFOG, United Nations 1999): divisions, groups and class codes.

Our own compact table: ``code|last digits of its classes|English|French``, titles shortened where the official one is
long. "Other" is what the standard calls "not elsewhere classified".
"""

from __future__ import annotations

_TABLE = """\
01||General public services|Services généraux des administrations publiques
01.1|123|Government, finance and foreign affairs|Organes exécutifs et législatifs, finances, affaires étrangères
01.2|12|Foreign economic aid|Aide économique extérieure
01.3|123|General services|Services généraux
01.4|0|Basic research|Recherche fondamentale
01.5|0|Research and development|Recherche et développement
01.6|0|Other|Autres
01.7|0|Public debt|Dette publique
01.8|0|Transfers between levels of government|Transferts entre administrations publiques
02||Defence|Défense
02.1|0|Military defence|Défense militaire
02.2|0|Civil defence|Défense civile
02.3|0|Foreign military aid|Aide militaire à des pays étrangers
02.4|0|Research and development|Recherche et développement
02.5|0|Other|Autres
03||Public order and safety|Ordre et sécurité publics
03.1|0|Police|Services de police
03.2|0|Fire protection|Protection contre l’incendie
03.3|0|Law courts|Tribunaux
03.4|0|Prisons|Administration pénitentiaire
03.5|0|Research and development|Recherche et développement
03.6|0|Other|Autres
04||Economic affairs|Affaires économiques
04.1|12|General economic, commercial and labour affairs|Affaires économiques générales, échanges et emploi
04.2|123|Agriculture, forestry, fishing and hunting|Agriculture, sylviculture, pêche et chasse
04.3|123456|Fuel and energy|Combustibles et énergie
04.4|123|Mining, manufacturing and construction|Industries extractives et manufacturières, construction
04.5|12345|Transport|Transports
04.6|0|Communication|Communications
04.7|1234|Other industries|Autres branches d’activité
04.8|1234567|Research and development|Recherche et développement
04.9|0|Other|Autres
05||Environmental protection|Protection de l’environnement
05.1|0|Waste|Gestion des déchets
05.2|0|Waste water|Gestion des eaux usées
05.3|0|Pollution abatement|Lutte contre la pollution
05.4|0|Biodiversity and landscape|Biodiversité et paysages
05.5|0|Research and development|Recherche et développement
05.6|0|Other|Autres
06||Housing and community amenities|Logements et équipements collectifs
06.1|0|Housing development|Logement
06.2|0|Community development|Équipements collectifs
06.3|0|Water supply|Alimentation en eau
06.4|0|Street lighting|Éclairage public
06.5|0|Research and development|Recherche et développement
06.6|0|Other|Autres
07||Health|Santé
07.1|123|Medical products and equipment|Produits, appareils et matériels médicaux
07.2|1234|Outpatient care|Services ambulatoires
07.3|1234|Hospitals|Services hospitaliers
07.4|0|Public health|Services de santé publique
07.5|0|Research and development|Recherche et développement
07.6|0|Other|Autres
08||Recreation, culture and religion|Loisirs, culture et culte
08.1|0|Recreation and sport|Services récréatifs et sportifs
08.2|0|Culture|Services culturels
08.3|0|Broadcasting and publishing|Radiodiffusion, télévision et édition
08.4|0|Religious and community services|Culte et autres services communautaires
08.5|0|Research and development|Recherche et développement
08.6|0|Other|Autres
09||Education|Enseignement
09.1|12|Pre-primary and primary education|Enseignement préélémentaire et primaire
09.2|12|Secondary education|Enseignement secondaire
09.3|0|Post-secondary non-tertiary education|Enseignement postsecondaire non supérieur
09.4|12|Tertiary education|Enseignement supérieur
09.5|0|Education not definable by level|Enseignement non défini par niveau
09.6|0|Services around education|Services annexes à l’enseignement
09.7|0|Research and development|Recherche et développement
09.8|0|Other|Autres
10||Social protection|Protection sociale
10.1|12|Sickness and disability|Maladie et invalidité
10.2|0|Old age|Vieillesse
10.3|0|Survivors|Survivants
10.4|0|Family and children|Famille et enfants
10.5|0|Unemployment|Chômage
10.6|0|Housing|Logement
10.7|0|Social exclusion|Exclusion sociale
10.8|0|Research and development|Recherche et développement
10.9|0|Other|Autres
"""

TITLES: dict[str, tuple[str, str]] = {}
"""Divisions (``07``) and groups (``07.3``) with their titles in English and French."""

CLASSES: list[str] = []
"""Codes of the classes (``07.3.1``)."""

for _line in _TABLE.splitlines():
    _code, _classes, _english, _french = _line.split("|")
    TITLES[_code] = (_english, _french)
    CLASSES += [f"{_code}.{_digit}" for _digit in _classes]

CODES = frozenset([*TITLES, *CLASSES])
"""Every code of the standard, at its three levels."""


def title(code: str, language: str) -> str:
    """The title of a division or group; English where the language has none."""
    english, french = TITLES[code]
    return french if language.startswith("fr") else english


def level(code: str, depth: int) -> str:
    """The code of the level above: ``07.3.1`` at depth 1 is ``07``, at depth 2 ``07.3``."""
    return ".".join(code.split(".")[:depth])
