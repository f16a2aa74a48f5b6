"""Programmes: frameworks, standards and their versions, off-the-job rule sets and published minimums."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from consortium.models import (
    Framework,
    FrameworkLevel,
    OffTheJobRuleSet,
    PublishedMinimum,
    Standard,
    StandardStep,
    StandardVersion,
    Statement,
)
from consortium.reference_data.files import Files, first_day
from consortium.reference_data.report import EditionChanged, Report


def load(files: Files, report: Report) -> None:
    for content in files.frameworks():
        framework(content, report)
    data = files.json("standards.json")
    for entry in data["standards"]:
        _standard(entry, report)
    for step in data["steps"]:
        key = {"feeder": Standard.objects.get(code=step["from"]), "next": Standard.objects.get(code=step["to"])}
        report.add_once(StandardStep, key, {})
    for fields in rule_sets(files):
        report.publish(OffTheJobRuleSet, {"code": fields.pop("code")}, fields)
    for entry in files.json("off_the_job_rule_sets.json")["published_minimums"]:
        _published_minimum(entry, report)


def framework(content: dict[str, Any], report: Report) -> Framework:
    """One edition of a framework with its levels and statements, as a framework file has it."""
    key = {"code": content["code"], "edition": content["version"]}
    values = {name: content[name] for name in ("title", "publisher", "judged", "official", "note")}
    dates = {"valid_from": first_day(content["valid_from"]), "valid_to": first_day(content["valid_to"])}
    held = Framework.objects.filter(**key).first()
    made = report.publish(Framework, key, values | dates)
    levels = [(entry["code"], entry["name"], entry["order"]) for entry in content["levels"]]
    statements = [_statement(number, entry) for number, entry in enumerate(content["statements"], start=1)]
    if held:
        _require_same(made, levels, statements)
        return made
    FrameworkLevel.objects.bulk_create(
        FrameworkLevel(framework=made, code=code, name=name, order=order) for code, name, order in levels
    )
    Statement.objects.bulk_create(Statement(framework=made, **fields) for fields in statements)
    return made


def _statement(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, **{name: entry[name] for name in ("code", "title", "group", "summary", "descriptors")}}


def _require_same(held: Framework, levels: list[tuple[str, str, int]], statements: list[dict[str, Any]]) -> None:
    names = ("number", "code", "title", "group", "summary", "descriptors")
    same_levels = sorted(held.levels.values_list("code", "name", "order")) == sorted(levels)
    if not same_levels or list(held.statements.order_by("number").values(*names)) != statements:
        raise EditionChanged(
            f"Edition {held.edition} of {held.title} is published and its statements would change. "
            "Close it with a last day and add a new edition instead."
        )


def _standard(entry: dict[str, Any], report: Report) -> None:
    note = [entry["note"]] if entry["note"] else []
    if not entry["code_confirmed"]:
        note.append("The code is to be confirmed.")
    standard = report.put(
        Standard,
        {"code": entry["code"]},
        {
            **{name: entry[name] for name in ("title", "level", "typical_months", "order")},
            "funding_bands": entry["bands"],
            "note": " ".join(note),
        },
    )
    frameworks = Framework.objects.filter(code__in=entry.get("frameworks", []))
    for version in entry["versions"]:
        notes = [version["status"].capitalize() + ".", version["note"]]
        made = report.publish(
            StandardVersion,
            {"standard": standard, "version": version["version"]},
            {
                "valid_from": first_day(version["valid_from"]),
                "valid_to": first_day(version["valid_to"]),
                **_placement_days(entry),
                "finish": version.get("finish", {}),
                "note": " ".join(filter(None, notes)),
            },
        )
        # The official list that a consortium has imported stays linked beside what the file names.
        report.link(made, "frameworks", {*frameworks, *made.frameworks.exclude(code__in=entry.get("frameworks", []))})


def _placement_days(entry: dict[str, Any]) -> dict[str, Any]:
    """The placements of a standard that has them, each judged at the level of its end, and the skills days beside."""
    days = entry.get("placement_days")
    if days is None:
        return {"placement_pattern": [], "skills_days": 0}
    return {
        "placement_pattern": [
            {"name": "First placement", "days": days["first"], "level": "EFP"},
            {"name": "Last placement", "days": days["last"], "level": "ELP"},
        ],
        "skills_days": days["skills_days_at_most"],
    }


def rule_sets(files: Files) -> list[dict[str, Any]]:
    """The fields of every rule set, oldest first; ``rules`` is the file's own entry."""
    entries = sorted(files.json("off_the_job_rule_sets.json")["rule_sets"], key=lambda entry: entry["valid_from"])
    return [
        {
            "code": entry["code"],
            "title": f"{entry['title']} ({entry['version']})",
            "valid_from": datetime.date.fromisoformat(entry["valid_from"]),
            "valid_to": first_day(entry["valid_to"]),
            "rules": entry,
            "source": entry["status"],
        }
        for entry in entries
    ]


def _published_minimum(entry: dict[str, Any], report: Report) -> None:
    """A placeholder may be replaced by the published figure; a published figure may only be closed."""
    key = {"standard": Standard.objects.get(code=entry["standard"]), "valid_from": first_day(entry["valid_from"])}
    values = {
        "hours": Decimal(entry["hours"]),
        "valid_to": first_day(entry["valid_to"]),
        "placeholder": entry["placeholder"],
    }
    held = PublishedMinimum.objects.filter(**key).first()
    if held and held.placeholder:
        report.put(PublishedMinimum, key, values)
    else:
        report.publish(PublishedMinimum, key, values)
