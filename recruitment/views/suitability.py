"""The suitability strand: referring, and the pages that its members alone find. To anybody else nothing is there."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.accounts.models import User
from core.permissions import require
from core.steps import taken_on
from recruitment.forms.suitability import MemberForm, NoteForm, OwnSideForm, ReferForm, SuitabilityOutcomeForm, TellForm
from recruitment.models import Application, Condition, SuitabilityReferral
from recruitment.operations import suitability as operations
from recruitment.permissions import outcomes as permissions
from recruitment.views.by_link import for_the_candidate
from recruitment.views.found import found_application
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
OCCUPATIONAL_HEALTH = "occupational_health"


@require_http_methods(GET_OR_POST)
def refer(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_refer(request.user, application))  # type: ignore[arg-type]
    form = ReferForm(posted(request), people=operations.possible_members(application))
    form.cancel_url = reverse("recruitment:application", args=[reference])

    def step() -> object:
        return operations.refer(application=application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "It is with the chair now. You will not see it again, and nobody else does.")
        return redirect("recruitment:application", reference)
    return render(request, "recruitment/suitability/refer.html", {"application": application, "form": form})


# The members --------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, reference: str) -> SuitabilityReferral:
    referrals = SuitabilityReferral.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(referrals.select_related("candidate", "application__employer"), reference=reference)


def _found_open(request: HttpRequest, reference: str) -> SuitabilityReferral:
    referral = _found(request, reference)
    if referral.state not in SuitabilityReferral.OPEN:
        raise Http404
    return referral


def _chaired(request: HttpRequest, reference: str) -> SuitabilityReferral:
    require(permissions.may_chair(request.user, _found(request, reference)))  # type: ignore[arg-type]
    return _found_open(request, reference)


@require_safe
def suitability_referrals(request: HttpRequest) -> HttpResponse:
    """The referrals of which a person is a member; for anybody who is of none there is no such page."""
    found = list(SuitabilityReferral.objects.visible_to(request.user).select_related("candidate"))  # type: ignore[arg-type]
    if not found:
        raise Http404
    return render(request, "recruitment/suitability/list.html", {"referrals": found})


@require_safe
def suitability_referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that the panel reads; the reading leaves an event. Of health it says what occupational health said."""
    referral = _found(request, reference)
    audit.record_read(referral, "a question of suitability", by=request.user)  # type: ignore[arg-type]
    is_open = referral.state in SuitabilityReferral.OPEN
    health = Condition.objects.filter(offer__application=referral.application, kind=OCCUPATIONAL_HEALTH).first()
    context = {
        "referral": referral,
        "members": referral.members.select_related("person"),
        "notes": referral.notes.select_related("author"),
        "is_open": is_open,
        "chairs": is_open and bool(permissions.may_chair(request.user, referral)),  # type: ignore[arg-type]
        "blocks": operations.blocks_outcome(referral) if is_open else [],
        "health": health,
    }
    return render(request, "recruitment/suitability/referral.html", context)


@require_http_methods(GET_OR_POST)
def add_suitability_member(request: HttpRequest, reference: str) -> HttpResponse:
    referral = _chaired(request, reference)
    if referral.application is None:
        raise Http404
    form = MemberForm(posted(request), people=operations.possible_members(referral.application))
    step = partial(operations.add_member, referral=referral, by=request.user)  # type: ignore[arg-type]
    return _asked(request, referral, form, step, title="Ask somebody onto the panel", done="They have been asked.")


@require_http_methods(GET_OR_POST)
def note_suitability(request: HttpRequest, reference: str) -> HttpResponse:
    """Any member writes a note for the panel, as long as it has not decided."""
    referral = _found_open(request, reference)
    step = partial(operations.note, referral=referral, by=request.user)  # type: ignore[arg-type]
    done = "Your note is kept. Only the members of this panel read it."
    return _asked(request, referral, NoteForm(posted(request)), step, title="Note for the panel", done=done)


@require_http_methods(GET_OR_POST)
def tell_candidate_of_suitability(request: HttpRequest, reference: str) -> HttpResponse:
    referral = _chaired(request, reference)
    step = partial(operations.tell, referral=referral, by=request.user)  # type: ignore[arg-type]
    done = "The candidate has been told, and asked for their side."
    return _asked(request, referral, TellForm(posted(request)), step, title="Tell the candidate", done=done)


@require_http_methods(GET_OR_POST)
def decide_suitability(request: HttpRequest, reference: str) -> HttpResponse:
    referral = _chaired(request, reference)
    step = partial(operations.decide, referral=referral, by=request.user)  # type: ignore[arg-type]
    form = SuitabilityOutcomeForm(posted(request))
    return _asked(request, referral, form, step, title="The panel's outcome", done="The outcome is recorded.")


def _asked(
    request: HttpRequest,
    referral: SuitabilityReferral,
    form: MemberForm | NoteForm | TellForm | SuitabilityOutcomeForm,
    step: partial[object],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    """A form of the panel: taken with what it says, or shown again with the reason."""
    form.cancel_url = reverse("recruitment:suitability_referral", args=[referral.reference])
    if request.method == "POST" and form.is_valid() and taken_on(form, lambda: step(**form.cleaned_data)):
        messages.success(request, done)
        return redirect("recruitment:suitability_referral", referral.reference)
    return render(request, "recruitment/suitability/form.html", {"referral": referral, "form": form, "title": title})


# The candidate ------------------------------------------------------------------------------------------------


@for_the_candidate
@require_http_methods(GET_OR_POST)
def my_suitability(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    """What the panel asks, and the candidate's side of it. There is nothing here before the panel has told them."""
    told = SuitabilityReferral.objects.filter(application=application, candidate=person, told_at__isnull=False)
    referral = told.order_by("-told_at", "-pk").first()
    if referral is None:
        return redirect("recruitment:my_application", application.reference)
    form = OwnSideForm(posted(request)) if referral.answered_at is None and referral.state == "open" else None

    def step() -> object:
        return operations.answer(referral=referral, words=form.cleaned_data["words"], by=person)

    if request.method == "POST" and form is not None and form.is_valid() and taken_on(form, step):
        messages.success(request, "Thank you. The panel has your side.")
        return redirect("recruitment:my_suitability", application.reference)
    context = {"application": application, "referral": referral, "form": form}
    return render(request, "recruitment/suitability/mine.html", context)
