"""The texts beside evidence in which somebody's details may stand: whose words, who reads them, what is hidden.

Another kind of text is one more entry here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import (
    Breach,
    CapabilityView,
    Observation,
    PanelReading,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
    SelfAssessment,
    SupervisorReport,
    TutorReview,
    WitnessStatement,
)
from core.accounts.models import User
from placements.models import Placement

About = Breach.About


@dataclass(frozen=True)
class Text:
    """One kind of text. ``field`` has its main words, ``fields`` more of the same row, ``parts`` the rows beside it."""

    readable: Callable[[User], QuerySet[Any]]
    model: type[models.Model]
    field: str
    writer: Callable[[Any], User]
    placed: Callable[[Any], tuple[Apprentice, datetime.date]]
    fields: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def rows(self, record: models.Model) -> Iterator[tuple[models.Model, tuple[str, ...]]]:
        """Every row that holds words of a text, with the fields that do; the main one first."""
        yield record, (self.field, *self.fields)
        for name, fields in self.parts:
            beside = getattr(record, name, None)
            if beside is not None:
                for row in beside.all() if isinstance(beside, models.Manager) else [beside]:
                    yield row, fields


def _observations(user: User) -> QuerySet[Observation]:
    """Those that a person reads as part of a portfolio, or because they decide about it."""
    decided = PortfolioSubmission.objects.decided_by(user)
    follows = Observation.objects.visible_to(user).order_by()
    decides = Q(state=Observation.State.SIGNED, placement__submissions__in=decided)
    return Observation.objects.filter(Q(pk__in=follows.values("pk")) | decides, reported_at__isnull=False).distinct()


def _recommended_to(user: User) -> QuerySet[Recommendation]:
    return Recommendation.objects.visible_to(user).filter(state=Recommendation.State.SIGNED)


def _of_observation(found: Observation) -> tuple[Apprentice, datetime.date]:
    return found.placement.apprentice, timezone.localdate(found.began_at)


def _of_placement(placement: Placement) -> tuple[Apprentice, datetime.date]:
    return placement.apprentice, placement.starts_on


def _of_statement(given: WitnessStatement) -> tuple[Apprentice, datetime.date]:
    return given.evidence.apprentice, datetime.date.fromisoformat(given.about["happened_on"])


TEXTS: dict[str, Text] = {
    About.OBSERVATION: Text(
        _observations,
        Observation,
        "report",
        writer=lambda found: found.observer,
        placed=_of_observation,
        fields=("report_kept_reason", "place", "to_show"),
        parts=(("capabilities", ("saw",)), ("feedback", ("said", "kept_reason"))),
    ),
    About.REFLECTION: Text(
        lambda user: _observations(user).filter(reflected_at__isnull=False),
        Observation,
        "reflection",
        writer=lambda found: found.observed,
        placed=_of_observation,
        fields=("reflection_kept_reason",),
    ),
    About.JUDGEMENT: Text(
        lambda user: _observations(user).filter(state=Observation.State.SIGNED),
        Observation,
        "judgement",
        writer=lambda found: found.signed_by,
        placed=_of_observation,
    ),
    About.SELF_ASSESSMENT: Text(
        lambda user: (
            CapabilityView.objects.visible_to(user)
            .filter(locked_at__isnull=False)
            .exclude(self_assessment__state=SelfAssessment.State.OPEN)
        ),
        CapabilityView,
        "overall",
        writer=lambda view: view.written_by,
        placed=lambda view: _of_placement(view.self_assessment.placement),
        fields=("kept_reason",),
        parts=(("ratings", ("words",)),),
    ),
    About.SUPERVISOR: Text(
        SupervisorReport.objects.visible_to,
        SupervisorReport,
        "report",
        writer=lambda report: report.signed_by,
        placed=lambda report: _of_placement(report.submission.placement),
        fields=("kept_reason",),
    ),
    About.EDUCATOR: Text(
        _recommended_to,
        Recommendation,
        "holistic",
        writer=lambda given: given.written_by,
        placed=lambda given: _of_placement(given.submission.placement),
        fields=("unexplained_until_now", "without_report_because", "kept_reason"),
        parts=(("capabilities", ("words",)),),
    ),
    About.WITNESS: Text(
        lambda user: WitnessStatement.objects.visible_to(user).given(),
        WitnessStatement,
        "statement",
        writer=lambda given: given.witness,
        placed=_of_statement,
        fields=("kept_reason", "request"),
    ),
    About.TUTOR_REVIEW: Text(
        lambda user: TutorReview.objects.filter(recommendation__in=_recommended_to(user)).exclude(reasons=""),
        TutorReview,
        "reasons",
        writer=lambda review: review.reviewed_by,
        placed=lambda review: _of_placement(review.recommendation.submission.placement),
    ),
    About.SECOND_OPINION: Text(
        lambda user: SecondOpinion.objects.filter(
            recommendation__in=_recommended_to(user), state=SecondOpinion.State.GIVEN
        ),
        SecondOpinion,
        "reasons",
        writer=lambda opinion: opinion.educator.person,
        placed=lambda opinion: _of_placement(opinion.submission.placement),
    ),
    About.READER_SHEET: Text(
        lambda user: PanelReading.objects.visible_to(user).filter(state=PanelReading.State.SENT),
        PanelReading,
        "overall",
        writer=lambda reading: reading.member.person,
        placed=lambda reading: _of_placement(reading.item.submission.placement),
        parts=(("comments", ("words",)),),
    ),
}


def record_of(breach: Breach) -> Any:
    """The row of the text that a flag is about."""
    return TEXTS[breach.about].model._base_manager.get(pk=breach.about_id)


def is_hidden(about: str, record: models.Model) -> bool:
    """Whether a flag stands on a text."""
    return Breach.objects.standing().filter(about=about, about_id=record.pk).exists()
