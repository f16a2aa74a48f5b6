"""What adjustments add to the portal's lists: decisions that wait, days to look again, the record's section."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import people, permissions, steps
from apprentices.adjustment_rules import CIRCLES, remind_before
from apprentices.models import Adjustment, Apprentice, Involvement, ResultReview, SharedAdjustment
from apprentices.operations.adjustment_mails import DECIDE, above, deciding, link_for, page_of
from apprentices.operations.adjustments import stop_sharing_with_employer
from apprentices.registrations.waiting import Waiting, sources
from consortium.people import holds
from core import registry
from core.accounts.models import User
from core.audit.guards import Guard, declare
from core.notifications.models import Message
from core.registry import Consequence, LinkPurpose, RecordSection, Reminder, WorkItem

Kind = Involvement.Kind
DECIDING_KINDS = {kind for circle in CIRCLES.values() for kind in circle.deciding}
DECIDING_ROLES = tuple({role for circle in CIRCLES.values() for role in circle.above})

GUARDS = (
    Guard(
        Adjustment,
        name="adjustment_says_what_was_asked",
        when="1 = 1",
        columns=("apprentice_id", "what_helps", "raised_on"),
        may_delete=True,
    ),
    Guard(
        SharedAdjustment,
        name="agreed_adjustment_is_kept",
        when="OLD.state = 'agreed'",
        columns=("adjustment_id", "audience", "state", "instead", "decided_by_id", "decided_on"),
        may_delete=True,
    ),
    Guard(ResultReview, name="answered_result_is_kept", when="OLD.state = 'answered'", may_delete=True),
)
"""What others agreed to, and what the university answered, stays as it is; erasure deletes the whole."""


def register() -> None:
    """Enter everything of this module in the lists of the portal; called once, when the app is ready."""
    declare(*GUARDS)
    sources.register(waiting, order=21)
    registry.record_sections.register(section, order=62)
    steps.transfer.consequences.register(new_employer)
    for name, due in {
        "decisions on adjustments late": decisions_late,
        "adjustments to look at again": to_look_again,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
    registry.link_purposes.register(
        DECIDE,
        LinkPurpose(
            "apprentices:decide_adjustment_by_link",
            days=28,
            words="something that waits for your decision",
            renewable=lambda adjustment: adjustment.is_current,
        ),
    )


# What needs somebody -----------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """For those who decide: what waits. For the apprentice: offers to answer, days to look again, what to share."""
    if not DECIDING_KINDS.isdisjoint(people.kinds(user)) or holds(user, *DECIDING_ROLES):
        yield _decisions(user, on)
    if people.is_tutor(user) or holds(user, "compliance_officer"):
        yield _results(user, on)
    if people.is_apprentice(user):
        yield _own(user, on)


def _decisions(user: User, on: datetime.date) -> Waiting:
    rows = SharedAdjustment.objects.awaiting(user, on=on)
    return Waiting(rows, lambda: _about_decisions(rows))


def _about_decisions(rows: QuerySet[SharedAdjustment]) -> Iterator[WorkItem]:
    for shared in rows.select_related("adjustment__apprentice__person").order_by("decide_by", "pk"):
        yield WorkItem(
            f"Decide on an adjustment for {shared.adjustment.apprentice}",
            page_of(shared.adjustment),
            due_on=shared.decide_by,
        )


def _results(user: User, on: datetime.date) -> Waiting:
    rows = ResultReview.objects.awaiting(user, on=on)
    return Waiting(rows, lambda: _about_results(rows))


def _about_results(rows: QuerySet[ResultReview]) -> Iterator[WorkItem]:
    for review in rows.select_related("adjustment__apprentice__person").order_by("answer_by", "pk"):
        yield WorkItem(
            f"Say what happens to a result of {review.adjustment.apprentice}",
            page_of(review.adjustment),
            due_on=review.answer_by,
            hint="It was decided without an adjustment",
        )


def _own(user: User, on: datetime.date) -> Waiting:
    soon = Q(state=Adjustment.State.CURRENT, review_on__lte=on + remind_before())
    offered = Q(
        state=Adjustment.State.CURRENT,
        parties__in=SharedAdjustment.objects.shared(on=on).filter(state=SharedAdjustment.State.OFFERED),
    )
    unshared = Q(pk__in=Adjustment.objects.shared_with_nobody(on=on).values("pk"))
    own = Adjustment.objects.filter(apprentice__person=user, apprentice__state__in=Apprentice.ON_PROGRAMME)
    rows = own.filter(soon | offered | unshared).distinct()
    return Waiting(rows, lambda: _about_own(rows, on))


def _about_own(rows: QuerySet[Adjustment], on: datetime.date) -> Iterator[WorkItem]:
    for adjustment in rows.prefetch_related("parties"):
        parties, url = list(adjustment.parties.all()), page_of(adjustment)
        if any(shared.state == SharedAdjustment.State.OFFERED and shared.is_shared(on) for shared in parties):
            yield WorkItem("Say whether something else will do in place of an adjustment", url)
        if adjustment.from_application and not parties:
            yield WorkItem("Choose who reads the adjustment from your application", url, hint="Nobody reads it yet")
        if adjustment.review_on <= on + remind_before():
            yield WorkItem("Look at your adjustment again", url, due_on=adjustment.review_on)


# Reminders ---------------------------------------------------------------------------------------------------


def decisions_late(at: datetime.datetime) -> Iterator[Reminder]:
    """On the first day after the one to decide by: whoever decides, and whoever stands above them, each once."""
    on = timezone.localdate(at)
    late = SharedAdjustment.objects.shared(on=on).filter(
        state=SharedAdjustment.State.ASKED,
        decide_by__lt=on,
        adjustment__state=Adjustment.State.CURRENT,
        adjustment__apprentice__state__in=Apprentice.ON_PROGRAMME,
    )
    waiting: dict[str, tuple[SharedAdjustment, User]] = {}
    for shared in late.select_related("adjustment__apprentice__person").order_by("pk"):
        for person in dict.fromkeys((*deciding(shared), *above(shared))):
            waiting[f"adjustment-late-{shared.pk}-{shared.decide_by}-{person.pk}"] = shared, person
    told = set(Message.objects.filter(key__in=waiting).values_list("key", flat=True))
    for key, (shared, person) in waiting.items():
        if key not in told:
            yield Reminder(
                to=person,
                template="decision_late",
                context={
                    "apprentice": shared.adjustment.apprentice,
                    "by_day": shared.decide_by,
                    "path": page_of(shared.adjustment),
                    "link": link_for(person, shared.adjustment),
                },
                key=key,
                secret=person.comes_by_link,
            )


def to_look_again(at: datetime.datetime) -> Iterator[Reminder]:
    """Two weeks before the day on which an adjustment is looked at again: the apprentice, once for each day."""
    on = timezone.localdate(at)
    due = Adjustment.objects.current().filter(
        review_on__lte=on + remind_before(), apprentice__state__in=Apprentice.ON_PROGRAMME
    )
    for adjustment in due.select_related("apprentice__person").order_by("pk"):
        yield Reminder(
            to=adjustment.apprentice.person,
            template="look_again",
            context={"by_day": adjustment.review_on, "path": page_of(adjustment)},
            key=f"adjustment-review-{adjustment.pk}-{adjustment.review_on}",
        )


# The record page ---------------------------------------------------------------------------------------------


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """Adjustments that this reader may read; nothing tells anybody else that there are any."""
    own = user.pk == apprentice.person_id
    readable = Adjustment.objects.visible_to(user, on=on).filter(apprentice=apprentice).current()
    found = list(readable.order_by("-raised_on", "-pk")[:5])
    if not found and not own:
        return None
    return RecordSection(
        title="Adjustments",
        template="apprentices/sections/adjustments.html",
        context={
            "apprentice": apprentice,
            "adjustments": found,
            "own": own,
            "may_raise": bool(permissions.may_raise_adjustment(user, apprentice)),
        },
        url=reverse("apprentices:adjustments", args=[apprentice.reference]),
    )


# What other steps mean here ----------------------------------------------------------------------------------


new_employer = Consequence(
    "adjustments shared with the employer",
    preview=lambda change: (),
    blocks=lambda change: (),
    apply=lambda change: stop_sharing_with_employer(change.apprentice, by=change.by),
)
"""A new employer reads none of what the old one was told. No preview says so: it would tell that there is something."""
