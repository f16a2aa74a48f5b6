"""Who convenes a review panel, gives a view, records the judgement and releases it, and why not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from apprentices.models import Apprentice, Involvement, Milestone
from assessment.capability_reviews import rules
from assessment.capability_reviews.rules import ReviewPoint, Seat
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelMember, ReviewPanelView
from assessment.models.capability_reviews import CONVENING_ROLES
from consortium.models import Organisation
from consortium.people import held, reached_ids
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.words import day, listed, moment

State = CapabilityReview.State


def may_convene(user: User, university: Organisation, *, on: datetime.date) -> Answer:
    """May this person convene a review panel for apprentices of this university?"""
    if university.pk in reached_ids(user, on=on, roles=CONVENING_ROLES):
        return YES
    return no(f"A tutor or the placement coordinator of {university} convenes a review panel.")


def convenes(user: User) -> bool:
    """Whether this person convenes review panels for any university today."""
    return any(
        appointment.role.code in CONVENING_ROLES and appointment.organisation.kind == Organisation.Kind.UNIVERSITY
        for appointment in held(user)
    )


def can_be_reviewed(apprentice: Apprentice, point: str) -> Answer:
    """Can a panel for this point be planned for this apprentice now?"""
    if apprentice.state not in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE):
        return no(f"{apprentice} is {apprentice.get_state_display().lower()} just now.")
    reviews = apprentice.capability_reviews.filter(point=point)
    if reviews.open().exists():
        return no(f"A review of {apprentice} at this point is planned, or held and not released.")
    met = reviews.filter(state=State.RELEASED, judgement=rules.Judgement.MET)
    ready = apprentice.milestones.filter(kind=Milestone.Kind.READINESS_PASSED)
    if met.exists() or (point == ReviewPoint.READINESS and ready.exists()):
        return no(f"{apprentice} has passed this point.")
    return YES


def may_sit(person: User, apprentices: Iterable[Apprentice], *, on: datetime.date) -> Answer:
    """May this person sit on the panel of these apprentices? Never the apprentice, never a line manager."""
    pks = {apprentice.pk: apprentice for apprentice in apprentices}
    close = Involvement.objects.on(on).filter(
        apprentice__in=pks,
        person=person,
        kind__in=(Involvement.Kind.SELF, Involvement.Kind.LINE_MANAGER),
    )
    near = [str(pks[pk]) for pk in close.values_list("apprentice_id", flat=True)]
    if near:
        return no(f"{person} manages, or is, {listed(sorted(near))}, and so does not sit on this panel.")
    return YES


def leads(user: User, panel: ReviewPanel) -> bool:
    return ReviewPanel.objects.led_by(user).filter(pk=panel.pk).exists()


def may_change_panel(user: User, panel: ReviewPanel) -> Answer:
    """May this person add or take members, or cancel what is planned?"""
    if not leads(user, panel):
        return no(_who_leads(panel))
    if not panel.reviews.filter(state=State.PLANNED).exists():
        return no("Nothing of this panel is still to be judged.")
    return YES


def may_give_view(member: ReviewPanelMember, review: CapabilityReview) -> Answer:
    """May this member write their view of this apprentice now?"""
    if member.left_at:
        return no(f"{member} left this panel on {moment(member.left_at)}.")
    if review.panel_id != member.panel_id or review.state != State.PLANNED:
        return no(f"This review is {review.get_state_display().lower()}.")
    if review.apprentice.state not in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE):
        return no(f"{review.apprentice} is {review.apprentice.get_state_display().lower()} just now.")
    if ReviewPanelView.objects.filter(review=review, member=member, signed_at__isnull=False).exists():
        return no("You have signed your view. It is frozen.")
    return YES


def may_judge(user: User, review: CapabilityReview, *, on: datetime.date) -> Answer:
    """May this person record what the panel judged?"""
    if not leads(user, review.panel):
        return no(_who_leads(review.panel))
    if review.state != State.PLANNED:
        return no(f"This review is {review.get_state_display().lower()}.")
    if review.apprentice.person_id == user.pk:
        return no("Nobody judges themself.")
    if on < review.panel.held_on:
        return no(f"The panel sits on {day(review.panel.held_on)}.")
    if review.apprentice.state not in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE):
        return no(f"{review.apprentice} is {review.apprentice.get_state_display().lower()} just now.")
    return rules.may_be_judged(review.point, seats_of(review))


def may_release(user: User, panel: ReviewPanel) -> Answer:
    """May this person set the moment at which outcomes of this panel are released?"""
    if not leads(user, panel):
        return no(_who_leads(panel))
    if not panel.reviews.filter(state=State.JUDGED).exists():
        return no("Nothing of this panel waits to be released.")
    return YES


def seats_of(review: CapabilityReview) -> list[Seat]:
    """Who sits now, or has signed before leaving, each with whether they have signed this one."""
    signed = set(review.views.filter(signed_at__isnull=False).values_list("member_id", flat=True))
    members = review.panel.members.select_related("person")
    return [
        Seat(member.person.name, member.side, member.pk in signed)
        for member in members
        if member.left_at is None or member.pk in signed
    ]


def _who_leads(panel: ReviewPanel) -> str:
    return f"{panel.convened_by} convened this panel; the placement coordinator of {panel.university} stands in."
