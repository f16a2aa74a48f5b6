"""Staffing panels: invitations, answers, who leaves, which candidates came, who is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from consortium.models import Borough, Organisation
from core import audit, links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications import outbox
from core.records import new_reference
from core.workflow import StepRefused, move
from recruitment import holds
from recruitment.composition import same_name
from recruitment.models import (
    Application,
    Avoidance,
    Group,
    Panel,
    PanelCandidate,
    PanelMember,
    Room,
    SelectionDay,
)
from recruitment.operations.composition import reasons_against, reasons_on, seen_by
from recruitment.operations.own_papers import make_own
from recruitment.operations.panellists import entered
from recruitment.operations.telling import tell_organisers
from recruitment.operations.vacancies import offer_place

if TYPE_CHECKING:
    from django.db.models import Model

SEAT = "panel_seat"
SLOT = "selection_slot"
"""Purposes of links: a panel member's page, and a candidate's page, of one day."""

State = PanelMember.State


@transaction.atomic
def add_panel(*, day: SelectionDay, name: str, room: str, by: User) -> Panel:
    """Add a panel and the room in which it sits; a room of the day is known by its name."""
    require_open(day)
    sits_in, _ = Room.objects.get_or_create(day=day, name=room)
    try:
        with transaction.atomic():
            panel = Panel.objects.create(day=day, name=name, room=sits_in)
    except IntegrityError as taken:
        raise StepRefused(f"There is a panel called {name} already. Give this one another name.") from taken
    audit.record(panel, "added a panel", by=by, name=name)
    recheck(day, by=by)
    return panel


# Members ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_member(
    *,
    panel: Panel,
    person: User,
    group: str,
    by: User,
    organisation: Organisation | None = None,
    under_18: bool = False,
) -> PanelMember:
    """Invite somebody to sit on a panel, by mail with a link; they need no account.

    They are entered in the register where they are not on it; what was arranged there for a member under 18, and who
    comes with them, goes with the invitation. Somebody who said no or left before is asked again. Refused where they
    sit on another panel of the day, and where the candidates of the panel rule it out.
    """
    _lock(panel.day)
    _require_free_for(panel, person)
    if group != Group.LIVED_EXPERIENCE and organisation is None:
        raise StepRefused("Say which organisation this panel member comes from.")
    details = _details_of(panel, person, group, organisation, under_18, by)
    member = PanelMember.objects.filter(panel=panel, person=person).first()
    if member is None:
        member = PanelMember.objects.create(panel=panel, person=person, **details)
        audit.record(member, "invited a panel member", by=by)
    elif member.state == State.DID_NOT_ATTEND:
        raise StepRefused(f"{person.name} did not attend this panel.")
    else:
        move(member, to=State.INVITED, by=by, **details)
    if reasons := reasons_against(panel, seen_by(panel.candidates.live())[panel.pk]):
        raise StepRefused(f"{person.name} cannot sit on {panel.name}. {reasons[0]}")
    send_invitation(member)
    return member


def _details_of(
    panel: Panel, person: User, group: str, organisation: Organisation | None, under_18: bool, by: User
) -> dict[str, Any]:
    """What a seat takes from the register."""
    day = panel.day
    on_register = entered(
        person=person, group=group, organisation=organisation, kept_by=day.campaign.run_by, under_18=under_18, by=by
    )
    young = getattr(on_register, "young", None) if on_register.is_under_18(day.date) else None
    return {
        "group": group,
        "organisation": organisation,
        "under_18": on_register.is_under_18(day.date),
        "chaperone": young.chaperone if young else "",
        "consent_on": young.consent_on if young else None,
        "agreed_from": young.agreed_from if young else None,
        "agreed_until": young.agreed_until if young else None,
        "supporter": on_register.supporter,
        "answer_by": holds.answer_by(timezone.localtime(), day.date),
        "chased_at": None,
        "stands_in_for": None,
    }


def _require_free_for(panel: Panel, person: User) -> None:
    """The day is being staffed, and this person sits on no other panel of it."""
    day = panel.day
    require_open(day)
    if day.state in (SelectionDay.State.PLANNED, SelectionDay.State.POSTPONED):
        raise StepRefused("Begin to find panel members first.")
    if PanelMember.objects.filter(panel__day=day, person=person).current().exists():
        raise StepRefused(f"{person.name} is on a panel of this day already.")


def send_invitation(member: PanelMember) -> None:
    """Mail the invitation with a fresh link; an older link of this seat closes."""
    tell(member, "panel_invitation", key=f"invited-{member.version}-{new_reference()}")


@transaction.atomic
def accept(*, member: PanelMember, by: User) -> None:
    """The person says yes. Nobody says it for them."""
    _require_own(member, by)
    move(member, to=State.ACCEPTED, by=by)


@transaction.atomic
def decline(*, member: PanelMember, by: User) -> None:
    """The person says no, before or after having said yes. No reason is asked. Whoever can stand in is asked."""
    _require_own(member, by)
    _leave(member, to=State.DECLINED, by=by)


def _leave(member: PanelMember, *, to: str, by: User, reason: str = "") -> None:
    """The seat's link, page and papers close at once; the panel is looked at again; substitutes are asked in turn."""
    day_was = _lock(member.panel.day).state
    was_coming = member.state in PanelMember.COMING
    move(member, to=to, by=by, reason=reason)
    SignedLink.objects.to(member, SEAT).revoke()
    recheck(member.panel.day, by=by)
    if was_coming:
        offer_place(panel=member.panel, group=member.group, leaver=member, day_was=day_was, by=by)


@transaction.atomic
def confirm_member(*, member: PanelMember, by: User | None) -> None:
    """Confirm somebody who said yes: they may read the papers, and score when the day starts."""
    if member.under_18 and not (member.chaperone and member.consent_on):
        raise StepRefused(
            f"{member.person.name} is under 18. Record the consent of the person and of a parent, carer or their "
            "council, and name a chaperone who does not score, before you confirm."
        )
    if member.under_18 and any(same_name(member.chaperone, name) for name in _others_on(member)):
        raise StepRefused(f"{member.chaperone} sits on a panel of this day, so cannot be a chaperone on it.")
    move(member, to=State.CONFIRMED, by=by)
    make_own(member)
    tell(member, "panel_confirmed", key=f"confirmed-{member.version}")


def _others_on(member: PanelMember) -> Iterable[str]:
    """Names of everybody else who is asked or coming on the day."""
    others = PanelMember.objects.filter(panel__day=member.panel.day_id).exclude(pk=member.pk).current()
    return others.values_list("person__name", flat=True)


@transaction.atomic
def record_support(*, member: PanelMember, chaperone: str, consent_on: datetime.date | None, by: User) -> None:
    """For a member under 18: who stays beside them, and when consent was given."""
    PanelMember.objects.filter(pk=member.pk).update(chaperone=chaperone, consent_on=consent_on)
    member.chaperone, member.consent_on = chaperone, consent_on
    audit.record(member, "recorded consent and chaperone", by=by)


@transaction.atomic
def release(*, member: PanelMember, by: User, reason: str = "") -> None:
    """Let a member go: their link, page and papers close at once, and whoever can stand in is asked."""
    _leave(member, to=State.RELEASED, by=by, reason=reason)


@transaction.atomic
def record_absence(*, member: PanelMember, by: User) -> None:
    """The member did not come on the day; sheets they had sent stand, and whoever can stand in is asked."""
    _leave(member, to=State.DID_NOT_ATTEND, by=by)


@transaction.atomic
def ask_to_avoid(
    *,
    member: PanelMember,
    by: User,
    boroughs: Iterable[Borough],
    organisations: Iterable[Organisation],
    names: Iterable[str],
) -> None:
    """Keep what the member asks not to meet, in place of what was kept before. No reason is asked or kept.

    The event says nothing of the list. Where a candidate no longer fits, the day goes back to staffing without a why.
    """
    _require_own(member, by)
    Avoidance.objects.filter(member=member).delete()
    Avoidance.objects.bulk_create(
        [
            *(Avoidance(member=member, borough=borough) for borough in boroughs),
            *(Avoidance(member=member, organisation=organisation) for organisation in organisations),
            *(Avoidance(member=member, name=name) for name in dict.fromkeys(map(str.strip, names)) if name),
        ]
    )
    recheck(member.panel.day, by=None)


def recheck(day: SelectionDay, *, by: User | None) -> None:
    """Send a day back to staffing where its panels are no longer made up as the rule asks."""
    day.refresh_from_db(fields=["state"])
    if day.state in (SelectionDay.State.COMPOSITION_MET, SelectionDay.State.CONFIRMED) and (reasons := reasons_on(day)):
        move(day, to=SelectionDay.State.STAFFING, by=by, reason=" ".join(reasons))


# Candidates -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_another_panel(*, candidate: PanelCandidate, by: User) -> None:
    """The candidate knows somebody on their panel. No reason is asked, and nobody on the panel is told."""
    if by != candidate.application.candidate:
        raise StepRefused("Only the candidate can ask for this.")
    asked = PanelCandidate.objects.filter(pk=candidate.pk, asked_for_another_panel_at__isnull=True)
    if asked.update(asked_for_another_panel_at=timezone.now()):
        candidate.refresh_from_db()
        day = candidate.panel.day
        recheck(day, by=None)
        tell_organisers(day, "selection_day_needs_you", key=f"another-panel-{candidate.reference}")


@transaction.atomic
def record_attendance(*, candidate: PanelCandidate, came: bool, by: User) -> None:
    """Say whether a candidate came. A late arrival is still "came"; nothing is scored down for it."""
    if not candidate.panel.day.goes_on:
        raise StepRefused("Attendance is recorded while the day is live.")
    application = candidate.application
    if not came:
        move(candidate, to=PanelCandidate.State.DID_NOT_ATTEND, by=by)
        move(application, to=Application.State.DID_NOT_ATTEND, by=by)
        return
    if application.state == Application.State.DID_NOT_ATTEND:
        move(application, to=Application.State.INVITED, by=by)
    move(candidate, to=PanelCandidate.State.ATTENDED, by=by)
    if application.state != Application.State.ATTENDED:
        move(application, to=Application.State.ATTENDED, by=by)


# Who is told ------------------------------------------------------------------------------------------------------


def tell_candidate(candidate: PanelCandidate) -> None:
    """Mail the candidate a link to their page of the day: date, place and times."""
    tell(candidate, "selection_day_candidate", key=f"slot-{candidate.version}")


def tell_paper_sheet(member: PanelMember, *, key: str) -> None:
    """Ask a member to confirm what was written in from their paper sheet, with a fresh link."""
    tell(member, "paper_scores_to_confirm", key=key)


def tell_all(day: SelectionDay, template: str, *, candidates: bool) -> None:
    """Mail everybody who was told of a day."""
    for member in PanelMember.objects.filter(panel__day=day).current().select_related("person", "panel__day"):
        tell(member, template, key=f"{template}-{day.version}")
    if candidates:
        of_day = (
            PanelCandidate.objects.filter(panel__day=day).live().select_related("application__candidate", "panel__day")
        )
        for candidate in of_day:
            tell(candidate, template, key=f"{template}-{day.version}")


def tell(record: PanelMember | PanelCandidate, template: str, *, key: str) -> None:
    day = record.panel.day
    if isinstance(record, PanelMember):
        person, purpose = record.person, SEAT
    else:
        person, purpose = record.application.candidate, SLOT
    link = _fresh_link(person, purpose, record, day)
    context: dict[str, Any] = {"day": day, "link": link}
    outbox.owe(
        to=person,
        template=template,
        context=context,
        key=f"{record._meta.model_name}-{record.reference}-{key}",
        secret=True,
    )


def _fresh_link(person: User, purpose: str, subject: Model, day: SelectionDay) -> str:
    """A link that lives until a week after the day."""
    days = max(14, (day.date - timezone.localdate()).days + 7)
    _, address = links.make(person=person, purpose=purpose, subject=subject, days=days)
    return address


def _lock(day: SelectionDay) -> SelectionDay:
    """Hold the day's row, so that people take, leave and are asked for its seats one after the other."""
    return SelectionDay.objects.select_for_update().get(pk=day.pk)


def require_open(day: SelectionDay) -> None:
    """Refuse where the panels of a day are what they are."""
    if not day.may_be_staffed and day.state != SelectionDay.State.POSTPONED:
        raise StepRefused(f"This day is {day.get_state_display().lower()}, so its panels cannot change.")


def _require_own(member: PanelMember, by: User) -> None:
    if by != member.person:
        raise StepRefused("Only the person who was invited can answer.")
