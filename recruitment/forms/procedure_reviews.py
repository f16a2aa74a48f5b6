"""A review of procedure: the candidate's question, who reviews, and the outcome."""

from __future__ import annotations

from typing import Any

from django import forms

from consortium.models import Appointment
from core.forms import PortalForm, SeveralField
from recruitment.forms.questions import Choice, YesNo
from recruitment.models import ProcedureReview
from recruitment.operations.procedure_reviews import GOES_BACK_TO, possible_reviewers


class AskForReviewForm(PortalForm):
    submit = "Ask for a review"
    ground = Choice(label="What was not right?", choices=ProcedureReview.Ground.choices)
    words = forms.CharField(
        label="What happened?",
        help_text="Say when, and what should have happened. The two people who review it read this.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AppointmentsField(SeveralField):
    def label_from_instance(self, appointment: Appointment) -> str:
        return f"{appointment.person}, {appointment.role.name}, {appointment.organisation.short_name}"


class ReviewersForm(PortalForm):
    submit = "Ask these two"
    appointments = AppointmentsField(
        Appointment.objects.none(),
        label="Who reviews it?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Two people from two organisations. Whoever had a part in this application is not listed.",
    )

    def __init__(self, *args: Any, review: ProcedureReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointments"].queryset = possible_reviewers(review)


class ReviewOutcomeForm(PortalForm):
    submit = "Send to the other reviewer"
    upheld = YesNo(label="Was the procedure not followed, so that the outcome cannot stand?")
    remedy = Choice(label="If so, what follows?", required=False)
    words = forms.CharField(
        label="What the candidate should read",
        help_text="What you looked at, what you found, and what follows. Nothing about how good the candidate was.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, review: ProcedureReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [(str(remedy), remedy.label) for state, remedy in GOES_BACK_TO if state == review.of_state]
        self.fields["remedy"].choices = possible

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("upheld") and not answers.get("remedy"):
            self.add_error("remedy", "Select what follows")
        return answers
