"""What column names usually mean, in five languages."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.descriptor import words


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("CRED_INICIAL", "approved"),
        ("CRED,INICIAL", "approved"),
        ("PREV.INICIAL", "approved"),
        ("Voted budget", "approved"),
        ("Ansatz 2024", "approved"),
        ("MOD_CREDITO", "change"),
        ("MODIFICACIONES", "change"),
        ("Virements", "change"),
        ("C_DEFINITIVO", "adjusted"),
        ("PREV.DEFINITIV", "adjusted"),
        ("Dotação atualizada", "adjusted"),
        ("C_AUTORIZADO", "authorised"),
        ("C_DISPUESTO", "committed"),
        ("Engagements", "committed"),
        ("OBL_RECONOC", "executed"),
        ("D. RECON.NETOS", "executed"),
        ("Actual 2023", "executed"),
        ("RECAUDADO", "paid"),
        ("Payments", "paid"),
        ("Projet 2025", "proposed"),
    ],
)
def test_phases(name: str, phase: str) -> None:
    found = words.amount_phase(name)
    assert found is not None
    assert found[0] == phase


@pytest.mark.parametrize(
    ("name", "family", "label"),
    [
        ("Centro", "administrative-classification:generic", False),
        ("Descripcion Centro", "administrative-classification:generic", True),
        ("Libellé ministère", "administrative-classification:generic", True),
        ("Einzelplan", "administrative-classification:generic", False),
        ("codeFonction", "functional-classification:generic", False),
        ("Função", "functional-classification:generic", False),
        ("COFOG division", "functional-classification:cofog", False),
        ("Capítulo", "economic-classification:generic", False),
        ("Cap.", "economic-classification:generic", False),
        ("BGT_NATURE", "economic-classification:generic", False),
        ("Programme name", "activity:generic", True),
        ("Distrito", "geo-source:target", False),
        ("Fonte de recursos", "fin-source:generic", False),
    ],
)
def test_classifications(name: str, family: str, label: bool) -> None:
    found = words.classification(name)
    assert found is not None
    assert (found.family, found.label) == (family, label)


@pytest.mark.parametrize("name", ["URL", "q", "Remarks", "2014-15"])
def test_names_that_say_nothing(name: str) -> None:
    assert words.classification(name) is None
    assert words.other_type(name) is None


@pytest.mark.parametrize(
    ("name", "column_type"),
    [
        ("AÑO", "date:fiscal-year"),
        ("Fiscal Year", "date:fiscal-year"),
        ("Ingreso/Gasto", "direction"),
        ("BGT_CODRD", "direction"),
        ("Phase", "phase:id"),
        ("Currency", "value-currency:code"),
        ("TRANSFER", "budgetary-transfers"),
        ("Line ID", "budget-line-id"),
    ],
)
def test_other_columns(name: str, column_type: str) -> None:
    assert words.other_type(name) == column_type


@pytest.mark.parametrize(
    ("name", "year"),
    [("2014-15", 2014), ("2015", 2015), ("FY2016", 2016), ("Budget 2017/18", 2017), ("Total", None), ("12000", None)],
)
def test_years_as_column_names(name: str, year: int | None) -> None:
    assert words.column_year(name) == year


def test_the_direction_is_voted_on_with_reasons() -> None:
    spending, revenue, reasons = words.direction_votes("ingresos_2024", ["PREV.INICIAL"], ["Impuestos directos"])
    assert revenue > spending
    assert any("ingresos" in reason for reason in reasons)
    spending, revenue, _ = words.direction_votes("budget", ["CRED_INICIAL"], ["Gastos de personal"])
    assert spending > revenue
    assert words.direction_votes("budget", ["amount"], []) == (0, 0, [])


def test_consolidation_files_and_descriptions_are_recognised() -> None:
    assert words.file_is_elimination("gastos_eliminaciones")
    assert not words.file_is_elimination("gastos")
    assert words.is_description("Descripción")
    assert words.is_label_name("Nombre")
    assert words.is_code_name("Código")
    assert words.is_amount_name("Importe (euros)")
