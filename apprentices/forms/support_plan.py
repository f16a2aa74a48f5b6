"""What people type into a support plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.models import SupportOffer
from apprentices.models.parties import Party
from core.forms import DateField, PortalForm


def _lines(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SharedField(forms.MultipleChoiceField):
    """With which parties; none is an answer."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, parties: Sequence[Party], **kwargs: Any) -> None:
        choices = [(party.value, party.label) for party in parties]
        super().__init__(label="With whom is it shared?", choices=choices, required=False, **kwargs)


class SupportForm(PortalForm):
    submit = "Write it into the plan"
    kind = forms.ChoiceField(label="What is it about?", choices=SupportOffer.Kind.choices, widget=forms.RadioSelect)
    need = _lines("What is needed?", "What would help to learn, not why it is needed.")
    offer = _lines("What is offered?")
    offered_by = forms.CharField(label="Who offers it?", max_length=200, help_text="A person or a service.")
    starts_on = DateField(label="From which day?")
    review_on = DateField(label="When is it looked at again?")

    OF_THE_OFFER = ("kind", "need", "offer", "offered_by", "starts_on", "review_on")

    def __init__(self, *args: Any, shares: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shares:
            field = SharedField([Party.EMPLOYER, Party.UNIVERSITY])
            self.fields["shared"] = self.style_field("shared", field)


class ShareSupportForm(PortalForm):
    submit = "Keep it so"

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"] = self.style_field("parties", SharedField(parties))


class EndSupportForm(PortalForm):
    submit = "End it"
    outcome = _lines("What came of it?")
