"""What a tutor fills in to review a portfolio."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


class ReviewForm(PortalForm):
    """The tutor's statement. ``read`` is the fingerprint of the accepted set that the page showed."""

    submit = "Check before you sign"

    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
    statement = forms.CharField(
        label="Your review",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The portfolio as a whole: what it shows, what is thin, what should come next.",
    )
