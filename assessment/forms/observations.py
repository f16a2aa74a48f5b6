"""What is filled in around a direct observation: plan, the yes of the person or family, report, answer, judgement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessment.forms.screened import ScreenedForm
from assessment.models import Claim, Observation, ObservedCapability
from assessment.models.claims import WHY_LENGTH
from assessment.models.observations import MOST_MINUTES, PLACE_LENGTH
from assessment.observing.counts import Asked
from consortium.models import Statement
from core.forms import DateField, HoursField, PortalForm, TimeField

LONGEST = 10_000


class PlanForm(PortalForm):
    """When, where, who observes, what the apprentice wants to show."""

    submit = "Plan it"

    observer = forms.ChoiceField(label="Who observes?", widget=forms.RadioSelect)
    date = DateField(label="On which day?", help_text="For example 27 3 2027")
    time = TimeField(label="At what time?", help_text="For example 14:30")
    place = forms.CharField(
        label="Where, in neutral words",
        max_length=PLACE_LENGTH,
        help_text="Without a name or an address: “a visit at home”, “the family centre”.",
    )
    to_show = forms.CharField(
        label="What the apprentice wants to show",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The work in a sentence, and what to look at. No names.",
    )

    def __init__(self, *args: Any, observers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].choices = observers

    @property
    def moment(self) -> datetime.datetime:
        return moment_of(self.cleaned_data)


class AgreedForm(PortalForm):
    """That the person or family agreed: how, when, and that they know they can cancel."""

    submit = "Save that they agreed"

    how = forms.ChoiceField(label="How did they say yes?", choices=Observation.How.choices, widget=forms.RadioSelect)
    on = DateField(label="When did they agree?", help_text="For example 27 3 2027")
    may_cancel = forms.BooleanField(
        label="They know that they can cancel at any time, without a reason, and that it changes nothing for them",
        error_messages={"required": "Tell them that they can cancel, then tick this"},
    )

    def clean_on(self) -> datetime.date:
        return _not_in_the_future(self.cleaned_data["on"])


class BecauseForm(PortalForm):
    """Why it is cancelled."""

    submit = "Cancel the observation"

    because = forms.ChoiceField(label="Why?", choices=Observation.Because.choices, widget=forms.RadioSelect)


class MoveForm(BecauseForm):
    """To when it is moved, and why."""

    submit = "Move it"

    date = DateField(label="To which day?", help_text="For example 27 3 2027")
    time = TimeField(label="At what time?", help_text="For example 14:30")
    field_order = ("date", "time", "because")

    @property
    def moment(self) -> datetime.datetime:
        return moment_of(self.cleaned_data)


class TookPlaceForm(PortalForm):
    """When it took place and for how long, with the observer's notes."""

    submit = "Save, and go on to the report"

    date = DateField(label="On which day did it take place?", help_text="For example 27 3 2027")
    time = TimeField(label="When did it begin?", help_text="For example 14:30")
    length = HoursField(
        label="How long was it?", max_hours=MOST_MINUTES // 60, help_text="For example 45 minutes, or 1:15"
    )
    notes = forms.CharField(
        label="Your notes",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="For yourself. They begin your report, and nobody else reads them before you sign it.",
    )

    @property
    def moment(self) -> datetime.datetime:
        return moment_of(self.cleaned_data)

    @property
    def minutes(self) -> int:
        return max(1, round(self.cleaned_data["length"] * 60))


class ReportForm(ScreenedForm):
    """What the observer saw, and a sentence for each capability of which they saw something. Made by ``report_form``.

    Put away for later, it is kept with its gaps; nobody else reads it yet.
    """

    submit = "Check before you sign"
    other_buttons = {"later": "Save and finish later"}
    statements: Sequence[Statement] = ()

    report = forms.CharField(
        label="What you saw",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="What the apprentice did and said, and what came of it. Nobody’s name, address or date of birth.",
    )

    def __init__(self, *args: Any, record: Observation, **kwargs: Any) -> None:
        seen = {f"saw_{one.statement_id}": one.saw for one in record.capabilities.all()}
        kwargs["initial"] = {"report": record.report, "kept_reason": record.report_kept_reason} | seen
        super().__init__(*args, record=record, of=record.placement.apprentice, **kwargs)
        self.draft_key = f"observation-{record.reference}"

    def saw(self) -> dict[int, str]:
        """Statement id → what was seen, where something was."""
        seen = {statement.pk: self.cleaned_data[f"saw_{statement.pk}"] for statement in self.statements}
        return {pk: said for pk, said in seen.items() if said}

    def clean(self) -> dict[str, Any]:
        if "later" in self.data:
            return self.cleaned_data
        cleaned = super().clean()
        if self.statements and not self.errors and not self.saw():
            raise ValidationError("Say of at least one capability what you saw")
        return cleaned


def report_form(statements: Iterable[Statement], *, level: str) -> type[ReportForm]:
    """The form for these statements, each with the words of the placement's level."""
    statements = list(statements)
    names = [f"saw_{statement.pk}" for statement in statements]
    fields: dict[str, Any] = {"statements": statements, "screened": ["report", *names]}
    for name, statement in zip(names, statements, strict=True):
        fields[name] = forms.CharField(
            label=f"{statement}: what you saw of it",
            required=False,
            max_length=WHY_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=statement.descriptors.get(level) or statement.summary,
        )
    fields["field_order"] = ["report", *names, "kept_reason"]
    return type("ReportForm", (ReportForm,), fields)


class ReflectionForm(ScreenedForm):
    """The apprentice's answer to the report."""

    submit = "Send your reflection"
    screened = ("reflection",)
    field_order = ("reflection", "kept_reason")

    reflection = forms.CharField(
        label="Your reflection",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="What went as you meant it, what you would do differently, and what you take from the report.",
    )


class FeedbackForm(ScreenedForm):
    """What the person or family said, with their agreement."""

    submit = "Save what they said"
    screened = ("said",)
    field_order = ("said", "kept_reason", "how", "agreed_on", "agreed")

    said = forms.CharField(
        label="What they said about it",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In their words as far as you can. Not their name, and nothing by which they could be recognised.",
    )
    how = forms.ChoiceField(
        label="How did they agree to its use?", choices=Observation.How.choices, widget=forms.RadioSelect
    )
    agreed_on = DateField(label="When did they agree?", help_text="For example 27 3 2027")
    agreed = forms.BooleanField(
        label="They know that the apprentice, the university and a panel read this, and that they could have said no",
        error_messages={"required": "Tell them who reads this, then tick this"},
    )

    def clean_agreed_on(self) -> datetime.date:
        return _not_in_the_future(self.cleaned_data["agreed_on"])


class ObservationJudgementForm(PortalForm):
    """The practice educator's judgement. ``read``: the fingerprint of what was shown. Made by ``judgement_form``."""

    submit = "Check before you sign"
    capabilities: Sequence[ObservedCapability] = ()

    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
    judgement = forms.CharField(
        label="Your judgement in words",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What this observation shows, and what should come next.",
    )

    def judgements(self) -> dict[str, str]:
        """Observed capability id, as text → judgement."""
        return {str(one.pk): self.cleaned_data[f"judgement_{one.pk}"] for one in self.capabilities}


def judgement_form(capabilities: Iterable[ObservedCapability]) -> type[ObservationJudgementForm]:
    """The form for what was observed: for each capability whether it is enough for the level of the placement."""
    capabilities = list(capabilities)
    names = [f"judgement_{one.pk}" for one in capabilities]
    fields: dict[str, Any] = {"capabilities": capabilities, "field_order": [*names, "judgement", "read"]}
    for name, one in zip(names, capabilities, strict=True):
        fields[name] = forms.ChoiceField(
            label=f"Is it enough for {one.statement.code} {one.statement.title}?",
            choices=Claim.Judgement.choices,
            widget=forms.RadioSelect,
            help_text=f"Seen: {one.saw}",
            error_messages={"required": f"Say whether it is enough for {one.statement.code}"},
        )
    return type("ObservationJudgementForm", (ObservationJudgementForm,), fields)


class RulesForm(PortalForm):
    """How many observations a university asks for in each placement of the pattern."""

    submit = "Save"

    def __init__(self, *args: Any, asked: dict[int, Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = list(asked)
        for number, now in asked.items():
            for name, label, initial in (
                (f"in_all_{number}", f"Placement {number}: observations in all", now.in_all),
                (f"by_{number}", f"Placement {number}: of these by the practice educator", now.by_practice_educator),
            ):
                field = forms.IntegerField(label=label, min_value=1, max_value=12, initial=initial)
                self.fields[name] = self.style_field(name, field)

    def asked(self) -> dict[int, Asked]:
        """Placement number → what is asked for now."""
        got = self.cleaned_data
        return {number: Asked(got[f"in_all_{number}"], got[f"by_{number}"]) for number in self.numbers}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in self.numbers:
            in_all, by_educator = cleaned.get(f"in_all_{number}"), cleaned.get(f"by_{number}")
            if in_all and by_educator and by_educator > in_all:
                self.add_error(f"by_{number}", "There cannot be more by the practice educator than in all")
        return cleaned


def moment_of(answers: dict[str, Any]) -> datetime.datetime:
    """The moment that a day and a time of day name, in London."""
    return timezone.make_aware(datetime.datetime.combine(answers["date"], answers["time"]))


def _not_in_the_future(date: datetime.date) -> datetime.date:
    if date > timezone.localdate():
        raise ValidationError("The day on which they agreed cannot be in the future")
    return date
