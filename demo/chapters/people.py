"""Who works together: people in roles at every borough and university, cohorts and their programmes."""

from __future__ import annotations

import datetime

from consortium.models import Cohort, Consortium, Membership, Organisation, OrganisationIdentifier, StandardVersion
from consortium.operations import admit, end_membership, identify
from demo.world import World

SHOWN = ("Camden", "Hackney")
"""The two boroughs in which every role has two people."""

SERVICE_ROLES = ("workforce_lead", "principal_social_worker")
PEOPLE_A_SERVICE = {"line_manager": 2, "practice_educator": 1}
UNIVERSITY_ROLES = {"tutor": 2, "admissions_tutor": 2, "placement_coordinator": 1, "compliance_officer": 1}


def first_monday(year: int, month: int) -> datetime.date:
    """The first Monday of a month, when cohorts begin."""
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(7 - first.weekday()) % 7)


def tell(world: World) -> None:
    since = world.today - datetime.timedelta(days=1500)
    consortium = Consortium.objects.select_related("office").main()
    assert consortium is not None, "load_reference_data comes first"
    _office(world, consortium, since)
    services = (
        Organisation.objects.current(world.today).filter(kind=Organisation.Kind.SERVICE).select_related("part_of")
    )
    world.services = sorted(services, key=lambda s: (not _is_shown(s), s.name))
    for service in world.services:
        _service(world, service, since)
    universities = Organisation.objects.current(world.today).universities().order_by("pk")
    world.universities = list(universities[: world.size.universities])
    for university in world.universities:
        for role, count in UNIVERSITY_ROLES.items():
            for _ in range(2 if university in world.universities[:2] else count):
                world.appoint(world.person(), role, university, since=since)
    _groups_of_people_with_lived_experience(world, since)
    _members(world, consortium, since)
    _gone(world)
    _known_elsewhere(world)
    _cohorts(world)


def _known_elsewhere(world: World) -> None:
    """The numbers, invented, by which the learner record knows the councils that the demo shows."""
    councils = {service.part_of for service in world.services if _is_shown(service) and service.part_of}
    for number, council in enumerate(sorted(councils, key=lambda one: one.name)):
        identify(organisation=council, kind=OrganisationIdentifier.Kind.ERN, value=f"9{number:08d}", by=world.manager)


def _is_shown(service: Organisation) -> bool:
    return any(service.name.startswith(name) or name in service.name for name in SHOWN)


def _office(world: World, consortium: Consortium, since: datetime.date) -> None:
    assert consortium.office is not None, "the reference data names the consortium's office"
    office = world.office = consortium.office
    world.manager = world.person("Marcia Powell")
    world.appoint(world.manager, "consortium_manager", office, since=since)
    for role in ("consortium_manager", "recruitment_coordinator", "recruitment_coordinator"):
        world.appoint(world.person(), role, office, since=since)


def _service(world: World, service: Organisation, since: datetime.date) -> None:
    shown = _is_shown(service)
    for role in SERVICE_ROLES:
        for _ in range(2 if shown else 1):
            world.appoint(world.person(), role, service, since=since)
    for role, count in PEOPLE_A_SERVICE.items():
        for _ in range(count + 1 if shown else count):
            world.appoint(world.person(), role, service, since=since)


def _members(world: World, consortium: Consortium, since: datetime.date) -> None:
    """Most partners are full members from the start; some came later, some look on, two have left, some are none."""
    later = world.today - datetime.timedelta(days=400)
    partners = Organisation.objects.current(world.today).partners().exclude(pk=world.office.pk)
    for number, partner in enumerate([*world.services, *partners.exclude(pk__in=[s.pk for s in world.services])]):
        if number > 10 and number % 9 == 0:
            continue
        grade = Membership.Grade.ASSOCIATE if number % 13 == 12 else Membership.Grade.FULL
        if number % 29 == 28:
            grade = Membership.Grade.SHADOW
        membership = admit(
            organisation=partner,
            consortium=consortium,
            grade=grade,
            starts_on=later if number % 7 == 6 else since,
            by=world.manager,
        )
        if number % 31 == 30:
            end_membership(membership=membership, on=world.today - datetime.timedelta(days=90), by=world.manager)


def _groups_of_people_with_lived_experience(world: World, since: datetime.date) -> None:
    group, _ = Organisation.objects.get_or_create(
        kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP,
        name="Voices for Change London",
        defaults={"short_name": "Voices for Change", "starts_on": since},
    )
    for _ in range(8):
        world.appoint(world.person(), "panel_member", group, since=since)


def _gone(world: World) -> None:
    """Somebody whose role has ended, and an account that is switched off."""
    since, until = world.today - datetime.timedelta(days=800), world.today - datetime.timedelta(days=30)
    world.appoint(world.person(), "workforce_lead", world.services[0], since=since, until=until)
    off = world.person()
    world.appoint(off, "line_manager", world.services[0], since=since, until=until)
    off.is_active = False
    off.save(update_fields=["is_active"])


def _cohorts(world: World) -> None:
    versions = StandardVersion.objects.filter(standard__code="ST0510")
    year = world.today.year if world.today >= first_monday(world.today.year, 9) else world.today.year - 1
    for number in range(world.size.cohorts):
        start = first_monday(year - number, 9) if number < 3 or number % 2 else first_monday(year - number // 2, 3)
        university = world.universities[number % len(world.universities)]
        world.cohorts.append(
            Cohort.objects.create(
                name=f"{start:%B %Y}, {university.short_name}",
                standard_version=versions.for_start(start),
                university=university,
                starts_on=start,
            )
        )
    later = first_monday(year + 1, 9)
    for university in world.universities[:2]:
        Cohort.objects.create(
            name=f"{later:%B %Y}, {university.short_name}",
            standard_version=versions.for_start(later),
            university=university,
            starts_on=later,
        )
