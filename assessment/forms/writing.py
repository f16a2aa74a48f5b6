"""The apprentice's three screens: write, link, send. A draft is saved with its gaps; the last screen names them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict

from assessment.kinds import all_kinds
from assessment.models import EvidenceVersion
from assessment.models.claims import WHY_LENGTH
from assessment.models.evidence import TITLE_LENGTH
from consortium.models import Framework, Statement
from core import words
from core.files.acceptance import KINDS, SAYS
from core.forms import FileField, PortalForm
from core.forms.base import Theirs
from core.forms.fields import DateField


class KindForm(PortalForm):
    """Which kind of evidence to begin."""

    submit = "Continue"

    kind = forms.ChoiceField(label="What kind of evidence is it?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.name) for kind in all_kinds().values()]


class DraftForm(PortalForm):
    """A form over the draft. It knows the open page that it stands on: a page may save as often as it likes.

    Another page (a second tab, the laptop beside the phone) that saved meanwhile is not overwritten unseen.
    """

    page = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"page": secrets.token_hex(8), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def check_version(self, record: models.Model) -> bool:
        page = self.cleaned_data.get("page")
        if page and type(record)._base_manager.filter(pk=record.pk, written_in=page).exists():
            return True
        if super().check_version(record):
            return True
        self._errors[NON_FIELD_ERRORS] = self.error_class(
            [
                "This was changed in another tab or on another device since you opened it here. What was saved there "
                "is shown below, and what you typed here is still in the form. Save again to put yours in its place."
            ]
        )
        return False


class WriteForm(DraftForm):
    """Title, day, words and a file. Saved while it is typed."""

    submit = "Save and continue"
    other_buttons = {"later": "Save and finish later"}

    title = forms.CharField(label="Title", max_length=TITLE_LENGTH, required=False)
    happened_on = DateField(label="When did it happen?", required=False, help_text="For example 27 3 2027")
    text = forms.CharField(label="What you want to say", required=False, widget=forms.Textarea(attrs={"rows": 14}))
    file = FileField(label="Add a file, if you want", required=False, kinds=tuple(KINDS), help_text=f"{SAYS}.")

    def __init__(self, *args: Any, record: EvidenceVersion, save_url: str, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": record.title,
            "happened_on": record.happened_on,
            "text": record.text,
        }
        super().__init__(*args, record=record, **kwargs)
        self.draft_key = f"evidence-{record.reference}"
        self.helper.attrs |= {
            "hx-post": save_url,
            "hx-trigger": "input delay:1500ms",
            "hx-target": "#saved",
            "hx-sync": "this:replace",
            "hx-params": "not file,once",
        }

    def typed(self, draft: EvidenceVersion) -> dict[str, Any]:
        """What can be saved of what was typed: a part that cannot be read yet stays as it was saved before."""
        return {name: self.cleaned_data.get(name, getattr(draft, name)) for name in ("title", "happened_on", "text")}


@dataclass(frozen=True)
class Link:
    """One capability on the page: whether the draft shows it, and why."""

    statement: Statement
    claimed: BoundField
    why: BoundField


@dataclass(frozen=True)
class Group:
    """A framework with its capabilities; open where something is chosen or wrong."""

    framework: Framework
    links: Sequence[Link]
    open: bool

    @property
    def chosen(self) -> int:
        return sum(bool(link.claimed.value()) for link in self.links)


class LinkForm(DraftForm):
    """What the draft shows: any number of capabilities, each with a sentence of why. Made by ``link_form``."""

    submit = "Save and continue"
    other_buttons = {"later": "Save and finish later"}
    statements: Sequence[Statement] = ()

    def __init__(self, *args: Any, record: EvidenceVersion, **kwargs: Any) -> None:
        kwargs["initial"] = {
            name: value
            for claim in record.claims.all()
            for name, value in (
                (f"claim_{claim.statement_id}", True),
                (f"why_{claim.statement_id}", claim.why),
            )
        }
        super().__init__(*args, record=record, **kwargs)
        self.record = record
        self.draft_key = f"links-{record.reference}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for statement in self.statements:
            why = f"why_{statement.pk}"
            if cleaned.get(f"claim_{statement.pk}") and not cleaned.get(why) and why not in self.errors:
                self.add_error(why, f"Say in one sentence why it shows {statement.code}")
        return cleaned

    def claims(self) -> dict[int, str]:
        """Statement id → why, for everything that was chosen."""
        return {
            statement.pk: self.cleaned_data[f"why_{statement.pk}"]
            for statement in self.statements
            if self.cleaned_data.get(f"claim_{statement.pk}")
        }

    def chosen(self) -> list[int]:
        """Ids of what is ticked on the page as it stands, saved or not."""
        return [statement.pk for statement in self.statements if self[f"claim_{statement.pk}"].value()]

    def groups(self) -> Iterator[Group]:
        """The fields as the page shows them, framework by framework; the first is open."""
        frameworks = list(dict.fromkeys(statement.framework for statement in self.statements))
        for framework in frameworks:
            links = [
                Link(statement, self[f"claim_{statement.pk}"], self[f"why_{statement.pk}"])
                for statement in self.statements
                if statement.framework == framework
            ]
            touched = any(link.claimed.value() or link.why.errors for link in links)
            yield Group(framework, links, open=touched or framework == frameworks[0])

    def _changed_by_others(self, saved: models.Model) -> Iterable[Theirs]:
        claims = self.record.claims.select_related("statement")
        said = "\n".join(f"{claim.statement}: {claim.why}" for claim in claims)
        yield Theirs("What it shows", said or "Nothing")


def with_suggestion(posted: QueryDict) -> QueryDict:
    """What was posted, with the suggestion ticked that was pressed; its sentence of why is still to be written."""
    ticked = posted.copy()
    ticked[f"claim_{posted.get('suggested')}"] = "on"
    return ticked


def link_form(statements: Iterable[Statement]) -> type[LinkForm]:
    """The form for these statements: a box and a sentence for each. Their words stand in the template, not here."""
    statements = list(statements)
    fields: dict[str, Any] = {"statements": statements}
    for statement in statements:
        fields[f"claim_{statement.pk}"] = forms.BooleanField(required=False, label="It shows this")
        fields[f"why_{statement.pk}"] = forms.CharField(
            required=False, label="Why, in one sentence", max_length=WHY_LENGTH
        )
    return type("LinkForm", (LinkForm,), fields)


class SendForm(PortalForm):
    """The last look before sending. Asks why something stays that looks like personal details."""

    submit = "Send to be assessed"

    kept_reason = forms.CharField(
        label="Why what is marked above may stay",
        max_length=300,
        help_text="For example: it is the number of a public helpline. Your assessor reads this.",
    )

    def __init__(self, *args: Any, flagged: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not flagged:
            del self.fields["kept_reason"]
        else:
            found = words.count(flagged, "place", "places")
            self.fields["kept_reason"].error_messages["required"] = (
                f"Change the {found} marked above, or say why they may stay"
            )
