"""Choose who reads for a panel, and answer when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from consortium.models import Borough
from core.forms import PortalForm


class WhereForm(forms.Form):
    """Where the panel meets; read from the address, so that a proposal can be looked at again."""

    where = forms.ModelChoiceField(
        label="Where does the panel meet?",
        queryset=Borough.objects.all(),
        to_field_name="tile_code",
        required=False,
        empty_label="By video",
    )


class ProposalForm(PortalForm):
    """Which of the proposed readings are asked for."""

    submit = "Ask these readers"

    wanted = forms.MultipleChoiceField(label="Who is to be asked?", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, proposed: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["wanted"]
        field.choices = [(pair, pair) for pair in proposed]
        field.error_messages |= {
            "required": "Choose at least one reader to ask",
            "invalid_choice": "The proposal has changed meanwhile. Look at it again",
        }


class ChooseReaderForm(PortalForm):
    """Somebody else than the rule proposes, with a reason."""

    submit = "Ask this reader"

    reader = forms.ChoiceField(label="Who is to be asked?", widget=forms.RadioSelect)
    because = forms.CharField(
        label="Why them?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where they are not the first of the list. It is kept; say nothing about the portfolio.",
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], first: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reader"]
        field.choices = people
        self.first = first

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reader") not in (None, self.first) and not cleaned.get("because"):
            self.add_error("because", "Say why them and not the first of the list")
        return cleaned


class AcceptReadingForm(PortalForm):
    """Yes, and that the reader has had nothing to do with whoever it is about."""

    submit = "Yes, I will read it"

    apart = forms.BooleanField(
        label="I have had nothing to do with this apprentice or the practice educator, and know neither well",
        error_messages={"required": "Tick this if it is true. If it is not, give the portfolio back"},
    )


class DeclineReadingForm(PortalForm):
    """No. No reason is asked."""

    submit = "Give it back"

    never_again = forms.BooleanField(
        label="Do not ask me about this apprentice again",
        required=False,
        help_text="Nobody is told. Only the matching of readers heeds it.",
    )
