"""The record: who, where, how it goes, what is left to do, what each app knows, what happened; and who sees it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from apprentices import people, permissions, progress, sharing, timeline
from apprentices.models import Apprentice, OffTheJobEntry
from apprentices.models.audit_files import FOR_UNIVERSITY
from consortium.people import holds
from core.accounts.models import FormerName, User
from core.components import Fact, Task
from core.registry import record_sections
from core.words import count, day, hours, lowered, number


def visible_record(request: HttpRequest, reference: str) -> Apprentice:
    """The record, where this person may see it; else it is not there."""
    seen = Apprentice.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "person", "standing", "rule_set", "employer", "cohort__university", "cohort__standard_version__standard"
    )
    return get_object_or_404(seen, reference=reference)


@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    return _of_mine(request, "apprentices:record")


@require_safe
def who_sees_mine(request: HttpRequest) -> HttpResponse:
    """At the foot of every page of an apprentice: who sees what is kept of them."""
    return _of_mine(request, "apprentices:sharing")


def _of_mine(request: HttpRequest, name: str) -> HttpResponse:
    own = people.own_record(request.user)  # type: ignore[arg-type]
    if own is None:
        raise Http404
    return redirect(name, reference=own.reference)


@dataclass(frozen=True)
class Shown:
    """A section of the page, printed by the app that owns it."""

    title: str
    html: SafeString
    url: str


def _caption(apprentice: Apprentice) -> str:
    """What this person is, employer, university and cohort; the university once where the cohort bears its name."""
    university, cohort = apprentice.cohort.university.short_name, apprentice.cohort.name
    parts = [apprentice.called, apprentice.employer.short_name, university, cohort]
    return ", ".join(part for part in parts if part != university or university not in cohort)


@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    sections = [found for supply in record_sections if (found := supply(user, apprentice, today))]
    return render(
        request,
        "apprentices/record.html",
        {
            "apprentice": apprentice,
            "caption": _caption(apprentice),
            "affairs": progress.affairs(apprentice, apprentice.standing),
            "facts": _facts(apprentice, user),
            "tasks": _left_to_do(user, apprentice, today),
            "sections": [
                Shown(s.title, render_to_string(s.template, {**s.context, "section": s}, request), s.url)
                for s in sections
            ],
            "events": timeline.happenings(apprentice, user),
            "own": apprentice.person_id == user.pk,
        },
    )


def _facts(apprentice: Apprentice, user: User) -> list[Fact]:
    held = apprentice.employments.all().now(timezone.localdate())
    job = f"{held.job_title or 'Employed'}, {number(held.weekly_hours)} hours a week" if held else "Not recorded"
    return [
        *_former_names(apprentice, user),
        Fact("Employer", apprentice.employer.name),
        Fact("Job", job),
        Fact("University", apprentice.cohort.university.name),
        Fact("Programme", f"{day(apprentice.original_start_on)} to {day(apprentice.planned_end_on)}"),
        Fact("Placement days", _days(apprentice)),
        Fact("Next progress review", _next_review(apprentice)),
    ]


def _former_names(apprentice: Apprentice, user: User) -> list[Fact]:
    """Earlier names, where this person keeps the learner record and the apprentice keeps them from nobody."""
    if not holds(user, *FOR_UNIVERSITY):
        return []
    kept = Apprentice.objects.kept_by(user, on=timezone.localdate()).filter(pk=apprentice.pk)
    former = FormerName.objects.not_private().filter(person__in=kept.values("person"))
    return [Fact("Former name", f"{one}, until {day(one.ends_on)}") for one in former]


def _days(apprentice: Apprentice) -> str:
    """Placement days and, beside them, the skills days at which the apprentice was."""
    days, skills = number(apprentice.standing.placement_days), apprentice.standing.skills_days
    return f"{days}, and {count(skills, 'skills day')}" if skills else days


def _next_review(apprentice: Apprentice) -> str:
    """The day of the next review; none is asked of anybody who is on a break, suspended or gone."""
    if apprentice.state in Apprentice.AWAY:
        return f"None: {lowered(apprentice.get_state_display())}"
    return day(apprentice.standing.next_review_on) or "None planned"


def _left_to_do(user: User, apprentice: Apprentice, today: datetime.date) -> list[Task]:
    """What is open on this record and where it is done, whoever it waits for."""
    standing, tasks = apprentice.standing, []
    if standing.entries_awaiting:
        mine = OffTheJobEntry.objects.filter(apprentice=apprentice).awaiting(user, on=today).exists()
        url = reverse("apprentices:confirm") if mine else f"{_time(apprentice)}?state=submitted"
        what = f"{count(standing.entries_awaiting, 'entry', 'entries')} ({hours(standing.hours_awaiting)})"
        tasks.append(Task(f"Confirm {what}" if mine else f"{what} waiting to be confirmed", url))
    if apprentice.person_id == user.pk and apprentice.state == Apprentice.State.ACTIVE:
        tasks.append(Task("Log off-the-job time", reverse("apprentices:my_time")))
    away = apprentice.state in Apprentice.AWAY
    if standing.next_review_on and not away and standing.next_review_on <= today + datetime.timedelta(days=28):
        late = standing.next_review_on < today
        status = f"{'Was due' if late else 'Due'} {day(standing.next_review_on)}"
        tasks.append(Task("Hold the progress review", status=status, tone="late" if late else None))
    return tasks


def _time(apprentice: Apprentice) -> str:
    return reverse("apprentices:time", args=[apprentice.reference])


# Who sees it -------------------------------------------------------------------------------------------------


@require_safe
def who_sees(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody to whom this record is open today, as what, since when, and what they see of it."""
    apprentice = visible_record(request, reference)
    kinds = permissions.may_name(request.user, apprentice)  # type: ignore[arg-type]
    own, today = apprentice.person_id == request.user.pk, timezone.localdate()
    return render(
        request,
        "apprentices/sharing.html",
        {
            "apprentice": apprentice,
            "viewers": sharing.viewers(apprentice, on=today),
            "never_shared": sharing.never_shared(),
            "may_name": kinds,
            "own": own,
            "adjustments": sharing.shared_adjustments(apprentice, on=today) if own else [],
            "visits": sharing.visits(apprentice),
        },
    )
