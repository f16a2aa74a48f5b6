"""What the pages of assessment share: fetching in the scope of whoever asks, taking a step, the page with one form."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from apprentices.models import Apprentice
from assessment import portfolios
from assessment.models import Evidence, ProposedSignOff
from core.accounts.models import User
from core.forms import PortalForm


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast(User, request.user)


def evidence_or_404(request: HttpRequest, reference: str) -> Evidence:
    """A piece of evidence that this person may see, with everything that its pages name.

    ``was_signed``: a practice educator in training has signed what others see, countersigned or not.
    """
    signed = ProposedSignOff.objects.filter(version=OuterRef("shown"))
    found = (
        Evidence.objects.visible_to(person(request))
        .annotate(was_signed=Exists(signed))
        .select_related(
            "apprentice__person",
            "apprentice__cohort__standard_version__standard",
            "answered_by",
            "shown__opened_by",
            "shown__sign_off__signed_by",
            "shown__sign_off__countersigned_by",
            "shown__returned__returned_by",
        )
    )
    return get_object_or_404(found, reference=reference)


def newest_proposal(evidence: Evidence) -> ProposedSignOff | None:
    """What a practice educator in training signed last of the version that others see; refused or not."""
    proposals = ProposedSignOff.objects.filter(version=evidence.shown)
    return proposals.select_related("version", "signed_by", "refused__refused_by").last()


def own_evidence_or_404(request: HttpRequest, reference: str) -> Evidence:
    """A piece of evidence that this person writes: to everybody else its screens do not exist."""
    found = Evidence.objects.visible_to(person(request)).filter(apprentice__person=person(request))
    return get_object_or_404(
        found.select_related(
            "apprentice__person", "apprentice__cohort__standard_version", "shown__opened_by", "answered_by"
        ),
        reference=reference,
    )


def portfolio_or_404(request: HttpRequest, reference: str) -> Apprentice:
    """An apprentice whose portfolio this person reads, or themselves."""
    found = portfolios.open_to(person(request), on=timezone.localdate()).select_related(
        "person", "standing", "employer", "cohort__university", "cohort__standard_version"
    )
    return get_object_or_404(found, reference=reference)


# Pages ---------------------------------------------------------------------------------------------------------


def form_page(
    request: HttpRequest,
    form: PortalForm,
    title: str,
    *,
    back: str,
    template: str = "assessment/form.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form; ``template`` extends the plain one where something stands beside it."""
    return render(request, template, {"form": form, "title": title, "back": back, **context})
