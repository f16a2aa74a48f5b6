"""The self-check: a few questions about work and learning, without a name."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import HoursField, PortalForm
from recruitment.forms.questions import Choice
from recruitment.models import Application
from recruitment.pathway import job_roles


class SelfCheckForm(PortalForm):
    submit = "See where I stand"
    works_in_care = Choice(
        label="Do you work in social care?",
        choices=[
            ("yes", "Yes, for a council, trust or another employer that takes part"),
            ("elsewhere", "Yes, for another employer, or I do not know whether it takes part"),
            ("no", "No"),
        ],
    )
    role = forms.ChoiceField(label="Which job is closest to yours?", required=False)
    hours = HoursField(label="How many hours a week do you work? (optional)", max_hours=60, required=False)
    highest = Choice(
        label="What is the highest level that you have studied at?",
        choices=[
            ("none", "Below level 2, or I am not sure"),
            ("2", "Level 2, such as GCSEs"),
            ("3", "Level 3, such as A levels, a diploma or an access course"),
            ("4", "Level 4 or 5, such as a foundation degree or HND"),
            ("6", "A degree"),
        ],
    )
    english = Choice(label="Do you have English at level 2?", choices=Application.Level2.choices)
    maths = Choice(label="Do you have maths at level 2?", choices=Application.Level2.choices)
    degree = Choice(label="Do you have a degree?", choices=Application.Degree.choices)
    right_to_work = Choice(label="Do you have the right to work in the UK?", choices=[("yes", "Yes"), ("no", "No")])
    manager = Choice(
        label="Have you talked with your line manager?", choices=[("yes", "Yes"), ("no", "Not yet, or I have none")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, role.title) for role in job_roles()]
        self.fields["role"].choices = [("", "None of these"), *roles]
