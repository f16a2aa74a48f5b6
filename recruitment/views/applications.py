"""Applications as campaign, university and employer meet them: the list and the record page."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from apprentices.models import Apprentice
from consortium.models import Organisation
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact
from core.permissions import require
from core.tables import Column, ListPage, PortalFilterSet
from recruitment.codes import without_name
from recruitment.models import Application, ApplicationDocument, Campaign, Deferral, Endorsement
from recruitment.operations import applications as operations
from recruitment.permissions import applications as permissions
from recruitment.permissions import outcomes as after_permissions
from recruitment.reasons import reason_label
from recruitment.views import offers
from recruitment.views.apply import facts_of
from recruitment.views.found import found_application, sift_shown
from recruitment.views.next_steps import affairs, steps_for

SAYS_WHO_IT_IS = ("name", "phone")
"""Questions whose answers say who somebody is."""

SHOWN_IN_HISTORY = (
    "recruitment.application",
    "recruitment.endorsement",
    "recruitment.eligibilityexception",
    "recruitment.offerdecision",
    "recruitment.offer",
    "recruitment.condition",
    "recruitment.outcomefeedback",
    "recruitment.deferral",
    "recruitment.deferralanswer",
    "recruitment.procedurereview",
)


def _campaigns(request: HttpRequest) -> QuerySet[Campaign]:
    return Campaign.objects.visible_to(request.user)  # type: ignore[arg-type]


def _employers(request: HttpRequest) -> QuerySet[Organisation]:
    applied_to = Application.objects.visible_to(request.user).order_by().values("employer")  # type: ignore[arg-type]
    return Organisation.objects.filter(pk__in=applied_to)


class ApplicationFilter(PortalFilterSet):
    """``search`` finds names only among those that this person may read by name."""

    search = django_filters.CharFilter(label="Code or name", method="find")
    campaign = django_filters.ModelChoiceFilter(label="Campaign", queryset=_campaigns)
    employer = django_filters.ModelChoiceFilter(label="Employer", queryset=_employers)
    state = django_filters.ChoiceFilter(
        label="State",
        empty_label="All",
        choices=[choice for choice in Application.State.choices if choice[0] != Application.State.DRAFT],
    )
    endorsement = django_filters.ChoiceFilter(
        label="Line manager",
        empty_label="All",
        method="by_endorsement",
        choices=[
            ("none", "Not asked yet"),
            *[choice for choice in Endorsement.State.choices if choice[0] != Endorsement.State.REPLACED],
        ],
    )

    def find(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        named = Application.objects.named_to(self.request.user).filter(candidate__name__icontains=value)  # type: ignore[union-attr,arg-type]
        return rows.filter(Q(code__iexact=value.strip()) | Q(pk__in=named.values("pk")))

    def by_endorsement(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        current = Endorsement.objects.current()
        if value == "none":
            return rows.exclude(pk__in=current.values("application"))
        return rows.filter(pk__in=current.filter(state=value).values("application"))


class ApplicationList(ListPage):
    template_name = "recruitment/applications/list.html"
    title = "Applications"
    noun = "application"
    empty = "No application has been submitted yet."
    default_sort = "-submitted"
    filterset_class = ApplicationFilter

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        return (
            Column("code", "Code", sort=("code",), url=lambda application: application_url(application)),
            Column("candidate", "Candidate", self._name),
            Column("employer", "Employer", "employer.short_name", sort=("employer__name",)),
            Column("state", "State", kind="tag", sort=("state",)),
            Column("endorsement", "Line manager", _endorsement_in_words),
            Column("submitted", "Submitted", _submitted_on, sort=("submitted_at",), kind="date"),
        )

    def _name(self, application: Application) -> str:
        if permissions.may_see_name(self.request.user, application):  # type: ignore[arg-type]
            return application.candidate.name
        return "Not shown yet"

    def get_queryset(self) -> QuerySet[Application]:
        return Application.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Application]) -> QuerySet[Application]:
        return records.select_related(
            "candidate", "employer", "campaign__run_by", "campaign__cohort__university"
        ).prefetch_related(Prefetch("endorsements", Endorsement.objects.current(), to_attr="current_endorsements"))


def _endorsement_in_words(application: Any) -> str:
    found = application.current_endorsements
    return found[0].get_state_display() if found else "Not asked yet"


def _submitted_on(application: Application) -> Any:
    return timezone.localdate(application.submitted_at) if application.submitted_at else None


def application_url(application: Application) -> str:
    return reverse("recruitment:application", args=[application.reference])


def _later_start(user: User, application: Application) -> dict[str, Any]:
    deferral = Deferral.objects.filter(application=application).select_related("campaign", "employer").first()
    if deferral is None:
        return {}
    may_find = deferral.state == Deferral.State.WANTED and after_permissions.may_find_employer(user, deferral)
    return {"deferral": deferral, "may_find_employer": may_find}


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_application(request, reference)
    user: User = request.user  # type: ignore[assignment]
    named = bool(permissions.may_see_name(user, found))
    context = {
        "application": found,
        "named": named,
        "title": found.candidate.name if named else f"Candidate {found.code}",
        "affairs": affairs(found),
        "record": Apprentice.objects.visible_to(user).filter(pk=found.apprentice_id).first(),
        "steps": steps_for(user, found),
        "facts": answers_shown(found, named=named),
        "reason": reason_label("not_progressed", found.reason_code),
        "endorsement": endorsement_shown(found, named=named),
        "documents": ApplicationDocument.objects.visible_to(user).filter(application=found).select_related("file"),
        "sifted": sift_shown(found),
        "exceptions": found.exceptions.select_related("asked_by", "decided_by"),
        "may_read_adjustments": permissions.may_read_adjustments(user, found),
        "service": endorsement_shown(found, named=named, of_the_service=True),
        "may_ask_service": permissions.may_ask_service(user, found),
        "may_read_assurances": permissions.may_read_assurances(user, found),
        "may_chase": permissions.may_chase_endorsement(user, found),
        "may_refer": after_permissions.may_refer(user, found),
        "feedback": getattr(found, "outcome_feedback", None) if named else None,
        **_later_start(user, found),
        "events": _history(found) if named else None,
        **offers.offer_context(user, found),
    }
    return render(request, "recruitment/applications/application.html", context)


def answers_shown(application: Application, *, named: bool) -> list[Fact]:
    """The answers; to a reader by code without what says who the candidate is."""
    if named:
        contact = Fact("Email address", application.candidate.email)
        return [contact, *facts_of(application)]
    name = application.candidate.name
    return [
        Fact(fact.label, without_name(str(fact.value), name))
        for fact in facts_of(application, leaving_out=SAYS_WHO_IT_IS)
    ]


def endorsement_shown(application: Application, *, named: bool, of_the_service: bool = False) -> dict[str, Any] | None:
    """What the line manager, or the service, said; to a reader by code without either name."""
    endorsements = application.endorsements
    found = (endorsements.of_the_service() if of_the_service else endorsements.current()).first()
    if found is None:
        return None
    answered = found.state != Endorsement.State.ASKED
    words = found.words if answered else ""
    sources = found.sources if answered else []
    name = application.candidate.name
    return {
        "sources": [(label, said if named else without_name(said, name)) for label, said in sources],
        "record": found,
        "answered": answered,
        "words": words if named else without_name(words, application.candidate.name),
        "signer": f"{found.shown_name}, {found.signer_role}" if named and answered else "",
    }


def _history(application: Application) -> list[Event]:
    """What happened to the application, without who read protected data and without what is kept apart."""
    return [
        event
        for event in Event.objects.timeline(application)
        if event.subject_kind in SHOWN_IN_HISTORY and not event.step.startswith("read ")
    ]


@require_safe
def read_adjustments(request: HttpRequest, reference: str) -> HttpResponse:
    """What helps the candidate, for the coordinator who arranges it; opening the page leaves an event."""
    found = found_application(request, reference)
    require(permissions.may_read_adjustments(request.user, found))  # type: ignore[arg-type]
    kept = operations.adjustments_of(found, by=request.user)  # type: ignore[arg-type]
    context = {"application": found, "adjustments": kept}
    return render(request, "recruitment/applications/read_adjustments.html", context)
