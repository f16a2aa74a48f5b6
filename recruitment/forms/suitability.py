"""The suitability strand: referral, members, the candidate's side, the outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.accounts.models import User
from core.forms import PortalForm
from recruitment.forms.questions import Choice
from recruitment.models import SuitabilityReferral
from recruitment.models.selection_days import Group

NO_HEALTH = "Never write about health: that goes to occupational health."


class _MemberField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return person.name


def _text(label: str, hint: str, *, rows: int = 6) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}))


class ReferForm(PortalForm):
    submit = "Refer"
    source = Choice(label="Where does the question come from?", choices=SuitabilityReferral.Source.choices)
    account = _text("What is the question?", f"Facts only. {NO_HEALTH}")
    chair = _MemberField(User.objects.none(), label="Who chairs the panel?")
    group = Choice(label="In whose name do they sit?", choices=Group.choices)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = people


class MemberForm(PortalForm):
    submit = "Ask them"
    person = _MemberField(User.objects.none(), label="Person")
    group = Choice(label="In whose name do they sit?", choices=Group.choices)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class TellForm(PortalForm):
    submit = "Tell the candidate"
    words = _text(
        "What the candidate should read",
        f"Say what the question is, who decides, and that you want to hear their side. {NO_HEALTH}",
    )


class NoteForm(PortalForm):
    submit = "Keep note"
    words = _text(
        "Your note",
        "The members of this panel read it, and the candidate can ask for it. It cannot be changed afterwards: write "
        f"another to put something right. {NO_HEALTH}",
    )


class OwnSideForm(PortalForm):
    submit = "Send"
    words = _text("Your side", "Only the members of the panel read this. You can name somebody who can say more.")


class SuitabilityOutcomeForm(PortalForm):
    submit = "Record outcome"
    outcome = Choice(
        label="What did the panel decide?",
        choices=[choice for choice in SuitabilityReferral.State.choices if choice[0] != SuitabilityReferral.State.OPEN],
    )
    words = _text("Reasons, and conditions if there are any", f"The candidate reads this. {NO_HEALTH}")
