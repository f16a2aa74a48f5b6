import datetime
from dataclasses import dataclass

from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Concern, Involvement
from consortium.models import Organisation
from core.accounts.models import User
from tests.make.apprentices import involvement
from tests.make.changes import apprentice_with_people
from tests.make.consortium import appointment, organisation, service
from tests.make.people import person

DAY = datetime.timedelta(days=1)


@dataclass
class Circle:
    """An apprentice with everybody who may ever deal with a concern."""

    apprentice: Apprentice
    manager: User
    tutor: User
    educator: User
    lead: User
    social_work_lead: User
    compliance: User
    consortium: User
    safeguarding: User
    host: Organisation
    host_lead: User


def concern_circle(name: str = "Amara Johnson") -> Circle:
    apprentice, manager, tutor = apprentice_with_people(name)
    office = organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    host = service()
    educator = person()
    involvement(apprentice, Involvement.Kind.PRACTICE_EDUCATOR, person=educator)
    involvement(apprentice, Involvement.Kind.HOST, organisation=host)
    employer, university = apprentice.employer, apprentice.cohort.university
    return Circle(
        apprentice=apprentice,
        manager=manager,
        tutor=tutor,
        educator=educator,
        lead=appointment(person("Lena Lead"), employer, "workforce_lead").person,
        social_work_lead=appointment(person("Pat Principal"), employer, "principal_social_worker").person,
        compliance=appointment(person("Cam Compliance"), university, "compliance_officer").person,
        consortium=appointment(person("Con Manager"), office, "consortium_manager").person,
        safeguarding=appointment(person("Saf Guard"), employer, "safeguarding_lead").person,
        host=host,
        host_lead=appointment(person("Hos Lead"), host, "workforce_lead").person,
    )


def raised_concern(
    circle: Circle,
    *,
    by: User | None = None,
    about: str = "apprentice",
    kind: str = "practice",
    told: bool = False,
    on: datetime.date | None = None,
    **fields,
) -> Concern:
    """A concern raised by the practice educator about the apprentice's practice, unless it is said otherwise."""
    raised = operations.RaisedConcern(
        about=about, kind=kind, **({"happened": "Two visits were written up late."} | fields)
    )
    concern = operations.raise_concern(circle.apprentice, raised=raised, by=by or circle.educator, on=on)
    if told:
        operations.tell_apprentice(concern, words="We sat down together.", by=concern.lead, on=on)
    return concern


def planned_concern(circle: Circle, *, formal: bool = True, on: datetime.date | None = None, **fields) -> Concern:
    """One whose plan runs, reviewed in four weeks; the practice educator, line manager and tutor have a part in it."""
    concern = raised_concern(circle, told=True, on=on, **fields)
    today = on or timezone.localdate()
    operations.start_plan(
        concern,
        to="formal" if formal else "informal",
        action=concern_action(circle, on=today),
        review_on=today + 28 * DAY,
        people=[circle.educator, circle.manager, circle.tutor],
        by=concern.lead,
        on=on,
    )
    return concern


def concern_action(circle: Circle, *, on: datetime.date | None = None, **fields) -> operations.PlannedAction:
    defaults = {
        "what": "Write up each visit within two working days",
        "measure": "Four of four visits in the file in time",
        "owner": circle.apprentice.person,
        "due_on": (on or timezone.localdate()) + 14 * DAY,
        "support": "An hour kept free after each visit",
    }
    return operations.PlannedAction(**(defaults | fields))
