"""A later start: the candidate's question and the answers of the two sides."""

from __future__ import annotations

from typing import Any

from django import forms

from consortium.models import Organisation
from core.forms import PortalForm
from recruitment.forms.questions import YesNo
from recruitment.models import Deferral


class AskForLaterForm(PortalForm):
    submit = "Ask for a later start"
    words = forms.CharField(
        label="Is there anything that we should know? (optional)",
        help_text="You do not have to say why. Please do not write about your health.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeferralAnswerForm(PortalForm):
    submit = "Record answer"
    says_yes = YesNo(label="")

    def __init__(self, *args: Any, deferral: Deferral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starting = deferral.state == Deferral.State.WANTED
        self.fields["says_yes"].label = (
            "Do you confirm the start with this cohort?" if starting else "Do you agree to a later start?"
        )


class FindEmployerForm(PortalForm):
    submit = "Ask this employer"
    employer = forms.ModelChoiceField(Organisation.objects.none(), label="Employer with places in the next campaign")

    def __init__(self, *args: Any, deferral: Deferral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deferral.campaign is not None:
            offering = deferral.campaign.places.offering()
            self.fields["employer"].queryset = Organisation.objects.filter(campaign_places__in=offering)
