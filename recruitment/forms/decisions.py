"""Forms of those who decide: line manager, university, employer, and the candidate's answer to an offer."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, HoursField, PortalForm
from recruitment.forms.public import AddressField, NameField
from recruitment.forms.questions import Choice, YesNo
from recruitment.models import Application, Endorsement
from recruitment.reasons import reason_choices


def _source(label: str) -> forms.CharField:
    """One of the three sources; a line or two is enough, and one that was not looked at stays empty."""
    return forms.CharField(label=label, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EndorsementForm(PortalForm):
    submit = "Continue"
    answer = Choice(label="Do you endorse this application?", choices=Endorsement.Answer.choices)
    from_job_description = _source("What does their job description show that prepares them for this?")
    from_supervision = _source("What does supervision show of how they think and learn?")
    from_appraisal = _source("What does the last appraisal show?")
    words = forms.CharField(
        label="What the employer should know",
        help_text="If you do not endorse it, say why. The candidate can read what you write.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = NameField(label="Your full name")
    role = forms.CharField(
        label="Your role", max_length=120, help_text="For example, team manager, Hospital Discharge."
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == Endorsement.Answer.NO and not answers.get("words"):
            self.add_error("words", "Say why you do not endorse this application")
        asked = [name for name in Endorsement.SOURCES if name in self.fields]
        if answers.get("answer") == Endorsement.Answer.YES and asked and not any(answers.get(name) for name in asked):
            self.add_error(asked[0], "Say what at least one of the three shows")
        return answers


class ServiceEndorsementForm(EndorsementForm):
    """For the service: it speaks for time and post, so the three sources are not asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Endorsement.SOURCES:
            del self.fields[name]
        self.fields["answer"].label = "Does the service support this application?"
        self.fields["role"].help_text = "For example, head of service, Adult Social Care."


class AskServiceForm(PortalForm):
    submit = "Ask them"
    name = NameField(label="Name of whoever answers for the service")
    email = AddressField(label="Their work email address")


class CodeForm(PortalForm):
    submit = "Sign"
    code = forms.CharField(
        label="Code from our mail",
        help_text="Six digits. It works for 15 minutes.",
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-5"}
        ),
    )


class EligibilityForm(PortalForm):
    submit = "Record decision"

    class Decision:
        YES, NO, EXCEPTION = "eligible", "not_eligible", "exception"

    decision = Choice(
        label="Does this candidate meet the entry requirements?",
        choices=[
            (Decision.YES, "Yes, eligible"),
            (Decision.EXCEPTION, "Not all of them: ask for an exception"),
            (Decision.NO, "No, not eligible"),
        ],
    )
    requirement = forms.CharField(label="Requirement that is not met", max_length=150, required=False)
    words = forms.CharField(
        label="Reason",
        help_text="Not eligible: the candidate reads this. An exception: the second person reads it and decides on it.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def only_the_exception(self) -> None:
        """After a no, only an exception can still be asked for."""
        self.fields["decision"].choices = [(self.Decision.EXCEPTION, "Ask for an exception")]
        self.fields["decision"].label = "What do you ask for?"

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("decision") in (self.Decision.NO, self.Decision.EXCEPTION) and not answers.get("words"):
            self.add_error("words", "Enter the reason")
        if answers.get("decision") == self.Decision.EXCEPTION and not answers.get("requirement"):
            self.add_error("requirement", "Enter the requirement that is not met")
        return answers


class ExceptionForm(PortalForm):
    submit = "Record decision"
    agrees = YesNo(label="Do you agree to the exception?")
    feedback = forms.CharField(
        label="If not, what the candidate should read",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("agrees") is False and not answers.get("feedback"):
            self.add_error("feedback", "Enter what the candidate should read")
        return answers


class ShortlistForm(PortalForm):
    submit = "Record decision"
    outcome = Choice(
        label="What is your decision?",
        choices=[
            (Application.State.INVITED.value, "Invite to selection"),
            (Application.State.RESERVE.value, "Hold in reserve"),
            (Application.State.NOT_PROGRESSED.value, "Do not shortlist"),
        ],
    )
    reason_code = forms.ChoiceField(label="If not, the reason", required=False)
    feedback = forms.CharField(
        label="If not, what the candidate should read",
        help_text="Say what would make a stronger application next time.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = [("", "Select"), *reason_choices("not_progressed")]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("outcome") == Application.State.NOT_PROGRESSED:
            for name, message in (
                ("reason_code", "Select the reason"),
                ("feedback", "Enter what the candidate should read"),
            ):
                if not answers.get(name):
                    self.add_error(name, message)
        return answers


class DecisionForm(PortalForm):
    """One side's decision on an offer. The employer's names the post, the university's the prior learning."""

    submit = "Record decision"
    says_yes = YesNo(label="Should this candidate have an offer?")
    job_title = forms.CharField(label="Job title of the post", max_length=120, required=False)
    weekly_hours = HoursField(label="Hours a week of the post", max_hours=60, required=False)
    prior_learning_hours = forms.DecimalField(
        label="Hours of prior learning recognised",
        help_text="They are taken off the off-the-job hours. 0 where there are none.",
        min_value=0,
        max_value=9999,
        decimal_places=2,
        required=False,
    )
    notes = forms.CharField(
        label="Confidential notes",
        help_text="Read inside your organisation only; the other side never sees them.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, for_employer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ["prior_learning_hours"] if for_employer else ["job_title", "weekly_hours"]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for name, message in (
            ("job_title", "Enter the job title of the post"),
            ("weekly_hours", "Enter the hours a week of the post"),
        ):
            if answers.get("says_yes") and name in self.fields and not answers.get(name) and name not in self.errors:
                self.add_error(name, message)
        return answers


class DeclineForm(PortalForm):
    submit = "Decline the offer"
    reason_code = Choice(label="Would you like to tell us why?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = reason_choices("offer_decline")


class AnswerByForm(PortalForm):
    submit = "Tell the candidate"
    day = DateField(label="Answer by")
    is_last = forms.BooleanField(
        label="This is the last day",
        help_text="The candidate is told that the place may then go to somebody else. Give five working days or more.",
        required=False,
    )
