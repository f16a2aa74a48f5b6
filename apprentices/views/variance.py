"""The employer's statement on hours under plan: written, checked, signed; with an account, or by link after a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import operations, permissions
from apprentices.forms import StatementForm
from apprentices.models import Apprentice
from apprentices.plan_telling import STATE_VARIANCE
from apprentices.requirements import compared
from apprentices.views.link import code_first, opened, proof_of
from apprentices.views.record import visible_record
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.components import Fact
from core.forms import SignForm, drafts
from core.links.models import SignedLink
from core.permissions import require
from core.words import hours
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
SESSION_KEY = "hours_statement"


@dataclass(frozen=True)
class Writing:
    """Who writes about whom, on which pages. ``signed_with``: method, name and role of somebody who came by link."""

    apprentice: Apprentice
    by: User
    write: str
    check: str
    done: str
    link: SignedLink | None = None
    signed_with: dict[str, Any] = field(default_factory=dict)

    def begun(self, request: HttpRequest) -> dict[str, str] | None:
        """What was typed and is not signed yet."""
        return request.session.get(SESSION_KEY, {}).get(self.apprentice.reference)

    @property
    def context(self) -> dict[str, Any]:
        back = "" if self.link else self.done
        return {"apprentice": self.apprentice, "link": self.link, "back": back, "write": self.write}

    @property
    def draft_key(self) -> str:
        return f"hours-statement-{self.apprentice.reference}"


def _with_account(request: HttpRequest, reference: str) -> Writing:
    apprentice = visible_record(request, reference)
    require(permissions.may_state_variance(request.user, apprentice))  # type: ignore[arg-type]
    pages = (
        reverse(f"apprentices:{n}", args=[reference]) for n in ("write_statement", "sign_statement", "requirement")
    )
    return Writing(apprentice, request.user, *pages)  # type: ignore[arg-type]


def _by_link(request: HttpRequest, reference: str) -> tuple[SignedLink, Writing | None]:
    """The link, and the writing once the code was typed."""
    rows = Apprentice.objects.select_related("person", "employer", "rule_set", "standing")
    link, apprentice = opened(request, rows, reference, purpose=STATE_VARIANCE)
    require(permissions.may_state_variance(link.person, apprentice))
    proof = proof_of(request, link)
    if proof is None:
        return link, None
    names = ("write_statement_by_link", "sign_statement_by_link", "write_statement_by_link")
    signed_with = {"method": Signature.Method.LINK_AND_CODE, "name": proof["name"], "role": proof["role"]}
    pages = (reverse(f"apprentices:{name}", args=[reference]) for name in names)
    return link, Writing(apprentice, link.person, *pages, link=link, signed_with=signed_with)


@GET_OR_POST
def write_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why the hours are under the plan; nothing is kept before it is checked and signed."""
    return _write(request, _with_account(request, reference))


@GET_OR_POST
def sign_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing: the figures, the words, who reads them; one press signs."""
    return _check(request, _with_account(request, reference))


@login_not_required
@GET_OR_POST
def write_statement_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    link, writing = _by_link(request, reference)
    return _write(request, writing) if writing else code_first(request, link)


@login_not_required
@GET_OR_POST
def sign_statement_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    link, writing = _by_link(request, reference)
    return _check(request, writing) if writing else code_first(request, link)


def _figures(apprentice: Apprentice, actual: Decimal) -> list[Fact]:
    found = compared(apprentice, actual=actual)
    return [
        Fact("Planned", hours(found.planned)),
        Fact("Confirmed", hours(found.actual)),
        Fact("Under the plan by", hours(found.under_plan)),
        Fact("Minimum by the rules", f"{hours(found.minimum)}, {'reached' if found.compliant else 'not reached'}"),
    ]


def _write(request: HttpRequest, writing: Writing) -> HttpResponse:
    apprentice, today = writing.apprentice, timezone.localdate()
    actual = apprentice.standing.confirmed_hours
    newest = apprentice.variance_statements.first()
    owed = operations.statement_asked_for(apprentice, newest, actual=actual, on=today)
    if not (owed if writing.link else operations.statement_open(apprentice, actual=actual, on=today)):
        return _not_needed(request, writing)
    form = StatementForm(request.POST or None, initial=writing.begun(request) or {})
    if not writing.link:
        form.draft_key = writing.draft_key
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "shown": str(actual)}
        request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), apprentice.reference: typed}
        return redirect(writing.check)
    return render(
        request, "apprentices/statement.html", {**writing.context, "form": form, "facts": _figures(apprentice, actual)}
    )


def _not_needed(request: HttpRequest, writing: Writing) -> HttpResponse:
    said = "No statement is needed: the hours are not under plan at the end of the plan, or it is signed."
    if writing.link:
        return render(request, "apprentices/statement.html", {**writing.context, "not_needed": said})
    messages.warning(request, said)
    return redirect(writing.done)


def _check(request: HttpRequest, writing: Writing) -> HttpResponse:
    begun = writing.begun(request)
    if begun is None:
        return redirect(writing.write)
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _sign(request, writing, begun)
        messages.warning(request, SignForm.CHANGED)
    facts = [
        *_figures(writing.apprentice, Decimal(begun["shown"])),
        Fact("Why", begun["why"]),
        Fact("What it means", begun["effect"]),
    ]
    context = {**writing.context, "form": SignForm(begun=begun), "facts": facts}
    return render(request, "apprentices/statement_check.html", context)


def _sign(request: HttpRequest, writing: Writing, begun: dict[str, str]) -> HttpResponse:
    try:
        operations.state_variance(
            writing.apprentice,
            why=begun["why"],
            effect=begun["effect"],
            shown=Decimal(begun["shown"]),
            by=writing.by,
            address=address_of(request),
            **writing.signed_with,
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect(writing.write)
    request.session[SESSION_KEY] = {
        key: kept for key, kept in request.session[SESSION_KEY].items() if key != writing.apprentice.reference
    }
    drafts.saved(request, writing.draft_key)
    messages.success(request, "Signed. The statement stands with the hours, and the university sees it.")
    return redirect(writing.done)
