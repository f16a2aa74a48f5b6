"""One step of the end of the programme for many of a cohort: on one page, or results from a spreadsheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import finish, operations, permissions, results_import
from apprentices.finish_rules import BOOKED, PASSED, REGISTERED, SAT, Finish, FinishStep
from apprentices.forms import gateway as forms
from apprentices.models import Apprentice, Party, Sitting
from apprentices.models.gateway import followed_as, followed_to_the_end_by
from consortium.models import Cohort
from core import audit, words
from core.accounts.fresh import asked_before_many
from core.accounts.models import User
from core.imports.views import BringForm, bring_page
from core.permissions import require
from core.records import reference_in
from core.tables.export import XLSX_TYPE, as_xlsx

State = Apprentice.State


def only_followers(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not permissions.follows_to_the_end(user):
        raise Http404
    return user


def _whose_step(user: User, cohort: Cohort, step: FinishStep) -> list[Apprentice]:
    """Those of a cohort for whom this step comes next and is this person's to record."""
    today = timezone.localdate()
    found: dict[int, Apprentice] = {}
    for party in (Party.UNIVERSITY, Party.EMPLOYER):
        if party in step.by:
            mine = followed_as(user, party, on=today).filter(cohort=cohort)
            mine = mine.filter(state__in=[State.ACTIVE, State.GATEWAY, State.COMPLETE]).select_related(*finish.NEEDED)
            found |= {one.pk: one for one in mine.order_by("person__name")}
    ways = finish.ways_of(list(found.values()))
    return [one for one in found.values() if _is_next(one, ways[one.pk], step)]


def _is_next(apprentice: Apprentice, way: finish.Way, step: FinishStep) -> bool:
    coming = way.next
    if coming is None or coming.step != step:
        return False
    if step.kind == BOOKED:
        return not operations.may_be_assessed(apprentice, way)
    return step.kind in (SAT, PASSED) or not operations.step_refusal(apprentice, way, step)


def _in_one_step(ending: Finish) -> list[FinishStep]:
    """The steps that are recorded for many: all but those that are each person's own."""
    return [step for step in ending.steps if step.kind != REGISTERED and Party.UNIVERSITY in step.by]


def for_many(user: User, cohort: Cohort) -> list[tuple[str, str]]:
    """Words and address of each step that waits for somebody of a cohort, with how many."""
    found = []
    for step in _in_one_step(Finish.from_data(cohort.standard_version.finish)):
        if amount := len(_whose_step(user, cohort, step)):
            url = f"{reverse('apprentices:finish_for_many', args=[step.code])}?cohort={cohort.reference}"
            found.append((f"{step.name}: {words.count(amount, 'apprentice')}", url))
    return found


def _cohort_asked(request: HttpRequest, user: User) -> Cohort:
    """The cohort of the address, else the newest of those whose end this person follows."""
    followed = followed_to_the_end_by(user, on=timezone.localdate())
    cohorts = Cohort.objects.filter(pk__in=followed.order_by().values("cohort")).select_related("standard_version")
    if asked := request.GET.get("cohort"):
        return get_object_or_404(cohorts, reference=reference_in(asked))
    newest = cohorts.order_by("-starts_on").first()
    if newest is None:
        raise Http404
    return newest


@require_http_methods(["GET", "HEAD", "POST"])
def finish_for_many(request: HttpRequest, code: str) -> HttpResponse:
    """One step for many of a cohort: booked, taken, results, degree awarded, pass list sent."""
    user = only_followers(request)
    cohort = _cohort_asked(request, user)
    ending = Finish.from_data(cohort.standard_version.finish)
    step = next((one for one in _in_one_step(ending) if one.code == code), None)
    if step is None:
        raise Http404
    require(permissions.may_record_for_many(user, cohort, step))
    there = _whose_step(user, cohort, step)
    grades = [(grade, grade.capitalize()) for grade in ending.grades] if step.kind == PASSED else []
    form = forms.ManyForm(request.POST or None, apprentices=there, grades=grades, initial={"on": timezone.localdate()})
    back = f"{reverse('apprentices:finishing')}?cohort={cohort.reference}"
    if request.method == "POST" and there and form.is_valid():
        done, refused = _record_for_many(step, form, user)
        if done:
            messages.success(request, f"Recorded for {words.count(done, 'apprentice')}.")
        for why in refused[:10]:
            messages.warning(request, why)
        return redirect(back)
    context = {"cohort": cohort, "step": step, "form": form if there else None, "back": back}
    if step.kind == PASSED and there:
        context["bring"] = f"{reverse('apprentices:bring_results')}?cohort={cohort.reference}"
    return render(request, "apprentices/gateway/for_many.html", context)


def _record_for_many(step: FinishStep, form: forms.ManyForm, user: User) -> tuple[int, list[str]]:
    picked, on = dict(form.picked()), form.cleaned_data["on"]

    def act(one: Apprentice) -> object:
        sitting = one.sittings.filter(state__in=Sitting.OPEN).first()
        if step.kind == BOOKED:
            return operations.book_sitting(one, booked_for=on, by=user)
        if step.kind == SAT and sitting:
            return operations.record_sat(sitting, on=on, by=user)
        if step.kind == PASSED and sitting:
            return operations.record_passed(sitting, on=on, grade=picked[one], by=user)
        return operations.record_step(one, code=step.code, on=on, party=permissions.recorders(step)[0], by=user)

    return operations.for_each(picked, act)


# Results from a spreadsheet ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def bring_results(request: HttpRequest) -> HttpResponse:
    """Bring the results of a cohort: passed, not passed, not taken; they are checked before anything changes."""
    cohort = _cohort_of_results(request)
    query = f"?cohort={cohort.reference}"
    context = {
        "caption": str(cohort),
        "back_url": f"{reverse('apprentices:finishing')}{query}",
        "back_words": "Finishing",
        "filled_in": f"{reverse('apprentices:results_to_fill_in')}{query}",
        "filled_in_words": "Download it with everybody who waits for a result",
    }
    form = BringForm(request.POST or None, request.FILES or None)
    options = {"cohort": cohort.reference}
    return bring_page(request, kind=results_import.RESULTS, form=form, options=options, context=context)


@require_safe
def results_to_fill_in(request: HttpRequest) -> HttpResponse:
    """The spreadsheet with a row for each sitting of a cohort whose result is not recorded yet."""
    cohort, user = _cohort_of_results(request), request.user
    rows = list(results_import.to_fill_in(cohort, by=user))  # type: ignore[arg-type]
    if asked := asked_before_many(request, len(rows)):
        return asked
    audit.record(user, "downloaded who waits for a result", by=user, cohort=cohort.name, rows=len(rows))  # type: ignore[arg-type]
    heads = [column.heading for column in results_import.COLUMNS]
    name = f"results-{slugify(cohort.name)}.xlsx"
    return HttpResponse(
        as_xlsx(cohort.name, heads, rows),
        content_type=XLSX_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


def _cohort_of_results(request: HttpRequest) -> Cohort:
    user = only_followers(request)
    cohort = _cohort_asked(request, user)
    require(permissions.may_record_results(user, cohort))
    return cohort
