"""Forms of what panel members are paid, and of how a day was for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from consortium.models import Organisation
from core.forms import DateField, FileField, PortalForm, PortalModelForm
from recruitment.models import ClaimExpense, Debrief, PanelClaim, RateCard
from recruitment.operations.claims import RECEIPTS

RATES = (
    "day",
    "half_day",
    "hour",
    "young_day",
    "young_half_day",
    "young_hour",
    "supporter_day",
    "supporter_half_day",
    "supporter_hour",
    "mile",
    "local_travel",
    "receipt_over",
)


class RateCardForm(PortalModelForm):
    """A card that holds from a date on, in pounds."""

    submit = "Set these rates"

    class Meta:
        model = RateCard
        fields = ("starts_on", *RATES)

    def __init__(self, *args: Any, payers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = payers
        for name in RATES:
            self.fields[name].min_value = Decimal(0)
        if len(payers) > 1:
            choices = Organisation.objects.filter(pk__in=[payer.pk for payer in payers])
            self.fields["organisation"] = self.style_field(
                "organisation", forms.ModelChoiceField(choices, label="Who pays")
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for name in RATES:
            if (value := answers.get(name)) is not None and value < 0:
                self.add_error(name, "Enter an amount of nothing or more")
        return answers

    def organisation(self) -> Organisation:
        return self.cleaned_data.get("organisation") or self.payers[0]

    def rates(self) -> dict[str, Decimal]:
        return {name: self.cleaned_data[name] for name in RATES}


class ExpenseForm(PortalForm):
    submit = "Add this expense"
    kind = forms.ChoiceField(label="What was it for?", choices=ClaimExpense.Kind.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label="How much was it, in pounds?",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=7,
        decimal_places=2,
        help_text="Leave this empty for local travel without a receipt, and for miles by car.",
    )
    miles = forms.DecimalField(
        label="How many miles, there and back?",
        required=False,
        min_value=Decimal("0.1"),
        max_digits=5,
        decimal_places=1,
        help_text="Only for miles by car.",
    )
    words = forms.CharField(label="Anything we should know?", required=False, max_length=200)
    receipt = FileField(
        label="Receipt",
        required=False,
        kinds=RECEIPTS,
        help_text="A clear photo as JPG or PNG, or a PDF, up to 20 MB.",
    )


class TakeForm(PortalForm):
    """What the person chooses to take of the fee."""

    submit = "Send my claim"
    choice = forms.ChoiceField(
        label="What would you like?", choices=PanelClaim.Choice.choices, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(
        label="If a part: how much, in pounds?", required=False, min_value=0, max_digits=7, decimal_places=2
    )
    charity = forms.CharField(label="If to a charity: which?", required=False, max_length=150)


class ClaimQuestionForm(PortalForm):
    submit = "Ask"
    question = forms.CharField(
        label="What is the question?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The panel member reads this as you write it.",
    )


class RunForm(PortalForm):
    """When the claims that are ready are to be paid, and by whom where somebody has several paid."""

    submit = "Make the payment run"
    pay_on = DateField(label="To be paid on")

    def __init__(self, *args: Any, payers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = payers
        if len(payers) > 1:
            choices = Organisation.objects.filter(pk__in=[payer.pk for payer in payers])
            self.fields["payer"] = self.style_field("payer", forms.ModelChoiceField(choices, label="Who pays"))

    def payer(self) -> Organisation:
        return self.cleaned_data.get("payer") or self.payers[0]


class RunPaidForm(PortalForm):
    submit = "Record that this run was paid"
    paid_on = DateField(label="Paid on")


class DebriefForm(PortalForm):
    submit = "Send"
    went = forms.ChoiceField(label="How was the day for you?", choices=Debrief.Went.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Is there something you want to tell us?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    wants_call = forms.BooleanField(label="I would like somebody to talk to me about it", required=False)
