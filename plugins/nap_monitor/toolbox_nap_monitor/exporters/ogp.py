"""Writing commitments with the exact columns of OGP's database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from toolbox_nap_monitor.layouts.ogp import columns
from toolbox_nap_monitor.layouts.ogp_cells import Subject, cell
from toolbox_nap_monitor.rows import Assessment, Bundle


def header(layout: str = "ogp-2024") -> list[str]:
    """The names of the columns, in OGP's order."""
    return [column.name for column in columns(layout)]


def rows(bundle: Bundle, layout: str = "ogp-2024") -> Iterator[list[str]]:
    """One row for each commitment; of several verdicts of the IRM on one thing the last."""
    members = {member.code: member for member in bundle.members}
    plans = {(plan.member, plan.number): plan for plan in bundle.plans}
    verdicts: dict[tuple[str, str, str], dict[tuple[str, str], Assessment]] = defaultdict(dict)
    for one in bundle.assessments:
        if one.assessor == "irm":
            verdicts[one.member, one.plan, one.commitment][one.indicator, one.product] = one
    wanted = columns(layout)
    for commitment in bundle.commitments:
        subject = Subject(
            commitment,
            members[commitment.member],
            plans[commitment.member, commitment.plan],
            verdicts[commitment.member, commitment.plan, commitment.number],
        )
        yield [cell(column, subject) for column in wanted]
