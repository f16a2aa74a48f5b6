"""The apprentice hands in, with what is thin before their eyes; takes it back; the tutor records a later day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.content import hash_of
from assessment.deciding import content, dates, permissions
from assessment.deciding.thin import what_is_thin
from assessment.forms.decisions import ExtensionForm
from assessment.operations import submissions as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import decision_form, page_of, placement_of, sign_page, submission_or_404
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm
from core.permissions import require
from core.steps import taken, taken_on
from core.words import count, day, number
from placements.models import Placement


@GET_OR_POST
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Check what goes in and what is thin; one press hands it in, and it is frozen."""
    placement = placement_of(request, reference)
    user = person(request)
    require(permissions.may_hand_in(user, placement, on=timezone.localdate()))
    snapshot = content.snapshot_of(placement)
    begun = {"read": hash_of(snapshot)}
    if request.method == "POST":
        if not SignForm(request.POST, begun=begun).is_valid():
            messages.warning(request, "Your portfolio has changed since you opened this page. Check it again.")
        elif taken(request, lambda: operations.hand_in(placement, **begun, by=user, address=address_of(request))):
            messages.success(
                request, f"Handed in. {placement.practice_educator} has been told and writes the recommendation next."
            )
            return redirect("assessment:submissions")
    form = SignForm(begun=begun)
    form.submit = "Hand in"
    return sign_page(
        request,
        form,
        title="Check before you hand in",
        back=reverse("assessment:portfolio", args=[placement.apprentice.reference]),
        caption=placement.name,
        facts=_facts(placement, snapshot),
        thin=what_is_thin(placement),
        seen_by=SEEN_BY,
        frozen="What you hand in is frozen. You can take it back until your practice educator begins to write.",
        signing="This is my own work. It names nobody who could be recognised.",
    )


SEEN_BY = (
    "Your practice educator and whoever oversees them, your university tutor, the practice assessment panel and the "
    "board of examiners; and, where a second opinion is asked for, a practice educator of another council. Your "
    "employer sees that it is being decided. Until the results are released, you and everybody else read “Being "
    "decided”."
)


def _facts(placement: Placement, snapshot: dict[str, list[dict[str, object]]]) -> list[Fact]:
    earlier = len(snapshot["earlier"])
    facts = [
        Fact("Placement", f"{placement.name}, {placement.setting}"),
        Fact("To be handed in by", day(dates.hand_in_by(placement))),
        Fact("Days", f"{number(placement.days_counted)} of {placement.days_required} confirmed"),
        Fact("Evidence", count(len(snapshot["evidence"]), "accepted piece", "accepted pieces")),
        Fact("Observations", f"{len(snapshot['observations'])} signed"),
        Fact("Self-assessments", f"{len(snapshot['self_assessments'])} locked on both sides"),
    ]
    if earlier:
        context = "from before this placement. They are read as context and prove nothing again"
        facts.append(Fact("Earlier", f"{count(earlier, 'piece', 'pieces')} {context}"))
    return facts


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what was handed in, until somebody writes about it."""
    found = submission_or_404(request, reference)
    require(permissions.may_take_back(person(request), found))
    if taken(request, lambda: operations.take_back(found, by=person(request))):
        messages.success(request, "Taken back. You can hand in again until the last day.")
        return redirect("assessment:submissions")
    return redirect(page_of(found))


@GET_OR_POST
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """The tutor records a later day for handing in."""
    placement = placement_of(request, reference)
    require(permissions.may_extend_hand_in(person(request), placement))
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if taken_on(form, lambda: operations.extend_hand_in(placement, **said, by=person(request))):
            messages.success(request, f"Recorded, and {placement.apprentice} has been told.")
            return redirect("assessment:portfolio", placement.apprentice.reference)
    back = reverse("assessment:portfolio", args=[placement.apprentice.reference])
    hint = f"The last day for handing in is {day(dates.hand_in_by(placement))}."
    return decision_form(
        request,
        form,
        "A later day for handing in",
        back=back,
        hint=hint,
        caption=f"{placement.apprentice}: {placement}",
    )
