"""One entity's budgets as a cube: its dimensions, and the rules that keep a sum from meaning nothing.

Pure: it checks a query against the model and says what to do when it does not fit; ``queries.cube`` answers it.

A fact is one line in one phase. An amount belongs to one fiscal year, one direction and one phase; adding approved to
executed, or income to spending, gives a figure that nobody can use. So a query that would do that is refused, with
the cut or drill-down that mends it.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolbox_budget_portal.babbage import BadQuery, Cut, Match, Order, Page, Range, write_cuts

SUM, NET, COUNT = "value.sum", "value.net", "_count"
AGGREGATES = {
    SUM: "Sum of the amounts as they stand in the files. Consolidation entries are left out, unless the query cuts or "
    "drills down by elimination; then they are summed as stored.",
    NET: "Sum of the amounts less the consolidation entries: money that moves inside the government counts once.",
    COUNT: "Number of budget lines.",
}
MEASURE = "value"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of a dimension; ``type`` is ``string``, ``integer`` or ``boolean``."""

    name: str
    label: str
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to cut the cube. ``key`` names the attribute that tells members apart, ``caption`` the one to read.

    ``kind`` and ``level`` are set when it is one level of a classification.
    """

    name: str
    label: str
    attributes: tuple[Attribute, ...]
    key: str
    caption: str
    kind: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """The cube of one entity."""

    name: str
    label: str
    currency: str
    dimensions: Mapping[str, Dimension]

    def attributes(self, parameter: str, ref: str) -> tuple[str, ...]:
        """``dimension`` → all its attributes, ``dimension.attribute`` → itself. Raises ``BadQuery`` if unknown."""
        name, dot, attribute = ref.partition(".")
        dimension = self.dimensions.get(name)
        known = [found.name for found in dimension.attributes] if dimension else []
        if dimension is None or (dot and attribute not in known):
            everything = [self._ref(other, found) for other in self.dimensions.values() for found in other.attributes]
            near = difflib.get_close_matches(ref, [*everything, *self.dimensions], n=2, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"The dimensions are {', '.join(self.dimensions)}."
            raise BadQuery(parameter, f"There is no {ref[:80]!r} in this cube.", fix=hint)
        return (ref,) if dot else tuple(self._ref(dimension, found) for found in dimension.attributes)

    def key(self, parameter: str, ref: str) -> str:
        """``dimension`` → its key attribute, ``dimension.attribute`` → itself. Raises ``BadQuery`` if unknown."""
        found = self.attributes(parameter, ref)
        if "." in ref:
            return found[0]
        return f"{ref}.{self.dimensions[ref].key}"

    @staticmethod
    def _ref(dimension: Dimension, attribute: Attribute) -> str:
        return f"{dimension.name}.{attribute.name}"


def build_model(slug: str, name: str, currency: str, kinds: Mapping[str, int]) -> Model:
    """The cube of an entity whose lines are classified by ``kinds`` (kind → number of levels)."""
    text = Attribute
    listed = [
        Dimension("entity", "Entity", (text("slug", "Slug"), text("name", "Name")), "slug", "name"),
        Dimension("fiscal_year", "Fiscal year", (Attribute("year", "Year", "integer"),), "year", "year"),
        Dimension("direction", "Direction", (text("code", "expenditure or revenue"),), "code", "code"),
        Dimension(
            "phase",
            "Phase of the budget",
            (text("code", "Code"), text("label", "Name in the files"), text("role", "Standard phase")),
            "code",
            "label",
        ),
        Dimension(
            "elimination", "Consolidation entry", (Attribute("flag", "Consolidation entry", "boolean"),), "flag", "flag"
        ),
    ]
    listed += [_level(kind, level) for kind, levels in kinds.items() for level in range(1, levels + 1)]
    return Model(slug, name, currency, {dimension.name: dimension for dimension in listed})


def _level(kind: str, level: int) -> Dimension:
    """The dimension of one level of a classification; its members are told apart by their codes from the top down."""
    return Dimension(
        f"{kind}_{level}",
        f"{kind.capitalize()} classification, level {level}",
        (Attribute("code", "Code"), Attribute("label", "Name"), Attribute("path", "Codes from the first level down")),
        "path",
        "label",
        kind,
        level,
    )


@dataclass(frozen=True, slots=True)
class Query:
    """A checked aggregate query: every reference is ``dimension.attribute`` and exists."""

    attributes: tuple[str, ...]
    cuts: tuple[Cut, ...]
    aggregates: tuple[str, ...]
    order: tuple[Order, ...]
    page: Page

    def touches(self, dimension: str) -> bool:
        """Whether the query cuts or drills down by ``dimension``."""
        return bool(self.drills(dimension)) or any(cut.ref.startswith(f"{dimension}.") for cut in self.cuts)

    def drills(self, dimension: str) -> tuple[str, ...]:
        """The attributes of ``dimension`` that the answer is divided by."""
        return tuple(ref for ref in self.attributes if ref.startswith(f"{dimension}."))


def check_query(
    model: Model,
    *,
    drilldown: Sequence[str] = (),
    cuts: Sequence[Cut] = (),
    aggregates: Sequence[str] = (),
    order: Sequence[Order] = (),
    page: Page | None = None,
) -> Query:
    """Resolve every reference against the model. Raises ``BadQuery`` for what the cube does not have."""
    attributes: list[str] = []
    for ref in drilldown:
        attributes += model.attributes("drilldown", ref)
    for name in aggregates:
        if name not in AGGREGATES:
            near = difflib.get_close_matches(name, AGGREGATES, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(AGGREGATES)}."
            raise BadQuery("aggregates", f"There is no aggregate {name[:80]!r}.", fix=hint)
    wanted = tuple(aggregates) or tuple(AGGREGATES)
    unique = tuple(dict.fromkeys(attributes))
    return Query(unique, check_cuts(model, cuts), wanted, _check_order(model, order, unique, wanted), page or Page())


def check_cuts(model: Model, cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The cuts with full references, their values fit for the attribute. Raises ``BadQuery``."""
    found = []
    for cut in cuts:
        ref = model.key("cut", cut.ref)
        dimension, _, name = ref.partition(".")
        kind = next(item.type for item in model.dimensions[dimension].attributes if item.name == name)
        for value in cut.values:
            _check_value(ref, kind, value)
        found.append(Cut(ref, cut.values))
    return tuple(found)


def _check_value(ref: str, kind: str, value: Match) -> None:
    ends = (value.low, value.high) if isinstance(value, Range) else (value,)
    for end in ends:
        if end is None:
            continue
        digits = end.removeprefix("-")
        if kind == "integer" and not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise BadQuery("cut", f"{ref} is a whole number, {end[:40]!r} is not.", fix=f"Write {ref}:2024.")
        if kind == "boolean" and end not in ("true", "false"):
            raise BadQuery("cut", f"{ref} is true or false, not {end[:40]!r}.", fix=f"Write {ref}:false.")


def _check_order(
    model: Model, order: Sequence[Order], attributes: Sequence[str], aggregates: Sequence[str]
) -> tuple[Order, ...]:
    checked = []
    for item in order:
        ref = item.ref if item.ref in AGGREGATES else model.key("order", item.ref)
        if ref not in attributes and ref not in aggregates:
            raise BadQuery("order", f"{ref} is not part of the answer.", fix="Order by what you drill down or sum.")
        checked.append(Order(ref, item.descending))
    return tuple(checked)


def accepts(cut: Cut, value: str) -> bool:
    """Whether a text (or whole number as text) is among the cut's values; "no value" accepts none."""
    return any(_accepts(match, value) for match in cut.values)


def _accepts(match: Match, value: str) -> bool:
    if match is None:
        return False
    if not isinstance(match, Range):
        return match == value

    def key(text: str) -> tuple[int, int, str]:
        return (0, int(text), "") if text.removeprefix("-").isdecimal() else (1, 0, text)

    low, high = match.low, match.high
    return (low is None or key(low) <= key(value)) and (high is None or key(value) <= key(high))


def refuse_mixed(
    query: Query, *, years: Collection[int], directions: Collection[str], phases: Mapping[str, Mapping[str, str]]
) -> None:
    """Raise ``BadQuery`` when the sum would mix phases, directions or years that the reader did not ask to mix.

    The arguments are what is left after the cuts; ``phases`` maps code → its attributes.
    """
    if not {SUM, NET}.intersection(query.aggregates):
        return
    drilled = query.drills("phase")
    told_apart = {tuple(phase[ref.partition(".")[2]] for ref in drilled) for phase in phases.values()}
    if len(phases) > 1 and len(told_apart) < len(phases):
        _refuse("phases", "phase", "phase.code", sorted(phases))
    if len(directions) > 1 and not query.drills("direction"):
        _refuse("expenditure and revenue", "direction", "direction.code", sorted(directions))
    if len(years) > 1 and not query.touches("fiscal_year"):
        _refuse("fiscal years", "fiscal_year", "fiscal_year.year", [str(year) for year in sorted(years)])


def _refuse(what: str, dimension: str, ref: str, values: Sequence[str]) -> None:
    example = write_cuts([Cut(ref, (values[-1],))])
    raise BadQuery(
        "cut",
        f"This query would add up different {what}: {', '.join(values[:12])}.",
        fix=f"Choose with cut={example}, keep them apart with drilldown={dimension}, or count with aggregates={COUNT}.",
    )
