"""Reading a restricted reason, which is written down, and sharing it."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import ChangeReason
from apprentices.views.changes.common import answer, people_around, visible
from core.permissions import require
from core.words import day


@require_safe
def show_reason(request: HttpRequest, reference: str) -> HttpResponse:
    reason: ChangeReason = visible(request, ChangeReason, reference)
    require(permissions.may_read_reason(request.user, reason))  # type: ignore[arg-type]
    operations.read_reason(reason, by=request.user)  # type: ignore[arg-type]
    today = timezone.localdate()
    context = {
        "reason": reason,
        "apprentice": reason.apprentice,
        "told": reason.told.on(today).select_related("person").order_by("pk"),
        "own": request.user.pk == reason.apprentice.person_id,
        "back": reverse("apprentices:changes", args=[reason.apprentice.reference]),
    }
    return render(request, "apprentices/changes/reason.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def share_reason(request: HttpRequest, reference: str) -> HttpResponse:
    reason: ChangeReason = visible(request, ChangeReason, reference)
    require(permissions.may_share_reason(request.user, reason))  # type: ignore[arg-type]
    people = people_around(reason.apprentice, besides=reason.given_by)
    today = timezone.localdate()

    def act(typed: dict[str, Any]) -> str:
        person = next(person for person, _ in people if person.reference == typed["person"])
        operations.share_reason(reason, person=person, on=today, ends_on=typed["ends_on"], by=request.user)  # type: ignore[arg-type]
        return f"{person} can read the reason until {day(typed['ends_on'])}."

    return answer(
        request,
        forms.ShareReasonForm(
            request.POST or None, people=people, initial={"ends_on": today + datetime.timedelta(weeks=4)}
        ),
        act,
        to=reverse("apprentices:reason", args=[reason.reference]),
        title="Share the reason",
        apprentice=reason.apprentice,
        intro=["Nobody else learns it. You can see on the page of the reason who can read it."],
    )
