"""The sift for those who read: one answer at a time, saved as it is marked; two that are apart brought together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import links
from core.accounts.models import User
from core.links.views import closed
from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.sift import AgreeForm, SiftMarkForm
from recruitment.models import Sifted, Sifter, SiftMark, SiftReading
from recruitment.operations import sift as sift_operations
from recruitment.operations import sift_reading as operations
from recruitment.operations.sift_links import SIFT
from recruitment.permissions import sift as permissions
from recruitment.sift_answers import answer_to
from recruitment.sift_feedback import labels
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
SiftView = Callable[..., HttpResponse]


def for_whoever_sifts(model: type[Model], sifter: str = "") -> Callable[[SiftView], SiftView]:
    """A page of somebody's own part in a sift, by account or by the link that was sent to a panel member.

    ``sifter`` is the path from the model's row to the part; empty where the row is the part. The page is given
    the reference and the person; what of it they may open, and whether the sift is open, it asks itself.
    """

    def decorate(view: SiftView) -> SiftView:
        @login_not_required
        @wraps(view)
        def page(request: HttpRequest, reference: str) -> HttpResponse:
            row = model._default_manager.filter(reference=reference).values_list(sifter or "pk", flat=True).first()
            part = Sifter.objects.select_related("person").filter(pk=row).first() if row else None
            person = _who_sifts(request, part) if part else None
            if person is not None:
                return view(request, reference, person)
            if request.user.is_authenticated:
                raise Http404
            return closed(request)

        return page

    return decorate


def _who_sifts(request: HttpRequest, part: Sifter) -> User | None:
    """The person whose part it is, where it is they who have come."""
    if request.user == part.person:
        return part.person
    link = links.grant(request, purpose=SIFT, subject=part)
    if link is None or link.person_id != part.person_id:
        return None
    links.keep_open(request, link)
    return link.person


@require_safe
@for_whoever_sifts(Sifter)
def my_sift(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """How far the sifter is, criterion by criterion, and on what they have to talk with somebody."""
    sifter = own_part(person, reference)
    marks = SiftMark.objects.of_person(person).filter(reading__sifter=sifter)
    given = Count("pk", filter=Q(marked_at__isnull=False))
    rows = (
        marks.order_by("criterion__position")
        .values("criterion__position", "criterion__name", "criterion__reads")
        .annotate(have=Count("pk"), given=given)
    )
    context = {
        "sifter": sifter,
        "campaign": sifter.sift.campaign,
        "rows": rows,
        "given": sum(row["given"] for row in rows),
        "have": sum(row["have"] for row in rows),
        "apart": sifter.readings.counting().filter(
            sifted__state=Sifted.State.APART, sifted__application__state="eligible"
        ),
    }
    return render(request, "recruitment/sift/my_sift.html", context)


def own_part(person: User, reference: str) -> Sifter:
    """A person's own part in a sift that is open."""
    sifters = Sifter.objects.of_person(person).select_related("sift__campaign")
    return get_object_or_404(sifters, reference=reference)


@require_POST
@for_whoever_sifts(Sifter)
def stop_sifting(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """The sifter cannot go on; what they have not finished goes to others. No reason is asked."""
    sifter = own_part(person, reference)
    sift_operations.release_sifter(sifter=sifter, by=person)
    return render(request, "recruitment/sift/stopped.html", {"campaign": sifter.sift.campaign})


@require_safe
@for_whoever_sifts(Sifter)
def next_answer(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """The first answer, in the sifter's own order, that has no mark yet."""
    sifter = own_part(person, reference)
    marks = SiftMark.objects.of_person(person).filter(reading__sifter=sifter)
    mark = marks.to_give().in_order().first()
    if mark is None:
        return redirect("recruitment:my_sift", reference)
    return redirect("recruitment:sift_answer", mark.reference)


def own_mark(person: User, reference: str) -> SiftMark:
    marks = SiftMark.objects.of_person(person).select_related(
        "criterion",
        "reading__sifter__sift",
        "reading__sifted__application__candidate",
        "reading__sifted__application__employer__part_of",
    )
    return get_object_or_404(marks, reference=reference)


@require_http_methods(GET_OR_POST)
@for_whoever_sifts(SiftMark, "reading__sifter")
def sift_answer(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """One answer, without a name, and the marks it can have."""
    mark = own_mark(person, reference)
    sifter = mark.reading.sifter
    if mark.locked_at is not None:
        return redirect("recruitment:my_sift", sifter.reference)
    form = _mark_form(request, mark)
    if request.method == "POST" and form.is_valid():
        form.say_what_is_missing()
        if not form.errors and _save(person, mark, form):
            return redirect("recruitment:next_answer", sifter.reference)
    context = {
        "mark": mark,
        "criterion": mark.criterion,
        "sifter": sifter,
        "answer": answer_to(mark.criterion, mark.reading.sifted.application, sifter.sift),
        "form": form,
        **_where(person, mark),
    }
    return render(request, "recruitment/sift/answer.html", context)


def _mark_form(request: HttpRequest, mark: SiftMark) -> SiftMarkForm:
    initial = {"value": mark.value, "strengths": mark.reasons, "to_strengthen": mark.reasons}
    keep_url = reverse("recruitment:keep_sift_mark", args=[mark.reference])
    return SiftMarkForm(posted(request), initial=initial, criterion=mark.criterion, keep_url=keep_url)


def _save(person: User, mark: SiftMark, form: SiftMarkForm) -> bool:
    try:
        operations.save_mark(mark=mark, value=form.cleaned_data["value"], reasons=form.reasons(), by=person)
    except StepRefused as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _where(person: User, mark: SiftMark) -> dict[str, Any]:
    """Which of how many answers to this criterion it is in the sifter's order, and how many have a mark; one query."""
    before = Q(place__lt=mark.place) | Q(place=mark.place, pk__lte=mark.pk)
    of_criterion = SiftMark.objects.of_person(person).filter(
        reading__sifter=mark.reading.sifter_id, criterion=mark.criterion_id
    )
    return of_criterion.order_by().aggregate(
        number=Count("pk", filter=before),
        total=Count("pk"),
        given=Count("pk", filter=Q(marked_at__isnull=False)),
    )


@require_POST
@for_whoever_sifts(SiftMark, "reading__sifter")
def keep_mark(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """Keep what is chosen while it is chosen; the page stays as it is."""
    mark = own_mark(person, reference)
    form = SiftMarkForm(request.POST, criterion=mark.criterion)
    if form.is_valid() and not _save(person, mark, form):
        return HttpResponse(" ".join(form.non_field_errors()), status=409, content_type="text/plain")
    return HttpResponse(status=204, headers={"HX-Trigger": "draft-saved"})


@require_POST
@for_whoever_sifts(SiftMark, "reading__sifter")
def give_back(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """The sifter knows whose answer it is. No reason is asked."""
    mark = own_mark(person, reference)
    step = partial(operations.give_back, mark=mark, by=person)
    taken(request, step, "Thank you. Somebody else reads this application.")
    return redirect("recruitment:next_answer", mark.reading.sifter.reference)


# Two that are apart -------------------------------------------------------------------------------------------


def own_reading(person: User, reference: str) -> SiftReading:
    """A person's own reading of an application, once everybody has read it."""
    readings = SiftReading.objects.counting().filter(
        sifter__in=Sifter.objects.of_person(person),
        sifted__application__state="eligible",
    )
    found = get_object_or_404(
        readings.select_related(
            "sifter__sift__campaign", "sifted__application__candidate", "sifted__application__employer__part_of"
        ),
        reference=reference,
    )
    require(permissions.may_compare(found))
    return found


@require_http_methods(GET_OR_POST)
@for_whoever_sifts(SiftReading, "sifter")
def marks_apart(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """Both readings side by side: put a mark forward, agree to the other's, or ask a third person."""
    reading = own_reading(person, reference)
    criteria = {c.pk: c for c in reading.sifter.sift.criteria.all()}
    found = operations.result_of(reading.sifted)
    open_ = criteria[found.apart[0]] if found.apart else None
    form = AgreeForm(posted(request))
    if request.method == "POST" and open_ and form.is_valid():
        step = partial(operations.propose_agreed, reading=reading, criterion=open_, by=person, **form.cleaned_data)
        if taken(request, step, "Your colleague sees the mark that you put forward."):
            return redirect("recruitment:marks_apart", reference)
    context = {
        "reading": reading,
        "sifter": reading.sifter,
        "rows": _side_by_side(reading, found.apart),
        "open": open_,
        "answer": answer_to(open_, reading.sifted.application, reading.sifter.sift) if open_ else [],
        "forward": reading.sifted.agreed_marks.filter(criterion=open_, agreed_at__isnull=True).first(),
        "form": form,
    }
    return render(request, "recruitment/sift/apart.html", context)


def _side_by_side(reading: SiftReading, apart: tuple[int, ...]) -> list[dict[str, Any]]:
    """Each criterion with the marks of both, one's own first, and whether they are apart on it."""
    marks = SiftMark.objects.filter(reading__sifted=reading.sifted_id, reading__left_at__isnull=True).select_related(
        "criterion", "reading"
    )
    rows: dict[int, dict[str, Any]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.criterion.position, mark.reading_id != reading.pk)):
        row = rows.setdefault(
            mark.criterion_id, {"criterion": mark.criterion, "apart": mark.criterion_id in apart, "marks": []}
        )
        whose = "You" if mark.reading_id == reading.pk else "Your colleague"
        row["marks"].append((whose, mark.value, labels(mark.reasons)))
    return list(rows.values())


@require_POST
@for_whoever_sifts(SiftReading, "sifter")
def agree_mark(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """Agree to the mark that the other put forward."""
    reading = own_reading(person, reference)
    forward = reading.sifted.agreed_marks.filter(agreed_at__isnull=True).select_related("criterion").first()
    if forward is None:
        taken(request, partial(_nothing_forward))
        return redirect("recruitment:my_sift", reading.sifter.reference)
    step = partial(operations.agree, reading=reading, criterion=forward.criterion, by=person)
    taken(request, step, "Agreed. The marks that you both gave before stay beside it.")
    return _on(reading)


def _nothing_forward() -> None:
    raise StepRefused("The other sifter has put no mark forward that you could agree to.")


@require_POST
@for_whoever_sifts(SiftReading, "sifter")
def ask_a_third(request: HttpRequest, reference: str, person: User) -> HttpResponse:
    """Ask a third person to read the application."""
    reading = own_reading(person, reference)
    step = partial(operations.ask_a_third, reading=reading, by=person)
    taken(request, step, "A third person reads the application. The middle mark of three will hold.")
    return _on(reading)


def _on(reading: SiftReading) -> HttpResponse:
    """On with what is left of the application, or back to the sifter's own page."""
    if Sifted.objects.filter(pk=reading.sifted_id, state=Sifted.State.APART).exists():
        return redirect("recruitment:marks_apart", reading.reference)
    return redirect("recruitment:my_sift", reading.sifter.reference)
