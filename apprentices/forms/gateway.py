"""What people type at the gateway and after it. Forms only collect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apprentices.forms.time import CodeForm
from apprentices.models import Apprentice, Destination, LevelTwo, Sitting
from core.forms import DateField, PortalForm, SignForm


def _text(label: str, help_text: str = "", *, required: bool = True, most: int = 2000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget, max_length=most)


def _radios(label: str, options: Sequence[tuple[str, str]], help_text: str = "", **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, help_text=help_text, **more)


class DecideByLinkForm(CodeForm, SignForm):
    """The code that was sent, name and role, bound to the conditions that were shown."""

    submit = "Sign"


class BackForm(PortalForm):
    submit = "Sign"
    reason = _text(
        "Why does learning go on?",
        "All three read this. Leave out health and anything else that is not for all of them.",
    )


class DeclareForm(PortalForm):
    submit = "Record it"
    on = DateField(label="Since when is it so?")
    evidence = _text("What shows it?", "Such as the minutes of the board of examiners, and where they are.", most=1000)


class LevelTwoForm(PortalForm):
    """English and maths side by side: whose requirement each is, and whether it is met."""

    submit = "Record it"

    def __init__(self, *args: Any, held: dict[str, LevelTwo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject, name in LevelTwo.Subject.choices:
            now = held.get(subject)
            fields: dict[str, forms.Field] = {
                f"{subject}_required_by": _radios(
                    f"Who requires {name} at level 2?",
                    LevelTwo.Source.choices,
                    initial=now.required_by if now else None,
                ),
                f"{subject}_met_on": DateField(
                    label=f"Since when is {name} met? (optional)",
                    help_text="Leave it empty where it is not met yet, or nobody requires it.",
                    required=False,
                    initial=now.met_on if now else None,
                ),
                f"{subject}_evidence": forms.CharField(
                    label=f"What shows it for {name}? (optional)",
                    required=False,
                    max_length=250,
                    initial=now.evidence if now else "",
                ),
            }
            for field_name, field in fields.items():
                self.fields[field_name] = self.style_field(field_name, field)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for subject, name in LevelTwo.Subject.choices:
            if typed.get(f"{subject}_met_on") and not typed.get(f"{subject}_evidence", "").strip():
                self.add_error(f"{subject}_evidence", f"Say what shows it for {name}: the certificate, and who saw it")
        return typed


class BookForm(PortalForm):
    submit = "Book it"
    booked_for = DateField(label="On which day is it?")

    def __init__(self, *args: Any, components: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(components) > 1:
            field = forms.MultipleChoiceField(
                label="What is taken on that day?",
                choices=components,
                widget=forms.CheckboxSelectMultiple,
                initial=[code for code, _ in components],
            )
            self.fields["components"] = self.style_field("components", field)


class OnForm(PortalForm):
    """A day, and nothing else."""

    on = DateField(label="On which day?")

    def __init__(self, *args: Any, submit: str, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit = submit
        if label:
            self.fields["on"].label = label


NOT_PASSED = "not_passed"


class ResultForm(PortalForm):
    """The result of a sitting; where it was not passed, what comes next."""

    submit = "Record the result"
    on = DateField(label="On which day was the result released?")

    def __init__(self, *args: Any, grades: Sequence[str], components: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = [(grade, grade.capitalize()) for grade in grades] + [(NOT_PASSED, "Not passed")]
        fields: dict[str, forms.Field] = {"result": _radios("What is the result?", results)}
        if len(components) > 1:
            fields["passed_components"] = forms.MultipleChoiceField(
                label="If not passed: what of it was passed? (optional)",
                choices=components,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        fields |= {
            "again": _radios("If not passed: is it taken again?", Sitting.Again.choices, required=False),
            "again_by": DateField(label="If it is taken again: by when?", required=False),
            "paid_by": _radios("If it is taken again: who pays?", Sitting.Payer.choices, required=False),
            "still_employed": _radios(
                "If not passed: does the employment go on?", [("yes", "Yes"), ("no", "No")], required=False
            ),
        }
        for name, field in fields.items():
            self.fields[name] = self.style_field(name, field)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("result") != NOT_PASSED:
            return typed
        needed = {"again": "Say whether it is taken again", "still_employed": "Say whether the employment goes on"}
        if typed.get("again") not in ("", None, Sitting.Again.NONE):
            needed |= {"again_by": "Say by when it is taken again", "paid_by": "Say who pays"}
        for name, words in needed.items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, words)
        return typed


class StepForm(PortalForm):
    """A step with its day; some have a number on the register, some a word more."""

    submit = "Record it"
    on = DateField(label="On which day?")

    def __init__(self, *args: Any, registers: bool, with_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = {}
        if registers:
            self.fields["on"].label = "Since which day on the register?"
            fields["number"] = forms.CharField(
                label="Number on the register", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
        elif with_place:
            fields["note"] = forms.CharField(
                label="Anything to know with it? (optional)", max_length=250, required=False
            )
        for name, field in fields.items():
            self.fields[name] = self.style_field(name, field)


class PostForm(PortalForm):
    submit = "Sign and offer it"
    role = forms.CharField(label="Which post?", max_length=120)
    team = forms.CharField(label="In which team? (optional)", max_length=120, required=False)
    starts_on = DateField(label="First day in the post", help_text="Once qualified and registered.")
    guaranteed = _radios(
        "Is the post guaranteed?",
        [("yes", "Yes, once qualified and registered"), ("no", "No, an interview is guaranteed")],
    )
    terms = _text("What else holds? (optional)", "Grade, hours, what happens if results are late.", required=False)


class AnswerForm(PortalForm):
    """Yes or no to what stands on the page."""

    submit = "Send my answer"

    def __init__(self, *args: Any, question: str, yes: str, no: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = _radios(question, [("yes", yes), ("no", no)])
        self.fields["answer"] = self.style_field("answer", field)


class HandOverForm(PortalForm):
    submit = "Ask the apprentice"
    name = forms.CharField(label="Who supports the first year in practice?", max_length=150)
    email = forms.EmailField(label="Work email address")


class DestinationForm(PortalForm):
    submit = "Send"
    situation = _radios("Where are you now?", [])
    place = forms.CharField(label="Where? (optional)", max_length=150, required=False, help_text="Employer and team.")

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [c for c in Destination.Situation.choices if not own or c[0] != Destination.Situation.UNKNOWN]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        if not own:
            self.fields["situation"].label = "Where is this person now, in their words?"
            self.submit = "Record it"


class ManyForm(PortalForm):
    """One step for many of a cohort: the day, and who. Results have a grade for each."""

    submit = "Record it for these"
    on = DateField(label="On which day?")

    def __init__(
        self, *args: Any, apprentices: Sequence[Apprentice], grades: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.apprentices, self.graded = list(apprentices), bool(grades)
        fields: dict[str, forms.Field] = {}
        if grades:
            for one in self.apprentices:
                fields[f"result_{one.reference}"] = forms.ChoiceField(
                    label=str(one), choices=[("", "No result yet"), *grades], required=False
                )
        else:
            fields["who"] = forms.MultipleChoiceField(
                label="For whom?",
                choices=[(one.reference, str(one)) for one in self.apprentices],
                widget=forms.CheckboxSelectMultiple,
                initial=[one.reference for one in self.apprentices],
            )
        for name, field in fields.items():
            self.fields[name] = self.style_field(name, field)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.graded and not any(typed.get(f"result_{one.reference}") for one in self.apprentices):
            raise ValidationError("Choose the result of at least one of them")
        return typed

    def picked(self) -> list[tuple[Apprentice, str]]:
        """Those who were ticked, or got a result, with it."""
        typed = self.cleaned_data
        if self.graded:
            return [(one, found) for one in self.apprentices if (found := typed[f"result_{one.reference}"])]
        return [(one, "") for one in self.apprentices if one.reference in typed["who"]]
