import datetime
from itertools import count

from django.utils import timezone

from consortium.models import (
    Appointment,
    Cohort,
    Consortium,
    Framework,
    Membership,
    OffTheJobRuleSet,
    Organisation,
    OrganisationIdentifier,
    Role,
    Standard,
    StandardVersion,
    Statement,
)
from tests.make.people import person

numbers = count(1)
LONG_AGO = datetime.date(2020, 1, 1)


def organisation(kind: str = Organisation.Kind.VOLUNTARY, name: str = "", **fields) -> Organisation:
    name = name or f"{kind.title()} {next(numbers)}"
    fields = {"short_name": name[:60], "starts_on": LONG_AGO} | fields
    return Organisation.objects.create(kind=kind, name=name, **fields)


def council(name: str = "", **fields) -> Organisation:
    return organisation(Organisation.Kind.COUNCIL, name, **fields)


def service(of: Organisation | None = None, which: str = Organisation.Service.ADULTS, **fields) -> Organisation:
    of = of or council()
    name = fields.pop("name", f"{of.name} {which} {next(numbers)}")
    return organisation(Organisation.Kind.SERVICE, name, part_of=of, service=which, **fields)


def university(name: str = "", **fields) -> Organisation:
    return organisation(Organisation.Kind.UNIVERSITY, name, **fields)


def identifier(
    of: Organisation, kind: str = OrganisationIdentifier.Kind.ERN, value: str = ""
) -> OrganisationIdentifier:
    """What other records call an organisation."""
    value = value or f"{900_000_000 + next(numbers)}"
    return OrganisationIdentifier.objects.create(organisation=of, kind=kind, value=value)


def role(code: str = "workforce_lead", **fields) -> Role:
    """The role as the reference data has it, so that tests and data cannot drift apart."""
    from consortium.reference_data import role_fields

    return Role.objects.get_or_create(code=code, defaults=role_fields(code) | fields)[0]


def appointment(who=None, at: Organisation | None = None, as_: str = "workforce_lead", **fields) -> Appointment:
    """An accepted appointment that holds today."""
    fields = {"starts_on": LONG_AGO, "accepted_at": timezone.now()} | fields
    return Appointment.objects.create(person=who or person(), organisation=at or service(), role=role(as_), **fields)


def consortium(name: str = "", **fields) -> Consortium:
    name = name or f"Consortium {next(numbers)}"
    return Consortium.objects.create(name=name, short_name=name[:40], **fields)


def membership(of: Organisation, in_: Consortium, grade: str = Membership.Grade.FULL, **fields) -> Membership:
    return Membership.objects.create(organisation=of, consortium=in_, grade=grade, **({"starts_on": LONG_AGO} | fields))


def framework(code: str = "PCF", *, judged: bool = True, statements: int = 2, **fields) -> Framework:
    made = Framework.objects.create(
        code=code,
        **(
            {
                "edition": f"{next(numbers)}",
                "title": code,
                "publisher": "Test",
                "valid_from": LONG_AGO,
                "judged": judged,
            }
            | fields
        ),
    )
    for number in range(1, statements + 1):
        Statement.objects.create(
            framework=made, code=f"{code}-{number}", number=number, title=f"{code} statement {number}"
        )
    return made


def rule_set(code: str = "C") -> OffTheJobRuleSet:
    """The off-the-job rule set with this code, or the first of this era, as the reference data has it."""
    from consortium.reference_data import rule_set_fields

    fields = rule_set_fields(code)
    return OffTheJobRuleSet.objects.get_or_create(code=fields.pop("code"), defaults=fields)[0]


def finish(version: str = "1.0") -> dict:
    """How a programme ends under this version, as the reference data has it."""
    from consortium.reference_data.files import Files

    entry = next(entry for entry in Files().json("standards.json")["standards"] if entry["code"] == "ST0510")
    return next(v["finish"] for v in entry["versions"] if v["version"] == version)


def standard_version(**fields) -> StandardVersion:
    standard, _ = Standard.objects.get_or_create(
        code="ST0510", defaults={"title": "Social worker (integrated degree)", "level": 6, "typical_months": 36}
    )
    defaults = {
        "valid_from": datetime.date(2018, 11, 28),
        "placement_pattern": [
            {"name": "First placement", "days": 70, "level": "EFP"},
            {"name": "Last placement", "days": 100, "level": "ELP"},
        ],
        "skills_days": 30,
        "finish": finish(),
    }
    version = fields.pop("version", "1.0")
    return StandardVersion.objects.get_or_create(standard=standard, version=version, defaults=defaults | fields)[0]


def cohort(at: Organisation | None = None, **fields) -> Cohort:
    defaults = {
        "name": f"Cohort {next(numbers)}",
        "standard_version": standard_version(),
        "starts_on": datetime.date(2025, 9, 8),
    }
    return Cohort.objects.create(university=at or university(), **(defaults | fields))
