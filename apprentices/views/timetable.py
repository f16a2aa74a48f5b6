"""The timetables of a university: its cohorts, one cohort's sessions, drafting, publishing, changing, cancelling."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, permissions
from apprentices.forms import CancelSessionForm, CopyForm, SessionForm
from apprentices.models import Apprentice, TimetableSession
from apprentices.timetable_import import TIMETABLE
from consortium.models import Cohort
from core import words
from core.accounts.models import User
from core.audit.models import Event
from core.imports.views import BringForm, bring_page
from core.permissions import require
from core.records import reference_in
from core.tables import Column, ListPage, PortalFilterSet, Tag
from core.words import count, day
from core.workflow import StepRefused

State = TimetableSession.State
FORM = ["GET", "HEAD", "POST"]


def visible_cohort(request: HttpRequest, reference: str) -> Cohort:
    """A cohort whose timetable this person plans, or of which they may see an apprentice; else it is not there."""
    user: Any = request.user
    seen = Apprentice.objects.visible_to(user).order_by().values("cohort")
    cohorts = Cohort.objects.filter(Q(pk__in=TimetableSession.planned_cohorts(user)) | Q(pk__in=seen))
    return get_object_or_404(cohorts.select_related("university", "standard_version__standard"), reference=reference)


def visible_session(request: HttpRequest, reference: str) -> TimetableSession:
    user: Any = request.user
    sessions = TimetableSession.objects.visible_to(user).select_related(
        "cohort__university", "replaces", "published_by", "cancelled_by", "register_taken_by"
    )
    return get_object_or_404(sessions, reference=reference)


def _planned_cohort(request: HttpRequest, reference: str) -> tuple[Cohort, User]:
    cohort, user = visible_cohort(request, reference), request.user
    require(permissions.may_plan_timetable(user, cohort))  # type: ignore[arg-type]
    return cohort, user  # type: ignore[return-value]


def _planned_session(request: HttpRequest, reference: str) -> tuple[TimetableSession, User]:
    session, user = visible_session(request, reference), request.user
    require(permissions.may_plan_timetable(user, session.cohort))  # type: ignore[arg-type]
    return session, user  # type: ignore[return-value]


@require_safe
def timetables(request: HttpRequest) -> HttpResponse:
    """The cohorts whose timetable this person plans, with what waits in each."""
    user: Any = request.user
    if not permissions.plans_timetables(user):
        raise Http404
    today = timezone.localdate()
    planned = TimetableSession.planned_cohorts(user)
    untaken = TimetableSession.objects.filter(cohort__in=planned).without_register(on=today)
    cohorts = planned.annotate(
        drafts=Count("sessions", filter=Q(sessions__state=State.DRAFT)),
        registers=Count("sessions", filter=Q(sessions__in=untaken)),
        next_on=Min("sessions__date", filter=Q(sessions__state=State.PUBLISHED, sessions__date__gte=today)),
    )
    registers = untaken.select_related("cohort").order_by("date", "starts_at")
    context = {"cohorts": cohorts.order_by("-starts_on"), "registers": registers[:20]}
    return render(request, "apprentices/timetable/timetables.html", context)


# One cohort --------------------------------------------------------------------------------------------------


class SessionFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(choices=State.choices, label="State", empty_label="All")
    kind = django_filters.ChoiceFilter(choices=TimetableSession.Kind.choices, label="What it is", empty_label="All")
    when = django_filters.ChoiceFilter(
        choices=[("coming", "From today on"), ("past", "Past")], method="by_day", label="When", empty_label="All"
    )

    def by_day(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        return rows.filter(date__gte=today) if value == "coming" else rows.filter(date__lt=today)


def _standing_of(session: TimetableSession) -> Tag:
    if session.state == State.CANCELLED:
        return Tag(f"Cancelled: {words.lowered(session.reason_words)}", "late")
    if session.state == State.DRAFT:
        return Tag("Draft", "waiting")
    if session.register_taken_at:
        return Tag("Register taken", "good")
    if session.date <= timezone.localdate():
        return Tag("Register to take", "attention")
    return Tag("Changed at short notice", "attention") if session.short_notice else Tag("Published", "good")


class Timetable(ListPage):
    """The sessions of one cohort, in order."""

    noun = "session"
    template_name = "apprentices/timetable/timetable.html"
    empty = "No session is planned yet."
    filterset_class = SessionFilters
    default_sort = "date"
    columns = (
        Column(
            "date",
            "Day",
            value=lambda s: f"{s.date:%a} {day(s.date)}",
            sort=("date", "starts_at"),
            url=lambda s: reverse("apprentices:session", args=[s.reference]),
        ),
        Column("time", "Time", value=lambda s: f"{s.starts_at:%H:%M} to {s.ends_at:%H:%M}"),
        Column("title", "Session", sort=("title",)),
        Column("hours", "Hours", value="off_the_job_hours", sort=("off_the_job_hours",), kind="number"),
        Column("place", "Where"),
        Column("state", "State", value=_standing_of, sort=("state",), kind="tag"),
    )
    downloaded = (
        Column("date", "Date", kind="date"),
        Column("starts_at", "Start", value=lambda s: f"{s.starts_at:%H:%M}"),
        Column("ends_at", "End", value=lambda s: f"{s.ends_at:%H:%M}"),
        Column("hours", "Hours", value="off_the_job_hours", kind="number"),
        Column("kind", "Kind", value=lambda s: s.get_kind_display()),
        Column("title", "Title"),
        Column("venue", "Venue"),
        Column("room", "Room"),
        Column("online_link", "Link"),
        Column("skills", "Skills day", value="counts_as_skills_day"),
        Column("state", "State", value=lambda s: s.get_state_display()),
        Column("why", "Why cancelled", value="reason_words"),
        Column("short", "Short notice", value="short_notice"),
    )
    """The headings of the import, so that a downloaded timetable can be brought again."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.cohort = visible_cohort(request, kwargs["reference"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Timetable of {self.cohort}"

    def get_queryset(self) -> QuerySet[TimetableSession]:
        user: Any = self.request.user
        return TimetableSession.objects.visible_to(user).filter(cohort=self.cohort)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        may_plan = bool(permissions.may_plan_timetable(user, self.cohort))
        return super().get_context_data(
            cohort=self.cohort,
            may_plan=may_plan,
            drafts=self.cohort.sessions.drafts().count() if may_plan else 0,
            provider=operations.provider_figure(self.cohort.sessions.all()),
            **kwargs,
        )


@require_http_methods(FORM)
def add_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft one session, or one a week; as the replacement of a cancelled one with ``?replaces=``."""
    cohort, user = _planned_cohort(request, reference)
    replaced = None
    if wanted := request.GET.get("replaces"):
        replaced = get_object_or_404(
            cohort.sessions.filter(state=State.CANCELLED, replaced_by=None), reference=reference_in(wanted)
        )
    form = SessionForm(
        request.POST or None,
        repeats=replaced is None,
        initial=SessionForm.initial_of(replaced) | {"date": None} if replaced else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draft_session(
                cohort,
                planned=form.planned(),
                by=user,
                weekly_until=form.cleaned_data.get("weekly_until"),
                replaces=replaced,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{count(len(made), 'session')} drafted. Nobody sees a draft until you publish.")
            return redirect("apprentices:timetable", reference=reference)
    context = {"cohort": cohort, "form": form, "replaced": replaced}
    return render(request, "apprentices/timetable/add.html", context)


@require_http_methods(FORM)
def apply_outline(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft what the standard's outline plan foresees, to be put right before it is published."""
    cohort, user = _planned_cohort(request, reference)
    if request.method == "POST":
        made = operations.apply_outline(cohort, by=user)
        said = (
            f"{count(len(made), 'session')} drafted from the outline." if made else "Every day of the outline is there."
        )
        messages.success(request, said)
        return redirect("apprentices:timetable", reference=reference)
    return render(request, "apprentices/timetable/outline.html", {"cohort": cohort})


@require_http_methods(FORM)
def copy_sessions(request: HttpRequest, reference: str) -> HttpResponse:
    """Some weeks again: from this timetable or another of this person's university."""
    cohort, user = _planned_cohort(request, reference)
    cohorts = TimetableSession.planned_cohorts(user)
    form = CopyForm(request.POST or None, cohorts=cohorts, initial={"cohort": cohort.reference})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            made = operations.copy_stretch(
                found["cohort"],
                first=found["first"],
                last=found["last"],
                to=cohort,
                begins_on=found["begins_on"],
                by=user,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{count(len(made), 'session')} copied as drafts.")
            return redirect("apprentices:timetable", reference=reference)
    return render(request, "apprentices/timetable/copy.html", {"cohort": cohort, "form": form})


@require_http_methods(FORM)
def bring_timetable(request: HttpRequest, reference: str) -> HttpResponse:
    cohort, _ = _planned_cohort(request, reference)
    return bring_page(
        request,
        kind=TIMETABLE,
        form=BringForm(request.POST or None, request.FILES or None),
        options={"cohort": cohort.reference},
        context={
            "caption": str(cohort),
            "back_url": reverse("apprentices:timetable", args=[reference]),
            "back_words": f"Timetable of {cohort}",
        },
    )


@require_http_methods(FORM)
def publish_timetable(request: HttpRequest, reference: str) -> HttpResponse:
    """The drafts as they stand, and what publishing them does; then publish what was shown."""
    cohort, user = _planned_cohort(request, reference)
    if request.method == "POST":
        shown = dict(pair.split(":", 1) for pair in request.POST.getlist("session") if ":" in pair)
        try:
            published = operations.publish(
                cohort, shown={int(pk): int(version) for pk, version in shown.items()}, by=user
            )
        except (StepRefused, ValueError) as refused:
            messages.warning(request, str(refused) if isinstance(refused, StepRefused) else "Look at the drafts again.")
            return redirect("apprentices:publish_timetable", reference=reference)
        messages.success(
            request,
            f"{count(published.sessions, 'session')} published into the calendars of "
            f"{count(published.apprentices, 'apprentice')}, who are told now.",
        )
        return redirect("apprentices:timetable", reference=reference)
    drafts = list(cohort.sessions.drafts())
    context = {
        "cohort": cohort,
        "drafts": drafts,
        "hours": sum((s.off_the_job_hours for s in drafts), start=0),
        "apprentices": cohort.apprentices.learning().count(),
    }
    return render(request, "apprentices/timetable/publish.html", context)


# One session -------------------------------------------------------------------------------------------------


@require_safe
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """One session: when, where, what became of it; for those who plan, what they can do and the register so far."""
    found = visible_session(request, reference)
    user: Any = request.user
    may_plan = bool(permissions.may_plan_timetable(user, found.cohort))
    marks = found.attendances.values_list("mark").annotate(Count("pk")).order_by("mark") if may_plan else ()
    context = {
        "session": found,
        "standing": _standing_of(found),
        "may_plan": may_plan,
        "register_due": may_plan and found.state == State.PUBLISHED and found.date <= timezone.localdate(),
        "own_mark": found.attendances.filter(apprentice__person=user).first(),
        "marks": [(dict(found.attendances.model.Mark.choices)[mark], number) for mark, number in marks],
        "replacement": TimetableSession.objects.filter(replaces=found).exclude(state=State.DRAFT).first(),
        "may_replace": may_plan
        and found.state == State.CANCELLED
        and not TimetableSession.objects.filter(replaces=found).exists(),
        "events": Event.objects.timeline(found) if may_plan else (),
    }
    return render(request, "apprentices/timetable/session.html", context)


@require_http_methods(FORM)
def change_session(request: HttpRequest, reference: str) -> HttpResponse:
    found, user = _planned_session(request, reference)
    form = SessionForm(request.POST or None, repeats=False, initial=SessionForm.initial_of(found), record=found)
    form.submit = "Save the draft" if found.state == State.DRAFT else "Save and tell the apprentices"
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data.get("version") or found.version
        try:
            changes = operations.change_session(found, planned=form.planned(), by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            told = " The apprentices are told." if changes and found.state == State.PUBLISHED else ""
            messages.success(request, f"{' '.join(changes) or 'Nothing changed.'}{told}")
            return redirect("apprentices:session", reference=reference)
    return render(request, "apprentices/timetable/change.html", {"session": found, "form": form})


@require_http_methods(FORM)
def cancel_session(request: HttpRequest, reference: str) -> HttpResponse:
    """The university cancels; the page says first what that does and does not do to the apprentices."""
    found, user = _planned_session(request, reference)
    form = CancelSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            instead = operations.cancel_session(
                found,
                reason=form.cleaned_data["reason"],
                by=user,
                self_study=form.cleaned_data["instead"] == "study_pack",
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            said = " A study pack stands in its place." if instead else ""
            messages.success(request, f"Cancelled. The apprentices are told.{said}")
            return redirect("apprentices:session", reference=reference)
    return render(request, "apprentices/timetable/cancel.html", {"session": found, "form": form})


@require_POST
def delete_draft(request: HttpRequest, reference: str) -> HttpResponse:
    found, user = _planned_session(request, reference)
    try:
        operations.delete_draft(found, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprentices:session", reference=reference)
    messages.success(request, f"The draft of {found} is gone.")
    return redirect("apprentices:timetable", reference=found.cohort.reference)
