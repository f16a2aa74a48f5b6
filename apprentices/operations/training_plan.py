"""The training plan: written from the record, confirmed section by section, changed one change at a time.

Every step locks the apprentice's totals first, so that two people who act at once come one after the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from apprentices import plan_content
from apprentices.models import Apprentice, Party, PlanChange, PlanSection, SectionConfirmation, Standing, TrainingPlan
from apprentices.operations.standing import lock_standing, recount
from apprentices.plan_content import Content, Sections
from apprentices.requirements import requirement_of
from core import audit, workflow
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.notifications import outbox
from core.words import hours, listed
from core.workflow import AlreadyMoved, StepRefused

State = PlanSection.State
AT_THE_START = "Written at the start of the programme"


def open_plan(apprentice: Apprentice, *, by: User | None, at: datetime.datetime | None = None) -> TrainingPlan:
    """Write the plan from the record, each section waiting for its parties; a plan that is there stays as it is."""
    open_plans([apprentice], by=by, at=at)
    return TrainingPlan.objects.get(apprentice=apprentice)


@transaction.atomic
def open_plans(apprentices: Iterable[Apprentice], *, by: User | None, at: datetime.datetime | None = None) -> None:
    """Write the plans of several records (see ``open_plan``) in a fixed number of queries."""
    ids = [standing.pk for standing in lock_standing(apprentices)]
    at = at or timezone.now()
    records = list(_records().filter(pk__in=ids, training_plan__isnull=True).order_by("pk"))
    plans = TrainingPlan.objects.bulk_create(TrainingPlan(apprentice=record) for record in records)
    audit.record_all(plans, "opened", by=by, at=at)
    facts = plan_content.facts_of_all({record: _first_day(record, at) for record in records})
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, number=1, why=AT_THE_START, opened_at=at, **_columns(kind, content))
        for plan, held in zip(plans, facts, strict=True)
        for kind, content in plan_content.sections_from(held, {}).items()
    )


@transaction.atomic
def refresh_plan(
    apprentice: Apprentice,
    *,
    why: str,
    by: User | None,
    on: datetime.date | None = None,
    figures: Mapping[str, Any] | None = None,
    afresh: Sequence[str] = (),
    at: datetime.datetime | None = None,
    **known: Any,
) -> list[PlanSection]:
    """The record has changed: sections that say something else now are opened anew, all others stay confirmed.

    ``on`` is the day from which the change holds, ``figures`` and ``known`` what the step is writing in the same
    transaction (see ``plan_content.facts_of``), ``afresh`` the sections whose agreed words no longer fit (a new
    employer's contact). A proposed change to a section that is opened anew is set aside. Without a plan: nothing.
    """
    standings = lock_standing([apprentice])
    plan = TrainingPlan.objects.filter(apprentice=apprentice).first()
    if plan is None or not standings:
        return []
    at = at or timezone.now()
    current = {section.kind: section for section in plan.sections.current()}
    agreed = plan_content.agreed_of({kind: s.content for kind, s in current.items() if kind not in afresh})
    read = _read(apprentice)
    read.employer = known.pop("employer", read.employer)
    facts = plan_content.facts_of(read, on=on or timezone.localdate(at), figures=figures, **known)
    changed = _changed(current, plan_content.sections_from(facts, agreed))
    opened = []
    for kind, content in changed.items():
        old = current[kind]
        _set_aside_what_touches(old, at=at)
        workflow.move(old, to=State.REPLACED, by=by, at=at)
        opened.append(_write(plan, kind, content, replaces=old, why=why, at=at))
    return opened


# Confirming --------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_sections(
    sections: Iterable[PlanSection],
    *,
    party: str,
    by: User,
    name: str = "",
    role: str = "",
    method: str = Signature.Method.ACCOUNT,
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> int:
    """Put a party's confirmation, signed, under sections as they were shown. Answers how many there were.

    Raises ``AlreadyMoved`` where a section was replaced or confirmed for this party meanwhile, ``StepRefused`` where
    the person has confirmed it for another party. Whether this person acts for the party is the caller's question.
    """
    shown = sorted({section.pk for section in sections})
    if not shown:
        raise StepRefused("There is nothing to confirm.")
    ids = PlanSection.objects.filter(pk__in=shown).values_list("plan__apprentice", flat=True)
    standings = lock_standing(ids)
    at = at or timezone.now()
    now = list(
        PlanSection.objects.filter(pk__in=shown).select_related("plan__apprentice__person", "change").order_by("pk")
    )
    for section in now:
        _confirm(section, party, by=by, at=at, name=name, role=role, method=method, address=address)
    for section in now:
        if not section.missing(section.confirmations.values_list("party", flat=True)) and section.change_id is None:
            workflow.move(section, to=State.CONFIRMED, by=by, at=at, confirmed_at=at)
    for change in {section.change for section in now if section.change is not None}:
        _conclude(change, standings, by=by, at=at)
    return len(now)


def _confirm(section: PlanSection, party: str, *, by: User, at: datetime.datetime, **signed: Any) -> None:
    label = Party(party).label.lower()
    if section.state not in PlanSection.WAITING:
        raise AlreadyMoved(
            f"“{section.get_kind_display()}” is {section.get_state_display().lower()} by now. Look at the plan again."
        )
    if party not in section.needs:
        raise StepRefused(f"“{section.get_kind_display()}” is not confirmed by the {label}.")
    there = list(section.confirmations.select_related("by"))
    if already := next((c for c in there if c.party == party), None):
        raise AlreadyMoved(f"{already.by} has confirmed “{section.get_kind_display()}” for the {label} already.")
    if any(c.by_id == by.pk for c in there):
        raise StepRefused("You have confirmed this for another party. Each party confirms by a person of its own.")
    SectionConfirmation.objects.create(section=section, party=party, by=by, at=at)
    purpose = f"training plan, for the {label}"
    sign(section, by=by, purpose=purpose, content=section.signed_content(), at=at, **signed)


# Changing ----------------------------------------------------------------------------------------------------


def proposed_contents(plan: TrainingPlan, *, kind: str, values: Mapping[str, str]) -> Sections:
    """What the plan would say: the contents of every section that differs once ``values`` are agreed in ``kind``.

    Hours of prior learning change the minimum, the planned hours and the price's reduction with them. Raises
    ``StepRefused`` where the plan could not be so.
    """
    apprentice = _read(plan.apprentice)
    current = {section.kind: section for section in plan.sections.current()}
    agreed = plan_content.agreed_of({k: section.content for k, section in current.items()})
    agreed[kind] |= {name: value for name, value in values.items() if name in agreed[kind]}
    figures = _figures(apprentice, values if kind in plan_content.RECORD_FIELDS.values() else {})
    facts = plan_content.facts_of(apprentice, on=timezone.localdate(), figures=figures)
    contents = plan_content.sections_from(facts, agreed)
    untouched = {k: section.content for k, section in current.items() if not _follows(kind, k)}
    return _changed(current, contents | untouched)


def _follows(kind: str, other: str) -> bool:
    """Whether a change of one section may say something else in the other."""
    Kind = PlanSection.Kind
    return other == kind or (kind, other) == (Kind.PRIOR_LEARNING, Kind.OFF_THE_JOB)


def _figures(apprentice: Apprentice, values: Mapping[str, str]) -> dict[str, Any]:
    figures: dict[str, Any] = {name: getattr(apprentice, name) for name in plan_content.RECORD_FIELDS}
    if "planned_end_on" in values:
        figures["planned_end_on"] = datetime.date.fromisoformat(values["planned_end_on"])
        if figures["planned_end_on"] <= apprentice.original_start_on:
            raise StepRefused("The last day of training must be after the first.")
    if "prior_learning_hours" in values:
        recognised = Decimal(values["prior_learning_hours"])
        less = recognised - figures["prior_learning_hours"]
        figures["prior_learning_hours"] = recognised
        if less:
            figures["planned_hours"] = max(figures["planned_hours"] - less, Decimal(0))
            found = requirement_of(apprentice, figures=figures)
            if not found.eligible:
                raise StepRefused(" ".join(found.concerns))
            figures["minimum_hours"], figures["planned_hours"] = found.minimum_hours, found.planned_hours
    if "planned_hours" in values:
        figures["planned_hours"] = Decimal(values["planned_hours"])
    if figures["planned_hours"] < figures["minimum_hours"]:
        raise StepRefused(f"A plan cannot be under the minimum of {hours(figures['minimum_hours'])}.")
    return figures


@transaction.atomic
def propose_change(
    plan: TrainingPlan,
    *,
    kind: str,
    values: Mapping[str, str],
    reason: str,
    party: str,
    by: User,
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> PlanChange:
    """Propose other words or figures for one section; the proposer signs them, the other parties are asked.

    What follows from them in other sections is proposed with them. Raises ``StepRefused`` where a change waits
    already, nothing would differ, the reason is missing or the plan could not be so.
    """
    if not reason.strip():
        raise StepRefused("Say why this should change.")
    standings = lock_standing([plan.apprentice_id])
    at = at or timezone.now()
    if pending := plan.changes.filter(state=PlanChange.State.PENDING).select_related("proposed_by").first():
        raise StepRefused(
            f"{pending.proposed_by} has proposed a change already. One waits at a time: answer it first, or ask "
            "them to take it back."
        )
    if party not in PlanSection.NEEDS[kind]:
        who = listed(Party(needed).label.lower() for needed in PlanSection.NEEDS[kind])
        raise StepRefused(f"This section is agreed by the {who}.")
    contents = proposed_contents(plan, kind=kind, values=values)
    if not contents:
        raise StepRefused("Nothing would change. Look at what you typed.")
    change = PlanChange.objects.create(plan=plan, party=party, proposed_by=by, proposed_at=at, reason=reason.strip())
    audit.record(change, "proposed", by=by, at=at)
    current = {section.kind: section for section in plan.sections.current()}
    for changed, content in contents.items():
        fields = {"replaces": current[changed], "change": change, "state": State.PROPOSED}
        section = _write(plan, changed, content, why=reason.strip()[:250], at=at, **fields)
        _confirm(section, party, by=by, at=at, address=address)
    _conclude(change, standings, by=by, at=at)
    return change


def approve_change(change: PlanChange, *, party: str, by: User, **signed: Any) -> int:
    """A party that is asked agrees: it signs every section of the change that it has to confirm.

    ``signed`` is how, as for ``confirm_sections``. Raises ``AlreadyMoved`` where the change was answered, taken back or
    agreed to for this party meanwhile.
    """
    sections = change.sections.filter(kind__in=PlanSection.kinds_of(party))
    return confirm_sections(sections, party=party, by=by, **signed)


@transaction.atomic
def refuse_change(change: PlanChange, *, reason: str, by: User, at: datetime.datetime | None = None) -> None:
    """A party that is asked does not agree, and says why; the plan stays as it is."""
    if not reason.strip():
        raise StepRefused("Say why you do not agree.")
    lock_standing([change.plan.apprentice_id])
    _end(change, PlanChange.State.REFUSED, by=by, at=at or timezone.now(), answer=reason.strip())
    _tell_proposer(change, by=by)


@transaction.atomic
def withdraw_change(change: PlanChange, *, by: User, at: datetime.datetime | None = None) -> None:
    """Whoever proposed a change takes it back before it is agreed."""
    if by.pk != change.proposed_by_id:
        raise StepRefused(f"Only {change.proposed_by} can take this back.")
    lock_standing([change.plan.apprentice_id])
    _end(change, PlanChange.State.WITHDRAWN, by=by, at=at or timezone.now())


def _end(change: PlanChange, to: str, *, by: User | None, at: datetime.datetime, answer: str = "") -> None:
    """The end of a change that does not hold; its sections are set aside and stay readable."""
    workflow.move(change, to=to, by=by, at=at, decided_by=by, decided_at=at, answer=answer, reason=answer)
    for section in change.sections.filter(state=State.PROPOSED):
        workflow.move(section, to=State.SET_ASIDE, by=by, at=at)


def _set_aside_what_touches(section: PlanSection, *, at: datetime.datetime) -> None:
    pending = PlanChange.objects.filter(state=PlanChange.State.PENDING, sections__replaces=section).first()
    if pending is not None:
        answer = "The record changed before everybody had answered. Propose it again if it still fits."
        _end(pending, PlanChange.State.WITHDRAWN, by=None, at=at, answer=answer)


def _conclude(change: PlanChange, standings: Sequence[Standing], *, by: User, at: datetime.datetime) -> None:
    """Once every party has signed every section of a change: it holds, in the plan and in the record."""
    sections = list(change.sections.select_related("plan__apprentice", "replaces"))
    confirmed = [set(section.confirmations.values_list("party", flat=True)) for section in sections]
    if any(section.missing(parties) for section, parties in zip(sections, confirmed, strict=True)):
        return
    workflow.move(change, to=PlanChange.State.AGREED, by=by, at=at, decided_by=by, decided_at=at)
    figures: dict[str, Any] = {}
    for section in sections:
        assert section.replaces is not None
        workflow.move(section.replaces, to=State.REPLACED, by=by, at=at)
        workflow.move(section, to=State.CONFIRMED, by=by, at=at, confirmed_at=at)
        names = [name for name, kind in plan_content.RECORD_FIELDS.items() if kind == section.kind]
        figures |= {name: _column(name, section.content[name]) for name in names}
    _write_record(change.plan.apprentice, figures, by=by, at=at)
    _tell_proposer(change, by=by)


def _column(name: str, value: str) -> datetime.date | Decimal:
    return datetime.date.fromisoformat(value) if name == "planned_end_on" else Decimal(value)


def _write_record(apprentice: Apprentice, figures: Mapping[str, Any], *, by: User, at: datetime.datetime) -> None:
    """What was agreed holds in the record; how the apprentice stands is counted anew."""
    now = Apprentice.objects.get(pk=apprentice.pk)
    changed = {name: value for name, value in figures.items() if getattr(now, name) != value}
    if not changed:
        return
    Apprentice.objects.filter(pk=now.pk).update(**changed, version=F("version") + 1)
    audit.record(now, "plan agreed", by=by, at=at, **{name: str(value) for name, value in changed.items()})
    standings = lock_standing([now])
    for standing in standings:
        standing.forecast_on = None
    recount(standings, on=timezone.localdate(at))


def _tell_proposer(change: PlanChange, *, by: User) -> None:
    if change.proposed_by_id != by.pk:
        outbox.owe(
            to=change.proposed_by,
            template="plan_change_answered",
            context={"change": change, "apprentice": change.plan.apprentice, "by": by},
            key=f"plan-change-{change.pk}-{change.state}",
        )


# Writing -----------------------------------------------------------------------------------------------------


def _read(apprentice: Apprentice) -> Apprentice:
    """The record as it stands now, with what its plan says of it."""
    return _records().get(pk=apprentice.pk)


def _records() -> QuerySet[Apprentice]:
    related = ("person", "employer__part_of", "cohort__university", "cohort__standard_version__standard", "rule_set")
    return Apprentice.objects.select_related(*related)


def _first_day(apprentice: Apprentice, at: datetime.datetime) -> datetime.date:
    return max(timezone.localdate(at), apprentice.original_start_on)


def _changed(current: Mapping[str, PlanSection], contents: Sections) -> Sections:
    """The contents that are not what their section says now; equivalent sections are left out."""
    return {
        kind: content
        for kind, content in contents.items()
        if plan_content.hash_of(content) != current[kind].content_hash
    }


def _columns(kind: str, content: Content) -> dict[str, Any]:
    return {"kind": kind, "content": content, "content_hash": plan_content.hash_of(content)}


def _write(plan: TrainingPlan, kind: str, content: Content, **fields: Any) -> PlanSection:
    """The next version of a section."""
    newest = plan.sections.filter(kind=kind).aggregate(newest=Max("number"))["newest"] or 0
    at = fields.pop("at")
    return PlanSection.objects.create(plan=plan, number=newest + 1, opened_at=at, **_columns(kind, content), **fields)
