"""The practice educator judges an observation: read, judge, check, sign."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessment.content import hash_of
from assessment.forms.observations import judgement_form
from assessment.models import Claim, Observation
from assessment.observing import content, permissions
from assessment.operations import observations as operations
from assessment.views.asked import person
from assessment.views.observing.asked import capabilities_of, facts_of, observation_form, observation_or_404, papers_of
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken

SESSION_KEY = "judging_observations"


@GET_OR_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """Judge each capability beside report, reflection and feedback; what was read is held fast by its fingerprint."""
    found = _to_judge(request, reference)
    begun: dict[str, Any] = _begun(request).get(reference, {})
    initial = {f"judgement_{pk}": said for pk, said in begun.get("judgements", {}).items()}
    initial |= {"judgement": begun.get("judgement", ""), "read": hash_of(content.to_judge(found))}
    form = judgement_form(capabilities_of(found))(request.POST or None, initial=initial)
    form.draft_key = f"observation-judgement-{reference}"
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("read", "judgement")}
        request.session[SESSION_KEY] = _begun(request) | {reference: {**said, "judgements": form.judgements()}}
        return redirect("assessment:sign_observation", reference)
    return observation_form(request, form, "Judge the observation", found, **papers_of(person(request), found))


@GET_OR_POST
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing; one press signs, and nothing of it changes any more."""
    found = _to_judge(request, reference)
    begun = _begun(request).get(reference)
    if begun is None:
        return redirect("assessment:judge_observation", reference)
    if request.method == "POST":
        if not SignForm(request.POST, begun=begun).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif taken(request, lambda: _signed(request, found, begun)):
            request.session[SESSION_KEY] = {key: kept for key, kept in _begun(request).items() if key != reference}
            drafts.saved(request, f"observation-judgement-{reference}")
            messages.success(request, f"Signed and frozen, and {found.observed} has been told.")
            return redirect("assessment:observation", reference)
    back = reverse("assessment:judge_observation", args=[reference])
    context = {
        "observation": found,
        "back": back,
        "facts": _facts(found, begun, back),
        "form": SignForm(begun=begun),
        "signing": _signing(found),
    }
    return render(request, "assessment/observations/sign.html", context)


def _signed(request: HttpRequest, found: Observation, begun: dict[str, Any]) -> Observation:
    judgements = {int(pk): said for pk, said in begun["judgements"].items()}
    said = {"read": begun["read"], "judgements": judgements, "judgement": begun["judgement"]}
    return operations.judge(found, **said, by=person(request), address=address_of(request))


def _signing(found: Observation) -> str:
    """What the signature means: where somebody else observed, it countersigns their report."""
    read = f"I have read the report, and the reflection of {found.observed}. My judgement is my own."
    own = found.observer == found.placement.practice_educator.person
    return read if own else f"{read} I countersign the report of {found.observer}."


def _facts(found: Observation, begun: dict[str, Any], back: str) -> list[Fact]:
    said = {int(pk): Claim.Judgement(judgement).label for pk, judgement in begun["judgements"].items()}
    return [
        *facts_of(found),
        *(Fact(str(one.statement), said.get(one.pk, ""), back) for one in capabilities_of(found)),
        Fact("Your judgement", begun["judgement"], back),
    ]


def _begun(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(SESSION_KEY, {})


def _to_judge(request: HttpRequest, reference: str) -> Observation:
    found = observation_or_404(request, reference)
    require(permissions.may_judge(person(request), found))
    return found
