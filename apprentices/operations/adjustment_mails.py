"""Mails about adjustments. None says what helps, or that it is about an adjustment: that is read on the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from apprentices.adjustment_rules import CIRCLES
from apprentices.models import Adjustment, Apprentice, Involvement, ResultReview, SharedAdjustment
from apprentices.operations.changes.telling import is_quiet
from consortium.models import Appointment
from core import links
from core.accounts.models import User
from core.notifications import outbox

DECIDE = "decide_adjustment"


def deciding(shared: SharedAdjustment) -> list[User]:
    """Who decides for a party day by day; the role above them where there is nobody."""
    apprentice, circle = shared.adjustment.apprentice, CIRCLES[shared.audience]
    held = Involvement.objects.on(timezone.localdate()).filter(apprentice=apprentice, kind__in=circle.deciding)
    found = User.objects.filter(pk__in=held.values("person")).exclude(pk=apprentice.person_id)
    return list(found.order_by("pk")) or above(shared)


def above(shared: SharedAdjustment) -> list[User]:
    """Who holds the role above those who decide, in the organisation or in the council that it is part of."""
    circle = CIRCLES[shared.audience]
    return people_above(shared.adjustment.apprentice, circle.relation, circle.above)


def people_above(apprentice: Apprentice, relation: str, roles: tuple[str, ...]) -> list[User]:
    today = timezone.localdate()
    held = Involvement.objects.on(today).filter(apprentice=apprentice, kind=relation, organisation__isnull=False)
    places = {place for pair in held.values_list("organisation", "organisation__part_of") for place in pair if place}
    posts = (
        Appointment.objects.accepted()
        .on(today)
        .filter(organisation__in=places, role__code__in=roles, closed_at__isnull=True)
    )
    found = User.objects.filter(pk__in=posts.values("person"), is_active=True).exclude(pk=apprentice.person_id)
    return list(found.order_by("pk"))


def page_of(adjustment: Adjustment) -> str:
    return reverse("apprentices:adjustment", args=[adjustment.reference])


def tell_deciding(shared: SharedAdjustment) -> None:
    """Something waits for a decision: those who decide for the party hear of it, with the day."""
    _owe(
        deciding(shared),
        shared.adjustment,
        template="decision_asked",
        by_day=shared.decide_by,
        key=f"adjustment-asked-{shared.pk}-{shared.decide_by}",
        by_link=True,
    )


def tell_university(review: ResultReview) -> None:
    """A result is to be looked at again: the tutor hears of it, else who stands above."""
    apprentice, circle = review.adjustment.apprentice, CIRCLES["university"]
    held = Involvement.objects.on(timezone.localdate()).filter(apprentice=apprentice, kind__in=circle.deciding)
    people = list(User.objects.filter(pk__in=held.values("person"))) or people_above(
        apprentice, circle.relation, circle.above
    )
    key = f"result-review-{review.pk}"
    _owe(people, review.adjustment, template="decision_asked", by_day=review.answer_by, key=key)


def tell_apprentice(about: SharedAdjustment | ResultReview) -> None:
    """Somebody has answered: the apprentice hears that there is an answer, and reads it on the page."""
    adjustment = about.adjustment
    key = f"adjustment-answered-{about._meta.model_name}-{about.pk}-{about.state}-{timezone.localdate()}"
    _owe([adjustment.apprentice.person], adjustment, template="decision_made", by_day=None, key=key)


def link_for(person: User, adjustment: Adjustment) -> str:
    """A signed link to the decision for whoever has no account; nothing for everybody else."""
    return links.make(person=person, purpose=DECIDE, subject=adjustment)[1] if person.comes_by_link else ""


def _owe(
    people: Iterable[User], adjustment: Adjustment, *, template: str, by_day: object, key: str, by_link: bool = False
) -> None:
    if is_quiet(adjustment.apprentice):
        return
    for person in people:
        link = link_for(person, adjustment) if by_link else ""
        context = {"apprentice": adjustment.apprentice, "by_day": by_day, "path": page_of(adjustment), "link": link}
        outbox.owe(to=person, template=template, context=context, key=f"{key}-{person.pk}", secret=bool(link))


def owe_neutral(apprentice: Apprentice, *, about: Model, to: Iterable[User], page: str) -> None:
    """Somebody has written something into the support plan: these people hear of it, and not what."""
    if is_quiet(apprentice):
        return
    for person in to:
        outbox.owe(
            to=person,
            template="support_written",
            context={"apprentice": apprentice, "path": reverse(f"apprentices:{page}", args=[apprentice.reference])},
            key=f"support-written-{about.pk}-{person.pk}",
        )
