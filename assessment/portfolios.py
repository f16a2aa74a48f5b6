"""Portfolios as lists and reviews need them: whose, what is new since the last review, what the evidence covers."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from apprentices.capability import CapabilityPart
from apprentices.models import Apprentice
from assessment.capabilities import in_reading_order
from assessment.coverage import Capability, Covered, covered
from assessment.kinds import OBSERVATION, all_kinds
from assessment.models import Claim, Evidence, Observation, ObservedCapability, PortfolioReview, readers
from assessment.stages import Stage, milestones_passed, stage_of
from consortium.models import Framework, Statement
from core.per_request import once_per_request
from core.words import count

if TYPE_CHECKING:
    from core.accounts.models import User


def read_by(user: User, *, on: datetime.date) -> models.QuerySet[Apprentice]:
    """Apprentices whose portfolio this person reads."""
    return Apprentice.objects.visible_to(user, on=on).filter(pk__in=readers.read_by(user, on=on))


def open_to(user: User, *, on: datetime.date) -> models.QuerySet[Apprentice]:
    """Apprentices whose portfolio this person may open: their own, and those that they read."""
    return Apprentice.objects.visible_to(user, on=on).filter(
        models.Q(pk__in=readers.owned_by(user, on=on)) | models.Q(pk__in=readers.read_by(user, on=on))
    )


@once_per_request
def opens(user: User, apprentice_id: int, *, on: datetime.date) -> bool:
    """Whether this person may open the portfolio of an apprentice."""
    return open_to(user, on=on).filter(pk=apprentice_id).exists()


def with_news(apprentices: models.QuerySet[Apprentice]) -> models.QuerySet[Apprentice]:
    """Adds ``last_reviewed_at``, and ``news``: whether anything was accepted since."""
    last = PortfolioReview.objects.filter(apprentice=OuterRef("pk")).order_by("-reviewed_at").values("reviewed_at")
    since = Evidence.objects.accepted().filter(apprentice=OuterRef("pk"), answered_at__gt=OuterRef("last_reviewed_at"))
    return apprentices.annotate(last_reviewed_at=Subquery(last[:1])).annotate(
        news=Case(
            When(last_reviewed_at__isnull=True, standing__evidence_accepted__gt=0, then=Value(True)),
            When(Exists(since), then=Value(True)),
            default=Value(False),
            output_field=models.BooleanField(),
        )
    )


def to_review(user: User, *, on: datetime.date) -> models.QuerySet[Apprentice]:
    """Portfolios of a tutor's apprentices in which something was accepted since the last review."""
    tutored = Apprentice.objects.visible_to(user, on=on).filter(pk__in=readers.tutored_by(user, on=on))
    return with_news(tutored.learning()).filter(news=True)


def coverage_of(apprentice: Apprentice) -> list[Covered]:
    """Every framework of the programme, and every edition that evidence was claimed against; in reading order."""
    counts: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    claims = (
        Claim.objects.filter(
            version__evidence__apprentice=apprentice,
            version__evidence__state=Evidence.State.ACCEPTED,
            version__evidence__shown=F("version"),
        )
        .filter(Q(judgement=Claim.Judgement.SUFFICIENT) | Q(statement__framework__judged=False))
        .order_by()
        .values_list("statement__framework", "statement__code", "version__evidence__kind")
        .annotate(pieces=Count("pk"))
    )
    for framework_id, code, kind, pieces in claims:
        counts[framework_id][code, kind] = pieces
    for framework_id, code, pieces in _observed(apprentice):
        counts[framework_id][code, OBSERVATION] = counts[framework_id].get((code, OBSERVATION), 0) + pieces
    statements: dict[Framework, list[Capability]] = defaultdict(list)
    in_force = apprentice.cohort.standard_version.frameworks.in_force(timezone.localdate())
    claimed = Statement.objects.filter(Q(framework__in=in_force) | Q(framework__in=list(counts)))
    for statement in in_reading_order(claimed):
        statements[statement.framework].append(Capability(statement.code, statement.title))
    return [
        covered(
            framework.title,
            judged=framework.judged,
            capabilities=capabilities,
            counts=counts[framework.pk],
            kinds=list(all_kinds().values()),
        )
        for framework, capabilities in statements.items()
    ]


def _observed(apprentice: Apprentice) -> models.QuerySet[ObservedCapability, tuple[int, str, int]]:
    """Signed direct observations by capability, where it was judged sufficient: (framework, code, how many)."""
    return (
        ObservedCapability.objects.filter(
            observation__placement__apprentice=apprentice,
            observation__state=Observation.State.SIGNED,
            judgement=Claim.Judgement.SUFFICIENT,
        )
        .order_by()
        .values_list("statement__framework", "statement__code")
        .annotate(pieces=Count("pk"))
    )


def stage_now(apprentice: Apprentice) -> Stage:
    """At which level an apprentice is assessed now."""
    reached = set(apprentice.milestones.values_list("kind", flat=True))
    readiness, placements = milestones_passed(reached)
    pattern = apprentice.cohort.standard_version.placement_pattern
    return stage_of(pattern, readiness_passed=readiness, placements_passed=placements)


def capability_summary(apprentice: Apprentice) -> CapabilityPart | None:
    """What accepted evidence covers, framework by framework, for the supervisor of the first year; no text of it."""
    rows = []
    for one in coverage_of(apprentice):
        there = sum(any(counts) for _, counts in one.rows)
        if there:
            every = count(len(one.rows), "capability", "capabilities")
            rows.append((one.framework, f"{there} of {every} covered by accepted evidence"))
    return CapabilityPart("What accepted evidence covers", tuple(rows)) if rows else None
