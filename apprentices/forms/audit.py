"""Whose evidence, what an extract covers, what explains a difference, and who visits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from apprentices.forms.time import OneTimeCodeForm
from apprentices.models import Visit
from consortium.models import Cohort, Organisation
from core.forms import DateField, PortalForm
from core.imports.views import BringForm


class ReferencesForm(PortalForm):
    """People named by what an auditor's letter has: references, addresses or names, one on a line."""

    submit = "Look them up"
    references = forms.CharField(
        label="References, email addresses or full names",
        help_text="One on each line.",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class BuildForm(PortalForm):
    """Nothing to fill in: who is in it stands in the address."""

    submit = "Build the audit file"


class BringLearnerRecordForm(BringForm):
    """The extract, and whom it should hold: whoever of these is not in it is a difference too."""

    scope = forms.ChoiceField(label="Whom does the extract cover?")
    field_order = ("scope", "file")

    def __init__(self, *args: Any, universities: Iterable[Organisation], cohorts: Iterable[Cohort], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(f"university:{one.reference}", f"Everybody at {one.name}") for one in universities]
        choices += [(f"cohort:{one.reference}", one.name) for one in cohorts]
        self.fields["scope"].choices = [("", "Select"), *choices]  # type: ignore[attr-defined]
        self.order_fields(["scope", "file"])


class ExplainForm(PortalForm):
    """Why the two may differ."""

    submit = "Keep the explanation"
    words = forms.CharField(
        label="What explains it?",
        max_length=500,
        help_text="Whoever compares it after you reads this. Leave out why somebody was away, and health.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VisitForm(PortalForm):
    """Who comes, from where, what for, and from when to when."""

    submit = "Continue"
    name = forms.CharField(label="Visitor's full name", max_length=150)
    email = forms.EmailField(
        label="Visitor's work email address", help_text="The link and each one-time code go to this address."
    )
    kind = forms.ChoiceField(label="As what do they come?", choices=Visit.Kind.choices, widget=forms.RadioSelect)
    organisation = forms.CharField(label="Their organisation", max_length=150)
    purpose = forms.CharField(
        label="What is the visit for?", max_length=300, help_text="The apprentices read this. Name nobody in it."
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(
        label="Last day", help_text=f"At most {Visit.MOST_DAYS} days. After this day the records are closed to them."
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        last = today + datetime.timedelta(days=Visit.MOST_DAYS - 1)
        super().__init__(*args, initial={"starts_on": today, "ends_on": last}, **kwargs)


class VisitCodeForm(OneTimeCodeForm):
    """The one-time code alone: who the visitor is stands in the visit."""

    submit = "Open the records"


def lines_of(text: str, *, most: int) -> Sequence[str]:
    """What stands on each line, without what is there twice; commas and semicolons end one too."""
    for sign in (",", ";", "\t"):
        text = text.replace(sign, "\n")
    return list(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))[:most]
