"""Days on which an organisation is closed, kept by those who plan there."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import operations, permissions
from apprentices.forms import ClosedDayForm
from apprentices.models import ClosedDay
from apprentices.models.timetable import PLANNING_ROLES
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import require
from core.words import day
from core.workflow import StepRefused


def _kept_organisations(user: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=people.organisation_ids(user, *PLANNING_ROLES, "workforce_lead"))


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(request: HttpRequest) -> HttpResponse:
    """Days on which this person's organisations are closed, beside the bank holidays."""
    user: Any = request.user
    organisations = _kept_organisations(user)
    if not organisations:
        raise Http404
    form = ClosedDayForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            closed = operations.close_on(found["organisation"], date=found["date"], name=found["name"], by=user)
        except StepRefused as refused:
            form.add_error("date", str(refused))
        else:
            messages.success(request, f"{closed} is in the list.")
            return redirect("apprentices:closed_days")
    since = timezone.localdate() - datetime.timedelta(days=365)
    days = ClosedDay.objects.filter(organisation__in=organisations, date__gte=since).select_related("organisation")
    return render(request, "apprentices/timetable/closed_days.html", {"form": form, "days": days})


@require_POST
def open_day(request: HttpRequest, closed: int) -> HttpResponse:
    """A day that was closed is a usual one again."""
    user: Any = request.user
    found = get_object_or_404(ClosedDay.objects.filter(organisation__in=_kept_organisations(user)), pk=closed)
    require(permissions.may_keep_closed_days(user, found.organisation))
    operations.open_on(found, by=user)
    messages.success(request, f"{day(found.date)} is a usual day again.")
    return redirect("apprentices:closed_days")
