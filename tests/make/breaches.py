from assessment.models import Breach, Evidence
from assessment.operations import breaches
from consortium.models import Organisation
from core.accounts.models import User
from tests.make.consortium import appointment
from tests.make.people import person


def data_protection_lead(at: Organisation, name: str = "") -> User:
    """Who answers for breaches at an organisation, today."""
    return appointment(person(name), at, "data_protection_lead").person


def flagged(evidence: Evidence, *, by: User, where: str = "A first name, in the second line.") -> Breach:
    """Somebody said that somebody's details stand in it: hidden, and the tutor has not decided yet."""
    return breaches.flag(evidence, where=where, by=by)


def confirmed(evidence: Evidence, *, by: User, tutor: User, severity: str = "minor") -> Breach:
    """Flagged, and confirmed by the tutor; the next version is a copy for the writer."""
    return breaches.confirm(flagged(evidence, by=by), severity=severity, words="A name stands there.", by=tutor)
