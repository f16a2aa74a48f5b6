"""Countersigning what a practice educator in training signed, or sending it back to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessment import operations, permissions
from assessment.forms import NotCountersignedForm
from assessment.models import Claim, Evidence, ProposedSignOff
from assessment.views.asked import evidence_or_404, newest_proposal, person
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.workflow import StepRefused


@GET_OR_POST
def countersign(request: HttpRequest, reference: str) -> HttpResponse:
    """Check what was signed, and put one's own name under it; one press signs."""
    found, proposed = _to_countersign(request, reference)
    begun = {"proposed": proposed.pk, "hash": proposed.content_hash}
    form = SignForm(request.POST or None, begun=begun)
    if request.method == "POST":
        if form.is_valid():
            return _countersigned(request, found, proposed)
        messages.warning(request, SignForm.CHANGED)
    context = {
        "evidence": found,
        "apprentice": found.apprentice,
        "proposed": proposed,
        "facts": _facts(found, proposed),
        "form": SignForm(begun=begun),
    }
    return render(request, "assessment/countersign.html", context)


def _countersigned(request: HttpRequest, found: Evidence, proposed: ProposedSignOff) -> HttpResponse:
    try:
        operations.countersign(found, proposed=proposed.pk, by=person(request), address=address_of(request))
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        told = f"{found.apprentice} has been told"
        messages.success(request, f"Countersigned. “{found.title}” is accepted and frozen, and {told}.")
    return redirect("assessment:evidence", found.reference)


@GET_OR_POST
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Send it back to the practice educator who signed, with words for them alone."""
    found, proposed = _to_countersign(request, reference)
    form = NotCountersignedForm(request.POST or None, initial={"proposed": proposed.pk})
    form.draft_key = f"not-countersigned-{proposed.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.refuse_countersignature(found, **form.cleaned_data, by=person(request))
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("assessment:evidence", reference)
        drafts.saved(request, form.draft_key)
        messages.success(request, f"Sent back to {proposed.signed_by}, who has been told.")
        return redirect("assessment:queue")
    context = {"evidence": found, "apprentice": found.apprentice, "proposed": proposed, "form": form}
    return render(request, "assessment/not_countersigned.html", context)


def _to_countersign(request: HttpRequest, reference: str) -> tuple[Evidence, ProposedSignOff]:
    """What waits for this person's countersignature; somebody who may read but not countersign gets the reason."""
    found = evidence_or_404(request, reference)
    on = timezone.localdate()
    relations = permissions.relations_of(found.apprentice, on=on)
    require(permissions.may_countersign(person(request), found, relations, on=on))
    proposed = newest_proposal(found)
    assert proposed is not None
    return found, proposed


def _facts(found: Evidence, proposed: ProposedSignOff) -> list[Fact]:
    claims = proposed.version.claims.select_related("statement__framework")
    judged = {claim.pk: proposed.judgement_of(claim.pk) for claim in claims}
    linked = [str(claim.statement) for claim in claims if not judged[claim.pk]]
    facts = [
        Fact("Evidence", f"{found.shown}\n{found.the_kind}, version {proposed.version.number}"),
        Fact("Written by", found.apprentice.person.name),
        *(Fact(str(claim.statement), Claim.Judgement(judged[claim.pk]).label) for claim in claims if judged[claim.pk]),
    ]
    if linked:
        facts.append(Fact("Linked, not judged", "\n".join(linked)))
    return [*facts, Fact(f"Statement of {proposed.signed_by}", proposed.statement)]
