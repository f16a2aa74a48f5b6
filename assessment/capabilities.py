"""What evidence may be claimed against, and in which order people read it."""

from __future__ import annotations

import datetime

from django.db import models

from apprentices.models import Apprentice
from consortium.models import Statement


def statements_for(apprentice: Apprentice, *, on: datetime.date) -> models.QuerySet[Statement]:
    """What evidence of a day may be claimed against: the frameworks of the programme's standard in force then."""
    frameworks = apprentice.cohort.standard_version.frameworks.in_force(on)
    return in_reading_order(Statement.objects.filter(framework__in=frameworks))


def in_reading_order(statements: models.QuerySet[Statement]) -> models.QuerySet[Statement]:
    """First the framework that has levels for the stages of the programme, then what is only linked, then the rest."""
    return (
        statements.select_related("framework")
        .annotate(levels=models.Count("framework__levels"))
        .order_by(
            "-levels",
            "-framework__official",
            "framework__judged",
            "framework__code",
            "framework__valid_from",
            "number",
            "code",
        )
    )
