"""Mails about training plans: asked once, reminded once when overdue, silent as soon as it is done."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Party, PlanSection
from apprentices.models.involvement import related
from apprentices.models.parties import PARTY_KINDS
from apprentices.models.training_plan import OVERDUE_AFTER
from apprentices.operations.variance import statement_asked_for
from core import links
from core.accounts.models import User
from core.notifications.models import Message
from core.registry import Reminder

LINK_PURPOSE = "confirm_plan"
STATE_VARIANCE = "state_variance"

TOGETHER = datetime.timedelta(hours=1)
"""What is opened within an hour (a whole cohort) is told in one mail."""


def to_confirm(at: datetime.datetime) -> Iterator[Reminder]:
    """Everybody for whom sections wait: one mail about all of them, again only when something new waits."""
    yield from _waiting(at, older_than=TOGETHER, template="plan_to_confirm", key="plan-asked")


def overdue(at: datetime.datetime) -> Iterator[Reminder]:
    """The same people once more after two weeks, about what still waits then."""
    yield from _waiting(at, older_than=OVERDUE_AFTER, template="plan_overdue", key="plan-overdue")


def _waiting(at: datetime.datetime, *, older_than: datetime.timedelta, template: str, key: str) -> Iterator[Reminder]:
    counted = _by_person(at - older_than, on=timezone.localdate(at))
    told = _told(template, counted)
    for person in User.objects.filter(pk__in=counted, is_active=True).order_by("pk"):
        found = counted[person.pk]
        if found["newest"] <= told.get(person.pk, 0):
            continue
        link = _link(person) if found["managed"] else ""
        yield Reminder(
            to=person,
            template=template,
            context={"sections": found["sections"], "plans": found["plans"], "link": link},
            key=f"{key}-{person.pk}-{found['newest']}",
            secret=bool(link),
        )


def _told(template: str, people: Iterable[int]) -> dict[int, int]:
    """By person: the newest section that a mail of this kind has told them of."""
    told: dict[int, int] = {}
    for person, key in Message.objects.filter(kind=template, to__in=list(people)).values_list("to", "key"):
        if person is not None:
            told[person] = max(told.get(person, 0), int(key.rsplit("-", 1)[1]))
    return told


def _link(person: User) -> str:
    """A signed link for a line manager who may come without signing in; nothing for everybody else."""
    return "" if person.needs_second_factor else links.make(person=person, purpose=LINK_PURPOSE, subject=person)[1]


def _by_person(before: datetime.datetime, *, on: datetime.date) -> dict[int, dict[str, int]]:
    """For each person who is asked: how many sections wait, in how many plans, and the newest of them."""
    found: dict[int, dict[str, int]] = {}
    for party, relation in PARTY_KINDS.items():
        sections = PlanSection.objects.waiting_for(party).filter(
            opened_at__lt=before, plan__apprentice__state__in=PlanSection.ASKED_WHILE
        )
        by_apprentice = {
            row["plan__apprentice"]: row
            for row in sections.order_by().values("plan__apprentice").annotate(sections=Count("pk"), newest=Max("pk"))
        }
        people = Involvement.objects.on(on).filter(
            kind=relation, person__isnull=False, apprentice__in=list(by_apprentice)
        )
        for person, apprentice in people.values_list("person", "apprentice").distinct():
            theirs = found.setdefault(person, {"sections": 0, "plans": 0, "newest": 0, "managed": 0})
            theirs["managed"] += party == Party.EMPLOYER
            theirs["sections"] += by_apprentice[apprentice]["sections"]
            theirs["plans"] += 1
            theirs["newest"] = max(theirs["newest"], by_apprentice[apprentice]["newest"])
    return found


# The employer's statement --------------------------------------------------------------------------------------


def under_plan_at_the_end(*, on: datetime.date, manager: User | None = None) -> QuerySet[Apprentice]:
    """Apprentices near the end of the plan whose hours are under it, signed for or not; of one line manager."""
    near: QuerySet[Apprentice] = Apprentice.objects.at_the_end_under_plan(on=on)
    if manager is not None:
        near = near.filter(pk__in=related(manager, Involvement.Kind.LINE_MANAGER, on=on))
    return near


def owed_statements(*, on: datetime.date, manager: User | None = None) -> list[Apprentice]:
    """Apprentices for whom the employer's statement on hours under plan is still to be signed; of one line manager."""
    near = under_plan_at_the_end(on=on, manager=manager)
    found = near.select_related("person", "standing", "rule_set").prefetch_related("variance_statements")
    return [
        apprentice
        for apprentice in found.order_by("planned_end_on", "pk")
        if statement_asked_for(
            apprentice,
            next(iter(apprentice.variance_statements.all()), None),
            actual=apprentice.standing.confirmed_hours,
            on=on,
        )
    ]


def statements_owed(at: datetime.datetime) -> Iterator[Reminder]:
    """Line managers, once for each apprentice whose hours are under plan at the end of the plan."""
    on = timezone.localdate(at)
    owed = {apprentice.pk: apprentice for apprentice in owed_statements(on=on)}
    managers = (
        Involvement.objects.on(on)
        .filter(kind=Involvement.Kind.LINE_MANAGER, apprentice__in=list(owed), person__is_active=True)
        .select_related("person")
        .order_by("pk")
    )
    keys = {involved: f"hours-statement-{involved.apprentice_id}-{involved.person_id}" for involved in managers}
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    for involved, key in keys.items():
        if key in told or involved.person is None:
            continue
        person, apprentice = involved.person, owed[involved.apprentice_id]
        link = links.make(person=person, purpose=STATE_VARIANCE, subject=apprentice)[1] if person.comes_by_link else ""
        yield Reminder(
            to=person,
            template="hours_statement",
            context={"apprentice": apprentice, "standing": apprentice.standing, "link": link},
            key=key,
            secret=bool(link),
        )
