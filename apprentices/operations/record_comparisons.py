"""Compare an extract of the learner record with the portal, keep each difference, and what explains it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apprentices import learner_record
from apprentices.learner_record import Break, Ours, Theirs
from apprentices.models import (
    Apprentice,
    BreakInLearning,
    DifferenceExplanation,
    Employment,
    OffTheJobEntry,
    RecordComparison,
    RecordDifference,
    Withdrawal,
)
from consortium.models import Cohort, Organisation
from consortium.models import OrganisationIdentifier as Identifier
from core import audit
from core.accounts.models import User
from core.audit.models import Event
from core.imports.models import Import
from core.workflow import StepRefused

BATCH = 500
Field = RecordDifference.Field
OVER = (Apprentice.State.COMPLETE, Apprentice.State.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class BroughtRow:
    """A row of the extract: whom it is about, where the portal knows them, and what it says."""

    number: int
    who: str
    apprentice: Apprentice | None
    theirs: Theirs


@transaction.atomic
def compare_records(
    *,
    brought: Import,
    university: Organisation,
    cohort: Cohort | None,
    records: Sequence[Apprentice],
    rows: Sequence[BroughtRow],
    by: User,
    on: datetime.date | None = None,
) -> RecordComparison:
    """Keep every difference between the rows and the records, and who is missing on either side."""
    on = on or timezone.localdate()
    made = RecordComparison.objects.create(
        brought=brought, university=university, cohort=cohort, made_by=by, people=len(rows)
    )
    found: list[RecordDifference] = []
    for start in range(0, len(rows), BATCH):
        found += _of_rows(made, rows[start : start + BATCH], on=on)
    seen = {row.apprentice.pk for row in rows if row.apprentice}
    missing = [record for record in records if record.pk not in seen]
    found += [_missing(made, record) for record in missing]
    RecordDifference.objects.bulk_create(found, batch_size=BATCH)
    different = {one.who for one in found if one.row is not None}
    made.alike = len(rows) - len(different)
    made.save(update_fields=["alike"])
    audit.record(made, "compared", by=by, rows=len(rows), differences=len(found))
    return made


def _of_rows(made: RecordComparison, rows: Sequence[BroughtRow], *, on: datetime.date) -> Iterator[RecordDifference]:
    ours = ours_of([row.apprentice for row in rows if row.apprentice], on=on)
    for row in rows:
        if row.apprentice is None:
            whom = {"who": row.who[:250], "name": row.who[:200], "row": row.number}
            yield RecordDifference(comparison=made, field=Field.NOT_HERE, theirs="There", **whom)
            continue
        for one in learner_record.differences(ours[row.apprentice.pk], row.theirs):
            yield RecordDifference(
                comparison=made,
                apprentice=row.apprentice,
                who=row.apprentice.reference,
                name=row.apprentice.person.name,
                row=row.number,
                field=one.field,
                ours=one.ours[:250],
                theirs=one.theirs[:250],
                since=one.since,
            )


def _missing(made: RecordComparison, record: Apprentice) -> RecordDifference:
    return RecordDifference(
        comparison=made,
        apprentice=record,
        who=record.reference,
        name=record.person.name,
        field=Field.NOT_THERE,
        ours=record.get_state_display(),
        since=record.original_start_on,
    )


# What the portal says ----------------------------------------------------------------------------------------


def ours_of(records: Sequence[Apprentice], *, on: datetime.date) -> dict[int, Ours]:
    """The facts of many apprentices in a fixed number of queries. ``records`` have person, employer and standing."""
    pks = [record.pk for record in records]
    breaks: dict[int, list[BreakInLearning]] = defaultdict(list)
    for one in BreakInLearning.objects.standing().filter(apprentice__in=pks, began_at__isnull=False):
        breaks[one.apprentice_id].append(one)
    stretches: dict[int, list[Employment]] = defaultdict(list)
    employed = Employment.objects.filter(apprentice__in=pks).select_related("employer__part_of", "legal_employer")
    for stretch in employed.order_by("starts_on"):
        stretches[stretch.apprentice_id].append(stretch)
    left = {
        one.apprentice_id: one
        for one in Withdrawal.objects.filter(apprentice__in=pks, state=Withdrawal.State.RECORDED).order_by("pk")
    }
    moved = _last_events(pks)
    confirmed = dict(
        OffTheJobEntry.objects.confirmed()
        .filter(apprentice__in=pks)
        .order_by()
        .values_list("apprentice")
        .annotate(last=Max("confirmed_at"))
    )
    identifiers: dict[int, list[Identifier]] = defaultdict(list)
    for identifier in Identifier.objects.all():
        identifiers[identifier.organisation_id].append(identifier)
    return {
        record.pk: _ours(
            record,
            breaks=breaks[record.pk],
            stretches=stretches[record.pk],
            left=left.get(record.pk),
            moved=moved[record.pk],
            confirmed_at=confirmed.get(record.pk),
            identifiers=identifiers,
            on=on,
        )
        for record in records
    }


def _last_events(pks: Sequence[int]) -> dict[int, dict[str, datetime.date]]:
    """When planned end and agreed figures last moved, by the record's own events."""
    steps = ("planned end moved", "plan agreed")
    rows = Event.objects.filter(subject_kind="apprentices.apprentice", subject_id__in=list(pks), step__in=steps)
    found: dict[int, dict[str, datetime.date]] = defaultdict(dict)
    for pk, step, last in rows.order_by().values_list("subject_id", "step").annotate(last=Max("at")):
        found[pk][step] = timezone.localdate(last)
    return found


def _ours(
    record: Apprentice,
    *,
    breaks: Sequence[BreakInLearning],
    stretches: Sequence[Employment],
    left: Withdrawal | None,
    moved: dict[str, datetime.date],
    confirmed_at: datetime.datetime | None,
    identifiers: Mapping[int, Sequence[Identifier]],
    on: datetime.date,
) -> Ours:
    start = record.original_start_on
    here = [stretch for stretch in stretches if stretch.employer_id == record.employer_id]
    gone = left if record.state == Apprentice.State.WITHDRAWN else None
    agreed = moved.get("plan agreed", start)
    bodies = {record.employer, *(stretch.in_law for stretch in here)}
    known = [one for body in bodies for one in identifiers[body.pk]]
    others = {body.name for body in bodies} | {one.value for one in known if one.kind == Identifier.Kind.NAME}
    since = {
        learner_record.START: start,
        learner_record.PLANNED_END: max(moved.get("planned end moved", start), agreed),
        learner_record.PLANNED_HOURS: agreed,
        learner_record.PRIOR_LEARNING: agreed,
        learner_record.EMPLOYER: here[0].starts_on if here else start,
        learner_record.FUNDING: start,
    }
    if breaks:
        since[learner_record.BREAKS] = max(one.starts_on for one in breaks)
    if gone:
        since[learner_record.ACTUAL_END] = timezone.localdate(gone.recorded_at)
    if confirmed_at:
        since[learner_record.ACTUAL_HOURS] = timezone.localdate(confirmed_at)
    return Ours(
        start=start,
        planned_end=record.planned_end_on,
        actual_end=gone.last_day if gone else None,
        planned_hours=record.planned_hours,
        actual_hours=record.standing.confirmed_hours or Decimal(0),
        prior_learning=record.prior_learning_hours,
        breaks=tuple(Break(one.starts_on, one.returned_on) for one in breaks if one.starts_on <= on),
        employers=(record.employer.name, record.employer.short_name, *sorted(others)),
        employer_numbers=frozenset(one.value for one in known if one.kind == Identifier.Kind.ERN),
        over=record.state in OVER,
        since=since,
    )


# What explains a difference ----------------------------------------------------------------------------------


@transaction.atomic
def explain(differences: Sequence[RecordDifference], *, words: str, by: User) -> int:
    """Say why these may differ; it holds for later comparisons as long as both sides say the same. Answers how many."""
    said = " ".join(words.split())
    if not said:
        raise StepRefused("Say what explains the difference.")
    for one in differences:
        kept, _ = DifferenceExplanation.objects.update_or_create(
            university_id=one.comparison.university_id,
            who=one.who,
            field=one.field,
            ours=one.ours,
            theirs=one.theirs,
            defaults={"words": said[:500], "by": by, "at": timezone.now(), "apprentice_id": one.apprentice_id},
        )
        audit.record(one.comparison, "explained", by=by, difference=str(one), words=kept.words)
    return len(differences)
