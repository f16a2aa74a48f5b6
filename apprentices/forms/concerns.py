"""What people type about concerns: short forms, one step each. Forms only collect."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from apprentices.models import Concern, ConcernArrangements, ConcernHold, PlacementDecision, WellbeingCheck
from core.accounts.models import User
from core.forms import DateField, PortalForm, PortalModelForm

LONGEST = 5000


def _radios(label: str, options: Sequence[tuple[str, str]] = (), help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, help_text=help_text)


def _text(label: str, help_text: str = "", *, rows: int = 5, required: bool = True) -> forms.CharField:
    label = label if required else f"{label} (optional)"
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RaiseConcernForm(PortalForm):
    """Whom it is about, what sort it is, what happened, what would help; a few things more for some.

    ``subjects`` are the people and organisations around the apprentice today: value and words.
    """

    submit = "Check"

    about = _radios("Whom or what is it about?")
    kind = _radios("What sort of concern is it?")
    happened = _text(
        "What happened?",
        "What you saw or heard, and when. Name nobody who uses services. "
        "Marks can be good while practice is a worry: say what you see.",
        rows=8,
    )
    wished = _text("What would help?", rows=3, required=False)
    wants_to_move = forms.BooleanField(
        label="I would like to move to another place, without it being held against me", required=False
    )
    hold_asked = forms.BooleanField(
        label="Telling the apprentice now could harm a safeguarding or police enquiry",
        help_text="A safeguarding lead decides within the time for triage. For anything else the apprentice is told.",
        required=False,
    )

    fields: dict[str, Any]

    def __init__(self, *args: Any, subjects: Sequence[tuple[str, str]], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened"].required = False  # of a complaint nothing is asked, nor kept
        self.fields["about"].choices = subjects
        left_out = {Concern.Kind.COMPLAINT, Concern.Kind.PRACTICE} if own else set()
        self.fields["kind"].choices = [choice for choice in Concern.Kind.choices if choice[0] not in left_out]
        if own:
            self.fields["kind"].help_text = "Racism and whistleblowing are kept apart and read by very few."
            del self.fields["hold_asked"]
        else:
            del self.fields["wants_to_move"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        complaint = answers.get("kind") == Concern.Kind.COMPLAINT
        if complaint:
            answers["happened"] = answers["wished"] = ""
            if answers.get("about") != Concern.About.APPRENTICE:
                self.add_error("kind", "Only a complaint about the apprentice is noted here, without any detail")
        elif not answers.get("happened", "").strip() and "happened" not in self.errors:
            self.add_error("happened", "Enter what happened")
        return answers


class TriageForm(PortalForm):
    submit = "Continue"
    way = _radios(
        "What happens with this concern?",
        (
            (Concern.State.INFORMAL, "Informal plan: talk, agree what changes, look again"),
            (Concern.State.FORMAL, "Formal action plan: actions with measure, support and a review"),
            (Concern.State.REFERRED, "Dealt with elsewhere: fitness to practise, safeguarding, whistleblowing"),
            (Concern.State.NOT_UPHELD, "Not upheld"),
        ),
    )


class TellApprenticeForm(PortalForm):
    submit = "Record that the apprentice was told"
    words = _text(
        "How was the apprentice told, and what was said?",
        "Speak first, write here afterwards. The apprentice reads this, and that a supporter may come along.",
    )


class ConcernReplyForm(PortalForm):
    submit = "Send"
    text = _text("Your own words", "You can add more later. What you send stays as it is.", rows=8, required=False)
    supporter = forms.CharField(
        label="Who comes along with you? (optional)",
        help_text="A friend, colleague or union representative. They need no account.",
        max_length=120,
        required=False,
    )
    goes_with_the_plan = forms.BooleanField(
        label="Put this beside the plan: whoever gets the plan reads it too", required=False
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors and not answers["text"].strip() and not answers["supporter"].strip():
            self.add_error("text", "Write something, or say who comes along")
        return answers


class ConcernActionForm(PortalForm):
    """One action. A formal plan asks for all of it; ``owners`` are those who may have a part, with theirs."""

    submit = "Add this action"
    what = _text("What is to be done?", "One thing, so plain that nobody can read it in two ways.", rows=3)
    measure = _text("How does everybody see that it is done?", rows=3)
    owner = forms.ChoiceField(label="Who does it?")
    due_on = DateField(label="By when?")
    support = _text("What support is there?", "Time, shadowing, supervision, adjustments.", rows=3)

    fields: dict[str, Any]

    def __init__(self, *args: Any, owners: Sequence[tuple[User, str]], formal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {person.reference: person for person, _ in owners}
        self.fields["owner"].choices = [("", "Select")] + [
            (person.reference, f"{person} ({part.lower()})") for person, part in owners
        ]
        if not formal:
            for name in ("measure", "support"):
                self.fields[name].required = False
                self.fields[name].label += " (optional)"

    def clean_owner(self) -> User:
        return self.owners[self.cleaned_data["owner"]]

    def clean_due_on(self) -> datetime.date:
        return _to_come(self.cleaned_data["due_on"])


class ConcernPlanForm(ConcernActionForm):
    """The first action of a plan, its review, and who has a part in it."""

    submit = "Begin the plan"
    review_on = DateField(label="When is the plan reviewed?")
    people = forms.MultipleChoiceField(
        label="Who has a part in the plan? (optional)",
        help_text="They read the actions, not what was said.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[User, str]], besides: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, owners=owners, **kwargs)
        self.fields["people"].choices = [
            (person.reference, f"{person} ({part.lower()})") for person, part in owners if person.pk not in besides
        ]
        if not self.fields["people"].choices:
            del self.fields["people"]

    def clean_people(self) -> list[User]:
        return [self.owners[reference] for reference in self.cleaned_data["people"]]

    def clean_review_on(self) -> datetime.date:
        on = _to_come(self.cleaned_data["review_on"])
        if on == timezone.localdate():
            raise ValidationError("The review must be after today")
        return on


class ReferConcernForm(PortalForm):
    submit = "It is dealt with elsewhere"
    where = _radios("Where is it dealt with?", Concern.Elsewhere.choices)
    words = _text("What do those who deal with it here need to know?", rows=3, required=False)


class ConcernWordsForm(PortalForm):
    """One text for a step, with the question that the step asks."""

    words = _text("Words")

    def __init__(self, *args: Any, question: str, help_text: str = "", submit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = question, help_text
        self.submit = submit


class HoldTellingForm(PortalForm):
    submit = "Hold telling the apprentice"
    ground = _radios("Which enquiry would be harmed?", ConcernHold.Ground.choices)
    reason = _text("Why would telling the apprentice now harm it?", rows=4)


class SecondPersonForm(PortalForm):
    submit = "Record"
    agree = _radios(
        "May telling be held for these further days?",
        (("yes", "Yes: the enquiry would still be harmed"), ("no", "No: telling falls due when this hold ends")),
    )


class CheckAnswerForm(PortalForm):
    submit = "Record what the apprentice said"
    answer = _radios("Did anything change for the worse since?", WellbeingCheck.Answer.choices)
    words = _text("In the apprentice’s words", rows=4, required=False)


class PlacementDecisionForm(PortalForm):
    submit = "Let it be changed"
    change = _radios(
        "What may be done about the placement?",
        PlacementDecision.Change.choices,
        "Whoever plans the placement can then do it, and reads nothing of why.",
    )
    until = DateField(
        label="Until when does this hold?",
        help_text=f"At most {PlacementDecision.MOST_DAYS} days. What is not done by then is asked again.",
    )
    words = _text("Why, and what does the apprentice say to it?", "The apprentice reads this.")


class ConcernArrangementsForm(PortalModelForm):
    submit = "Save"

    class Meta:
        model = ConcernArrangements
        fields = ("team", "phone", "out_of_hours", "email", "triage_days", "hold_days")
        labels = {
            "team": "Which team or person is to be told when somebody may be at risk?",
            "phone": "Phone in the day",
            "out_of_hours": "Phone at night and at weekends (optional)",
            "email": "Mail (optional)",
            "triage_days": "Working days for triage",
            "hold_days": "Working days for which a safeguarding lead may hold telling, each time",
        }


def _to_come(on: datetime.date) -> datetime.date:
    if on < timezone.localdate():
        raise ValidationError("The day must be today or later")
    return on
