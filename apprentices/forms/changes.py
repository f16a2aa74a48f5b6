"""What people type about changes: the pages of the wizards, and the short forms of each step. Forms only collect."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apprentices.change_reasons import BREAK, EMPLOYMENT_END, SUSPENSION, WITHDRAWAL, choices
from apprentices.forms.time import CodeForm
from apprentices.models import BreakInLearning, Withdrawal
from apprentices.models.parties import Party
from consortium.models import Cohort
from core.accounts.models import User
from core.forms import DateField, PortalForm
from core.words import count

MOST_LEARNING_DAYS = 20
WHO_READS = "Read by the apprentice, by whoever writes it and by the people who are told. Nobody else."


def _radios(label: str, options: Sequence[tuple[str, str]] = (), help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, help_text=help_text)


def _note(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class DatesField(forms.CharField):
    """Dates on lines of their own, as people write them: 6 September 2027, or 6/9/2027."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[datetime.date]:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > MOST_LEARNING_DAYS:
            raise ValidationError(f"Give at most {count(MOST_LEARNING_DAYS, 'day')}")
        return sorted({self._read(line) for line in lines})

    @staticmethod
    def _read(line: str) -> datetime.date:
        parts = re.split(r"[\s/.\-]+", line)
        try:
            date = DateField().clean(parts if len(parts) == 3 else ["", "", ""])
        except ValidationError:
            date = None
        if date is None:
            raise ValidationError(f"“{line[:40]}” must be a real date, such as 6 September 2027")
        return date


# The wizard of a break, one question a page -------------------------------------------------------------------


class WizardForm(PortalForm):
    """One page of a wizard."""

    submit = "Continue"


class WhoAsksForm(WizardForm):
    asked_as = _radios("Who asks for this break?", Party.choices)


class BreakReasonForm(WizardForm):
    code = _radios("Why is learning paused?", choices(BREAK), help_text=WHO_READS)
    note = _note("What else should those people know? (optional)")


class FirstDayForm(WizardForm):
    starts_on = DateField(label="What is the first day of the break?")


class LateForm(WizardForm):
    backdated_because = forms.CharField(
        label="Why is the break recorded only now?",
        help_text="The first day has passed, so the others approve this as well. Everybody who agrees reads it: do not "
        "write the reason for the break itself.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class ReturnForm(WizardForm):
    expected_return_on = DateField(
        label="When is the return expected?",
        help_text="The first day of learning again. If it is not certain, give your best guess: it can be changed.",
    )


class LearningDaysForm(WizardForm):
    dates = DatesField(
        label="Are keep-in-touch days with learning planned? (optional)",
        required=False,
        help_text="One date on each line, such as 6 September 2027. Leave it empty if there are none. Time of these "
        "days can be logged.",
    )


class RejoinForm(WizardForm):
    cohort = _radios("Which cohort is joined on return?")

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], own: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [  # type: ignore[attr-defined]
            (cohort.reference, f"{cohort.name} (the same as now)" if cohort == own else cohort.name)
            for cohort in cohorts
        ]


class ContactForm(WizardForm):
    contact = _radios("What contact is wanted during the break?", BreakInLearning.Contact.choices)


class ToldForm(WizardForm):
    told = forms.MultipleChoiceField(
        label="Who is told the reason? (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The others see that learning is paused, and not why. The apprentice can share the reason later.",
    )

    def __init__(self, *args: Any, people: Sequence[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told"].choices = [  # type: ignore[attr-defined]
            (person.reference, f"{person} ({part.lower()})") for person, part in people
        ]


class CheckForm(PortalForm):
    """The last page of a wizard: nothing to type."""

    submit = "Agree and send"


# Steps of a break ---------------------------------------------------------------------------------------------


class AgreeForm(PortalForm):
    """Agreeing to the terms that were shown: their number goes with the form."""

    submit = "I agree"
    terms = forms.IntegerField(widget=forms.HiddenInput)


class AgreeByLinkForm(CodeForm):
    """Agreeing by link: the code that was sent, name and role, and the terms that were shown."""

    submit = "I agree"
    terms = forms.IntegerField(widget=forms.HiddenInput)


class SupportPlanForm(PortalForm):
    submit = "Send"
    support_plan = forms.CharField(
        label="What support is there instead?",
        help_text="The apprentice reads this. Say who does what, and from when.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
    )


class TermsForm(PortalForm):
    submit = "Put these dates forward"
    starts_on = DateField(label="First day of the break")
    expected_return_on = DateField(label="Expected return")


class ReturnsOnForm(PortalForm):
    returns_on = DateField(label="What is the first day of learning again?")


class ReturnedForm(PortalForm):
    submit = "Record the return"
    returned_on = DateField(label="What was the first day of learning again?")


class MeetingForm(PortalForm):
    submit = "Record the meeting"
    met_on = DateField(label="When was the meeting?")
    agreed = forms.CharField(
        label="What was agreed?",
        help_text="Hours a week from now on, the stage and the modules that come next, support. All three read this: "
        "leave out why the break was needed.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
    )


class ShareReasonForm(PortalForm):
    submit = "Share the reason"
    person = _radios("Who may read the reason?")
    ends_on = DateField(label="Until which day?")

    def __init__(self, *args: Any, people: Sequence[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (person.reference, f"{person} ({part.lower()})") for person, part in people
        ]


# Suspended, left, between employers, quiet ---------------------------------------------------------------------


class SuspendForm(ToldForm):
    submit = "Suspend learning from today"
    code = _radios("What is the question?", choices(SUSPENSION), help_text=WHO_READS)
    note = _note(
        "What else should those people know? (optional)",
        help_text="The apprentice can read it. What may not be told yet belongs in no record of the portal.",
    )
    field_order = ("code", "note", "told")


class LastDayForm(WizardForm):
    last_day = DateField(
        label="What was the last day of learning?",
        help_text="A day on which training took place. A progress review alone does not show it.",
    )


class TriggerForm(WizardForm):
    trigger = _radios("Whose decision is it?", [*Party.choices, ("other", "Nobody's")])


class LeavingReasonForm(WizardForm):
    code = _radios("Why?")
    note = _note("What else should be kept with it? (optional)", help_text=WHO_READS)

    def __init__(self, *args: Any, trigger: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = choices(WITHDRAWAL, trigger=trigger)  # type: ignore[attr-defined]


class AwardForm(WizardForm):
    exit_award = _radios("What does the university give for what was done?", Withdrawal.Award.choices)


class ConversationForm(PortalForm):
    submit = "Record the conversation"
    talked_on = DateField(label="When was the exit conversation?")
    exit_award = _radios("What does the university give for what was done?", Withdrawal.Award.choices)


class ReinstateForm(PortalForm):
    submit = "Bring back to the programme"
    because = forms.CharField(
        label="Why does this person come back?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class EmploymentEndedForm(PortalForm):
    submit = "Record it"
    last_day_employed = DateField(label="What is the last day of employment?")
    code = _radios("How did it end?", choices(EMPLOYMENT_END), help_text="Probation and dismissal are read by few.")


class FoundForm(PortalForm):
    submit = "Record the new employer"
    found_on = DateField(label="What is the first day with the new employer?")


class QuietForm(PortalForm):
    submit = "Stop all mail now"
    code = _radios("What has happened?", choices("quiet"))
