"""What the pages of a decision share: fetching in scope, what was begun and is not signed, the page with one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assessment.models import PortfolioSubmission, Recommendation
from assessment.views.asked import form_page, person
from consortium.models import FrameworkLevel
from core.components import Fact
from core.forms import PortalForm
from core.words import day, moment, number
from placements.models import Placement

SESSION_KEY = "deciding"
JOINED = (
    "placement__apprentice__person",
    "placement__apprentice__employer__part_of",
    "placement__apprentice__cohort__university",
    "placement__apprentice__cohort__standard_version",
    "placement__setting__organisation__part_of",
    "placement__practice_educator__person",
    "placement__overseen_by__person",
    "placement__supervisor",
)


def submission_or_404(request: HttpRequest, reference: str) -> PortfolioSubmission:
    """A submission that this person may see, with everything that its pages name."""
    found = PortfolioSubmission.objects.visible_to(person(request)).select_related(*JOINED)
    return get_object_or_404(found, reference=reference)


def decided_or_404(request: HttpRequest, reference: str) -> PortfolioSubmission:
    """A submission that this person has a part in deciding: to everybody else these screens do not exist."""
    found = PortfolioSubmission.objects.decided_by(person(request)).select_related(*JOINED)
    return get_object_or_404(found, reference=reference)


def recommendation_or_404(request: HttpRequest, reference: str) -> Recommendation:
    """A recommendation that this person may read, of a submission that they have a part in deciding."""
    joined = [f"submission__{path}" for path in JOINED]
    found = Recommendation.objects.visible_to(person(request)).select_related("written_by", "overseen_by", *joined)
    return get_object_or_404(
        found, reference=reference, submission__in=PortfolioSubmission.objects.decided_by(person(request))
    )


def placement_of(request: HttpRequest, reference: str) -> Placement:
    """A placement that this person may see, with everything that handing in names."""
    found = Placement.objects.visible_to(person(request)).select_related(
        *(path.removeprefix("placement__") for path in JOINED)
    )
    return get_object_or_404(found, reference=reference)


def level_of(placement: Placement) -> str:
    """The level at which a placement is judged, in the words of its framework."""
    level = FrameworkLevel.objects.filter(code=placement.level, framework__judged=True).order_by("-pk").first()
    return level.name if level else placement.level or "None stated"


def facts_of(submission: PortfolioSubmission) -> list[Fact]:
    """Whose it is, of which placement, when it was handed in, and the days that were counted then."""
    placement, days = submission.placement, submission.snapshot["days"]
    return [
        Fact("Apprentice", placement.apprentice),
        Fact("Placement", f"{placement.name}, {placement.setting}"),
        Fact("Level", level_of(placement)),
        Fact("Handed in", f"{moment(submission.handed_in_at)}, to be handed in by {day(submission.due_on)}"),
        Fact("Days counted then", f"{number(float(days['counted']))} of {days['required']}"),
    ]


# What was begun on one page and is signed on the next ---------------------------------------------------------


def begun(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """What this person began under a key and has not signed; None for nothing."""
    found: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(key)
    return found


def remember(request: HttpRequest, key: str, said: dict[str, Any]) -> None:
    request.session[SESSION_KEY] = request.session.get(SESSION_KEY, {}) | {key: said}


def forget(request: HttpRequest, key: str) -> None:
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {name: said for name, said in kept.items() if name != key}


# Pages --------------------------------------------------------------------------------------------------------


def decision_form(request: HttpRequest, form: PortalForm, title: str, *, back: str, **context: Any) -> HttpResponse:
    """The page with one form on the way to a decision, and what it is about above it."""
    return form_page(request, form, title, back=back, template="assessment/decisions/form.html", **context)


def sign_page(
    request: HttpRequest,
    form: PortalForm,
    *,
    back: str,
    facts: Sequence[Fact],
    seen_by: str,
    signing: str,
    **context: Any,
) -> HttpResponse:
    """Check answers, who will see it, what is frozen, and what is signed."""
    context |= {"form": form, "back": back, "facts": facts, "seen_by": seen_by, "signing": signing}
    return render(request, "assessment/decisions/sign.html", context)


def page_of(submission: PortfolioSubmission) -> str:
    return reverse("assessment:submission", args=[submission.reference])


DECIDERS = (
    "Until the result is released: the practice educators, the university tutor, whoever gives a second opinion, the "
    "practice assessment panel and the board of examiners. The apprentice reads it when the result is released."
)
"""Who reads what is signed on the way to a decision, as the page before a signature says it."""
