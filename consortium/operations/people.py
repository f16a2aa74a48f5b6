"""Inviting people to a role, taking it up, and ending it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from consortium.models import Appointment, Invitation, Organisation, Role
from core import audit, links, words
from core.accounts import joining
from core.accounts.models import User
from core.links.models import SignedLink, SignedLinkQuerySet
from core.notifications import outbox
from core.periods import require_no_overlap
from core.workflow import AlreadyMoved, StepRefused

INVITATION = "join as colleague"
"""Purpose of the links that answer an invitation."""


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    organisation: Organisation,
    starts_on: datetime.date,
    by: User,
    ends_on: datetime.date | None = None,
) -> Invitation:
    """Offer somebody a role. A known address gains the role once it is accepted; a new one makes its account then.

    Raises ``StepRefused`` where the person holds the role there on one of these days, or is invited to it already.
    """
    person = User.objects.for_email(email, name=name)
    User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise StepRefused(
            "This address belongs to an account that is closed. The consortium manager can open it again."
        )
    same = Appointment.objects.filter(person=person, role=role, organisation=organisation, closed_at__isnull=True)
    if same.filter(invitation__state=Invitation.State.SENT).exists():
        raise StepRefused(f"{person.email} is invited to this role already. You can send the invitation again.")
    require_no_overlap(
        same,
        starts_on=starts_on,
        ends_on=ends_on,
        words=f"{person.email} holds this role at {organisation.short_name} already.",
    )
    appointment = Appointment.objects.create(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )
    invitation = Invitation.objects.create(appointment=appointment, invited_by=by)
    audit.record(invitation, "sent an invitation", by=by, reason=f"{person.name}, {role.name}.")
    _send(invitation)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> None:
    """Send a fresh link; the ones sent before stop working."""
    _require_waiting(invitation)
    _links_of(invitation).revoke()
    audit.record(invitation, "sent an invitation again", by=by, reason=invitation.appointment.person.name)
    _send(invitation)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back; its links close at once."""
    invitation.withdraw(by=by)
    Appointment.objects.filter(pk=invitation.appointment_id).update(closed_at=timezone.now())
    _links_of(invitation).revoke()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, name: str = "", password: str = "") -> None:
    """The invited person takes up the role; ``name`` and ``password`` make the account of somebody new.

    Raises ``StepRefused`` where it was answered or withdrawn meanwhile; then nothing has happened.
    """
    invitation.accept(by=by)
    if password:
        joining.join(by, name=name, password=password)
    elif not joining.has_joined(by):
        raise StepRefused("Choose a password first.")
    _links_of(invitation).revoke()


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: User, on: datetime.date | None = None) -> None:
    """End somebody's role: at the end of a day, or now (``on`` None). At the next request it opens nothing.

    An invitation that still waits is withdrawn instead. Raises ``StepRefused`` for a day before the first.
    """
    invitation = Invitation.objects.filter(appointment=appointment).first()
    if invitation and invitation.state == Invitation.State.SENT:
        withdraw_invitation(invitation=invitation, by=by)
        return
    last = on or max(timezone.localdate(), appointment.starts_on)
    if last < appointment.starts_on:
        raise StepRefused(f"This role begins on {words.day(appointment.starts_on)}; it cannot end before that.")
    still = Appointment.objects.filter(pk=appointment.pk, version=appointment.version, closed_at__isnull=True)
    closed_at = timezone.now() if on is None else None
    if not still.update(ends_on=last, closed_at=closed_at, version=appointment.version + 1):
        raise AlreadyMoved("Somebody else has just changed this role. Look at it again.")
    appointment.refresh_from_db()
    when = "at once" if on is None else f"with {words.day(on)}"
    said = f"{appointment.person.name}, {appointment.role.name}, {when}."
    audit.record(appointment, "ended a role", by=by, reason=said)


def _require_waiting(invitation: Invitation) -> None:
    if invitation.state != Invitation.State.SENT:
        raise StepRefused(f"This invitation is {invitation.get_state_display().lower()}; it cannot be sent again.")


def _links_of(invitation: Invitation) -> SignedLinkQuerySet:
    return SignedLink.objects.to(invitation, INVITATION)


def _send(invitation: Invitation) -> None:
    """Mail the link. Its days count from now, so a role that begins later has time to be accepted."""
    appointment = invitation.appointment
    link, address = links.make(person=appointment.person, purpose=INVITATION, subject=invitation)
    outbox.owe(
        to=appointment.person,
        template="invitation",
        context={
            "invitation": invitation,
            "appointment": appointment,
            "address": address,
            "until": link.expires_at,
            "joined": joining.has_joined(appointment.person),
        },
        key=f"invitation-{link.pk}",
        secret=True,
    )
