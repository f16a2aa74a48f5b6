"""Who deals with a concern: the facts that the rule of ``concern_lines`` is asked with, and what follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apprentices import concern_lines
from apprentices.concern_lines import Around, Held, Side
from apprentices.models import Apprentice, Concern, ConcernArrangements, ConcernReader, Involvement
from apprentices.operations.changes.telling import is_quiet
from consortium.models import Appointment, Organisation
from core import links
from core.accounts.models import User
from core.notifications import outbox

Part = ConcernReader.Part
READ_CONCERN = "read_concern"


def hosts_of(apprentice: Apprentice, *, on: datetime.date) -> list[Organisation]:
    """The organisations that host a placement of this apprentice today."""
    held = Involvement.objects.on(on).filter(apprentice=apprentice, kind=Involvement.Kind.HOST)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name"))


def _body(organisation: Organisation) -> int:
    return organisation.part_of_id or organisation.pk


@dataclass(frozen=True)
class Matter:
    """What the rule asks of a concern, raised or about to be raised."""

    apprentice: Apprentice
    employer: Organisation
    about: str
    kind: str
    raised_by: int
    named: frozenset[int]

    @classmethod
    def of(cls, concern: Concern) -> Matter:
        named = frozenset(concern.named.values_list("pk", flat=True))
        return cls(concern.apprentice, concern.employer, concern.about, concern.kind, concern.raised_by_id, named)


def _around(matter: Matter, on: datetime.date) -> tuple[Around, dict[int, Side]]:
    """The bodies around the apprentice, and on which side each organisation that may deal with it stands.

    A placement that nobody else hosts is hosted by the employer.
    """
    employer, university = matter.employer, matter.apprentice.cohort.university
    sides = {pk: Side.UNIVERSITY for pk in (university.pk, university.part_of_id) if pk}
    sides |= {pk: Side.EMPLOYER for pk in (employer.pk, employer.part_of_id) if pk}
    hosts = frozenset(_body(host) for host in hosts_of(matter.apprentice, on=on))
    if matter.about == Concern.About.HOST:
        hosts = hosts or frozenset({_body(employer)})
    return Around(_body(employer), _body(university), hosts), sides


def _held(sides: dict[int, Side], on: datetime.date) -> list[Held]:
    """The roles that may deal with it and are held today: at employer and university, and in the consortium."""
    consortium = Q(role__code="consortium_manager") | Q(
        role__code="safeguarding_lead", organisation__kind=Organisation.Kind.CONSORTIUM_OFFICE
    )
    rows = (
        Appointment.objects.accepted()
        .on(on)
        .filter(Q(organisation__in=sides) | consortium)
        .filter(role__code__in=concern_lines.ROLES, closed_at=None, person__is_active=True)
        .select_related("role", "organisation")
    )
    return [
        Held(
            row.pk,
            row.person_id,
            row.role.code,
            Side.CONSORTIUM
            if row.role.code == "consortium_manager"
            else sides.get(row.organisation_id, Side.CONSORTIUM),
            _body(row.organisation),
        )
        for row in rows
    ]


def _apart(matter: Matter, on: datetime.date) -> set[int]:
    """Who never deals with it: the apprentice, whoever raised it, who is named, and to whom their part passes."""
    above = Involvement.objects.on(on).filter(
        apprentice=matter.apprentice, person__in=matter.named, passes_to__isnull=False
    )
    passes_to = above.values_list("passes_to", flat=True)
    return {matter.apprentice.person_id, matter.raised_by, *matter.named, *passes_to}


def _asked_with(matter: Matter, on: datetime.date) -> dict[str, Any]:
    around, sides = _around(matter, on)
    return {
        "about": matter.about,
        "whistleblowing": matter.kind == Concern.Kind.WHISTLEBLOWING,
        "around": around,
        "held": _held(sides, on),
        "apart": _apart(matter, on),
    }


def line_of(matter: Matter, *, on: datetime.date) -> tuple[Held, ...]:
    """Everybody who may deal with this concern, in order."""
    return concern_lines.line(**_asked_with(matter, on))


def safeguarding_of(concern: Concern, *, on: datetime.date) -> tuple[Held, ...]:
    """The safeguarding leads of this concern, in order."""
    return concern_lines.safeguarding_line(**_asked_with(Matter.of(concern), on))


def next_after_those_before(concern: Concern, *, on: datetime.date) -> Held | None:
    """The next person in line, after everybody who has had this concern."""
    before = set(
        ConcernReader.objects.filter(concern=concern, part__in=[Part.LEADS, Part.NEXT]).values_list("person", flat=True)
    )
    return concern_lines.following(line_of(Matter.of(concern), on=on), before=before)


def days_of(organisation: Organisation) -> ConcernArrangements:
    """The numbers of days of an organisation; its council's where it has none of its own, else the usual ones."""
    kept = {
        found.organisation_id: found
        for found in ConcernArrangements.objects.filter(
            organisation__in=[organisation.pk, organisation.part_of_id or 0]
        )
    }
    return kept.get(organisation.pk) or kept.get(organisation.part_of_id or 0) or ConcernArrangements()


# Letting people in, and out --------------------------------------------------------------------------------------


def let_in(
    concern: Concern, person: User | int, part: str, *, on: datetime.date, appointment: int | None = None
) -> ConcernReader:
    """Somebody may know of a concern from today, in a part; as it is where they may already."""
    pk = person if isinstance(person, int) else person.pk
    there = ConcernReader.objects.on(on).filter(concern=concern, person=pk, part=part)
    return there.first() or ConcernReader.objects.create(
        concern=concern, person_id=pk, part=part, appointment_id=appointment, starts_on=on
    )


def let_in_held(concern: Concern, held: Held, part: str, *, on: datetime.date) -> ConcernReader:
    return let_in(concern, held.person, part, on=on, appointment=held.appointment)


def let_out(concern: Concern, *parts: str, on: datetime.date) -> None:
    """The concern closes to those who had these parts, at their next request."""
    readers = ConcernReader.objects.on(on).filter(concern=concern, part__in=parts)
    readers.filter(starts_on=on).delete()
    readers.update(ends_on=on - datetime.timedelta(days=1))


def people_with(concern: Concern, *parts: str, on: datetime.date) -> list[User]:
    readers = ConcernReader.objects.holding(on).filter(concern=concern, part__in=parts)
    return list(User.objects.filter(pk__in=readers.values("person"), is_active=True).order_by("pk"))


def tell_people(concern: Concern, people: Iterable[User | int], *, what: str) -> None:
    """Owe each of these people a mail that says only that a concern needs them; ``what`` makes it once.

    Whoever has no account gets a signed link, behind which a code is asked for before anything can be read.
    """
    if is_quiet(concern.apprentice):
        return
    ids = [person if isinstance(person, int) else person.pk for person in people]
    for person in User.objects.filter(pk__in=ids, is_active=True):
        link = links.make(person=person, purpose=READ_CONCERN, subject=concern)[1] if person.comes_by_link else ""
        outbox.owe(
            to=person,
            template="concern_needs_you",
            context={"concern": concern, "link": link},
            key=f"concern-{what}-{concern.pk}-{person.pk}",
            secret=bool(link),
        )
