"""The gateway: its page, declaring conditions, deciding signed in or by link, not yet, and back to learning."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import finish, gateway_page, operations, permissions, steps
from apprentices.forms import gateway as forms
from apprentices.forms.because import BecauseForm
from apprentices.models import Apprentice, Gateway, GatewayFact, LevelTwo, Party
from apprentices.operations.gateway_telling import DECIDE
from apprentices.views.changes.common import answer
from apprentices.views.link import code_sent, opened
from apprentices.views.record import visible_record
from core import links
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.components import Fact
from core.forms import SignForm
from core.limits import limited
from core.links.models import SignedLink
from core.permissions import require
from core.words import day
from core.workflow import StepRefused

RELATED = tuple(f"apprentice__{name}" for name in finish.NEEDED)


def seen(request: HttpRequest, model: type[Any], reference: str) -> Any:
    """Something of an apprentice whom this person sees; else it is not there."""
    apprentices = Apprentice.objects.visible_to(request.user)  # type: ignore[arg-type]
    rows = model.objects.filter(apprentice__in=apprentices).select_related(*RELATED)
    return get_object_or_404(rows, reference=reference)


def page_of(apprentice: Apprentice) -> str:
    return reverse("apprentices:gateway", args=[apprentice.reference])


def open_decision(apprentice: Apprentice) -> Gateway | None:
    found = apprentice.gateways.filter(state=Gateway.State.DECIDING)
    return found.prefetch_related("decisions__by").first()


@require_safe
def gateway(request: HttpRequest, reference: str) -> HttpResponse:
    """Each condition, each word given, each step, the post and the hand-over; first what this person has to do."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_gateway(user, apprentice))
    today = timezone.localdate()
    way, conditions, deciding = finish.way_of(apprentice), finish.conditions_of(apprentice), open_decision(apprentice)
    own = user.pk == apprentice.person_id
    past = apprentice.gateways.exclude(state=Gateway.State.DECIDING).select_related("refused_by")
    context = {
        "apprentice": apprentice,
        "own": own,
        "today": today,
        "over": apprentice.state in (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE),
        "finish": way.finish,
        "finish_words": gateway_page.finish_words(way.finish),
        "affairs": gateway_page.affairs(apprentice, way, conditions, deciding),
        "mine": gateway_page.my_steps(user, apprentice, way, conditions, today) if own else [],
        "conditions": gateway_page.condition_tasks(user, apprentice, conditions),
        "deciding": deciding,
        "decisions": gateway_page.decision_tasks(deciding) if deciding else [],
        "may_decide": gateway_page.decision_step(user, apprentice, deciding, conditions),
        "not_yet_url": gateway_page.not_yet_url(user, deciding),
        "past": past,
        "may_bring_back": deciding is None and permissions.may_bring_back(user, apprentice),
        "steps": gateway_page.step_tasks(user, apprentice, way),
        "sittings": gateway_page.sitting_tasks(way),
        **_transition(user, apprentice),
    }
    return render(request, "apprentices/gateway/gateway.html", context)


def _transition(user: User, apprentice: Apprentice) -> dict[str, Any]:
    """The post, the hand-over and the destinations, with what this person may do about each."""
    offers = list(apprentice.post_offers.select_related("employer", "offered_by"))
    given = apprentice.hand_overs.select_related("supervisor").first()
    open_offer = next((offer for offer in offers if offer.state in ("offered", "accepted")), None)
    open_hand_over = given if given and given.state in ("asked", "agreed") else None
    for record in filter(None, (open_offer, open_hand_over)):
        record.apprentice = apprentice  # fetched already with everything that permissions ask for
    return {
        "offers": offers,
        "may_offer": open_offer is None and permissions.may_offer_post(user, apprentice),
        "may_answer_offer": open_offer and permissions.may_answer_post(user, open_offer),
        "may_take_back_offer": open_offer and permissions.may_take_back_post(user, open_offer),
        "open_offer": open_offer,
        "given": given,
        "may_ask_hand_over": open_hand_over is None and permissions.may_ask_hand_over(user, apprentice),
        "may_answer_hand_over": open_hand_over and permissions.may_answer_hand_over(user, open_hand_over),
        "may_end_hand_over": open_hand_over and permissions.may_end_hand_over(user, open_hand_over),
        "destinations": apprentice.destinations.exclude(state="overtaken"),
    }


# Conditions --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def declare_condition(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    condition = finish.finish_of(apprentice).condition(code)
    if condition is None:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_declare(user, apprentice, condition))
    party = permissions.acts_as(user, apprentice, condition.declared_by)

    def act(typed: dict[str, Any]) -> str:
        operations.declare_condition(
            apprentice, code=code, on=typed["on"], evidence=typed["evidence"], party=party, by=user
        )
        return f"Recorded: {condition.name}."

    form = forms.DeclareForm(request.POST or None, initial={"on": timezone.localdate()})
    return answer(
        request,
        form,
        act,
        to=page_of(apprentice),
        title=condition.name,
        apprentice=apprentice,
        intro=[f"Required by: {condition.required_by.lower()}. You record it as the {party.label.lower()}."],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def gateway_fact(request: HttpRequest, reference: str) -> HttpResponse:
    """What was declared, by whom and on what evidence; taken back with a reason."""
    fact: GatewayFact = seen(request, GatewayFact, reference)
    apprentice = fact.apprentice
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_gateway(user, apprentice))
    allowed = permissions.may_take_back_declaration(user, fact)
    form = BecauseForm(request.POST or None, submit="Take it back", label="Why is it taken back?")
    if request.method == "POST":
        require(allowed)
        if form.is_valid():
            try:
                operations.take_back_declaration(fact, because=form.cleaned_data["because"], by=user)
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Taken back.")
                return redirect(page_of(apprentice))
    condition = finish.finish_of(apprentice).condition(fact.code)
    facts = [
        Fact("Since", day(fact.on)),
        Fact("What shows it", fact.evidence),
        Fact("Recorded by", f"{fact.declared_by}, {fact.get_declared_as_display().lower()}, {day(fact.declared_at)}"),
    ]
    if fact.taken_back_because:
        facts.append(Fact("Taken back because", fact.taken_back_because))
    context = {
        "apprentice": apprentice,
        "title": condition.name if condition else "A condition of the gateway",
        "record": fact,
        "facts": facts,
        "form": form if allowed else None,
        "form_title": "Take it back",
        "back": page_of(apprentice),
    }
    return render(request, "apprentices/gateway/fact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def level_two(request: HttpRequest, reference: str) -> HttpResponse:
    """Whose requirement English and maths at level 2 are for this apprentice, and whether they are met."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_record_level_two(user, apprentice))
    held = {one.subject: one for one in apprentice.level_two.all()}

    def act(typed: dict[str, Any]) -> str:
        for subject, _ in LevelTwo.Subject.choices:
            values = {name: typed[f"{subject}_{name}"] for name in ("required_by", "met_on", "evidence")}
            now = held.get(subject)
            if now is None or {name: getattr(now, name) for name in values} != values:
                operations.record_level_two(apprentice, subject=subject, by=user, **values)
        return "Recorded."

    return answer(
        request,
        forms.LevelTwoForm(request.POST or None, held=held),
        act,
        to=page_of(apprentice),
        title="English and maths",
        apprentice=apprentice,
        intro=[
            "The regulator asks for a good command of English, and not for a certificate. Level 2 is asked for by the "
            "university, the employer or the funding rules, or by nobody. It holds up no placement.",
        ],
    )


# The decision ------------------------------------------------------------------------------------------------


def _shown(apprentice: Apprentice, direction: str) -> list[list[str]]:
    """The conditions as they are signed; none on the way back."""
    if direction == Gateway.Direction.BACK:
        return []
    return [[one.condition.name, one.why] for one in finish.conditions_of(apprentice)]


def _statement(apprentice: Apprentice, party: Party, direction: str) -> str:
    if direction == Gateway.Direction.BACK:
        return f"You sign as the {party.label.lower()}: learning goes on, and the log of off-the-job time opens again."
    if party == Party.APPRENTICE:
        return "You confirm that you go through the gateway. Nothing counts as off-the-job time after it."
    return f"You sign as the {party.label.lower()}: {finish.finish_of(apprentice).statement}"


def _decision_context(apprentice: Apprentice, gateway: Gateway | None, direction: str, user: User) -> dict[str, Any]:
    today = timezone.localdate()
    change = steps.AtGateway(apprentice, today, user, direction == Gateway.Direction.BACK)
    return {
        "apprentice": apprentice,
        "title": Gateway.Direction(direction).label,
        "gateway": gateway,
        "conditions": _shown(apprentice, direction),
        "against": operations.gateway_refusals(apprentice, direction=direction, by=user, on=today),
        "preview": steps.gateway.preview(change),
        "decisions": gateway_page.decision_tasks(gateway) if gateway else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def decide_gateway(request: HttpRequest, reference: str) -> HttpResponse:
    """What is decided, on which conditions, and what it does; then one's name under it."""
    return _decide(request, reference, Gateway.Direction.THROUGH)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Back from the gateway to learning, by the same gate: two keys and the apprentice's word."""
    return _decide(request, reference, Gateway.Direction.BACK)


def _decide(request: HttpRequest, reference: str, direction: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    found = open_decision(apprentice)
    if direction == Gateway.Direction.BACK and found is None:
        require(permissions.may_bring_back(user, apprentice))
        party = permissions.acts_as(user, apprentice, (Party.EMPLOYER, Party.UNIVERSITY))
    else:
        require(permissions.may_decide_gateway(user, apprentice, found))
        party = permissions.decides_as(user, apprentice, found) or Party.APPRENTICE
    form: Any
    if direction == Gateway.Direction.BACK and found is None:
        form = forms.BackForm(request.POST or None)
    else:
        form = SignForm(request.POST or None, begun={"conditions": _shown(apprentice, direction)})
    if request.method == "POST" and form.is_valid():
        try:
            decided = operations.decide_gateway(
                apprentice, party=party, direction=direction, reason=form.cleaned_data.get("reason", ""), by=user
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(decided))
            return redirect(page_of(apprentice))
    context = _decision_context(apprentice, found, direction, user)
    context |= {"form": form, "statement": _statement(apprentice, party, direction), "back": page_of(apprentice)}
    return render(request, "apprentices/gateway/decide.html", context)


def _said(gateway: Gateway) -> str:
    if gateway.state == Gateway.State.DONE:
        return f"Done: {gateway.get_direction_display().lower()}."
    missing = finish.missing_parties(gateway, gateway.decisions.values_list("party", flat=True))
    return f"Signed. Asked now: {finish.in_words(Party(party).label.lower() for party in missing)}."


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_gateway(request: HttpRequest, reference: str) -> HttpResponse:
    found: Gateway = seen(request, Gateway, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_refuse_gateway(user, found))

    def act(typed: dict[str, Any]) -> str:
        operations.refuse_gateway(found, because=typed["because"], by=user)
        return "Recorded: not yet. The others are told."

    form = BecauseForm(request.POST or None, submit="Not yet", label="Why not yet?")
    return answer(
        request, form, act, to=page_of(found.apprentice), title="The gateway: not yet", apprentice=found.apprentice
    )


# By link -----------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, reference: str) -> tuple[SignedLink, Gateway]:
    """The live link of this browser and its decision; else the page is not there."""
    rows = Gateway.objects.select_related(*RELATED).prefetch_related("decisions__by")
    return opened(request, rows, reference, purpose=DECIDE)


@login_not_required
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def gateway_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """The decision for the person of the link; signing needs the one-time code as well."""
    link, found = _opened(request, reference)
    apprentice = found.apprentice
    allowed = permissions.may_decide_gateway(link.person, apprentice, found)
    party = permissions.decides_as(link.person, apprentice, found)
    form = forms.DecideByLinkForm(
        request.POST or None,
        begun={"conditions": _shown(apprentice, found.direction)},
    )
    if request.method == "POST" and allowed and party and form.is_valid():
        typed = form.cleaned_data
        try:
            links.use_code(link, typed["code"])
            operations.decide_gateway(
                apprentice,
                party=party,
                direction=found.direction,
                by=link.person,
                method=Signature.Method.LINK_AND_CODE,
                name=typed["name"],
                role=typed["role"],
                address=address_of(request),
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Signed. You can close this page.")
            return redirect("apprentices:gateway_by_link", reference=reference)
    context = _decision_context(apprentice, found, found.direction, link.person) if allowed else {}
    context |= {
        "apprentice": apprentice,
        "title": found.get_direction_display(),
        "gateway": found,
        "form": form if allowed else None,
        "why_not": allowed.reason,
        "statement": _statement(apprentice, party, found.direction) if party else "",
        "link": link,
    }
    return render(request, "apprentices/gateway/by_link.html", context)


@login_not_required
@limited("one_time_code")
@require_POST
def send_gateway_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    link, _ = _opened(request, reference)
    return code_sent(request, link, to="apprentices:gateway_by_link", reference=reference)
