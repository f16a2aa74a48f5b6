"""Witness statements: asked for by the apprentice; written and signed by the witness, with an account or by link."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apprentices.views.link import code_sent, opened
from assessment import operations, permissions
from assessment.forms import AskWitnessForm, WitnessForm
from assessment.forms.signing import SignByLinkForm
from assessment.models import WitnessStatement
from assessment.operations.telling import WITNESS_LINK
from assessment.views.asked import own_evidence_or_404, person
from assessment.views.writing import GET_OR_POST
from core import links, words
from core.accounts.devices import address_of
from core.audit.signatures import Signature
from core.components import Fact
from core.forms import SignForm, drafts
from core.limits import limited
from core.links.models import SignedLink
from core.permissions import require
from core.workflow import StepRefused

SESSION_KEY = "witnessing"


@GET_OR_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the apprentice asks, and about what."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_ask_for_witness(person(request), evidence))
    people = permissions.witnesses(permissions.relations_of(evidence.apprentice, on=timezone.localdate()))
    form = AskWitnessForm(request.POST or None, people=people)
    form.draft_key = f"ask-witness-{reference}"
    if request.method == "POST" and form.is_valid():
        try:
            statement = operations.ask_for_witness(evidence, **form.cleaned_data, by=person(request))
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            messages.success(request, f"{statement.witness} has been asked.")
            return redirect("assessment:evidence", reference)
    context = {"evidence": evidence, "apprentice": evidence.apprentice, "form": form, "people": people}
    return render(request, "assessment/ask_witness.html", context)


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask no longer."""
    rows = WitnessStatement.objects.filter(asked_by=person(request)).select_related("evidence", "witness")
    statement = get_object_or_404(rows, reference=reference)
    try:
        operations.take_back_request(statement, by=person(request))
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{statement.witness} is not asked any more.")
    return redirect("assessment:evidence", statement.evidence.reference)


@login_not_required
@GET_OR_POST
def witness(request: HttpRequest, reference: str) -> HttpResponse:
    """What is asked, and what one saw, in one's own words; once it is signed, how it was signed."""
    statement, _ = _asked(request, reference)
    allowed = permissions.may_witness(statement.witness, statement)
    begun = request.session.get(SESSION_KEY, {})
    form = WitnessForm(request.POST or None, initial=begun.get(reference), of=statement.evidence.apprentice)
    form.draft_key = f"witness-{reference}"
    if request.method == "POST" and allowed and form.is_valid():
        request.session[SESSION_KEY] = begun | {
            reference: {name: form.cleaned_data.get(name, "") for name in ("text", "kept_reason")}
        }
        return redirect("assessment:sign_witness", reference)
    context = {
        "statement": statement,
        "apprentice": statement.evidence.apprentice,
        "facts": about(statement),
        "form": form if allowed else None,
        "why_not": allowed.reason,
    }
    return render(request, "assessment/witness.html", context)


@login_not_required
@limited("one_time_code")
@GET_OR_POST
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing. With an account one press signs; by link it takes the code that was sent as well."""
    statement, link = _asked(request, reference)
    said = request.session.get(SESSION_KEY, {}).get(reference)
    if said is None or not permissions.may_witness(statement.witness, statement):
        return redirect("assessment:witness", reference)
    form_class = SignForm if link is None else SignByLinkForm
    form = form_class(request.POST or None, begun=said)
    if request.method == "POST" and form.is_valid():
        try:
            _signed(request, statement, link, said, form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Signed. {statement.evidence.apprentice} has been told.")
            return redirect("assessment:witness", reference)
    context = {
        "statement": statement,
        "apprentice": statement.evidence.apprentice,
        "facts": [*about(statement), Fact("What you saw", said["text"], "../"), *_kept(said["kept_reason"])],
        "form": form,
        "link": link,
    }
    return render(request, "assessment/sign_witness.html", context)


def _signed(
    request: HttpRequest,
    statement: WitnessStatement,
    link: SignedLink | None,
    said: dict[str, str],
    typed: dict[str, Any],
) -> None:
    if link is not None:
        links.use_code(link, typed["code"])
    operations.give_witness_statement(
        statement,
        **said,
        by=statement.witness,
        method=Signature.Method.ACCOUNT if link is None else Signature.Method.LINK_AND_CODE,
        name=typed.get("name", ""),
        role=typed.get("role", ""),
        address=address_of(request),
    )
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(statement.reference, None)
    request.session[SESSION_KEY] = kept
    drafts.saved(request, f"witness-{statement.reference}")


@login_not_required
@limited("one_time_code")
@require_POST
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    _, link = _asked(request, reference)
    if link is None:
        raise Http404
    return code_sent(request, link, to="assessment:sign_witness", reference=reference)


@login_not_required
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one cannot speak to it."""
    statement, _ = _asked(request, reference)
    try:
        operations.decline_to_witness(statement, by=statement.witness)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Declined. {statement.evidence.apprentice} has been told and can ask somebody else.")
    return redirect("assessment:witness", reference)


def _asked(request: HttpRequest, reference: str) -> tuple[WitnessStatement, SignedLink | None]:
    """The statement for whoever was asked: signed in, or by the link sent to them. To others it is not there."""
    rows = WitnessStatement.objects.exclude(state=WitnessStatement.State.TAKEN_BACK).select_related(
        "evidence__apprentice__person", "witness", "asked_by"
    )
    if request.user.is_authenticated and (mine := rows.filter(reference=reference, witness=person(request)).first()):
        return mine, None
    link, statement = opened(request, rows, reference, purpose=WITNESS_LINK)
    if link.person_id != statement.witness_id:
        raise Http404
    return statement, link


def about(statement: WitnessStatement) -> list[Fact]:
    """What the witness reads beside the form, and what is signed with it."""
    happened_on = datetime.date.fromisoformat(statement.about["happened_on"])
    return [
        Fact("Apprentice", statement.evidence.apprentice.person.name),
        Fact("When it happened", words.day(happened_on)),
        Fact("What it is said to show", "\n".join(statement.about["capabilities"]) or "Nothing linked yet"),
        Fact("What you are asked", statement.request),
    ]


def _kept(reason: str) -> list[Fact]:
    return [Fact("Why what looks like personal details stays", reason, "../")] if reason else []
