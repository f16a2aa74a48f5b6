"""What is filled in on the way to a decision: a later day, the recommendation, a question, an answer, an opinion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from assessment.forms.screened import ScreenedForm
from assessment.models import Appeal, HandInExtension, Recommendation, TutorReview
from assessment.models.observations import KEPT_REASON_LENGTH
from assessment.models.recommendations import WORDS_LENGTH
from assessment.reciprocal.second_opinions import Candidate
from consortium.models import Statement
from core.forms import DateField, PortalForm
from placements.models import PracticeEducator

LONGEST = 10_000
Outcome = Recommendation.Outcome


class ExtensionForm(PortalForm):
    """A later day for handing in, and on which of two grounds."""

    submit = "Record the later day"

    until = DateField(label="Until when?", help_text="For example 27 3 2027")
    ground = forms.ChoiceField(
        label="What was granted?",
        choices=HandInExtension.Ground.choices,
        widget=forms.RadioSelect,
        help_text="The reasons stay where they were given. They are not written here.",
    )


class RecommendationForm(ScreenedForm):
    """A recommendation: pass, fail or unable; words about every capability and about the whole."""

    submit = "Check before you sign"
    other_buttons = {"later": "Save and go on later"}
    statements: Sequence[Statement] = ()

    outcome = forms.ChoiceField(
        label="What do you recommend?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Unable to recommend says nothing about the practice: days are missing, or too much was missed.",
    )
    because = forms.ChoiceField(
        label="If you are unable to recommend: why?",
        choices=[("", "It does not apply"), *Recommendation.Because.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    holistic = forms.CharField(
        label="The practice as a whole",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The whole picture at the level of this placement. No names of people or families.",
    )
    unexplained_until_now = forms.CharField(
        label="If it is a fail and no concern was recorded: why does it come at the end?",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    without_report_because = forms.CharField(
        label="If there is no report of the workplace supervisor: why not?",
        required=False,
        max_length=KEPT_REASON_LENGTH,
    )

    def said(self) -> dict[int, str]:
        """Statement id → words about that capability."""
        return {s.pk: self.cleaned_data.get(f"capability_{s.pk}", "") for s in self.statements}


def recommendation_form(statements: Iterable[Statement], *, asks_report: bool) -> type[RecommendationForm]:
    """The form for the capabilities that are judged at the level of a placement."""
    statements = list(statements)
    names = [f"capability_{statement.pk}" for statement in statements]
    fields: dict[str, Any] = {
        "statements": statements,
        "screened": ("holistic", "unexplained_until_now", "without_report_because", *names),
        "field_order": ("outcome", "because", *names, "holistic"),
    }
    for name, statement in zip(names, statements, strict=True):
        fields[name] = forms.CharField(
            label=str(statement),
            required=False,
            max_length=WORDS_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    if not asks_report:
        fields["without_report_because"] = None
    return type("RecommendationForm", (RecommendationForm,), fields)


class WordsForm(PortalForm):
    """A text of one's own. ``asked`` is its label."""

    words = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, asked: str, submit: str = "Save", **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, **kwargs)
        self.fields["words"].label = asked
        self.fields["words"].error_messages["required"] = f"{asked}: write something"


class ReportForm(ScreenedForm):
    """The workplace supervisor's report."""

    submit = "Check before you sign"
    screened = ("report",)

    report = forms.CharField(
        label="Your report",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="What you saw from day to day, in your own words. You recommend nothing. No names of people or "
        "families.",
    )


class TutorForm(PortalForm):
    """Concur or dissent, with reasons; or ask for a second opinion all the same."""

    submit = "Check before you sign"

    outcome = forms.ChoiceField(
        label="Your answer to the recommendation",
        choices=TutorReview.Outcome.choices,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label="Your reasons",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Needed where you dissent. The words of the practice educator stay as they are.",
    )
    asks_second_opinion = forms.BooleanField(
        label="Ask for a second opinion in any case",
        required=False,
        help_text="After a fail and after a dissent there is one without this.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == TutorReview.Outcome.DISSENT and not cleaned.get("reasons"):
            self.add_error("reasons", "Say why you dissent")
        return cleaned


class ChooseEducatorForm(PortalForm):
    """Whom to ask for a second opinion."""

    submit = "Ask for a second opinion"

    educator = forms.ChoiceField(label="Whom do you ask?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.educator.reference: one.educator for one in candidates}
        self.fields["educator"].choices = [
            (one.educator.reference, f"{one.educator}, {one.educator.employer_words}. {' '.join(one.why)}")
            for one in candidates
        ]

    def chosen(self) -> PracticeEducator:
        return self.offered[self.cleaned_data["educator"]]


class ApartForm(PortalForm):
    """Before anything is opened: nothing to do with the apprentice before."""

    submit = "Accept, and read what was handed in"

    apart = forms.BooleanField(
        label="I have not taught, supervised, assessed or managed this apprentice, and I do not know them otherwise",
        error_messages={"required": "If you have had to do with them, decline instead"},
    )


class OpinionForm(ScreenedForm):
    """Whether the recommendation is supported, and why."""

    submit = "Check before you sign"
    screened = ("reasons",)

    supports = forms.ChoiceField(
        label="Do you support the recommendation?",
        choices=[("yes", "I support it"), ("no", "I do not support it")],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label="Your reasons", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}))


class AppealForm(PortalForm):
    """On which ground, and what happened."""

    submit = "Lodge the appeal"

    ground = forms.ChoiceField(
        label="On what ground?",
        choices=Appeal.Ground.choices,
        widget=forms.RadioSelect,
        help_text="That you see your practice otherwise than those who judged it is no ground.",
    )
    statement = forms.CharField(label="What happened", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10}))


class AdmissionForm(PortalForm):
    """Whether an appeal is heard."""

    submit = "Record this"

    admissible = forms.ChoiceField(
        label="Is it admissible?",
        choices=[("yes", "Yes, it is heard"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label="Reasons", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class HearingForm(PortalForm):
    """When it was heard, and how."""

    submit = "Record this"

    heard_on = DateField(label="When was it heard?", help_text="For example 27 3 2027")
    upheld = forms.ChoiceField(
        label="What was decided?",
        choices=[("yes", "Upheld: the result is set aside, and a new panel begins"), ("no", "Dismissed")],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label="Reasons", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class ActionForm(PortalForm):
    """Days that the chair may add without a meeting."""

    submit = "Propose chair’s action"

    more_days = forms.IntegerField(label="How many days are added?", min_value=1, max_value=60)
    due_on = DateField(label="To be made up by", help_text="For example 27 3 2027")
    reasons = forms.CharField(
        label="Which days were lost, and how",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Apprentice, practice educator, tutor and employer read this. Nothing about anybody’s health.",
    )
