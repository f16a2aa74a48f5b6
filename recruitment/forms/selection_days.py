"""Forms of those who plan, staff and close a selection day."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.forms import DateField, PortalForm, TimeField
from recruitment.forms.who_comes import WhoComes
from recruitment.models import Application, Exercise, Group, Panel, PanelCandidate, Recommendation, SelectionDay


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DayForm(PortalForm):
    submit = "Plan this day"
    date = DateField(label="Date of the day")
    place = forms.CharField(label="Place", max_length=250, help_text="Where candidates and panel members come to.")
    getting_there = forms.CharField(
        label="How to get there",
        required=False,
        max_length=4000,
        widget=_lines(4),
        help_text="Stations, step-free ways in, where to wait. Candidates and panel members read this.",
    )

    def clean_date(self) -> datetime.date:
        if self.cleaned_data["date"] < timezone.localdate():
            raise ValidationError("Date of the day must be today or later")
        return self.cleaned_data["date"]


class NewDateForm(PortalForm):
    submit = "Give the day this date"
    date = DateField(label="New date")


class WeightsForm(PortalForm):
    """How much each group's view counts, in per cent to one decimal."""

    submit = "Save weights"
    employer = forms.DecimalField(label="Employers, per cent", min_value=0, max_value=100, decimal_places=1)
    university = forms.DecimalField(label="Universities, per cent", min_value=0, max_value=100, decimal_places=1)
    lived_experience = forms.DecimalField(
        label="People with lived experience of social work, per cent", min_value=0, max_value=100, decimal_places=1
    )
    ties = forms.ChoiceField(
        label="What decides between equal totals", choices=SelectionDay.Ties.choices, widget=forms.RadioSelect
    )

    @staticmethod
    def initial_of(day: SelectionDay) -> dict[str, Any]:
        return {str(group): Decimal(weight) / 10 for group, weight in day.weights.items()} | {"ties": day.ties}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        given = [answers.get(str(group)) for group in Group]
        if None not in given and sum(given) != 100:
            raise ValidationError(f"The weights must add up to 100 per cent. They add up to {sum(given):f} now")
        return answers

    def weights(self) -> dict[str, int]:
        """Group → thousandths."""
        return {str(group): int(self.cleaned_data[str(group)] * 10) for group in Group}


class ExerciseForm(PortalForm):
    submit = "Add exercise"
    name = forms.CharField(label="Exercise", max_length=120, help_text="For example: interview, group discussion.")
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=480)
    setting = forms.ChoiceField(
        label="How it is done",
        choices=Exercise.Setting.choices,
        widget=forms.RadioSelect,
        initial=Exercise.Setting.ALONE,
    )
    largest_group = forms.IntegerField(
        label="How many together at most",
        min_value=2,
        max_value=30,
        initial=6,
        help_text="Only for an exercise that several candidates do together with the panel.",
    )


class CriterionForm(PortalForm):
    """What is looked for. On a day it says in which exercise; in the bank it belongs to one item."""

    submit = "Add criterion"
    exercise = forms.ModelChoiceField(Exercise.objects.none(), label="Exercise in which it is seen")
    name = forms.CharField(label="What is looked for", max_length=120, help_text="For example: listens to others.")
    anchor_1 = forms.CharField(label="What a 1 looks like", max_length=300, widget=_lines(2))
    anchor_2 = forms.CharField(label="What a 2 looks like", max_length=300, widget=_lines(2))
    anchor_3 = forms.CharField(label="What a 3 looks like", max_length=300, widget=_lines(2))
    anchor_4 = forms.CharField(label="What a 4 looks like", max_length=300, widget=_lines(2))
    anchor_5 = forms.CharField(label="What a 5 looks like", max_length=300, widget=_lines(2))
    weight = forms.IntegerField(
        label="Weight within the score sheet", min_value=1, max_value=10, initial=1, help_text="1 for all is usual."
    )
    floor = forms.DecimalField(
        label="Discuss below this mean (optional)",
        required=False,
        min_value=1,
        max_value=5,
        decimal_places=1,
        help_text="If one group's mean is lower, the panel talks about the candidate whatever the total.",
    )

    def __init__(self, *args: Any, day: SelectionDay | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if day is None:
            del self.fields["exercise"]
        else:
            self.fields["exercise"].queryset = day.exercises.all()

    def anchors(self) -> list[str]:
        return [self.cleaned_data[f"anchor_{mark}"] for mark in range(1, 6)]


class PanelForm(PortalForm):
    submit = "Add panel"
    name = forms.CharField(label="Name of the panel", max_length=60, help_text="For example: Panel A.")
    room = forms.CharField(label="Room", max_length=120)


class InvitationForm(WhoComes, PortalForm):
    """Somebody to sit on a panel. ``organisations`` are those that the person who invites may invite for."""

    submit = "Send invitation"
    under_18 = forms.BooleanField(
        label="This person is under 18",
        required=False,
        help_text="They need consent and a chaperone who does not score, and do not count towards the make-up.",
    )

    def __init__(self, *args: Any, may_invite_anybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_invite_anybody:
            del self.fields["under_18"]
            self.fields["group"].choices = [c for c in Group.choices if c[0] != Group.LIVED_EXPERIENCE]
            self.fields["organisation"].required = True


class SupportForm(PortalForm):
    """For a panel member under 18."""

    submit = "Save"
    chaperone = forms.CharField(label="Chaperone who stays with them and does not score", max_length=150)
    consent_on = DateField(label="Date on which they, and a parent, carer or their council, agreed")


class SlotForm(PortalForm):
    """A slot with a panel, on the date of its day."""

    submit = "Give this slot"
    starts = TimeField(label="Starts at")
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=480,
        initial=60,
        help_text="Where the day goes by a timetable, the lengths of its exercises count instead.",
    )

    def starts_at(self, day: SelectionDay) -> datetime.datetime:
        return day.at(self.cleaned_data["starts"])


class AllotForm(SlotForm):
    application = forms.ModelChoiceField(Application.objects.none(), label="Candidate")
    field_order = ["application", "starts", "minutes"]

    def __init__(self, *args: Any, day: SelectionDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        waiting = Application.objects.filter(
            campaign=day.campaign_id, state__in=[Application.State.INVITED, Application.State.ATTENDED]
        ).exclude(slots__in=PanelCandidate.objects.filter(state__in=PanelCandidate.LIVE))
        self.fields["application"].queryset = waiting.select_related("candidate", "employer")
        self.fields["application"].label_from_instance = lambda a: f"{a.candidate.name}, {a.employer}, {a.code}"


class MoveForm(SlotForm):
    submit = "Move the candidate"
    panel = forms.ModelChoiceField(Panel.objects.none(), label="Panel")
    field_order = ["panel", "starts", "minutes"]

    def __init__(self, *args: Any, candidate: PanelCandidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        day = candidate.panel.day
        open_days = SelectionDay.objects.filter(campaign=day.campaign_id).exclude(
            state__in=[*SelectionDay.SCORED, SelectionDay.State.CANCELLED]
        )
        panels = Panel.objects.filter(day__in=open_days).exclude(pk=candidate.panel_id).select_related("day")
        self.fields["panel"].queryset = panels
        self.fields["panel"].label_from_instance = lambda p: f"{p.name}, {p.day.date.day} {p.day.date:%B %Y}"


class AgreedScoreForm(PortalForm):
    submit = "Record agreed score"
    score = forms.DecimalField(label="Score that the panel agreed", min_value=1, max_value=5, decimal_places=2)
    reason = forms.CharField(label="Why the panel agreed it", max_length=4000, widget=_lines(4))


class RecommendationForm(PortalForm):
    submit = "Record recommendation"
    outcome = forms.ChoiceField(
        label="What the panel recommends", choices=Recommendation.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="The panel's reason", max_length=4000, widget=_lines(5), help_text="The candidate may ask to read this."
    )
