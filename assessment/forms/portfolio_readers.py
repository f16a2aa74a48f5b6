"""What somebody offers to read, what their organisation says to it, and whom they would rather not read for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.models.portfolio_readers import ANYWHERE, LEVELS, PortfolioReader
from assessment.operations.portfolio_readers import Offer
from consortium.models import Organisation
from core.forms import DateField, PortalForm

TRAVEL = [
    (0, "I read by video, or in my own borough"),
    (1, "To a neighbouring borough"),
    (3, "Up to three boroughs away"),
    (6, "Up to six boroughs away"),
    (ANYWHERE, "Anywhere in London"),
]


class OfferForm(PortalForm):
    """What, how much, how far, and from when to when."""

    submit = "Offer to read"

    organisation = forms.ModelChoiceField(
        label="For which organisation do you work?",
        queryset=Organisation.objects.none(),
        help_text="It confirms that you may read for others and have the time.",
    )
    service = forms.ChoiceField(
        label="Which services do you know?", choices=Organisation.Service.choices, widget=forms.RadioSelect
    )
    levels = forms.MultipleChoiceField(
        label="Which portfolios do you read?", choices=list(LEVELS.items()), widget=forms.CheckboxSelectMultiple
    )
    each_panel = forms.IntegerField(
        label="How many at most for one panel?",
        min_value=1,
        max_value=20,
        help_text="A portfolio takes three to five hours. Most people read two.",
    )
    each_year = forms.IntegerField(label="How many at most in a year?", min_value=1, max_value=60)
    reaches = forms.TypedChoiceField(
        label="How far do you travel to a panel?", choices=TRAVEL, coerce=int, widget=forms.RadioSelect
    )
    starts_on = DateField(label="From which day?", help_text="For example 1 9 2027")
    ends_on = DateField(label="Until which day, if there is one?", required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations]).order_by("name")
        if len(organisations) == 1:
            field.initial = organisations[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        most, few = cleaned.get("each_year"), cleaned.get("each_panel")
        if most and few and most < few:
            self.add_error("each_year", "In a year must be as many as for one panel, or more")
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the first day or later")
        return cleaned

    @property
    def offer(self) -> Offer:
        return Offer(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    @staticmethod
    def initial_of(reader: PortfolioReader | None) -> dict[str, Any]:
        """What the form is opened with."""
        if reader is None:
            return {"each_panel": 2, "each_year": 6, "reaches": ANYWHERE}
        names = ("organisation", "service", "levels", "each_panel", "each_year", "reaches", "starts_on", "ends_on")
        return {name: getattr(reader, name) for name in names}


class AnswerOfferForm(PortalForm):
    """Whether the organisation confirms an offer."""

    submit = "Send the answer"

    confirmed = forms.ChoiceField(
        label="Do you confirm this offer?",
        choices=[("yes", "Yes: they may read for other boroughs, and have the time"), ("no", "No, not now")],
        widget=forms.RadioSelect,
    )
    not_because = forms.CharField(
        label="If not: what should they know?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="They read this.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("confirmed") == "no" and not cleaned.get("not_because"):
            self.add_error("not_because", "Say why not, so that they know")
        return cleaned


class EndReadingForm(PortalForm):
    """Nothing to fill in: the page says what happens."""

    submit = "Take off the register"


class ConflictForm(PortalForm):
    """One person, by name or address, or one organisation."""

    submit = "Keep us apart"

    named = forms.CharField(
        label="A person: their full name, or their work email address",
        max_length=254,
        required=False,
        help_text="As the portal has it. The email address is safer: names are shared.",
    )
    organisation = forms.ModelChoiceField(
        label="Or an organisation", queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("named")) == bool(cleaned.get("organisation")):
            self.add_error("named", "Write a name or an email address, or choose an organisation; one at a time")
        return cleaned
