"""The register of panel members: who is entered, what is known of them, when they can come."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from consortium.models import Organisation
from core import audit, links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications import outbox
from core.workflow import StepRefused, move
from recruitment import rotation
from recruitment.models import (
    Availability,
    Group,
    PaidSupporter,
    PanelClaim,
    Panellist,
    PanelMember,
    PersonalLimit,
    SelectionDay,
    Sift,
    Sifter,
    StandingAvoidance,
    YoungArrangements,
)
from recruitment.operations.sift import release_sifter

if TYPE_CHECKING:
    from recruitment.models.panellists import PanellistQuerySet


REGISTER = "panel_register"
"""Purpose of the link to one's own place on the register."""

UNKNOWN_AGE = datetime.timedelta(days=365)


@transaction.atomic
def enter(
    *, kept_by: Organisation, person: User, group: str, by: User, organisation: Organisation | None = None, **known: Any
) -> Panellist:
    """Enter somebody in the register. Refused where they are on it, and where nobody is named whom they speak for."""
    if group != Group.LIVED_EXPERIENCE and organisation is None:
        raise StepRefused("Say which organisation this panel member comes from.")
    if Panellist.objects.filter(kept_by=kept_by, person=person).exists():
        raise StepRefused(f"{person.name} is on the register already.")
    known.setdefault("is_paid", group == Group.LIVED_EXPERIENCE)  # the others come in their working time
    made = Panellist.objects.create(kept_by=kept_by, person=person, group=group, organisation=organisation, **known)
    audit.record(made, "entered a panel member in the register", by=by)
    return made


def entered(
    *, kept_by: Organisation, person: User, group: str, organisation: Organisation | None, under_18: bool, by: User
) -> Panellist:
    """The place on the register of somebody who is invited, made where there is none.

    ``under_18`` counts only for somebody new: until their birthday is recorded they count as under 18 for a year.
    """
    found = Panellist.objects.filter(kept_by=kept_by, person=person).select_related("young", "person").first()
    if found is not None:
        return found
    birthday = timezone.localdate() + UNKNOWN_AGE if under_18 else None
    return enter(kept_by=kept_by, person=person, group=group, organisation=organisation, by=by, eighteen_on=birthday)


@transaction.atomic
def change(*, panellist: Panellist, changes: Mapping[str, Any], by: User) -> None:
    """Write down what is known of somebody; the event names what was changed, never what it says."""
    if not changes:
        return
    for name, value in changes.items():
        setattr(panellist, name, value)
    panellist.version += 1
    panellist.save(update_fields=[*changes, "version"])
    audit.record(panellist, "changed the register", by=by, fields=sorted(changes))


@transaction.atomic
def arrange_for_young(*, panellist: Panellist, arranged: Mapping[str, Any], by: User) -> None:
    """Record who agreed that somebody under 18 takes part, who stays with them, and when they can come (T14).

    Seats that they have on days ahead take over what was arranged.
    """
    if not panellist.is_under_18(timezone.localdate()):
        raise StepRefused(f"{panellist.person.name} is not under 18.")
    young, _ = YoungArrangements.objects.update_or_create(panellist=panellist, defaults=dict(arranged))
    ahead = PanelMember.objects.filter(
        person=panellist.person_id, under_18=True, panel__day__state__in=SelectionDay.BEFORE_LIVE
    )
    ahead.current().filter(panel__day__campaign__run_by=panellist.kept_by_id).update(
        chaperone=young.chaperone,
        consent_on=young.consent_on,
        agreed_from=young.agreed_from,
        agreed_until=young.agreed_until,
    )
    audit.record(young, "recorded consent, chaperone and hours", by=by)


@transaction.atomic
def have_supporter_paid(*, panellist: Panellist, email: str, payee_number: str, by: User) -> PaidSupporter:
    """Whoever comes with somebody is paid themselves from now on: a claim of their own for each day, by link.

    A number that is corrected holds for what has not been paid yet too.
    """
    if not panellist.supporter or panellist.supporter_agreed_on is None:
        raise StepRefused("Say first who comes with them, and when that person agreed to confidentiality.")
    person = User.objects.for_email(email, name=panellist.supporter)
    if person.pk == panellist.person_id:
        raise StepRefused("This is the address of the panel member. A supporter has one of their own.")
    paid, _ = PaidSupporter.objects.update_or_create(
        panellist=panellist, defaults={"person": person, "payee_number": payee_number}
    )
    waiting = PanelClaim.objects.filter(panellist=panellist, person=person, for_supporter=True, run=None)
    waiting.update(supporters_number=payee_number)
    audit.record(paid, "had a supporter paid", by=by)
    return paid


@transaction.atomic
def stop_paying_supporter(*, panellist: Panellist, by: User) -> None:
    """Nobody is paid for coming with them any more; claims that were noted stay."""
    deleted, _ = PaidSupporter.objects.filter(panellist=panellist).delete()
    if deleted:
        audit.record(panellist, "had a supporter paid no more", by=by)


@transaction.atomic
def leave_register(*, panellist: Panellist, by: User) -> None:
    """They are asked no more, nor sift any further; their links close, and whom they never meet is deleted."""
    move(panellist, to=Panellist.State.LEFT, by=by)
    StandingAvoidance.objects.filter(panellist=panellist).delete()
    PersonalLimit.objects.filter(panellist=panellist).delete()
    SignedLink.objects.to(panellist, REGISTER).revoke()
    own_parts = Sifter.objects.filter(person=panellist.person_id, sift__campaign__run_by=panellist.kept_by_id)
    for sifter in own_parts.reading().exclude(sift__state=Sift.State.CLOSED).select_related("sift__campaign"):
        release_sifter(sifter=sifter, by=by)


# What they say themselves -----------------------------------------------------------------------------------------


@transaction.atomic
def say_what_helps(*, panellist: Panellist, changes: Mapping[str, Any], by: User) -> None:
    """What the person says of themselves: what helps, what they would rather not cover, who comes with them."""
    require_own(panellist, by)
    if "supporter" in changes:  # somebody else, who has agreed to nothing yet
        stop_paying_supporter(panellist=panellist, by=by)
        changes = {**changes, "supporter_agreed_on": None}
    change(panellist=panellist, changes=changes, by=by)


@transaction.atomic
def set_limit(*, panellist: Panellist, amount: Decimal | None, every: str, by: User) -> None:
    """The most that the person wants to be paid, or no limit. Theirs alone: it leaves no event."""
    require_own(panellist, by)
    PersonalLimit.objects.filter(panellist=panellist).delete()
    if amount is not None:
        PersonalLimit.objects.create(panellist=panellist, amount=amount, every=every)


@transaction.atomic
def answer_availability(*, panellist: Panellist, answers: Mapping[int, str], by: User) -> None:
    """Keep on which days the person can come: id of what was asked → answer. Answers can change until the day."""
    require_own(panellist, by)
    now = timezone.now()
    for asked in Availability.objects.waiting_for(panellist, on=timezone.localdate()).filter(pk__in=answers):
        if answers[asked.pk] != asked.answer:
            asked.answer, asked.answered_at = answers[asked.pk], now
            asked.save(update_fields=["answer", "answered_at"])


def require_own(panellist: Panellist, by: User) -> None:
    if by != panellist.person:
        raise StepRefused("Only the person themselves can say this.")


# Who can come -----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_who_can_come(*, day: SelectionDay, by: User) -> int:
    """Ask everybody on the register who was not asked yet, by mail with a link to reply; answers how many were asked.

    One mail covers every day that the person has been asked about.
    """
    if day.state not in SelectionDay.BEFORE_LIVE or day.date < timezone.localdate():
        raise StepRefused("People are asked while the day is ahead.")
    register = Panellist.objects.filter(kept_by=day.campaign.run_by_id).active().select_related("person")
    to_ask = list(register.exclude(availability__day=day))
    Availability.objects.bulk_create([Availability(panellist=one, day=day) for one in to_ask], ignore_conflicts=True)
    for one in to_ask:
        tell(one, "panel_availability", key=f"can-come-{day.reference}", day=day)
    if to_ask:
        audit.record(day, "asked who can come", by=by, asked=len(to_ask))
    return len(to_ask)


def tell(panellist: Panellist, template: str, *, key: str, **context: Any) -> None:
    """Mail somebody a fresh link to their own place on the register."""
    _, address = links.make(person=panellist.person, purpose=REGISTER, subject=panellist)
    outbox.owe(
        to=panellist.person,
        template=template,
        context={"panellist": panellist, "link": address, **context},
        key=f"panellist-{panellist.reference}-{key}",
        secret=True,
    )


def standings(panellists: PanellistQuerySet, day: SelectionDay) -> list[tuple[Panellist, rotation.Standing]]:
    """How each stands in the rotation for a day: two queries, however many they are."""
    said = dict(Availability.objects.filter(day=day).values_list("panellist_id", "answer"))
    rows = panellists.with_load(day.date).select_related("person", "organisation")
    return [
        (
            one,
            rotation.Standing(
                key=one.pk,
                lot=one.reference,
                answer=said.get(one.pk, rotation.SILENT),
                load=one.load,  # type: ignore[attr-defined]
                last_on=one.last_on,  # type: ignore[attr-defined]
                most=one.days_a_year,
                trained=one.is_trained(day.date),
            ),
        )
        for one in rows
    ]
