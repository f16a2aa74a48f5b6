"""Words about people, looked through for personal details before anybody else reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.models import Apprentice
from assessment.confidentiality import Finding
from assessment.models.observations import KEPT_REASON_LENGTH
from assessment.models.screening import NAME_LENGTH
from assessment.operations.screening import screen
from core import words
from core.forms import PortalForm, SignForm

MOST_NAMED = 8


def named(found: Sequence[Finding]) -> str:
    """What was found, as a sentence names it: each once, the first few."""
    every = list(dict.fromkeys(f"{finding.what} (“{finding.found}”)" for finding in found))
    rest = [words.count(len(every) - MOST_NAMED, "more", "more")] if len(every) > MOST_NAMED else []
    return words.listed([*every[:MOST_NAMED], *rest])


class KeptReason(forms.CharField):
    """Why what was found may stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Why what is named here may stay",
            max_length=KEPT_REASON_LENGTH,
            required=False,
            help_text="Only if it points to nobody: for example, it is the number of a public helpline.",
            **kwargs,
        )


class ScreenedForm(PortalForm):
    """Words about people. What looks like personal details is named; it goes, or the person says why it stays.

    ``of`` is the apprentice whose practice it is about: their colleagues are nobody who is served.
    """

    screened: Sequence[str] = ()

    kept_reason = KeptReason()

    def __init__(self, *args: Any, of: Apprentice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data if self.is_bound else self.initial
        self.found = named(screen([str(said.get(name, "")) for name in self.screened], of=of))
        if not self.found:
            del self.fields["kept_reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.found and not cleaned.get("kept_reason"):
            self.add_error("kept_reason", f"Take out what looks like {self.found}, or say why it may stay")
        return cleaned


class LockForm(SignForm):
    """The last press before a view is locked; where something in it looks like personal details, with why it stays."""

    submit = "Lock my view"

    kept_reason = KeptReason()

    def __init__(self, *args: Any, found: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not found:
            del self.fields["kept_reason"]
            return
        self.fields["kept_reason"].required = True
        asked = f"Go back and take out what looks like {named(found)}, or say why it may stay"
        self.fields["kept_reason"].error_messages["required"] = asked


class AllowedNameForm(PortalForm):
    """A name that may stand, and who that is."""

    submit = "Add to my list"

    name = forms.CharField(label="Name", max_length=NAME_LENGTH, help_text="First name, family name, or both.")
    who = forms.CharField(
        label="Who is this?", max_length=NAME_LENGTH, required=False, help_text="For example: a colleague in my team."
    )
