import datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from consortium.models import Organisation, PublishedMinimum
from core.accounts.models import User
from recruitment.models import Application, Booking, Campaign, CampaignPlaces, InformationSession, Offer
from tests.make.consortium import cohort, organisation, rule_set, service, standard_version
from tests.make.people import person

numbers = count(1)


def campaign(*, employer: Organisation | None = None, places: int = 4, **fields) -> Campaign:
    """A campaign that is open today, run by a consortium office, with places at one employer."""
    today = timezone.localdate()
    defaults = {
        "name": f"Campaign {next(numbers)}",
        "state": Campaign.State.OPEN,
        "opens_on": today - datetime.timedelta(days=14),
        "closes_on": today + datetime.timedelta(days=28),
    }
    group = fields.pop("cohort", None) or cohort(starts_on=today + datetime.timedelta(days=200))
    office = fields.pop("run_by", None) or organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    made = Campaign.objects.create(cohort=group, run_by=office, **(defaults | fields))
    CampaignPlaces.objects.create(campaign=made, employer=employer or service(), places=places)
    return made


def information_session(of: Campaign | None = None, **fields) -> InformationSession:
    """A published session a week from now."""
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + datetime.timedelta(days=7)
    defaults = {
        "title": f"Meet the team {next(numbers)}",
        "starts_at": starts,
        "ends_at": starts + datetime.timedelta(hours=1),
        "place": "Town Hall, Room 3",
        "capacity": 2,
        "state": InformationSession.State.PUBLISHED,
    }
    return InformationSession.objects.create(campaign=of or campaign(), **(defaults | fields))


def booking(of: InformationSession | None = None, who: User | None = None, **fields) -> Booking:
    """A booking with the next free seat."""
    of = of or information_session()
    who = who or person()
    taken = of.bookings.filter(seat__isnull=False).count()
    defaults = {"name": who.name, "state": Booking.State.BOOKED, "seat": taken + 1}
    return Booking.objects.create(session=of, person=who, **(defaults | fields))


ANSWERS = {
    "phone": "020 7946 0000",
    "works_there": False,
    "current_employer": "Camden Council",
    "current_service": Application.Service.ADULTS,
    "job_title": "Social care assistant",
    "weekly_hours": Decimal("36"),
    "service_length": Application.ServiceLength.TO_2_YEARS,
    "english": Application.Level2.HELD,
    "maths": Application.Level2.HELD,
    "prior_degree": Application.Degree.NONE,
    "prior_learning": Application.PriorLearning.NONE,
    "right_to_work": True,
    "residency": Application.Residency.THREE_YEARS,
    "why": "I have seen what a good social worker changes for a family.",
}


def application(
    to: Campaign | None = None, who: User | None = None, state: str = Application.State.SUBMITTED, **fields
) -> Application:
    """A whole application in any state, to the campaign's first employer."""
    to = to or campaign()
    defaults = {**ANSWERS, "employer": to.places.offering().first().employer, "state": state}
    if state not in (Application.State.DRAFT, Application.State.WITHDRAWN):
        defaults["submitted_at"] = timezone.now()
    if state in (Application.State.NOT_ELIGIBLE, Application.State.NOT_PROGRESSED):
        defaults |= {"reason_code": "criteria_not_met", "feedback": "The entry requirements are not met yet."}
    number = next(numbers)  # of three hundred codes by chance, two are sometimes the same
    defaults["code"] = f"K{2 + number // 1000 % 8}-{number % 1000:03d}"
    return Application.objects.create(campaign=to, candidate=who or person(), **(defaults | fields))


def published_minimum(hours: int = 835) -> PublishedMinimum:
    """What enrolment of a campaign's cohort stands on: the rule set of today's starts and its published hours."""
    rule_set("C-2026-27")
    return PublishedMinimum.objects.get_or_create(
        standard=standard_version().standard, valid_from=datetime.date(2025, 8, 1), defaults={"hours": hours}
    )[0]


def offer(of: Application | None = None, **fields) -> Offer:
    """An offer that was made, without conditions, to be answered within ten days."""
    of = of or application(state=Application.State.OFFERED)
    defaults = {
        "job_title": of.job_title,
        "weekly_hours": of.weekly_hours,
        "made_at": timezone.now(),
        "answer_by": timezone.localdate() + datetime.timedelta(days=10),
    }
    return Offer.objects.create(application=of, **(defaults | fields))
