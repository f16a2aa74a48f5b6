"""People on the register of readers."""

from django.utils import timezone

from assessment.models import PortfolioReader
from assessment.operations import portfolio_readers as operations
from consortium.models import Organisation
from core.accounts.models import User
from tests.make.consortium import service
from tests.make.people import person


def reading_offer(organisation: Organisation, **fields) -> operations.Offer:
    told = {
        "service": Organisation.Service.BOTH,
        "levels": ["EFP", "ELP", "RFDP"],
        "each_panel": 2,
        "each_year": 6,
        "reaches": 33,
        "starts_on": timezone.localdate(),
    }
    return operations.Offer(organisation=organisation, **told | fields)


def offered_reader(
    name: str = "",
    *,
    at: Organisation | None = None,
    role: str = "practice_educator",
    who: User | None = None,
    **fields,
) -> PortfolioReader:
    """Somebody who has offered to read; nobody has confirmed it yet."""
    from tests import make

    at = at or service()
    who = who or person(name)
    make.appointment(who, at, role)
    return operations.offer_to_read(reading_offer(at, **fields), by=make.again(who))


def portfolio_reader(name: str = "", *, at: Organisation | None = None, **fields) -> PortfolioReader:
    """Somebody on the register, confirmed by the workforce lead of their organisation."""
    from tests import make

    at = at or service()
    offered = offered_reader(name, at=at, **fields)
    lead = make.appointment(person(), at, "workforce_lead").person
    return operations.answer_offer(offered, confirmed=True, by=lead)
