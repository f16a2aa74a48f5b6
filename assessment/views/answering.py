"""The assessor's steps: judge, check, sign; or return for more work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apprentices.models import Involvement
from assessment import operations, permissions
from assessment.forms import ReturnForm, judge_form
from assessment.models import Claim, Evidence, ProposedSignOff, oversight
from assessment.views.asked import evidence_or_404, person
from assessment.views.evidence import SESSION_KEY, page
from assessment.views.writing import GET_OR_POST
from core import words
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.workflow import StepRefused


@require_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the judgement and the statement, and go on to check them before signing."""
    found, _ = _to_answer(request, reference)
    form = judge_form(_claims(found))(request.POST)
    form.draft_key = f"judge-{reference}-{request.POST.get('number', '')[:5]}"
    if not form.is_valid():
        return page(request, found, form)
    begun = request.session.get(SESSION_KEY, {})
    begun[reference] = {
        "number": form.cleaned_data["number"],
        "judgements": {str(pk): judgement for pk, judgement in form.judgements().items()},
        "statement": form.cleaned_data["statement"],
    }
    request.session[SESSION_KEY] = begun
    return redirect("assessment:sign", reference)


@GET_OR_POST
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing: what is judged how, who will see it, what is frozen; one press signs."""
    found, relations = _to_answer(request, reference)
    begun: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(reference)
    if begun is None:
        return redirect("assessment:evidence", reference)
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _signed(request, found, begun)
        messages.warning(request, SignForm.CHANGED)
    context = {
        "evidence": found,
        "apprentice": found.apprentice,
        "form": SignForm(begun=begun),
        "facts": _facts(found, begun),
        "overseen": oversight.is_overseen(person(request), found.apprentice, on=timezone.localdate()),
        "role": permissions.answers_as(person(request), relations).lower(),
        "readers": [r for r in relations if r.kind in (Involvement.Kind.TUTOR, Involvement.Kind.PANEL_READER)],
    }
    return render(request, "assessment/sign.html", context)


def _signed(request: HttpRequest, found: Evidence, begun: dict[str, Any]) -> HttpResponse:
    try:
        signed = operations.sign_off(
            found,
            number=begun["number"],
            judgements={int(pk): judgement for pk, judgement in begun["judgements"].items()},
            statement=begun["statement"],
            by=person(request),
            address=address_of(request),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("assessment:evidence", found.reference)
    _forget(request, found, begun["number"])
    if isinstance(signed, ProposedSignOff):
        messages.success(request, f"Signed. “{found.title}” is accepted once it is countersigned.")
    else:
        told = f"{found.apprentice} has been told"
        messages.success(request, f"Signed. “{found.title}” is accepted and frozen, and {told}.")
    return redirect("assessment:evidence", found.reference)


@GET_OR_POST
def return_for_more(request: HttpRequest, reference: str) -> HttpResponse:
    """Return it with what is missing, what would be enough and by when."""
    found, _ = _to_answer(request, reference)
    assert found.shown is not None
    on = timezone.localdate()
    if request.method == "POST":
        form = ReturnForm(request.POST, on=on)
    else:
        form = ReturnForm(on=on, initial={"number": found.shown.number})
    form.draft_key = f"return-{reference}-{found.shown.number}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.return_for_more(found, **form.cleaned_data, by=person(request))
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("assessment:evidence", reference)
        drafts.saved(request, form.draft_key)
        _forget(request, found, found.shown.number)
        again_by = words.day(form.cleaned_data["again_by"])
        messages.success(request, f"Returned to {found.apprentice}, who has been told, to come back by {again_by}.")
        return redirect("assessment:queue")
    context = {"evidence": found, "apprentice": found.apprentice, "version": found.shown, "form": form}
    return render(request, "assessment/return.html", context)


def _to_answer(request: HttpRequest, reference: str) -> tuple[Evidence, list[Involvement]]:
    """What waits for this person's answer; somebody who may read but not answer gets the reason."""
    found = evidence_or_404(request, reference)
    relations = permissions.relations_of(found.apprentice, on=timezone.localdate())
    require(permissions.may_answer(person(request), found, relations))
    return found, relations


def _claims(found: Evidence) -> list[Claim]:
    assert found.shown is not None
    return list(found.shown.claims.select_related("statement__framework"))


def _facts(found: Evidence, begun: dict[str, Any]) -> list[Fact]:
    back = "../#judgement"
    said = {int(pk): Claim.Judgement(judgement).label for pk, judgement in begun["judgements"].items()}
    linked = [str(claim.statement) for claim in _claims(found) if claim.pk not in said]
    facts = [
        Fact("Evidence", f"{found.shown}\n{found.the_kind}, version {begun['number']}"),
        Fact("Written by", found.apprentice.person.name),
        *(Fact(str(claim.statement), said[claim.pk], back) for claim in _claims(found) if claim.pk in said),
    ]
    if linked:
        facts.append(Fact("Linked, not judged", "\n".join(linked)))
    return [*facts, Fact("Your statement", begun["statement"], back)]


def _forget(request: HttpRequest, found: Evidence, number: int) -> None:
    """What was begun here is done: neither the session nor the device keeps it."""
    begun = request.session.get(SESSION_KEY, {})
    begun.pop(found.reference, None)
    request.session[SESSION_KEY] = begun
    drafts.saved(request, f"judge-{found.reference}-{number}")
