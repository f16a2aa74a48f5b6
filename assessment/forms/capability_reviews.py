"""What is filled in around a capability review: the panel, a member's view, the judgement, the moment of release."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from apprentices.models import Apprentice
from assessment.capability_reviews.rules import SIDES, Judgement, ReviewPoint, Side
from assessment.operations.capability_reviews import Judged, Named
from consortium.models import Cohort, Statement
from core.accounts.models import User
from core.forms import DateField, PortalForm, TimeField

LONGEST = 5000


class WhomForm(PortalForm):
    """Which cohort, and which point: what the next page offers depends on it. Nothing is changed by it."""

    submit = "Continue"

    cohort = forms.ChoiceField(label="Which cohort?")
    point = forms.ChoiceField(label="Which review?", choices=ReviewPoint.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [(c.reference, f"{c.name}, {c.university}") for c in cohorts]  # type: ignore[attr-defined]


class MemberForm(PortalForm):
    """One more person on the panel. They need no account."""

    submit = "Add this person"

    side = forms.ChoiceField(label="For whom do they speak?", choices=Side.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="Email address")

    def named(self) -> Named:
        said = self.cleaned_data
        return Named(User.objects.for_email(said["email"], name=said["name"]), said["side"])


class ConveneForm(PortalForm):
    """Whom the panel reviews, when, and who sits on it: one person for each side."""

    submit = "Convene the panel"

    apprentices = forms.MultipleChoiceField(label="Whom does the panel review?", widget=forms.CheckboxSelectMultiple)
    held_on = DateField(label="On which day does it sit?", help_text="For example 27 3 2027")

    def __init__(self, *args: Any, point: str, apprentices: Iterable[Apprentice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point = point
        self.offered = {apprentice.reference: apprentice for apprentice in apprentices}
        self.fields["apprentices"].choices = [(ref, str(one)) for ref, one in self.offered.items()]  # type: ignore[attr-defined]
        for side in SIDES[point]:
            for name, field in (("name", forms.CharField(max_length=150)), ("email", forms.EmailField())):
                field.label = "Full name" if name == "name" else "Email address"
                self.fields[f"{side}_{name}"] = self.style_field(f"{side}_{name}", field)

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        sides = [
            Fieldset(
                f"{side}_name",
                f"{side}_email",
                legend=f"{side.label} on the panel",
                legend_size=Size.MEDIUM,
            )
            for side in SIDES[self.point]
        ]
        helper.layout = Layout("apprentices", "held_on", *sides)
        return helper

    def chosen(self) -> list[Apprentice]:
        return [self.offered[reference] for reference in self.cleaned_data["apprentices"]]

    def named(self) -> list[Named]:
        said = self.cleaned_data
        return [
            Named(User.objects.for_email(said[f"{side}_email"], name=said[f"{side}_name"]), side)
            for side in SIDES[self.point]
        ]


class PanelViewForm(PortalForm):
    """A member's own view of one apprentice."""

    submit = "Save"

    judgement = forms.ChoiceField(label="Your view", choices=Judgement.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="What you saw and heard",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In your own words. The apprentice does not read this; the panel’s judgement rests on it.",
    )


class JudgementForm(PortalForm):
    """The panel's judgement: the whole in words, the domains that matter, and for "not yet" what would be enough."""

    submit = "Check before you sign"
    statements: Sequence[Statement] = ()

    judgement = forms.ChoiceField(
        label="What does the panel judge?", choices=Judgement.choices, widget=forms.RadioSelect
    )
    whole = forms.CharField(
        label="For the whole, in words",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The apprentice reads this. Nothing is added up.",
    )
    enough = forms.CharField(
        label="If not yet: what would be enough",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    again_on = DateField(label="If not yet: from when the panel looks again", required=False)

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        domains = [Field(f"domain_{statement.pk}") for statement in self.statements]
        helper.layout = Layout(
            "judgement",
            "whole",
            Fieldset(*domains, legend="By domain, where there is something to say", legend_size=Size.MEDIUM),
            "enough",
            "again_on",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("judgement") == Judgement.NOT_YET:
            if not said.get("enough"):
                self.add_error("enough", "Say what would be enough")
            if not said.get("again_on") and "again_on" not in self.errors:
                self.add_error("again_on", "Enter the day from which the panel looks again")
        if said.get("judgement") == Judgement.MET:
            said["enough"], said["again_on"] = "", None
        return said

    def said(self) -> Judged:
        said = self.cleaned_data
        return Judged(
            said["judgement"],
            said["whole"],
            {s.pk: said[f"domain_{s.pk}"] for s in self.statements if said.get(f"domain_{s.pk}")},
            said["enough"],
            said["again_on"],
        )


def judgement_form(statements: Iterable[Statement], *, level: str) -> type[JudgementForm]:
    """The form for these domains, each with what it means at the level of the review."""
    asked = list(statements)
    fields: dict[str, Any] = {"statements": asked}
    for statement in asked:
        fields[f"domain_{statement.pk}"] = forms.CharField(
            label=f"{statement.code} {statement.title}",
            help_text=statement.descriptors.get(level, "") or statement.summary,
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return type("JudgementForm", (JudgementForm,), fields)


class ReleaseForm(PortalForm):
    """The moment at which everybody learns of it."""

    submit = "Release"

    when = forms.ChoiceField(
        label="When are the outcomes released?",
        choices=[("now", "Now"), ("later", "On a day and at a time")],
        widget=forms.RadioSelect,
    )
    day = DateField(label="If later: on which day?", required=False)
    time = TimeField(label="If later: at what time?", required=False, help_text="For example 9:00")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("when") == "later":
            for name, what in (("day", "day"), ("time", "time")):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter the {what} of the release")
            if not self.errors and self.moment < timezone.now():
                self.add_error("day", "The release must be in the future")
        return said

    @property
    def moment(self) -> datetime.datetime:
        said = self.cleaned_data
        if said["when"] == "now":
            return timezone.now()
        return timezone.make_aware(datetime.datetime.combine(said["day"], said["time"]))


class CancelReviewForm(PortalForm):
    """Why it does not take place."""

    submit = "Cancel this review"

    reason = forms.CharField(
        label="Why?", max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text="Give no details of health."
    )
