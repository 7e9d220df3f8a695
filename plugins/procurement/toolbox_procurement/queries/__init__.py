"""Everything that is read: sessions in, frozen records out. No HTTP, no HTML, no language."""

from toolbox_procurement.queries.areas import areas as areas
from toolbox_procurement.queries.areas import matched as matched
from toolbox_procurement.queries.cases import about_process as about_process
from toolbox_procurement.queries.cases import case as case
from toolbox_procurement.queries.cases import compiled_of as compiled_of
from toolbox_procurement.queries.cases import find_process as find_process
from toolbox_procurement.queries.cases import release_text as release_text
from toolbox_procurement.queries.cases import releases_of as releases_of
from toolbox_procurement.queries.cobidders import cobidders as cobidders
from toolbox_procurement.queries.health import computed as computed
from toolbox_procurement.queries.listing import below as below
from toolbox_procurement.queries.listing import every as every
from toolbox_procurement.queries.listing import find as find
from toolbox_procurement.queries.listing import latest as latest
from toolbox_procurement.queries.listing import names as names
from toolbox_procurement.queries.listing import since as since
from toolbox_procurement.queries.network import network as network
from toolbox_procurement.queries.profiles import contracts_of as contracts_of
from toolbox_procurement.queries.profiles import owners_of as owners_of
from toolbox_procurement.queries.profiles import party_flags as party_flags
from toolbox_procurement.queries.profiles import profile as profile
from toolbox_procurement.queries.profiles import profiles as profiles
from toolbox_procurement.queries.profiles import whole as whole
from toolbox_procurement.queries.redactions import redactions as redactions
from toolbox_procurement.queries.sources import count_processes as count_processes
from toolbox_procurement.queries.sources import coverage as coverage
from toolbox_procurement.queries.sources import repairs as repairs
from toolbox_procurement.queries.sources import runs as runs
from toolbox_procurement.queries.sources import source as source
from toolbox_procurement.queries.sources import sources as sources

__all__ = [
    "about_process",
    "areas",
    "below",
    "case",
    "cobidders",
    "compiled_of",
    "computed",
    "contracts_of",
    "count_processes",
    "coverage",
    "every",
    "find",
    "find_process",
    "latest",
    "matched",
    "names",
    "network",
    "owners_of",
    "party_flags",
    "profile",
    "profiles",
    "redactions",
    "release_text",
    "releases_of",
    "repairs",
    "runs",
    "since",
    "source",
    "sources",
    "whole",
]
