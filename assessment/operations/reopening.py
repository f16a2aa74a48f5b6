"""Opening an accepted piece again: why, by whose authority, until when; replaced by a new version or standing again."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from apprentices.models import BreakInLearning
from apprentices.operations import lock_standing
from assessment import permissions
from assessment.breaks import away_since
from assessment.models import Evidence, Reopening
from assessment.models.evidence import OVER
from assessment.operations import telling
from assessment.operations.drafts import next_version
from assessment.operations.totals import recount
from core import audit, words
from core.accounts.models import User
from core.workflow import StepRefused, move

LONGEST = datetime.timedelta(days=56)
"""For at most this long an accepted piece stays open."""


@transaction.atomic
def reopen(
    evidence: Evidence,
    *,
    number: int,
    reason: str,
    until: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
) -> Reopening:
    """Open accepted version ``number`` again, until a day by which the apprentice sends the next.

    What was accepted stays readable with its signature, and counts for nothing while it is open. Everybody who relied
    on it is told.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    lock_standing([evidence.apprentice])
    evidence.refresh_from_db()
    authority = permissions.who_reopens(evidence, permissions.relations_of(evidence.apprentice, on=on))
    permissions.refuse_unless(permissions.may_reopen(by, evidence, authority))
    version = evidence.shown
    assert version is not None
    if version.number != number:
        raise StepRefused(f"Version {version.number} was accepted since you opened this. Read that one first.")
    if not reason.strip():
        raise StepRefused("Say why it is opened again. Everybody who relied on it is told, and reads this.")
    if not on <= until <= on + LONGEST:
        raise StepRefused(f"Choose a day from today to {words.day(on + LONGEST)}.")
    reopening = Reopening.objects.create(
        evidence=evidence,
        version=version,
        reason=reason,
        until=until,
        reopened_by=by,
        reopened_as=authority.role,
        reopened_at=at,
        written_by=evidence.apprentice.person,
    )
    move(evidence, to=Evidence.State.REOPENED, by=by, at=at, reason=reason, words={"version": number})
    if not evidence.versions.filter(submitted_at__isnull=True).exists():
        next_version(version, at=at)
    evidence.__dict__.pop("draft", None)
    recount(evidence.apprentice)
    telling.reopened(reopening)
    return reopening


@transaction.atomic
def ask_to_reopen(evidence: Evidence, *, why: str, by: User, at: datetime.datetime | None = None) -> None:
    """Ask whoever has the authority to open an accepted piece again; the words stand in its story."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    authority = permissions.who_reopens(evidence, permissions.relations_of(evidence.apprentice, on=on))
    permissions.refuse_unless(permissions.may_ask_to_reopen(by, evidence, authority))
    if not why.strip():
        raise StepRefused("Say why it should be opened again.")
    audit.record(evidence, "asked for this to be opened again", by=by, at=at, reason=why)
    telling.asked_to_reopen(evidence, authority.people, by=by, on=on)


def end(evidence: Evidence, outcome: str, *, at: datetime.datetime) -> None:
    """What was opened again is settled; nothing happens where nothing was open."""
    reopening = evidence.reopenings.running().select_related("version__sign_off", "reopened_by").first()
    if reopening is not None:
        reopening.ended_at, reopening.outcome = at, outcome
        reopening.save(update_fields=["ended_at", "outcome"])
        telling.reopening_ended(reopening, on=timezone.localdate(at))


def wait_until(evidence: Evidence, day: datetime.date) -> None:
    """What was opened again and returned for more is waited for until the day that was set with it."""
    evidence.reopenings.running().update(until=day)


def let_stand(*, at: datetime.datetime | None = None) -> int:
    """For the first hour of a day: what was opened again and not sent by its day is accepted as it was. How many."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    left_alone = list(Reopening.objects.left_alone(on=on).select_related("evidence__apprentice"))
    breaks: dict[int, list[BreakInLearning]] = defaultdict(list)
    ids = {reopening.evidence.apprentice_id for reopening in left_alone}
    for one in BreakInLearning.objects.filter(apprentice__in=ids, returned_on__isnull=False):
        breaks[one.apprentice_id].append(one)
    due = [
        reopening
        for reopening in left_alone
        if reopening.evidence.apprentice.state in OVER or _due_on(reopening, breaks) < on
    ]
    return sum(_stand(reopening.pk, at=at) for reopening in due)


def _due_on(reopening: Reopening, breaks: dict[int, list[BreakInLearning]]) -> datetime.date:
    evidence = reopening.evidence
    returned = evidence.answered_at if evidence.state == Evidence.State.RETURNED else None
    return reopening.until + away_since(returned or reopening.reopened_at, breaks[evidence.apprentice_id])


@transaction.atomic
def _stand(pk: int, *, at: datetime.datetime) -> bool:
    """Under the lock, ask once more whether nothing came; then what was accepted is shown and counts again."""
    reopening = Reopening.objects.select_related("evidence__apprentice__person", "version__sign_off__signed_by").get(
        pk=pk
    )
    evidence, sign_off = reopening.evidence, reopening.version.sign_off
    lock_standing([evidence.apprentice])
    evidence.refresh_from_db(fields=["state"])
    if evidence.state not in (Evidence.State.REOPENED, Evidence.State.RETURNED):
        return False
    move(
        evidence,
        to=Evidence.State.ACCEPTED,
        by=None,
        at=at,
        shown=reopening.version,
        answered_by=sign_off.signed_by,
        answered_at=sign_off.complete_at,
    )
    end(evidence, Reopening.Outcome.STANDS, at=at)
    recount(evidence.apprentice)
    return True
