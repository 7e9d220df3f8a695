"""Deadlines as people write them: ``Fall 2027``, ``By end of 2028``, ``Quarter 1 2013``, ``Ongoing``, ``12/31/2022``.

The text is kept as written. What it says gets a day, the last it can mean, and a precision. Where a text names several
days, the last one counts. Rules for what has no rule of its own:

- Seasons are those of the north and end with a month: spring in May, summer in August, autumn in November, winter in
  February of the next year (Canada's fifth plan resolves "By fall 2022" to November and "By spring 2022" to May).
- "Early" is the first quarter of a year, "mid" its first half, "late" and "end of" the whole of it.
- ``2026-27`` is a fiscal year when the caller says where fiscal years end; else it ends with its second year.
- ``06/01/2016`` is month first unless the first number cannot be a month, or the caller says otherwise; where one of
  two possible months comes with day 1, that day is the first of a month (files that lost "June 2016" to a spreadsheet).
- A bare number such as ``43525`` is a spreadsheet's day, and ``7/15/1905`` what becomes of the year 2023 there.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from toolbox_nap_monitor.rows import Deadline

_MONTHS = (
    "january jan janvier janv enero ene janeiro gennaio gen januar janar يناير",
    "february feb febr fevrier fevr febrero fevereiro fev febbraio februar shkurt فبراير",
    "march mar mars marzo marco marz مارس",
    "april apr avril avr abril abr aprile prill ابريل",
    "may mai mayo maio maggio مايو",
    "june jun juin junio junho giugno juni qershor يونيو",
    "july jul juillet juil julio julho luglio juli korrik يوليو",
    "august aug aout agosto ago gusht اغسطس",
    "september sep sept septembre septiembre setiembre setembro settembre set shtator سبتمبر",
    "october oct octobre octubre outubro out ottobre ott oktober okt tetor اكتوبر",
    "november nov novembre noviembre novembro nentor نوفمبر",
    "december dec decembre diciembre dic dezembro dez dicembre dezember dhjetor ديسمبر",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_SEASON = {
    **dict.fromkeys(("spring", "printemps", "primavera", "fruhling", "fruhjahr"), 5),
    **dict.fromkeys(("summer", "ete", "verano", "verao", "estate", "sommer"), 8),
    **dict.fromkeys(("fall", "autumn", "automne", "otono", "outono", "autunno", "herbst"), 11),
    **dict.fromkeys(("winter", "hiver", "invierno", "inverno"), 14),
}
_PART_OF_YEAR = {
    **dict.fromkeys(("early", "beginning", "start", "debut", "principios", "inicio", "inicios", "comeco"), 3),
    **dict.fromkeys(("mid", "middle", "mi", "milieu", "mediados", "meados"), 6),
    **dict.fromkeys(("late", "end", "fin", "finales", "final", "fim"), 12),
}
_ORDINAL = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1er": 1,
    "1ere": 1,
    "2e": 2,
    "3e": 3,
    "4e": 4,
    "2eme": 2,
    "premier": 1,
    "deuxieme": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "primer": 1,
    "segundo": 2,
    "tercer": 3,
    "cuarto": 4,
    "primeiro": 1,
    "terceiro": 3,
    "quarto": 4,
    "1o": 1,
    "2o": 2,
    "3o": 3,
    "4o": 4,
    "last": 4,
}
_ONGOING = re.compile(
    r"\b(ongoing|on-going|on going|continuous|continuously|continuing|permanent|permanente|permanently|underway|"
    r"in progress|en cours|en continu|annually|monthly|quarterly|biannually|annuellement|continuo|continua|"
    r"chaque annee|chaque mois|cada ano|en curso|anualmente|em curso|em andamento|laufend|مستمر|throughout|recurring)\b"
)
_NOTHING = ("", "nr", "na", "n/a", "nd", "-", "–", "not specified", "none specified", "unclear", "none", "tbd", "tbc")
_MONTH_WORDS = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ORD = "|".join(sorted(map(re.escape, _ORDINAL), key=len, reverse=True))
_OF = r"(?:[\s,./-]+(?:of|de|du|del|do|da|dell[ao]?|the)?[\s']*(?:of|de|du|l'|the)?\s*)"
_EPOCH = date(1899, 12, 30)
"""Day 0 of the spreadsheets' calendar, for days after February 1900."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?<![\w]){pattern}(?![\w])"))
    for name, pattern in (
        (
            "iso",
            r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?",
        ),
        ("numbers", r"(?P<first>\d{1,2})\s*[/.-]\s*(?P<second>\d{1,2})\s*[/.-]\s*(?P<year>\d{4}|\d{2})"),
        ("day", rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[ºo°.])?{_OF}(?P<month>{_MONTH_WORDS})\.?{_OF}?{_YEAR}"),
        ("day", rf"(?P<month>{_MONTH_WORDS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}"),
        ("month", rf"(?:(?:{_MONTH_WORDS})\s*[/&-]\s*)?(?P<month>{_MONTH_WORDS})\.?{_OF}{_YEAR}"),
        ("month", r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>0[1-9]|1[0-2])"),
        ("month", r"(?P<month>0?[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d{2})"),
        ("quarter", rf"(?:quarter|q|trimestre|trim|t|quartal)[\s.-]*(?P<part>[1-4]|i{{1,3}}|iv){_OF}?{_YEAR}"),
        ("quarter", rf"(?P<part>{_ORD})[\s.-]*(?:quarter|q|trimestre|trim|quartal){_OF}{_YEAR}"),
        ("quarter", rf"{_YEAR}[\s,/-]*(?:quarter|q|t)\s*(?P<part>[1-4])"),
        ("half", rf"(?P<part>{_ORD})[\s.-]*(?:half|halves|semester|semestre|semestral|halbjahr){_OF}{_YEAR}"),
        ("half", rf"(?:h|s|semester|semestre)[\s.-]*(?P<part>[12]|i{{1,2}}){_OF}?{_YEAR}"),
        ("half", rf"{_YEAR}[\s,/-]*(?:h|s)\s*(?P<part>[12])"),
        ("season", rf"(?P<word>{'|'.join(_SEASON)}){_OF}{_YEAR}"),
        ("years", r"(?P<year>(?:19|20)\d{2})\s*(?:-|–|/|to|until|a|à|au|al)\s*(?P<last>(?:19|20)\d{2}|\d{2})"),
        ("part", rf"(?P<word>{'|'.join(_PART_OF_YEAR)}){_OF}(?:the year{_OF})?{_YEAR}"),
        ("serial", r"(?P<serial>[3-6]\d{4})"),
        ("year", _YEAR),
    )
)
_OWN_END = re.compile(
    r"\b(?:end|fin|final) (?:of|de|du|del|de l')\s*(?:the|la|l'|el)?\s*'?(?:commitment|plan|engagement)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRules:
    """How a file writes dates.

    ``order``: ``mdy``, ``dmy``, or ``first`` (month first, but see the first of a month above). ``fiscal_end`` is
    ``(month, day)`` of the last day of fiscal years; ``plan_ends`` what "at the end of the commitment" means;
    ``southern`` turns the seasons.
    """

    order: str = "first"
    fiscal_end: tuple[int, int] | None = None
    plan_ends: date | None = None
    southern: bool = False


DEFAULT = DateRules()


def read_deadline(text: str, rules: DateRules = DEFAULT, *, machine: str = "") -> Deadline:
    """A deadline as a text and, when the file has one beside it, a machine date (``2024-06``), which wins.

    >>> read_deadline("By fall 2027").day
    datetime.date(2027, 11, 30)
    >>> read_deadline("Ongoing").precision
    'ongoing'
    """
    found = _read(machine, rules) if machine.strip() else None
    if found is None or found[0] is None:
        found = _read(text, rules)
    return Deadline(text=text or machine, day=found[0], precision=found[1])


def read_day(text: str, rules: DateRules = DEFAULT) -> date | None:
    """The first day that a text can mean: when something starts. ``None`` when it names none."""
    day, precision = _read(text, rules)
    return None if day is None else _first_day(day, precision, text)


def _first_day(last: date, precision: str, text: str) -> date:
    if precision == "day":
        return last
    months = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12}[precision]
    if precision == "year":
        years = [int(year) for year in re.findall(r"(?:19|20)\d{2}", _plain(text))]
        if last.month == 12:
            return date(min(years) if last.year in years else last.year, 1, 1)
    count = last.year * 12 + last.month - months
    return date(count // 12, count % 12 + 1, 1)


@lru_cache(maxsize=4096)
def _read(text: str, rules: DateRules) -> tuple[date | None, str]:
    plain = _plain(text)
    if plain in _NOTHING:
        return None, "none"
    found = list(_mentions(plain, rules))
    if rules.plan_ends is not None and _OWN_END.search(plain):
        found.append((rules.plan_ends, "day"))
    if found:
        return max(found, key=lambda mention: mention[0])
    return None, "ongoing" if _ONGOING.search(plain) else "none"


def _plain(text: str) -> str:
    """Lower case, without accents, digits as 0 to 9, blanks single."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and unicodedata.digit(sign, None) is not None else sign
        for sign in spread
        if not unicodedata.combining(sign)
    )
    return " ".join(bare.replace("’", "'").split())


def _mentions(plain: str, rules: DateRules) -> Iterator[tuple[date, str]]:
    """Every day that a text names; what one pattern has read, the next ones do not see."""
    for name, pattern in _PATTERNS:
        found = list(pattern.finditer(plain))
        for match in found:
            meant = _meant(name, match.groupdict(), rules, "fiscal" in plain or "exercice" in plain)
            if meant is not None:
                yield meant
        for match in reversed(found):
            plain = plain[: match.start()] + " ; " + plain[match.end() :]


def _meant(name: str, parts: dict[str, str], rules: DateRules, fiscal: bool) -> tuple[date, str] | None:  # noqa: PLR0911 - one answer for each pattern
    if name == "serial":
        return _EPOCH + timedelta(days=int(parts["serial"])), "day"
    year = int(parts["year"])
    if name == "numbers":
        return _numbers(int(parts["first"]), int(parts["second"]), year, rules)
    if name in ("iso", "day"):
        month = _MONTH.get(parts["month"]) or int(parts["month"])
        return _in_month(year, month, int(parts["day"])) if 1 <= month <= 12 else None
    if name == "month":
        return _end_of(year, _MONTH.get(parts["month"]) or int(parts["month"])), "month"
    if name == "quarter":
        return _end_of(year, 3 * _ORDINAL[parts["part"]]), "quarter"
    if name == "half":
        return _end_of(year, 6 * min(2, _ORDINAL[parts["part"]])), "half"
    if name == "season":
        return _season(_SEASON[parts["word"]], year, rules.southern), "season"
    if name == "part":
        months = _PART_OF_YEAR[parts["word"]]
        return _end_of(year, months), {3: "quarter", 6: "half", 12: "year"}[months]
    return _years(year, parts.get("last"), rules, fiscal), "year"


def _years(year: int, last: str | None, rules: DateRules, fiscal: bool) -> date:
    if last is None:
        return date(year, 12, 31)
    end = int(last) if len(last) == 4 else year // 100 * 100 + int(last)
    if rules.fiscal_end is not None and end == year + 1 and (fiscal or len(last) == 2):
        return date(end, *rules.fiscal_end)
    return date(max(year, end), 12, 31)


def _numbers(first: int, second: int, year: int, rules: DateRules) -> tuple[date, str] | None:
    if year < 100:
        year += 2000
    month, day = (second, first) if rules.order == "dmy" else (first, second)
    if rules.order == "first" and first == 1 and 1 < second <= 12:
        month, day = second, first
    if month > 12:
        month, day = day, month
    if not 1 <= month <= 12 or not 1 <= day <= 31 or year < 1900:
        return None
    found = _in_month(year, month, day)
    days = (found[0] - _EPOCH).days
    if found[1] == "day" and 1990 <= days <= 2060:
        return date(days, 12, 31), "year"
    return found


def _in_month(year: int, month: int, day: int) -> tuple[date, str]:
    """A day; the month when it has no such day (29 February 2014)."""
    try:
        return date(year, month, day), "day"
    except ValueError:
        return _end_of(year, month), "month"


def _season(month: int, year: int, southern: bool) -> date:
    if southern:
        month = {5: 11, 8: 14, 11: 5, 14: 8}[month]
    return _end_of(year + (month > 12), month % 12)


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
