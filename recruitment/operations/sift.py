"""Planning a sift, naming sifters, sharing applications out among them, and closing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from consortium.models import Appointment, Organisation
from core import audit
from core.words import count
from core.workflow import StepRefused, move
from recruitment.models import (
    Application,
    Campaign,
    Endorsement,
    Panellist,
    Sift,
    SiftCriterion,
    Sifted,
    Sifter,
    SiftMark,
    SiftReading,
)
from recruitment.models.sift import new_seed
from recruitment.operations.sift_links import close_link, tell_those_by_link
from recruitment.sifting import Allotted, ToRead, allot, is_read_twice, place_of

if TYPE_CHECKING:
    from core.accounts.models import User

BATCH = 1000


# What is read, and by how many --------------------------------------------------------------------------------------


@transaction.atomic
def plan_sift(
    *,
    campaign: Campaign,
    by: User,
    second_share: int = 20,
    apart: int = 2,
    hides_employer: bool = True,
    seed: int | None = None,
) -> Sift:
    """Begin to plan the sift of a campaign. ``second_share``: how many of a hundred applications two people read.

    ``seed``: what the lots are drawn from; by chance where it is not given, and kept either way.
    """
    if Sift.objects.filter(campaign=campaign).exists():
        raise StepRefused("This campaign has a sift already.")
    sift = Sift.objects.create(
        campaign=campaign,
        second_share=second_share,
        apart=apart,
        hides_employer=hides_employer,
        seed=new_seed() if seed is None else seed,
    )
    audit.record(sift, "planned a sift", by=by, second_share=second_share, apart=apart)
    return sift


@transaction.atomic
def change_sift(*, sift: Sift, by: User, second_share: int, apart: int, hides_employer: bool) -> None:
    """State anew how many are read twice, and when two are apart; before the first answer is read."""
    _refuse_once_opened(sift)
    sift.second_share, sift.apart, sift.hides_employer = second_share, apart, hides_employer
    sift.version += 1
    sift.save(update_fields=["second_share", "apart", "hides_employer", "version"])
    audit.record(sift, "changed the sift", by=by, second_share=second_share, apart=apart)


@transaction.atomic
def add_criterion(
    *,
    sift: Sift,
    reads: str,
    name: str,
    anchors: Sequence[str],
    by: User,
    weight: int = 1,
    floor: Decimal | None = None,
) -> SiftCriterion:
    """Add what is looked for in one answer. ``anchors``: what the marks 1 to 5 look like, in this order."""
    _refuse_once_opened(sift)
    if len(anchors) != 5 or not all(text.strip() for text in anchors):
        raise StepRefused("Say for each mark from 1 to 5 what it looks like.")
    last = sift.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = SiftCriterion.objects.create(
        sift=sift, position=last + 1, reads=reads, name=name, anchors=list(anchors), weight=weight, floor=floor
    )
    audit.record(criterion, "added a criterion of the sift", by=by, name=name, weight=weight, floor=floor)
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: SiftCriterion, by: User) -> None:
    """Take a criterion out again, before the first answer is read."""
    _refuse_once_opened(criterion.sift)
    audit.record(criterion, "removed a criterion of the sift", by=by, name=criterion.name)
    criterion.delete()


def _refuse_once_opened(sift: Sift) -> None:
    if not sift.may_be_changed:
        raise StepRefused("This was stated before the first answer was read, so it cannot change now.")


# Who reads ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_sifter(*, sift: Sift, email: str, by: User) -> Sifter:
    """Name somebody who sifts: a person with a role at an organisation that takes part in the campaign.

    Those who come later take over nothing of what others have; what is shared out from then on goes to them first.
    """
    return _name(sift, _person_of_those_who_take_part(sift.campaign, email), by=by)


@transaction.atomic
def ask_from_register(*, sift: Sift, panellist: Panellist, by: User) -> Sifter:
    """Ask somebody on the register of panel members to read a share; whoever has no account comes by link.

    They are told when there is something to read.
    """
    if not from_register(sift).filter(pk=panellist.pk).exists():
        raise StepRefused(f"{panellist.known_as} cannot be asked to sift.")
    return _name(sift, panellist.person, by=by)


def from_register(sift: Sift) -> QuerySet[Panellist]:
    """Who on the register of the office that runs the campaign may be asked: no break, grown up, not sifting yet."""
    grown_up = Q(eighteen_on__isnull=True) | Q(eighteen_on__lte=timezone.localdate())
    register = Panellist.objects.filter(grown_up, kept_by=sift.campaign.run_by_id).active()
    return register.exclude(person__in=sift.sifters.reading().values("person")).select_related("person")


def _name(sift: Sift, person: User, *, by: User) -> Sifter:
    sifter, made = Sifter.objects.get_or_create(sift=sift, person=person)
    if not made and sifter.left_at is None:
        raise StepRefused(f"{person.name} sifts already.")
    if not made:
        Sifter.objects.filter(pk=sifter.pk).update(left_at=None)
        sifter.left_at = None
    audit.record(sifter, "named somebody to sift", by=by)
    if sift.takes_marks:
        share_out(sift)
    return sifter


def _person_of_those_who_take_part(campaign: Campaign, email: str) -> User:
    employers = Organisation.objects.filter(campaign_places__in=campaign.places.offering())
    taking_part = Q(organisation__in=employers) | Q(organisation__parts__in=employers)
    taking_part |= Q(organisation__in=[campaign.cohort.university_id, campaign.run_by_id])
    held = Appointment.objects.accepted().on(timezone.localdate()).filter(taking_part, closed_at__isnull=True)
    found = held.filter(person__email__iexact=email.strip(), person__is_active=True).select_related("person").first()
    if found is None:
        raise StepRefused(
            "Nobody with this address has a role at an employer that offers places, at the university, or at the "
            "office that runs the campaign. Ask for their work address, or invite them to the portal first."
        )
    return found.person


@transaction.atomic
def release_sifter(*, sifter: Sifter, by: User) -> None:
    """Somebody sifts no longer: what they have not finished goes to others; what they finished stands."""
    Sifter.objects.filter(pk=sifter.pk).update(left_at=timezone.now())
    unfinished = sifter.readings.counting().filter(done_at__isnull=True)
    unfinished.update(left_at=timezone.now())
    close_link(sifter)
    audit.record(sifter, "released somebody from the sift", by=by)
    if sifter.sift.takes_marks:
        share_out(sifter.sift)


# Opening, sharing out, closing ----------------------------------------------------------------------------------------


@transaction.atomic
def open_sift(*, sift: Sift, by: User) -> None:
    """Begin to read: what is looked for is fixed, and every eligible application is shared out."""
    if not sift.criteria.exists():
        raise StepRefused("Add at least one criterion first, so that sifters know what they look for.")
    needed = 2 if sift.second_share else 1
    if sift.sifters.reading().count() < needed:
        raise StepRefused(f"Name at least {count(needed, 'sifter')} first.")
    now = timezone.now()
    sift.criteria.filter(fixed_at__isnull=True).update(fixed_at=now)
    move(sift, to=Sift.State.OPEN, by=by, opened_at=sift.opened_at or now)
    take_in(sift, sift.campaign.applications.filter(state=Application.State.ELIGIBLE))


def take_in_one(application: Application) -> None:
    """An application was found eligible: where its campaign is being sifted, it is shared out at once."""
    sift = Sift.objects.filter(campaign=application.campaign_id, state=Sift.State.OPEN).first()
    if sift is not None:
        take_in(sift, Application.objects.filter(pk=application.pk))


def take_in(sift: Sift, applications: QuerySet[Application]) -> None:
    """Share out the applications of these that are not in the sift yet."""
    new = applications.filter(sifted__isnull=True).order_by("pk").values_list("pk", flat=True)
    Sifted.objects.bulk_create(
        [
            Sifted(
                sift=sift,
                application_id=pk,
                readings_wanted=2 if is_read_twice(sift.seed, pk, sift.second_share) else 1,
            )
            for pk in new
        ],
        batch_size=BATCH,
    )
    share_out(sift)


def share_out(sift: Sift) -> None:
    """Give every turn that nobody has to a sifter who may read it. What nobody may read waits, and the page says so."""
    Sift.objects.select_for_update().get(pk=sift.pk)
    rows = {row.pk: row for row in _lacking(sift)}
    if not rows:
        return
    sifters = list(sift.sifters.reading())
    loads = {s.pk: 0 for s in sifters} | dict(
        SiftReading.objects.counting()
        .filter(sifter__in=sifters)
        .order_by()
        .values_list("sifter")
        .annotate(have=Count("pk"))
    )
    given, _ = allot(_to_read(rows, sifters), loads, seed=sift.seed)
    _hand_out(sift, given)
    with_more = {one.sifter for one in given}
    tell_those_by_link(sift.sifters.filter(pk__in=with_more).select_related("person", "sift__campaign"))


def _lacking(sift: Sift) -> QuerySet[Sifted]:
    """Applications that wait and have fewer readings than they are to have."""
    counting = Count("readings", filter=Q(readings__left_at__isnull=True))
    still = sift.sifted.still_read().filter(state=Sifted.State.WAITING)
    return still.annotate(have=counting).filter(have__lt=F("readings_wanted")).select_related("application")


def unread_by_anybody(sift: Sift) -> int:
    """How many applications wait because nobody may read them."""
    return _lacking(sift).count()


def _to_read(rows: dict[int, Sifted], sifters: Iterable[Sifter]) -> list[ToRead]:
    sifter_of = {sifter.person_id: sifter.pk for sifter in sifters}
    taken: dict[int, set[int]] = defaultdict(set)
    barred: dict[int, set[int]] = defaultdict(set)
    for sifted, sifter, turn, left in SiftReading.objects.filter(sifted__in=list(rows)).values_list(
        "sifted", "sifter", "turn", "left_at"
    ):
        barred[sifted].add(sifter)
        if left is None:
            taken[sifted].add(turn)
    by_application = {row.application_id: row for row in rows.values()}
    known = Endorsement.objects.filter(application__in=list(by_application), manager__in=list(sifter_of))
    for application, manager in known.order_by().values_list("application", "manager"):
        barred[by_application[application].pk].add(sifter_of[manager])
    for row in rows.values():
        if row.application.candidate_id in sifter_of:
            barred[row.pk].add(sifter_of[row.application.candidate_id])
    return [
        ToRead(
            row.pk,
            tuple(turn for turn in range(1, row.readings_wanted + 1) if turn not in taken[row.pk]),
            frozenset(barred[row.pk]),
        )
        for row in rows.values()
    ]


def _hand_out(sift: Sift, given: Iterable[Allotted]) -> None:
    readings = SiftReading.objects.bulk_create(
        [SiftReading(sifted_id=one.application, sifter_id=one.sifter, turn=one.turn) for one in given],
        batch_size=BATCH,
    )
    criteria = list(sift.criteria.all())
    SiftMark.objects.bulk_create(
        [
            SiftMark(
                reading=reading,
                criterion=criterion,
                place=place_of(sift.seed, reading.sifter_id, criterion.pk, reading.sifted_id),
            )
            for reading in readings
            for criterion in criteria
        ],
        batch_size=BATCH,
    )


@transaction.atomic
def close_sift(*, sift: Sift, by: User) -> None:
    """Everything is read and talked about: no mark changes any more. Applications found eligible later reopen it."""
    Sift.objects.select_for_update().get(pk=sift.pk)
    left = sift.sifted.still_read().exclude(state=Sifted.State.READ).count()
    if left:
        waits = count(left, "application is", "applications are")
        raise StepRefused(f"{waits} not read to the end, or two marks are apart and not agreed. Finish these first.")
    move(sift, to=Sift.State.CLOSED, by=by)
    now = timezone.now()
    open_ = SiftReading.objects.filter(sifted__sift=sift, done_at__isnull=False, locked_at__isnull=True)
    SiftMark.objects.filter(reading__in=open_.order_by().values("pk"), locked_at__isnull=True).update(locked_at=now)
    open_.update(locked_at=now)


@transaction.atomic
def reopen_sift(*, sift: Sift, by: User) -> None:
    """Read on: what was found eligible after the sift was closed is shared out."""
    sift.reopen(by=by)
    take_in(sift, sift.campaign.applications.filter(state=Application.State.ELIGIBLE))
