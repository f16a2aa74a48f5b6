"""Concerns of people who come by link and have no account: raising one, and reading how it goes. A code comes first."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices.models import Apprentice, Concern, Involvement
from apprentices.operations.concerns.choosing import READ_CONCERN
from apprentices.views.concerns.common import PLANNERS, visible_concern
from apprentices.views.concerns.concern import shown
from apprentices.views.concerns.raising import raising
from apprentices.views.link import any_link_of, code_first, opened, proof_of
from core import links
from core.accounts.models import User
from core.words import day


def _around(person: User) -> QuerySet[Apprentice]:
    """The apprentices whose line manager, tutor, practice educator or supervisor this person is today, by name."""
    held = Involvement.objects.on(timezone.localdate()).filter(person=person, kind__in=PLANNERS)
    return Apprentice.objects.filter(pk__in=held.values("apprentice")).select_related(
        "person", "employer", "cohort__university"
    )


@login_not_required
@require_safe
def choose_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """About which apprentice, or the work and placement of which, somebody who came by any link raises a concern."""
    link = any_link_of(request, reference)
    if proof_of(request, link) is None:
        return code_first(request, link)
    apprentices = _around(link.person).order_by("person__name", "pk")
    context = {"link": link, "apprentices": apprentices, "back": links.page_of(link)}
    return render(request, "apprentices/concerns/choose.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_by_link(request: HttpRequest, reference: str, apprentice: str) -> HttpResponse:
    link = any_link_of(request, reference)
    if proof_of(request, link) is None:
        return code_first(request, link)
    choose = reverse("apprentices:choose_by_link", args=[reference])

    def sent(concern: Concern) -> HttpResponse:
        lead, by = concern.lead or "The consortium manager", day(concern.triage_due_on)
        messages.success(
            request, f"Sent. {lead} looks at it first, by {by}. When it is closed, a mail brings you to how it ended."
        )
        return redirect(choose)

    found = get_object_or_404(_around(link.person), reference=apprentice)
    return raising(request, found, link.person, sent=sent, back=choose)


@login_not_required
@require_safe
def concern_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """One concern, for the person of the link, as far as they may still know of it."""
    link, _ = opened(request, Concern.objects.all(), reference, purpose=READ_CONCERN)
    concern = visible_concern(link.person, reference)
    if proof_of(request, link) is None:
        return code_first(request, link)
    return shown(request, concern, link.person, link=link)
