"""What an apprentice keeps as usual time."""

from __future__ import annotations

from typing import Any

from django import forms

from apprentices.models import ActivityType, Apprentice, OffTheJobEntry
from apprentices.models.usual_time import WEEKDAYS
from core.forms import HoursField, PortalForm, TimeField


class UsualTimeForm(PortalForm):
    """Kind, length and day of the week; ``entry`` fills it in with what was logged before."""

    submit = "Keep it"

    activity = forms.ChoiceField(label="Which kind of training?")
    hours = HoursField(label="How long?", help_text="Like 1.5, 1h 30m or 45 minutes")
    weekday = forms.ChoiceField(label="On which day of the week?", required=False, widget=forms.RadioSelect)
    starts_at = TimeField(label="When does it begin?", required=False, help_text="Like 9:30am or 14:00")
    note = forms.CharField(
        label="What is it about?", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, apprentice: Apprentice, entry: OffTheJobEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            weekday = entry.date.weekday()
            kwargs["initial"] = {
                "activity": entry.activity.code,
                "hours": abs(entry.hours),
                "weekday": weekday if weekday in dict(WEEKDAYS) else "",
                "starts_at": entry.starts_at,
                "note": entry.note,
            }
        super().__init__(*args, **kwargs)
        self.activities = {a.code: a for a in ActivityType.objects.counting_under(apprentice.rule_set)}
        self.fields["activity"].choices = [("", "Select"), *((a.code, a.label) for a in self.activities.values())]
        self.fields["weekday"].choices = [*WEEKDAYS, ("", "No fixed day")]

    @property
    def kept(self) -> dict[str, Any]:
        """What was typed, as ``operations.keep_usual_time`` takes it."""
        typed = {name: self.cleaned_data[name] for name in ("hours", "starts_at", "note")}
        weekday = self.cleaned_data["weekday"]
        activity = self.activities[self.cleaned_data["activity"]]
        return typed | {"activity": activity, "weekday": int(weekday) if weekday else None}
