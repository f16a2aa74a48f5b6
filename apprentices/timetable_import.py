"""A timetable from a spreadsheet: one row for each session of a cohort, taken as drafts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from apprentices import operations, permissions
from apprentices.models import TimetableSession
from apprentices.operations import SessionPlan
from consortium.models import Cohort
from core.accounts.models import User
from core.forms import HoursField, TimeField
from core.imports import ADDED, CHANGED, UNCHANGED, Column, ImportKind, Refused, Results, Row, RowForm
from core.imports.models import Import
from core.permissions import Answer, no
from core.workflow import StepRefused

TIMETABLE = "timetable"
KINDS = {label.casefold(): value for value, label in TimetableSession.Kind.choices}


class SessionRow(RowForm):
    date = forms.DateField(label="Date")
    starts_at = TimeField(label="Start")
    ends_at = TimeField(label="End")
    off_the_job_hours = HoursField(label="Hours", max_hours=12)
    kind = forms.CharField(label="Kind", max_length=40)
    title = forms.CharField(label="Title", max_length=150)
    venue = forms.CharField(label="Venue", max_length=150, required=False)
    room = forms.CharField(label="Room", max_length=80, required=False)
    online_link = forms.URLField(label="Link", required=False, assume_scheme="https")
    counts_as_skills_day = forms.CharField(label="Skills day", max_length=10, required=False)

    def clean_kind(self) -> str:
        said = str(self.cleaned_data["kind"]).casefold().strip()
        if said in KINDS:
            return KINDS[said]
        if said.replace(" ", "_") in TimetableSession.Kind.values:
            return said.replace(" ", "_")
        raise forms.ValidationError(f"Kind must be one of: {', '.join(TimetableSession.Kind.labels)}")

    def clean_counts_as_skills_day(self) -> bool:
        return str(self.cleaned_data["counts_as_skills_day"]).strip().casefold() in ("yes", "y", "true", "1")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_at, ends_at = answers.get("starts_at"), answers.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "End must be after the start")
        return answers


@dataclass(frozen=True)
class _Key:
    """What makes two rows the same session: day, start and title."""

    date: datetime.date
    starts_at: datetime.time
    title: str


def take_sessions(brought: Import, rows: list[Row]) -> Results:
    """Draft what is new, put right what is a draft, leave what is published to its own page."""
    cohort = Cohort.objects.select_related("university").get(reference=brought.options["cohort"])
    sessions = cohort.sessions.exclude(state=TimetableSession.State.CANCELLED).select_related("cohort__university")
    there = {_Key(s.date, s.starts_at, s.title): s for s in sessions}
    results: Results = {}
    for row in rows:
        found = there.get(_key(row.values))
        try:
            results[row.number] = _take(cohort, found, row.values, by=brought.brought_by)
        except StepRefused as refused:
            results[row.number] = Refused(str(refused))
    return results


def _take(cohort: Cohort, found: TimetableSession | None, values: dict[str, Any], *, by: User) -> str | Refused:
    if found is None:
        operations.draft_session(cohort, planned=SessionPlan(**values), by=by)
        return ADDED
    wanted = SessionPlan.of(found, **values)
    if wanted == SessionPlan.of(found):
        return UNCHANGED
    if found.state != TimetableSession.State.DRAFT:
        return Refused("This session is published. Change it on its page, so that everybody hears of it")
    operations.change_session(found, planned=wanted, by=by)
    return CHANGED


def _key(values: dict[str, Any]) -> _Key:
    return _Key(values["date"], values["starts_at"], values["title"])


def may_bring(user: User, brought: Import) -> Answer:
    cohort = Cohort.objects.filter(reference=brought.options.get("cohort")).first()
    return permissions.may_plan_timetable(user, cohort) if cohort else no("This cohort is not there any more.")


timetable = ImportKind(
    title="Timetable of a cohort",
    columns=(
        Column("date", "Date", "The day of the session.", "6 October 2027", also=("Day",)),
        Column("starts_at", "Start", "When it begins.", "10:00", also=("From", "Start time")),
        Column("ends_at", "End", "When it ends.", "17:00", also=("To", "End time")),
        Column("off_the_job_hours", "Hours", "Off-the-job hours, without breaks.", "6", also=("Off-the-job hours",)),
        Column("kind", "Kind", "Induction block, day at university, skills day, webinar or study day.", "Skills day"),
        Column("title", "Title", "What apprentices read in their calendar.", "Law and rights", also=("Session",)),
        Column("venue", "Venue", "Where it is.", required=False, also=("Place",)),
        Column("room", "Room", "The room.", required=False),
        Column("online_link", "Link", "Where it is online.", required=False, also=("URL", "Online link")),
        Column("counts_as_skills_day", "Skills day", "Yes where it counts as a skills day.", required=False),
    ),
    form=SessionRow,
    apply=take_sessions,
    may=may_bring,
    done_url=lambda brought: reverse("apprentices:timetable", args=[brought.options["cohort"]]),
    key=_key,
)
