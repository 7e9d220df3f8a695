"""What programs ask the budget and what it answers, field by field: the parameters and results of the interface."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from toolbox_budget_portal import babbage
from toolbox_budget_portal.babbage import Cut, Order, Page
from toolbox_core import N_


def _about(description: str, **more: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, **more)


Name = Annotated[
    str,
    _about(N_("The cube: the name of the government or body, as in the addresses of its pages."), min_length=1),
]
Cuts = Annotated[
    list[str],
    _about(
        N_("Only facts with these values: reference:value;value, several separated by |; may be repeated."),
        examples=["fiscal_year:2025|direction:expenditure|phase:approved"],
    ),
]
OrderText = Annotated[str, _about(N_("What to sort by: reference:asc or :desc, several separated by a comma."))]
SortText = Annotated[str, _about(N_("Another name of order."))]
PageNumber = Annotated[int, _about(N_("Which page, counted from 1."), ge=1, le=999_999_999)]
PageSize = Annotated[int, _about(N_("Rows a page."), ge=1, le=babbage.MAX_PAGE_SIZE)]
Format = Annotated[Literal["json", "csv"], _about(N_("The form of the answer."))]


class NoParameters(msgspec.Struct, kw_only=True):
    """Nothing may be asked."""


class PagedParameters(msgspec.Struct, kw_only=True):
    """What every list takes."""

    cut: Cuts = []
    page: PageNumber = 1
    pagesize: PageSize = babbage.DEFAULT_PAGE_SIZE
    format: Format = "json"

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """All cuts, of every time the parameter was given."""
        return babbage.parse_cuts("|".join(self.cut))

    @property
    def wanted(self) -> Page:
        """The page that is wanted."""
        return Page(self.page, self.pagesize)


class SortedParameters(PagedParameters, kw_only=True):
    """What every sorted list takes."""

    order: OrderText = ""
    sort: SortText = ""

    @property
    def orders(self) -> tuple[Order, ...]:
        """``order``, or ``sort`` as the old documentation calls it."""
        name = "sort" if self.sort and not self.order else "order"
        return babbage.parse_order(getattr(self, name), name)


class SumsParameters(SortedParameters, kw_only=True):
    """What to sum."""

    drilldown: Annotated[
        list[str],
        _about(N_("What to divide the sums by: references, separated by |."), examples=["functional_1"]),
    ] = []
    aggregates: Annotated[
        list[str], _about(N_("Which sums: value.sum, value.net, _count, separated by |; all unless given."))
    ] = []


class CubeSumsParameters(SumsParameters, kw_only=True):
    """What to sum of a cube named in the address."""

    name: Name


class AggregateParameters(SumsParameters, kw_only=True):
    """What to sum of the only cube, or of one that a parameter names."""

    cube: Annotated[str, _about(N_("The cube, where there are several."), examples=["port-sennen"])] = ""
    entity: Annotated[str, _about(N_("Another name of cube."))] = ""


class FactsParameters(PagedParameters, kw_only=True):
    """Which facts, and what of them."""

    name: Name
    fields: Annotated[
        str,
        _about(
            N_("What to tell of each fact: references, separated by a comma; all unless given."),
            examples=["line.label,value"],
        ),
    ] = ""
    cursor: Annotated[
        str, _about(N_("Where to go on: next_cursor of the page before. It takes the place of page."), max_length=2000)
    ] = ""


class ModelParameters(msgspec.Struct, kw_only=True):
    """Which cube."""

    name: Name


class MembersParameters(SortedParameters, kw_only=True):
    """Which members."""

    name: Name
    ref: Annotated[str, _about(N_("A dimension, or one attribute of it."), min_length=1, examples=["functional_1"])]


class Condition(msgspec.Struct, kw_only=True):
    """One cut as it was understood: any of ``value`` (a text, a range with ``low`` and ``high``, or null)."""

    ref: str
    operator: str
    value: list[Any]


class CubeName(msgspec.Struct, kw_only=True):
    """One cube."""

    name: str
    label: str


class CubesResult(msgspec.Struct, kw_only=True):
    """The cubes there are."""

    status: str
    data: list[CubeName]


class ModelResult(msgspec.Struct, kw_only=True):
    """Dimensions, attributes, aggregates, years and phases of a cube, in the words of Babbage."""

    status: str
    name: str
    model: dict[str, Any]


class AggregateResult(msgspec.Struct, kw_only=True):
    """The cells of one page, and ``summary`` over all of them. Amounts are decimal strings."""

    status: str
    cells: Annotated[list[dict[str, Any]], _about(N_("One object for each member, by reference and by aggregate."))]
    summary: Annotated[dict[str, Any], _about(N_("The aggregates over all cells, not only those of this page."))]
    total_cell_count: int
    cell: Annotated[list[Condition], _about(N_("The cuts as they were understood."))]
    aggregates: list[str]
    attributes: list[str]
    order: list[tuple[str, str]]
    page: int
    page_size: int


class ListResult(msgspec.Struct, kw_only=True):
    """The rows of one page, with what was asked."""

    status: str
    data: Annotated[list[dict[str, Any]], _about(N_("One object for each row, by reference."))]
    cell: Annotated[list[Condition], _about(N_("The cuts as they were understood."))]
    fields: list[str]
    order: list[tuple[str, str]]
    page_size: int
    page: Annotated[int | msgspec.UnsetType, _about(N_("Not where a cursor was given."))] = msgspec.UNSET
    total_fact_count: Annotated[
        int | msgspec.UnsetType, _about(N_("Of facts only, and not where a cursor was given."))
    ] = msgspec.UNSET
    next_cursor: Annotated[
        str | msgspec.UnsetType | None, _about(N_("Of facts only: what to give as cursor; null on the last page."))
    ] = msgspec.UNSET
    total_member_count: Annotated[int | msgspec.UnsetType, _about(N_("Of members only."))] = msgspec.UNSET
