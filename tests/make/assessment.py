import datetime
import io
from collections.abc import Mapping

from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from assessment import operations
from assessment.models import Claim, Evidence, WitnessStatement
from assessment.operations.screening import look_through
from consortium.models import Framework, FrameworkLevel, Statement
from core.accounts.models import User
from core.files.models import StoredFile
from placements.rules import Stage
from tests.make.apprentices import apprentice, involvement
from tests.make.consortium import framework
from tests.make.people import person
from tests.make.placements import educator, placement

HAPPENED = datetime.date(2026, 3, 3)
TEXT = "I listened first. I had prepared questions, and put them away."


def portfolio_frameworks(of: Apprentice) -> tuple[Framework, Framework]:
    """A framework that is judged (PCF) and one that is only linked (KSS), both of the apprentice's standard."""
    attached = of.cohort.standard_version.frameworks
    judged = attached.filter(code="PCF").first() or _with_levels(framework("PCF", judged=True, statements=3))
    linked = attached.filter(code="KSS-A").first() or framework("KSS-A", judged=False, statements=2)
    attached.add(judged, linked)
    return judged, linked


def _with_levels(of: Framework) -> Framework:
    for order, code in enumerate(("RFDP", "EFP", "ELP"), start=1):
        FrameworkLevel.objects.create(framework=of, code=code, name=code, order=order)
    return of


def portfolio_owner(name: str = "Amara Johnson", **fields) -> Apprentice:
    """An apprentice whose standard has frameworks to claim against."""
    made = apprentice(name, **fields)
    portfolio_frameworks(made)
    return made


def practice_educator(of: Apprentice, name: str = "Grace Mensah", *, who: User | None = None, **dates) -> User:
    return involvement(of, Involvement.Kind.PRACTICE_EDUCATOR, person=who or person(name), **dates).person


def workplace_assessor(of: Apprentice, name: str = "Winston Clarke", **dates) -> User:
    return involvement(of, Involvement.Kind.WORKPLACE_ASSESSOR, person=person(name), **dates).person


def tutor(of: Apprentice, name: str = "Dr Helen Brooks", **dates) -> User:
    return involvement(of, Involvement.Kind.TUTOR, person=person(name), **dates).person


def first_statements(of: Apprentice) -> tuple[Statement, Statement]:
    """One statement that is judged and one that is only linked."""
    judged, linked = portfolio_frameworks(of)
    return judged.statements.order_by("number")[0], linked.statements.order_by("number")[0]


def draft_evidence(
    of: Apprentice,
    *,
    kind: str = "reflective_log",
    title: str = "A visit that changed my mind",
    text: str = TEXT,
    happened_on: datetime.date | None = HAPPENED,
    claims: Mapping[int, str] | None = None,
) -> Evidence:
    """Written and linked, ready to be sent."""
    if claims is None:
        judged, linked = first_statements(of)
        claims = {judged.pk: "I kept an open mind.", linked.pk: "I used what I know of the law."}
    evidence = operations.start(of, kind=kind, by=of.person)
    operations.write(evidence, title=title, text=text, happened_on=happened_on, by=of.person)
    operations.link(evidence, claims=claims, by=of.person)
    return evidence


def attached_file(
    to: Evidence, name: str = "notes.txt", content: bytes = b"What I wrote down on the day."
) -> StoredFile:
    """Beside the draft, and looked through as the worker does once it was scanned."""
    stored = operations.attach(to, upload=io.BytesIO(content), name=name, by=to.apprentice.person)
    look_through(stored)
    return stored


def sent_evidence(of: Apprentice, *, at: datetime.datetime | None = None, **fields) -> Evidence:
    evidence = draft_evidence(of, **fields)
    operations.submit(evidence, by=of.person, at=at)
    return evidence


def all_sufficient(evidence: Evidence) -> dict[int, str]:
    """A judgement of every claim that is judged."""
    return {
        claim.pk: Claim.Judgement.SUFFICIENT
        for claim in evidence.shown.claims.select_related("statement__framework")
        if claim.statement.framework.judged
    }


def signed_evidence(of: Apprentice, *, by: User, at: datetime.datetime | None = None, **fields) -> Evidence:
    """Signed off: accepted, or waiting for a countersignature where somebody oversees the practice educator."""
    evidence = sent_evidence(of, at=at, **fields)
    operations.sign_off(
        evidence,
        number=1,
        judgements=all_sufficient(evidence),
        statement="Thoughtful, and true to what I saw.",
        by=by,
        at=at,
    )
    return evidence


def accepted_evidence(of: Apprentice, *, by: User, **fields) -> Evidence:
    """Signed off by somebody whom nobody oversees."""
    return signed_evidence(of, by=by, **fields)


def overseen_educator(
    of: Apprentice, name: str = "Tomasz Nowak", *, overseer: str = "Grace Mensah"
) -> tuple[User, User]:
    """A practice educator in training on a placement of today, and the one who oversees them."""
    trainee, mentor = educator(name, stage=Stage.STAGE_1), educator(overseer)
    placement(of, practice_educator=trainee, overseen_by=mentor)
    return trainee.person, mentor.person


def stand_in(of: Apprentice, name: str = "Ada Bello", *, stage: str = Stage.STAGE_2, **dates) -> User:
    """A practice educator of the register with a relation of their own to the apprentice, for the dates."""
    return practice_educator(of, **dates, who=educator(name, stage=stage).person)


def reopened_evidence(of: Apprentice, *, assessor: User, until: datetime.date | None = None, **fields) -> Evidence:
    """Accepted, and opened again by whoever assesses."""
    evidence = accepted_evidence(of, by=assessor, **fields)
    operations.reopen(
        evidence,
        number=1,
        reason="The law is named and not applied.",
        until=until or timezone.localdate() + datetime.timedelta(days=14),
        by=assessor,
    )
    return evidence


def witness_statement(evidence: Evidence, *, witness: User, text: str = "") -> WitnessStatement:
    """Asked for by the apprentice; with a text, given."""
    statement = operations.ask_for_witness(
        evidence, witness=witness, request="What did you hear me ask?", by=evidence.apprentice.person
    )
    if text:
        operations.give_witness_statement(statement, text=text, by=witness)
    return statement
