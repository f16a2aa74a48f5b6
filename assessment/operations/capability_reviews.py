"""Review panels: convened for many, each view signed apart, one judgement in words, one moment of release."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Milestone
from apprentices.operations import reach_milestone
from assessment.capabilities import in_reading_order
from assessment.capability_reviews import content, permissions, rules
from assessment.capability_reviews.rules import Judgement, ReviewPoint
from assessment.content import hash_of
from assessment.models import (
    CapabilityReview,
    CapabilityReviewWords,
    ReviewPanel,
    ReviewPanelMember,
    ReviewPanelView,
)
from assessment.operations import telling_of_panels as telling
from assessment.permissions import refuse_unless
from consortium.models import FrameworkLevel, Statement
from core import audit, words
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.workflow import StepRefused, move

State = CapabilityReview.State


@dataclass(frozen=True)
class Named:
    """Somebody who is asked to sit on a panel, and for which side."""

    person: User
    side: str


def domains_at(apprentice: Apprentice, point: str, *, on: datetime.date) -> QuerySet[Statement]:
    """The statements of the framework that has this level, as the apprentice's standard has it on a day."""
    in_force = apprentice.cohort.standard_version.frameworks.in_force(on)
    at_the_level = FrameworkLevel.objects.filter(code=point).values("framework")
    return in_reading_order(Statement.objects.filter(framework__in=in_force.filter(pk__in=at_the_level)))


@transaction.atomic
def convene(
    apprentices: Sequence[Apprentice],
    *,
    point: str,
    held_on: datetime.date,
    members: Sequence[Named],
    by: User,
    at: datetime.datetime | None = None,
) -> ReviewPanel:
    """One panel for a number of apprentices of one university on one day; members and apprentices are told.

    Raises ``StepRefused`` where a side is missing, a member manages one of them, or one of them cannot be reviewed.
    """
    at = at or timezone.now()
    universities = {apprentice.cohort.university for apprentice in apprentices}
    if len(universities) != 1:
        raise StepRefused("Choose at least one apprentice, all of one university.")
    [university] = universities
    on = timezone.localdate(at)
    refuse_unless(permissions.may_convene(by, university, on=on))
    refuse_unless(rules.composed(point, {member.side for member in members}))
    if held_on < on:
        raise StepRefused("A panel sits today or later.")
    for apprentice in apprentices:
        refuse_unless(permissions.can_be_reviewed(apprentice, point))
    for member in members:
        refuse_unless(permissions.may_sit(member.person, apprentices, on=held_on))
    panel = ReviewPanel.objects.create(university=university, point=point, held_on=held_on, convened_by=by)
    audit.record(panel, "convened", by=by, at=at, apprentices=len(apprentices))
    _plan(panel, apprentices, by=by, at=at)
    for member in members:
        _seat(panel, member, by=by, at=at)
    return panel


def _plan(panel: ReviewPanel, apprentices: Iterable[Apprentice], *, by: User, at: datetime.datetime) -> None:
    for apprentice in apprentices:
        number = apprentice.capability_reviews.filter(point=panel.point).exclude(state=State.CANCELLED).count() + 1
        try:
            with transaction.atomic():
                review = CapabilityReview.objects.create(
                    panel=panel, apprentice=apprentice, point=panel.point, number=number
                )
        except IntegrityError as planned:
            raise StepRefused(f"Somebody has planned a review of {apprentice} at this point just now.") from planned
        audit.record(review, "planned", by=by, at=at)
        telling.planned(review)


def _seat(panel: ReviewPanel, named: Named, *, by: User, at: datetime.datetime) -> ReviewPanelMember:
    try:
        with transaction.atomic():
            member = ReviewPanelMember.objects.create(panel=panel, person=named.person, side=named.side, joined_at=at)
    except IntegrityError as twice:
        raise StepRefused(f"{named.person} sits on this panel, or has left it.") from twice
    audit.record(member, "member joined", by=by, at=at, member=named.person.name)
    telling.asked_to_sit(member)
    return member


@transaction.atomic
def add_member(panel: ReviewPanel, *, named: Named, by: User, at: datetime.datetime | None = None) -> ReviewPanelMember:
    """One more member: a substitute, or a further voice."""
    at = at or timezone.now()
    refuse_unless(permissions.may_change_panel(by, panel))
    apprentices = Apprentice.objects.filter(capability_reviews__panel=panel).select_related("person")
    refuse_unless(permissions.may_sit(named.person, apprentices, on=panel.held_on))
    return _seat(panel, named, by=by, at=at)


@transaction.atomic
def take_member(member: ReviewPanelMember, *, by: User, at: datetime.datetime | None = None) -> None:
    """A member leaves: name and dates stay, what was signed stays, what was only begun goes, the link opens nothing."""
    at = at or timezone.now()
    refuse_unless(permissions.may_change_panel(by, member.panel))
    if not ReviewPanelMember.objects.sitting().filter(pk=member.pk).update(left_at=at):
        raise StepRefused(f"{member} has left this panel already.")
    member.views.filter(signed_at__isnull=True).delete()
    audit.record(member, "member left", by=by, at=at, member=member.person.name)
    telling.not_asked_any_more(member)


@transaction.atomic
def cancel_review(review: CapabilityReview, *, reason: str, by: User, at: datetime.datetime | None = None) -> None:
    """Cancel what is planned for one apprentice; a new one can be planned at once."""
    refuse_unless(permissions.may_change_panel(by, review.panel))
    move(review, to=State.CANCELLED, by=by, at=at, reason=reason)
    telling.cancelled(review)


def save_view(
    review: CapabilityReview,
    *,
    member: ReviewPanelMember,
    judgement: str,
    words_: str,
    at: datetime.datetime | None = None,
) -> ReviewPanelView:
    """Keep what a member has written of one apprentice; nobody else reads it before it is signed."""
    at = at or timezone.now()
    refuse_unless(permissions.may_give_view(member, review))
    view, _ = ReviewPanelView.objects.update_or_create(
        review=review, member=member, defaults={"judgement": judgement, "words": words_, "saved_at": at}
    )
    return view


@transaction.atomic
def sign_views(
    member: ReviewPanelMember,
    *,
    read: Mapping[int, str],
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> list[ReviewPanelView]:
    """Sign what this member has written and not signed, as they read it (view id → its hash); each is frozen.

    Raises ``StepRefused`` where one has changed since, or there is nothing to sign.
    """
    at = at or timezone.now()
    written = ReviewPanelView.objects.select_for_update().filter(member=member, signed_at__isnull=True)
    views = [
        view
        for view in ReviewPanelView.objects.filter(pk__in=[v.pk for v in written])
        .select_related("review__apprentice__person", "review__panel", "member__person")
        .order_by("pk")
        if view.pk in read
    ]
    if not views:
        raise StepRefused("There is nothing of yours to sign.")
    for view in views:
        refuse_unless(permissions.may_give_view(member, view.review))
        said = content.viewed(view)
        if hash_of(said) != read[view.pk]:
            raise StepRefused("What you wrote has changed since you opened this page. Check it again, then sign.")
        signature = sign(
            view,
            by=member.person,
            purpose=content.VIEW,
            content=said,
            name=name,
            role=role or "Panel member",
            method=method,
            address=address,
            at=at,
        )
        view.signed_at, view.content_hash = at, signature.content_hash
        view.save(update_fields=["signed_at", "content_hash"])
        audit.record(view, "view signed", by=member.person, at=at)
    return views


@dataclass(frozen=True)
class Judged:
    """What a panel says of one apprentice. ``by_domain``: statement id → words. For "not yet": what is enough, when."""

    judgement: str
    whole: str
    by_domain: Mapping[int, str]
    enough: str = ""
    again_on: datetime.date | None = None


@transaction.atomic
def record_judgement(
    review: CapabilityReview, *, said: Judged, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> CapabilityReview:
    """The panel's judgement, signed by whoever leads it. Nobody else learns of it before its release.

    Raises ``StepRefused``: a side has no signed view, words are missing, the panel has not sat.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    review = CapabilityReview.objects.select_for_update().get(pk=review.pk)
    refuse_unless(permissions.may_judge(by, review, on=on))
    _refuse_unless_whole(review, said, on=on)
    CapabilityReviewWords.objects.bulk_create(
        CapabilityReviewWords(review=review, statement_id=pk, words=text)
        for pk, text in said.by_domain.items()
        if text.strip()
    )
    review.judgement, review.whole, review.judged_by = said.judgement, said.whole, by
    review.enough, review.again_on = said.enough, said.again_on
    judged = content.judged(review)
    move(
        review,
        to=State.JUDGED,
        by=by,
        at=at,
        judgement=said.judgement,
        whole=said.whole,
        enough=said.enough,
        again_on=said.again_on,
        judged_by=by,
        judged_at=at,
        content_hash=hash_of(judged),
    )
    sign(review, by=by, purpose=content.JUDGEMENT, content=judged, address=address, at=at)
    review.views.filter(signed_at__isnull=True).delete()
    return review


def _refuse_unless_whole(review: CapabilityReview, said: Judged, *, on: datetime.date) -> None:
    if not said.whole.strip():
        raise StepRefused("Say it for the whole, in words.")
    allowed = set(domains_at(review.apprentice, review.point, on=review.panel.held_on).values_list("pk", flat=True))
    if set(said.by_domain) - allowed:
        raise StepRefused("Some of these domains are not asked about here.")
    if said.judgement == Judgement.NOT_YET and not (said.enough.strip() and said.again_on and said.again_on > on):
        raise StepRefused(
            "“Not yet” says what would be enough, and the day after today on which the panel looks again."
        )


@transaction.atomic
def release(
    panel: ReviewPanel, *, moment: datetime.datetime, by: User, at: datetime.datetime | None = None
) -> list[CapabilityReview]:
    """Set the moment at which everything that this panel judged is released; now or later, the same for all."""
    at = at or timezone.now()
    refuse_unless(permissions.may_release(by, panel))
    waiting = CapabilityReview.objects.select_for_update().filter(panel=panel, state=State.JUDGED)
    reviews = list(waiting)
    moment = max(moment, at)
    for review in reviews:
        review.release_at = moment
        review.save(update_fields=["release_at"])
        audit.record(review, "release set", by=by, at=at, moment=words.moment(moment))
    release_due(at=at)
    return reviews


@transaction.atomic
def release_due(*, at: datetime.datetime | None = None) -> int:
    """Release everything whose moment has come: readiness becomes a milestone, and all are told. Returns how many."""
    at = at or timezone.now()
    due = CapabilityReview.objects.due_for_release(at).select_for_update(skip_locked=True, of=("self",))
    reviews = list(due.select_related("panel", "apprentice__person", "judged_by"))
    for review in reviews:
        move(review, to=State.RELEASED, by=None, at=at, released_at=at)
        if review.point == ReviewPoint.READINESS and review.judgement == Judgement.MET:
            reach_milestone(
                review.apprentice, Milestone.Kind.READINESS_PASSED, on=review.panel.held_on, by=review.judged_by
            )
        telling.released(review, on=timezone.localdate(at))
    return len(reviews)


def cancel_on_withdrawal(apprentice: Apprentice, *, by: User) -> None:
    """Whoever leaves the programme stands on no panel any more."""
    for review in CapabilityReview.objects.filter(apprentice=apprentice, state=State.PLANNED):
        move(review, to=State.CANCELLED, by=by, reason="The apprentice has left the programme.")
