"""Descriptors proposed for files: guesses with reasons, doubts as questions, and nothing invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.proposal import ColumnProposal, Proposal
from toolbox_budget_portal.descriptor.proposing import propose, propose_file
from toolbox_core import InputError


def write(folder: Path, name: str, text: str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def column(proposal: Proposal, name: str, file: int = 0) -> ColumnProposal:
    """The proposal for one column."""
    return next(found for found in proposal.files[file].columns if found.column.name == name)


def test_an_english_budget(tmp_path: Path) -> None:
    text = (
        "Ministry code,Ministry,Programme,Chapter,Description,Approved,Actual\n"
        "01,Health,Hospitals,1,New wards,1000.50,900\n01,Health,Clinics,2,Staff,-5.25,1\n02,Roads,Bridges,1,Paint,3,2\n"
    )
    proposal = propose([write(tmp_path, "spending.csv", text)], currency="EUR")
    types = {found.column.name: found.column_type or found.phase for found in proposal.files[0].columns}
    assert types == {
        "Ministry code": "administrative-classification:generic:code",
        "Ministry": "administrative-classification:generic:label",
        "Programme": "activity:generic:program:code",
        "Chapter": "economic-classification:generic:code",
        "Description": "budget-line-id:label",
        "Approved": "approved",
        "Actual": "executed",
    }
    assert proposal.files[0].direction == "expenditure"
    (resource,) = parse_package(proposal.descriptor, tmp_path).resources
    assert [field.decimal for field in resource.fields if field.is_amount] == [".", "."]


def test_a_column_of_whole_numbers_gets_the_decimal_sign_of_its_neighbours(tmp_path: Path) -> None:
    text = "codigo;inicial;pagado\n1;1000;900,25\n2;2000;1,5\n"
    proposal = propose([write(tmp_path, "gastos.csv", text)])
    signs = [field.get("decimalChar") for field in proposal.descriptor["resources"][0]["schema"]["fields"]]
    assert signs == [None, ",", ","]


def test_a_file_without_header_borrows_the_names_of_the_file_beside_it(tmp_path: Path) -> None:
    first = write(tmp_path, "ingresos.csv", "Centro;Descripcion Centro;PREV.INICIAL;RECAUDADO\n001;Ciudad;10;5,5\n")
    second = write(tmp_path, "ingresos_eliminaciones.csv", "001;Ciudad;1000\n001;Ciudad;30\n")
    proposal = propose([first, second])
    assert [found.column.name for found in proposal.files[1].columns] == [
        "Centro",
        "Descripcion Centro",
        "PREV.INICIAL",
    ]
    assert proposal.files[1].eliminated
    assert any("named after the first 3 of ingresos.csv" in question for question in proposal.questions)
    package = parse_package(proposal.descriptor, tmp_path)
    assert not package.resources[1].dialect.header


def test_doubts_become_questions(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "data.csv", "thing,x,amount\na,1.5,1.234\nb,-2.5,5.678\n")])
    text = " ".join(proposal.questions)
    assert "Is 'x' an amount of money?" in text
    assert "Which phase is 'amount'" in text
    assert "expenditure or revenue" in text


def test_two_columns_of_one_phase_are_told_apart(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "gastos.csv", "code,approved budget,initial budget\n1,1.5,2.5\n2,1.5,3.5\n")])
    phases = [found.phase for found in proposal.files[0].columns if found.is_amount]
    assert phases == ["approved", "initial-budget"]
    assert any("which is which" in question for question in proposal.questions)


def test_a_long_file_keeps_direction_phase_and_year_as_columns(tmp_path: Path) -> None:
    text = "year,ministry,direction,phase,amount\n2024,Health,expenditure,approved,1.5\n2024,Tax,revenue,executed,2.5\n"
    proposal = propose([write(tmp_path, "budget.csv", text)])
    types = [found.column_type for found in proposal.files[0].columns]
    assert types == [
        "date:fiscal-year",
        "administrative-classification:generic:code",
        "direction",
        "phase:id",
        "value",
    ]
    parse_package(proposal.descriptor, tmp_path)


def test_years_as_columns(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "spending.csv", "portfolio,2014-15,2015-16\nA,1.5,nfp\nB,2.5,3\n")])
    found = column(proposal, "2014-15")
    assert (found.phase, found.year) == ("approved", 2014)
    fields = proposal.descriptor["resources"][0]["schema"]["fields"]
    assert fields[1]["normalize"] == {"phase": "approved", "fiscal year": 2014}
    assert fields[2]["missingValues"] == ["", "nfp"]


def test_column_names_with_any_sign_work(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "gastos.csv", '"ministry|code:x","Approved: 2|3"\n"a",1.5\n"b",2.5\n')])
    names = [field["name"] for field in proposal.descriptor["resources"][0]["schema"]["fields"]]
    assert names == ["ministry|code:x", "Approved: 2|3"]
    parse_package(proposal.descriptor, tmp_path)


def test_files_outside_the_descriptor_s_folder_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "gastos.csv", "code,approved\n1,2\n")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with pytest.raises(InputError, match="is not inside"):
        propose([path], folder=folder)


def test_every_column_has_its_evidence(tmp_path: Path) -> None:
    found = propose_file(write(tmp_path, "gastos.csv", "code,approved,empty,what\n1,2.5,,x\n2,3.5,,y\n"))
    assert all(proposal.evidence for proposal in found.columns)
    shown = [proposal.to_dict() for proposal in found.columns]
    assert shown[1]["number_format"]["decimal"] == "."
    assert shown[2]["evidence"] == "No cell has content."


def test_the_world_bank_s_boost_columns_are_known_by_name(tmp_path: Path) -> None:
    text = (
        "YEAR,ADMIN1,ADMIN2,ECON1,ECON2,FUNC1,GEO1,FIN_SOURCE1,PROGRAM1,EXP_TYPE,APPROVED,MODIFIED,COMMITTED,EXECUTED,"
        "PAID (million guaranies)\n"
        "2011,12 Health,12 01 Hospitals,1 Wages,1 1 Salaries,7 Health,1 North,10 Treasury,3 Care,Staff,1.5,2,3,4,5\n"
        "2011,13 Roads,13 01 Bridges,2 Goods,2 1 Paint,4 Economy,2 South,20 Loans,4 Ways,Other,10,20,30,40,50\n"
    )
    proposal = propose([write(tmp_path, "boost_expenditure.csv", text)])
    stems = {found.column.name: found.column_type.rpartition(":")[0] for found in proposal.files[0].columns}
    assert {name: stem for name, stem in stems.items() if stem} == {
        "YEAR": "date",
        "ADMIN1": "administrative-classification:generic:level1",
        "ADMIN2": "administrative-classification:generic:level2",
        "ECON1": "economic-classification:generic:level1",
        "ECON2": "economic-classification:generic:level2",
        "FUNC1": "functional-classification:generic",
        "GEO1": "geo-source:target",
        "FIN_SOURCE1": "fin-source:generic",
        "PROGRAM1": "activity:generic:program",
        "EXP_TYPE": "expenditure-type",
    }
    assert {found.column.name: (found.phase, found.factor) for found in proposal.files[0].columns if found.phase} == {
        "APPROVED": ("approved", 1),
        "MODIFIED": ("adjusted", 1),
        "COMMITTED": ("committed", 1),
        "EXECUTED": ("executed", 1),
        "PAID (million guaranies)": ("paid", 1_000_000),
    }
    assert any("units of 1,000,000" in question for question in proposal.questions)


def test_boost_files_may_have_three_levels_of_places_kinds_of_projects_and_marked_transfers(tmp_path: Path) -> None:
    text = (
        "YEAR,ADMIN1,GEO1,GEO2,GEO3,PROJECT1,TYPE_PROJECT1,TRANSFER,APPROVED\n"
        "2011,12 Health,1 North,1 1 Hill,1 1 1 Top,7 Clinic,new,no,1.5\n"
        "2011,13 Roads,1 North,1 2 Dale,1 2 1 Mill,8 Bridge,repair,yes,10.25\n"
    )
    proposal = propose([write(tmp_path, "boost.csv", text)])
    types = {found.column.name: found.column_type for found in proposal.files[0].columns}
    assert [types[f"GEO{level}"].rpartition(":")[0] for level in (1, 2, 3)] == [
        f"geo-source:own:level{level}" for level in (1, 2, 3)
    ]
    assert types["TYPE_PROJECT1"] == "activity:generic:subproject:kind"
    assert types["PROJECT1"].startswith("activity:generic:")
    assert types["TRANSFER"] == "budgetary-transfers"
    assert any("'TRANSFER'" in question for question in proposal.questions)
    resource = parse_package(proposal.descriptor, tmp_path).resources[0]
    assert next(entry for entry in resource.fields if entry.name == "TRANSFER").in_totals
