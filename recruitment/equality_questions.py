"""The equality questions of the reference data: optional, asked one a page, each with "Prefer not to say"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from consortium.reference_data import DATA


@dataclass(frozen=True)
class EqualityQuestion:
    """A question and its options (value, label); ``write_in`` is the option to which own words may be added."""

    code: str
    question: str
    hint: str
    options: tuple[tuple[str, str], ...]
    write_in: str


@cache
def equality_questions() -> tuple[EqualityQuestion, ...]:
    questions = json.loads((DATA / "equality_questions.json").read_text(encoding="utf-8"))["questions"]
    return tuple(
        EqualityQuestion(
            code=question["code"],
            question=question["question"],
            hint=question["hint"],
            options=tuple((option["value"], option["label"]) for option in question["options"]),
            write_in=question["write_in"] or "",
        )
        for question in questions
    )


def find(code: str) -> EqualityQuestion | None:
    return next((question for question in equality_questions() if question.code == code), None)


def after(code: str) -> EqualityQuestion | None:
    """The question that follows; None after the last."""
    questions = equality_questions()
    place = next(number for number, question in enumerate(questions, start=1) if question.code == code)
    return questions[place] if place < len(questions) else None
