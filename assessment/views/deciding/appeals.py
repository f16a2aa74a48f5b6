"""Appeals: lodged by the apprentice, admitted or not, heard, and what follows."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessment.deciding import board_permissions as permissions
from assessment.deciding import parts
from assessment.forms.decisions import AdmissionForm, AppealForm, HearingForm
from assessment.models import Appeal, AppealConsequence, BoardDecision, PortfolioSubmission
from assessment.operations import appeals as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import decision_form, page_of
from assessment.views.writing import GET_OR_POST
from core.components import Fact
from core.forms import drafts
from core.permissions import NotAllowed, require
from core.steps import taken, taken_on
from core.tables.columns import Column, Tag
from core.tables.listing import ListPage
from core.words import Tone, day, moment

State = Appeal.State
TONES: dict[str, Tone] = {State.LODGED: "attention", State.ADMITTED: "waiting"}


class Appeals(ListPage):
    """One's own appeals, and those of the universities whose academic appeals one leads."""

    title = "Appeals"
    noun = "appeal"
    empty = "There is no appeal."
    default_sort = "-lodged"
    columns = (
        Column(
            "apprentice",
            "Apprentice",
            value="lodged_by.name",
            sort=("lodged_by__name",),
            url=lambda appeal: reverse("assessment:appeal", args=[appeal.reference]),
        ),
        Column("ground", "Ground", value="get_ground_display"),
        Column("lodged", "Lodged", value=lambda appeal: day(appeal.lodged_at), sort=("lodged_at",)),
        Column("state", "State", value=lambda a: Tag(a.get_state_display(), TONES.get(a.state, "quiet")), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Appeal]:
        return Appeal.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[Appeal]) -> QuerySet[Appeal]:
        return records.select_related("lodged_by")


@GET_OR_POST
def lodge(request: HttpRequest, reference: str) -> HttpResponse:
    """Say on which ground, and what happened."""
    user = person(request)
    decision = get_object_or_404(
        BoardDecision.objects.filter(
            submission__in=PortfolioSubmission.objects.visible_to(user), released_at__isnull=False
        ).select_related("submission__placement__apprentice__person"),
        reference=reference,
    )
    require(permissions.may_appeal(user, decision, on=timezone.localdate()))
    form = AppealForm(request.POST or None)
    form.draft_key = f"appeal-{reference}"
    if request.method == "POST" and form.is_valid():
        made = taken_on(form, lambda: operations.lodge_appeal(decision, **form.cleaned_data, by=user))
        if made:
            drafts.saved(request, form.draft_key)
            messages.success(request, "Lodged. Nobody who had a part in the result decides about it.")
            return redirect("assessment:appeal", made.reference)
    hint = (
        f"Until {day(decision.appeal_until)}. The university’s academic appeals lead reads this; those who taught you "
        "and your employer do not. Your placement place is kept meanwhile, and the result stays provisional."
    )
    return decision_form(
        request, form, "Appeal", back=page_of(decision.submission), caption=decision.submission, hint=hint
    )


@require_safe
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """One appeal, and what comes next."""
    found, user = _appeal_or_404(request, reference), person(request)
    done = {one.kind: one for one in found.consequences.select_related("done_by")}
    may_decide = permissions.may_decide_appeal(user, found)
    context = {
        "appeal": found,
        "submission": found.decision.submission,
        "own": found.lodged_by == user,
        "tag": Tag(found.get_state_display(), TONES.get(found.state, "quiet")),
        "facts": _facts(found),
        "may": {
            "decide": may_decide,
            "withdraw": permissions.may_withdraw_appeal(user, found),
        },
        "consequences": [(kind, label, done.get(kind)) for kind, label in AppealConsequence.Kind.choices]
        if found.state == State.UPHELD and found.lodged_by != user
        else [],
    }
    return render(request, "assessment/decisions/appeal.html", context)


def _facts(found: Appeal) -> list[Fact]:
    facts = [
        Fact("Result", f"{found.decision}, released on {day(found.decision.released_at)}"),
        Fact("Ground", found.get_ground_display()),
        Fact("Lodged", f"{moment(found.lodged_at)} by {found.lodged_by}"),
        Fact("What happened", found.statement),
    ]
    if found.admitted_at:
        facts.append(Fact("Admission", f"{found.admission_reasons}\n{found.admitted_by}, {day(found.admitted_at)}"))
    if found.decided_at:
        facts.append(Fact("Heard on", day(found.heard_on)))
        facts.append(Fact("Decision", f"{found.reasons}\nRecorded by {found.decided_by}, {day(found.decided_at)}"))
    return facts


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw an appeal."""
    found = _appeal_or_404(request, reference)
    require(permissions.may_withdraw_appeal(person(request), found))
    if taken(request, lambda: operations.withdraw_appeal(found, by=person(request))):
        messages.success(request, "Withdrawn. Within the window you can appeal anew.")
    return redirect("assessment:appeal", reference)


@GET_OR_POST
def admit(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide whether it is heard."""
    found = _to_decide(request, reference, State.LODGED)
    form = AdmissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if taken_on(
            form,
            lambda: operations.answer_admission(
                found, admissible=said["admissible"] == "yes", reasons=said["reasons"], by=person(request)
            ),
        ):
            messages.success(request, f"Recorded, and {found.lodged_by} has been told.")
            return redirect("assessment:appeal", reference)
    hint = "It is, where it names one of the three grounds and something that could bear on the result."
    return _form(request, found, form, "Is the appeal admissible?", hint)


@GET_OR_POST
def hear(request: HttpRequest, reference: str) -> HttpResponse:
    """Record when it was heard, and what was decided."""
    found = _to_decide(request, reference, State.ADMITTED)
    form = HearingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        upheld = said["upheld"] == "yes"
        if taken_on(
            form,
            lambda: operations.record_hearing(
                found, heard_on=said["heard_on"], upheld=upheld, reasons=said["reasons"], by=person(request)
            ),
        ):
            messages.success(request, UPHELD if upheld else f"Recorded, and {found.lodged_by} has been told.")
            return redirect("assessment:appeal", reference)
    people = ", ".join(sorted(str(one) for one in parts.took_part(found.decision.submission)))
    hint = f"Nobody who had a part in the result hears it: {people}."
    return _form(request, found, form, "Record the hearing", hint)


UPHELD = "Recorded. The result is set aside, and apprentice, practice educator, tutor and employer have been told."


@require_POST
def tick(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Say that one thing that follows is done."""
    found = _appeal_or_404(request, reference)
    require(permissions.may_decide_appeal(person(request), found))
    if kind not in AppealConsequence.Kind.values:
        raise Http404("No such consequence.")
    taken(request, lambda: operations.tick_consequence(found, kind=kind, by=person(request)))
    return redirect("assessment:appeal", reference)


def _form(
    request: HttpRequest, found: Appeal, form: AdmissionForm | HearingForm, title: str, hint: str
) -> HttpResponse:
    back = reverse("assessment:appeal", args=[found.reference])
    notes = [found.statement]
    return decision_form(request, form, title, back=back, caption=found.decision.submission, hint=hint, notes=notes)


def _to_decide(request: HttpRequest, reference: str, state: str) -> Appeal:
    found = _appeal_or_404(request, reference)
    require(permissions.may_decide_appeal(person(request), found))
    if found.state != state:
        raise NotAllowed(f"This appeal is: {found.get_state_display()}.")
    return found


def _appeal_or_404(request: HttpRequest, reference: str) -> Appeal:
    visible = Appeal.objects.visible_to(person(request)).select_related(
        "lodged_by",
        "admitted_by",
        "decided_by",
        "decision__submission__placement__apprentice__person",
        "decision__submission__placement__apprentice__cohort",
    )
    return get_object_or_404(visible, reference=reference)
