"""Forms of those who plan the timetable of a selection day and run it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PortalForm, SeveralField, TimeField
from recruitment.models import Application, DayCandidate, DayChange, DayHours, Exercise, Panel, Room, SelectionDay

Kind = DayChange.Kind


def _minutes(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, help_text=help_text)


class HoursForm(PortalForm):
    submit = "Save the hours"
    opens = TimeField(label="The day begins at")
    closes = TimeField(label="The day ends at")
    lunch = _minutes("Lunch break, minutes", 120, "Everybody has it in one piece. 0 for a day without one.")
    lunch_from = TimeField(label="Lunch is not before")
    lunch_until = TimeField(label="Lunch is over by")
    between = _minutes("Minutes a candidate has from one exercise to the next", 120)
    changeover = _minutes("Minutes a panel has from one candidate to the next", 60)
    sittings = forms.IntegerField(
        label="Exercises without a panel begin every so many minutes",
        min_value=5,
        max_value=120,
        help_text="So that people come in together and disturb nobody.",
    )

    @staticmethod
    def initial_of(hours: DayHours) -> dict[str, Any]:
        return {name: getattr(hours, name) for name in HoursForm.base_fields}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for begins, ends, words in (
            ("opens", "closes", "The day must end after it begins"),
            ("lunch_from", "lunch_until", "Lunch must be over after it can begin"),
        ):
            if answers.get(begins) and answers.get(ends) and answers[ends] <= answers[begins]:
                self.add_error(ends, words)
        return answers


class ChangeRoomForm(PortalForm):
    submit = "Save the room"
    seats = forms.IntegerField(label="Seats for candidates", min_value=1, max_value=1000, initial=8)
    step_free = forms.BooleanField(label="There are no steps on the way", required=False, initial=True)
    without_panel = forms.BooleanField(
        label="Exercises without a panel are held here",
        required=False,
        help_text="A room with neither a panel nor such exercises is spare: a panel can go there if it loses its own.",
    )


class RoomForm(ChangeRoomForm):
    submit = "Add room"
    name = forms.CharField(label="Name of the room", max_length=120)
    field_order = ["name", "seats", "step_free", "without_panel"]


class ExpectForm(PortalForm):
    submit = "They come on this day"
    applications = SeveralField(
        Application.objects.none(), label="Who comes on this day", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = waiting
        self.fields["applications"].label_from_instance = lambda a: f"{a.candidate.name}, {a.employer}, {a.code}"


class ArrangeForm(PortalForm):
    """What is done for a candidate on the day, never why."""

    submit = "Save"
    earliest = TimeField(label="Can be there from (optional)", required=False, help_text="With the way they have.")
    latest = TimeField(label="Must leave by (optional)", required=False)
    extra_time = _minutes("More time for what they do alone or on paper, per cent", 100, "25 is usual, 0 for none.")
    rest = _minutes("Minutes of rest after each exercise", 120, "0 where the usual break is enough.")
    step_free = forms.BooleanField(label="Rooms without steps", required=False)
    own_room = forms.BooleanField(label="A room of their own for what is done on paper", required=False)

    @staticmethod
    def initial_of(candidate: DayCandidate) -> dict[str, Any]:
        return {name: getattr(candidate, name) for name in ArrangeForm.base_fields}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("earliest") and answers.get("latest") and answers["latest"] <= answers["earliest"]:
            self.add_error("latest", "They must be able to stay after they have come")
        return answers


class MoveSlotForm(PortalForm):
    submit = "Move it and keep it there"
    starts = TimeField(label="Begins at")


class ChangeForm(PortalForm):
    """One thing that happened on the day; the fields are those that its kind needs."""

    submit = "Write it down"
    candidate = forms.ModelChoiceField(DayCandidate.objects.none(), label="Candidate")
    exercise = forms.ModelChoiceField(Exercise.objects.none(), label="Exercise")
    room = forms.ModelChoiceField(Room.objects.none(), label="Room")
    panel = forms.ModelChoiceField(Panel.objects.none(), label="Panel")
    begins = TimeField(label="From")
    until = TimeField(label="Until")

    NEEDS = {
        Kind.LATE: ("candidate", "begins", "until"),
        Kind.GONE: ("candidate", "begins"),
        Kind.LEAVES_OUT: ("candidate", "exercise"),
        Kind.ROOM_LOST: ("room", "begins"),
        Kind.PANEL_GONE: ("panel", "begins"),
        Kind.PANEL_LATE: ("panel", "until"),
    }

    def __init__(self, *args: Any, day: SelectionDay, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name not in self.NEEDS[Kind(kind)]]:
            del self.fields[name]
        choices: dict[str, Any] = {
            "candidate": DayCandidate.objects.filter(day=day).select_related("application__candidate"),
            "exercise": day.exercises.all(),
            "room": day.rooms.all(),
            "panel": day.panels.all(),
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].queryset = choices[name]
        if "candidate" in self.fields:
            self.fields["candidate"].label_from_instance = lambda c: f"{c.application.candidate.name}, {c.code}"

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("begins") and answers.get("until") and answers["until"] <= answers["begins"]:
            raise ValidationError("The time until which it lasts must be later than the time from which it lasts")
        return answers
