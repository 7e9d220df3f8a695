"""The pages of the budget portal: parse the address, ask one query, render. No SQL here."""

from toolbox_budget_portal.pages import (
    debt,
    explaining_desk,
    goals,
    indicators,
    months,
    openness,
    openness_desk,
    openness_feeds,
    projects,
    spending_by,
)
from toolbox_budget_portal.pages.cards import cards as cards
from toolbox_budget_portal.pages.compare import compare as compare
from toolbox_budget_portal.pages.drilldown import drilldown as drilldown
from toolbox_budget_portal.pages.feed import feed as feed
from toolbox_budget_portal.pages.feed import line_feed as line_feed
from toolbox_budget_portal.pages.glossary import glossary as glossary
from toolbox_budget_portal.pages.governments import governments as governments
from toolbox_budget_portal.pages.home import entity as entity
from toolbox_budget_portal.pages.home import home as home
from toolbox_budget_portal.pages.life import line_years as line_years
from toolbox_budget_portal.pages.lines import line as line
from toolbox_budget_portal.pages.lines import lines as lines
from toolbox_budget_portal.pages.lines import lines_csv as lines_csv
from toolbox_budget_portal.pages.moved import moved as moved
from toolbox_budget_portal.pages.objects import CONCERNS as CONCERNS
from toolbox_budget_portal.pages.objects import find_capital as find_capital
from toolbox_budget_portal.pages.objects import find_documents as find_documents
from toolbox_budget_portal.pages.objects import find_entity as find_entity
from toolbox_budget_portal.pages.objects import find_life as find_life
from toolbox_budget_portal.pages.objects import find_line as find_line
from toolbox_budget_portal.pages.objects import find_year as find_year
from toolbox_budget_portal.pages.overview import overview as overview
from toolbox_budget_portal.pages.package import package as package
from toolbox_budget_portal.pages.paid import payments as payments
from toolbox_budget_portal.pages.participation_routes import ROUTES as PARTICIPATION
from toolbox_budget_portal.pages.receipt import receipt as receipt
from toolbox_budget_portal.pages.receipt import receipt_csv as receipt_csv
from toolbox_budget_portal.pages.search import entity_search as entity_search
from toolbox_budget_portal.pages.search import search as search
from toolbox_budget_portal.pages.simulator import ROUTES as SIMULATOR
from toolbox_core import Route

__all__ = [
    "CONCERNS",
    "ROUTES",
    "cards",
    "compare",
    "drilldown",
    "entity",
    "entity_search",
    "feed",
    "find_capital",
    "find_documents",
    "find_entity",
    "find_life",
    "find_line",
    "find_year",
    "glossary",
    "governments",
    "home",
    "line",
    "line_feed",
    "line_years",
    "lines",
    "lines_csv",
    "moved",
    "overview",
    "package",
    "payments",
    "receipt",
    "receipt_csv",
    "search",
]

ROUTES = (
    Route(path="/budget/", endpoint=home, name="budget_portal:home", public=True),
    Route(path="/budget/search", endpoint=search, name="budget_portal:search", public=True),
    Route(path="/budget/compare", endpoint=governments, name="budget_portal:governments", public=True, charts=True),
    Route(path="/budget/compare.{suffix}", endpoint=governments, name="budget_portal:governments_data", public=True),
    Route(path="/budget/words", endpoint=glossary, name="budget_portal:glossary", public=True),
    *PARTICIPATION,
    *SIMULATOR,
    Route(path="/budget/{entity}", endpoint=entity, name="budget_portal:entity", public=True),
    Route(path="/budget/{entity}/feed.atom", endpoint=feed, name="budget_portal:feed", public=True),
    Route(
        path="/budget/{entity}/lines/{uid}/feed.atom",
        endpoint=line_feed,
        name="budget_portal:line_feed",
        public=True,
    ),
    Route(path="/budget/{entity}/compare", endpoint=compare, name="budget_portal:compare", public=True, charts=True),
    Route(path="/budget/{entity}/compare.{suffix}", endpoint=compare, name="budget_portal:compare_csv", public=True),
    *openness_desk.ROUTES,
    *explaining_desk.ROUTES,
    *projects.ROUTES,
    *spending_by.ROUTES,
    *months.ROUTES,
    *debt.ROUTES,
    *indicators.ROUTES,
    *goals.ROUTES,
    *openness_feeds.ROUTES,
    Route(
        path="/budget/{entity}/openness",
        endpoint=openness.years,
        name="budget_portal:openness_years",
        public=True,
        cacheable=False,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/openness",
        endpoint=openness.year,
        name="budget_portal:openness",
        public=True,
        cacheable=False,
    ),
    Route(path="/budget/{entity}/search", endpoint=entity_search, name="budget_portal:entity_search", public=True),
    Route(
        path="/budget/{entity}/{fiscal_year:int}",
        endpoint=overview,
        name="budget_portal:year",
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/payments",
        endpoint=payments,
        name="budget_portal:payments",
        public=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/payments.{suffix}",
        endpoint=payments,
        name="budget_portal:payments_data",
        public=True,
        cacheable=False,
    ),
    Route(path="/budget/{entity}/{fiscal_year:int}/changes", endpoint=moved, name="budget_portal:moved", public=True),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/changes.{suffix}",
        endpoint=moved,
        name="budget_portal:moved_data",
        public=True,
    ),
    Route(path="/budget/{entity}/{fiscal_year:int}/lines", endpoint=lines, name="budget_portal:lines", public=True),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/receipt",
        endpoint=receipt,
        name="budget_portal:receipt",
        methods=("GET", "POST"),
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/receipt.csv",
        endpoint=receipt_csv,
        name="budget_portal:receipt_csv",
        public=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/fiscal-data-package.zip",
        endpoint=package,
        name="budget_portal:package",
        public=True,
        cacheable=False,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/lines.csv",
        endpoint=lines_csv,
        name="budget_portal:lines_csv",
        public=True,
        cacheable=False,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/lines/{line}/years.{suffix}",
        endpoint=line_years,
        name="budget_portal:line_years",
        public=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/lines/{line}",
        endpoint=line,
        name="budget_portal:line",
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/{direction}/{kind}",
        endpoint=drilldown,
        name="budget_portal:kind",
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/{direction}/{kind}/{path:path}",
        endpoint=drilldown,
        name="budget_portal:category",
        public=True,
        charts=True,
    ),
)
"""In the order in which addresses are tried: fixed words before names."""
