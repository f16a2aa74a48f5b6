"""What panel members are owed, for those who keep the register: checked, approved by a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core import permissions as core_permissions
from core.audit.models import Event
from core.steps import taken
from core.tables import Column, ListPage, PortalFilterSet
from core.workflow import StepRefused
from recruitment import fees
from recruitment.forms.campaigns import ReasonForm
from recruitment.forms.claims import RATES, ClaimQuestionForm, RateCardForm
from recruitment.models import Debrief, PanelClaim, RateCard
from recruitment.operations import claims as operations
from recruitment.operations.debriefs import record_talk
from recruitment.permissions import claims as permissions
from recruitment.permissions import panellists as register_permissions
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
State = PanelClaim.State
DETAILS = ("person", "panellist__person", "seat__panel__day__campaign", "card", "checked_by", "approved_by", "run")


class ClaimFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(label="State", choices=State.choices)
    search = django_filters.CharFilter(label="Name", field_name="person__name", lookup_expr="icontains")


class PanelClaims(ListPage):
    """Every claim on the registers that a person keeps, their own aside; downloaded for the finance team."""

    template_name = "recruitment/claims/list.html"
    title = "Payments to panel members"
    noun = "claim"
    empty = "There are no claims yet. They are noted when scoring of a day is closed, where a rate card holds."
    default_sort = "-date"
    filterset_class = ClaimFilters
    columns = (
        Column(
            "name",
            "Name",
            "payee_known_as",
            sort=("person__name",),
            url=lambda claim: reverse("recruitment:panel_claim", args=[claim.reference]),
        ),
        Column("date", "Day", "seat.panel.day.date", sort=("seat__panel__day__date",), kind="date"),
        Column("fee", "Fee", value=lambda claim: f"£{claim.amount:.2f}"),
        Column("expenses", "Expenses", value=lambda claim: f"£{claim.spent:.2f}"),
        Column("total", "Together", value=lambda claim: f"£{claim.total:.2f}"),
        Column("state", "State", kind="tag", sort=("state",)),
    )
    downloaded = (
        Column("reference", "Claim"),
        Column("payee", "Payee number", "payee_number"),
        Column("name", "Name", "person.name"),
        Column("supporter", "Supporter of a panel member", "for_supporter"),
        Column("date", "Day", "seat.panel.day.date", kind="date"),
        Column("choice", "Paid as", value=lambda claim: claim.get_choice_display()),
        Column("charity", "Charity"),
        Column("fee", "Fee", "amount"),
        Column("expenses", "Expenses", value=lambda claim: fees.pounds(claim.spent)),
        Column("total", "Together", value=lambda claim: fees.pounds(claim.total)),
        Column("checked", "Checked by", "checked_by.name"),
        Column("approved", "Approved by", "approved_by.name"),
        Column("state", "State", value=lambda claim: claim.get_state_display()),
        Column("run", "Payment run", "run.number"),
        Column("paid", "Paid on", "paid_on", kind="date"),
    )

    def get_queryset(self) -> QuerySet[PanelClaim]:
        return PanelClaim.objects.visible_to(self.request.user)

    def with_details(self, records: QuerySet[PanelClaim]) -> QuerySet[PanelClaim]:
        return PanelClaim.objects.filter(pk__in=records.values("pk")).with_totals().select_related(*DETAILS)

    def exported(self, keys: Sequence[Any]) -> None:
        audit.record_all(PanelClaim.objects.filter(pk__in=keys), "read the payment export", by=self.request.user)


def visible_claim(request: HttpRequest, reference: str) -> PanelClaim:
    claims = PanelClaim.objects.visible_to(request.user).with_totals().select_related(*DETAILS)
    return get_object_or_404(claims, reference=reference)


@require_safe
def panel_claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim with its expenses and receipts, and the next step in the hands of the right person."""
    claim = visible_claim(request, reference)
    context = {
        "claim": claim,
        "expenses": claim.expenses.select_related("receipt"),
        "may_check": claim.state == State.CLAIMED,
        "may_approve": permissions.may_approve(request.user, claim) if claim.state == State.CHECKED else None,
        "may_ask": claim.state in (State.CLAIMED, State.CHECKED, State.APPROVED) and claim.run_id is None,
        "events": Event.objects.timeline(claim, most=20),
    }
    return render(request, "recruitment/claims/claim.html", context)


STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "check": (operations.check, "The claim is checked. Somebody else approves it."),
    "approve": (operations.approve, "The claim is approved. It goes into the next payment run."),
}


@require_POST
def claim_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Check or approve a claim."""
    claim = visible_claim(request, reference)
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise Http404
    step, done = STEPS[name]
    taken(request, partial(step, claim=claim, by=request.user), done)
    return redirect("recruitment:panel_claim", reference)


@require_http_methods(GET_OR_POST)
def ask_about_claim(request: HttpRequest, reference: str) -> HttpResponse:
    claim = visible_claim(request, reference)
    form = ClaimQuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = partial(operations.ask_about, claim=claim, question=form.cleaned_data["question"], by=request.user)
        if taken(request, step, "The question has been sent to the panel member."):
            return redirect("recruitment:panel_claim", reference)
    return _form(request, claim, form, "Ask about this claim")


@require_http_methods(GET_OR_POST)
def take_payment_back(request: HttpRequest, reference: str) -> HttpResponse:
    claim = visible_claim(request, reference)
    form = ReasonForm(posted(request), submit="Take the payment back")
    if request.method == "POST" and form.is_valid():
        step = partial(operations.take_back, claim=claim, reason=form.cleaned_data["reason"], by=request.user)
        if taken(request, step, "It is recorded that the payment was taken back."):
            return redirect("recruitment:panel_claim", reference)
    return _form(request, claim, form, "Take the payment back")


def _form(request: HttpRequest, claim: PanelClaim, form: Any, heading: str) -> HttpResponse:
    form.cancel_url = reverse("recruitment:panel_claim", args=[claim.reference])
    context = {"form": form, "heading": heading, "caption": str(claim)}
    return render(request, "recruitment/selection_days/form.html", context)


@require_http_methods(GET_OR_POST)
def rate_cards(request: HttpRequest) -> HttpResponse:
    """The cards that hold, held and will hold; a new one is set, none is changed."""
    core_permissions.require(register_permissions.may_keep_a_register(request.user))
    payers = register_permissions.registers_of(request.user)
    form = RateCardForm(posted(request), payers=payers)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_rates(
                organisation=form.organisation(),
                starts_on=form.cleaned_data["starts_on"],
                rates=form.rates(),
                by=request.user,
            )
        except StepRefused as refused:
            form.add_error("starts_on", str(refused))
        else:
            messages.success(request, "The rates are set.")
            return redirect("recruitment:rate_cards")
    cards = RateCard.objects.filter(organisation__in=[payer.pk for payer in payers]).select_related("organisation")
    context = {"form": form, "cards": [(card, _lines(card)) for card in cards]}
    return render(request, "recruitment/claims/rate_cards.html", context)


def _lines(card: RateCard) -> list[tuple[str, str]]:
    fields = {name: RateCard._meta.get_field(name) for name in RATES}
    return [
        (str(field.verbose_name).capitalize(), f"£{getattr(card, name):.2f}")  # type: ignore[union-attr]
        for name, field in fields.items()
    ]


# After the day ----------------------------------------------------------------------------------------------------


@require_safe
def debriefs(request: HttpRequest, reference: str) -> HttpResponse:
    """How the day was for its panel members; who wants to talk stands first."""
    day = own_day(request, reference)
    said = Debrief.objects.filter(seat__panel__day=day).select_related("seat__person", "seat__panel", "spoken_by")
    context = {"day": day, "said": said.order_by("spoken_at", "-wants_call", "-at")}
    return render(request, "recruitment/claims/debriefs.html", context)


@require_POST
def record_debrief_talk(request: HttpRequest, reference: str, debrief: str) -> HttpResponse:
    """Somebody has talked with the member."""
    day = own_day(request, reference)
    found = get_object_or_404(Debrief.objects.filter(seat__panel__day=day), reference=debrief)
    record_talk(debrief=found, by=request.user)
    return redirect("recruitment:debriefs", day.reference)
