"""The pages: parse the address, ask one query, render. No SQL here."""

from __future__ import annotations

from typing import Final

from toolbox_core import Route
from toolbox_procurement.pages.areas import map_csv as map_csv
from toolbox_procurement.pages.areas import map_json as map_json
from toolbox_procurement.pages.areas import page as map_page
from toolbox_procurement.pages.computable import computable as computable
from toolbox_procurement.pages.desk import Desk as Desk
from toolbox_procurement.pages.downloads import bulk as bulk
from toolbox_procurement.pages.downloads import index as downloads
from toolbox_procurement.pages.exports import feed as feed
from toolbox_procurement.pages.exports import lines as lines
from toolbox_procurement.pages.exports import package as package
from toolbox_procurement.pages.exports import table as table
from toolbox_procurement.pages.indicators import index as indicators
from toolbox_procurement.pages.indicators import indicator as indicator
from toolbox_procurement.pages.listing import index as index
from toolbox_procurement.pages.network import network as network
from toolbox_procurement.pages.objects import CONCERNS as CONCERNS
from toolbox_procurement.pages.objects import cards as cards
from toolbox_procurement.pages.objects import find_process as find_process
from toolbox_procurement.pages.objects import find_source as find_source
from toolbox_procurement.pages.process import page as process
from toolbox_procurement.pages.process import release as release
from toolbox_procurement.pages.profiles import compare as compare
from toolbox_procurement.pages.profiles import profile as profile
from toolbox_procurement.pages.profiles import profiles as profiles
from toolbox_procurement.pages.rates import rates as rates
from toolbox_procurement.pages.tables import csv_tables as csv_tables
from toolbox_procurement.pages.tables import sheets as sheets
from toolbox_procurement.pages.thresholds import Thresholds as Thresholds

__all__ = [
    "CONCERNS",
    "PROFILES",
    "PUBLIC",
    "Desk",
    "Thresholds",
    "bulk",
    "cards",
    "compare",
    "computable",
    "csv_tables",
    "downloads",
    "feed",
    "find_process",
    "find_source",
    "index",
    "indicator",
    "indicators",
    "lines",
    "map_csv",
    "map_json",
    "map_page",
    "network",
    "package",
    "process",
    "profile",
    "profiles",
    "rates",
    "release",
    "sheets",
    "table",
]

PUBLIC: Final = (
    Route(path="/procurement/", endpoint=index, name="procurement:index", public=True),
    Route(path="/procurement/processes.json", endpoint=package, name="procurement:list_json", public=True),
    Route(
        path="/procurement/processes.jsonl", endpoint=lines, name="procurement:list_jsonl", public=True, cacheable=False
    ),
    Route(path="/procurement/processes.csv", endpoint=table, name="procurement:list_csv", public=True, cacheable=False),
    Route(
        path="/procurement/processes.xlsx", endpoint=table, name="procurement:list_xlsx", public=True, cacheable=False
    ),
    Route(
        path="/procurement/processes.zip",
        endpoint=csv_tables,
        name="procurement:list_zip",
        public=True,
        cacheable=False,
    ),
    Route(
        path="/procurement/processes-tables.xlsx",
        endpoint=sheets,
        name="procurement:list_sheets",
        public=True,
        cacheable=False,
    ),
    Route(path="/procurement/feed.atom", endpoint=feed, name="procurement:feed", public=True),
    Route(path="/procurement/processes/{ocid:path}", endpoint=process, name="procurement:process", public=True),
    Route(path="/procurement/releases/{sha256}.json", endpoint=release, name="procurement:release", public=True),
    Route(path="/procurement/indicators/", endpoint=indicators, name="procurement:indicators", public=True),
    Route(path="/procurement/indicators/{code}", endpoint=indicator, name="procurement:indicator", public=True),
    Route(path="/procurement/computable", endpoint=computable, name="procurement:computable", public=True),
    Route(path="/procurement/rates", endpoint=rates, name="procurement:rates", public=True),
    Route(path="/procurement/compare", endpoint=compare, name="procurement:compare", public=True),
    Route(path="/procurement/network", endpoint=network, name="procurement:network", public=True, charts=True),
    Route(path="/procurement/map", endpoint=map_page, name="procurement:map", public=True, charts=True),
    Route(path="/procurement/map.json", endpoint=map_json, name="procurement:map_json", public=True),
    Route(path="/procurement/map.csv", endpoint=map_csv, name="procurement:map_csv", public=True, cacheable=False),
    Route(path="/procurement/downloads/", endpoint=downloads, name="procurement:downloads", public=True),
    Route(
        path="/procurement/downloads/{source}/{name}",
        endpoint=bulk,
        name="procurement:bulk",
        public=True,
        cacheable=False,
    ),
)
"""Pages below fixed words."""
PROFILES: Final = (
    Route(path="/procurement/{kinds}/", endpoint=profiles, name="procurement:profiles", public=True),
    Route(
        path="/procurement/{kinds}/{subject:path}",
        endpoint=profile,
        name="procurement:profile",
        public=True,
        charts=True,
    ),
)
"""What stands below names that are data: tried last."""
