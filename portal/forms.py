"""What somebody says about themselves on their own page."""

from __future__ import annotations

from django import forms

from core.forms import DateField, PortalForm

FIND, PRIVATE = "find", "private"


class NameForm(PortalForm):
    submit = "Save"
    name = forms.CharField(
        label="Your name", max_length=150, help_text="As you write it. It is shown everywhere at once."
    )
    since = DateField(
        label="From which day is it your name?", required=False, help_text="Only where your name is another one now."
    )
    former = forms.ChoiceField(
        label="Who may know of a name that you had before?",
        choices=[
            (
                FIND,
                "Whoever keeps my learner record: they see it and find me by it, because certificates and earlier "
                "records may carry it. What I signed keeps the name that I signed with",
            ),
            (PRIVATE, "Nobody but me. What I signed shows my name of today"),
        ],
        widget=forms.RadioSelect,
    )
