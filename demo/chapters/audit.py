"""An audit is announced: a file with gaps, a sample, the learner record beside the portal, a visit now and before."""

from __future__ import annotations

import datetime
import io

from apprentices import operations
from apprentices.models import Apprentice, AuditFile, BreakInLearning, RecordDifference, Visit
from apprentices.models.audit_files import audited_by
from consortium.models import OrganisationIdentifier
from core import jobs
from core.accounts.models import User
from core.imports import steps
from core.imports.models import Import
from core.tables.export import as_csv
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
SEED = 20_26
HEADS = (
    "GivenNames",
    "FamilyName",
    "Email",
    "LearnStartDate",
    "LearnPlanEndDate",
    "PHours",
    "Break start",
    "Break return",
    "Employer",
    "EmpId",
    "Prior learning hours",
    "FundModel",
)


def tell(world: World) -> None:
    """Told last, at the university of the cohort whose apprentices have the longest story."""
    university = world.cohorts[-1].university
    officer = world.who(university, "compliance_officer")
    there = Apprentice.objects.filter(pk__in=audited_by(officer, on=world.today), state__in=Apprentice.STARTED)
    known = list(there.select_related("person", "employer__part_of", "cohort").order_by("person__name", "pk"))
    if len(known) < 8:
        return
    _files(world, known, officer)
    _learner_record(world, known, officer)
    _visits(world, known, officer)


def _files(world: World, known: list[Apprentice], officer: User) -> None:
    """Promised here, and built by the worker in the minute after the story is told."""
    with clock.at(clock.on(world.today, 8)):
        operations.ask_audit_file(apprentices=[known[0]], by=officer)
        references = [one.reference for one in known]
        drawn = operations.drawn(references, amount=3, seed=SEED)
        sample = [one for one in known if one.reference in drawn]
        operations.ask_audit_file(
            apprentices=sample, by=officer, chosen=AuditFile.Chosen.RANDOM, seed=SEED, out_of=len(known)
        )


def _learner_record(world: World, known: list[Apprentice], officer: User) -> None:
    """This morning's extract: one planned end is older, hours differ, a break is missing, somebody is not in it.

    An employer whose number it has is called by another name there.
    """
    rows = [_row(one) for one in known[1:]]
    ends, hours = HEADS.index("LearnPlanEndDate"), HEADS.index("PHours")
    rows[0][ends] = (known[1].planned_end_on - 30 * DAY).isoformat()
    rows[1][hours] = str(int(known[2].planned_hours) + 25)
    rows.append(
        ["Robin", "Archer", "robin.archer@example.org", rows[2][3], rows[2][ends], "835", "", "", "", "", "0", "36"]
    )
    scope = {"scope": f"university:{known[0].cohort.university.reference}"}
    brought = steps.bring(
        io.BytesIO(as_csv(HEADS, rows)),
        name="Learner record extract.csv",
        kind="learner_record",
        by=officer,
        options=scope,
    )
    if brought.state == Import.State.CHECKING:
        steps.check(brought)
    jobs.perform(steps.ask_to_apply(brought, by=officer).pk)
    planned = RecordDifference.objects.filter(comparison__brought=brought, field=RecordDifference.Field.PLANNED_END)
    operations.explain(
        list(planned.select_related("comparison")[:1]),
        words="The end moved after the last return of the year; it goes out with the next one.",
        by=officer,
    )


def _row(one: Apprentice) -> list[str]:
    given, _, family = one.person.name.rpartition(" ")
    number = one.employer.legal_body.identifiers.filter(kind=OrganisationIdentifier.Kind.ERN).first()
    taken = BreakInLearning.objects.standing().filter(apprentice=one, began_at__isnull=False).first()  # type: ignore[attr-defined]
    left_out = one.state == Apprentice.State.ON_BREAK
    first = taken.starts_on.isoformat() if taken and not left_out else ""
    back = taken.returned_on.isoformat() if taken and taken.returned_on else ""
    return [
        given,
        family,
        one.person.email,
        one.original_start_on.isoformat(),
        one.planned_end_on.isoformat(),
        str(int(one.planned_hours)),
        first,
        back,
        "London borough, social care" if number else one.employer.name,
        number.value if number else "",
        str(int(one.prior_learning_hours)),
        "36",
    ]


def _visits(world: World, known: list[Apprentice], officer: User) -> None:
    """An external examiner in spring, whose visit is over; an auditor who began to read yesterday."""
    began = world.today - 60 * DAY
    there = [one for one in known if one.original_start_on <= began][2:4]
    over = _visit(world, there, officer, began, days=10, kind=Visit.Kind.EXAMINER, name="Professor Jo Lindqvist",
                  organisation="University of Example", purpose="External examining of the programme")  # fmt: skip
    _read(over, there[0], began + 2 * DAY, ["Progress reviews", "Placement days"])
    live = _visit(world, known[:3], officer, world.today - DAY, days=14, kind=Visit.Kind.AUDITOR, name="Ada Whitfield",
                  organisation="Example Audit Office", purpose="Funding audit of a sample of records")  # fmt: skip
    _read(live, known[0], world.today - DAY, ["Apprenticeship agreement", "Training plan", "Log of off-the-job time"])


def _visit(
    world: World,
    records: list[Apprentice],
    officer: User,
    first: datetime.date,
    *,
    days: int,
    kind: str,
    name: str,
    organisation: str,
    purpose: str,
) -> Visit:
    with clock.at(clock.on(first, 9)):
        planned = operations.Planned(
            name=name,
            email=f"{name.split()[-1].lower()}@visits.example.org",
            organisation=organisation,
            kind=kind,
            purpose=purpose,
            starts_on=first,
            ends_on=first + (days - 1) * DAY,
            apprentices=records,
        )
        return operations.open_visit(planned, university=records[0].cohort.university, by=officer)


def _read(visit: Visit, record: Apprentice, day: datetime.date, sections: list[str]) -> None:
    """The visitor signs in and reads, page after page."""
    moment = clock.happened(clock.on(day, 11))
    operations.write_opening(visit, what="Signed in with a code", at=moment)
    operations.write_opening(visit, what="List of records", at=moment)
    for title in ("Contents of the record", *sections):
        moment += datetime.timedelta(minutes=2)
        operations.write_opening(visit, what=title, apprentice=record, at=moment)
