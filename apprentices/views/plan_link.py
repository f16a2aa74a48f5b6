"""Training plans by link: the line manager reads what waits, and with a one-time code confirms, agrees or says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import operations
from apprentices.models import Apprentice, Party, PlanChange, PlanSection
from apprentices.views.link import link_of, proof_of
from apprentices.views.plan_change import refusing
from apprentices.views.training_plan import Proposed, Shown, proposals, shown
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.forms import SignForm
from core.links.models import SignedLink
from core.words import count
from core.workflow import StepRefused

TAKEN = {"method": Signature.Method.LINK_AND_CODE}


@dataclass(frozen=True)
class Waiting:
    """What waits for the line manager in one plan: sections to confirm, or a change to answer."""

    apprentice: Apprentice
    sections: Sequence[PlanSection]
    parts: Sequence[Shown]
    change: PlanChange | None
    proposed: Sequence[Proposed]
    form: SignForm

    @property
    def key(self) -> str:
        return self.change.reference if self.change else self.apprentice.reference


def waiting_for(person: User) -> list[Waiting]:
    """What waits for a person as line manager, plan by plan; a change by itself."""
    sections = (
        PlanSection.objects.waiting_for_person(person, on=timezone.localdate())
        .waiting_for(Party.EMPLOYER)
        .select_related("plan__apprentice__person", "change__proposed_by", "change__plan__apprentice__person")
        .exclude(plan__apprentice__person=person)
        .order_by("opened_at", "pk")
    )
    groups: dict[tuple[int, int | None], list[PlanSection]] = {}
    for section in sections:
        groups.setdefault((section.plan_id, section.change_id), []).append(section)
    return [_waiting(group) for group in groups.values()]


def _waiting(sections: Sequence[PlanSection]) -> Waiting:
    change = sections[0].change
    form = SignForm(begun={section.reference: section.content_hash for section in sections})
    form.submit = "Agree and sign" if change else f"Confirm {count(len(sections), 'section')}"
    return Waiting(
        apprentice=sections[0].plan.apprentice,
        sections=sections,
        parts=[] if change else shown(sections),
        change=change,
        proposed=proposals(change) if change else [],
        form=form,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def plans_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """What waits for the person of the link. Reading needs the link; signing needs the code as well."""
    link = link_of(request, reference)
    proof = proof_of(request, link)
    waiting = waiting_for(link.person)
    if request.method == "POST":
        if proof is None:
            return redirect("apprentices:link_code", reference=reference)
        _sign(request, link, proof, next((w for w in waiting if w.key == request.POST.get("plan")), None))
        return redirect("apprentices:plans_by_link", reference=reference)
    context = {"link": link, "waiting": waiting, "may_act": bool(proof)}
    return render(request, "apprentices/plan/by_link.html", context)


def _sign(request: HttpRequest, link: SignedLink, proof: dict[str, Any], chosen: Waiting | None) -> None:
    begun = {section.reference: section.content_hash for section in chosen.sections} if chosen else {}
    if chosen is None or not SignForm(request.POST, begun=begun).is_valid():
        messages.warning(request, "That has changed since you opened this page. Read it again, then confirm.")
        return
    signed = {"name": proof["name"], "role": proof["role"], "address": address_of(request), **TAKEN}
    try:
        if chosen.change:
            operations.approve_change(chosen.change, party=Party.EMPLOYER, by=link.person, **signed)
        else:
            operations.confirm_sections(chosen.sections, party=Party.EMPLOYER, by=link.person, **signed)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        done = "Agreed" if chosen.change else f"{count(len(chosen.sections), 'section')} confirmed"
        messages.success(request, f"{done} for the employer: the training plan of {chosen.apprentice}.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_by_link(request: HttpRequest, reference: str, change: str) -> HttpResponse:
    link = link_of(request, reference)
    changes = [waiting.change.pk for waiting in waiting_for(link.person) if waiting.change]
    found = get_object_or_404(
        PlanChange.objects.select_related("plan__apprentice__person"), pk__in=changes, reference=change
    )
    if proof_of(request, link) is None:
        return redirect("apprentices:link_code", reference=reference)
    then = reverse("apprentices:plans_by_link", args=[reference])
    return refusing(request, found, by=link.person, then=then, link=link)
