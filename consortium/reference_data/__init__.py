"""Reference data: the files of ``consortium/data`` brought into the database by one command that may be run again.

What is there already and equal stays as it is. A published edition (framework, version of a standard, rule set) is
never edited: it may be closed with a date; anything else in a changed file is refused in words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from consortium.reference_data import programmes, register, roles
from consortium.reference_data.files import DATA, Files
from consortium.reference_data.report import EditionChanged, Report

__all__ = ["DATA", "EditionChanged", "Report", "load", "role_fields", "rule_set_fields"]


@transaction.atomic
def load(folder: Path = DATA) -> Report:
    """Bring the files into the database, all or nothing; answers with what was added, changed and left as it was.

    Raises ``EditionChanged`` where a file says something else about an edition that is published already.
    """
    files, report = Files(folder), Report()
    roles.load(files, report)
    register.load(files, report)
    programmes.load(files, report)
    return report


def role_fields(code: str) -> dict[str, Any]:
    """The fields of a role, without its code, as the reference data has them. ``KeyError`` for an unknown one."""
    return roles.fields_by_code(Files())[code]


def rule_set_fields(code: str) -> dict[str, Any]:
    """The fields of an off-the-job rule set, its code among them, by its code or by its era ("C" = the first of era C).

    ``rules`` is the file's own entry, as ``apprentices.off_the_job.rule_sets.RuleSet.from_data`` reads it.
    Raises ``KeyError`` for an unknown code.
    """
    for fields in programmes.rule_sets(Files()):
        if code in (fields["code"], fields["rules"]["era"]):
            return fields
    raise KeyError(code)
