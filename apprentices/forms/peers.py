"""What hosts, apprentices, line managers and facilitators type in the exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.forms.time import CodeForm
from apprentices.models import Apprentice, LearningSet, ShadowingAsk, ShadowingDay
from apprentices.models.peers.learning_sets import FEWEST, MOST
from apprentices.operations.peers import MeetingPlan, Offer, There
from apprentices.operations.peers.shadowing import MOST_DATES
from consortium.models import Organisation
from core.forms import DateField, HoursField, PortalForm, TimeField
from core.imports.kinds import DAYS
from core.words import number


class _Times(PortalForm):
    """What has a beginning and an end on one day."""

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_at, ends_at = answers.get("starts_at"), answers.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The end must be after the start")
        elif starts_at and ends_at and answers.get("hours"):
            minutes = (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
            if answers["hours"] * 60 > minutes:
                self.add_error("hours", "There are not so many hours between start and end")
        return answers


class DatesField(forms.CharField):
    """One or several dates, a line each, as people write them."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        reader = forms.DateField(input_formats=DAYS)
        lines = [part.strip() for part in str(text).replace(",", "\n").splitlines() if part.strip()]
        if len(lines) > MOST_DATES:
            raise forms.ValidationError(f"Enter at most {MOST_DATES} dates")
        try:
            return sorted({reader.clean(line) for line in lines})
        except forms.ValidationError:
            raise forms.ValidationError("Each line must be a real date, like 27/3/2027") from None


class OfferForm(_Times):
    """A day as a host offers it, the same on each date."""

    submit = "Offer it"
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Where is it?", to_field_name="reference", empty_label=None
    )
    title = forms.CharField(
        label="What is the day?", max_length=100, help_text="For example, AMHP duty desk, or children's MASH"
    )
    about = forms.CharField(
        label="What will an apprentice see?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    team = forms.CharField(label="Team", max_length=100, required=False)
    dates = DatesField(
        label="On which dates?",
        help_text="One to a line, for example 27/3/2027",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_at = TimeField(label="Start time", help_text="For example, 09:30")
    ends_at = TimeField(label="End time")
    hours = HoursField(label="Hours of learning", max_hours=12, help_text="Without breaks: what being there credits.")
    place = forms.CharField(label="Place", max_length=200, help_text="Address, and who to ask for at the door.")
    bring = forms.CharField(label="What to bring", max_length=300, required=False)
    places = forms.IntegerField(label="How many can come?", min_value=1, max_value=20, initial=1)
    audience = forms.ChoiceField(
        label="For whom?",
        choices=ShadowingDay.Audience.choices,
        widget=forms.RadioSelect,
        initial=ShadowingDay.Audience.ANY,
    )
    from_year = forms.ChoiceField(
        label="From which year of the programme?",
        choices=[("1", "Any year"), ("2", "From year 2"), ("3", "From year 3"), ("4", "From year 4")],
        initial="1",
    )
    accepted = forms.BooleanField(
        label="I accept this for my team",
        help_text=ShadowingDay.CONFIDENTIALITY,
        error_messages={"required": "Accept the words on confidentiality, or do not offer the day"},
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def offer(self) -> Offer:
        typed = {
            name: value for name, value in self.cleaned_data.items() if name not in ("dates", "accepted", "version")
        }
        return Offer(**(typed | {"from_year": int(typed["from_year"])}))


class AskForDayForm(PortalForm):
    submit = "Ask for this day"
    wish = forms.CharField(
        label="What do you want to learn there?",
        help_text="One or two sentences. Your line manager and the host read them.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    not_on_placement = forms.BooleanField(label="I am not on placement that day", required=False)
    accepted = forms.BooleanField(
        label="I keep to this",
        error_messages={"required": "Accept the words on confidentiality to ask for the day"},
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, day: ShadowingDay, about_a_placement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted"].help_text = day.confidentiality
        if not about_a_placement:
            del self.fields["not_on_placement"]


class ReleaseForm(PortalForm):
    """The line manager's answer; a no needs its reason."""

    submit = "Answer"
    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label="Can you release them for this day?",
        choices=[(YES, "Yes, in paid time"), (NO, "No")],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label="Why not?",
        help_text="Only for a no. The apprentice reads it.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == self.NO and not answers.get("because"):
            self.add_error("because", "Say why not. The apprentice reads it")
        return answers


class ReleaseByLinkForm(CodeForm, ReleaseForm):
    submit = "Answer"


class HostAnswerForm(ReleaseForm):
    """The host's answer; a no needs its reason."""

    answer = forms.ChoiceField(
        label="Can they come?",
        choices=[(ReleaseForm.YES, "Yes"), (ReleaseForm.NO, "No")],
        widget=forms.RadioSelect,
    )


class ShadowingRegisterForm(PortalForm):
    """Everybody was there for all of it until the host says otherwise."""

    submit = "Save"
    ALL, SHORTER, AWAY = "all", "shorter", "away"
    fields: dict[str, Any]

    def __init__(self, *args: Any, day: ShadowingDay, asks: Sequence[tuple[ShadowingAsk, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.asks = day, [ask for ask, _ in asks]
        for ask, name in asks:
            away = ask.state == ShadowingAsk.State.MISSED
            shorter = ask.hours_there is not None and ask.hours_there != day.hours
            self.fields[f"a{ask.pk}"] = forms.ChoiceField(
                label=name,
                choices=[(self.ALL, "Was there"), (self.SHORTER, "Was there for less"), (self.AWAY, "Was not there")],
                widget=forms.RadioSelect,
                initial=self.AWAY if away else self.SHORTER if shorter else self.ALL,
            )
            self.fields[f"a{ask.pk}_hours"] = HoursField(
                label=f"Hours of {name}",
                help_text=f"Only where it was less than {number(day.hours)}.",
                max_hours=12,
                required=False,
                initial=ask.hours_there if shorter else None,
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for ask in self.asks:
            name = f"a{ask.pk}"
            length = answers.get(f"{name}_hours")
            if answers.get(name) == self.SHORTER and f"{name}_hours" not in self.errors and not length:
                self.add_error(f"{name}_hours", "Enter for how many hours")
            if length and length > self.day.hours:
                self.add_error(f"{name}_hours", f"The day was offered with {number(self.day.hours)} hours")
        return answers

    def lines(self) -> dict[int, There]:
        said = {}
        for ask in self.asks:
            answer = self.cleaned_data[f"a{ask.pk}"]
            shorter = self.cleaned_data.get(f"a{ask.pk}_hours")
            hours = None if answer == self.AWAY else shorter if answer == self.SHORTER else self.day.hours
            said[ask.pk] = There(hours)
        return said


class ReflectionForm(PortalForm):
    submit = "Save"
    reflection = forms.CharField(
        label="What do you take from the day?",
        help_text="What surprised you, what you would do differently, what you want to find out. Nobody who uses "
        "services is named or can be recognised.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    share = forms.BooleanField(
        label="Share it with my line manager and my tutor",
        help_text="Otherwise nobody but you can read it. Once shared it stays shared.",
        required=False,
    )


# Learning sets -----------------------------------------------------------------------------------------------


class LearningSetForm(PortalForm):
    submit = "Begin the set"
    topic = forms.CharField(label="Topic", max_length=120)
    about = forms.CharField(
        label="What is it about, and for whom?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="In whose name?", to_field_name="reference", empty_label=None
    )
    access = forms.ChoiceField(
        label="Who can join?",
        choices=LearningSet.Access.choices,
        widget=forms.RadioSelect,
        initial=LearningSet.Access.OPEN,
    )
    places = forms.IntegerField(
        label="How many members at most?",
        min_value=FEWEST,
        max_value=MOST,
        initial=MOST,
        help_text=f"{FEWEST} to {MOST}. The set meets once {FEWEST} have joined.",
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class InviteForm(PortalForm):
    submit = "Invite"
    email = forms.EmailField(
        label="Their address",
        help_text="With which the apprentice signs in. If it belongs to one of the exchange, they are asked.",
    )


class MeetingForm(_Times):
    submit = "Plan this meeting"
    date = DateField(label="On which day?")
    starts_at = TimeField(label="Start time", help_text="For example, 13:00")
    ends_at = TimeField(label="End time")
    hours = HoursField(label="Hours of learning", max_hours=12)
    place = forms.CharField(label="Place, or that it is online", max_length=200)

    def planned(self) -> MeetingPlan:
        return MeetingPlan(
            **{name: self.cleaned_data[name] for name in ("date", "starts_at", "ends_at", "hours", "place")}
        )


class MeetingRegisterForm(PortalForm):
    """One tick for everybody who was there."""

    submit = "Save"
    there = forms.MultipleChoiceField(
        label="Who was there?", required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, expected: Sequence[tuple[Apprentice, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["there"].choices = [(str(apprentice.pk), name) for apprentice, name in expected]

    def ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["there"]]


class NotesForm(PortalForm):
    submit = "Save the notes"
    notes = forms.CharField(
        label="What does the set take from this meeting?", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    nobody_named = forms.BooleanField(
        label="Nobody who uses services can be recognised",
        help_text="No names, ages, streets, schools, dates or case details. Write about what you learned together.",
        error_messages={"required": "Check that nobody who uses services can be recognised"},
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
