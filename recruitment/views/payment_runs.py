"""Runs of payments, for those who keep a register: made, listed, downloaded again as they were, recorded as paid."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.accounts.fresh import asked_before_many
from core.permissions import require
from core.steps import taken
from core.tables.export import CSV_TYPE
from core.workflow import StepRefused
from recruitment.forms.claims import RunForm, RunPaidForm
from recruitment.models import PanelClaim, PaymentRun
from recruitment.operations import payment_runs as operations
from recruitment.payment_file import HEADS
from recruitment.permissions import panellists as register_permissions
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
MOST_SHOWN = 100


def visible_run(request: HttpRequest, reference: str) -> PaymentRun:
    return get_object_or_404(
        PaymentRun.objects.visible_to(request.user).select_related("payer", "made_by"), reference=reference
    )


@require_http_methods(GET_OR_POST)
def payment_runs(request: HttpRequest) -> HttpResponse:
    """The runs that there were, and what waits for the next; a new one is made here."""
    require(register_permissions.may_keep_a_register(request.user))
    payers = register_permissions.registers_of(request.user)
    form = RunForm(posted(request), payers=payers)
    if request.method == "POST" and form.is_valid():
        try:
            run = operations.make_run(payer=form.payer(), pay_on=form.cleaned_data["pay_on"], by=request.user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Payment run {run.number} is made. Download it for the finance team.")
            return redirect("recruitment:payment_run", run.reference)
    claims = PanelClaim.objects.visible_to(request.user)
    context = {
        "form": form,
        "ready": [(payer, claims.for_the_next_run(payer.pk).count()) for payer in payers],
        "unknown": [
            claim
            for payer in payers
            for claim in claims.without_payee_number(payer.pk).select_related("person", "panellist__person")
        ],
        "runs": PaymentRun.objects.visible_to(request.user).select_related("payer")[:MOST_SHOWN],
    }
    return render(request, "recruitment/claims/runs.html", context)


@require_http_methods(GET_OR_POST)
def payment_run(request: HttpRequest, reference: str) -> HttpResponse:
    """What is paid in a run, what is seen to beside the file, and the day on which finance has paid it."""
    run = visible_run(request, reference)
    form = RunPaidForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = partial(operations.record_paid, run=run, on=form.cleaned_data["paid_on"], by=request.user)
        if taken(request, step, "It is recorded, and everybody in the run has been told."):
            return redirect("recruitment:payment_run", reference)
    claims = list(run.claims.with_totals().select_related(*operations.OF_A_LINE))
    context = {
        "run": run,
        "form": form if run.paid_on is None else None,
        "claims": claims,
        "beside": [claim for claim in claims if claim.amount and not claim.fee_in_money],
        "columns": HEADS,
    }
    return render(request, "recruitment/claims/run.html", context)


@require_safe
def payment_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file of a run, the same as on the day it was made."""
    run = visible_run(request, reference)
    if asked := asked_before_many(request, run.payments):
        return asked
    audit.record_read(run, "the payment file", by=request.user)
    answer = HttpResponse(run.content.encode(), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="payment-run-{run.number}-{run.pay_on.isoformat()}.csv"'
    return answer
