"""Practice before the day: the case is chosen by those who run it, marked by each member, compared without names."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import words
from core.accounts.models import User
from core.forms import drafts
from core.permissions import require
from core.steps import taken
from recruitment.forms.bank import PractiseForm, SetCaseForm
from recruitment.models import BankItem, Calibration, CalibrationCase, PanelMember
from recruitment.operations import calibration as operations
from recruitment.permissions import bank as bank_permissions
from recruitment.views.seats import seat_page
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def day_calibration(request: HttpRequest, reference: str) -> HttpResponse:
    """Who has practised, how far they agree, and which case it is."""
    day = own_day(request, reference)
    keeps = bank_permissions.may_keep_bank(request.user)  # type: ignore[arg-type]
    chosen = Calibration.objects.filter(day=day).select_related("case__asked__item").first()
    items = BankItem.objects.visible_to(request.user).in_use() if keeps else BankItem.objects.none()  # type: ignore[arg-type]
    form = SetCaseForm(posted(request), cases=CalibrationCase.objects.filter(asked__item__in=items))
    if request.method == "POST":
        require(keeps)
        if form.is_valid():
            step = partial(operations.set_case, day=day, case=form.cleaned_data["case"], by=request.user)
            if taken(request, step, "Chosen. Panel members find it on their own page."):
                return redirect("recruitment:day_calibration", reference)
    context = {
        "day": day,
        "calibration": chosen,
        "practised": operations.practised(chosen) if chosen else None,
        "missing": chosen.still_to_practise().select_related("person", "panel") if chosen else [],
        "form": form if keeps and day.state in day.BEFORE_LIVE else None,
        "keeps": keeps,
    }
    return render(request, "recruitment/bank/day_calibration.html", context)


@require_POST
def excuse_member(request: HttpRequest, reference: str, member: str) -> HttpResponse:
    """A member who came late need not have practised."""
    day = own_day(request, reference)
    chosen = get_object_or_404(Calibration, day=day)
    found = get_object_or_404(PanelMember.objects.coming(), panel__day=day, reference=member)
    step = partial(operations.excuse, calibration=chosen, member=found, by=request.user)  # type: ignore[arg-type]
    taken(request, step, f"{found.person.first_name} is excused.")
    return redirect("recruitment:day_calibration", reference)


@require_http_methods(GET_OR_POST)
@seat_page
def practise(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """The case with its marks; once one's own are sent, what the others gave, without names."""
    chosen = Calibration.objects.filter(day=seat.panel.day_id).select_related("case__asked").first()
    if chosen is None or seat.state not in PanelMember.COMING:
        raise Http404
    sheet = chosen.sheets.filter(member=seat).prefetch_related("marks").first()
    criteria = list(chosen.case.asked.criteria.all())
    given = {mark.criterion_id: mark for mark in sheet.marks.all()} if sheet else {}
    if sheet and sheet.sent_at:
        rows = [(criterion, given[criterion.pk]) for criterion in criteria]
        context = {"seat": seat, "practised": operations.practised(chosen), "rows": rows}
        return render(request, "recruitment/bank/practised.html", context)
    form = PractiseForm(posted(request), criteria=criteria, given=given)
    form.draft_key = f"practice-{seat.reference}"
    if request.method == "POST" and form.is_valid() and (done := _kept_or_sent(request, seat, person, form)):
        return done
    context = {"seat": seat, "case": chosen.case, "form": form, "day": words.day(seat.panel.day.date)}
    return render(request, "recruitment/bank/practise.html", context)


def _kept_or_sent(request: HttpRequest, seat: PanelMember, person: User, form: PractiseForm) -> HttpResponse | None:
    """Where to go on once the marks are kept, or sent; None where something is missing."""
    if not taken(request, partial(operations.save_marks, member=seat, marks=form.marks(), by=person)):
        return None
    drafts.saved(request, form.draft_key)
    if "later" in request.POST:
        messages.success(request, "Kept. You can finish later.")
        return redirect("recruitment:my_panel", seat.reference)
    form.say_what_is_missing()
    if form.errors or not taken(request, partial(operations.send, member=seat, by=person), "Thank you for your marks."):
        return None
    return redirect("recruitment:practise", seat.reference)
