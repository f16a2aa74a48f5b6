"""The questions of an expression of interest: one a page, in this order. What is asked apart is not among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from recruitment.models import Application

ABOUT, WORK, LEARNING, WHY = "About you", "Your work", "Your qualifications", "You and social work"
SECTIONS = (ABOUT, WORK, LEARNING, WHY)


def _always(application: Application) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One page: its place in the address, its section, how it reads in a list of answers, the fields it fills."""

    slug: str
    section: str
    title: str
    fields: tuple[str, ...]
    asked: Callable[[Application], bool] = _always

    def is_answered(self, application: Application) -> bool:
        """Whether what must be answered is; a field that belongs to another answer may stay empty."""
        return not self.fields or getattr(application, self.fields[0]) not in (None, "")


QUESTIONS = (
    Question("name", ABOUT, "Your name", ()),
    Question("phone", ABOUT, "Phone number", ("phone",)),
    Question("employer", WORK, "Employer you are applying to", ("employer",)),
    Question("works-there", WORK, "Do you work for them now", ("works_there",)),
    Question(
        "current-employer",
        WORK,
        "Who you work for now",
        ("current_employer",),
        asked=lambda application: application.works_there is False,
    ),
    Question("service", WORK, "Your service", ("current_service",)),
    Question("job", WORK, "Your job title", ("job_title",)),
    Question("hours", WORK, "Hours a week", ("weekly_hours",)),
    Question("length-of-service", WORK, "Length of service", ("service_length",)),
    Question("english", LEARNING, "English at level 2", ("english",)),
    Question("maths", LEARNING, "Maths at level 2", ("maths",)),
    Question("degree", LEARNING, "Degree", ("prior_degree", "prior_degree_subject")),
    Question("prior-learning", LEARNING, "Learning that may count already", ("prior_learning", "prior_learning_words")),
    Question("right-to-work", WHY, "Right to work in the UK", ("right_to_work",)),
    Question("residency", WHY, "Living in the UK", ("residency",)),
    Question("why", WHY, "Why social work", ("why",)),
)


def asked_of(application: Application) -> list[Question]:
    """The questions that apply, given the answers so far."""
    return [question for question in QUESTIONS if question.asked(application)]


def find(application: Application, slug: str) -> Question | None:
    return next((question for question in asked_of(application) if question.slug == slug), None)


def after(application: Application, question: Question) -> Question | None:
    """The next question of the same section; None at its end."""
    asked = asked_of(application)
    place = next((number for number, other in enumerate(asked) if other.slug == question.slug), len(asked))
    following = asked[place + 1 : place + 2]
    return following[0] if following and following[0].section == question.section else None


def missing_answers(application: Application) -> list[str]:
    """Titles of the questions that still need an answer before the application can be submitted."""
    return [question.title for question in asked_of(application) if not question.is_answered(application)]
