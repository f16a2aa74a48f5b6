"""In the room: one portfolio, its minutes as they are spoken, what the panel recommends; letters and actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assessment.deciding import parts
from assessment.forms.panels import ActionForm, DeferForm, DoneForm, MinutesForm, OutcomeForm, TogetherForm
from assessment.models import (
    PanelAction,
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelReading,
    PanelReconciliation,
    Recommendation,
)
from assessment.operations import panels as operations
from assessment.operations.panels.reading import outcomes_for
from assessment.panels import letters, permissions
from assessment.panels.facts import in_the_room
from assessment.views.asked import person
from assessment.views.panels.asked import ITEM_NAMES, agenda_of, item_or_404, meeting_or_404, number_of, panel_form
from assessment.views.writing import GET_OR_POST
from core import audit
from core.accounts.models import User
from core.forms import drafts
from core.permissions import require
from core.records import reference_in
from core.steps import taken_on
from core.words import count

Role = PanelMember.Role


@require_safe
def item(request: HttpRequest, reference: str) -> HttpResponse:
    """One portfolio of the agenda: what is recommended, how far the reading is, what was said of it."""
    found, seat = item_or_404(request, reference)
    user = person(request)
    readings = list(found.readings.standing().select_related("member__person").order_by("pk"))
    open_sheets = PanelReading.objects.visible_to(user).filter(item=found, state=PanelReading.State.SENT)
    runs = bool(seat and seat.runs_it)
    recommended = parts.current_recommendation(found.submission)
    context = {
        "item": found,
        "meeting": found.meeting,
        "number": number_of(user, found),
        "recommended": recommended,
        "review": parts.tutor_review(found.submission),
        "second_opinion": parts.second_opinion(found.submission),
        "readings": readings,
        "mine": next((one for one in readings if one.member.person_id == user.pk), None),
        "sheets": list(open_sheets.select_related("member__person").prefetch_related("comments__statement__framework")),
        "together": PanelReconciliation.objects.filter(item=found).select_related("proposed_by", "answered_by").first(),
        "out": _out_of_the_room(found) if runs else [],
        "reading_missing": permissions.reading_missing(found),
        "actions": PanelAction.objects.visible_to(user).filter(item=found).select_related("owner"),
        "runs": runs,
        "opens_record": any(one.member.person_id == user.pk for one in readings),
        "may": {
            "run": permissions.may_run(seat, found.meeting),
            "record": permissions.may_record(seat, found) if runs else None,
            "write": permissions.may_write_minutes(seat, found.meeting),
            "declare": permissions.may_declare(seat, found.meeting),
            "together": permissions.may_speak_together(user, found, readings),
        },
    }
    return render(request, "assessment/panels/item.html", context)


def _out_of_the_room(found: PanelItem) -> list[PanelConflict]:
    """Members who leave the room for this; why is for nobody to read, but what can be lifted can be seen."""
    seated = found.meeting.members.sitting().values("person")
    return list(found.submission.conflicts.standing().filter(person__in=seated).select_related("person"))


@GET_OR_POST
def outcome(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the panel recommends, with its reasons."""
    found, seat = item_or_404(request, reference)
    require(permissions.may_record(seat, found))
    here = [member for member in in_the_room(found) if member.role != Role.SECRETARY]
    chairs = None
    if not any(member.role == Role.CHAIR for member in here):
        chairs = PanelMember.objects.filter(pk__in=[member.pk for member in here]).select_related("person")
    form = OutcomeForm(request.POST or None, outcomes=outcomes_for(found), chairs=chairs)
    form.draft_key = f"panel-outcome-{reference}"

    def step() -> PanelItem:
        return operations.record_outcome(found, **form.recorded(), by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        drafts.saved(request, form.draft_key)
        messages.success(request, f"Recorded: {found}. It goes on from here.")
        return redirect("assessment:panel", found.meeting.reference)
    in_room = count(len(here), "member")
    hint = f"{in_room} in the room for this: {', '.join(member.person.name for member in here)}."
    return panel_form(request, form, "What does the panel recommend?", item=found, hint=hint)


@GET_OR_POST
def item_minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes of one portfolio, saved while they are typed."""
    found, seat = item_or_404(request, reference)
    require(permissions.may_write_minutes(seat, found.meeting))
    form = MinutesForm(
        request.POST or None, record=found, save_url=reverse("assessment:panel_item_minutes", args=[reference])
    )

    def step(minutes: str) -> PanelItem:
        return operations.write_item_minutes(found, minutes=minutes, by=person(request))

    return _minutes(request, form, found, step, redirect("assessment:panel_item", reference), item=found)


@GET_OR_POST
def minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes of a meeting as this person may read them; whoever runs it writes the general part."""
    meeting, seat = meeting_or_404(request, reference)
    if request.method == "POST":
        require(permissions.may_write_minutes(seat, meeting))
    writes = permissions.may_write_minutes(seat, meeting)
    if writes:
        save_url = reverse("assessment:panel_minutes", args=[reference])
        form = MinutesForm(request.POST or None, record=meeting, save_url=save_url)
        form.fields["minutes"].label = "What is not about one portfolio"
        if request.method == "POST":

            def step(text: str) -> PanelMeeting:
                return operations.write_minutes(meeting, minutes=text, by=person(request))

            return _minutes(request, form, meeting, step, redirect("assessment:panel", reference), meeting=meeting)
    else:
        form = None
    if seat is None:
        raise Http404
    items = list(agenda_of(person(request), meeting))
    context = {
        "meeting": meeting,
        "form": form,
        "members": meeting.members.select_related("person", "replaced_by__person").order_by("pk"),
        "items": list(enumerate(items, start=1)),
        "actions": PanelAction.objects.visible_to(person(request)).filter(meeting=meeting).select_related("owner"),
    }
    return render(request, "assessment/panels/minutes.html", context)


def _minutes(
    request: HttpRequest,
    form: MinutesForm,
    record: PanelMeeting | PanelItem,
    step: Callable[[str], object],
    then: HttpResponse,
    **context: Any,
) -> HttpResponse:
    """Save minutes: by the page itself while they are typed, or at a press."""
    valid = request.method == "POST" and form.is_valid()
    saved = None
    if valid:
        with transaction.atomic():
            if form.check_version(record):
                saved = taken_on(form, lambda: step(form.cleaned_data["minutes"]))
    if getattr(request, "htmx", False):
        response = render(request, "assessment/panels/saved.html", {"saved": saved, "at": timezone.now()})
        if saved:
            response["HX-Trigger-After-Settle"] = "draft-saved"
        return response
    if saved:
        drafts.saved(request, form.draft_key)
        messages.success(request, "The minutes are saved.")
        return then
    return panel_form(request, form, "Minutes", **context)


@GET_OR_POST
def defer(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a portfolio off to another meeting."""
    found, seat = item_or_404(request, reference)
    require(permissions.may_run(seat, found.meeting))
    form = DeferForm(request.POST or None)

    def step() -> None:
        operations.defer(found, reason=form.cleaned_data["reason"], by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "It is put off, and waits for another meeting.")
        return redirect("assessment:panel", found.meeting.reference)
    return panel_form(request, form, "Put it off", item=found)


@GET_OR_POST
def confirm_together(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm in one step the passes on which nobody has a question."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_write_minutes(seat, meeting))
    passes = Recommendation.objects.filter(state=Recommendation.State.SIGNED, outcome=Recommendation.Outcome.PASS)
    items = agenda_of(person(request), meeting).filter(
        state=PanelItem.State.LISTED, because=[], submission__in=passes.values("submission")
    )
    form = TogetherForm(request.POST or None, items=items)

    def step() -> int:
        return operations.confirm_together(meeting, items=list(form.cleaned_data["items"]), by=person(request))

    if request.method == "POST" and form.is_valid() and (made := taken_on(form, step)):
        messages.success(request, f"{count(made, 'pass', 'passes')} confirmed, each recorded on its own.")
        return redirect("assessment:panel", reference)
    hint = "They were not drawn for reading in full, and recommendation and tutor agree."
    return panel_form(request, form, "Confirm passes together", meeting=meeting, hint=hint)


@GET_OR_POST
def add_action(request: HttpRequest, reference: str) -> HttpResponse:
    """Give somebody on the panel something to do."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_run(seat, meeting))
    about = None
    if asked := request.GET.get("about"):
        about = get_object_or_404(agenda_of(person(request), meeting), reference=reference_in(asked))
    owners = User.objects.filter(pk__in=meeting.members.sitting().values("person")).order_by("name")
    form = ActionForm(request.POST or None, owners=owners)

    def step() -> PanelAction:
        return operations.add_action(meeting, **form.cleaned_data, item=about, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, f"{form.cleaned_data['owner']} has it on their home page.")
        return redirect("assessment:panel_item", about.reference) if about else redirect("assessment:panel", reference)
    return panel_form(request, form, "Give out an action", meeting=meeting, **({"item": about} if about else {}))


@GET_OR_POST
def action(request: HttpRequest, reference: str) -> HttpResponse:
    """An action of a panel; its owner says when it is done."""
    found = get_object_or_404(
        PanelAction.objects.visible_to(person(request)).select_related("owner", "meeting"), reference=reference
    )
    may = permissions.may_do(person(request), found)
    if request.method == "POST":
        require(may)
    form = DoneForm(request.POST or None)

    def step() -> PanelAction:
        return operations.do_action(found, outcome=form.cleaned_data["outcome"], by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Done. It stands with the panel’s minutes.")
        return redirect("assessment:panel_action", reference)
    sits = PanelMeeting.objects.visible_to(person(request)).filter(pk=found.meeting_id).exists()
    context = {
        "action": found,
        "form": form if may and found.state == PanelAction.State.OPEN else None,
        "sits": sits,
    }
    return render(request, "assessment/panels/action.html", context)


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The panel's letter, as PDF: for its members, and for those concerned once they may know."""
    found = PanelItem.objects.with_letter_for(person(request)).select_related(*ITEM_NAMES)
    item = get_object_or_404(found, reference=reference)
    audit.record_read(item, "the panel’s letter", by=person(request))
    response = HttpResponse(letters.letter(item), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, "Letter of the panel.pdf") or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response
