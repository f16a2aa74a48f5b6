"""``manage.py off_the_job_whatif FILE``: the off-the-job requirement of starts that are only being thought about."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apprentices.off_the_job.rule_sets import PublishedMinimum, RuleSet
from apprentices.off_the_job.what_if import what_if_all
from apprentices.requirements import held_minimums, held_rule_sets
from core import words


class Command(BaseCommand):
    help = (
        "Work out off-the-job hours for cases in a JSON file, a list or {“vectors”: [...]} of {“id”, “inputs”}; "
        "the answers go to standard output as JSON"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="The cases as JSON; - reads standard input")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        rule_sets, minimums = _held()
        try:
            answers = what_if_all(_read(file), rule_sets=rule_sets, minimums=minimums)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(json.dumps(answers, indent=2, ensure_ascii=False))
        refused = [answer for answer in answers if answer["minimum_hours"] is None]
        for answer in refused:
            self.stderr.write(f"{_name(answer)}: {' '.join(answer['concerns'])}")
        if refused:
            self.stderr.write(f"{words.count(len(refused), 'case')} of {len(answers)} could not be worked out.")


def _name(answer: dict[str, Any]) -> str:
    return "A case without id" if answer["id"] is None else str(answer["id"])


def _read(file: str) -> Any:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CommandError(f"{file} is not text in UTF-8. Save the cases as JSON.") from problem
    except OSError as problem:
        raise CommandError(f"{file} could not be read: {problem.strerror}.") from problem
    try:
        return json.loads(text, parse_float=Decimal)
    except RecursionError as problem:
        raise CommandError("The cases are nested too deeply. Give a list of cases.") from problem
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise CommandError(f"This is not JSON ({where}: {problem.msg}). Check the file there.") from problem


def _held() -> tuple[list[RuleSet] | None, list[PublishedMinimum] | None]:
    """Rules and published hours as the portal holds them; as they are shipped where there is no database yet."""
    try:
        return held_rule_sets() or None, held_minimums() or None
    except DatabaseError:
        return None, None
