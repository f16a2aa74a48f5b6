"""A change of the training plan: proposed and signed by one party, agreed to or not by the others, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import operations, permissions, plan_content
from apprentices.forms import RefuseChangeForm, propose_form
from apprentices.models import Apprentice, Party, PlanChange, PlanSection
from apprentices.views.training_plan import Proposed, acting, plan_of, proposals, readable
from core.accounts.devices import address_of
from core.accounts.models import User
from core.forms import SignForm, drafts
from core.links.models import SignedLink
from core.permissions import NotAllowed, require
from core.words import listed
from core.workflow import StepRefused

SESSION_KEY = "plan_change"


def _section(request: HttpRequest, reference: str, kind: str) -> tuple[Apprentice, PlanSection, Party]:
    """The section that this person's party may change."""
    apprentice = readable(request, reference)
    if kind not in PlanSection.NEEDS:
        raise Http404
    party = acting(request, apprentice)
    if party not in PlanSection.NEEDS[kind]:
        who = listed(f"the {Party(needed).label.lower()}" for needed in PlanSection.NEEDS[kind])
        raise NotAllowed(f"This section is agreed by {who}.")
    section = plan_of(apprentice).sections.current().get(kind=kind)
    section.plan.apprentice = apprentice
    return apprentice, section, party


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Other words or figures for one section; checked on the next page before anybody is asked."""
    apprentice, section, party = _section(request, reference, kind)
    form = propose_form(kind, section.content)(request.POST or None)
    form.draft_key = _draft(section)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            contents = operations.proposed_contents(section.plan, kind=kind, values=values)
            if not contents:
                raise StepRefused("Nothing would change. Look at what you typed.")
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            begun = {"values": values, "reason": form.cleaned_data["reason"], "section": section.content_hash}
            request.session[SESSION_KEY] = {f"{reference}/{kind}": begun}
            return redirect("apprentices:check_plan_change", reference=reference, kind=kind)
    context = {"apprentice": apprentice, "section": section, "form": form, "asked": _asked(section.kind, party)}
    return render(request, "apprentices/plan/propose.html", context)


def _draft(section: PlanSection) -> str:
    return f"plan-{section.reference}"


def _asked(kind: str, party: Party) -> str:
    """Who answers a change that this party proposes."""
    return listed(f"the {Party(other).label.lower()}" for other in PlanSection.NEEDS[kind] if other != party)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """What would be different, who is asked; one press signs the proposal and sends it."""
    apprentice, section, party = _section(request, reference, kind)
    begun: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(f"{reference}/{kind}")
    if begun is None or begun["section"] != section.content_hash:
        return redirect("apprentices:propose_plan_change", reference=reference, kind=kind)
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _proposed(request, section, party, begun)
        messages.warning(request, SignForm.CHANGED)
    try:
        contents = operations.proposed_contents(section.plan, kind=kind, values=begun["values"])
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprentices:propose_plan_change", reference=reference, kind=kind)
    form = SignForm(begun=begun)
    form.submit = "Sign and send"
    context = {
        "apprentice": apprentice,
        "section": section,
        "proposed": _compared(section, contents),
        "reason": begun["reason"],
        "asked": _asked(kind, party),
        "form": form,
    }
    return render(request, "apprentices/plan/check.html", context)


def _compared(section: PlanSection, contents: plan_content.Sections) -> Sequence[Proposed]:
    now = {current.kind: current.content for current in section.plan.sections.current()}
    return [
        Proposed(PlanSection.Kind(kind).label, plan_content.differences(kind, now[kind], content), "")
        for kind, content in contents.items()
    ]


def _proposed(request: HttpRequest, section: PlanSection, party: Party, begun: dict[str, Any]) -> HttpResponse:
    reference = section.plan.apprentice.reference
    try:
        operations.propose_change(
            section.plan,
            kind=section.kind,
            values=begun["values"],
            reason=begun["reason"],
            party=party,
            by=request.user,  # type: ignore[arg-type]
            address=address_of(request),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprentices:plan", reference=reference)
    request.session[SESSION_KEY] = {}
    drafts.saved(request, _draft(section))
    messages.success(request, f"Sent to {_asked(section.kind, party)}. The plan stays as it is until they agree.")
    return redirect("apprentices:plan", reference=reference)


# Answering -----------------------------------------------------------------------------------------------------


def _change(request: HttpRequest, reference: str, change: str) -> PlanChange:
    apprentice = readable(request, reference)
    found = get_object_or_404(
        PlanChange.objects.select_related("plan", "proposed_by"), reference=change, plan__apprentice=apprentice
    )
    found.plan.apprentice = apprentice
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str, change: str) -> HttpResponse:
    """What would be different and why; one press agrees and signs, a link says that one does not agree."""
    found = _change(request, reference, change)
    require(permissions.may_answer_change(request.user, found))  # type: ignore[arg-type]
    party = acting(request, found.plan.apprentice)
    begun = {section.reference: section.content_hash for section in found.sections.order_by("pk")}
    if request.method == "POST" and SignForm(request.POST, begun=begun).is_valid():
        try:
            operations.approve_change(found, party=party, by=request.user, address=address_of(request))  # type: ignore[arg-type]
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            found.refresh_from_db(fields=["state"])
            holds = found.state == PlanChange.State.AGREED
            messages.success(request, "Agreed. The change holds." if holds else "Agreed. Others are still asked.")
        return redirect("apprentices:plan", reference=reference)
    form = SignForm(begun=begun)
    form.submit = "Agree and sign"
    context = {
        "apprentice": found.plan.apprentice,
        "change": found,
        "proposed": proposals(found),
        "party": party.label.lower(),
        "form": form,
    }
    return render(request, "apprentices/plan/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, reference: str, change: str) -> HttpResponse:
    found = _change(request, reference, change)
    require(permissions.may_answer_change(request.user, found))  # type: ignore[arg-type]
    then = reverse("apprentices:plan", args=[reference])
    return refusing(request, found, by=request.user, then=then)  # type: ignore[arg-type]


def refusing(
    request: HttpRequest, change: PlanChange, *, by: User, then: str, link: SignedLink | None = None
) -> HttpResponse:
    """The page that says why a change is not agreed, signed in or by link."""
    form = RefuseChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.refuse_change(change, reason=form.cleaned_data["reason"], by=by)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your answer went to {change.proposed_by}. The plan stays as it is.")
            return redirect(then)
    context = {"apprentice": change.plan.apprentice, "change": change, "form": form, "link": link}
    return render(request, "apprentices/plan/refuse.html", context)


@require_POST
def withdraw(request: HttpRequest, reference: str, change: str) -> HttpResponse:
    found = _change(request, reference, change)
    require(permissions.may_withdraw_change(request.user, found))  # type: ignore[arg-type]
    try:
        operations.withdraw_change(found, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Taken back. The plan stays as it is.")
    return redirect("apprentices:plan", reference=reference)
