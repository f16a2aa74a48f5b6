"""What people type about adjustments: what helps, who acts, who reads, until when; a decision; one's own note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from apprentices.adjustment_rules import CIRCLES, decide_within
from apprentices.models.adjustments import Audience, ResultReview
from core.forms import DateField, PortalForm


def _parties() -> list[tuple[str, str]]:
    """Each party, with who that is."""
    return [(value, f"{label}: {CIRCLES[value].words}") for value, label in Audience.choices]


def _lines(label: str, help_text: str = "", *, required: bool = True, most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskAdjustmentForm(PortalForm):
    submit = "Continue"
    what_helps = _lines(
        "What would help?",
        "For example, a quiet room for exams, software that reads aloud, or written notes of supervision. Do not write "
        "why you need it: nobody has to know the condition behind it.",
    )
    asked = forms.MultipleChoiceField(
        label="Who has to do something?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.MultipleChoiceField(
        label="Who else may read it? (optional)", widget=forms.CheckboxSelectMultiple, required=False
    )
    until = DateField(label="Until when may they read it?", help_text="You can stop sharing on any day.")
    stage = forms.CharField(
        label="Was a result decided without this help? (optional)",
        help_text="Write which result, such as “Module 3 exam, June”. It goes to review, not to appeal, and the "
        "university reads this adjustment. Leave it empty if there was none.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "asked"
        ].help_text = (
            f"They read it, and decide within {decide_within()} working days. Until then they do what you ask for."
        )
        for name in ("asked", "told"):
            self.fields[name].choices = _parties()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("asked") and not typed.get("told"):
            self.add_error("asked", "Select who has to do something, or who may read it")
        university = Audience.UNIVERSITY in {*typed.get("asked", ()), *typed.get("told", ())}
        if typed.get("stage") and not university and (typed.get("asked") or typed.get("told")):
            self.add_error("told", "Select the university, which looks at the result again")
        if (until := typed.get("until")) and until < timezone.localdate():
            self.add_error("until", "The last day must be today or later")
        return typed


class ShareAdjustmentForm(PortalForm):
    submit = "Share it"
    audience = forms.ChoiceField(label="With whom?", widget=forms.RadioSelect)
    asks = forms.TypedChoiceField(
        label="Do they have to do something?",
        choices=[("yes", "Yes, ask them for a decision"), ("no", "No, they only read it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    until = DateField(label="Until when may they read it?", help_text="You can stop sharing on any day.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = _parties()  # type: ignore[attr-defined]


class DecideAdjustmentForm(PortalForm):
    submit = "Send the decision"
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("agree", "We agree to it as it is asked for"),
            ("instead", "We offer something else in its place"),
            ("refuse", "We cannot agree to it"),
        ],
        widget=forms.RadioSelect,
    )
    instead = _lines("If something else: what do you offer?", "It holds once the apprentice says yes.", required=False)
    because = _lines("If you cannot agree: why?", "The apprentice reads this.", required=False)
    turn_to = forms.CharField(
        label="If you cannot agree: where can the apprentice turn?",
        help_text="A person or an office, with how to reach them.",
        max_length=300,
        required=False,
    )

    NEEDED = {
        "instead": {"instead": "Enter what you offer in its place"},
        "refuse": {"because": "Enter why you cannot agree", "turn_to": "Enter where the apprentice can turn"},
    }

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name, words in self.NEEDED.get(typed.get("decision", ""), {}).items():
            if not (typed.get(name) or "").strip() and name not in self.errors:
                self.add_error(name, words)
        return typed


class AnswerOfferForm(PortalForm):
    submit = "Send my answer"
    yes = forms.TypedChoiceField(
        label="Will this do?",
        choices=[("yes", "Yes, this will do"), ("no", "No, I ask for what I had put")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class AnswerResultForm(PortalForm):
    submit = "Send the answer"
    outcome = forms.ChoiceField(
        label="What happens to the result?", choices=ResultReview.Outcome.choices, widget=forms.RadioSelect
    )
    answer = _lines("What happens next, and why?", "The apprentice reads this.")


class LookAgainForm(PortalForm):
    submit = "It still helps"
    next_on = DateField(label="When do you look at it again?")


class OwnNoteForm(PortalForm):
    submit = "Keep my note"
    text = _lines(
        "My own note",
        "For you alone. Nobody else reads it: no manager, tutor or administrator, and it is in no export. Empty it to "
        "delete it.",
        required=False,
        most=4000,
    )
