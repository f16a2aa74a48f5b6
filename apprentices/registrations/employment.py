"""What employment adds to the portal's lists: tasks for the three parties, mails about vacancies, its section."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import employment_rules, imports, people, permissions, steps
from apprentices.agreement import APPRENTICE, NEW_EMPLOYER, UNIVERSITY
from apprentices.models import Apprentice, Employment, HoursChange, Involvement, Transfer, TransferStatement
from apprentices.models.involvement import related
from apprentices.operations import reorganisations
from apprentices.operations.employment import close_proposals
from apprentices.operations.vacancies import vacancies
from apprentices.permissions.employment import LEAD, LEADS
from apprentices.registrations.waiting import Waiting, sources
from apprentices.steps import Leaving
from consortium import people as consortium_people
from consortium.models import Appointment, Organisation
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.imports import import_kinds
from core.registry import Consequence, Need, RecordSection, Reminder, WorkItem
from core.words import count, hours

MOST = 10
"""Tasks of one kind that are named one by one."""


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Proposals and transfers to answer; for workforce leads also line managers to name, contracts that end early."""
    if people.is_apprentice(user):
        yield from _to_answer(APPRENTICE, apprentice__person=user)
    if Involvement.Kind.TUTOR in people.kinds(user):
        yield from _to_answer(UNIVERSITY, apprentice__in=related(user, Involvement.Kind.TUTOR, on=on))
    if consortium_people.holds(user, LEAD):
        yield from _for_lead(user, on)


def _to_answer(party: str, **whose: Any) -> Iterator[Waiting]:
    """What waits for the answer of one party, for these apprentices."""
    for model, page, what in (
        (HoursChange, "hours_change", "Answer the proposal of other contract hours"),
        (Transfer, "transfer", "Answer the transfer"),
    ):
        found = model.objects.waiting_for(party).filter(**whose)
        yield Waiting(found, partial(_answers, found, page, what))


def _answers(found: QuerySet[Any], page: str, what: str) -> Iterator[WorkItem]:
    for record in found.select_related("apprentice__person")[:MOST]:
        url = reverse(f"apprentices:{page}", args=[record.reference])
        yield WorkItem(f"{what} of {record.apprentice}", url, Need.DUE)


def _for_lead(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Transfers to accept, apprentices without a line manager, contracts that end too early."""
    own = Organisation.objects.reached_by(user, on=on, roles=LEADS).values("pk")
    arriving = Transfer.objects.waiting_for(NEW_EMPLOYER).filter(after__in=own)
    seen = Apprentice.objects.visible_to(user, on=on).exclude(person=user)
    ending = ending_soon(on).filter(apprentice__in=seen)
    yield Waiting(arriving, lambda: _to_accept(arriving))
    yield Waiting(seen.without_line_manager(on=on), lambda: _to_name(seen, on))
    yield Waiting(ending, lambda: _to_prolong(ending, on))


def _to_accept(arriving: QuerySet[Transfer]) -> Iterator[WorkItem]:
    for transfer in arriving.select_related("apprentice__person", "before")[:MOST]:
        url = reverse("apprentices:transfer", args=[transfer.reference])
        hint = f"From {transfer.before.short_name}"
        yield WorkItem(f"Accept the transfer of {transfer.apprentice}", url, Need.DUE, hint=hint)


def _to_name(seen: QuerySet[Apprentice], on: datetime.date) -> Iterator[WorkItem]:
    if vacant := sum(1 for _ in vacancies(on=on, of=seen)):
        url = reverse("apprentices:list") + "?vacant=true"
        yield WorkItem(f"Name a line manager for {count(vacant, 'apprentice')}", url, Need.OVERDUE)


def _to_prolong(ending: QuerySet[Employment], on: datetime.date) -> Iterator[WorkItem]:
    for held in ending[:MOST]:
        if said := employment_rules.contract_concern(held.apprentice, held, on=on):
            url = reverse("apprentices:employment", args=[held.apprentice.reference])
            hint = "Before the planned end with its assessment"
            yield WorkItem(f"{said}: {held.apprentice}", url, Need.DUE, hint=hint)


def ending_soon(on: datetime.date) -> QuerySet[Employment]:
    """Employment today whose contract ends within the time of the warning, with its apprentice."""
    return (
        Employment.objects.on(on)
        .filter(contract_ends_on__lte=employment_rules.warned_until(on), apprentice__state__in=Apprentice.ON_PROGRAMME)
        .select_related("apprentice__person")
        .order_by("contract_ends_on")
    )


def unmanaged(at: datetime.datetime) -> Iterator[Reminder]:
    """The workforce leads of an apprentice who has had no line manager for five working days: told once."""
    today = timezone.localdate(at)
    open_ones = [held for held in vacancies(on=today) if held.passes_to is None or not held.passes_to.is_active]
    employers = {held.apprentice.employer_id for held in open_ones}
    services = {o.pk: (o.pk, o.part_of_id) for o in Organisation.objects.filter(pk__in=employers)}
    reached = {pk for pair in services.values() for pk in pair if pk}
    leads: dict[int, list[User]] = {}
    held_by = Appointment.objects.accepted().on(today).filter(role__code=LEAD, organisation__in=reached)
    for appointment in held_by.filter(closed_at__isnull=True).select_related("person"):
        leads.setdefault(appointment.organisation_id, []).append(appointment.person)
    for held in open_ones:
        for organisation in services[held.apprentice.employer_id]:
            for lead in leads.get(organisation or 0, []):
                yield Reminder(
                    to=lead,
                    template="vacancy",
                    context={"apprentice": held.apprentice, "former": held.person, "ended_on": held.ends_on},
                    key=f"vacancy-{held.pk}-{lead.pk}",
                )


def _falls_away(leaving: Leaving) -> list[str]:
    """What of employment is open when somebody leaves the programme."""
    hours_open = HoursChange.objects.filter(apprentice=leaving.apprentice, state=HoursChange.State.PROPOSED).count()
    moves = Transfer.objects.pending().filter(apprentice=leaving.apprentice).count()
    said = [("The proposal of other contract hours", hours_open), ("The transfer to another employer", moves)]
    return [f"{what} falls away." for what, amount in said if amount]


on_leaving = Consequence(
    "employment",
    preview=_falls_away,
    blocks=lambda leaving: [],
    apply=lambda leaving: close_proposals(leaving.apprentice, by=leaving.by),
)


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """Employment on the record page, for those who may read it."""
    if not permissions.may_read_employment(user, apprentice):
        return None
    held = apprentice.employments.all().now(on)
    context = {
        "held": held,
        "hours": hours(held.weekly_hours) if held else "",
        "concerns": list(employment_rules.concerns(apprentice, held, on=on)) if held else [],
        "pattern": employment_rules.pattern_words(held.pattern) if held else [],
    }
    url = reverse("apprentices:employment", args=[apprentice.reference])
    return RecordSection("Employment", "apprentices/sections/employment.html", context, url)


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    guards.declare(
        guards.Guard(
            HoursChange, name="decided_hours_are_frozen", when="OLD.state <> 'proposed'", erasable=("discussed",)
        ),
        guards.Guard(
            Transfer,
            name="decided_transfer_is_frozen",
            when="OLD.state IN ('done', 'refused', 'withdrawn')",
            unless_frozen=("break_ended_at",),
            columns_locked_once_set="break_ended_at",
        ),
        guards.Guard(TransferStatement, name="transfer_statement_is_frozen", when="1 = 1"),
    )
    for model in (HoursChange, Transfer):
        registry.signed_models.register(
            model._meta.label_lower, registry.SignedModel(model, content=lambda record, purpose: record.content())
        )
    registry.signed_models.register(
        "apprentices.transferstatement",
        registry.SignedModel(TransferStatement, content=lambda statement, purpose: statement.content),
    )
    steps.withdrawal.consequences.register(on_leaving)
    registry.job_kinds.register(reorganisations.KIND, reorganisations.reorganise_job)
    import_kinds.register(imports.COHORT, imports.cohort)
    sources.register(waiting, order=25)
    registry.record_sections.register(section, order=50)
    registry.reminder_rules.register(registry.ReminderRule("no line manager", unmanaged))
