"""Confirming time in a batch, odd ones first; asking about one; not agreeing to one; taking confirmed hours back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import operations, permissions
from apprentices.forms import QuestionForm, ReasonForm
from apprentices.models import OffTheJobEntry
from apprentices.operations import Confirmed
from apprentices.views.time import visible_entry
from core.accounts.devices import address_of
from core.accounts.models import User
from core.links.models import SignedLink
from core.permissions import require
from core.records import REFERENCE_ALPHABET, REFERENCE_LENGTH
from core.words import count, hours
from core.workflow import StepRefused

MOST_SHOWN = 50
TICK = re.compile(rf"(?P<reference>[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}):(?P<version>\d{{1,9}})")
"""What a tick posts: the entry and the version that was shown."""


@dataclass(frozen=True)
class Row:
    """One entry on the page, with what is odd about it."""

    entry: OffTheJobEntry
    oddities: list[str]


@dataclass(frozen=True)
class Batch:
    """What waits for one person: the odd ones first, not ticked; the rest ticked; how many wait beyond this page."""

    odd: list[Row]
    rest: list[Row]
    waiting: int

    @property
    def shown(self) -> int:
        return len(self.odd) + len(self.rest)

    @property
    def hours(self) -> Decimal:
        return sum((row.entry.hours for row in (*self.odd, *self.rest)), Decimal(0))


def batch_for(user: User) -> Batch:
    """What waits for this person, by apprentice and date. The same few queries for 3 entries and for 300."""
    earlier = OffTheJobEntry.objects.confirmed().filter(
        apprentice=OuterRef("apprentice"), activity=OuterRef("activity"), reverses__isnull=True
    )
    entries = list(waiting_for(user).annotate(kind_is_known=Exists(earlier))[: MOST_SHOWN + 1])
    beyond = waiting_for(user).count() - MOST_SHOWN if len(entries) > MOST_SHOWN else 0
    rows = [Row(entry, _oddities(entry)) for entry in entries[:MOST_SHOWN]]
    return Batch(
        odd=[row for row in rows if row.oddities],
        rest=[row for row in rows if not row.oddities],
        waiting=max(beyond, 0),
    )


def _oddities(entry: OffTheJobEntry) -> list[str]:
    first = [] if entry.kind_is_known else ["First of its kind"]  # type: ignore[attr-defined]
    return [*entry.oddities, *first]


def waiting_for(user: User) -> QuerySet[OffTheJobEntry]:
    return (
        OffTheJobEntry.objects.awaiting(user, on=timezone.localdate())
        .select_related("apprentice__person", "activity")
        .prefetch_related("files")
        .order_by("apprentice__person__name", "apprentice", "date", "pk")
    )


def ticked(request: HttpRequest, user: User) -> list[OffTheJobEntry]:
    """The entries that were ticked, as they stood when they were shown; what waits for others is not among them."""
    read = (TICK.fullmatch(value) for value in request.POST.getlist("entry")[: MOST_SHOWN * 2])
    shown = {tick["reference"]: int(tick["version"]) for tick in read if tick}
    found = list(waiting_for(user).filter(reference__in=shown))
    gone = (
        OffTheJobEntry.objects.visible_to(user)
        .filter(reference__in=shown)
        .exclude(state=OffTheJobEntry.State.SUBMITTED)
    )
    entries = [*found, *gone]
    for entry in entries:
        entry.version = shown[entry.reference]
    return entries


def say_confirmed(request: HttpRequest, done: Confirmed) -> None:
    """What happened, and what somebody else had dealt with before."""
    messages.success(
        request,
        f"{count(done.count, 'entry', 'entries')} confirmed: {hours(done.hours)} of "
        f"{count(done.apprentices, 'apprentice')}. They count from now on and cannot be changed.",
    )
    for words in done.lost:
        messages.warning(request, f"Not confirmed by you: {words}")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_batch(request: HttpRequest) -> HttpResponse:
    """What waits for me: confirm what is ticked."""
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _confirm(request, user)
    return render(request, "apprentices/time/confirm.html", {"batch": batch_for(user), "may_act": True})


def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    entries = ticked(request, user)
    if not entries:
        messages.warning(request, "Nothing was ticked, so nothing was confirmed.")
        return redirect("apprentices:confirm")
    try:
        say_confirmed(request, operations.confirm(entries, by=user, address=address_of(request)))
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:confirm")


@require_POST
def confirm_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm one entry as it was shown: what changed since the page was opened is read again first."""
    found = visible_entry(request, reference)
    require(permissions.may_confirm(request.user, found))  # type: ignore[arg-type]
    shown = TICK.fullmatch(f"{reference}:{request.POST.get('version', '')}")
    if shown is None:
        messages.warning(request, "Nothing was confirmed. Read the entry, then press Confirm on its page.")
        return redirect("apprentices:entry", reference=reference)
    found.version = int(shown["version"])
    try:
        done = operations.confirm([found], by=request.user, address=address_of(request))  # type: ignore[arg-type]
        say_confirmed(request, done)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:entry", reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the apprentice one question about a block of time."""
    found = visible_entry(request, reference)
    require(permissions.may_confirm(request.user, found))  # type: ignore[arg-type]
    return asking(request, found, by=request.user, then=reverse("apprentices:confirm"))  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a block of time does not count, and why."""
    found = visible_entry(request, reference)
    require(permissions.may_confirm(request.user, found))  # type: ignore[arg-type]
    return rejecting(request, found, by=request.user, then=reverse("apprentices:confirm"))  # type: ignore[arg-type]


def asking(
    request: HttpRequest, entry: OffTheJobEntry, *, by: User, then: str, link: SignedLink | None = None
) -> HttpResponse:
    """The page that asks one question about an entry, signed in or by link."""
    form = QuestionForm(request.POST or None)
    form.draft_key = f"ask-{entry.reference}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_about(entry, question=form.cleaned_data["question"], by=by)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your question went to {entry.apprentice}. The time comes back with the answer.")
            return redirect(then)
    return render(request, "apprentices/time/ask.html", {"entry": entry, "form": form, "link": link})


def rejecting(
    request: HttpRequest, entry: OffTheJobEntry, *, by: User, then: str, link: SignedLink | None = None
) -> HttpResponse:
    """The page that says why an entry does not count, signed in or by link."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reject(entry, reason=form.cleaned_data["reason"], by=by)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{entry} not agreed. {entry.apprentice} is told.")
            return redirect(then)
    return render(request, "apprentices/time/reject.html", {"entry": entry, "form": form, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """Take confirmed hours back by a reversing entry with its reason."""
    found = visible_entry(request, reference)
    require(permissions.may_reverse(request.user, found))  # type: ignore[arg-type]
    form = ReasonForm(request.POST or None)
    form.submit = "Take these hours back"
    form.fields["reason"].label = "Why are the hours taken back?"
    if request.method == "POST" and form.is_valid():
        try:
            operations.reverse_entry(found, reason=form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found} taken back. Both entries stay readable.")
            return redirect("apprentices:entry", reference=reference)
    return render(request, "apprentices/time/reverse.html", {"entry": found, "form": form})
