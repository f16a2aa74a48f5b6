"""One edition of a framework from a file of its own: checked line by line, previewed, loaded once, never edited.

So a standard that begins next year needs no change of the portal: whoever holds its text fills in the file.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from consortium.models import Framework, StandardVersion
from consortium.reference_data.files import first_day
from consortium.reference_data.programmes import framework
from consortium.reference_data.report import EditionChanged, Report

TEXTS = {"code": 40, "title": 200, "version": 40, "publisher": 150}
STATEMENT_TEXTS = {"code": 20, "title": 250, "group": 80}
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a file, and in which line."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}"


class FrameworkRefused(Exception):
    """A file that cannot be loaded, with everything that is wrong in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


def load_file(text: str, *, dry_run: bool = False) -> Report:
    """Load the edition that a file describes; the same file again changes nothing.

    ``follows`` names the framework in whose place it comes: it is linked to the same versions of the standards, and
    must begin after that one has ended. Raises ``FrameworkRefused``, or ``EditionChanged`` where the
    edition is published and says something else.
    """
    content = checked(text)
    follows = content.pop("follows", None)
    report = Report()
    with transaction.atomic():
        made = framework({"note": "", **content}, report)
        if follows:
            for version in StandardVersion.objects.filter(frameworks__code=follows).distinct():
                if not version.frameworks.filter(pk=made.pk).exists():
                    version.frameworks.add(made)
                    report.changed.append(f"{version}: {made} is linked")
        if dry_run:
            transaction.set_rollback(True)
    return report


def checked(text: str) -> dict[str, Any]:
    """The content of a file. Raises ``FrameworkRefused`` with every mistake and its line."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as problem:
        mistake = Mistake(problem.lineno, f"This is no JSON from here on: {problem.msg.lower()}.")
        raise FrameworkRefused([mistake]) from problem
    if not isinstance(content, dict):
        raise FrameworkRefused([Mistake(1, "A framework is one object, in curly brackets.")])
    mistakes = [*_of_the_whole(content, text), *_of_statements(content, text), *_of_what_it_follows(content, text)]
    if mistakes:
        raise FrameworkRefused(sorted(mistakes, key=lambda mistake: mistake.line))
    content["statements"] = [{"group": "", "summary": "", "descriptors": {}} | one for one in content["statements"]]
    return content


def _of_the_whole(content: dict[str, Any], text: str) -> Iterator[Mistake]:
    for name, most in TEXTS.items():
        yield from _text(content, name, most, _line_of(text, name))
    for name in ("judged", "official"):
        if not isinstance(content.get(name), bool):
            yield Mistake(_line_of(text, name), f"{name} is true or false.")
    for name in ("valid_from", "valid_to"):
        if name not in content or (content[name] is None and name == "valid_from") or _day(content.get(name)) is False:
            yield Mistake(
                _line_of(text, name), f"{name} is a day such as 2027-04-01{', or null' if name == 'valid_to' else ''}."
            )
    levels = content.get("levels")
    if not isinstance(levels, list) or any(not _is_level(level) for level in levels):
        yield Mistake(_line_of(text, "levels"), "levels is a list of {code, name, order}; it may be empty.")


def _is_level(level: Any) -> bool:
    return isinstance(level, dict) and isinstance(level.get("order"), int) and {"code", "name"} <= set(level)


def _of_statements(content: dict[str, Any], text: str) -> Iterator[Mistake]:
    statements = content.get("statements")
    here = _line_of(text, "statements")
    if not isinstance(statements, list) or not statements:
        yield Mistake(here, "There are no statements yet. Fill them in from the official text.")
        return
    levels = {level["code"] for level in content.get("levels") or [] if _is_level(level)}
    seen: set[str] = set()
    for line, statement in zip(_lines_of_statements(text, len(statements)), statements, strict=True):
        if not isinstance(statement, dict):
            yield Mistake(line, "A statement is an object, in curly brackets.")
            continue
        yield from _text(statement, "code", STATEMENT_TEXTS["code"], line)
        yield from _text(statement, "title", STATEMENT_TEXTS["title"], line)
        if len(str(statement.get("group", ""))) > STATEMENT_TEXTS["group"]:
            yield Mistake(line, f"group has at most {STATEMENT_TEXTS['group']} characters.")
        if str(statement.get("code")) in seen:
            yield Mistake(line, f"The code {statement['code']} stands here a second time.")
        seen.add(str(statement.get("code")))
        if unknown := sorted(set(statement.get("descriptors") or {}) - levels):
            yield Mistake(line, f"descriptors name a level that is not among the levels: {', '.join(unknown)}.")


def _of_what_it_follows(content: dict[str, Any], text: str) -> Iterator[Mistake]:
    follows, begins = content.get("follows"), _day(content.get("valid_from"))
    if not follows or not begins:
        return
    line = _line_of(text, "follows")
    before = Framework.objects.filter(code=follows).order_by("-valid_from").first()
    if before is None:
        yield Mistake(line, f"There is no framework with the code {follows}.")
    elif before.valid_to is None or before.valid_to >= begins:
        yield Mistake(line, f"{before} ({before.edition}) has not ended by then. Close it with a last day first.")


def _text(content: dict[str, Any], name: str, most: int, line: int) -> Iterator[Mistake]:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip():
        yield Mistake(line, f"{name} is missing.")
    elif len(value) > most:
        yield Mistake(line, f"{name} has at most {most} characters; this one has {len(value)}.")


def _day(said: Any) -> datetime.date | bool | None:
    """The day that is said; None where none is; False where it is no day."""
    if said is None:
        return None
    try:
        return first_day(said)
    except (ValueError, AttributeError):
        return False


def _line_of(text: str, name: str) -> int:
    """The line in which a name of the whole stands first; the first line where it is missing."""
    return text[: max(0, text.find(f'"{name}"'))].count("\n") + 1


def _lines_of_statements(text: str, how_many: int) -> list[int]:
    """In which line each statement begins, read again by the same reader."""
    decoder, lines = json.JSONDecoder(), []
    at = text.index("[", text.index('"statements"')) + 1
    for _ in range(how_many):
        while text[at] in " \t\r\n,":
            at += 1
        lines.append(text[:at].count("\n") + 1)
        _, at = decoder.raw_decode(text, at)
    return lines


__all__ = ["EditionChanged", "FrameworkRefused", "Mistake", "checked", "load_file"]
