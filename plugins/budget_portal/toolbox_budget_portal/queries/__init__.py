"""Everything that is read: sessions in, frozen records out. No HTTP, no HTML, no language.

One module for each question: which years there are, what they add up to, single lines, search, comparison of years,
the cube of the programming interface, the open datasets, and whether it all adds up.
"""

from toolbox_budget_portal.queries.bodies import bodies as bodies
from toolbox_budget_portal.queries.bodies import body_of as body_of
from toolbox_budget_portal.queries.compare import compare as compare
from toolbox_budget_portal.queries.compare import yearly_totals as yearly_totals
from toolbox_budget_portal.queries.cube import aggregate as aggregate
from toolbox_budget_portal.queries.cube import cube_names as cube_names
from toolbox_budget_portal.queries.cube import open_cube as open_cube
from toolbox_budget_portal.queries.datasets import describe as describe_datasets
from toolbox_budget_portal.queries.datasets import rows as dataset_rows
from toolbox_budget_portal.queries.facts import FactKey as FactKey
from toolbox_budget_portal.queries.facts import fact_fields as fact_fields
from toolbox_budget_portal.queries.facts import facts as facts
from toolbox_budget_portal.queries.facts import facts_after as facts_after
from toolbox_budget_portal.queries.facts import members as members
from toolbox_budget_portal.queries.governments import common_kinds as common_kinds
from toolbox_budget_portal.queries.governments import known_governments as known_governments
from toolbox_budget_portal.queries.governments import side_by_side as side_by_side
from toolbox_budget_portal.queries.health import rollups_add_up as rollups_add_up
from toolbox_budget_portal.queries.lines import SHOWS as SHOWS
from toolbox_budget_portal.queries.lines import LineWithRow as LineWithRow
from toolbox_budget_portal.queries.lines import all_lines as all_lines
from toolbox_budget_portal.queries.lines import count_shows as count_shows
from toolbox_budget_portal.queries.lines import line as line
from toolbox_budget_portal.queries.lines import line_by_uid as line_by_uid
from toolbox_budget_portal.queries.lines import line_history as line_history
from toolbox_budget_portal.queries.lines import line_with_row as line_with_row
from toolbox_budget_portal.queries.lines import lines as lines
from toolbox_budget_portal.queries.metrics import count_accounts as count_accounts
from toolbox_budget_portal.queries.metrics import count_years as count_years
from toolbox_budget_portal.queries.packages import fiscal_package as fiscal_package
from toolbox_budget_portal.queries.regions import regions_of as regions_of
from toolbox_budget_portal.queries.search import search as search
from toolbox_budget_portal.queries.sums import breakdown as breakdown
from toolbox_budget_portal.queries.sums import nodes_within as nodes_within
from toolbox_budget_portal.queries.sums import totals as totals
from toolbox_budget_portal.queries.years import entities as entities
from toolbox_budget_portal.queries.years import entity as entity
from toolbox_budget_portal.queries.years import fiscal_years as fiscal_years
from toolbox_budget_portal.queries.years import year as year
from toolbox_budget_portal.queries.years import years as years

__all__ = [
    "SHOWS",
    "FactKey",
    "LineWithRow",
    "aggregate",
    "all_lines",
    "bodies",
    "body_of",
    "breakdown",
    "common_kinds",
    "compare",
    "count_accounts",
    "count_shows",
    "count_years",
    "cube_names",
    "dataset_rows",
    "describe_datasets",
    "entities",
    "entity",
    "fact_fields",
    "facts",
    "facts_after",
    "fiscal_package",
    "fiscal_years",
    "known_governments",
    "line",
    "line_by_uid",
    "line_history",
    "line_with_row",
    "lines",
    "members",
    "nodes_within",
    "open_cube",
    "regions_of",
    "rollups_add_up",
    "search",
    "side_by_side",
    "totals",
    "year",
    "yearly_totals",
    "years",
]
