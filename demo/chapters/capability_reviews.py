"""Review panels before the first placement: one released, one that sits today and is half done, one to come."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices.models import Apprentice, Milestone
from assessment.capability_reviews import content
from assessment.capability_reviews.rules import ReviewPoint, Side
from assessment.content import hash_of
from assessment.models import CapabilityReview, ReviewPanel
from assessment.operations import capability_reviews as operations
from assessment.operations.capability_reviews import Judged, Named
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from demo import clock
from demo.world import World

A_PANEL = 4
DAYS = (-12, 0, 9)
"""On which day from today each panel of a university sits."""

VIEWS = (
    "Introduced themself, asked what I wanted to talk about, and waited for the answer.",
    "Knew what to do with the worry I raised, and said whom they would ask. Speaks a little fast.",
    "I would talk to this person again. They remembered what I had said at the beginning.",
)
WHOLE = (
    "Basic communication, values and knowledge are in place. Begins with the person and explains why they ask.",
    "Ready for supervised practice. To build on in supervision: saying early what cannot be promised.",
)
NOT_YET = Judged(
    "not_yet",
    "Warm and well prepared. When the talk turned to a worry about a child, it was not taken up.",
    {},
    "One more practice conversation in which a worry is heard, named and passed on, with the skills tutor.",
    datetime.date.max,
)
DOMAIN = "Asked who decides, and said what they would do if they disagreed."


def tell(world: World) -> None:
    for university in world.universities[:2]:
        ready = Milestone.objects.filter(kind=Milestone.Kind.READINESS_PASSED).values("apprentice")
        waiting = Apprentice.objects.filter(cohort__university=university, state=Apprentice.State.ACTIVE)
        learners = list(waiting.exclude(pk__in=ready).select_related("person", "cohort__university").order_by("pk"))
        for number, days in enumerate(DAYS):
            group = learners[number * A_PANEL : (number + 1) * A_PANEL]
            if group:
                _panel(world, university, group, held_on=world.today + datetime.timedelta(days=days))


def _panel(world: World, university: Organisation, group: list[Apprentice], *, held_on: datetime.date) -> None:
    tutor = world.who(university, "tutor")
    with clock.at(clock.on(min(held_on, world.today) - datetime.timedelta(days=20), 10)):
        members = [
            Named(tutor, Side.UNIVERSITY),
            Named(world.who(world.services[0], "practice_educator"), Side.PRACTICE),
            Named(_with_lived_experience(), Side.LIVED_EXPERIENCE),
        ]
        panel = operations.convene(group, point=ReviewPoint.READINESS, held_on=held_on, members=members, by=tutor)
    if held_on > world.today:
        return
    with clock.at(clock.on(held_on, 11)):
        over = held_on < world.today
        for number, review in enumerate(panel.reviews.select_related("apprentice__cohort__standard_version")):
            _views(panel, review, number, whole=over or number == 0)
            if over or number == 0:
                _judge(review, number, by=tutor)
    if over:
        with clock.at(clock.on(held_on + datetime.timedelta(days=7), 9)):
            operations.release(panel, moment=timezone.now(), by=tutor)


def _views(panel: ReviewPanel, review: CapabilityReview, number: int, *, whole: bool) -> None:
    for seat, member in enumerate(panel.members.all()):
        if whole or seat < number % 3:
            said = VIEWS[(seat + number) % len(VIEWS)]
            judgement = "not_yet" if number == 2 and seat else "met"
            view = operations.save_view(review, member=member, judgement=judgement, words_=said)
            operations.sign_views(member, read={view.pk: hash_of(content.viewed(view))})


def _judge(review: CapabilityReview, number: int, *, by: User) -> None:
    domain = operations.domains_at(review.apprentice, review.point, on=review.panel.held_on).first()
    by_domain = {domain.pk: DOMAIN} if domain else {}
    said = Judged("met", WHOLE[number % len(WHOLE)], by_domain)
    if number == 2:
        again_on = review.panel.held_on + datetime.timedelta(days=42)
        said = Judged(NOT_YET.judgement, NOT_YET.whole, by_domain, NOT_YET.enough, again_on)
    operations.record_judgement(review, said=said, by=by)


def _with_lived_experience() -> User:
    """Somebody of the group whose members sit on panels."""
    seat = Appointment.objects.filter(
        organisation__kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP, role__code="panel_member"
    )
    return seat.select_related("person").earliest("pk").person
