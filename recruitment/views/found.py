"""The application that a page of those who decide is about, and what the sift came to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recruitment.models import Application, Sifted
from recruitment.operations.sift_reading import feedback_of


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


def sift_shown(application: Application) -> dict[str, Any] | None:
    """Where an application stands in the sift and what its candidate could be told; None where it is not in one."""
    sifted = Sifted.objects.filter(application=application).first()
    if sifted is None:
        return None
    return {"record": sifted, "words": feedback_of(application) if sifted.state == Sifted.State.READ else ""}
