"""A reader's own pages: the sheet, sending it, what both readers say together; and stepping aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessment.content import hash_of
from assessment.forms.panels import SpeakTogetherForm, sheet_form
from assessment.models import PanelItem, PanelReading, PanelReconciliation
from assessment.operations import panels as operations
from assessment.operations.panels.reading import outcomes_for, statements_for, what_is_missing
from assessment.panels import content, permissions
from assessment.views.asked import person
from assessment.views.panels.asked import item_or_404, panel_form
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken, taken_on
from core.words import listed
from core.workflow import StepRefused


def _reading_or_404(request: HttpRequest, reference: str) -> PanelReading:
    found = PanelReading.objects.visible_to(person(request)).select_related(
        "member__person",
        "item__meeting",
        "item__submission__placement__apprentice__person",
        "item__submission__placement__apprentice__cohort",
    )
    return get_object_or_404(found, reference=reference)


@GET_OR_POST
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the sheet; it may be left and gone on with, on another device too."""
    reading = _reading_or_404(request, reference)
    require(permissions.may_write_sheet(person(request), reading))
    statements, outcomes = list(statements_for(reading.item)), outcomes_for(reading.item)
    make_form = sheet_form(statements, level=reading.item.submission.placement.level, outcomes=outcomes)
    said = {f"said_{one.statement_id}": one.words for one in reading.comments.all()}
    initial = {"overall": reading.overall, "would_recommend": reading.would_recommend, **said}
    form = make_form(request.POST or None, record=reading, initial=initial)
    form.draft_key = f"panel-sheet-{reference}"

    def step() -> PanelReading:
        got = form.cleaned_data
        kept: dict[str, Any] = {"overall": got["overall"], "would_recommend": got["would_recommend"]}
        return operations.write_sheet(reading, comments=form.comments(), **kept, by=person(request))

    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = form.check_version(reading) and taken_on(form, step)
        if kept:
            drafts.saved(request, form.draft_key)
            if "later" in request.POST:
                messages.success(request, "Your sheet is saved. Nobody else reads it before both are sent.")
                return redirect("assessment:panel_item", reading.item.reference)
            return redirect("assessment:send_panel_sheet", reference)
    hint = "Write it on your own. The other reader sees nothing of it, and you nothing of theirs, before both are sent."
    return panel_form(request, form, "Your reader’s sheet", item=reading.item, hint=hint, reading=reading)


@GET_OR_POST
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Check the sheet and send it; from then on it stays as it is."""
    reading = _reading_or_404(request, reference)
    require(permissions.may_write_sheet(person(request), reading))
    if missing := what_is_missing(reading):
        messages.warning(request, f"Before it is sent it needs {listed(missing)}.")
        return redirect("assessment:panel_sheet", reference)
    begun = {"read": hash_of(content.sheet(reading))}
    form = SignForm(request.POST or None, begun=begun)
    if request.method == "POST":
        if not form.is_valid():
            messages.warning(request, SignForm.CHANGED)
        else:
            try:
                operations.send_sheet(reading, **begun, by=person(request), address=address_of(request))
            except StepRefused as refused:
                messages.warning(request, str(refused))
            else:
                messages.success(request, "Sent. You read the other reader’s sheet as soon as it is there.")
                return redirect("assessment:panel_item", reading.item.reference)
    back = reverse("assessment:panel_sheet", args=[reference])
    facts = [
        *(Fact(str(one.statement), one.words, back) for one in reading.comments.select_related("statement__framework")),
        Fact("The whole", reading.overall, back),
        Fact("You would recommend", reading.get_would_recommend_display(), back),
    ]
    return render(
        request, "assessment/panels/send_sheet.html", {"reading": reading, "back": back, "facts": facts, "form": form}
    )


@GET_OR_POST
def together(request: HttpRequest, reference: str) -> HttpResponse:
    """What two readers who differ say together: propose it, agree, or leave it to the panel."""
    item, _ = item_or_404(request, reference)
    user = person(request)
    readings = list(item.readings.standing().select_related("member__person"))
    require(permissions.may_speak_together(user, item, readings))
    proposed = PanelReconciliation.objects.filter(item=item).select_related("proposed_by").first()
    if request.method == "POST" and "answer" in request.POST:
        return _answered(request, item)
    initial = {"would_recommend": proposed.would_recommend, "words": proposed.words} if proposed else {}
    form = SpeakTogetherForm(request.POST or None, outcomes=outcomes_for(item), initial=initial)
    form.draft_key = f"panel-together-{reference}"

    def step() -> PanelReconciliation:
        got = form.cleaned_data
        said = {"would_recommend": got["would_recommend"], "words_of_both": got["words"]}
        return operations.propose_together(item, **said, by=user)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        drafts.saved(request, form.draft_key)
        messages.success(request, "The other reader has been told, and answers.")
        return redirect("assessment:panel_item", reference)
    context = {
        "item": item,
        "form": form,
        "readings": readings,
        "proposed": proposed,
        "answers": proposed is not None and proposed.proposed_by_id != user.pk,
    }
    return render(request, "assessment/panels/together.html", context)


def _answered(request: HttpRequest, item: PanelItem) -> HttpResponse:
    agrees = request.POST.get("answer") == "agree"
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    done = "You both say the same now." if agrees else "The panel hears both of you."
    taken(request, lambda: operations.answer_together(item, agrees=agrees, version=number, by=person(request)), done)
    return redirect("assessment:panel_item", item.reference)


@require_POST
def conflict(request: HttpRequest, reference: str) -> HttpResponse:
    """A member has nothing to do with this one after all: everything of it closes to them at once, no reason asked."""
    item, seat = item_or_404(request, reference)
    require(permissions.may_declare(seat, item.meeting))
    done = "It is closed to you from now on. Your next pack comes without it."
    taken(request, lambda: operations.declare_conflict(item, by=person(request)), done)
    return redirect("assessment:panel", item.meeting.reference)
