"""Reading in the sift: marks saved as they are given, readings finished, two that are apart brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from core import audit
from core.workflow import StepRefused, move
from recruitment.fairness.agreement import krippendorff_alpha
from recruitment.models import Sift, SiftAgreedMark, SiftCriterion, Sifted, Sifter, SiftMark, SiftReading
from recruitment.operations.sift import share_out
from recruitment.operations.sift_links import tell_those_by_link
from recruitment.sift_feedback import lacks_a_reason, words_for_candidate
from recruitment.sifting import THIRD, SiftResult, SiftRule, result

if TYPE_CHECKING:
    from core.accounts.models import User
    from recruitment.models import Application

LEAST = 3
"""Applications read twice before agreement is told: before, a figure would tell of one reading."""


# Marks --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_mark(*, mark: SiftMark, value: int | None, reasons: Sequence[str], by: User) -> None:
    """Keep a mark and its reasons as they are chosen; the last mark of an application finishes the reading of it.

    The same again changes nothing, also where the marks have been locked in between.
    """
    reading, sifted = _open_reading(mark, by)
    given = value is not None and not lacks_a_reason(value, reasons)
    changed = SiftMark.objects.filter(pk=mark.pk, locked_at__isnull=True).update(
        value=value, reasons=list(reasons), marked_at=timezone.now() if given else None
    )
    if not changed:
        if SiftMark.objects.filter(pk=mark.pk, value=value, reasons=list(reasons), marked_at__isnull=False).exists():
            return  # it was kept as it was chosen, and the press that sends it comes after
        raise StepRefused("Everybody has read this application, so its marks are locked.")
    mark.value, mark.reasons = value, list(reasons)
    left = reading.marks.filter(marked_at__isnull=True).exists()
    if reading.done_at is None and left:
        return
    if (reading.done_at is None) != left:
        SiftReading.objects.filter(pk=reading.pk).update(done_at=None if left else timezone.now())
    _settle(sifted, by=by)


def _open_reading(mark: SiftMark, by: User) -> tuple[SiftReading, Sifted]:
    """The reading and the application's row, held, where this person may write marks now."""
    sifted = Sifted.objects.select_for_update(of=("self",), no_key=True).get(readings=mark.reading_id)
    reading = SiftReading.objects.select_related("sifter__sift").get(pk=mark.reading_id)
    if by.pk != reading.sifter.person_id:
        raise StepRefused("Only the sifter can give these marks.")
    if reading.left_at is not None or reading.sifter.left_at is not None:
        raise StepRefused("You gave this application back. Somebody else reads it.")
    if reading.sifter.sift.state != Sift.State.OPEN:
        raise StepRefused("The sift is not open, so no mark can change.")
    return reading, sifted


def _settle(sifted: Sifted, *, by: User) -> None:
    """Work out anew what the marks of an application come to; the row is held by the caller."""
    readings = list(sifted.readings.counting().filter(done_at__isnull=False))
    if len(readings) < sifted.readings_wanted:
        if sifted.state == Sifted.State.READ:
            raise StepRefused("Every answer of an application that was read needs a mark, with its reason.")
        return
    if len(readings) > 1:
        _lock(readings)
    found = result_of(sifted)
    state = Sifted.State.APART if found.apart else Sifted.State.READ
    under_floor = bool(found.under_floor)
    if sifted.state == state:
        Sifted.objects.filter(pk=sifted.pk).update(total=found.total, under_floor=under_floor)
    else:
        move(sifted, to=state, by=by, total=found.total, under_floor=under_floor)
        if found.apart:
            both = Sifter.objects.filter(readings__in=readings).select_related("person", "sift__campaign")
            tell_those_by_link(both, template="sift_apart", key=f"{sifted.pk}-{sifted.readings_wanted}")


def _lock(readings: Sequence[SiftReading]) -> None:
    """From here on each reader sees the other's marks, so nobody's change any more."""
    now = timezone.now()
    SiftMark.objects.filter(reading__in=readings, locked_at__isnull=True).update(locked_at=now)
    done = SiftReading.objects.filter(pk__in=[reading.pk for reading in readings], locked_at__isnull=True)
    done.update(locked_at=now)


def rules_of(sift_id: int) -> list[SiftRule]:
    return [SiftRule(c.pk, c.weight, c.floor) for c in SiftCriterion.objects.filter(sift=sift_id)]


def result_of(sifted: Sifted) -> SiftResult:
    """What the finished readings of an application come to by the rules of its sift."""
    marks: dict[int, dict[int, int]] = defaultdict(dict)
    counting = SiftMark.objects.filter(
        reading__sifted=sifted, reading__left_at__isnull=True, reading__done_at__isnull=False
    )
    for reading, criterion, value in counting.order_by("reading").values_list("reading", "criterion", "value"):
        if value is not None:
            marks[reading][criterion] = value
    agreed = dict(sifted.agreed_marks.filter(agreed_at__isnull=False).values_list("criterion", "value"))
    limit = Sift.objects.values_list("apart", flat=True).get(pk=sifted.sift_id)
    return result(list(marks.values()), rules_of(sifted.sift_id), limit=limit, agreed=agreed)


@transaction.atomic
def give_back(*, mark: SiftMark, by: User) -> None:
    """The sifter knows, or thinks they know, whose answer it is: somebody else reads the application. No reason."""
    reading, sifted = _open_reading(mark, by)
    if reading.locked_at is not None:
        raise StepRefused("Everybody has read this application already.")
    SiftReading.objects.filter(pk=reading.pk).update(left_at=timezone.now(), done_at=None)
    audit.record(reading, "gave an application of the sift back", by=by)
    if sifted.state == Sifted.State.READ:
        move(sifted, to=Sifted.State.WAITING, by=by, total=None, under_floor=False)
    share_out(reading.sifter.sift)


# Two that are apart ---------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_agreed(*, reading: SiftReading, criterion: SiftCriterion, value: int, reason: str, by: User) -> None:
    """One of the two puts a mark forward, with the reason; nothing counts until the other agrees."""
    sifted, own = _apart(reading, by)
    if criterion.pk not in result_of(sifted).apart:
        raise StepRefused("On this criterion the two of you are not apart.")
    if not reason.strip():
        raise StepRefused("Say why this mark is the right one.")
    SiftAgreedMark.objects.update_or_create(
        sifted=sifted,
        criterion=criterion,
        defaults={"value": value, "reason": reason.strip(), "proposed_by": own.sifter},
    )


@transaction.atomic
def agree(*, reading: SiftReading, criterion: SiftCriterion, by: User) -> None:
    """The other of the two agrees; where nothing is apart any more the application is read."""
    sifted, own = _apart(reading, by)
    put_forward = sifted.agreed_marks.filter(criterion=criterion, agreed_at__isnull=True)
    changed = put_forward.exclude(proposed_by=own.sifter).update(agreed_by=own.sifter, agreed_at=timezone.now())
    if not changed:
        raise StepRefused("The other sifter has put no mark forward that you could agree to.")
    audit.record(sifted, "agreed a mark of the sift", by=by, criterion=criterion.name)
    _settle(sifted, by=by)


@transaction.atomic
def ask_a_third(*, reading: SiftReading, by: User) -> None:
    """The two do not come together: a third person reads the application, and the middle mark of three holds."""
    sifted, own = _apart(reading, by)
    asked = set(sifted.readings.values_list("sifter", flat=True))
    if not own.sifter.sift.sifters.reading().exclude(pk__in=asked).exists():
        raise StepRefused("There is no third sifter who has not read this application. Ask the coordinator for one.")
    move(sifted, to=Sifted.State.WAITING, by=by, readings_wanted=THIRD)
    sifted.agreed_marks.filter(agreed_at__isnull=True).delete()
    share_out(own.sifter.sift)


def _apart(reading: SiftReading, by: User) -> tuple[Sifted, SiftReading]:
    """The application's row, held, for one of the two whose marks are apart."""
    sifted = Sifted.objects.select_for_update(of=("self",), no_key=True).get(pk=reading.sifted_id)
    own = sifted.readings.counting().select_related("sifter__sift").filter(sifter__person=by).first()
    if own is None:
        raise StepRefused("Only those who read the application agree on it.")
    if not own.sifter.sift.takes_marks:
        raise StepRefused("The sift is not open, so no mark can change.")
    if sifted.state != Sifted.State.APART:
        raise StepRefused("Nothing is left to talk about on this application.")
    return sifted, own


# What comes of it -----------------------------------------------------------------------------------------------------


def feedback_of(application: Application) -> str:
    """What a candidate can be told of the sift, in sentences; empty where nothing was chosen."""
    marks = (
        SiftMark.objects.filter(
            reading__sifted__application=application, reading__done_at__isnull=False, reading__left_at__isnull=True
        )
        .select_related("criterion")
        .order_by("criterion__position", "reading__turn")
    )
    return words_for_candidate((mark.criterion.get_reads_display(), mark.reasons) for mark in marks)


def progress_of(sift: Sift) -> list[tuple[Sifter, int, int]]:
    """Each sifter with how many answers they have marked, and how many they have; in one query."""
    own = Q(readings__left_at__isnull=True, readings__sifted__application__state="eligible")
    sifters = sift.sifters.select_related("person").annotate(
        have=Count("readings__marks", filter=own),
        given=Count("readings__marks", filter=own & Q(readings__marks__marked_at__isnull=False)),
    )
    return [(sifter, sifter.given, sifter.have) for sifter in sifters]


def agreement_of(sift: Sift) -> tuple[float | None, int]:
    """Krippendorff's alpha over the applications that two people read, and how many these are."""
    marks: dict[tuple[int, int], list[int]] = defaultdict(list)
    locked = SiftMark.objects.filter(reading__sifted__sift=sift, locked_at__isnull=False, reading__left_at__isnull=True)
    for sifted, criterion, value in locked.order_by("reading__turn").values_list(
        "reading__sifted", "criterion", "value"
    ):
        if value is not None:
            marks[sifted, criterion].append(value)
    twice = {key: given for key, given in marks.items() if len(given) > 1}
    read = len({sifted for sifted, _ in twice})
    if read < LEAST:
        return None, read
    table = np.array([[*given, np.nan, np.nan][:THIRD] for given in twice.values()], dtype=float)
    return krippendorff_alpha(table), read
