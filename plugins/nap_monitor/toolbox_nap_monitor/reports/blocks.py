"""What a report is made of, without a form: headings, paragraphs, tables, and counts drawn as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 to 4; the report's title alone is level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``aside`` marks notes: how something was counted, what is still to be written."""

    text: str
    aside: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a header."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts as bars, each with its number; ``unit`` heads the numbers. A chart and its table in one."""

    caption: str
    items: Sequence[tuple[str, int]]
    unit: str

    @property
    def total(self) -> int:
        """The sum of all counts."""
        return sum(count for _, count in self.items)

    def share(self, count: int) -> int:
        """A count in whole percent of the largest: the length of its bar."""
        largest = max((other for _, other in self.items), default=0)
        return round(100 * count / largest) if largest else 0


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report: its title, its language (BCP 47), whether it reads right to left, and its blocks in order."""

    title: str
    subtitle: str
    language: str
    right_to_left: bool
    blocks: Sequence[Block]
