"""A start that is only being thought about: what the off-the-job hours rest on."""

from __future__ import annotations

from typing import Any

from django import forms

from apprentices.off_the_job.facts import LONGEST_MONTHS, MOST_HOURS, MOST_WEEKLY_HOURS
from consortium.models import Standard
from core.forms import DateField, HoursField, PortalForm


class WhatIfForm(PortalForm):
    """One case. It is sent as an address, so that the answer can be passed on as a link."""

    standard = forms.ChoiceField(label="Standard")
    start = DateField(label="Start date", help_text="The day on which the person first starts, such as 6 9 2027")
    weekly_hours = HoursField(label="Contract hours a week", required=False, max_hours=MOST_WEEKLY_HOURS)
    annual_hours = HoursField(
        label="Or paid hours a year",
        required=False,
        max_hours=MOST_WEEKLY_HOURS * 52,
        help_text="Only for term-time or irregular work",
    )
    months = forms.IntegerField(
        label="Length in months",
        min_value=1,
        max_value=LONGEST_MONTHS,
        help_text="As for full-time hours. Where the rules make a part-time programme longer, that is worked out.",
    )
    assessment_months = forms.IntegerField(
        label="Of these, months of final assessment",
        required=False,
        min_value=0,
        max_value=LONGEST_MONTHS,
        help_text="After the gateway. Leave empty if the length is training alone.",
    )
    plan_no_rpl = HoursField(
        label="Planned off-the-job hours",
        required=False,
        max_hours=MOST_HOURS,
        help_text="Before prior learning is taken off. Leave empty to plan the minimum.",
    )
    rpl_hours = HoursField(
        label="Hours of prior learning", required=False, max_hours=MOST_HOURS, help_text="From the skills scan"
    )
    keep_length = forms.BooleanField(label="Keep the length although there is prior learning", required=False)
    published_min = HoursField(
        label="Another published minimum",
        required=False,
        max_hours=MOST_HOURS,
        help_text="Starts from August 2025 only, where you know a figure that the portal does not hold",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [  # type: ignore[attr-defined]
            (standard.code, str(standard)) for standard in Standard.objects.all()
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "weekly_hours" in typed and "annual_hours" in typed and not self.errors:
            if not typed["weekly_hours"] and not typed["annual_hours"]:
                self.add_error("weekly_hours", "Enter the contract hours a week, or the paid hours a year")
            elif typed["weekly_hours"] and typed["annual_hours"]:
                self.add_error("annual_hours", "Enter hours a week or hours a year, not both")
        return typed

    def inputs(self) -> dict[str, Any]:
        """The case as ``requirements.tried_out`` reads it."""
        typed = dict(self.cleaned_data)
        typed["duration_reduced"] = False if typed.pop("keep_length") else None
        return typed
