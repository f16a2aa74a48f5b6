"""Forms of the register of panel members: what those who keep it write, and what people say of themselves."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from consortium.models import Borough, Organisation
from core import words
from core.forms import PortalForm, PortalModelForm, SeveralField
from recruitment.forms.who_comes import WhoComes
from recruitment.models import (
    Availability,
    Group,
    Panellist,
    PersonalLimit,
    StandingAvoidance,
    YoungArrangements,
)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PanellistForm(PortalModelForm):
    """What those who keep the register write down of somebody who is on it."""

    class Meta:
        model = Panellist
        fields = (
            "trained_on",
            "reach",
            "phone",
            "days_a_year",
            "is_paid",
            "payee_number",
            "eighteen_on",
            "supporter_agreed_on",
        )
        help_texts = {
            "trained_on": "Training counts as current for two years.",
            "days_a_year": "As the person said. Leave it empty where they set no limit.",
            "is_paid": "People from employers and universities usually come in their working time.",
            "payee_number": "By which the finance team knows them. Bank details are never kept here.",
            "eighteen_on": "Only for somebody who is under 18 now.",
            "supporter_agreed_on": "Whoever comes with them agrees to keep to themselves what they hear.",
        }

    def clean_trained_on(self) -> datetime.date | None:
        trained_on = self.cleaned_data["trained_on"]
        if trained_on and trained_on > timezone.localdate():
            raise ValidationError("Date of the training must be today or earlier")
        return trained_on


class NewPanellistForm(WhoComes, PanellistForm):
    """Somebody who is entered in the register. ``registers`` are those that the person who enters them keeps."""

    submit = "Enter in the register"
    field_order = ("name", "email", "group", "organisation")

    def __init__(self, *args: Any, registers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_paid"]  # by whose view they bring, until it is changed
        self.registers = registers
        if len(registers) > 1:
            self.fields["kept_by"] = self.style_field(
                "kept_by",
                forms.ModelChoiceField(
                    Organisation.objects.filter(pk__in=[o.pk for o in registers]), label="Whose register"
                ),
            )

    def kept_by(self) -> Organisation:
        return self.cleaned_data.get("kept_by") or self.registers[0]

    def known(self) -> dict[str, Any]:
        """What is written down of them, beside who they are."""
        return {name: self.cleaned_data[name] for name in PanellistForm.Meta.fields if name in self.fields}


class PaidSupporterForm(PortalForm):
    """How whoever comes with a panel member is reached and paid; left empty, they are paid no more."""

    submit = "Save"
    email = forms.EmailField(
        label="Email address of the supporter",
        max_length=254,
        required=False,
        help_text="They get a link to a claim of their own after each day. Leave both empty to stop paying them.",
    )
    payee_number = forms.CharField(
        label="Payee number of the finance team",
        max_length=40,
        required=False,
        help_text="By which the finance team knows them. Bank details are never kept here.",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors and bool(answers["email"]) != bool(answers["payee_number"]):
            missing = "payee_number" if answers["email"] else "email"
            self.add_error(missing, "Enter both, or leave both empty")
        return answers


class YoungForm(PortalModelForm):
    """For a panel member under 18."""

    class Meta:
        model = YoungArrangements
        fields = (
            "own_consent_on",
            "guardian",
            "guardian_name",
            "guardian_consent_on",
            "chaperone",
            "lessons",
            "agreed_from",
            "agreed_until",
        )
        widgets = {"guardian": forms.RadioSelect, "lessons": forms.RadioSelect}
        help_texts = {
            "chaperone": "Full name. They stay in the room the whole time, also online, and never score.",
            "agreed_from": "Times of day that were agreed with them. For example: 16:00.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("guardian", "lessons"):
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        begins, ends = answers.get("agreed_from"), answers.get("agreed_until")
        if begins and ends and ends <= begins:
            self.add_error("agreed_until", "“Not after” must be later than “not before”")
        return answers


class AboutMeForm(PortalModelForm):
    """What somebody says of themselves; read by those who keep the register."""

    submit = "Save"

    class Meta:
        model = Panellist
        fields = ("access_needs", "topics_not_covered", "supporter", "reach", "phone", "days_a_year")
        widgets = {"access_needs": _lines(4), "topics_not_covered": _lines(4), "reach": forms.RadioSelect}
        labels = {
            "access_needs": "What helps you to take part?",
            "topics_not_covered": "Is there something you would rather not talk about?",
            "supporter": "Does somebody come with you?",
            "reach": "How do we reach you best?",
            "phone": "Your phone number",
            "days_a_year": "How many days a year would you like to come at most?",
        }
        help_texts = {
            "access_needs": "For example: a quiet room, large print, breaks, a step-free way in.",
            "topics_not_covered": "You do not have to say why.",
            "supporter": "Their full name. They keep to themselves what they hear, and do not score.",
            "days_a_year": "Leave it empty if you have no limit.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reach"].choices = Panellist.Reach.choices


class NeverMeetForm(PortalForm):
    """Whom somebody never wants to meet. No reason is asked."""

    submit = "Save"
    boroughs = SeveralField(
        Borough.objects.all(), label="Boroughs", required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = SeveralField(
        Organisation.objects.employers(), label="Services", required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.CharField(
        label="Names",
        required=False,
        max_length=4000,
        widget=_lines(5),
        help_text="One name on each line. A first name or a last name is enough.",
    )

    def __init__(self, *args: Any, panellist: Panellist, **kwargs: Any) -> None:
        kept = list(StandingAvoidance.objects.filter(panellist=panellist))
        kwargs["initial"] = {
            "boroughs": [a.borough_id for a in kept if a.borough_id],
            "organisations": [a.organisation_id for a in kept if a.organisation_id],
            "names": "\n".join(a.name for a in kept if a.name),
        }
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = Organisation.objects.employers().current(timezone.localdate())

    def clean_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if any(len(name) > 150 for name in names):
            raise forms.ValidationError("Please write one name on each line, each with at most 150 characters")
        return names


class LimitForm(PortalForm):
    """The most that somebody wants to be paid; empty takes the limit away."""

    submit = "Save"
    amount = forms.DecimalField(
        label="The most I want to be paid, in pounds",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=7,
        decimal_places=2,
        help_text="Leave it empty if you want no limit.",
    )
    every = forms.ChoiceField(
        label="In", choices=PersonalLimit.Every.choices, initial=PersonalLimit.Every.WEEK, widget=forms.RadioSelect
    )


class DaysForm(PortalForm):
    """One question for each day that somebody was asked about."""

    submit = "Send my answer"

    def __init__(self, *args: Any, asked: list[Availability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for one in asked:
            field = forms.ChoiceField(
                label=f"{words.day(one.day.date)}, {one.day.place}",
                choices=[Choice(value, label) for value, label in Availability.Answer.choices],
                initial=one.answer,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"day_{one.pk}"] = self.style_field(f"day_{one.pk}", field)

    def answers(self) -> dict[int, str]:
        """Id of what was asked → answer; days that were left open are left out."""
        given = {one.pk: self.cleaned_data.get(f"day_{one.pk}", "") for one in self.asked}
        return {pk: answer for pk, answer in given.items() if answer}


class OrderForm(PortalForm):
    """In which order substitutes are asked: a number for each, empty for those who are not asked."""

    submit = "Save this order"

    def __init__(self, *args: Any, proposed: list[Panellist], chosen: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        for place, one in enumerate(proposed, start=1):
            field = forms.IntegerField(
                label=f"{one.known_as}, {one.get_group_display().lower()}",
                required=False,
                min_value=1,
                max_value=999,
                initial=chosen.get(one.pk) if chosen else place,
                help_text=getattr(one, "why", ""),
            )
            self.fields[f"rank_{one.pk}"] = self.style_field(f"rank_{one.pk}", field)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        ranks = [rank for name, rank in answers.items() if name.startswith("rank_") and rank]
        if len(ranks) != len(set(ranks)):
            raise ValidationError("Give each person a number of their own")
        return answers

    def order(self) -> list[Panellist]:
        ranked = [(self.cleaned_data.get(f"rank_{one.pk}"), one) for one in self.proposed]
        numbered = [(rank, one) for rank, one in ranked if rank]
        return [one for _, one in sorted(numbered, key=lambda pair: pair[0])]


class FromRegisterForm(PortalForm):
    """One of the people on the register, in the order in which it is their turn."""

    submit = "Send invitation"
    panellist = forms.ChoiceField(label="Whom do you want to ask?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, proposed: list[tuple[Panellist, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_reference = {one.reference: one for one, _ in proposed}
        self.fields["panellist"].choices = [
            Choice(one.reference, f"{one.known_as}, {one.get_group_display().lower()}", hint=why)
            for one, why in proposed
        ]

    def chosen(self) -> Panellist:
        return self.by_reference[self.cleaned_data["panellist"]]


class SubstituteForm(PortalForm):
    """Whose view is missing on a panel."""

    submit = "Ask substitutes in turn"
    group = forms.ChoiceField(label="Whose view is missing?", choices=Group.choices, widget=forms.RadioSelect)
