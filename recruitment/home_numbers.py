"""What the home page says of recruitment to one person, found in one query: numbers, and the first thing of each kind.

What waits for somebody by name (a review, a later start) is no part of the applications that they see; it is asked
along with their numbers, and by itself only where they see no application.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from consortium.models import Organisation
from consortium.people import holds
from core.accounts.models import User
from core.per_request import once_per_request
from recruitment.models import Application, Campaign, Condition, Deferral, OutcomeFeedback, ProcedureReview
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.models.offers import Side
from recruitment.operations.feedback import GETS_FEEDBACK

State = Application.State
DECIDING = [*COORDINATING, *ADMITTING, *SHORTLISTING]


@once_per_request
def in_numbers(user: User, on: datetime.date) -> dict[str, Any]:
    """The applications that this person sees, of campaigns that are under way, and what of them is late or to be done.

    ``first_…`` are what ``first_waiting`` answers with; None as well where the person sees no application at all.
    """
    under_way = Q(campaign__state__in=[Campaign.State.OPEN, Campaign.State.CLOSED])
    open_conditions = Exists(Condition.objects.open().filter(offer__application=OuterRef("pk")))
    asked = ProcedureReview.objects.filter(application=OuterRef("pk"), state=ProcedureReview.State.ASKED)
    late_deferrals = Deferral.objects.late(on=on).filter(application=OuterRef("pk"))
    written = Exists(OutcomeFeedback.objects.filter(application=OuterRef("pk")))
    return (
        Application.objects.visible_to(user, on=on)
        .order_by()
        .aggregate(
            seen=Count("pk"),
            all=Count("pk", filter=under_way),
            invited=Count("pk", filter=under_way & Q(state__in=[State.INVITED, State.ATTENDED])),
            offered=Count("pk", filter=under_way & Q(state__in=[State.OFFERED, State.ACCEPTED])),
            late=Count("pk", filter=Q(state=State.OFFERED, offer__answer_by__lt=on)),
            conditions_late=Count("pk", filter=Q(state=State.ACCEPTED, offer__conditions_by__lt=on) & open_conditions),
            deferrals_late=Count("pk", filter=Exists(late_deferrals)),
            deferrals_asked=Count("pk", filter=Q(state=State.ACCEPTED) & Exists(late_deferrals)),
            reviews=Count("pk", filter=Exists(asked)),
            **{
                f"feedback_{state}": Count("pk", filter=under_way & Q(state=state) & ~written)
                for state in GETS_FEEDBACK
            },
            **{f"first_{name}": Max(Subquery(rows)) for name, rows in _waiting(user, on).items()},
        )
    )


@once_per_request
def first_waiting(user: User, on: datetime.date) -> dict[str, Any]:
    """Of each kind of thing that waits for a person by name, the reference of the first; None where there is none."""
    wanted = _waiting(user, on)
    if holds(user, *DECIDING):
        found = in_numbers(user, on)
        if found["seen"]:
            return {name: found[f"first_{name}"] for name in wanted}
    asked = {f"first_{name}": Subquery(rows) for name, rows in wanted.items()}
    found = User.objects.filter(pk=user.pk).annotate(**asked).values(*asked).get()
    return {name: found[f"first_{name}"] for name in wanted}


def _waiting(user: User, on: datetime.date) -> dict[str, QuerySet[Any, Any]]:
    """Kind → the one value of the first row of it."""
    reviews = ProcedureReview.objects.open().filter(reviewers__person=user).exclude(proposed_by=user)
    reviews = reviews.order_by("answer_by", "pk")
    found: dict[str, QuerySet[Any, Any]] = {
        "review": reviews.values("reference")[:1],
        "review_written": reviews.filter(proposed_by__isnull=False).values("reference")[:1],
        "review_by": reviews.values("answer_by")[:1],
    }
    others = Deferral.objects.live().exclude(application__candidate=user).order_by("answer_by", "pk")
    sides: dict[str, QuerySet[Deferral]] = {}
    if holds(user, *SHORTLISTING):
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        theirs = others.to_answer(Side.EMPLOYER).filter(employer__in=employers)
        sides["later_employer"] = theirs.filter(state=Deferral.State.ASKED)
        sides["start_employer"] = theirs.filter(state=Deferral.State.WANTED)
    if holds(user, *ADMITTING):
        universities = Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
        theirs = others.to_answer(Side.UNIVERSITY)
        applied_to = Q(application__campaign__cohort__university__in=universities)
        starts_in = Q(campaign__cohort__university__in=universities)
        sides["later_university"] = theirs.filter(applied_to, state=Deferral.State.ASKED)
        sides["start_university"] = theirs.filter(starts_in, state=Deferral.State.WANTED)
    for name, rows in sides.items():
        found[name], found[f"{name}_by"] = rows.values("reference")[:1], rows.values("answer_by")[:1]
    return found
