"""What people type in about a timetable: a session, a stretch to copy, a cancellation, a closed day."""

from __future__ import annotations

from typing import Any

from django import forms

from apprentices.models import TimetableSession
from apprentices.operations import SessionPlan
from apprentices.timetable_reasons import SESSION_CANCELLED, choices
from consortium.models import Cohort, Organisation
from core.forms import DateField, HoursField, PortalForm, TimeField


class SessionForm(PortalForm):
    """One session; with ``repeats`` it may be drafted once a week until a day."""

    submit = "Save the draft"
    kind = forms.ChoiceField(label="What is it?", choices=TimetableSession.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=150)
    date = DateField(label="On which day?")
    starts_at = TimeField(label="It starts at", help_text="For example, 10:00")
    ends_at = TimeField(label="It ends at")
    off_the_job_hours = HoursField(
        label="Off-the-job hours", max_hours=12, help_text="Without breaks: what being there credits."
    )
    counts_as_skills_day = forms.BooleanField(label="It counts as a skills day of the programme", required=False)
    venue = forms.CharField(label="Venue", max_length=150, required=False)
    room = forms.CharField(label="Room", max_length=80, required=False)
    room_places = forms.IntegerField(label="Places in the room", required=False, min_value=1, max_value=5000)
    room_paid_by = forms.CharField(label="Who pays for the room?", max_length=100, required=False)
    access_details = forms.CharField(
        label="Getting in",
        max_length=300,
        required=False,
        help_text="Steps, lift, parking, who to ask for at the door.",
    )
    online_link = forms.URLField(label="Link, where it is online", required=False, assume_scheme="https")
    weekly_until = DateField(
        label="Repeat every week until",
        required=False,
        help_text="Leave empty for this day only. Bank holidays and closed days are left out.",
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, repeats: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not repeats:
            del self.fields["weekly_until"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_at, ends_at = answers.get("starts_at"), answers.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The end must be after the start")
        until, date = answers.get("weekly_until"), answers.get("date")
        if until and date and until < date:
            self.add_error("weekly_until", "The last week must be on or after the first day")
        return answers

    def planned(self) -> SessionPlan:
        """The session as it was typed."""
        return SessionPlan(**{n: v for n, v in self.cleaned_data.items() if n not in ("weekly_until", "version")})

    @staticmethod
    def initial_of(session: TimetableSession) -> dict[str, Any]:
        return SessionPlan.of(session).columns


class CopyForm(PortalForm):
    """Some weeks of one timetable, again from another week on."""

    submit = "Copy as drafts"
    cohort = forms.ModelChoiceField(Cohort.objects.none(), label="From the timetable of", to_field_name="reference")
    first = DateField(label="First day to copy")
    last = DateField(label="Last day to copy")
    begins_on = DateField(
        label="In which week do the copies begin?",
        help_text="Any day of that week. Each session keeps its day of the week.",
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be on or after the first day")
        return answers


class CancelSessionForm(PortalForm):
    submit = "Cancel this session"
    reason = forms.ChoiceField(label="Why is it cancelled?", widget=forms.RadioSelect)
    instead = forms.ChoiceField(
        label="What takes its place?",
        choices=[
            ("later", "A replacement, planned later"),
            ("study_pack", "A study pack on the same day that counts the same hours"),
        ],
        widget=forms.RadioSelect,
        initial="later",
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices(SESSION_CANCELLED)


class ClosedDayForm(PortalForm):
    submit = "Add this day"
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Where?", to_field_name="reference")
    date = DateField(label="On which day?")
    name = forms.CharField(label="Why is it closed?", max_length=80, help_text="For example, the founder's day.")

    fields: dict[str, Any]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].reference
