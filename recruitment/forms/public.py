"""Forms that anybody meets: a booking, the beginning of an application, a fresh link."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.forms import PortalForm
from recruitment.models import Channel

MAKES_A_LINK = re.compile(r"[/\\@<>{}:]|www\.|\.[a-z]{2,}", re.IGNORECASE)


def plain_name(value: str) -> None:
    """A name goes into mails, so nothing that a mail program would turn into a link is taken for one."""
    if MAKES_A_LINK.search(value):
        raise ValidationError("Name must not hold a web or email address", code="link")


class NameField(forms.CharField):
    """A person's name, as they write it."""

    default_validators = [plain_name]

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**({"label": "Your name", "max_length": 150} | kwargs))  # type: ignore[arg-type]
        self.widget.attrs.setdefault("autocomplete", "name")


class AddressField(forms.EmailField):
    """An email address."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**({"label": "Your email address", "max_length": 254} | kwargs))  # type: ignore[arg-type]
        self.widget.attrs.setdefault("autocomplete", "email")


class BookingForm(PortalForm):
    submit = "Book"
    name = NameField()
    email = AddressField(help_text="We send your confirmation and a calendar file to this address.")


class BeginForm(PortalForm):
    submit = "Send me a link"
    name = NameField()
    email = AddressField(
        help_text="Use an address that you can open on your own phone. It does not have to be your work address."
    )
    heard_from = forms.ModelChoiceField(
        Channel.objects.none(),
        label="How did you hear about this? (optional)",
        help_text="It helps us to reach more people. It is only counted: nobody who decides sees it.",
        required=False,
        empty_label="I would rather not say, or something else",
    )

    def __init__(self, *args: Any, channels: QuerySet[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heard_from"].queryset = channels
        if not channels:
            del self.fields["heard_from"]


class FreshLinkForm(PortalForm):
    submit = "Send me a fresh link"
    email = AddressField(help_text="The address that you used when you began.")
