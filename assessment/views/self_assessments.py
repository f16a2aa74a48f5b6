"""Self-assessment beside the practice educator's view: an overview, writing, locking, the two side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices.models import Involvement
from assessment import content, operations, permissions
from assessment.forms.screened import LockForm
from assessment.forms.self_assessments import AgreedForm, as_saved, view_form
from assessment.models import CapabilityView, SelfAssessment
from assessment.operations.self_assessments import personal_details, still_missing
from assessment.self_assessment_points import Compared, Point, finding, steps, to_talk_about
from assessment.views.asked import person, portfolio_or_404
from assessment.views.found import each_once
from assessment.views.writing import GET_OR_POST
from core import words
from core.accounts.devices import address_of
from core.audit.models import Event
from core.charts import DumbbellChart, HeatTable, dumbbell_chart, heat_table
from core.components import Fact
from core.forms import drafts
from core.permissions import Answer, no, require
from core.workflow import StepRefused
from placements.models import Placement

SIDES = ("Apprentice", "Practice educator")
POINTS_TO_COMPARE = 2


@dataclass(frozen=True)
class AtPoint:
    """One point of a placement on the overview: what there is, who has locked, and whether I can write."""

    label: str
    both: SelfAssessment | None
    locked: str
    may_write: Answer
    write_url: str


@require_safe
def self_assessments(request: HttpRequest, reference: str) -> HttpResponse:
    """Every placement with its points: what is locked, what is to be written, what was agreed."""
    apprentice = portfolio_or_404(request, reference)
    user = person(request)
    relations = permissions.relations_of(apprentice, on=timezone.localdate())
    existing = {
        (both.placement_id, both.point): both
        for both in SelfAssessment.objects.visible_to(user)
        .filter(apprentice=apprentice)
        .select_related("placement", "discussed_by")
        .prefetch_related("views__ratings__statement")
    }
    placements = Placement.objects.filter(apprentice=apprentice).exclude(state__in=Placement.NEVER_WAS)
    context = {
        "apprentice": apprentice,
        "own": apprentice.person_id == user.pk,
        "placements": [
            (
                placement,
                [_at(placement, point, existing, request, relations) for point in Point],
                over_time(placement, existing),
            )
            for placement in placements.select_related("setting__organisation", "apprentice__person")
        ],
    }
    return render(request, "assessment/self_assessment/overview.html", context)


@GET_OR_POST
def write_view(request: HttpRequest, reference: str, placement: str, point: str) -> HttpResponse:
    """Write one's own side; nobody else sees it before both are locked."""
    placed, relations = _placement_or_404(request, reference, placement, point)
    require(permissions.may_write_view(person(request), placed, point, relations))
    side = permissions.side_of(person(request), placed.apprentice, relations)
    view = _own_view(placed, point, side)
    if view is not None and view.locked_at:
        return redirect("assessment:self_assessment", view.self_assessment.reference)
    opened_on = view.self_assessment.opened_on if view else _opened_on(placed, point)
    kind = view_form(operations.statements_at(placed, on=opened_on), level=placed.level)
    form = kind(request.POST or None, initial=as_saved(view) if view else {})
    form.draft_key = f"view-{placed.reference}-{point}-{view.version if view else 0}"
    if request.method == "POST" and form.is_valid():
        try:
            view = operations.write_view(
                placed, point=point, ratings=form.ratings(), overall=form.cleaned_data["overall"], by=person(request)
            )
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("assessment:self_assessments", reference)
        drafts.saved(request, form.draft_key)
        if "later" in request.POST:
            messages.success(request, "Saved. Nobody else can see it.")
            return redirect("assessment:self_assessments", reference)
        return redirect("assessment:lock_view", view.reference)
    context = {
        "apprentice": placed.apprentice,
        "own": side == CapabilityView.Side.OWN,
        "placement": placed,
        "point": Point(point).label.lower(),
        "form": form,
        "steps": steps(),
    }
    return render(request, "assessment/self_assessment/write.html", context)


@GET_OR_POST
def lock_view(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before locking; one press locks and signs."""
    view = get_object_or_404(
        CapabilityView.objects.visible_to(person(request))
        .filter(written_by=person(request))
        .select_related("self_assessment__placement__setting__organisation", "self_assessment__apprentice__person"),
        reference=reference,
    )
    both = view.self_assessment
    if view.locked_at:
        return redirect("assessment:self_assessment", both.reference)
    write = reverse("assessment:write_view", args=[both.apprentice.reference, both.placement.reference, both.point])
    missing = still_missing(view)
    if missing:
        messages.warning(request, f"Still to be said before you can lock it: {words.listed(missing)}.")
        return redirect(write)
    begun, found = content.viewed(view), personal_details(view)
    if request.method == "POST":
        form = LockForm(request.POST, begun=begun, found=found)
        if form.is_valid():
            reason = form.cleaned_data.get("kept_reason", "")
            return _locked(request, view, read=content.hash_of(begun), kept_reason=reason)
        if form.has_error("checked"):
            messages.warning(request, LockForm.CHANGED)
            form = LockForm(begun=begun, found=found)
    else:
        form = LockForm(begun=begun, found=found)
    context = {
        "both": both,
        "apprentice": both.apprentice,
        "form": form,
        "facts": _facts(view, write),
        "found": each_once(found),
    }
    return render(request, "assessment/self_assessment/lock.html", context)


@GET_OR_POST
def self_assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Both views side by side once both are locked; before that, who has locked."""
    both = get_object_or_404(
        SelfAssessment.objects.visible_to(person(request)).select_related(
            "apprentice__person", "placement__setting__organisation", "discussed_by"
        ),
        reference=reference,
    )
    relations = permissions.relations_of(both.apprentice, on=timezone.localdate())
    may_discuss = permissions.may_discuss(person(request), both, relations)
    form = AgreedForm(request.POST or None) if may_discuss or request.method == "POST" else None
    if form is not None and request.method == "POST":
        require(may_discuss)
        if form.is_valid():
            operations.discuss(both, agreed=form.cleaned_data["agreed"], by=person(request))
            messages.success(request, f"Recorded, and {both.apprentice} has been told.")
            return redirect("assessment:self_assessment", reference)
    views = list(
        CapabilityView.objects.visible_to(person(request))
        .filter(self_assessment=both)
        .select_related("written_by")
        .prefetch_related("ratings__statement")
    )
    compared = comparison(views) if both.is_shown else []
    context = {
        "both": both,
        "apprentice": both.apprentice,
        "own": both.apprentice.person_id == person(request).pk,
        "views": {view.side: view for view in views},
        "compared": compared,
        "picture": picture(compared) if compared else None,
        "to_talk_about": to_talk_about(compared),
        "steps": steps(),
        "locked": _who_has_locked(both.views.all()),
        "timeline": Event.objects.timeline(both),
        "form": form,
    }
    return render(request, "assessment/self_assessment/both.html", context)


def comparison(views: list[CapabilityView]) -> list[Compared]:
    """Both views capability by capability, in the order in which they were asked."""
    said = {view.side: {rating.statement_id: rating for rating in view.ratings.all()} for view in views}
    own, educators = (said.get(side, {}) for side in (CapabilityView.Side.OWN, CapabilityView.Side.EDUCATOR))
    compared = []
    for pk in dict.fromkeys([*own, *educators]):
        mine, theirs = own.get(pk), educators.get(pk)
        some = mine or theirs
        assert some is not None
        compared.append(
            Compared(
                some.statement.title,
                mine.step if mine else None,
                theirs.step if theirs else None,
                mine.words if mine else "",
                theirs.words if theirs else "",
            )
        )
    return compared


def picture(compared: list[Compared]) -> DumbbellChart:
    pairs = [(one.title, one.own, one.educators) for one in compared]
    return dumbbell_chart(finding(compared), pairs, sides=SIDES, scale=[step.name for step in steps()])


def over_time(placement: Placement, existing: dict[tuple[int, str], SelfAssessment]) -> HeatTable | None:
    """The pairs of a placement from point to point; None until two points are there to compare."""
    shown = [both for point in Point if (both := existing.get((placement.pk, point))) is not None and both.is_shown]
    if len(shown) < POINTS_TO_COMPARE:
        return None
    pairs = [{one.title: one for one in comparison(list(both.views.all()))} for both in shown]
    titles = list(dict.fromkeys(title for compared in pairs for title in compared))
    blank = Compared("", None, None)
    return heat_table(
        f"{placement.name}: the pairs from point to point",
        columns=[f"{both.get_point_display()}, {side}" for both in shown for side in ("own", "practice educator")],
        rows=[
            (title, [step for at in pairs for one in [at.get(title, blank)] for step in (one.own, one.educators)])
            for title in titles
        ],
        corner="Capability",
    )


def _at(
    placement: Placement,
    point: Point,
    existing: dict[tuple[int, str], SelfAssessment],
    request: HttpRequest,
    relations: list[Involvement],
) -> AtPoint:
    apprentice = placement.apprentice
    both = existing.get((placement.pk, point))
    views = list(both.views.all()) if both else []
    side = permissions.side_of(person(request), apprentice, relations)
    may_write = permissions.may_write_view(person(request), placement, point, relations)
    if any(view.side == side and view.locked_at for view in views):
        may_write = no("Your view is locked.")
    return AtPoint(
        label=point.label,
        both=both,
        locked=_who_has_locked(views),
        may_write=may_write,
        write_url=reverse("assessment:write_view", args=[apprentice.reference, placement.reference, point]),
    )


def _who_has_locked(views: Iterable[CapabilityView]) -> str:
    locked = {view.side for view in views if view.locked_at}
    sides = [CapabilityView.Side(side).label.lower() for side in CapabilityView.Side if side in locked]
    if not sides:
        return "Nobody has locked a view yet"
    return "Both views are locked" if len(sides) == len(SIDES) else f"Only the {sides[0]} has locked a view so far"


def _placement_or_404(
    request: HttpRequest, reference: str, placement: str, point: str
) -> tuple[Placement, list[Involvement]]:
    """A placement of somebody whose portfolio this person reads, and everybody who has to do with them today."""
    if point not in Point.values:
        raise Http404
    apprentice = portfolio_or_404(request, reference)
    found = get_object_or_404(
        Placement.objects.visible_to(person(request))
        .filter(apprentice=apprentice)
        .select_related("apprentice__person", "apprentice__cohort__standard_version", "setting__organisation"),
        reference=placement,
    )
    return found, permissions.relations_of(apprentice, on=timezone.localdate())


def _own_view(placement: Placement, point: str, side: str) -> CapabilityView | None:
    """This side's view at a point, whoever of the side wrote it last."""
    return (
        CapabilityView.objects.filter(self_assessment__placement=placement, self_assessment__point=point, side=side)
        .select_related("self_assessment")
        .first()
    )


def _opened_on(placement: Placement, point: str) -> datetime.date:
    """From which day's editions of the frameworks this point speaks: the day on which the first side began."""
    begun = SelfAssessment.objects.filter(placement=placement, point=point).first()
    return begun.opened_on if begun else timezone.localdate()


def _facts(view: CapabilityView, write: str) -> list[Fact]:
    said = [
        Fact(
            str(rating.statement),
            "\n".join(filter(None, [steps()[rating.step - 1].name if rating.step else "", rating.words])),
            write,
        )
        for rating in view.ratings.select_related("statement")
    ]
    return [*said, Fact("In your own words", view.overall, write)]


def _locked(request: HttpRequest, view: CapabilityView, *, read: str, kept_reason: str) -> HttpResponse:
    try:
        both = operations.lock_view(
            view, read=read, kept_reason=kept_reason, by=person(request), address=address_of(request)
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("assessment:lock_view", view.reference)
    if both.is_shown:
        messages.success(request, "Your view is locked. Both are, so here they are side by side.")
    else:
        messages.success(request, "Your view is locked. You see the other when it is locked too; they have been told.")
    return redirect("assessment:self_assessment", both.reference)
