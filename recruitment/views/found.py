"""The application that a page of those who decide is about."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recruitment.models import Application


def found_application(request: HttpRequest, reference: str) -> Application:
    """An application that this person may see; anything else does not exist for them."""
    applications = Application.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "candidate",
        "employer",
        "campaign__run_by",
        "campaign__cohort__university",
        "apprentice",
        "offer",
        "outcome_feedback",
    )
    return get_object_or_404(applications, reference=reference)
