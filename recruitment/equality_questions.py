"""The equality questions of the reference data: optional, asked one a page, each with "Prefer not to say"."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from consortium.reference_data import DATA

PREFER_NOT_TO_SAY = "not_said"
NOT_SAID = "Not said"
"""The group of those who gave no answer, where figures count everybody."""


@dataclass(frozen=True)
class EqualityQuestion:
    """A question and its options (value, label); ``write_in`` is the option to which own words may be added."""

    code: str
    question: str
    hint: str
    options: tuple[tuple[str, str], ...]
    write_in: str
    groups: dict[str, str]
    """Option → the group in which its people are counted; "Prefer not to say" is not among them."""


@dataclass(frozen=True)
class Grouping:
    """People put into groups by what they answered, for figures. ``of`` takes all answers of one person."""

    code: str
    question: str
    groups: tuple[str, ...]
    of: Callable[[Mapping[str, str]], str | None]


@cache
def _data() -> dict[str, Any]:
    return json.loads((DATA / "equality_questions.json").read_text(encoding="utf-8"))


@cache
def equality_questions() -> tuple[EqualityQuestion, ...]:
    questions = _data()["questions"]
    return tuple(
        EqualityQuestion(
            code=question["code"],
            question=question["question"],
            hint=question["hint"],
            options=tuple((option["value"], option["label"]) for option in question["options"]),
            write_in=question["write_in"] or "",
            groups={
                option["value"]: option.get("group") or option["label"]
                for option in question["options"]
                if option["value"] != PREFER_NOT_TO_SAY
            },
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


@cache
def groupings() -> tuple[Grouping, ...]:
    """The one way in which answers are put together, for every figure: each question, with options put together as the
    reference data says, and what follows from several questions (a person is disabled, as the law has it, by two).
    """
    asked = equality_questions()
    derived = _data()["derived"]
    within = {code for one in derived for code in one["true_when"]}
    return (
        *(
            Grouping(q.code, q.question, tuple(dict.fromkeys(q.groups.values())), partial(_answered, q))
            for q in asked
            if q.code not in within
        ),
        *(
            Grouping(one["code"], one["label"], ("Yes", "No"), partial(_follows, one["true_when"], _by_code(asked)))
            for one in derived
        ),
    )


@cache
def outcome_groupings() -> tuple[tuple[str, Grouping], ...]:
    """The groupings by which reports of outcomes give tables, each with the title of its table."""
    by_code = {grouping.code: grouping for grouping in groupings()}
    return tuple((one["title"], by_code[one["code"]]) for one in _data()["outcomes_by"])


def _by_code(questions: Iterable[EqualityQuestion]) -> dict[str, EqualityQuestion]:
    return {question.code: question for question in questions}


def _answered(question: EqualityQuestion, answers: Mapping[str, str]) -> str | None:
    return question.groups.get(answers.get(question.code, ""))


def _follows(
    true_when: Mapping[str, list[str]], questions: Mapping[str, EqualityQuestion], answers: Mapping[str, str]
) -> str | None:
    """Yes where every question has one of its answers, no where one has another; None where that is not known."""
    given = [(answers.get(code, ""), wanted) for code, wanted in true_when.items()]
    if all(answer in wanted for answer, wanted in given):
        return "Yes"
    said_no = any(
        answer in questions[code].groups and answer not in wanted
        for (code, wanted), (answer, _) in zip(true_when.items(), given, strict=True)
    )
    return "No" if said_no else None
