"""Agreeing a break by link: the link opens it for one person; a one-time code makes it their signature."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import forms, operations, permissions
from apprentices.models import BreakInLearning
from apprentices.operations.changes.telling import LINK_PURPOSE
from apprentices.views.changes.breaks import facts_of, preview_of
from apprentices.views.link import code_sent, opened
from core import links
from core.accounts.devices import address_of
from core.audit.signatures import Signature
from core.limits import limited
from core.links.models import SignedLink
from core.workflow import StepRefused


def _opened(request: HttpRequest, reference: str) -> tuple[SignedLink, BreakInLearning]:
    """The live link of this browser and its break; else the page is not there."""
    rows = BreakInLearning.objects.select_related(
        "apprentice__person", "apprentice__rule_set", "apprentice__standing", "apprentice__cohort__standard_version"
    )
    return opened(request, rows, reference, purpose=LINK_PURPOSE)


@login_not_required
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def agree_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """What is agreed and what it will do, for the person of the link; agreeing needs the code as well."""
    link, one = _opened(request, reference)
    allowed = permissions.may_agree(link.person, one)
    party = permissions.agrees_as(link.person, one)
    form = forms.AgreeByLinkForm(request.POST or None, initial={"terms": one.terms, "role": "Line manager"})
    if request.method == "POST" and allowed and party and form.is_valid():
        typed = form.cleaned_data
        try:
            links.use_code(link, typed["code"])
            operations.agree_break(
                one,
                party=party,
                terms=typed["terms"],
                by=link.person,
                method=Signature.Method.LINK_AND_CODE,
                name=typed["name"],
                role=typed["role"],
                address=address_of(request),
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Agreed. You can close this page.")
            return redirect("apprentices:agree_by_link", reference=reference)
    context = {
        "apprentice": one.apprentice,
        "one": one,
        "form": form if allowed else None,
        "why_not": allowed.reason,
        "facts": facts_of(one),
        "preview": preview_of(one, link.person) if allowed else [],
        "statement": f"You agree to this break in learning as the {party.label.lower()}, with these dates."
        if party
        else "",
        "link": link,
    }
    return render(request, "apprentices/changes/agree_by_link.html", context)


@login_not_required
@limited("one_time_code")
@require_POST
def send_agreement_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    link, _ = _opened(request, reference)
    return code_sent(request, link, to="apprentices:agree_by_link", reference=reference)
