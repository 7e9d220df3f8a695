"""Plans out of the database as bundles, the form that importers give and exporters take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.members import member_code

CHUNK = 500


def plan_bundle(session: Session, member: str = "", plan: str = "", *, public: bool = True) -> rows.Bundle:
    """Everything about one plan, about a member's plans, or (without either) about all.

    ``public`` leaves out what is not published: updates in draft, proposals that wait. Raises ``UnknownPlan``.
    """
    query = select(m.Plan, m.Member).join(m.Member, m.Plan.member_id == m.Member.id)
    query = query.order_by(m.Member.code, m.Plan.id)
    if member:
        query = query.where(m.Member.code == member_code(member))
    if plan:
        query = query.where(m.Plan.number == plan.strip())
    found = session.execute(query).all()
    if not found and (member or plan):
        raise UnknownPlan(f"There is no action plan {plan} of {member_code(member)}.", fix="Plans are listed at /nap/.")
    return _Loading(session, [(one[0], one[1]) for one in found], public).run()


class _Loading:
    def __init__(self, session: Session, found: Sequence[tuple[m.Plan, m.Member]], public: bool) -> None:
        self.session, self.found, self.public = session, found, public
        self.plans = {plan.id: (member.code, plan.number) for plan, member in found}
        self.commitments: dict[int, tuple[str, str, str]] = {}
        self.milestones: dict[int, str] = {}

    def run(self) -> rows.Bundle:
        commitments = self._all(m.Commitment, m.Commitment.plan_id, self.plans, m.Commitment.position)
        commitments.sort(key=lambda one: list(self.plans).index(one.plan_id) if len(self.plans) < 50 else one.plan_id)
        for one in commitments:
            self.commitments[one.id] = (*self.plans[one.plan_id], one.number)
        milestones = self._all(m.Milestone, m.Milestone.commitment_id, self.commitments, m.Milestone.position)
        order = {key: at for at, key in enumerate(self.commitments)}
        milestones.sort(key=lambda one: (order[one.commitment_id], one.position))
        self.milestones = {one.id: one.code for one in milestones}
        tags, involved = self._tags(), self._involved()
        return rows.Bundle(
            members=tuple({member.code: _member(member) for _, member in self.found}.values()),
            plans=tuple(_plan(plan, member.code) for plan, member in self.found),
            commitments=tuple(
                self._commitment(one, tags.get(one.id, {}), involved.get((one.id, None), ())) for one in commitments
            ),
            milestones=tuple(self._milestone(one, involved.get((one.commitment_id, one.id), ())) for one in milestones),
            updates=tuple(self._updates()),
            assessments=tuple(self._assessments()),
            facts=tuple(self._facts()),
            proposals=tuple(self._proposals()),
        )

    def _all(self, model: Any, column: Any, keys: Iterable[int], *order: Any) -> list[Any]:
        wanted = sorted(keys)
        found: list[Any] = []
        for start in range(0, len(wanted), CHUNK):
            query = select(model).where(column.in_(wanted[start : start + CHUNK])).order_by(*order, model.id)
            found += self.session.scalars(query).all()
        return found

    def _here(self, commitment_id: int) -> dict[str, Any]:
        member, plan, number = self.commitments[commitment_id]
        return {"member": member, "plan": plan, "commitment": number}

    def _tags(self) -> dict[int, dict[str, tuple[str, ...]]]:
        found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        keys = sorted(self.commitments)
        for start in range(0, len(keys), CHUNK):
            query = select(m.Tag.commitment_id, m.Tag.scheme, m.Tag.word).order_by(m.Tag.commitment_id, m.Tag.position)
            part = keys[start : start + CHUNK]
            for commitment_id, scheme, word in self.session.execute(query.where(m.Tag.commitment_id.in_(part))):
                found[commitment_id][scheme].append(word)
        return {key: {scheme: tuple(words) for scheme, words in tags.items()} for key, tags in found.items()}

    def _involved(self) -> dict[tuple[int, int | None], list[rows.Involvement]]:
        found: dict[tuple[int, int | None], list[rows.Involvement]] = defaultdict(list)
        links = self._all(m.Involvement, m.Involvement.commitment_id, self.commitments, m.Involvement.position)
        bodies = {link.institution_id for link in links}
        names = {one.id: one for one in self._all(m.Institution, m.Institution.id, bodies)}
        for link in links:
            body = names[link.institution_id]
            found[link.commitment_id, link.milestone_id].append(
                rows.Involvement(
                    name=body.name,
                    role=link.role,
                    kind=body.kind,
                    parent=body.parent,
                    contact=link.contact,
                )
            )
        return found

    def _commitment(
        self, one: m.Commitment, tags: Mapping[str, tuple[str, ...]], involved: Sequence[rows.Involvement]
    ) -> rows.Commitment:
        member, plan = self.plans[one.plan_id]
        carried = one.carried_from
        return rows.Commitment(
            member=member,
            plan=plan,
            number=one.number,
            titles=one.titles,
            short_titles=one.short_titles,
            ogp_uid=one.ogp_uid,
            texts=one.texts,
            tags=tags,
            starts=one.starts,
            starts_text=one.starts_text,
            due=rows.Deadline(text=one.due_text, day=one.due, precision=one.due_precision),
            weight=one.weight,
            cluster=one.cluster,
            carried_from=(carried[0], carried[1]) if carried else None,
            involved=tuple(involved),
            url=one.url,
            source=_source(one.origin),
            extra=one.extra,
        )

    def _milestone(self, one: m.Milestone, involved: Sequence[rows.Involvement]) -> rows.Milestone:
        return rows.Milestone(
            **self._here(one.commitment_id),
            code=one.code,
            titles=one.titles,
            parent=self.milestones.get(one.parent_id or 0, ""),
            texts=one.texts,
            starts=one.starts,
            starts_text=one.starts_text,
            due=rows.Deadline(text=one.due_text, day=one.due, precision=one.due_precision),
            weight=one.weight,
            involved=tuple(involved),
            source=_source(one.origin),
            extra=one.extra,
        )

    def _updates(self) -> list[rows.Update]:
        found = self._all(m.Update, m.Update.commitment_id, self.commitments)
        found = [one for one in found if one.state == "published" or not self.public]
        found.sort(key=lambda one: one.id)
        evidence: dict[int, list[rows.Evidence]] = defaultdict(list)
        for proof in self._all(m.Evidence, m.Evidence.update_id, {one.id for one in found}):
            evidence[proof.update_id].append(
                rows.Evidence(
                    kind=proof.kind,
                    title=proof.title,
                    url=proof.url,
                    sha256=proof.sha256,
                    file_name=proof.file_name,
                    size=proof.size,
                    archived_url=proof.archived_url,
                )
            )
        return [
            rows.Update(
                **self._here(one.commitment_id),
                milestone=self.milestones.get(one.milestone_id or 0, ""),
                period=one.period,
                as_of=one.as_of,
                status=one.status,
                raw_status=one.raw_status,
                percent=one.percent,
                progress=one.progress,
                challenges=one.challenges,
                next_steps=one.next_steps,
                evidence=tuple(evidence.get(one.id, ())),
                actor=one.actor,
                state=one.state,
                published=one.published_at,
                source=_source(one.origin),
                extra=one.extra,
            )
            for one in found
        ]

    def _assessments(self) -> list[rows.Assessment]:
        found = self._all(m.Assessment, m.Assessment.commitment_id, self.commitments)
        return [
            rows.Assessment(
                **self._here(one.commitment_id),
                assessor=one.assessor,
                indicator=one.indicator,
                product=one.product,
                body=one.body,
                report=one.report,
                year=one.year,
                day=one.day,
                scale=one.scale,
                raw=one.raw,
                value=one.value,
                level=one.level,
                text=one.text,
                url=one.url,
                source=_source(one.origin),
            )
            for one in sorted(found, key=lambda one: one.id)
            if one.state == "published" or not self.public
        ]

    def _facts(self) -> list[rows.ProcessFact]:
        return [
            rows.ProcessFact(
                member=self.plans[one.plan_id][0],
                plan=self.plans[one.plan_id][1],
                requirement=one.requirement,
                value=one.value,
                note=one.note,
                url=one.url,
                day=one.day,
                source=_source(one.origin),
            )
            for one in self._all(m.ProcessFact, m.ProcessFact.plan_id, self.plans)
        ]

    def _proposals(self) -> list[rows.Proposal]:
        found = self._all(m.Proposal, m.Proposal.plan_id, self.plans)
        found = [one for one in found if one.state == "public" or not self.public]
        codes = {one.id: one.code for one in found}
        answers: dict[int, list[rows.Response]] = defaultdict(list)
        for one in self._all(m.Response, m.Response.proposal_id, codes):
            answers[one.proposal_id].append(
                rows.Response(
                    text=one.text,
                    stage=one.stage,
                    obstacles=tuple(one.obstacles),
                    opportunities=tuple(one.opportunities),
                    commitment=self.commitments[one.commitment_id][2] if one.commitment_id else "",
                    actor=one.actor,
                    published=one.published_at,
                )
            )
        return [
            rows.Proposal(
                member=self.plans[one.plan_id][0],
                plan=self.plans[one.plan_id][1],
                code=one.code,
                text=one.text,
                kind=one.kind,
                titles=one.titles,
                parent=codes.get(one.parent_id or 0, ""),
                commitment=self.commitments[one.commitment_id][2] if one.commitment_id else "",
                author_kind=one.author_kind,
                author=one.author,
                state=one.state,
                created=one.created_at,
                responses=tuple(answers.get(one.id, ())),
                source=_source(one.origin),
            )
            for one in found
        ]


def _source(origin: Mapping[str, Any]) -> rows.SourceRow:
    return rows.SourceRow(file=origin.get("file", ""), row=origin.get("row", 0), sheet=origin.get("sheet", ""))


def _member(one: m.Member) -> rows.Member:
    return rows.Member(
        code=one.code, names=one.names, level=one.level, iso3=one.iso3, region=one.region, status=one.status
    )


def _plan(one: m.Plan, member: str) -> rows.Plan:
    return rows.Plan(
        member=member,
        number=one.number,
        titles=one.titles,
        ogp_id=one.ogp_id,
        starts=one.starts,
        ends=one.ends,
        phase=one.phase,
        submitted=one.submitted,
        licence=one.licence,
        languages=tuple(one.languages),
        extra=one.extra,
    )
