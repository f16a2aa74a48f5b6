"""Support on one page, as far as its reader may know; and the entries of the support plan."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import Apprentice, Mentoring, SupportOffer, WorkplaceVisit
from apprentices.models.parties import Party
from apprentices.views.changes.common import answer, seen_apprentices
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.permissions import require
from core.words import day

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
REVIEW_AFTER = datetime.timedelta(weeks=12)


def _page(offer: SupportOffer) -> str:
    return reverse("apprentices:support", args=[offer.apprentice.reference])


@require_safe
def support(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that supports one apprentice: scans, the support plan, the mentor, visits, adjustments."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_read_scans(user, apprentice))
    parties = permissions.parties_of(user, apprentice)
    offers = SupportOffer.objects.read_by(user, of=apprentice, parties=parties)
    context = {
        "apprentice": apprentice,
        "own": user.pk == apprentice.person_id,
        "offers": [_shown(offer, user) for offer in offers.select_related("written_by", "ended_by")],
        "may_write": bool(permissions.may_write_support(user, apprentice)),
        "scans": list(apprentice.skills_scans.all()[:3]),
        "mentorings": _mentorings(apprentice, user),
        "may_match": bool(permissions.may_propose_mentor(user, apprentice)),
        "may_ask_another": bool(permissions.may_ask_for_another(user, apprentice)),
        "visits": list(WorkplaceVisit.objects.filter(apprentice=apprentice).select_related("planned_by")[:5]),
        "may_plan_visit": bool(permissions.may_plan_visit(user, apprentice)),
    }
    return render(request, "apprentices/support/support.html", context)


def _mentorings(apprentice: Apprentice, user: User) -> list[Mentoring]:
    """The last mentors by name; ``opens``: whether this reader may open the page of the mentoring as well."""
    visible = Mentoring.objects.visible_to(user, on=timezone.localdate()).filter(pk=OuterRef("pk"))
    found = Mentoring.objects.of_apprentice(apprentice).select_related("mentor__person")
    return list(found.annotate(opens=Exists(visible))[:5])


def _shown(offer: SupportOffer, user: User) -> dict[str, Any]:
    return {
        "offer": offer,
        "may_keep": bool(permissions.may_keep_support(user, offer)),
        "may_share": bool(permissions.may_share_support(user, offer)),
        "readers": [
            label for label, on in (("employer", offer.with_employer), ("university", offer.with_university)) if on
        ],
    }


def _readable(request: HttpRequest, reference: str) -> SupportOffer:
    """An entry that this person reads; else it is not there."""
    rows = SupportOffer.objects.filter(apprentice__in=seen_apprentices(request)).select_related("apprentice__person")
    offer: SupportOffer = get_object_or_404(rows, reference=reference)
    user: User = request.user  # type: ignore[assignment]
    parties = permissions.parties_of(user, offer.apprentice)
    if not SupportOffer.objects.read_by(user, of=offer.apprentice, parties=parties).filter(pk=offer.pk).exists():
        raise Http404
    return offer


@GET_OR_POST
def write_support(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_write_support(user, apprentice))
    own, today = user.pk == apprentice.person_id, timezone.localdate()

    def act(typed: dict[str, Any]) -> str:
        made = operations.Support(**{name: typed[name] for name in forms.SupportForm.OF_THE_OFFER})
        party = permissions.party_of(user, apprentice)
        operations.write_support(
            apprentice, support=made, written_as=str(party), by=user, shared=typed.get("shared", ())
        )
        return "Written into the support plan."

    form = forms.SupportForm(
        request.POST or None, shares=own, initial={"starts_on": today, "review_on": today + REVIEW_AFTER}
    )
    readers = (
        "You choose who reads it."
        if own
        else f"{apprentice} and your side read it. {apprentice} decides whether others do."
    )
    return answer(
        request,
        form,
        act,
        to=reverse("apprentices:support", args=[reference]),
        title="Write into the support plan",
        apprentice=apprentice,
        intro=[readers],
    )


@GET_OR_POST
def share_support(request: HttpRequest, reference: str) -> HttpResponse:
    offer = _readable(request, reference)
    require(permissions.may_share_support(request.user, offer))  # type: ignore[arg-type]
    held = {Party.EMPLOYER: offer.with_employer, Party.UNIVERSITY: offer.with_university}

    def act(typed: dict[str, Any]) -> str:
        operations.share_support(offer, parties=typed["parties"], by=request.user)  # type: ignore[arg-type]
        return "Kept."

    form = forms.ShareSupportForm(
        request.POST if request.method == "POST" else None,
        parties=permissions.shared_by_choice(offer),
        initial={"parties": [party.value for party, on in held.items() if on]},
    )
    return answer(
        request, form, act, to=_page(offer), title="Who reads it", apprentice=offer.apprentice,
        intro=[offer.need, "Whoever wrote it goes on reading it."],
    )  # fmt: skip


@GET_OR_POST
def review_support(request: HttpRequest, reference: str) -> HttpResponse:
    offer = _readable(request, reference)
    require(permissions.may_keep_support(request.user, offer))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.review_support(offer, next_on=typed["next_on"], by=request.user)  # type: ignore[arg-type]
        return f"Kept. It is looked at again on {day(typed['next_on'])}."

    form = forms.LookAgainForm(request.POST or None, initial={"next_on": timezone.localdate() + REVIEW_AFTER})
    return answer(
        request, form, act, to=_page(offer), title="Look at it again", apprentice=offer.apprentice,
        intro=[offer.need, offer.offer],
    )  # fmt: skip


@GET_OR_POST
def end_support(request: HttpRequest, reference: str) -> HttpResponse:
    offer = _readable(request, reference)
    require(permissions.may_keep_support(request.user, offer))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.end_support(offer, outcome=typed["outcome"], by=request.user)  # type: ignore[arg-type]
        return "Ended."

    form = forms.EndSupportForm(request.POST or None)
    return answer(request, form, act, to=_page(offer), title="End this support", apprentice=offer.apprentice)
