"""What is filled in to show a draft for comment, and to comment on one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.models import Involvement
from assessment.forms.people import PeopleField
from core.forms import PortalForm


class ShareForm(PortalForm):
    """Whom, and what they should look at."""

    submit = "Show the draft"

    reader = PeopleField(label="Who may read it?")
    question = forms.CharField(
        label="What should they look at? (optional)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[Involvement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].offer(people)  # type: ignore[attr-defined]


class CommentForm(PortalForm):
    """What a reader wants to say about a draft."""

    submit = "Send your comment"

    text = forms.CharField(
        label="Your comment",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For the apprentice alone. It is no judgement and counts for nothing.",
    )
