"""The outcome book of a selection day: what is in it, those that were made, and asking for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import permissions as core_permissions
from core.accounts.fresh import asked_for_a_factor
from recruitment.models import SelectionDay
from recruitment.operations import outcome_book as operations
from recruitment.permissions import outcomes as permissions
from recruitment.views.selection_days import visible_day


def _day(request: HttpRequest, reference: str) -> SelectionDay:
    found = visible_day(request, reference)
    core_permissions.require(permissions.may_have_book(request.user, found))  # type: ignore[arg-type]
    return found


@require_safe
def outcome_book(request: HttpRequest, reference: str) -> HttpResponse:
    """What the book holds, and the books that were made."""
    found = _day(request, reference)
    context = {"day": found, "books": operations.books_of(found)}
    return render(request, "recruitment/selection_days/outcome_book.html", context)


@require_POST
def ask_for_outcome_book(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the book made as things stand now, after a fresh factor, as figures of equality groups are in it."""
    found = _day(request, reference)
    if asked := asked_for_a_factor(request):
        return asked
    _, job = operations.ask_for_book(day=found, by=request.user)  # type: ignore[arg-type]
    return redirect("job", job.reference)
