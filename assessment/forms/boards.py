"""What is filled in for a board of examiners: when it is held and released, and a result for each portfolio."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from assessment.deciding.board_permissions import outcomes_for
from assessment.deciding.dates import Rule
from assessment.deciding.parts import Said
from assessment.models import BoardDecision, PortfolioSubmission
from core.forms import DateField, PortalForm, TimeField

Outcome = BoardDecision.Outcome
LONGEST = 5000


class ReleaseForm(PortalForm):
    """The one moment at which all results of a board come out."""

    submit = "Save the moment of release"

    release_on = DateField(label="On which day are the results released?", help_text="For example 27 3 2027")
    release_time = TimeField(label="At what time?", help_text="For example 12:00. The same moment for everybody.")

    @property
    def release_at(self) -> datetime.datetime:
        answers = self.cleaned_data
        return timezone.make_aware(datetime.datetime.combine(answers["release_on"], answers["release_time"]))


class BoardForm(ReleaseForm):
    """A board: when it is held, and when its results come out."""

    submit = "Plan the board"

    held_on = DateField(label="On which day is the board held?", help_text="For example 27 3 2027")
    field_order = ("held_on", "release_on", "release_time")


class DaysForm(PortalForm):
    """A university's own days for handing in and for an appeal, from a day to come."""

    submit = "Set these days"

    hand_in_days = forms.IntegerField(
        label="Days for handing in after the last day of a placement", min_value=0, max_value=90
    )
    appeal_working_days = forms.IntegerField(
        label="Working days for an appeal after the release", min_value=5, max_value=60
    )
    valid_from = DateField(
        label="From which day?",
        help_text="A placement that ends before that day, and a result that is released before it, keep the days of "
        "before.",
    )

    @property
    def rule(self) -> Rule:
        return Rule(self.cleaned_data["hand_in_days"], self.cleaned_data["appeal_working_days"])


class ExaminerCommentForm(PortalForm):
    """What an external examiner says about the sample, or about one portfolio in it."""

    submit = "Keep this comment"

    about = forms.ChoiceField(label="About what?")
    words = forms.CharField(
        label="Your comment",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="About standards and procedure. It changes no result. Give no names of people who are supported.",
    )

    def __init__(self, *args: Any, sample: Sequence[PortfolioSubmission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        each = [(one.reference, str(one)) for one in sample]
        self.fields["about"].choices = [("", "The sample as a whole"), *each]  # type: ignore[attr-defined]
        self.fields["about"].required = False


class ResultsForm(PortalForm):
    """A result for each portfolio; what is left empty is not entered. Made by ``results_form``."""

    submit = "Enter these results"
    submissions: Sequence[PortfolioSubmission] = ()

    def entered(self) -> dict[PortfolioSubmission, tuple[str, str]]:
        """Submission → outcome and reasons, of those that were chosen."""
        found = {}
        for submission in self.submissions:
            if outcome := self.cleaned_data.get(f"outcome_{submission.reference}"):
                found[submission] = (outcome, self.cleaned_data.get(f"reasons_{submission.reference}", ""))
        return found

    def rows(self) -> Iterator[tuple[PortfolioSubmission, BoundField, BoundField]]:
        for submission in self.submissions:
            yield submission, self[f"outcome_{submission.reference}"], self[f"reasons_{submission.reference}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for submission in self.submissions:
            outcome = cleaned.get(f"outcome_{submission.reference}")
            if outcome == Outcome.REFER_BACK and not cleaned.get(f"reasons_{submission.reference}"):
                self.add_error(f"reasons_{submission.reference}", "Say why it is referred back")
        if not self.errors and not self.entered():
            self.add_error(None, "Choose a result for at least one portfolio.")
        return cleaned


def results_form(submissions: Sequence[PortfolioSubmission], said: Mapping[int, Said]) -> type[ResultsForm]:
    """The form for these portfolios: of each, what a board can decide about it after what was said."""
    fields: dict[str, Any] = {"submissions": submissions}
    for submission in submissions:
        possible = [
            (outcome, Outcome(outcome).label) for outcome in outcomes_for(submission, said[submission.pk].panel)
        ]
        fields[f"outcome_{submission.reference}"] = forms.ChoiceField(
            label=f"Result of {submission.placement.apprentice}",
            choices=[("", "Not entered yet"), *possible],
            widget=forms.RadioSelect,
            required=False,
        )
        fields[f"reasons_{submission.reference}"] = forms.CharField(
            label="Reasons, where it is referred back or decided against the panel",
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return type("ResultsForm", (ResultsForm,), fields)
