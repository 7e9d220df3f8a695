"""Taking the demo files through the ordinary import and publication, control totals included."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.crosswalk.services import import_crosswalk
from toolbox_budget_portal.debt.services import import_debt
from toolbox_budget_portal.demo import changes, crosswalks, debt, goals, months, payments, projects, tax_rules
from toolbox_budget_portal.demo.documents import load_documents
from toolbox_budget_portal.demo.files import CITY, LICENCE, REPUBLIC, Entity, write_package
from toolbox_budget_portal.demo.plan import YEARS
from toolbox_budget_portal.demo.votes import load_votes
from toolbox_budget_portal.demo.yardsticks import TABLES, write_yardstick
from toolbox_budget_portal.goals.services import import_goals
from toolbox_budget_portal.indicators.services import import_roles
from toolbox_budget_portal.months.services import import_months
from toolbox_budget_portal.payments.services import import_payments
from toolbox_budget_portal.projects.services import import_projects
from toolbox_budget_portal.receipt.services import import_rules
from toolbox_budget_portal.services import PLUGIN, ControlTotal, import_package, publish_version
from toolbox_budget_portal.virements.services import import_changes
from toolbox_budget_portal.yardsticks.services import import_yardstick
from toolbox_core import FileStore, current_versions, utcnow

SEED = 2025
PUBLISHER = "Demo"


def load_demo(session: Session, files: FileStore, workdir: Path) -> None:
    """Publish every year and every yardstick of the republic and the city that is not published yet, and two votes.

    ``files`` is the site's folder of kept originals, ``workdir`` an empty folder for the files made on the way.
    """
    for year in YEARS:
        for entity in (REPUBLIC, CITY):
            if not current_versions(session, f"{PLUGIN}/{entity.slug}-{year}"):
                _publish_year(session, files, workdir / f"{entity.slug}-{year}", entity, year)
    for slug, tables in TABLES.items():
        for kind in tables:
            if not current_versions(session, f"{PLUGIN}/{slug}-{kind}"):
                path = write_yardstick(workdir / "yardsticks", slug, kind)
                version, _ = import_yardstick(
                    session, files, path, entity=slug, kind=kind, licence=LICENCE, by=PUBLISHER
                )
                publish_version(session, version, by=PUBLISHER)
    for year in tax_rules.YEARS:
        if not current_versions(session, f"{PLUGIN}/{REPUBLIC.slug}-tax-rules-{year}"):
            path = tax_rules.write_rules(workdir / "rules", year)
            version = import_rules(session, files, path, entity=REPUBLIC.slug, licence=LICENCE, by=PUBLISHER)
            publish_version(session, version, by=PUBLISHER)
    for scheme in crosswalks.TABLES:
        if not current_versions(session, f"{PLUGIN}/{crosswalks.ENTITY}-crosswalk-{scheme}"):
            path = crosswalks.write_crosswalk(workdir / "crosswalks", scheme)
            version, _, _ = import_crosswalk(
                session,
                files,
                path,
                slug=crosswalks.ENTITY,
                scheme=scheme,
                kind="functional",
                licence=LICENCE,
                by=PUBLISHER,
            )
            publish_version(session, version, by=PUBLISHER)
    _load_moves(session, files, workdir / "moves")
    if not current_versions(session, f"{PLUGIN}/{months.ENTITY}-months-{months.YEAR}"):
        path = months.write_months(session, workdir / "months")
        version, _ = import_months(
            session, files, path, slug=months.ENTITY, fiscal_year=months.YEAR, licence=LICENCE, by=PUBLISHER
        )
        publish_version(session, version, by=PUBLISHER)
    _load_results(session, files, workdir / "results")
    _load_projects(session, files, workdir / "projects")
    load_documents(session, files, workdir / "documents")
    load_votes(session, utcnow().date())


def _load_moves(session: Session, files: FileStore, folder: Path) -> None:
    for year in changes.YEARS:
        if not current_versions(session, f"{PLUGIN}/{CITY.slug}-{year}-changes"):
            path = changes.write_changes(folder, year, SEED)
            version, _ = import_changes(
                session, files, path, entity=CITY.slug, fiscal_year=year, licence=LICENCE, by=PUBLISHER
            )
            publish_version(session, version, by=PUBLISHER)
    for year in payments.YEARS:
        if not current_versions(session, f"{PLUGIN}/{CITY.slug}-{year}-payments"):
            path = payments.write_payments(folder, year, SEED)
            version, _ = import_payments(
                session, files, path, entity=CITY.slug, fiscal_year=year, licence=LICENCE, by=PUBLISHER
            )
            publish_version(session, version, by=PUBLISHER)


def _load_results(session: Session, files: FileStore, folder: Path) -> None:
    """What both owe, what their codes mean, and what their programmes are meant to reach."""
    for slug in goals.GOALS:
        if not current_versions(session, f"{PLUGIN}/{slug}-debt"):
            path = debt.write_debt(session, folder, slug)
            publish_version(
                session,
                import_debt(session, files, path, entity=slug, licence=LICENCE, by=PUBLISHER)[0],
                by=PUBLISHER,
            )
        if not current_versions(session, f"{PLUGIN}/{slug}-roles"):
            path = debt.write_roles(session, folder, slug)
            publish_version(
                session,
                import_roles(session, files, path, entity=slug, licence=LICENCE, by=PUBLISHER)[0],
                by=PUBLISHER,
            )
        if not current_versions(session, f"{PLUGIN}/{slug}-goals"):
            path = goals.write_goals(folder, slug)
            publish_version(
                session,
                import_goals(session, files, path, entity=slug, licence=LICENCE, by=PUBLISHER)[0],
                by=PUBLISHER,
            )


def _load_projects(session: Session, files: FileStore, folder: Path) -> None:
    for year in projects.YEARS:
        if not current_versions(session, f"{PLUGIN}/{CITY.slug}-{year}-projects"):
            path = projects.write_projects(folder, year, SEED)
            version, _ = import_projects(
                session, files, path, entity=CITY.slug, fiscal_year=year, licence=LICENCE, by=PUBLISHER
            )
            publish_version(session, version, by=PUBLISHER)


def _publish_year(session: Session, files: FileStore, folder: Path, entity: Entity, year: int) -> None:
    made = write_package(folder, entity, year, SEED)
    outcome = import_package(
        session,
        files,
        made.descriptor,
        entity=entity.slug,
        year=year,
        name=entity.name,
        level=entity.level,
        control_totals=[
            ControlTotal(phase, amount, direction)
            for phase, directions in made.totals.items()
            for direction, amount in directions.items()
        ],
        by=PUBLISHER,
    )
    publish_version(session, outcome.version_id, by=PUBLISHER)
