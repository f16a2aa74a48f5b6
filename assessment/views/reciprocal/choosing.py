"""Who reads for a panel: the proposal with its reasons, somebody chosen by hand, and what those asked answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.forms.reading_requests import (
    AcceptReadingForm,
    ChooseReaderForm,
    DeclineReadingForm,
    ProposalForm,
    WhereForm,
)
from assessment.models import PanelItem, PanelMeeting, PanelReading, ReadingRequest
from assessment.operations import reading_requests as operations
from assessment.reciprocal import matching, permissions
from assessment.reciprocal.facts import Question, question
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from consortium.models import Borough
from core.components import Fact
from core.permissions import require
from core.steps import taken, taken_on
from core.tables import Tag
from core.words import Tone, count, day, moment

State = ReadingRequest.State
TONES: dict[str, Tone] = {State.ASKED: "waiting", State.ACCEPTED: "good"}


@dataclass
class Shown:
    """A portfolio on the page: who reads it, who is proposed, and what blocks."""

    item: PanelItem
    asked: list[tuple[ReadingRequest, Tag, bool]] = field(default_factory=list)
    proposed: list[tuple[str, str, str, matching.Choice]] = field(default_factory=list)
    short: matching.Short | None = None


@GET_OR_POST
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Two readers for each portfolio that is read in full: proposed with reasons, asked at one press."""
    user, meeting = person(request), _meeting_or_404(request, reference)
    require(permissions.may_choose_readers(user, meeting))
    where = WhereForm(request.GET)
    borough = where.cleaned_data["where"] if where.is_valid() else None
    asked = operations.asked_of(meeting, user, on=timezone.localdate(), borough=borough)
    proposal = asked.propose()
    items = operations.items_of(meeting, user)
    pairs = _pairs(items, proposal)
    form = ProposalForm(request.POST or None, proposed=list(pairs), initial={"wanted": list(pairs)})
    if request.method == "POST" and form.is_valid():
        wanted = [operations.Wanted(*pair.split(":")) for pair in form.cleaned_data["wanted"]]
        if made := taken_on(form, lambda: operations.ask_readers(meeting, wanted=wanted, borough=borough, by=user)):
            messages.success(request, f"{count(len(made), 'reader')} asked. You hear from each when they answer.")
            return redirect(_here(meeting, borough))
    shown = _shown(items, asked, proposal, chosen=set(form["wanted"].value() or ()))
    context = {
        "meeting": meeting,
        "where": where,
        "form": form,
        "shown": shown,
        "pairs": pairs,
        "ready": operations.ready(items),
    }
    return render(request, "assessment/readers/propose.html", context)


def _here(meeting: PanelMeeting, borough: Borough | None) -> str:
    """The proposal again, for the same place."""
    url = reverse("assessment:propose_readers", args=[meeting.reference])
    return f"{url}?{urlencode({'where': borough.tile_code})}" if borough else url


def _pairs(items: list[PanelItem], proposal: matching.Proposal) -> dict[str, matching.Choice]:
    """What the form posts for each proposed reading → the reading."""
    by_submission = {item.submission.reference: item.reference for item in items}
    return {f"{by_submission[choice.portfolio]}:{choice.reader}": choice for choice in proposal.choices}


def _shown(items: list[PanelItem], asked: Question, proposal: matching.Proposal, *, chosen: set[str]) -> list[Shown]:
    requests = ReadingRequest.objects.filter(item__in=items).exclude(state=State.TAKEN_BACK)
    found = {item.submission.reference: Shown(item) for item in items}
    sheets = _with_a_sheet(items)
    for request in requests.select_related("reader__person", "given_by", "item__submission"):
        tag = Tag(request.get_state_display(), TONES.get(request.state, "quiet"))
        may = request.state in ReadingRequest.STANDING and (request.item_id, request.reader.person_id) not in sheets
        found[request.item.submission.reference].asked.append((request, tag, may))
    for pair, choice in _pairs(items, proposal).items():
        name = asked.reader(choice.reader).name
        found[choice.portfolio].proposed.append((pair, name, "checked" if pair in chosen else "", choice))
    for short in proposal.short:
        found[short.portfolio].short = short
    return list(found.values())


def _with_a_sheet(items: list[PanelItem]) -> set[tuple[int, int]]:
    """Item and person (ids) of the sheets that are begun: these are the panel's to change."""
    standing = PanelReading.objects.standing().filter(item__in=items).order_by()
    return set(standing.values_list("item", "member__person"))


@require_POST
def name(request: HttpRequest, reference: str) -> HttpResponse:
    """Those who have agreed get their seats and are named as readers."""
    user, meeting = person(request), _meeting_or_404(request, reference)
    require(permissions.may_choose_readers(user, meeting))
    done: list[PanelItem] = []
    if taken(request, lambda: done.extend(operations.name_readers(meeting, by=user))):
        messages.success(request, f"Readers of {count(len(done), 'portfolio')} named. They have been told.")
    return redirect("assessment:propose_readers", reference)


@GET_OR_POST
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody chosen by hand for one portfolio: whoever may read it, the fittest first, and others with a reason."""
    user = person(request)
    item = get_object_or_404(_items(request), reference=reference)
    require(permissions.may_choose_readers(user, item.meeting))
    asked = question([item.submission], on=timezone.localdate(), meeting=item.meeting)
    portfolio = asked.portfolios[0]
    people, first = _people(asked, portfolio)
    form = ChooseReaderForm(request.POST or None, people=people, first=first, initial={"reader": first})

    def step() -> object:
        wanted = operations.Wanted(item.reference, form.cleaned_data["reader"], form.cleaned_data["because"])
        return operations.ask_readers(item.meeting, wanted=[wanted], by=user)

    back = reverse("assessment:propose_readers", args=[item.meeting.reference])
    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Asked. You hear from them when they answer.")
        return redirect(back)
    hint = "Whoever works in the same borough, knows the apprentice, or cannot read it is not in this list."
    title = f"Choose a reader for {item.submission.placement.apprentice}"
    return form_page(request, form, title, back=back, hint=hint)


def _people(asked: Question, portfolio: matching.Portfolio) -> tuple[list[tuple[str, str]], str]:
    """Who may be chosen, each with a word, and the first of them."""
    line = asked.line(portfolio)
    fit = [(choice.reader, f"{asked.reader(choice.reader).name}. {' '.join(choice.why)}") for choice in line]
    known = {key for key, _ in fit} | set(portfolio.reading)
    others = [
        (reader.key, f"{reader.name}, {reader.organisation}: offered something else, so only with a reason")
        for reader in asked.register.readers
        if reader.key not in known and matching.may_override(portfolio, reader)
    ]
    return [*fit, *others], fit[0][0] if fit else ""


# Whoever is asked ---------------------------------------------------------------------------------------------


@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """For the reader: whose portfolio, by when, why they were chosen; yes with one tick, or give it back."""
    found, user = _own_or_404(request, reference), person(request)
    form = AcceptReadingForm(request.POST or None)
    may_answer = permissions.may_answer_request(user, found)
    if request.method == "POST":
        require(may_answer)
        if form.is_valid() and taken_on(
            form, lambda: operations.accept_reading(found, apart=form.cleaned_data["apart"], by=user)
        ):
            messages.success(request, "Thank you. The secretary gives you a seat at the panel and then the portfolio.")
            return redirect("assessment:reading_request", reference)
    context = {
        "found": found,
        "tag": Tag(found.get_state_display(), TONES.get(found.state, "quiet")),
        "facts": _facts(found),
        "form": form if may_answer else None,
        "may_decline": permissions.may_decline_request(user, found),
    }
    return render(request, "assessment/readers/request.html", context)


def _facts(found: ReadingRequest) -> list[Fact]:
    placement, meeting = found.item.submission.placement, found.item.meeting
    return [
        Fact("Apprentice", f"{placement.apprentice}, employed by {placement.apprentice.employer.name}"),
        Fact("Placement", f"{placement.name}, {placement.setting}"),
        Fact("Practice educator", str(placement.practice_educator)),
        Fact("Panel", f"{meeting.university.name}, {moment(meeting.starts_at)}\n{meeting.place}"),
        Fact("Read by", day(meeting.read_by)),
        Fact("Asked by", f"{found.asked_by} on {day(timezone.localdate(found.asked_at))}"),
    ]


@GET_OR_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """For the reader: no, and no reason is asked."""
    found, user = _own_or_404(request, reference), person(request)
    require(permissions.may_decline_request(user, found))
    form = DeclineReadingForm(request.POST or None)

    def step() -> object:
        return operations.decline_reading(found, never_again=form.cleaned_data["never_again"], by=user)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Given back. Somebody else is asked, and nobody asks you why.")
        return redirect("assessment:readers")
    back = reverse("assessment:reading_request", args=[reference])
    return form_page(request, form, "Give this portfolio back", back=back, hint="No reason is asked, and none is kept.")


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """For whoever runs the meeting: this reader is not needed any more."""
    found = get_object_or_404(ReadingRequest.objects.visible_to(person(request)), reference=reference)
    require(permissions.may_take_back_request(person(request), found))
    if taken(request, lambda: operations.take_back_request_to_read(found, by=person(request))):
        messages.success(request, f"{found.reader} has been told that it is not needed any more.")
    return redirect("assessment:propose_readers", found.item.meeting.reference)


def _meeting_or_404(request: HttpRequest, reference: str) -> PanelMeeting:
    seen = PanelMeeting.objects.visible_to(person(request)).select_related("university")
    return get_object_or_404(seen, reference=reference)


def _items(request: HttpRequest) -> QuerySet[PanelItem]:
    return PanelItem.objects.visible_to(person(request)).select_related(
        "meeting__university",
        "submission__placement__apprentice__person",
        "submission__placement__apprentice__employer__part_of",
        "submission__placement__setting",
    )


def _own_or_404(request: HttpRequest, reference: str) -> ReadingRequest:
    own = ReadingRequest.objects.filter(reader__person=person(request).pk)
    found = own.select_related(
        "reader__person",
        "asked_by",
        "item__meeting__university",
        "item__submission__placement__apprentice__person",
        "item__submission__placement__apprentice__employer",
        "item__submission__placement__setting__organisation",
        "item__submission__placement__practice_educator__person",
    )
    return get_object_or_404(found, reference=reference)
