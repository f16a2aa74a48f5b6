"""The list of shadowing days, one day, and what its host does: offer, answer, say who was there, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import people
from apprentices.forms.because import BecauseForm
from apprentices.forms.peers import HostAnswerForm, OfferForm, ShadowingRegisterForm
from apprentices.models import ShadowingAsk, ShadowingDay
from apprentices.models.peers.shadowing import FAIR_WORDS, day_counts
from apprentices.operations import peers
from apprentices.permissions import peers as may
from apprentices.views.peers.common import FORM, answer, known_as, reader, visible_day
from consortium.models import Organisation
from core.components import Fact
from core.permissions import require
from core.tables import Column, DateFilter, ListPage, PortalFilterSet
from core.words import count, day, hours, listed

State = ShadowingAsk.State
READ_BY_ALL: dict[str, Any] = {"hint": "Everybody concerned reads it.", "longest": 300}


# The list ----------------------------------------------------------------------------------------------------


def _where(request: HttpRequest) -> QuerySet[Organisation]:
    days = ShadowingDay.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    return Organisation.objects.filter(pk__in=days.to_come(on=timezone.localdate()).order_by().values("organisation"))


class DayFilters(PortalFilterSet):
    service = django_filters.ChoiceFilter(
        field_name="organisation__service",
        choices=Organisation.Service.choices,
        label="Service",
        empty_label="All",
    )
    where = django_filters.ModelChoiceFilter(
        field_name="organisation", queryset=_where, label="Borough and service", to_field_name="reference"
    )
    since = DateFilter(field_name="date", lookup_expr="gte", label="From")
    until = DateFilter(field_name="date", lookup_expr="lte", label="To")


def _places(one: ShadowingDay) -> str:
    free = max(one.places - one.taken, 0)  # type: ignore[attr-defined]
    said = f"{free} of {one.places} free"
    waiting = one.in_line  # type: ignore[attr-defined]
    return f"{said}, {waiting} in line" if waiting else said


class ShadowingDays(ListPage):
    """Every day to come that is offered in the consortium."""

    title = "Shadowing days"
    noun = "day"
    template_name = "apprentices/peers/days.html"
    empty = "No shadowing day is offered at the moment. Look again soon, or ask a team that interests you to offer one."
    filterset_class = DayFilters
    default_sort = "date"
    columns = (
        Column(
            "title",
            "Day",
            sort=("title",),
            url=lambda one: reverse("apprentices:shadowing_day", args=[one.reference]),
        ),
        Column("date", "Date", sort=("date",), kind="date"),
        Column("where", "Where", value="organisation.short_name", sort=("organisation__name",)),
        Column("hours", "Hours", sort=("hours",), kind="number"),
        Column("places", "Places", value=_places),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader(request)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ShadowingDay]:
        user: Any = self.request.user
        today = timezone.localdate()
        return ShadowingDay.objects.visible_to(user, on=today).to_come(on=today)

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.annotate(**day_counts()).select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            own=people.is_apprentice(user), may_offer=may.offers_days(user), back=above(user), **kwargs
        )


def above(user: Any) -> str:
    return reverse("apprentices:list") if people.sees_apprentices(user) else reverse("apprentices:my_time")


# One day -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """One line of a host's page: who in few words, the sentence, and where to answer."""

    ask: ShadowingAsk
    who: str
    url: str
    state: str


@require_safe
def shadowing_day(request: HttpRequest, reference: str) -> HttpResponse:
    """What is offered; for an apprentice whether they can ask, for the host who asks."""
    one, user = visible_day(request, reference), request.user
    today = timezone.localdate()
    runs = bool(may.may_run_day(user, one))  # type: ignore[arg-type]
    own = people.own_record(user) if people.is_apprentice(user) else None  # type: ignore[arg-type]
    mine = one.asks.filter(apprentice=own).order_by("-pk").first() if own else None
    asked = mine is not None and mine.state in (*ShadowingAsk.OPEN, *ShadowingAsk.SEATED, State.ON_HOLD)
    why_not = list(peers.ask_refusals(own, one, on=today, not_on_placement=True)) if own and not asked else []
    context = {
        "one": one,
        "facts": _facts(one),
        "rule": FAIR_WORDS,
        "own": own,
        "mine": mine,
        "may_ask": own is not None and not asked and not why_not,
        "why_not": why_not,
        "runs": runs,
        "asking": _asking(one) if runs else [],
        "register_due": runs and one.state != ShadowingDay.State.CANCELLED and one.date <= today,
        "may_cancel": runs and one.state == ShadowingDay.State.OPEN and one.date > today,
    }
    return render(request, "apprentices/peers/day.html", context)


def _facts(one: ShadowingDay) -> list[Fact]:
    found = [
        Fact("Where", f"{one.organisation.name}{', ' + one.team if one.team else ''}"),
        Fact("Date", f"{one.date:%A} {day(one.date)}, {one.starts_at:%H:%M} to {one.ends_at:%H:%M}"),
        Fact("Counts", hours(one.hours)),
        Fact("Place", one.place),
        Fact("Host", one.offered_by.name),
        Fact("Places", _places(one)),
        Fact("For", one.get_audience_display() + (f", from year {one.from_year}" if one.from_year > 1 else "")),
    ]
    if one.bring:
        found.append(Fact("Bring", one.bring))
    return [*found, Fact("Confidentiality", one.confidentiality)]


def _asking(one: ShadowingDay) -> list[Asking]:
    """Who asks, in the order of the line; then who has a place. Nobody who is away, nobody not released yet."""
    people_ = ("apprentice__person", "apprentice__employer__part_of")
    line = list(ShadowingAsk.objects.line_of(one).select_related(*people_))
    seated = list(one.asks.filter(state__in=ShadowingAsk.SEATED).select_related(*people_).order_by("seat"))
    return [
        Asking(
            ask,
            known_as(ask.apprentice, on=one.date),
            reverse("apprentices:answer_ask", args=[ask.reference]) if ask.state != State.MISSED else "",
            ask.get_state_display(),
        )
        for ask in (*line, *seated)
    ]


# What the host does ------------------------------------------------------------------------------------------


@require_http_methods(FORM)
def offer_day(request: HttpRequest) -> HttpResponse:
    """A day in one's own team, on one or several dates, published at once."""
    user = reader(request)
    require(may.may_offer(user))
    form = OfferForm(request.POST or None, organisations=may.offering_organisations(user))

    def act() -> str:
        made = peers.offer_days(form.offer(), dates=form.cleaned_data["dates"], by=user)
        return f"Offered: {listed(day(one.date) for one in made)}. Apprentices of the consortium see it now."

    return answer(
        request,
        form,
        act,
        to=reverse("apprentices:my_offers"),
        back=reverse("apprentices:shadowing_days"),
        title="Offer a shadowing day",
        intro=[
            "Somebody from another borough sees a day of your work. You get a first name, a borough, the year and a "
            "sentence about what they want to learn; their line manager releases them first."
        ],
    )


def asked_of(request: HttpRequest, reference: str) -> ShadowingAsk:
    """An ask as its host meets it: of a day that they answer for, and once the line manager has released."""
    user = reader(request)
    run = ShadowingDay.objects.run_by(user, on=timezone.localdate())
    seen = ShadowingAsk.objects.filter(
        day__in=run.values("pk"), state__in=[*ShadowingAsk.IN_LINE, State.AGREED, State.ATTENDED, State.DECLINED]
    )
    found = seen.select_related("day__organisation", "apprentice__person", "apprentice__employer__part_of")
    return get_object_or_404(found, reference=reference)


@require_http_methods(FORM)
def answer_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """The host says yes (a place, or the waiting list), or no with the reason; also takes a place back."""
    ask, user = asked_of(request, reference), request.user
    form = HostAnswerForm(request.POST or None)
    if ask.state in (State.WAITING, State.AGREED):
        form = BecauseForm(request.POST or None, submit="Take it back", **READ_BY_ALL)  # type: ignore[assignment]

    def act() -> str:
        typed, who = form.cleaned_data, ask.apprentice.person.first_name
        if typed.get("answer") == HostAnswerForm.YES:
            now = peers.agree(ask, by=user)  # type: ignore[arg-type]
            return f"{who} has a place." if now.state == State.AGREED else f"{who} is on the waiting list."
        peers.decline(ask, because=typed["because"], by=user)  # type: ignore[arg-type]
        return f"{who} is told that they cannot come, and why."

    page = reverse("apprentices:shadowing_day", args=[ask.day.reference])
    return answer(
        request,
        form,  # type: ignore[arg-type]
        act,
        to=page,
        back=page,
        title=known_as(ask.apprentice, on=ask.day.date),
        caption=str(ask.day),
        intro=[f"They write: “{ask.wish}”", FAIR_WORDS],
    )


@require_http_methods(FORM)
def shadowing_register(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was there, and for how long; it can be corrected."""
    one, user = visible_day(request, reference), request.user
    require(may.may_run_day(user, one))  # type: ignore[arg-type]
    seated = one.asks.filter(state__in=ShadowingAsk.SEATED).select_related(
        "apprentice__person", "apprentice__employer__part_of"
    )
    shown = [(ask, known_as(ask.apprentice, on=one.date)) for ask in seated.order_by("seat")]
    form = ShadowingRegisterForm(request.POST or None, day=one, asks=shown)

    def act() -> str:
        there = peers.take_shadowing_register(one, lines=form.lines(), by=user)  # type: ignore[arg-type]
        return f"Saved: {count(there, 'apprentice')} there. The hours count once they have reflected."

    page = reverse("apprentices:shadowing_day", args=[one.reference])
    return answer(
        request,
        form,
        act,
        to=page,
        back=page,
        title="Who was there?",
        caption=str(one),
        intro=["What you say here confirms their off-the-job time under your name."]
        if shown
        else ["Nobody has a place."],
    )


@require_http_methods(FORM)
def cancel_offer(request: HttpRequest, reference: str) -> HttpResponse:
    one, user = visible_day(request, reference), request.user
    require(may.may_run_day(user, one))  # type: ignore[arg-type]
    form = BecauseForm(request.POST or None, submit="Cancel this day", **READ_BY_ALL)

    def act() -> str:
        peers.cancel_day_offered(one, because=form.cleaned_data["because"], by=user)  # type: ignore[arg-type]
        return "Cancelled. Everybody who asked is told."

    page = reverse("apprentices:shadowing_day", args=[one.reference])
    return answer(request, form, act, to=page, back=page, title="Cancel this day", caption=str(one))


# My offers, and who gives and takes --------------------------------------------------------------------------


class MyOffers(ListPage):
    """The days that this person answers for, past and to come."""

    title = "Days that we offer"
    noun = "day"
    template_name = "apprentices/peers/offers.html"
    empty = "You have offered no day yet."
    default_sort = "-date"
    columns = (
        Column(
            "title", "Day", sort=("title",), url=lambda one: reverse("apprentices:shadowing_day", args=[one.reference])
        ),
        Column("date", "Date", sort=("date",), kind="date"),
        Column("host", "Host", value="offered_by.name", sort=("offered_by__name",)),
        Column("places", "Places", value=_places),
        Column("state", "State", sort=("state",), kind="tag"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may.offers_days(request.user):  # type: ignore[arg-type]
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ShadowingDay]:
        user: Any = self.request.user
        return ShadowingDay.objects.run_by(user, on=timezone.localdate())

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.annotate(**day_counts()).select_related("offered_by", "organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(balance=may.reads_balance(user), **kwargs)


@dataclass(frozen=True)
class Balance:
    """What one borough gives to others and takes from them, in days of one apprentice."""

    name: str
    offered: int
    given: int
    taken: int

    @property
    def words(self) -> str:
        more = self.given - self.taken
        if not more:
            return "Even"
        return f"Gives {more} more" if more > 0 else f"Takes {-more} more"


@require_safe
def shadowing_balance(request: HttpRequest) -> HttpResponse:
    """Give and take by borough over the last twelve months and what is agreed ahead. Numbers only, no names."""
    user: Any = request.user
    if not may.reads_balance(user):
        raise Http404
    rows = [Balance(*row) for row in peers.balance(user, on=timezone.localdate())]
    return render(request, "apprentices/peers/balance.html", {"rows": rows})
