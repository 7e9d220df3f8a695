"""Charts drawn on the server: exact amounts in, geometry out. The macros of ``charts.html`` turn it into SVG.

One module for each kind. Every function takes items in the chart's unit and returns a frozen description whose places
are percentages across and pixels down; ``facing(direction)`` mirrors it for right-to-left pages.
"""

from toolbox_core.charts.bars import BarItem, Bars, bars
from toolbox_core.charts.clusters import Cluster, Place
from toolbox_core.charts.columns import Columns, columns
from toolbox_core.charts.lines import Lines, Series, lines
from toolbox_core.charts.maps import Map, point_map, region_map
from toolbox_core.charts.sankey import Sankey, sankey
from toolbox_core.charts.strips import Strips, shares_of_hundred, strips
from toolbox_core.charts.tones import change_tone
from toolbox_core.charts.treemap import Treemap, treemap

__all__ = [
    "BarItem",
    "Bars",
    "Cluster",
    "Columns",
    "Lines",
    "Map",
    "Place",
    "Sankey",
    "Series",
    "Strips",
    "Treemap",
    "bars",
    "change_tone",
    "columns",
    "lines",
    "point_map",
    "region_map",
    "sankey",
    "shares_of_hundred",
    "strips",
    "treemap",
]
