"""Column names of real budgets in English, Spanish, French, Portuguese and German, and what they usually mean.

Names are compared folded (no accents, small letters, single spaces). A match is a proposal with its reason, never a
decision: the person who loads the file confirms it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolbox_budget_portal.rows import fold


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name suggests: a classification (``family``, ``rank`` among its levels), ``label`` or code, and why."""

    family: str
    rank: int
    label: bool
    word: str


_LABEL_WORDS = re.compile(
    r"\b(?:descripcion|descripciones|desc|denominacion|nombre|label|labels|name|title|text|description|libelle|lib|nom|"
    r"intitule|designation|descricao|nome|denominacao|bezeichnung|name|titre)\b"
)
_CODE_WORDS = re.compile(r"\b(?:codigo|cod|code|codes|id|no|nr|num|numero|number|nummer|kz|key|cle|clave)\b")

# Words by family, from the top level down. The first word that is found in a name decides.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "fin-source:generic",
        (
            (
                "fuente de financiacion|fuente|financing source|funding source|source of funds|source of financing|"
                "fund|fonte de recursos|fonte|fonds|source de financement|finanzierungsquelle|"
                "fin source\\d?|source fin\\d?"
            ),
        ),
    ),
    (
        "functional-classification:cofog",
        ("cofog division|cofog1|cofog",),
    ),
    (
        "functional-classification:generic",
        (
            "area de gasto|policy area|function group|funcao|hauptfunktion|func1",
            "politica de gasto|functional area|function|funcion|fonction|funktion|functional|func2|policy",
            "grupo de programas|subfunction|subfuncion|subfuncao|sous fonction|func3|grupo de programa",
        ),
    ),
    (
        "administrative-classification:generic",
        (
            (
                "portfolio|centro|ministry|ministerio|ministere|ministerio\\b|orgao|einzelplan|ressort|entidad|body|"
                "jurisdiccion|institution|admin1|government|dependencia|secretaria|organismo"
            ),
            (
                "department agency|department|departamento|departement|seccion|section|agency|unidade orcamentaria|"
                "organo|organica|organico|service|servicio|direction generale|kapitel|admin2|behorde|amt|vote"
            ),
            "office|unit|unidad ejecutora|unidad|unite|division|admin3|cost centre|cost center|kostenstelle",
        ),
    ),
    (
        "economic-classification:generic",
        (
            "capitulo|cap|chapter|chapitre|contnat|categoria economica|hauptgruppe|econ1|expense type|grupo de despesa",
            "articulo|article|gruppe|grupo|econ2",
            (
                "concepto|concept|nature|naturaleza|natureza|compte|account|konto|econ3|economico|economic|economica|"
                "subconcepto|elemento|rubrica|partida|item|line item|titel|object|objeto|appropriation type|econ4"
            ),
        ),
    ),
    (
        "activity:generic",
        (
            "programa|program|programme|programm|program1|outcome",
            "subprograma|subprogram|subprogramme|sous programme|action",
            "proyecto|project|projet|projeto|projekt|project1",
        ),
    ),
    (
        "geo-source:target",
        (
            "region|provincia|province|state|estado|bundesland|geo1|comunidad autonoma",
            "district|distrito|municipality|municipio|commune|ward|gemeinde|barrio|location|lugar|geo2|bezirk",
        ),
    ),
)

_YEAR = re.compile(r"\b(?:ano|year|ejercicio|exercice|annee|jahr|exercicio|fiscal year|anio|bgt annee|haushaltsjahr)\b")
_DIRECTION = re.compile(
    r"\b(?:direction|ingreso gasto|gasto ingreso|tipo de presupuesto|revenue or expenditure|expenditure or revenue|"
    r"income expenditure|sens|depense recette|recette depense|einnahme ausgabe|despesa receita|codrd|bgt codrd|flow)\b"
)
_PHASE = re.compile(r"\b(?:phase|fase|etape|etapa|stage|budget phase|status)\b")
_CURRENCY = re.compile(r"\b(?:currency|moneda|devise|moeda|wahrung)\b")
_TRANSFER = re.compile(r"\b(?:transfer|eliminacion|elimination|consolidation|consolidacion|operation d ordre|opbudg)\b")
_PROJECT_TYPE = re.compile(r"\b(?:type project\d?|project type)\b")
_EXPENDITURE_TYPE = re.compile(r"\b(?:exp type|expenditure type)\b")
_LINE_ID = re.compile(r"\b(?:budget line id|line id|id partida|partida id|codigo partida|line number)\b")
_LINE_LABEL = re.compile(r"\b(?:description|descripcion|concept text|libelle|text|zweckbestimmung|descricao|details)\b")

# Amount columns: the first pattern that is found decides. Abbreviations are how accounting systems export them.
_AMOUNTS: tuple[tuple[str, str], ...] = (
    ("previous-budget", r"\bmtbudgprec\b"),
    ("carried-over", r"\bmtrar\w*"),
    ("change", r"\bmod(?!ified\b|ificad[oa]s?\b)\w*|\bvirement\w*|\bchanges?\b|\baltera\w*|\btransfers? in"),
    (
        "adjusted",
        (
            r"\bdefinitiv\w*|\bdef\b|\bvigente\w*|\badjusted|\brevised|\bcurrent budget|\bactualizad\w*|\batualizad\w*|"
            r"\bfinal (?:budget|appropriation)|\bmodified\b|\bmodificad[oa]s?\b|\brectifi\w*|\bcorrigid\w*|"
            r"\bnachtrag\w*"
        ),
    ),
    ("authorised", r"\bautoriz\w*|\bauthori[sz]\w*|\bautoris\w*"),
    (
        "committed",
        r"\bdispuest\w*|\bcompromet\w*|\bcommit\w*|\bengag\w*|\bobligated|\bempenh\w*|\bcompromiso\w*|\bverpflicht\w*",
    ),
    (
        "paid",
        (
            r"\brecaud\w*|\bpagad\w*|\bpagos?\b|\bpaid\b|\bpayments?\b|\bcobr\w*|\bcollected|\breceived|\bpaye\w*|"
            r"\bpaiement\w*|\bencaiss\w*|\barrecad\w*|\bpago\b|\bausgezahlt|\boutlays?\b|\bdisburs\w*|\bcash\b"
        ),
    ),
    (
        "executed",
        (
            r"\bobl\w*|\brecon\w*|\bejecut\w*|\bdevengad\w*|\bexecut\w*|\bactuals?\b|\bspent\b|\bliquidad\w*|\brealis\w*|"
            r"\brealiz\w*|\bmandat\w*|\baccrued|\bist\b|\boutturn|\brecognised|\bmtreal|\bestimated actual"
        ),
    ),
    ("proposed", r"\bpropos\w*|\bmtpropnouv\b|\bproyecto\b|\bdraft\b|\bprojet\b|\bentwurf|\bpropuest\w*|\brequest\w*"),
    (
        "approved",
        (
            r"\binicial\w*|\bini\b|\binitial|\bapproved|\baprobad\w*|\bvoted?\b|\bvote\b|\benacted|\badopted|\boriginal|"
            r"\bbudget\w*|\bprimitif|\baprovad\w*|\bansatz|\bsoll\b|\bappropriation\w*|\bplan\w*|\bprev\w*|\bmtbudg|\bmtprev\b|"
            r"\bpresupuesto\b|\bdotac\w*"
        ),
    ),
)
_AMOUNT_WORDS = re.compile(
    r"\b(?:importe|amount|montant|betrag|valor|value|total|euros?|eur|credito|cred|montante|suma|sum|money|cost)\b"
)
_REVENUE_NAMES = re.compile(
    r"\b(?:prev\w*|recaud\w*|derechos|d recon\w*|revenue|receipts?|recettes?|einnahmen|receita\w*)\b"
)
_SPENDING_NAMES = re.compile(
    r"\b(?:cred\w*|obl\w*|dispuest\w*|c (?:autorizad|dispuest|definitiv)\w*|expenditure|spending|appropriation\w*|"
    r"depenses?|ausgaben|despesa\w*|program\w*)\b"
)
_REVENUE_FILES = re.compile(r"\b(?:ingresos?|revenues?|income|receipts?|recettes?|einnahmen|receitas?)\b")
_SPENDING_FILES = re.compile(r"\b(?:gastos?|expenditures?|spending|expenses?|depenses?|ausgaben|despesas?|outlays?)\b")
_REVENUE_LABELS = re.compile(r"\b(?:impuestos?|tasas|tax|taxes|fees|impots?|taxes|steuern|impostos?|vat|iva|duties)\b")
_SPENDING_LABELS = re.compile(
    r"\b(?:gastos|personal|salaries|wages|staff|pay|charges|frais|personalausgaben|despesas|pessoal|purchases|goods)\b"
)
_ELIMINATION_FILES = re.compile(r"\b(?:eliminac\w*|eliminat\w*|consolidat\w*|consolidac\w*)\b")
_YEAR_COLUMN = re.compile(
    r"^(?:fy|year|ano|annee|budget|estimate|jahr)? ?((?:19|20)\d{2})(?: (\d{2}|(?:19|20)\d{2}))?\b"
)


# The World Bank's BOOST files number their levels: ADMIN1 to ADMIN6, ECON1 to ECON7, FUNC1 to FUNC3 and so on.
_BOOST = re.compile(r"(admin|econ|func|geo|program|project|fin source|source fin)(\d)")
_BOOST_FAMILIES = {
    "admin": "administrative-classification:generic",
    "econ": "economic-classification:generic",
    "func": "functional-classification:generic",
    "geo": "geo-source:target",
    "program": "activity:generic",
    "project": "activity:generic",
}
_UNITS = (
    (1_000_000_000, r"\b(?:billions?|milliards?|milliarden|mrd)\b"),
    (1_000_000, r"\b(?:millions?|millones|milhoes|millionen|mio)\b"),
    (1_000, r"\b(?:thousands?|miles|milliers|milhares|tausend|000s?)\b"),
)


def classification(name: str) -> Meaning | None:
    """The classification level that a column name suggests."""
    folded = _split(name)
    numbered = _BOOST.fullmatch(folded)
    if numbered is not None:
        word, level = numbered.group(1), int(numbered.group(2))
        rank = level + 10 if word == "project" else level
        return Meaning(_BOOST_FAMILIES.get(word, "fin-source:generic"), rank, False, folded)
    label = bool(_LABEL_WORDS.search(folded))
    for family, levels in _FAMILIES:
        for rank, words in enumerate(levels, start=1):
            found = re.search(rf"\b(?:{words})\b", folded)
            if found:
                return Meaning(family, rank, label and not _only(found.group(), folded), found.group())
    return None


def _split(name: str) -> str:
    """A folded name whose abbreviations stand apart: ``CRED_INICIAL``, ``codeFonction``."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).replace(".", " ")


def _only(word: str, folded: str) -> bool:
    return word == folded


def is_label_name(name: str) -> bool:
    """Whether a name says that the column holds labels."""
    return bool(_LABEL_WORDS.search(_split(name)))


def is_code_name(name: str) -> bool:
    """Whether a name says that the column holds codes."""
    return bool(_CODE_WORDS.search(_split(name)))


def other_type(name: str) -> str | None:
    """The columnType of columns that are neither classification nor amount."""
    folded = _split(name)
    for pattern, column_type in (
        (_LINE_ID, "budget-line-id"),
        (_YEAR, "date:fiscal-year"),
        (_DIRECTION, "direction"),
        (_PHASE, "phase:id"),
        (_CURRENCY, "value-currency:code"),
        (_EXPENDITURE_TYPE, "expenditure-type:code"),
        (_PROJECT_TYPE, "activity:generic:subproject:kind"),
        (_TRANSFER, "budgetary-transfers"),
    ):
        if pattern.search(folded):
            return column_type
    return None


def is_description(name: str) -> bool:
    """Whether a column seems to describe the line itself."""
    return bool(_LINE_LABEL.search(_split(name)))


def amount_phase(name: str) -> tuple[str, str] | None:
    """The phase that an amount column's name suggests, and the word that says so."""
    folded = _split(name)
    for phase, pattern in _AMOUNTS:
        found = re.search(pattern, folded)
        if found:
            return phase, found.group()
    return None


def unit_factor(name: str) -> tuple[int, str] | None:
    """The unit that an amount column's name suggests (``PAID (million guaraníes)``): its factor and the word."""
    folded = _split(name)
    for factor, pattern in _UNITS:
        found = re.search(pattern, folded)
        if found:
            return factor, found.group()
    return None


def is_amount_name(name: str) -> bool:
    """Whether a name speaks of money at all."""
    return bool(_AMOUNT_WORDS.search(_split(name))) or amount_phase(name) is not None


def column_year(name: str) -> int | None:
    """The fiscal year that a column's name is (``2015``, ``2015-16``, ``FY2015``); two-year names by their first."""
    found = _YEAR_COLUMN.match(_split(name))
    return int(found.group(1)) if found else None


def file_is_elimination(name: str) -> bool:
    """Whether a file's name says that it holds consolidation entries."""
    return bool(_ELIMINATION_FILES.search(fold(name)))


def direction_votes(file_name: str, columns: list[str], labels: list[str]) -> tuple[int, int, list[str]]:
    """Votes for expenditure and for revenue, with the reasons."""
    spending = revenue = 0
    reasons = []
    folded = fold(file_name)
    for pattern, is_revenue in ((_SPENDING_FILES, False), (_REVENUE_FILES, True)):
        found = pattern.search(folded)
        if found:
            reasons.append(f"the file's name says {found.group()!r}")
            spending, revenue = (spending, revenue + 5) if is_revenue else (spending + 5, revenue)
    names = [_split(name) for name in columns]
    for pattern, is_revenue in ((_SPENDING_NAMES, False), (_REVENUE_NAMES, True)):
        hits = [name for name, split in zip(columns, names, strict=True) if pattern.search(split)]
        if hits:
            reasons.append(f"columns such as {hits[0]!r}")
            spending, revenue = (spending, revenue + len(hits)) if is_revenue else (spending + len(hits), revenue)
    taxes = sum(1 for label in labels if _REVENUE_LABELS.search(fold(label)))
    costs = sum(1 for label in labels if _SPENDING_LABELS.search(fold(label)))
    if taxes != costs:
        reasons.append("labels that speak of taxes and fees" if taxes > costs else "labels that speak of costs")
        spending, revenue = (spending, revenue + 2) if taxes > costs else (spending + 2, revenue)
    return spending, revenue, reasons
