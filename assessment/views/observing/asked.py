"""What the pages of direct observations share: fetching in scope, facts, papers, and the page with one form."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessment.models import Observation, ObservedCapability
from assessment.observing import permissions
from assessment.views.asked import form_page, person
from core.accounts.models import User
from core.components import Fact
from core.forms import PortalForm
from core.words import count, day, moment
from placements.models import Placement

State = Observation.State


def observation_or_404(request: HttpRequest, reference: str) -> Observation:
    """An observation that this person may see, with everything that its pages name."""
    found = Observation.objects.visible_to(person(request)).select_related(
        "observed",
        "observer",
        "signed_by",
        "consent_by",
        "feedback__taken_by",
        "placement__apprentice__person",
        "placement__apprentice__cohort__standard_version",
        "placement__practice_educator__person",
    )
    return get_object_or_404(found, reference=reference)


def placements_of(apprentice_id: int) -> QuerySet[Placement]:
    return (
        Placement.objects.filter(apprentice=apprentice_id)
        .exclude(state__in=Placement.NEVER_WAS)
        .select_related(
            "apprentice__person",
            "apprentice__cohort",
            "setting__organisation",
            "practice_educator__person",
            "overseen_by__person",
            "supervisor",
        )
    )


def facts_of(found: Observation) -> list[Fact]:
    """The plan, the yes of the person or family, and what took place."""
    agreed = "Nobody has recorded yet that they agreed"
    if found.consent_on:
        how = found.get_consent_how_display().lower()
        agreed = f"Yes, {how}, on {day(found.consent_on)}. Asked by {found.consent_by}"
    facts = [
        Fact("Planned for", moment(found.planned_for)),
        Fact("Where", found.place),
        Fact("Observer", f"{found.observer}, {found.get_observer_as_display().lower()}"),
        Fact("To be shown", found.to_show),
        Fact("The person or family agreed", agreed),
    ]
    if found.because:
        facts.append(Fact("Cancelled" if found.state == State.CANCELLED else "Moved", found.get_because_display()))
    if found.began_at and found.minutes:
        took = f"{moment(found.began_at)}, {count(found.minutes, 'minute')}"
        facts.append(Fact("Took place", f"{took}\nWritten down on {moment(found.recorded_at)}"))
    return facts


def papers_of(user: User, found: Observation) -> dict[str, Any]:
    """Report, capabilities, reflection, feedback and judgement, as far as this person reads them now."""
    reads = permissions.reads_report(user, found)
    return {
        "papers": found if reads else None,
        "capabilities": capabilities_of(found) if reads else [],
        "feedback": getattr(found, "feedback", None) if reads else None,
    }


def capabilities_of(found: Observation) -> list[ObservedCapability]:
    return list(found.capabilities.select_related("statement__framework"))


def observation_form(
    request: HttpRequest, form: PortalForm, title: str, found: Observation, **context: Any
) -> HttpResponse:
    """The page with one form about an observation."""
    return form_page(
        request,
        form,
        title,
        back=reverse("assessment:observation", args=[found.reference]),
        template="assessment/observations/form.html",
        caption=found,
        observation=found,
        **context,
    )
