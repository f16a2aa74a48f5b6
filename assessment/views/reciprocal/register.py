"""The register of readers: the list, an entry, an offer, its answer, its end; and who is kept apart in reading."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_filters import ChoiceFilter

from assessment.forms.portfolio_readers import AnswerOfferForm, ConflictForm, EndReadingForm, OfferForm
from assessment.models.portfolio_readers import LEVELS, PortfolioReader, ReadingConflict
from assessment.operations import portfolio_readers as operations
from assessment.reciprocal import permissions
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from consortium.models import Organisation
from core.audit.models import Event
from core.components import Fact
from core.permissions import require
from core.steps import taken_on
from core.tables import Column, ListPage, PortalFilterSet, Tag
from core.words import Tone, count, day

State = PortfolioReader.State
TONES: dict[str, Tone] = {State.OFFERED: "waiting", State.CONFIRMED: "good", State.NOT_CONFIRMED: "attention"}


def tag_of(reader: PortfolioReader) -> Tag:
    return Tag(reader.get_state_display(), TONES.get(reader.state, "quiet"))


def reader_page(reader: PortfolioReader) -> str:
    return reverse("assessment:reader", args=[reader.reference])


class ReaderFilters(PortalFilterSet):
    """By service, level and state."""

    service = ChoiceFilter(
        label="Service",
        choices=[(Organisation.Service.ADULTS, "Adults' services"), (Organisation.Service.CHILDREN, "Children's")],
        method="by_service",
        empty_label="All",
    )
    state = ChoiceFilter(label="State", choices=State.choices, empty_label="All")

    def by_service(self, rows: QuerySet[PortfolioReader], name: str, value: str) -> QuerySet[PortfolioReader]:
        return rows.filter(service__in=[value, Organisation.Service.BOTH])


class Readers(ListPage):
    """The register, as far as this person may see it."""

    template_name = "assessment/readers/readers.html"
    title = "Portfolio readers"
    noun = "reader"
    empty = "Nobody whom you may see is on the register yet. Practice educators and panel members offer themselves."
    filterset_class = ReaderFilters
    default_sort = "name"
    columns = (
        Column("name", "Name", value="person.name", sort=("person__name",), url=reader_page),
        Column("organisation", "Works for", value="organisation.short_name", sort=("organisation__short_name",)),
        Column("service", "Reads", value="get_service_display", sort=("service",)),
        Column("levels", "Levels", value="level_words"),
        Column("each_panel", "For one panel", value="each_panel", sort=("each_panel",), kind="number"),
        Column("state", "State", value=tag_of, sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[PortfolioReader]:
        return PortfolioReader.objects.visible_to(person(self.request), on=timezone.localdate())

    def with_details(self, records: QuerySet[PortfolioReader]) -> QuerySet[PortfolioReader]:
        return records.select_related("person", "organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, on = person(self.request), timezone.localdate()
        own = PortfolioReader.objects.filter(person=user).first()
        may_offer = bool(permissions.may_offer(user, on=on)) and own is None
        return super().get_context_data(
            own=own, may_offer=may_offer, sees_ledger=permissions.sees_ledger(user), **kwargs
        )


def reader_or_404(request: HttpRequest, reference: str) -> PortfolioReader:
    seen = PortfolioReader.objects.visible_to(person(request), on=timezone.localdate())
    return get_object_or_404(seen.select_related("person", "organisation", "answered_by"), reference=reference)


@require_safe
def reader(request: HttpRequest, reference: str) -> HttpResponse:
    """An entry: what somebody reads, what their organisation said, and what this person may do."""
    found, user, on = reader_or_404(request, reference), person(request), timezone.localdate()
    own = found.person_id == user.pk
    context = {
        "reader": found,
        "reads_why": own or permissions.confirms_for(user, found, on=on),
        "own": own,
        "tag": tag_of(found),
        "facts": _facts(found),
        "may": {
            "answer": permissions.may_answer(user, found, on=on),
            "change": permissions.may_change(user, found),
            "end": permissions.may_end(user, found, on=on),
        },
        "timeline": Event.objects.timeline(found),
    }
    return render(request, "assessment/readers/reader.html", context)


def _facts(found: PortfolioReader) -> list[Fact]:
    until = f" until {day(found.ends_on)}" if found.ends_on else ""
    facts = [
        Fact("Works for", found.organisation.name),
        Fact("Reads", found.get_service_display()),
        Fact("Levels", found.level_words or ", ".join(LEVELS)),
        Fact("At most", f"{count(found.each_panel, 'portfolio')} for one panel, {found.each_year} in a year"),
        Fact("Travels", found.travel_words),
        Fact("Reads from", f"{day(found.starts_on)}{until}"),
    ]
    if found.answered_by and found.answered_at:
        facts.append(Fact("Answered by", f"{found.answered_by} on {day(found.answered_at)}"))
    return facts


@GET_OR_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Offer to read for other boroughs, or change what one offers."""
    user, on = person(request), timezone.localdate()
    require(permissions.may_offer(user, on=on))
    own = PortfolioReader.objects.filter(person=user).first()
    form = OfferForm(
        request.POST or None,
        organisations=permissions.reads_for(user, on=on),
        initial=OfferForm.initial_of(own) | ({} if own else {"starts_on": on}),
        record=own,
    )
    if request.method == "POST" and form.is_valid():
        fresh = own is None or form.check_version(own)
        if fresh and (made := taken_on(form, lambda: operations.offer_to_read(form.offer, by=user))):
            messages.success(request, _said(made))
            return redirect("assessment:reader", made.reference)
    title = "Change what you offer to read" if own else "Offer to read portfolios of other boroughs"
    back = reader_page(own) if own else reverse("assessment:readers")
    hint = "You are never asked to read for your own borough, or for an apprentice whom you have had to do with."
    return form_page(request, form, title, back=back, hint=hint)


def _said(made: PortfolioReader) -> str:
    if made.state == State.OFFERED:
        return f"Thank you. {made.organisation} has been asked to confirm it; then you are on the register."
    return "Saved. You stay on the register."


@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """For the organisation: confirm an offer, or say why not."""
    found, user = reader_or_404(request, reference), person(request)
    require(permissions.may_answer(user, found, on=timezone.localdate()))
    form = AnswerOfferForm(request.POST or None)

    def step() -> PortfolioReader:
        confirmed = form.cleaned_data["confirmed"] == "yes"
        return operations.answer_offer(
            found, confirmed=confirmed, not_because=form.cleaned_data["not_because"], by=user
        )

    if request.method == "POST" and form.is_valid() and (answered := taken_on(form, step)):
        kept = answered.state == State.CONFIRMED
        messages.success(request, f"{found} has been told{' and is on the register' if kept else ''}.")
        return redirect("assessment:reader", reference)
    hint = f"{found} offers {count(found.each_panel, 'portfolio')} for a panel and {found.each_year} a year. "
    hint += "A portfolio takes three to five hours."
    return form_page(request, form, f"Answer the offer of {found}", back=reader_page(found), hint=hint)


@GET_OR_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an entry off the register."""
    found, user = reader_or_404(request, reference), person(request)
    require(permissions.may_end(user, found, on=timezone.localdate()))
    form = EndReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and taken_on(form, lambda: operations.end_reading(found, by=user)):
        messages.success(request, "Off the register. Nobody new is asked; the entry can be offered again at any time.")
        return redirect("assessment:reader", reference)
    hint = "Nobody is asked any more from today. What was taken on is still read, or given back on its page."
    return form_page(request, form, f"Take {found} off the register", back=reader_page(found), hint=hint)


@GET_OR_POST
def conflicts(request: HttpRequest) -> HttpResponse:
    """People and organisations with whom somebody would rather have nothing to do in reading: their own list alone."""
    user, on = person(request), timezone.localdate()
    organisations = Organisation.objects.current(on).visible_to(user, on=on).employers().order_by("name")
    form = ConflictForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("named", "organisation")}
        if taken_on(form, lambda: operations.declare_conflict(by=user, **said)):
            messages.success(request, "Saved. Only the matching of readers heeds it, and it tells nobody.")
            return redirect("assessment:reading_conflicts")
    kept = ReadingConflict.objects.visible_to(user).select_related("person", "organisation")
    context = {"form": form, "conflicts": kept, "back": reverse("assessment:readers")}
    return render(request, "assessment/readers/conflicts.html", context)


@require_POST
def remove_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    found = get_object_or_404(ReadingConflict.objects.visible_to(person(request)), pk=pk)
    operations.take_back_conflict(found, by=person(request))
    messages.success(request, "Taken away.")
    return redirect("assessment:reading_conflicts")
