"""Holding telling the apprentice: by a safeguarding lead, longer only with a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import forms, operations, permissions
from apprentices.models import Concern, ConcernHold
from apprentices.operations.concerns.choosing import days_of
from apprentices.views.concerns.common import page_of, step, visible_concern
from core.accounts.models import User
from core.permissions import require
from core.words import count, day

FORM = ["GET", "HEAD", "POST"]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _visible_hold(request: HttpRequest, reference: str) -> ConcernHold:
    """A hold of a concern that this person may know of; a no where its holds are not theirs to read."""
    seen = Concern.objects.visible_to(_user(request))
    hold = get_object_or_404(
        ConcernHold.objects.select_related("concern__lead", "concern__apprentice__person"),
        reference=reference,
        concern__in=seen,
    )
    if not permissions.may_read_holds(_user(request), hold.concern):
        return get_object_or_404(ConcernHold.objects.none())
    return hold


@require_http_methods(FORM)
def hold_telling(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_hold_telling(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        hold = operations.hold_telling(concern, ground=typed["ground"], reason=typed["reason"], by=_user(request))
        return f"Held up to and including {day(hold.ends_on)}. Then telling falls due, unless two of you prolong it."

    days = count(days_of(concern.employer).hold_days, "working day")
    intro = (f"Telling is held for {days}. Until then nothing of this concern reaches the apprentice.",)
    form = forms.HoldTellingForm(request.POST or None)
    return step(request, concern, form, act, title="Hold telling the apprentice", intro=intro)


@require_http_methods(FORM)
def prolong_hold(request: HttpRequest, reference: str) -> HttpResponse:
    hold = _visible_hold(request, reference)
    require(permissions.may_hold_telling(_user(request), hold.concern))

    def act(typed: dict[str, Any]) -> str:
        operations.ask_to_prolong(hold, reason=typed["words"], by=_user(request))
        return f"Asked. A second person agrees by {day(hold.ends_on)}, or telling falls due."

    form = forms.ConcernWordsForm(
        request.POST or None, question="Why would telling the apprentice still harm the enquiry?", submit="Ask"
    )
    return step(request, hold.concern, form, act, title="Hold it longer")


@require_http_methods(FORM)
def review_hold(request: HttpRequest, reference: str) -> HttpResponse:
    asked = _visible_hold(request, reference)
    require(permissions.may_review_hold(_user(request), asked))

    def act(typed: dict[str, Any]) -> str:
        agree = typed["agree"] == "yes"
        operations.review_hold(asked, agree=agree, by=_user(request))
        return f"Held up to and including {day(asked.ends_on)}." if agree else "Not agreed. Telling falls due in time."

    intro = (
        f"{asked.asked_by} asks to hold it from {day(asked.starts_on)} to {day(asked.ends_on)}.",
        f"{asked.get_ground_display()}. {asked.reason}",
    )
    form = forms.SecondPersonForm(request.POST or None)
    return step(request, asked.concern, form, act, title="Look at it as the second person", intro=intro)


@require_POST
def end_hold(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_hold_telling(_user(request), concern))
    operations.end_hold(concern, by=_user(request))
    messages.success(request, "The hold is over. Whoever deals with the concern tells the apprentice today.")
    return redirect(page_of(concern))


@require_POST
def need_no_hold(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_hold_telling(_user(request), concern))
    operations.need_no_hold(concern, by=_user(request))
    messages.success(request, "Recorded. Whoever deals with the concern tells the apprentice.")
    return redirect(page_of(concern))


@require_POST
def ask_safeguarding(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever deals with it lets a safeguarding lead decide whether telling is to be held."""
    concern = visible_concern(request.user, reference)
    require(permissions.may_ask_safeguarding(_user(request), concern))
    if operations.ask_safeguarding(concern, on=timezone.localdate()):
        messages.success(request, "A safeguarding lead is asked.")
    else:
        messages.warning(request, "No safeguarding lead is named. Telling is the rule; speak to the council’s team.")
    return redirect(page_of(concern))
