"""My time: log a block in four taps, the same again in one, see what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, people, permissions
from apprentices.forms import TimeForm
from apprentices.models import Apprentice, FourTests, OffTheJobEntry
from apprentices.operations import FourTestsNeeded, Logged, TimeRefused
from core.audit.models import Event
from core.files.acceptance import FileRefused, accept
from core.files.models import StoredFile
from core.forms import drafts
from core.permissions import require
from core.words import day, hours, lowered
from core.workflow import StepRefused

RECENT = 8
State = OffTheJobEntry.State


def own_record(request: HttpRequest) -> Apprentice:
    """The person's own record; for everybody else there is none."""
    apprentice = people.own_record(request.user)  # type: ignore[arg-type]
    if apprentice is None:
        raise Http404
    return apprentice


@require_http_methods(["GET", "HEAD", "POST"])
def my_time(request: HttpRequest) -> HttpResponse:
    """The form itself, the same again, what waits for an answer, and what was logged lately."""
    apprentice = own_record(request)
    form = TimeForm(request.POST or None, request.FILES or None, apprentice=apprentice, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        entry = _save(request, apprentice, form)
        if entry is not None:
            messages.success(request, said(entry))
            drafts.saved(request, form.draft_key)
            return redirect("apprentices:my_time")
    recent = list(apprentice.off_the_job.exclude(state=State.WITHDRAWN).select_related("activity", "asked_by")[:RECENT])
    open_entries = [entry for entry in recent if entry.state in (State.QUERIED, State.DRAFT)]
    return render(
        request,
        "apprentices/time/my_time.html",
        {
            "apprentice": apprentice,
            "form": form,
            "tests": FourTests.WORDS,
            "again": _same_again(recent) if not form.is_bound else [],
            "offers": operations.offers(apprentice, on=timezone.localdate()) if not form.is_bound else [],
            "kept": apprentice.usual_time.filter(weekday__isnull=True).select_related("activity"),
            "open_entries": open_entries,
            "recent": [entry for entry in recent if entry not in open_entries],
        },
        status=200,
    )


def _save(request: HttpRequest, apprentice: Apprentice, form: TimeForm) -> OffTheJobEntry | None:
    """Log what the form holds; None where the form must be shown again, with the reasons in it."""
    try:
        files = _files(request, form)
        return operations.log_time(
            apprentice,
            logged=form.logged(files),
            by=request.user,  # type: ignore[arg-type]
            client_id=form.cleaned_data["client_id"],
            four_tests=request.POST.get("four_tests") == "yes",
            submit="keep" not in request.POST,
        )
    except StepRefused as refused:
        _show(form, refused)
    return None


def _files(request: HttpRequest, form: TimeForm) -> list[StoredFile]:
    """Files that were sent before and with this post; what was taken in once is not asked for again."""
    kept = list(form.cleaned_data["kept_files"])
    if upload := form.cleaned_data.get("file"):
        try:
            kept.append(accept(upload, name=upload.name, by=request.user))  # type: ignore[arg-type]
        except FileRefused as refused:
            form.add_error("file", str(refused))
            raise
    form.data = form.data.copy()
    form.data.setlist("kept_files", [stored.reference for stored in kept])
    return kept


def _show(form: TimeForm, refused: StepRefused) -> None:
    match refused:
        case TimeRefused():
            form.refuse(refused.refusals)
        case FourTestsNeeded():
            form.ask_four_tests = True
        case FileRefused():
            pass
        case _:
            form.add_error(None, str(refused))


def said(entry: OffTheJobEntry) -> str:
    """What happened to the entry and what happens next."""
    what = f"{hours(entry.hours)} of {lowered(entry.activity)} on {day(entry.date)}"
    if entry.state == State.DRAFT:
        return f"{what} kept as a draft. It does not count yet."
    return f"{what} logged. It counts once your {lowered(entry.activity.get_confirmed_by_display())} has confirmed it."


def _same_again(recent: list[OffTheJobEntry]) -> list[dict[str, Any]]:
    """The last two different blocks that the apprentice logged themselves, each one press away for today."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entry in recent:
        if (
            entry.source == OffTheJobEntry.Source.LOGGED
            and entry.reverses_id is None
            and entry.state in OffTheJobEntry.LIVE
        ):
            found.setdefault((entry.activity_id, entry.hours), {"entry": entry})
    return list(found.values())[:2]


@require_POST
def same_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Log the same kind and length for today."""
    apprentice = own_record(request)
    earlier = get_object_or_404(apprentice.off_the_job.select_related("activity"), reference=reference)
    logged = Logged(activity=earlier.activity, date=timezone.localdate(), hours=abs(earlier.hours))
    try:
        entry = operations.log_time(apprentice, logged=logged, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said(entry))
    return redirect("apprentices:my_time")


def visible_entry(request: HttpRequest, reference: str) -> OffTheJobEntry:
    """The entry, where this person may see it; else it is not there."""
    entries = OffTheJobEntry.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "activity", "apprentice__person", "apprentice__rule_set", "apprentice__cohort__standard_version__standard",
        "confirmed_by", "asked_by", "rejected_by", "logged_by",
    )  # fmt: skip
    return get_object_or_404(entries, reference=reference)


@require_safe
def entry(request: HttpRequest, reference: str) -> HttpResponse:
    """One block of time: what was logged, what became of it, and what this person can do."""
    found = visible_entry(request, reference)
    user = request.user
    try:
        reversal = found.reversed_by_entry
    except ObjectDoesNotExist:
        reversal = None
    can_confirm = found.state == State.SUBMITTED and permissions.may_confirm(user, found)  # type: ignore[arg-type]
    can_reverse = (
        found.state == State.CONFIRMED
        and reversal is None
        and found.reverses_id is None
        and permissions.may_reverse(user, found)  # type: ignore[arg-type]
    )
    return render(
        request,
        "apprentices/time/entry.html",
        {
            "entry": found,
            "reversal": reversal,
            "statements": list(found.statements.all()),
            "files": list(found.files.all()),
            "events": Event.objects.timeline(found),
            "can_change": permissions.may_change_entry(user, found),  # type: ignore[arg-type]
            "can_take_back": permissions.may_take_back(user, found),  # type: ignore[arg-type]
            "can_confirm": can_confirm,
            "can_reverse": can_reverse,
            "can_keep": user.pk == found.logged_by_id and found.source == OffTheJobEntry.Source.LOGGED,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """Finish a draft, or answer the question about an entry and send it again."""
    found = visible_entry(request, reference)
    require(permissions.may_change_entry(request.user, found))  # type: ignore[arg-type]
    form = TimeForm(
        request.POST or None,
        request.FILES or None,
        apprentice=found.apprentice,
        on=timezone.localdate(),
        entry=found,
    )
    form.submit = "Answer and send again" if found.state == State.QUERIED else "Save"
    if request.method == "POST" and form.is_valid() and _save_change(request, found, form):
        messages.success(request, said(found))
        drafts.saved(request, form.draft_key)
        return redirect("apprentices:my_time")
    return render(request, "apprentices/time/change.html", {"entry": found, "form": form, "tests": FourTests.WORDS})


@transaction.atomic
def _save_change(request: HttpRequest, found: OffTheJobEntry, form: TimeForm) -> bool:
    """Save what was typed, unless another tab was faster: then both are shown."""
    operations.lock_standing([found.apprentice_id])
    if not form.check_version(found):
        return False
    try:
        operations.change_entry(
            found,
            logged=form.logged(_files(request, form)),
            by=request.user,  # type: ignore[arg-type]
            answer=form.cleaned_data.get("answer", ""),
            four_tests=request.POST.get("four_tests") == "yes",
            submit="keep" not in request.POST,
        )
    except StepRefused as refused:
        _show(form, refused)
        return False
    return True


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    found = visible_entry(request, reference)
    require(permissions.may_take_back(request.user, found))  # type: ignore[arg-type]
    try:
        operations.take_back(found, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprentices:entry", reference=reference)
    messages.success(request, f"{hours(found.hours)} of {day(found.date)} taken back. They count nowhere.")
    return redirect("apprentices:my_time")
