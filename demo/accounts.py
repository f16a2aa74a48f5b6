"""Accounts to sign in with, for people and programs that try the demo from outside, with password and second factor."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import Min
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from demo.chapters.people import SHOWN

EACH = 2


@dataclass(frozen=True)
class Account:
    """One line of ``demo_accounts --json``; ``totp_secret`` is empty for roles that need no second factor."""

    email: str
    password: str
    role: str
    organisation: str
    totp_secret: str
    note: str


def _secret_of(user: User, purpose: str) -> str:
    """Invented, and the same every time: nothing real hangs from it."""
    digest = hashlib.sha256(f"{purpose}:{user.email}".encode()).digest()
    return base64.b32encode(digest)[:32].decode()


def _open(user: User, *, role: str, organisation: str, note: str = "") -> Account:
    """Give the account its password and, where its roles ask for one, its second factor; write the line."""
    password = "demo-" + _secret_of(user, "password")[:16].lower()
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    secret = ""
    if user.needs_second_factor:
        secret = _secret_of(user, "second factor")
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, secret)
    return Account(user.email, password, role, organisation, secret, note)


def accounts() -> list[dict[str, str]]:
    """Two people for each role in each of two boroughs and two universities, and those whose access is the point."""
    return [asdict(account) for account in _accounts()]


def _accounts() -> Iterator[Account]:
    seen: dict[tuple[int, str], int] = {}
    held = (
        Appointment.objects.accepted()
        .filter(ends_on__isnull=True, person__is_active=True, organisation__in=_shown())
        .select_related("person", "role", "organisation__part_of")
        .order_by("organisation__kind", "organisation__name", "role__name", "pk")
    )
    for appointment in held:
        body = appointment.organisation.legal_body
        key = (body.pk, appointment.role.code)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= EACH:
            organisation = appointment.organisation.short_name
            yield _open(appointment.person, role=appointment.role.code, organisation=organisation)
    yield from _apprentices()
    yield from _special()


def _shown() -> list[int]:
    """Two councils with their services, two universities, the office, and the group of people with lived experience."""
    kinds = Organisation.Kind
    councils = Organisation.objects.filter(kind=kinds.COUNCIL, covers__short_name__in=SHOWN)
    services = Organisation.objects.filter(part_of__in=councils)
    cohorts = Organisation.objects.filter(cohorts__isnull=False).annotate(first=Min("cohorts__pk")).order_by("first")
    others = Organisation.objects.filter(kind__in=[kinds.CONSORTIUM_OFFICE, kinds.LIVED_EXPERIENCE_GROUP])
    return [o.pk for part in (councils, services, cohorts[:2], others) for o in part]


def _apprentices() -> Iterator[Account]:
    for name in SHOWN:
        found = Apprentice.objects.filter(employer__part_of__covers__short_name=name).select_related(
            "person", "employer"
        )
        for apprentice in found.order_by("pk")[:EACH]:
            note = f"record {apprentice.reference}, {apprentice.get_state_display().lower()}"
            yield _open(apprentice.person, role="apprentice", organisation=apprentice.employer.short_name, note=note)


def _special() -> Iterator[Account]:
    """An assessor of another borough's apprentice, somebody whose role has ended, an account that is switched off."""
    yield from _across_boroughs()
    ended = Appointment.objects.filter(ends_on__isnull=False).select_related("person", "role", "organisation").first()
    if ended:
        yield _open(
            ended.person, role=ended.role.code, organisation=ended.organisation.short_name, note="role has ended"
        )
    disabled = User.objects.filter(is_active=False).order_by("pk").first()
    if disabled:
        yield _open(disabled, role="", organisation="", note="account is disabled")


def _across_boroughs() -> Iterator[Account]:
    """A practice educator who assesses, today, an apprentice of one of the shown boroughs and works in another."""
    today = timezone.localdate()
    assessing = (
        Involvement.objects.on(today)
        .filter(
            kind=Involvement.Kind.PRACTICE_EDUCATOR,
            apprentice__employer__part_of__covers__short_name__in=SHOWN,
        )
        .select_related("person", "apprentice__employer__part_of")
        .order_by("pk")
    )
    for involvement in assessing:
        apprentice = involvement.apprentice
        homes = involvement.person.appointments.on(today).select_related("organisation__part_of")
        bodies = {home.organisation.legal_body for home in homes}
        if bodies and apprentice.employer.legal_body not in bodies:
            yield _open(
                involvement.person,
                role="practice_educator",
                organisation=homes[0].organisation.short_name,
                note=f"assesses an apprentice of another borough: {apprentice.reference}, "
                f"{apprentice.employer.short_name}",
            )
            return
