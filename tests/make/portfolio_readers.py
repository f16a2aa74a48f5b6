"""People on the register of readers."""

import datetime

from django.utils import timezone

from assessment.models import PanelItem, PanelMeeting, PanelMember, PortfolioReader, PortfolioSubmission
from assessment.operations import portfolio_readers as operations
from assessment.operations import reading_requests as requests
from assessment.panels.terms import as_data, default_terms
from consortium.models import Organisation
from core.accounts.models import User
from placements.models import Placement
from tests.make.consortium import service
from tests.make.people import again, person


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


def listed_portfolio(
    of: Placement | None = None, *, meeting: PanelMeeting | None = None, because: str = "random"
) -> PanelItem:
    """A portfolio on a panel's agenda, read in full."""
    from tests import make

    of = of or make.placement()
    submission = PortfolioSubmission.objects.create(
        placement=of,
        number=1,
        state=PortfolioSubmission.State.WITH_PANEL,
        snapshot={"evidence": []},
        content_hash="0" * 64,
        handed_in_by=of.apprentice.person,
        handed_in_at=timezone.now(),
        due_on=timezone.localdate(),
        waiting_since=timezone.now(),
    )
    meeting = meeting or called_panel(of.apprentice.cohort.university)
    return PanelItem.objects.create(meeting=meeting, submission=submission, because=[because])


def called_panel(university: Organisation) -> PanelMeeting:
    """A panel to come with its secretary, who has a seat."""
    from tests import make

    secretary = make.appointment(person("Sec Retary"), university, "assessment_panel_secretary").person
    starts_at = timezone.now() + datetime.timedelta(days=30)
    meeting = PanelMeeting.objects.create(
        university=university,
        starts_at=starts_at,
        place="By video",
        read_by=timezone.localdate(starts_at),
        terms=as_data(default_terms()),
    )
    PanelMember.objects.create(
        meeting=meeting, person=secretary, role=PanelMember.Role.SECRETARY, part=PanelMember.Part.UNIVERSITY
    )
    return meeting


def secretary_of(meeting: PanelMeeting) -> User:
    return again(meeting.members.get(role=PanelMember.Role.SECRETARY).person)


def asked_reader(item: PanelItem, who: PortfolioReader | None = None, *, because: str = "They know it best."):
    """Somebody asked to read a portfolio."""
    who = who or portfolio_reader()
    wanted = requests.Wanted(item.reference, who.reference, because)
    [made] = requests.ask_readers(item.meeting, wanted=[wanted], by=secretary_of(item.meeting))
    return made
