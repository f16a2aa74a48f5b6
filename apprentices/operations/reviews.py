"""Progress reviews up to the day on which they are held: set, moved, held, missed, skipped for a break.

The rule set says when the one after is due. Each step locks the apprentice's totals first.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, ProgressReview, Standing
from apprentices.operations.standing import lock_standing
from apprentices.requirements import rules_of
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.words import day
from core.workflow import StepRefused

State = ProgressReview.State
CATCH_UP = datetime.timedelta(days=ProgressReview.CATCH_UP_DAYS)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Where and when a review is to be held."""

    review: ProgressReview
    on: datetime.date
    time: datetime.time | None = None
    place: str = ""


def plan_review(
    review: ProgressReview, *, on: datetime.date, by: User, time: datetime.time | None = None, place: str = ""
) -> None:
    """Put the review on a day. The due date stays; that it was moved is counted; the other two are told."""
    plan_reviews([Meeting(review=review, on=on, time=time, place=place)], by=by)


@transaction.atomic
def plan_reviews(meetings: Sequence[Meeting], *, by: User) -> None:
    """Set many reviews at once; everybody concerned gets one mail for all of theirs."""
    lock_standing([meeting.review.apprentice_id for meeting in meetings])
    for meeting in meetings:
        review = meeting.review
        review.refresh_from_db()
        if review.state != State.SCHEDULED:
            raise StepRefused("This review was held already.")
        moved = review.planned_on is not None and review.planned_on != meeting.on
        review.planned_on, review.times_moved = meeting.on, review.times_moved + moved
        review.planned_time, review.place = meeting.time, meeting.place
        review.version += 1
        review.save(update_fields=["planned_on", "planned_time", "place", "times_moved", "version"])
        audit.record(review, "planned", by=by, on=meeting.on)
        Standing.objects.filter(pk=review.apprentice_id).update(next_review_on=meeting.on)
    _tell_planned([meeting.review for meeting in meetings], by=by)


def _tell_planned(reviews: Sequence[ProgressReview], *, by: User) -> None:
    kinds = (Involvement.Kind.SELF, Involvement.Kind.LINE_MANAGER)
    theirs: dict[User, list[ProgressReview]] = defaultdict(list)
    by_apprentice = {review.apprentice_id: review for review in reviews}
    involved = Involvement.objects.on(timezone.localdate()).filter(apprentice__in=by_apprentice, kind__in=kinds)
    for involvement in involved.select_related("person").order_by("pk"):
        assert involvement.person is not None
        theirs[involvement.person].append(by_apprentice[involvement.apprentice_id])
    for person, planned in theirs.items():
        if person.pk != by.pk:
            key = "-".join(f"{review.pk}.{review.version}" for review in planned[:8])
            outbox.owe(
                to=person,
                template="review_planned",
                context={"reviews": sorted(planned, key=lambda review: review.meets_on)},
                key=f"review-planned-{person.pk}-{key}",
            )


@transaction.atomic
def hold_review(
    review: ProgressReview, *, held_on: datetime.date, by: User, why_without_employer: str = ""
) -> ProgressReview:
    """Record that the review took place; answers with the next one, due by the apprentice's own rule set.

    ``why_without_employer``: nobody of the employer was there, and why. That is allowed once in an apprenticeship, and
    the employer catches up within ten days. Raises ``StepRefused`` before the start, or the second time.
    """
    lock_standing([review.apprentice_id])
    apprentice = review.apprentice
    if held_on < apprentice.original_start_on:
        raise StepRefused(f"The programme started on {day(apprentice.original_start_on)}. Check the date.")
    without = why_without_employer.strip()
    if without:
        before = ProgressReview.objects.filter(apprentice=apprentice, without_employer=True).first()
        if before is not None:
            raise StepRefused(
                f"Review {before.number} was held without the employer on {day(before.held_on)}, and that is allowed "
                "once. Set another day with the employer, or record that this one was missed."
            )
    workflow.move(
        review,
        to=State.HELD,
        by=by,
        held_on=held_on,
        recorded_by=by,
        recorded_at=timezone.now(),
        without_employer=bool(without),
        why_without=without,
        catch_up_due_on=held_on + CATCH_UP if without else None,
    )
    return _next(apprentice, due_on=rules_of(apprentice.rule_set).next_review_due(held_on))


@transaction.atomic
def catch_up(review: ProgressReview, *, on: datetime.date, by: User) -> None:
    """The employer, who was not there, has gone through the review with the tutor."""
    lock_standing([review.apprentice_id])
    review.refresh_from_db()
    if not review.without_employer or review.caught_up_on:
        raise StepRefused("There is nothing to catch up with.")
    if review.held_on is None or on < review.held_on:
        raise StepRefused(f"The review was held on {day(review.held_on)}. Check the date.")
    review.caught_up_on, review.version = on, review.version + 1
    review.save(update_fields=["caught_up_on", "version"])
    audit.record(review, "caught up", by=by, on=on)


@transaction.atomic
def miss_review(review: ProgressReview, *, reason: str, by: User, on: datetime.date) -> ProgressReview:
    """The due date has passed and the review was not held; the one in its place is due in ten days."""
    lock_standing([review.apprentice_id])
    if not reason.strip():
        raise StepRefused("Say why the review was not held.")
    if review.due_on >= on:
        raise StepRefused(f"It is due by {day(review.due_on)}, so it is not missed yet. Set another day.")
    workflow.move(review, to=State.MISSED, by=by, reason=reason, reason_given=reason)
    return _next(review.apprentice, due_on=on + CATCH_UP)


def _next(apprentice: Apprentice, *, due_on: datetime.date) -> ProgressReview:
    last = ProgressReview.objects.filter(apprentice=apprentice).aggregate(last=Max("number"))["last"] or 0
    following = ProgressReview.objects.create(apprentice=apprentice, number=last + 1, due_on=due_on)
    Standing.objects.filter(pk=apprentice.pk).update(next_review_on=following.due_on)
    return following


# Breaks and the end ------------------------------------------------------------------------------------------


def _skip(apprentice: Apprentice, *, reason: str, by: User | None) -> bool:
    open_review = ProgressReview.objects.open().filter(apprentice=apprentice).first()
    if open_review is not None:
        workflow.move(open_review, to=State.SKIPPED, by=by, reason_given=reason)
    Standing.objects.filter(pk=apprentice.pk).update(next_review_on=None)
    return open_review is not None


@transaction.atomic
def skip_for_pause(apprentice: Apprentice, *, by: User | None) -> bool:
    """Learning stops for a time, so the review to come is skipped. Answers whether there was one."""
    lock_standing([apprentice])
    return _skip(apprentice, reason="Learning stopped for a time", by=by)


@transaction.atomic
def restart_after_return(apprentice: Apprentice, *, returns_on: datetime.date, by: User | None) -> ProgressReview:
    """The clock of the rule set starts anew on the day of the return: answers with the review due next."""
    lock_standing([apprentice])
    _skip(apprentice, reason="The clock started anew on the return to learning", by=by)
    return _next(apprentice, due_on=rules_of(apprentice.rule_set).next_review_due(returns_on))


@transaction.atomic
def close_reviews_at_the_end(apprentice: Apprentice, *, last_day: datetime.date, by: User | None) -> int:
    """Somebody left: the review to come is skipped, and what is not signed by all is closed unsigned, never signed
    afterwards. Answers how many were closed unsigned.
    """
    lock_standing([apprentice])
    _skip(apprentice, reason=f"Left the programme on {day(last_day)}", by=by)
    unsigned = ProgressReview.objects.filter(
        apprentice=apprentice, state__in=[State.HELD, State.SIGNING, State.REOPENED]
    )
    reason = f"Not signed by all when the programme was left on {day(last_day)}"
    return len(workflow.move_all(unsigned, to=State.CLOSED_UNSIGNED, by=by, reason_given=reason).moved)
