"""What an app says about one kind of spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from core.forms.messages import give_messages
from core.imports.sheets import Column
from core.permissions import Answer
from core.registry import NamedRegistry

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.imports.models import Import

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]
"""How a day may be written in a cell."""


@dataclass(frozen=True)
class Refused:
    """A row that reads well but cannot be taken, with the reason."""

    why: str


Results = dict[int, str | Refused]
"""Number of the row → ADDED, CHANGED, UNCHANGED, or ``Refused``."""


@dataclass(frozen=True)
class Row:
    """A row whose form was right: its number in the file and its cleaned values."""

    number: int
    values: dict[str, Any]


class RowForm(forms.Form):
    """The form of one row. Its labels are the headings; messages say what to change in the cell."""

    def __init__(self, *args: Any, brought: Import, **kwargs: Any) -> None:
        self.brought = brought
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.input_formats = DAYS
                field.error_messages["invalid"] = f"{field.label} must be a day, like 6 September 2027 or 06/09/2027"
            give_messages(field)


@dataclass(frozen=True)
class ImportWords:
    """What the pages of an import say: most bring rows in; an extract that is only compared says so."""

    intro: str = (
        "Bring a spreadsheet. We check it first and show you what it would do; nothing changes until you say so."
    )
    button: str = "Apply"
    would: str = "would be added"
    did: str = "added"
    after: str = "See what is there now"


@dataclass(frozen=True)
class ImportKind:
    """One kind of spreadsheet.

    ``apply`` takes the good rows in the caller's transaction and says what each became; it raises ``StepRefused`` where
    none of them can be taken. It runs twice: once as a trial that is rolled back, so it must only write rows; where
    that would take too long, ``judge`` says what it would answer and writes nothing. ``whole`` = all rows or none.
    ``key`` finds rows of the file that are the same thing twice. With ``batch`` so many rows at a time are taken for
    good, and the page of the job shows how far it is; brought again after a crash, the rest is taken. ``grants_roles``
    = a fresh factor is asked for before it is applied.
    """

    title: str
    columns: tuple[Column, ...]
    form: type[RowForm]
    apply: Callable[[Import, list[Row]], Results]
    may: Callable[[User, Import], Answer]
    done_url: Callable[[Import], str]
    whole: bool = False
    key: Callable[[dict[str, Any]], Hashable] | None = None
    judge: Callable[[Import, list[Row]], Results] | None = None
    batch: int = 0
    grants_roles: bool = False
    words: ImportWords = ImportWords()


import_kinds: NamedRegistry[ImportKind] = NamedRegistry()
