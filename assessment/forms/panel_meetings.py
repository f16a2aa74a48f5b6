"""When a panel meets, and the terms under which it does."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessment.panels.rules import SHOWN_AS, Part, Terms
from consortium.models import Organisation
from core.forms import DateField, PortalForm, TimeField
from core.words import capitalised


class MeetingForm(PortalForm):
    """When and where a panel meets."""

    submit = "Call the meeting"

    university = forms.ModelChoiceField(Organisation.objects.none(), label="Panel of", widget=forms.RadioSelect)
    date = DateField(label="On which day?", help_text="For example 27 3 2027")
    time = TimeField(label="At what time?", help_text="For example 09:30")
    place = forms.CharField(label="Where?", max_length=150, help_text="A room, or “online”.")

    def __init__(self, *args: Any, universities: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(universities) < 2:
            del self.fields["university"]
            self.only = universities[0] if universities else None
        else:
            self.fields["university"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in universities])  # type: ignore[attr-defined]
            self.fields["university"].empty_label = None  # type: ignore[attr-defined]

    @property
    def starts_at(self) -> datetime.datetime:
        got = self.cleaned_data
        return timezone.make_aware(datetime.datetime.combine(got["date"], got["time"]))

    @property
    def chosen(self) -> Organisation:
        return self.cleaned_data.get("university") or self.only


class MoveMeetingForm(MeetingForm):
    """Another time or place."""

    submit = "Move the meeting"


class TermsForm(PortalForm):
    """A university's own terms of reference."""

    submit = "Save this edition"

    edition = forms.CharField(label="Name of this edition", max_length=40, help_text="For example 2027")
    valid_from = DateField(label="From which day?", help_text="Meetings that are called already keep their terms.")
    quorum = forms.IntegerField(label="How many members decide?", min_value=2, max_value=20)
    readers = forms.IntegerField(label="How many read a portfolio in full?", min_value=2, max_value=4)
    reading_days = forms.IntegerField(label="Days for reading before a meeting", min_value=1, max_value=60)
    sample_share = forms.IntegerField(
        label="Random part of the sample, in per cent",
        min_value=0,
        max_value=100,
        help_text="Of what is left after fails, returns, first assessments, borderline ones and the kinds of settings.",
    )
    setting_share = forms.IntegerField(
        label="Kinds of settings in the sample, at most in per cent of the agenda",
        min_value=0,
        max_value=100,
        help_text="One from each council and service of which none was read in full in the last twelve months.",
    )
    pack_days = forms.IntegerField(
        label="Days for which packs stay open after a meeting",
        min_value=0,
        max_value=90,
        help_text="While an appeal about a portfolio runs, the packs that it is in are open again.",
    )
    chair_from = forms.MultipleChoiceField(
        label="From where may the chair come?",
        choices=[(p.value, capitalised(SHOWN_AS[p])) for p in Part if p != Part.LIVED_EXPERIENCE],
        widget=forms.CheckboxSelectMultiple,
    )

    NUMBERS = ("quorum", "readers", "reading_days", "sample_share", "setting_share", "pack_days")
    PARTS = (
        (Part.UNIVERSITY, "Members from the university, at least"),
        (Part.EMPLOYER, "Members from employers, at least"),
        (Part.INDEPENDENT, "Independent practitioners, at least"),
        (Part.LIVED_EXPERIENCE, "People with lived experience of services, at least"),
    )

    def __init__(self, *args: Any, now: Terms, **kwargs: Any) -> None:
        initial = {name: getattr(now, name) for name in self.NUMBERS}
        super().__init__(*args, initial={**initial, "chair_from": list(now.chair_from)}, **kwargs)
        self.now = now
        for part, label in self.PARTS:
            field = forms.IntegerField(label=label, min_value=0, max_value=10, initial=now.mix.get(part, 0))
            self.fields[f"mix_{part}"] = self.style_field(f"mix_{part}", field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and sum(cleaned[f"mix_{part}"] for part, _ in self.PARTS) > cleaned["quorum"]:
            raise ValidationError(
                "The parts of the mix are more than the members who decide. Raise one or lower others."
            )
        return cleaned

    def terms(self) -> Terms:
        got = self.cleaned_data
        return Terms(
            edition=got["edition"],
            quorum=got["quorum"],
            mix={part.value: got[f"mix_{part}"] for part, _ in self.PARTS if got[f"mix_{part}"]},
            chair_from=got["chair_from"],
            readers=got["readers"],
            reading_days=got["reading_days"],
            sample_share=got["sample_share"],
            setting_share=got["setting_share"],
            pack_days=got["pack_days"],
            roles=self.now.roles,
        )
