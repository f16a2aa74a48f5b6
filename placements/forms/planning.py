"""Planning a placement: first who, where and when, then with whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from apprentices.models import Apprentice
from core.forms import DateField, PortalForm
from core.words import day
from placements.facts import Candidate, Wanted
from placements.models import Setting
from placements.reasons import ENDED_EARLY, choices

TEXT = forms.Textarea(attrs={"rows": 3})


class PlanForm(PortalForm):
    """Who, where, when."""

    submit = "See who can teach it"

    apprentice = forms.ModelChoiceField(Apprentice.objects.none(), label="Apprentice", to_field_name="reference")
    setting = forms.ModelChoiceField(Setting.objects.none(), label="Setting", to_field_name="reference")
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Planned last day")
    own_team = forms.BooleanField(label="This is the apprentice's own team", required=False)

    def __init__(
        self, *args: Any, apprentices: QuerySet[Apprentice], settings: QuerySet[Setting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["apprentice"].queryset = apprentices  # type: ignore[attr-defined]
        self.fields["setting"].queryset = settings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        first, last = answers.get("starts_on"), answers.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", "Planned last day must be after the first day")
        return answers


class EducatorChoiceForm(PortalForm):
    """With whom: everybody who can take this placement, and what the rules need in words."""

    submit = "Propose this placement"

    practice_educator = forms.ChoiceField(label="Practice educator", widget=forms.RadioSelect)
    overseen_by = forms.ChoiceField(
        label="Practice educator at stage 2 who oversees",
        required=False,
        help_text="Needed for a last placement where the practice educator is working towards stage 2.",
    )
    supervisor_name = forms.CharField(label="Workplace supervisor, if there is one", max_length=150, required=False)
    supervisor_email = forms.EmailField(label="Their work email address", required=False)
    new_duties = forms.CharField(
        label="New duties, beyond the normal job", widget=TEXT, max_length=2000, required=False
    )
    caseload_taken_off = forms.CharField(
        label="Work taken off the normal job", widget=TEXT, max_length=2000, required=False
    )
    contrast = forms.CharField(
        label="How this placement contrasts with the other one", widget=TEXT, max_length=2000, required=False
    )
    independence_declared = forms.BooleanField(
        label="Not a relative or close friend of the apprentice, and not in their line of management",
        error_messages={"required": "Say that this is so, or choose somebody else"},
    )

    def __init__(self, *args: Any, want: Wanted, found: Sequence[Candidate], contrasts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [one for one in found if not one.reasons]
        self.fields["practice_educator"].choices = [(one.educator.reference, _said(one)) for one in possible]  # type: ignore[attr-defined]
        overseers = [(one.educator.reference, one.facts.name) for one in possible if one.can_oversee]
        self.fields["overseen_by"].choices = [("", "Nobody"), *overseers]  # type: ignore[attr-defined]
        if not any(one.needs_overseer for one in possible):
            del self.fields["overseen_by"]
        if not want.own_team:
            del self.fields["new_duties"], self.fields["caseload_taken_off"]
        if not contrasts:
            del self.fields["contrast"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if bool(answers.get("supervisor_name")) != bool(answers.get("supervisor_email")):
            missing = "supervisor_email" if answers.get("supervisor_name") else "supervisor_name"
            self.add_error(missing, "Give both the name and the email address of the workplace supervisor")
        return answers


def _said(one: Candidate) -> str:
    until = one.facts.current_until()
    parts = [one.facts.name, one.educator.stage_words.lower(), one.educator.employer_words]
    if until:
        parts.append(f"current to {day(until)}")
    return ", ".join(parts)


class HoursForm(PortalForm):
    """How much of a placement day is new learning; 0 is an answer too."""

    submit = "Set hours"

    hours_a_day = forms.DecimalField(
        label="Off-the-job hours in one whole day",
        min_value=0,
        max_value=12,
        max_digits=4,
        decimal_places=2,
        help_text="Usually most of the day in a contrasting placement, much less in the own team. Like 6.5.",
    )


class DatesForm(PortalForm):
    submit = "Change dates"

    starts_on = DateField(label="First day")
    ends_on = DateField(label="Planned last day")
    more_days = forms.IntegerField(
        label="Days to add",
        required=False,
        min_value=0,
        max_value=100,
        help_text="An extension adds days. The number that was required is never lowered.",
    )


class WhyForm(PortalForm):
    """A step that needs its reason."""

    reason = forms.CharField(
        label="Why?",
        widget=TEXT,
        max_length=1000,
        help_text="Everybody who sees this placement can read it. Leave out health, conduct and names.",
    )


class EndEarlyForm(PortalForm):
    submit = "End the placement"

    cause = forms.ChoiceField(label="Why does the placement end?", widget=forms.RadioSelect)
    no_fault = forms.ChoiceField(
        label="Was it for something that the apprentice did?",
        choices=[("yes", "No, nothing that the apprentice did"), ("no", "It is being looked at, or yes")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="What happens next", widget=TEXT, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = choices(ENDED_EARLY)  # type: ignore[attr-defined]


class ConditionForm(PortalForm):
    """One condition, ticked by hand; nothing of what the check said is typed."""

    submit = "Tick"
    met_on = DateField(label="Since when is it so?")
