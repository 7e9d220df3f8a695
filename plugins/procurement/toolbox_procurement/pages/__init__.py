"""The pages: parse the address, ask one query, render. No SQL here."""

from toolbox_core import Route
from toolbox_procurement.pages.indicators import index as index
from toolbox_procurement.pages.indicators import indicator as indicator

__all__ = ["ROUTES", "index", "indicator"]

ROUTES = (
    Route(path="/procurement/", endpoint=index, name="procurement:index", public=True),
    Route(path="/procurement/indicators/{code}", endpoint=indicator, name="procurement:indicator", public=True),
)
"""In the order in which addresses are tried: fixed words before names."""
