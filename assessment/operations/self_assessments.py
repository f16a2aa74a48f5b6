"""Two views of where an apprentice stands: each written and locked by its own side, then talked about."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment import content, permissions
from assessment.capabilities import in_reading_order
from assessment.confidentiality import Finding
from assessment.models import CapabilityRating, CapabilityView, SelfAssessment
from assessment.models.observations import KEPT_REASON_LENGTH
from assessment.operations.screening import screen
from assessment.self_assessment_points import linked_frameworks
from consortium.models import FrameworkLevel, Statement
from core import audit, words
from core.accounts.models import User
from core.audit.signatures import sign
from core.notifications import outbox
from core.workflow import StepRefused, move
from placements.models import Placement

Side = CapabilityView.Side


@dataclass(frozen=True)
class Rating:
    """What one side says to one capability: a step of the scale (None: left out), and words."""

    step: int | None
    words: str = ""


def statements_at(placement: Placement, *, on: datetime.date) -> QuerySet[Statement]:
    """What both sides are asked about: the framework that has the placement's level, and what the service adds."""
    in_force = placement.apprentice.cohort.standard_version.frameworks.in_force(on)
    at_the_level = FrameworkLevel.objects.filter(code=placement.level).values("framework")
    asked = in_force.filter(
        Q(pk__in=at_the_level) | Q(code__in=linked_frameworks(placement.setting.service), judged=False)
    )
    return in_reading_order(Statement.objects.filter(framework__in=asked))


@transaction.atomic
def write_view(
    placement: Placement,
    *,
    point: str,
    ratings: Mapping[int, Rating],
    overall: str,
    by: User,
    at: datetime.datetime | None = None,
) -> CapabilityView:
    """Save what one side has written so far; nobody else sees it. ``ratings``: statement id → what is said.

    The first to write opens the point for both. Raises ``StepRefused`` with the reason.
    """
    at = at or timezone.now()
    side = _side(placement, point, by=by, at=at)
    point_of_both, _ = SelfAssessment.objects.get_or_create(
        placement=placement,
        point=point,
        defaults={"apprentice": placement.apprentice, "opened_on": timezone.localdate(at)},
    )
    allowed = set(statements_at(placement, on=point_of_both.opened_on).values_list("pk", flat=True))
    if set(ratings) - allowed:
        raise StepRefused("Some of these capabilities are not asked about here.")
    view, _ = CapabilityView.objects.get_or_create(
        self_assessment=point_of_both, side=side, defaults={"written_by": by, "saved_at": at}
    )
    view = CapabilityView.objects.select_for_update().get(pk=view.pk)
    if view.locked_at:
        raise StepRefused(f"This view was locked by {view.written_by} on {words.moment(view.locked_at)}.")
    view.overall, view.written_by, view.saved_at, view.version = overall, by, at, view.version + 1
    view.save()
    view.ratings.all().delete()
    CapabilityRating.objects.bulk_create(
        CapabilityRating(view=view, statement_id=pk, step=said.step, words=said.words)
        for pk, said in ratings.items()
        if said.step or said.words
    )
    return view


@transaction.atomic
def lock_view(
    view: CapabilityView,
    *,
    read: str,
    kept_reason: str = "",
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> SelfAssessment:
    """Lock one side's view as it was read (``read``: its hash) and sign it; the second lock shows both to both.

    Raises ``StepRefused`` where a capability of the judged framework has no step, or where it has changed since.
    """
    at = at or timezone.now()
    both = SelfAssessment.objects.select_for_update().get(pk=view.self_assessment_id)
    view = CapabilityView.objects.select_related("self_assessment__placement__apprentice", "written_by").get(pk=view.pk)
    side = _side(view.self_assessment.placement, both.point, by=by, at=at)
    if side != view.side or view.written_by_id != by.pk:
        raise StepRefused("Only the person who wrote this view locks it.")
    if view.locked_at:
        raise StepRefused(f"You locked this on {words.moment(view.locked_at)}.")
    if read != content.hash_of(content.viewed(view)):
        raise StepRefused("What you wrote has changed since you opened this page. Check it again, then lock it.")
    if missing := still_missing(view):
        raise StepRefused(f"Still to be said: {words.listed(missing)}.")
    flagged = personal_details(view)
    if flagged and not kept_reason.strip():
        raise StepRefused("Take out what looks like personal details, or say why it stays.")
    view.kept_reason = kept_reason.strip()[:KEPT_REASON_LENGTH] if flagged else ""
    signature = sign(
        view,
        by=by,
        purpose=content.SELF_ASSESSMENT,
        content=content.viewed(view),
        role=view.get_side_display(),
        at=at,
        address=address,
    )
    view.locked_at, view.content_hash = at, signature.content_hash
    view.save(update_fields=["kept_reason", "locked_at", "content_hash"])
    audit.record(both, "locked a view", by=by, at=at)
    if both.views.filter(locked_at__isnull=True).exists() or both.views.count() < len(Side.choices):
        _tell_the_other_side(both, by=by, at=at)
    else:
        move(both, to=SelfAssessment.State.LOCKED, by=by, at=at)
        _tell_both(both)
    return both


def personal_details(view: CapabilityView) -> list[Finding]:
    """What in the words of a view looks like somebody's personal details."""
    said = [view.overall, *view.ratings.values_list("words", flat=True)]
    return screen(said, of=view.self_assessment.apprentice)


def still_missing(view: CapabilityView) -> list[str]:
    """What has to be said before a view can be locked: a step for each capability that is judged, and an overall."""
    asked = statements_at(view.self_assessment.placement, on=view.self_assessment.opened_on)
    asked = asked.filter(framework__judged=True)
    said = set(view.ratings.filter(step__isnull=False).values_list("statement_id", flat=True))
    missing = [statement.title for statement in asked if statement.pk not in said]
    return missing if view.overall.strip() else [*missing, "in your own words"]


@transaction.atomic
def discuss(both: SelfAssessment, *, agreed: str, by: User, at: datetime.datetime | None = None) -> SelfAssessment:
    """The practice educator records that the two views were talked about in supervision, and what was agreed."""
    at = at or timezone.now()
    relations = permissions.relations_of(both.apprentice, on=timezone.localdate(at))
    permissions.refuse_unless(permissions.may_discuss(by, both, relations))
    move(
        both,
        to=SelfAssessment.State.DISCUSSED,
        by=by,
        at=at,
        discussed_on=timezone.localdate(at),
        discussed_by=by,
        agreed=agreed,
    )
    outbox.owe(
        to=both.apprentice.person,
        template="self_assessment_discussed",
        context={"both": both, "apprentice": both.apprentice},
        key=f"self-assessment-discussed-{both.reference}",
    )
    return both


def _side(placement: Placement, point: str, *, by: User, at: datetime.datetime) -> str:
    """On which side this person writes now; refused with the reason where on none."""
    relations = permissions.relations_of(placement.apprentice, on=timezone.localdate(at))
    permissions.refuse_unless(permissions.may_write_view(by, placement, point, relations))
    return permissions.side_of(by, placement.apprentice, relations)


def _tell_the_other_side(both: SelfAssessment, *, by: User, at: datetime.datetime) -> None:
    relations = permissions.relations_of(both.apprentice, on=timezone.localdate(at))
    for person in permissions.who_writes(both.apprentice, relations):
        if person != by:
            outbox.owe(
                to=person,
                template="self_assessment_other_side",
                context={"both": both, "apprentice": both.apprentice},
                key=f"self-assessment-other-{both.reference}-{person.reference}",
            )


def _tell_both(both: SelfAssessment) -> None:
    for view in both.views.select_related("written_by"):
        outbox.owe(
            to=view.written_by,
            template="self_assessment_locked",
            context={"both": both, "apprentice": both.apprentice},
            key=f"self-assessment-locked-{both.reference}-{view.written_by.reference}",
        )
