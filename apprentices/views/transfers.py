"""Transfer to another employer, page by page for each party; and the statement that the old employer keeps."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import employment_rules, operations, permissions, steps
from apprentices.agreement import PARTY_WORDS, TRANSFER_PARTIES
from apprentices.forms.employment import WhyNotForm
from apprentices.forms.transfers import AcceptTransferForm, TransferForm
from apprentices.models import Apprentice, Transfer, TransferStatement
from apprentices.operations.agreements import signatures_of
from apprentices.operations.transfers import step_of, why_not
from apprentices.views.checked import check_page, is_confirmed, wants_to_change
from apprentices.views.record import visible_record
from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.audit.models import Event
from core.audit.signatures import Signature
from core.components import Fact
from core.documents import pdf
from core.permissions import require
from core.words import day, hours, moment, number
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def propose_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """Where to and when; what the gap means; the proposal."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_propose_transfer(user, apprentice))
    employers = Organisation.objects.current(timezone.localdate()).employers().exclude(pk=apprentice.employer_id)
    form = TransferForm(request.POST or None, employers=employers)
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        if not is_confirmed(request):
            return _preview(request, apprentice, form)
        try:
            transfer = operations.propose_transfer(apprentice, by=user, **_typed(form))
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Proposed. {transfer.after}, {apprentice} and the university are asked.")
            return redirect("apprentices:transfer", reference=transfer.reference)
    return render(request, "apprentices/transfers/propose.html", {"apprentice": apprentice, "form": form})


def _typed(form: TransferForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("after", "last_day", "first_day")}


def _preview(request: HttpRequest, apprentice: Apprentice, form: TransferForm) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    transfer = Transfer(apprentice=apprentice, before=apprentice.employer, proposed_by=user, **_typed(form))
    gap = [employment_rules.gap_words(transfer.gap)] if transfer.gap >= 0 else []
    return check_page(
        request,
        heading="Propose this transfer",
        caption=str(apprentice),
        facts=[
            Fact("From", apprentice.employer.name),
            Fact("To", transfer.after.name),
            Fact("Last day with you", day(transfer.last_day)),
            Fact("First day there", day(transfer.first_day)),
        ],
        lines=[
            *gap,
            "Hours, placement days and evidence go along.",
            "After the last day the record is closed to you. You keep a statement of hours, days and reviews.",
            "Line managers, supervisors and workplace assessors end with you. A mentor stays.",
            *steps.transfer.preview(step_of(transfer, by=user)),
        ],
        concerns=why_not(transfer, by=user),
        button="Propose the transfer",
    )


def _visible(request: HttpRequest, reference: str) -> Transfer:
    seen = Transfer.objects.visible_to(request.user)  # type: ignore[arg-type]
    related = ("apprentice__person", "apprentice__cohort__university", "before", "after", "manager", "proposed_by")
    transfer = get_object_or_404(seen.select_related(*related), reference=reference)
    require(permissions.may_read_transfer(request.user, transfer))  # type: ignore[arg-type]
    return transfer


@require_safe
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """Who moves from where to where, what the gap means, who has agreed, what is left to do."""
    found = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    agreed = signatures_of(found)
    facts = [
        Fact("Apprentice", found.apprentice.person.name),
        Fact("Cohort", found.apprentice.cohort.name),
        Fact("From", f"{found.before.name}, last day {day(found.last_day)}"),
        Fact("To", f"{found.after.name}, first day {day(found.first_day)}"),
        Fact("Between them", employment_rules.gap_words(found.gap)),
    ]
    if found.weekly_hours:
        facts += [
            Fact("Post there", ", ".join(filter(None, (found.job_title, found.team)))),
            Fact("Contract hours there", f"{hours(found.weekly_hours)} a week"),
            Fact("Line manager there", found.manager),
        ]
    party = permissions.transfer_party_of(user, found)
    return render(
        request,
        "apprentices/transfers/transfer.html",
        {
            "transfer": found,
            "facts": facts,
            "parties": [Fact(PARTY_WORDS[name], _agreed(agreed.get(name))) for name in TRANSFER_PARTIES],
            "may_agree": bool(permissions.may_agree_to_transfer(user, found)) and party not in agreed,
            "may_accept": bool(permissions.may_accept_transfer(user, found)) and party not in agreed,
            "may_refuse": bool(permissions.may_refuse_transfer(user, found)) and party not in agreed,
            "may_take_back": permissions.may_take_back_transfer(user, found),
            "events": Event.objects.about(found).select_related("actor", "detail"),
            "statement": TransferStatement.objects.visible_to(user)
            .filter(apprentice=found.apprentice, last_day=found.last_day)
            .first(),
        },
    )


def _agreed(signature: Signature | None) -> str:
    return f"{signature.shown_name}, {moment(signature.signed_at)}" if signature else "Not yet"


@require_http_methods(["GET", "HEAD", "POST"])
def accept_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """The new employer says hours, post and line manager, and accepts."""
    found = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_accept_transfer(user, found))
    form = AcceptTransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            done = operations.accept_transfer(
                found,
                weekly_hours=typed["weekly_hours"],
                job_title=typed["job_title"],
                team=typed["team"],
                manager=User.objects.for_email(typed["manager_email"], name=typed["manager_name"]),
                by=user,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _what_next(done, f"You have accepted the transfer of {found.apprentice}."))
            return redirect("apprentices:transfer", reference=reference)
    return render(request, "apprentices/transfers/accept.html", {"transfer": found, "form": form})


def _what_next(done: Transfer, said: str) -> str:
    if done.state == Transfer.State.DONE:
        return f"{said} Everybody has agreed, and the record is with {done.after}."
    if done.state == Transfer.State.AGREED:
        return f"{said} Everybody has agreed. The record moves on the morning after {day(done.last_day)}."
    return said


@require_POST
def agree_to_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_agree_to_transfer(user, found))
    try:
        done = operations.agree_to_transfer(found, party=permissions.transfer_party_of(user, found), by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _what_next(done, "You have agreed."))
    return redirect("apprentices:transfer", reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_refuse_transfer(user, found))
    form = WhyNotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.refuse_transfer(found, reason=form.cleaned_data["reason"], by=user)
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, f"You have said no. {found.apprentice} stays with {found.before}.")
        return redirect("apprentices:transfer", reference=reference)
    return render(request, "apprentices/transfers/refuse.html", {"transfer": found, "form": form})


@require_POST
def take_back_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_back_transfer(user, found))
    try:
        operations.take_back_transfer(found, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The transfer is taken back. {found.apprentice} stays with {found.before}.")
    return redirect("apprentices:transfer", reference=reference)


# Statements --------------------------------------------------------------------------------------------------


def _visible_statement(request: HttpRequest, reference: str) -> TransferStatement:
    seen = TransferStatement.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(seen.select_related("employer", "apprentice__person"), reference=reference)


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """What an employer keeps of those who have left it for another."""
    seen = TransferStatement.objects.visible_to(request.user)  # type: ignore[arg-type]
    return render(request, "apprentices/transfers/statements.html", {"statements": seen.select_related("employer")})


@require_safe
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visible_statement(request, reference)
    user: User = request.user  # type: ignore[assignment]
    received = Signature.objects.under(found).first()
    return render(
        request,
        "apprentices/transfers/statement.html",
        {
            "statement": found,
            "facts": statement_facts(found),
            "received": received,
            "may_receive": received is None and permissions.may_receive_statement(user, found),
        },
    )


def statement_facts(statement: TransferStatement) -> list[Fact]:
    """The frozen content in rows, as the page and the paper say it."""
    held = statement.content
    worked = [
        f"From {_day(since)}: {hours(Decimal(weekly))} a week{f', {job}' if job else ''}"
        for since, weekly, job in held["employment"]
    ]
    said = {name: hours(Decimal(value)) for name, value in held["hours"].items()}
    return [
        Fact("Apprentice", held["apprentice"]),
        Fact("Employer", held["employer"]),
        Fact("University and cohort", f"{held['university']}, {held['cohort']}"),
        Fact("Programme", f"{_day(held['started'])} to {_day(held['planned end'])} as planned on that day"),
        Fact("Last day with this employer", _day(held["last day"])),
        Fact("Employment", "\n".join(worked)),
        Fact("Off-the-job hours confirmed", f"{said['confirmed']} of {said['planned']} planned"),
        Fact("Off-the-job hours waiting", said["waiting"]),
        Fact("Minimum hours of the programme", said["minimum"]),
        Fact("Placement days", number(Decimal(held["placement days"]))),
        Fact("Progress reviews held", "\n".join(_day(held_on) for held_on in held["reviews"]) or "None"),
    ]


def _day(iso: str) -> str:
    return day(datetime.date.fromisoformat(iso))


@require_safe
def statement_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visible_statement(request, reference)
    content = pdf.render(
        "documents/transfer_statement.html",
        {"statement": found, "facts": statement_facts(found), "received": Signature.objects.under(found).first()},
    )
    audit.record_read(found, "the transfer statement", by=request.user)  # type: ignore[arg-type]
    name = f"{slugify(str(found))}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


@require_POST
def receive_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign that the statement is received, under its exact content."""
    found = _visible_statement(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_receive_statement(user, found))
    try:
        operations.receive_statement(found, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Signed as received.")
    return redirect("apprentices:statement", reference=reference)
