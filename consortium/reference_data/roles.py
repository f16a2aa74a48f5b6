"""Roles, from ``roles.json``."""

from __future__ import annotations

from typing import Any

from consortium.models import Role
from consortium.reference_data.files import Files
from consortium.reference_data.kinds import KINDS
from consortium.reference_data.report import Report


def load(files: Files, report: Report) -> None:
    for code, fields in fields_by_code(files).items():
        report.put(Role, {"code": code}, fields)


def fields_by_code(files: Files) -> dict[str, dict[str, Any]]:
    """The fields of every role by its code, kinds of organisation in the words of the register."""
    return {
        entry["code"]: {
            "name": entry["name"],
            "description": entry["description"],
            "organisation_kinds": list(dict.fromkeys(KINDS[kind] for kind in entry["organisation_kinds"])),
            "needs_second_factor": entry["needs_mfa"],
            "reads_apprentices": entry["reads_apprentices"],
        }
        for entry in files.json("roles.json")["roles"]
    }
