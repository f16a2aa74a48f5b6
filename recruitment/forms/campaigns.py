"""Forms of those who run a campaign."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from consortium.models import Cohort, Organisation
from core.forms import DateField, PortalForm, TimeField
from core.records import Record
from recruitment.forms.questions import Choice
from recruitment.models import Campaign, InformationSession


class CampaignForm(PortalForm):
    submit = "Save campaign"
    name = forms.CharField(
        label="Name of the campaign", max_length=120, help_text="Candidates read it, for example “Autumn 2027”."
    )
    cohort = forms.ModelChoiceField(Cohort.objects.none(), label="Cohort that it recruits for")
    run_by = forms.ModelChoiceField(Organisation.objects.none(), label="Organisation that runs it")
    about = forms.CharField(
        label="What candidates should know",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    opens_on = DateField(label="First day to apply")
    closes_on = DateField(label="Last day to apply")

    def __init__(self, *args: Any, run_by: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        self.campaign = campaign
        super().__init__(*args, record=campaign, **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.select_related("university")
        self.fields["run_by"].queryset = run_by
        if campaign:  # what people have applied to stays what it was
            del self.fields["cohort"], self.fields["run_by"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Campaign.objects.exclude(pk=self.campaign.pk) if self.campaign else Campaign.objects
        if others.filter(name=name).exists():
            raise forms.ValidationError("Another campaign has this name. Choose a different one")
        return name

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        opens, closes = answers.get("opens_on"), answers.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Last day to apply must be on or after the first day to apply")
        return answers


class PlacesForm(PortalForm):
    submit = "Save places"
    employer = forms.ModelChoiceField(Organisation.objects.none(), label="Employer")
    places = forms.IntegerField(
        label="Number of places", min_value=0, max_value=999, help_text="0 takes the employer out."
    )

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = Organisation.objects.employers().current(on)


class SessionForm(PortalForm):
    submit = "Save session"
    title = forms.CharField(label="Title", max_length=120)
    about = forms.CharField(
        label="What people will hear", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    date = DateField(label="Date")
    starts = TimeField(label="Start time")
    ends = TimeField(label="End time")
    online = Choice(label="Where is it held?", choices=[("place", "In a building"), ("online", "Online")])
    place = forms.CharField(
        label="Place",
        max_length=250,
        help_text="For a building, the address and how to get in, with step-free ways. Online, where people join.",
    )
    capacity = forms.IntegerField(label="Number of places", min_value=1, max_value=2000)

    def __init__(self, *args: Any, session: InformationSession | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs.setdefault("initial", self._initial_of(session))
        super().__init__(*args, record=session, **kwargs)

    @staticmethod
    def _initial_of(session: InformationSession) -> dict[str, Any]:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {
            "title": session.title,
            "about": session.about,
            "date": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "online": "online" if session.online else "place",
            "place": session.place,
            "capacity": session.capacity,
        }

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        date, starts, ends = answers.get("date"), answers.get("starts"), answers.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "End time must be later than the start time")
        elif date and starts and ends:
            answers["starts_at"] = timezone.make_aware(datetime.datetime.combine(date, starts))
            answers["ends_at"] = timezone.make_aware(datetime.datetime.combine(date, ends))
        return answers

    def details(self) -> dict[str, Any]:
        """The session's fields, from what was typed."""
        answers = self.cleaned_data
        kept = {name: answers[name] for name in ("title", "about", "place", "capacity", "starts_at", "ends_at")}
        return {**kept, "online": answers["online"] == "online"}


class ReasonForm(PortalForm):
    """A step that needs a reason in words."""

    reason = forms.CharField(label="Reason", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, submit: str, record: Record | None = None, **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, record=record, **kwargs)
