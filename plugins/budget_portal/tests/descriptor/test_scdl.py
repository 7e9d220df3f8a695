"""France's local budgets open as they are: decisions kept apart, order operations taken off for net figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.descriptor.scdl import DECISIONS
from toolbox_budget_portal.importers import fiscal, opening
from toolbox_budget_portal.models import SLOTS
from toolbox_budget_portal.rows import BudgetRow, phase_role
from toolbox_core import Problem

HEADINGS = (
    *("BGT_NATDEC", "BGT_ANNEE", "BGT_SIRET", "BGT_NOM", "BGT_CONTNAT", "BGT_CONTNAT_LABEL", "BGT_NATURE"),
    *("BGT_NATURE_LABEL", "BGT_FONCTION", "BGT_FONCTION_LABEL", "BGT_OPERATION", "BGT_SECTION", "BGT_OPBUDG"),
    *("BGT_CODRD", "BGT_MTREAL", "BGT_MTBUDGPREC", "BGT_MTRARPREC", "BGT_MTPROPNOUV", "BGT_MTPREV", "BGT_CREDOUV"),
    *("BGT_MTRAR3112", "BGT_ARTSPE"),
)
STAFF = ("012", "Charges de personnel", "64111", "Rémunération principale", "020", "Administration générale", "")
PAPER = ("011", "Charges à caractère général", "6064", "Fournitures", "020", "Administration générale", "")
TRANSFER = ("023", "Virement à la section d'investissement", "023", "Virement", "01", "Opérations non ventilables", "")
TAXES = ("73", "Impôts et taxes", "73111", "Impôts directs locaux", "01", "Opérations non ventilables", "")
RUNNING = "fonctionnement"


def row(decision: str, account: Sequence[str], kind: str, direction: str, **amounts: str) -> list[str]:
    """One row of the schema; ``amounts`` by the last part of their column's name."""
    money = [amounts.get(name, "") for name in ("real", "budgprec", "rarprec", "propnouv", "prev", "credouv", "rar")]
    return [decision, "2024", "21350238800019", "Ville Haute", *account, RUNNING, kind, direction, *money, ""]


TOWN = [
    row("budget primitif", STAFF, "réel", "dépense", budgprec="900.00", propnouv="1000.00", prev="1010.50"),
    row("budget primitif", TRANSFER, "ordre", "dépense", budgprec="90.00", propnouv="100.00", prev="100.00"),
    row("budget primitif", TAXES, "réel", "recette", budgprec="990.00", propnouv="1110.50", prev="1110.50"),
    row("budget supplémentaire", PAPER, "réel", "dépense", budgprec="0.00", rarprec="12.00", prev="50.00"),
    row("décision modificative", PAPER, "réel", "dépense", budgprec="50.00", prev="-20.00"),
    row("compte administratif", STAFF, "réel", "dépense", real="1005.25", prev="1010.50", credouv="1010.50"),
    row("compte administratif", TRANSFER, "ordre", "dépense", real="100.00", prev="100.00", credouv="100.00"),
    row("compte administratif", PAPER, "réel", "dépense", real="28.00", prev="30.00", credouv="42.00", rar="2.00"),
    row("compte administratif", TAXES, "réel", "recette", real="1200.00", prev="1110.50"),
]


def write(folder: Path, rows: Sequence[Sequence[str]], *, delimiter: str = ";", decimal: str = ".") -> Path:
    """A file as towns publish it, and its proposed descriptor beside it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(HEADINGS)
    for cells in rows:
        writer.writerow([*cells[:14], *(cell.replace(".", decimal) for cell in cells[14:21]), *cells[21:]])
    path = folder / "budget.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps(propose([path]).descriptor), encoding="utf-8")
    return path


def read(folder: Path) -> tuple[list[BudgetRow], list[Problem], fiscal.Counts, dict[int, str]]:
    """The lines of the file as the proposed descriptor reads them, and the phase in each slot."""
    package = parse_package(propose([folder / "budget.csv"]).descriptor, folder)
    phases: dict[str, int] = {}
    found: list[BudgetRow] = []
    problems: list[Problem] = []
    with opening.open_resource(package, package.resources[0]) as table:
        plan = opening.plan_resource(package, package.resources[0], table)
        reader = fiscal.FileReader(
            plan, fiscal.Settings(lambda text: phases.setdefault(text, len(phases)), currency="EUR")
        )
        for lines, wrong in reader.read(table):
            found += lines
            problems += wrong
    return found, problems, reader.counts, {slot: phase for phase, slot in phases.items()}


def test_every_column_is_known_and_nothing_is_asked(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, TOWN)])
    assert proposal.questions == []
    types = {found.column.name: found.column_type for found in proposal.files[0].columns if found.column_type}
    assert types == {
        "BGT_NATDEC": "phase:id",
        "BGT_ANNEE": "date:fiscal-year",
        "BGT_SIRET": "administrative-classification:generic:code",
        "BGT_NOM": "administrative-classification:generic:label",
        "BGT_CONTNAT": "economic-classification:generic:level1:code",
        "BGT_CONTNAT_LABEL": "economic-classification:generic:level1:label",
        "BGT_NATURE": "economic-classification:generic:level2:code",
        "BGT_NATURE_LABEL": "economic-classification:generic:level2:label",
        "BGT_FONCTION": "functional-classification:generic:code",
        "BGT_FONCTION_LABEL": "functional-classification:generic:label",
        "BGT_OPERATION": "activity:generic:project:code",
        "BGT_SECTION": "expenditure-type:label",
        "BGT_OPBUDG": "budgetary-transfers",
        "BGT_CODRD": "direction",
        **dict.fromkeys(("BGT_MTREAL", "BGT_MTRARPREC", "BGT_MTPROPNOUV", "BGT_MTPREV", "BGT_CREDOUV"), "value"),
        "BGT_MTRAR3112": "value",
    }
    assert all(found.evidence for found in proposal.files[0].columns)
    assert (
        "twice" in next(found for found in proposal.files[0].columns if found.column.name == "BGT_MTBUDGPREC").evidence
    )


def test_decisions_of_one_year_are_never_summed_and_order_operations_leave_the_net(
    tmp_path: Path, load: Callable[..., Any]
) -> None:
    write(tmp_path, TOWN, decimal=",")
    draft = load(tmp_path / "datapackage.json", year=None).drafts[0]
    assert (draft.fiscal_year, draft.currency, draft.report.rows_rejected) == (2024, "EUR", 0)
    totals = {phase: Decimal(parts["expenditure"]) for phase, parts in draft.totals.items() if "expenditure" in parts}
    assert totals == {
        "proposed": Decimal("1100.00"),
        "approved": Decimal("1110.50"),
        "change": Decimal("30.00"),
        "adjusted": Decimal("1152.50"),
        "executed": Decimal("1133.25"),
        "restes-a-realiser-n-1": Decimal("12.00"),
        "restes-a-realiser-au-31-12": Decimal("2.00"),
    }
    assert totals["approved"] + totals["change"] + totals["restes-a-realiser-n-1"] == totals["adjusted"]
    assert draft.totals["executed"]["revenue"] == "1200.00"
    assert draft.eliminations["approved"] == {"expenditure": "100.00"}
    assert draft.eliminations["executed"] == {"expenditure": "100.00"}
    notes = " ".join(draft.report.notes)
    assert "4 amounts of 'BGT_MTPREV' are left out in rows of 'compte administratif'" in notes


def test_codes_stay_text_and_the_deeper_of_two_columns_is_the_account(tmp_path: Path) -> None:
    write(tmp_path, TOWN)
    found, problems, _, _ = read(tmp_path)
    assert problems == []
    assert found[0].keys[0] == ("21350238800019", "Ville Haute")
    assert ("012", "Charges de personnel", "64111", "Rémunération principale") in found[0].keys
    assert ("020", "Administration générale") in found[0].keys
    swapped = [[*cells[:4], *cells[6:8], *cells[4:6], *cells[8:]] for cells in TOWN]
    more = [[*cells[:6], "6065", "Livres", *cells[8:]] for cells in TOWN[3:4]]
    more = [[*cells[:4], *cells[6:8], *cells[4:6], *cells[8:]] for cells in more]
    path = write(tmp_path, [*swapped, *more])
    types = {found.column.name: found.column_type for found in propose([path]).files[0].columns}
    assert types["BGT_NATURE"] == "economic-classification:generic:level1:code"
    assert types["BGT_CONTNAT"] == "economic-classification:generic:level2:code"


def test_an_unknown_decision_is_asked_about_and_its_rows_are_listed(tmp_path: Path) -> None:
    path = write(tmp_path, [*TOWN, row("virement", STAFF, "réel", "dépense", prev="1.00")])
    assert any("'virement'" in question for question in propose([path]).questions)
    found, problems, _, _ = read(tmp_path)
    assert {problem.row for problem in problems} == {len(TOWN) + 2}
    assert "does not say which phase 'virement' is" in problems[0].message
    assert len(found) == len(TOWN) + 2  # each order operation is a line of the totals and one that is taken off


def test_the_wizard_shows_the_columns_and_leaves_them_as_proposed(tmp_path: Path) -> None:
    from toolbox_budget_portal.publishing.answers import corrected
    from toolbox_budget_portal.publishing.proposals import inspect
    from toolbox_core import LimitSettings

    shown = inspect([write(tmp_path, TOWN)], LimitSettings())
    chosen = {column.key: column.choice for file in shown.files for column in file.columns}
    assert all(column.choice in shown.choices for file in shown.files for column in file.columns)
    assert corrected(shown.state["descriptor"], chosen, {}) == shown.state["descriptor"]
    assert shown.files[0].rows[1].read[0].startswith("expenditure elimination")


cents = st.integers(-(10**9), 10**9).map(lambda minor: f"{Decimal(minor).scaleb(-2):.2f}")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(DECISIONS),
            st.sampled_from([STAFF, PAPER, TRANSFER, TAXES]),
            st.sampled_from(["réel", "ordre"]),
            st.sampled_from(["recette", "dépense"]),
            cents,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_amount_voted_lands_in_exactly_one_phase(tmp_path: Path, given_rows: list[Any]) -> None:
    rows = [row(word, account, kind, way, prev=amount) for word, account, kind, way, amount in given_rows]
    write(tmp_path, rows)
    found, problems, _, phases = read(tmp_path)
    assert problems == []
    sums: dict[str, int] = {}
    for line in found:
        if not line.eliminated:
            for slot, amount in enumerate(line.amounts):
                if amount is not None:
                    sums[phases[slot]] = sums.get(phases[slot], 0) + amount
    wanted: dict[str, int] = {}
    for word, _, _, _, amount in given_rows:
        phase = {"budget primitif": "approved", "budget supplémentaire": "change", "décision modificative": "change"}
        if word in phase:
            wanted[phase[word]] = wanted.get(phase[word], 0) + int(Decimal(amount).scaleb(2))
    assert sums == wanted
    assert sum(line.eliminated for line in found) == sum(kind == "ordre" for _, _, kind, _, _ in given_rows)


@pytest.mark.parametrize("phase", ["executed", "approved", "change", "adjusted", "proposed"])
def test_the_phases_are_the_standard_ones(phase: str) -> None:
    assert phase_role(phase) == phase
    assert phase in SLOTS
