"""What progress reviews add to the portal's lists: what needs somebody, the calendar, what a break or the end means."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import operations, people, review_facts, steps
from apprentices.home import REVIEWS_AHEAD as AHEAD
from apprentices.home import standings
from apprentices.models import (
    PARTY_KINDS,
    Involvement,
    Party,
    ProgressReview,
    ReviewAction,
    ReviewPreparation,
    ReviewWriteUp,
)
from apprentices.models.involvement import related
from apprentices.models.parties import spoken_for
from apprentices.permissions.reviews import DEPUTY_AFTER
from apprentices.programme_plan import bank_holidays
from apprentices.registrations import review_guards, review_mails
from apprentices.registrations.record import item
from apprentices.registrations.waiting import Waiting, sources
from apprentices.steps import Leaving, Pause, Return
from apprentices.working_days import last_day_that_waited_longer
from consortium import people as appointed
from core import registry
from core.accounts.models import User
from core.audit.guards import declare
from core.registry import CalendarItem, Consequence, Need, WorkItem
from core.words import count, day

MOST_LISTED = 5
State = ProgressReview.State


def worklist(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Reviews that a tutor is to hold: those past the day, and those of the next two weeks."""
    if Involvement.Kind.TUTOR not in people.kinds(user):
        return
    due, url = standings(user, on), _reviews_url("state=scheduled&sort=meets")
    if due["to_hold_late"]:
        late = count(due["to_hold_late"], "progress review")
        yield WorkItem(f"{late} past the day", url, Need.OVERDUE, due_on=due["first_to_hold"])
    if due["to_hold_soon"]:
        yield WorkItem(f"{count(due['to_hold_soon'], 'progress review')} in the next two weeks", url, Need.DUE)


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """What else of the reviews needs this person, mine before what waits for others."""
    kinds = people.kinds(user)
    if not kinds.isdisjoint(PARTY_KINDS.values()):
        yield _to_sign(user, on)
        yield _to_prepare(user, on)
        yield _actions(user, on)
    if Involvement.Kind.TUTOR in kinds:
        yield from _for_tutor(user, on)
    if appointed.holds(user, "compliance_officer"):
        yield _for_compliance(user, on)
    if appointed.holds(user, "workforce_lead"):
        yield _for_workforce_lead(user, on)


def _whose(review: ProgressReview, user: User) -> str:
    """The review in words for this person: one's own is not called by one's name."""
    own = review.apprentice.person_id == user.pk
    return "your progress review" if own else f"the progress review of {review.apprentice}"


def _listed(reviews: QuerySet[ProgressReview]) -> list[ProgressReview]:
    return list(reviews.select_related("apprentice__person", "write_up").order_by("due_on", "pk")[: MOST_LISTED + 1])


def _reviews_url(query: str) -> str:
    return f"{reverse('apprentices:reviews')}?{query}"


def _to_sign(user: User, on: datetime.date) -> Waiting:
    reviews = ProgressReview.objects.to_sign_by(user, on=on)
    return Waiting(reviews, lambda: _signing(reviews, user, on))


def _signing(reviews: QuerySet[ProgressReview], user: User, on: datetime.date) -> Iterator[WorkItem]:
    too_long = last_day_that_waited_longer(DEPUTY_AFTER - 1, on, bank_holidays())
    found = _listed(reviews)
    for review in found[:MOST_LISTED]:
        assert review.write_up is not None
        assert review.write_up.written_at is not None
        since = timezone.localdate(review.write_up.written_at)
        yield WorkItem(
            f"Sign {_whose(review, user)}",
            reverse("apprentices:sign_review", args=[review.reference]),
            Need.overdue_if(since <= too_long),
            hint=f"Waiting since {day(since)}",
        )
    if len(found) > MOST_LISTED:
        rest = reviews.count() - MOST_LISTED
        yield WorkItem(f"Sign {count(rest, 'more progress review')}", _reviews_url("waiting=me"), Need.DUE)


def _to_prepare(user: User, on: datetime.date) -> Waiting:
    sent = ReviewPreparation.objects.filter(review=OuterRef("pk"), author=user, sent_at__isnull=False)
    coming = (
        ProgressReview.objects.open()
        .of_party(user, on=on)
        .filter(~Exists(sent), planned_on__gte=on, planned_on__lte=on + AHEAD, apprentice__state="active")
    )
    return Waiting(coming, lambda: _preparing(coming, user))


def _preparing(coming: QuerySet[ProgressReview], user: User) -> Iterator[WorkItem]:
    found = _listed(coming)
    for review in found[:MOST_LISTED]:
        yield WorkItem(
            f"Prepare {_whose(review, user)}",
            reverse("apprentices:prepare_review", args=[review.reference]),
            Need.DUE,
            due_on=review.planned_on,
            hint="What you write is yours until you send it",
        )
    if len(found) > MOST_LISTED:
        rest = count(coming.count() - MOST_LISTED, "more progress review")
        yield WorkItem(f"Prepare {rest}", _reviews_url("state=scheduled"), Need.DUE)


def _actions(user: User, on: datetime.date) -> Waiting:
    """Actions that were agreed and are this person's, near their day or past it."""
    mine = Q(pk__in=[])
    for party in spoken_for(user, on=on):
        apprentices = related(user, PARTY_KINDS[party], on=on)
        mine |= Q(owner=party, write_up__review__apprentice__in=apprentices)
    due = ReviewAction.objects.open().filter(mine, due_on__lte=on + AHEAD)
    learning = due.filter(write_up__review__apprentice__state="active")
    return Waiting(learning, lambda: _agreed(learning))


def _agreed(actions: QuerySet[ReviewAction]) -> Iterator[WorkItem]:
    for action in actions.select_related("write_up__review").order_by("due_on", "pk")[:MOST_LISTED]:
        yield WorkItem(
            f"Agreed in a review: {action.what}",
            reverse("apprentices:review", args=[action.write_up.review.reference]),
            due_on=action.due_on,
        )


def _for_tutor(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Reviews to write up, to catch up with; and how many wait for others' signatures."""
    mine = ProgressReview.objects.of_party(user, Party.UNIVERSITY, on=on)
    held = mine.filter(state__in=ProgressReview.BEING_WRITTEN)
    without = mine.filter(catch_up_due_on__isnull=False, caught_up_on__isnull=True)
    signed = mine.filter(state=State.SIGNING, write_up__signatures__party=Party.UNIVERSITY)
    yield Waiting(held, lambda: _to_write_up(held))
    yield Waiting(without, lambda: _to_catch_up(without))
    yield Waiting(signed, lambda: _with_others(signed))


def _to_write_up(held: QuerySet[ProgressReview]) -> Iterator[WorkItem]:
    found = _listed(held)
    for review in found[:MOST_LISTED]:
        yield WorkItem(
            f"Write up the progress review of {review.apprentice}",
            reverse("apprentices:write_review", args=[review.reference]),
            due_on=review.reopened_until,
            hint=f"Held on {day(review.held_on)}",
        )
    if len(found) > MOST_LISTED:
        rest = count(held.count() - MOST_LISTED, "more progress review")
        yield WorkItem(f"Write up {rest}", _reviews_url("state=held"), Need.DUE)


def _to_catch_up(without: QuerySet[ProgressReview]) -> Iterator[WorkItem]:
    for review in _listed(without)[:MOST_LISTED]:
        yield WorkItem(
            f"Catch up with the employer of {review.apprentice}",
            reverse("apprentices:catch_up_review", args=[review.reference]),
            due_on=review.catch_up_due_on,
            hint="The review was held without them",
        )


def _with_others(signed: QuerySet[ProgressReview]) -> Iterator[WorkItem]:
    waits = count(signed.count(), "progress review waits", "progress reviews wait")
    yield WorkItem(f"{waits} for others to sign", _reviews_url("waiting=others"), Need.WAITING)


def _for_compliance(user: User, on: datetime.date) -> Waiting:
    """Disputes to settle, and reopened reviews that were not written up again in time."""
    disputed, late = Q(state=State.DISPUTED), Q(state=State.REOPENED, reopened_until__lt=on)
    found = ProgressReview.objects.visible_to(user, on=on).filter(disputed | late)
    return Waiting(found, lambda: _to_settle(found, disputed, late))


def _to_settle(found: QuerySet[ProgressReview], disputed: Q, late: Q) -> Iterator[WorkItem]:
    counted = found.aggregate(late=Count("pk", filter=late), disputed=Count("pk", filter=disputed))
    if counted["late"]:
        reopened = count(counted["late"], "reopened progress review", "reopened progress reviews")
        yield WorkItem(f"{reopened} past the day", _reviews_url("state=reopened"), Need.OVERDUE)
    if counted["disputed"]:
        disputes = count(counted["disputed"], "disputed progress review")
        yield WorkItem(f"{disputes} to settle", _reviews_url("state=disputed"))


def _for_workforce_lead(user: User, on: datetime.date) -> Waiting:
    """Reviews of the employer's apprentices that nobody has signed for the employer for five working days."""
    since = last_day_that_waited_longer(DEPUTY_AFTER - 1, on, bank_holidays())
    limit = timezone.make_aware(datetime.datetime.combine(since + datetime.timedelta(days=1), datetime.time()))
    unsigned = ProgressReview.objects.visible_to(user, on=on).unsigned_by(Party.EMPLOYER)
    late = unsigned.filter(write_up__written_at__lt=limit)
    return Waiting(late, lambda: _to_sign_as_deputy(late))


def _to_sign_as_deputy(late: QuerySet[ProgressReview]) -> Iterator[WorkItem]:
    waits = count(late.count(), "progress review has", "progress reviews have")
    yield WorkItem(
        f"{waits} waited {DEPUTY_AFTER} working days or more for the employer",
        _reviews_url("waiting=employer&sort=written"),
        Need.OVERDUE,
        hint="You may sign in a line manager’s place, under your own name",
    )


def calendar(user: User) -> Iterator[CalendarItem]:
    """Reviews on the day that was set, for those of the three who take part. Titles name nobody."""
    if people.kinds(user).isdisjoint(PARTY_KINDS.values()):
        return
    planned = ProgressReview.objects.open().of_party(user, on=timezone.localdate()).filter(planned_on__isnull=False)
    for review in planned.order_by("planned_on"):
        assert review.planned_on is not None
        begins = review.planned_time or datetime.time(9)
        ends = datetime.time(min(begins.hour + 1, 23), begins.minute) if review.planned_time else datetime.time(17)
        yield item(f"review-{review.reference}", "Progress review", review.planned_on, begins, ends)


# What a break, a return and the end mean ---------------------------------------------------------------------


def _preview_pause(change: Pause) -> Iterator[str]:
    for review in ProgressReview.objects.open().filter(apprentice=change.apprentice):
        yield f"Progress review {review.number}, due by {day(review.due_on)}, is skipped."


def _preview_return(change: Return) -> Iterator[str]:
    yield "The next progress review is counted from the day of the return."


def _preview_leaving(change: Leaving) -> Iterator[str]:
    unsigned = ProgressReview.objects.filter(
        apprentice=change.apprentice, state__in=[State.HELD, State.SIGNING, State.REOPENED]
    ).count()
    if unsigned:
        yield f"{count(unsigned, 'progress review')} not signed by all will be closed unsigned, for good."


def _nothing(change: object) -> tuple[str, ...]:
    return ()


def _pause(change: Pause) -> None:
    operations.skip_for_pause(change.apprentice, by=change.by)


def _return(change: Return) -> None:
    operations.restart_after_return(change.apprentice, returns_on=change.returns_on, by=change.by)


def _leave(change: Leaving) -> None:
    operations.close_reviews_at_the_end(change.apprentice, last_day=change.last_day, by=change.by)


at_pause = Consequence("progress reviews", preview=_preview_pause, blocks=_nothing, apply=_pause)
at_return = Consequence("progress reviews", preview=_preview_return, blocks=_nothing, apply=_return)
at_the_end = Consequence("progress reviews", preview=_preview_leaving, blocks=_nothing, apply=_leave)


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    declare(*review_guards.GUARDS)
    registry.signed_models.register(
        "apprentices.reviewwriteup",
        registry.SignedModel(ReviewWriteUp, content=lambda text, purpose: text.signed_content(purpose)),
    )
    for supply in (review_facts.time_facts, review_facts.attendance_facts, review_facts.carried_actions):
        review_facts.review_facts.register(supply, order=10)
    steps.pause.consequences.register(at_pause)
    steps.resumption.consequences.register(at_return)
    steps.withdrawal.consequences.register(at_the_end)
    registry.worklist.register(worklist, order=21)
    sources.register(waiting, order=20)
    registry.calendar_sources.register(calendar, order=21)
    for name, due in {
        "reviews to prepare": review_mails.to_prepare,
        "signatures waiting": review_mails.signatures_waiting,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
