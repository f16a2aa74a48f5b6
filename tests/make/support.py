import datetime

from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Mentor, SkillsScan, SupportOffer, WorkplaceVisit
from consortium.models import Framework, Organisation
from core.accounts.models import User
from tests.make.consortium import framework
from tests.make.people import person

DAY = datetime.timedelta(days=1)


def ksbs(of: Apprentice, statements: int = 10) -> Framework:
    """The knowledge, skills and behaviours of the apprentice's standard."""
    attached = of.cohort.standard_version.frameworks
    held = attached.filter(code="ST0510-LOCAL").first() or framework("ST0510-LOCAL", statements=statements)
    attached.add(held)
    return held


def skills_scan(of: Apprentice, **fields) -> SkillsScan:
    ksbs(of)
    return operations.begin_scan(of, **({"by": of.person} | fields))


def answered(scan: SkillsScan, party: str, by: User, *, level: str = "some", words: str = "", send: bool = True):
    """A whole view of one party, sent unless it is to stay open."""
    answers = {
        code: {"level": level, "words": words} for code in scan.framework.statements.values_list("code", flat=True)
    }
    view = operations.keep_answers(scan, party=party, answers=answers, by=by)
    return operations.send_view(scan, party=party, by=by) if send else view


def support(
    of: Apprentice,
    by: User,
    written_as: str,
    need: str = "To write essays.",
    *,
    review_on: datetime.date | None = None,
    **fields,
) -> SupportOffer:
    today = timezone.localdate()
    typed = {"kind": "study_skills", "offer": "Five sessions.", "offered_by": "The library", "starts_on": today}
    made = operations.Support(need=need, review_on=review_on or today + 84 * DAY, **typed)
    return operations.write_support(of, support=made, written_as=written_as, by=by, **fields)


def mentor(at: Organisation, name: str = "", **fields) -> Mentor:
    defaults = {"person": person(name), "offers": "An ear.", "capacity": 2, "across": False, "by": person()}
    return operations.list_mentor(at, **(defaults | fields))


def visit_plan(in_days: int = 7, **fields) -> operations.Visit:
    defaults = {
        "date": timezone.localdate() + in_days * DAY,
        "starts_at": datetime.time(10),
        "online": False,
        "place": "Town Hall",
        "with_whom": "The line manager",
    }
    return operations.Visit(**(defaults | fields))


def workplace_visit(of: Apprentice, by: User, in_days: int = 7) -> WorkplaceVisit:
    """One that is planned; for a day that has passed it was planned the day before."""
    on = timezone.localdate() + min(in_days, 0) * DAY
    return operations.plan_visit(of, planned=visit_plan(in_days), by=by, on=on)
