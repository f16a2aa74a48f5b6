"""Usual time: keep it, say which days took place, log it now, keep it no longer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import operations
from apprentices.forms import UsualTimeForm
from apprentices.models import Apprentice, UsualTime
from apprentices.views.time import own_record, said
from core.records import reference_in
from core.words import count
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def usual_time(request: HttpRequest) -> HttpResponse:
    """What is kept, and the form that keeps another; ``?from=`` an entry fills it in."""
    apprentice = own_record(request)
    entry = (
        apprentice.off_the_job.filter(reference=reference_in(request.GET.get("from")))
        .select_related("activity")
        .first()
    )
    form = UsualTimeForm(request.POST or None, apprentice=apprentice, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            kept = operations.keep_usual_time(apprentice, by=request.user, **form.kept)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            when = f"every {kept.get_weekday_display()}" if kept.weekday is not None else "whenever you want it"
            messages.success(request, f"Kept. You find it under My time {when}.")
            return redirect("apprentices:usual_time")
    return render(
        request,
        "apprentices/time/usual.html",
        {"form": form, "kept": apprentice.usual_time.select_related("activity")},
    )


def _kept(request: HttpRequest, reference: str) -> tuple[Apprentice, UsualTime]:
    apprentice = own_record(request)
    return apprentice, get_object_or_404(apprentice.usual_time.select_related("activity"), reference=reference)


@require_POST
def log_usual_time(request: HttpRequest) -> HttpResponse:
    """Log the days that are ticked; the others shown did not take place."""
    done = operations.log_usual_time(
        own_record(request),
        shown=request.POST.getlist("shown")[:100],
        took_place=request.POST.getlist("took_place")[:100],
        by=request.user,  # type: ignore[arg-type]
    )
    if done.entries:
        messages.success(request, f"{count(len(done.entries), 'entry', 'entries')} logged, waiting to be confirmed.")
    elif not done.refused:
        messages.info(request, "Nothing was logged.")
    for why in done.refused:
        messages.warning(request, f"Not logged: {why}")
    return redirect("apprentices:my_time")


@require_POST
def log_now(request: HttpRequest, reference: str) -> HttpResponse:
    """Log usual time for today."""
    apprentice, usual = _kept(request, reference)
    try:
        entry = operations.log_one(apprentice, usual, date=timezone.localdate(), by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said(entry))
    return redirect("apprentices:my_time")


@require_POST
def forget(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep it no longer; what was logged stays."""
    _, usual = _kept(request, reference)
    words = str(usual)
    operations.forget_usual_time(usual, by=request.user)  # type: ignore[arg-type]
    messages.success(request, f"{words} is kept no longer. What you logged stays.")
    return redirect("apprentices:usual_time")
