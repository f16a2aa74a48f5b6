"""What the training plan brings to the portal: tasks, a part of the record, papers, and what other steps do to it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import F, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import operations, people, permissions, plan_document, plan_telling, steps
from apprentices.models import (
    Apprentice,
    Involvement,
    PlanChange,
    PlanSection,
    SectionConfirmation,
    TrainingPlan,
    VarianceStatement,
)
from apprentices.models.parties import PARTY_KINDS
from apprentices.models.training_plan import OVERDUE_AFTER
from apprentices.registrations.waiting import Waiting, sources
from core import registry
from core.accounts.models import User
from core.audit.guards import Guard, declare
from core.registry import Consequence, Need, RecordSection, Step, WorkItem
from core.words import count, day, hours

State = PlanSection.State
MOST_TASKS = 10


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Plans and changes that wait for this person, and statements that the employer still owes."""
    if not people.kinds(user).isdisjoint(PARTY_KINDS.values()):
        sections = PlanSection.objects.waiting_for_person(user, on=on)
        yield Waiting(sections, lambda: _plans(sections, user, on))
    if Involvement.Kind.LINE_MANAGER in people.kinds(user):
        yield Waiting(plan_telling.under_plan_at_the_end(on=on, manager=user), lambda: _statements(user, on))


def _plans(sections: QuerySet[PlanSection], user: User, on: datetime.date) -> Iterator[WorkItem]:
    found: Any = (
        sections.values(
            "change__reference",
            record=F("plan__apprentice__reference"),
            person=F("plan__apprentice__person"),
            name=F("plan__apprentice__person__name"),
        )
        .annotate(since=Min("opened_at"))
        .order_by("since")
    )
    for row in found[:MOST_TASKS]:
        reference, change = row["record"], row["change__reference"]
        whose = "your" if row["person"] == user.pk else f"{row['name']}’s"
        late = timezone.localdate(row["since"]) < on - OVERDUE_AFTER
        if change:
            text = f"Answer a change of {whose} training plan"
            url = reverse("apprentices:answer_plan_change", args=[reference, change])
        else:
            text, url = f"Confirm {whose} training plan", reverse("apprentices:confirm_plan", args=[reference])
        yield WorkItem(text, url, Need.overdue_if(late), hint=f"Waiting since {day(row['since'])}")


def _statements(user: User, on: datetime.date) -> Iterator[WorkItem]:
    for apprentice in plan_telling.owed_statements(on=on, manager=user):
        under = apprentice.planned_hours - apprentice.standing.confirmed_hours
        yield WorkItem(
            f"Say why {apprentice}’s hours are under the plan",
            reverse("apprentices:write_statement", args=[apprentice.reference]),
            Need.overdue_if(on > apprentice.planned_end_on),
            hint=f"{hours(under)} under plan; the plan ends on {day(apprentice.planned_end_on)}",
        )


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """How far the plan is agreed, for those who read it."""
    if not permissions.may_read_plan(user, apprentice):
        return None
    plan = TrainingPlan.objects.filter(apprentice=apprentice).first()
    sections = list(plan.sections.current()) if plan else []
    to_confirm = [section for section in sections if section.state == State.OPEN]
    pending = (
        plan.changes.filter(state=PlanChange.State.PENDING).select_related("proposed_by").first() if plan else None
    )
    return RecordSection(
        title="Training plan",
        template="apprentices/sections/plan.html",
        context={
            "plan": plan,
            "confirmed": count(len(sections) - len(to_confirm), "section"),
            "to_confirm": to_confirm,
            "pending": pending,
        },
        url=reverse("apprentices:plan", args=[apprentice.reference]),
    )


# What other steps do to the plan -----------------------------------------------------------------------------


def _nothing(change: Any) -> Iterable[str]:
    return ()


def _open(change: steps.Enrolled) -> None:
    operations.open_plans(change.apprentices, by=change.by)


def _after_transfer(change: steps.Transfer) -> None:
    operations.refresh_plan(
        change.apprentice,
        why=f"{change.after.name} is the employer from {day(change.on)}",
        by=change.by,
        on=change.on,
        employer=change.after,
        afresh=() if change.continuous else (PlanSection.Kind.EMPLOYER,),
    )


def _after_hours(change: steps.HoursChange) -> None:
    operations.refresh_plan(
        change.apprentice,
        why=f"{hours(change.after)} a week from {day(change.on)}",
        by=change.by,
        on=change.on,
        figures={"planned_end_on": change.planned_end_on},
        weekly_hours=change.after,
    )


def _after_return(change: steps.Return) -> None:
    operations.refresh_plan(
        change.apprentice,
        why=f"Learning goes on from {day(change.returns_on)}",
        by=change.by,
        on=change.returns_on,
        figures={"planned_end_on": change.planned_end_on},
    )


def _said(words: str) -> Callable[[Any], Iterable[str]]:
    """A sentence of the preview, where there is a plan to open again."""

    def preview(change: Any) -> Iterable[str]:
        return (words,) if TrainingPlan.objects.filter(apprentice=change.apprentice).exists() else ()

    return preview


def _register_steps() -> None:
    again = "is to be confirmed again in the training plan; every other section stays confirmed."
    consequences: tuple[tuple[Step, Callable[[Any], Iterable[str]], Callable[[Any], None]], ...] = (
        (steps.enrolment, _nothing, _open),
        (steps.transfer, _said(f"“Employer” {again}"), _after_transfer),
        (steps.hours_change, _said(f"“Dates and hours of work” {again}"), _after_hours),
        (steps.resumption, _said(f"“Dates and hours of work” {again}"), _after_return),
    )
    for step, preview, apply in consequences:
        step.consequences.register(Consequence("training plan", preview=preview, blocks=_nothing, apply=apply))


def register() -> None:
    """Everything at once, from ``AppConfig.ready()``."""
    declare(
        Guard(
            PlanSection,
            name="plan_section_content_stays",
            when="1 = 1",
            unless_frozen=("state", "confirmed_at", "version"),
        ),
        Guard(SectionConfirmation, name="plan_confirmation_for_good", when="1 = 1"),
        Guard(PlanChange, name="answered_plan_change", when="OLD.state <> 'pending'", erasable=("reason", "answer")),
        Guard(VarianceStatement, name="variance_statement_for_good", when="1 = 1", erasable=("why", "effect")),
    )
    registry.signed_models.register(
        "apprentices.plansection",
        registry.SignedModel(PlanSection, content=lambda section, purpose: section.signed_content()),
    )
    registry.signed_models.register(
        "apprentices.variancestatement",
        registry.SignedModel(VarianceStatement, content=lambda statement, purpose: statement.content()),
    )
    registry.link_purposes.register(
        plan_telling.LINK_PURPOSE,
        registry.LinkPurpose("apprentices:plans_by_link", days=14, words="the training plans that wait for you"),
    )
    registry.link_purposes.register(
        plan_telling.STATE_VARIANCE,
        registry.LinkPurpose(
            "apprentices:write_statement_by_link", days=28, words="the statement on off-the-job hours under plan"
        ),
    )
    sources.register(waiting, order=21)
    registry.record_sections.register(record_section, order=12)
    for name, due in {
        "training plans to confirm": plan_telling.to_confirm,
        "training plans overdue": plan_telling.overdue,
        "statements on hours under plan": plan_telling.statements_owed,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
    registry.pack_builders.register(plan_document.NAME, plan_document.BUILDER)
    _register_steps()
