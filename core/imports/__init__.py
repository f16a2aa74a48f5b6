"""Spreadsheets in, row errors out.

An app registers an ``ImportKind`` (columns, a form for a row, what the good rows do). ``steps.bring`` takes the file
and checks it; nothing has happened yet. ``steps.apply`` takes the good rows in one transaction, as a job. Wrong rows go
back in the same kind of file with a column "What is wrong". The same file again changes nothing.
"""

from core.imports.kinds import (
    ADDED,
    CHANGED,
    UNCHANGED,
    ImportKind,
    ImportWords,
    Refused,
    Results,
    Row,
    RowForm,
    import_kinds,
)
from core.imports.sheets import Column, Sheet, SheetRefused, read

__all__ = [
    "ADDED",
    "CHANGED",
    "UNCHANGED",
    "Column",
    "ImportKind",
    "ImportWords",
    "Refused",
    "Results",
    "Row",
    "RowForm",
    "Sheet",
    "SheetRefused",
    "import_kinds",
    "read",
]
