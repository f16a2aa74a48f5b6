"""The table of who is told of what is true: each thing is done, a week goes by, and the outbox is read.

Beside the three parties stand others who know the apprentice: a practice educator, a mentor, the employer's workforce
lead, a manager of somebody else. None of them is told, and no mail to anybody holds what is never shared by itself.
"""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import news, operations, sharing
from apprentices.models import HoursChange, Involvement, Party
from apprentices.operations import Line
from apprentices.told import TABLE, told_of
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import reminder_rules
from core.words import day, listed
from placements import operations as placements
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
NOTE = "Her mother is very ill"
REASONS = ("Unwell", "Sick", "On leave", "Caring", "caring", "Conduct", "conduct", "own choice", NOTE)
"""What was said in confidence while all this was done."""
AT_ONCE = ("change_news", "review_to_sign", "review_signing_waits", "time_waiting")
"""Mails of the steps themselves and of reminders about signatures; prompts to plan some training are another matter."""


@pytest.fixture
def people():
    """An apprentice with the three parties, and others who are told of nothing."""
    make.activity("placement_learning")
    make.activity("lecture")
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    amara.involvements.update(named_at=timezone.now() - 150 * DAY)
    Involvement.objects.filter(apprentice=amara, kind__in=news.TOLD_KINDS).update(starts_on=TODAY - 150 * DAY)
    mentor, educator = make.person(), make.person()
    make.involvement(amara, "mentor", person=mentor)
    make.involvement(amara, "practice_educator", person=educator)
    return {
        "record": amara,
        Party.APPRENTICE: amara.person,
        Party.EMPLOYER: manager,
        Party.UNIVERSITY: tutor,
        "mentor": mentor,
        "educator": educator,
        "lead": make.appointment(at=amara.employer, as_="workforce_lead").person,
        "other manager": make.line_manager(make.apprentice()),
    }


def plan_changed(of):
    case = make.training_plan(of["record"], confirmed=True)
    change = operations.propose_change(
        case.plan,
        kind="dates",
        values={"planned_end_on": (of["record"].planned_end_on + 30 * DAY).isoformat()},
        reason=NOTE,
        party=Party.UNIVERSITY,
        by=of[Party.UNIVERSITY],
    )
    for party in (Party.EMPLOYER, Party.APPRENTICE):
        operations.approve_change(change, party=party, by=of[party])


def break_agreed(of):
    return make.agreed_break(of["record"], of[Party.EMPLOYER], of[Party.UNIVERSITY], starts_in=-1, note=NOTE)


def returned(of):
    operations.record_return(break_agreed(of), returned_on=TODAY, by=of["lead"])


def hours_changed(of):
    change = operations.propose_hours(
        of["record"],
        on=TODAY,
        weekly_hours=Decimal(30),
        pattern=[],
        answers={name: True for name, _ in HoursChange.QUESTIONS},
        discussed=NOTE,
        planned_end_on=None,
        by=of["lead"],
    )
    for party in (Party.APPRENTICE, Party.UNIVERSITY):
        operations.agree_to_hours(change, party=party, by=of[party])


def employer_changed(of):
    new = make.service(name="Sutton adults")
    transfer = operations.propose_transfer(
        of["record"], after=new, last_day=TODAY - DAY, first_day=TODAY, by=of["lead"]
    )
    operations.accept_transfer(
        transfer,
        weekly_hours=Decimal(36),
        job_title="Support worker",
        team="",
        manager=of[Party.EMPLOYER],
        by=make.appointment(at=new, as_="workforce_lead").person,
    )
    for party in (Party.APPRENTICE, Party.UNIVERSITY):
        operations.agree_to_transfer(transfer, party=party, by=of[party])


def person_changed(of):
    operations.name_person(
        of["record"],
        kind="line_manager",
        name="New Manager",
        email="new.manager@example.org",
        starts_on=TODAY,
        by=of["lead"],
    )


def review_held(of):
    make.held_review(of["record"], on=TODAY - 40 * DAY, why_without_employer="On leave")


def review_to_sign(of):
    make.signing_review(of["record"])


def review_late(of):
    make.signing_review(of["record"], at=timezone.now() - 3 * DAY)
    Message.objects.all().delete()


def review_signed(of):
    make.closed_review(of["record"])


def away_from_teaching(of):
    amara = of["record"]
    tutor = make.planner(amara.cohort)
    first, second = (
        make.published_session(amara.cohort, by=tutor, date=TODAY - days * DAY, on=TODAY) for days in (8, 1)
    )
    for session in (first, second):
        operations.take_register(session, lines={amara.pk: Line("absent", "unwell")}, by=tutor, on=TODAY)


def away_from_placement(of):
    placement = make.placement(of["record"], hours=None)
    days = make.placement_days(placement, 1, kind="absent", absence="sick", note="")
    Message.objects.all().delete()
    placements.confirm_days(placement, shown={row.pk: row.kind for row in days}, by=of["educator"])


def suspended(of):
    operations.suspend(of["record"], code="conduct", decided_as="university", by=of[Party.UNIVERSITY], note=NOTE)


def left(of):
    operations.withdraw(
        of["record"], last_day=TODAY - DAY, trigger="apprentice", code="own_choice", note=NOTE, by=of["lead"]
    )


DONE = (
    plan_changed,
    break_agreed,
    returned,
    hours_changed,
    employer_changed,
    person_changed,
    review_held,
    review_to_sign,
    review_late,
    review_signed,
    away_from_teaching,
    away_from_placement,
    suspended,
    left,
)


def a_week_goes_by():
    """Every morning the rules are asked, as the clock asks them."""
    for days in range(1, 9):
        morning = timezone.make_aware(datetime.datetime.combine(TODAY + days * DAY, datetime.time(7)))
        for rule in reminder_rules:
            outbox.owe_reminders(rule.due(morning))


def test_every_line_of_the_table_is_done_here():
    assert [row.code for row in TABLE] == [done.__name__ for done in DONE]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.code)
def test_those_of_the_table_are_told_and_nobody_else_and_no_mail_says_why(people, row):
    {done.__name__: done for done in DONE}[row.code](people)
    if row.daily:
        Message.objects.all().delete()

    a_week_goes_by()

    about = Message.objects.filter(kind__in=["apprentice_news"] if row.daily else AT_ONCE)
    told = {who for who, person in people.items() if who != "record" and about.filter(to=person).exists()}
    assert told == set(row.parties)
    texts = " ".join(f"{message.subject} {message.body}" for message in Message.objects.all())
    assert [reason for reason in REASONS if reason in texts] == []


def test_a_morning_is_one_mail_however_much_there_is_to_tell(people):
    away_from_teaching(people)
    person_changed(people)

    a_week_goes_by()

    mails = Message.objects.filter(kind="apprentice_news", to=people[Party.EMPLOYER])
    assert [mail.body.count("\n- ") for mail in mails] == [3]
    assert Message.objects.filter(kind="apprentice_news", to=people[Party.UNIVERSITY]).get().body.count("\n- ") == 1


def news_of(person):
    a_week_goes_by()
    mails = Message.objects.filter(kind="apprentice_news", to=person).order_by("pk")
    return [line for mail in mails for line in mail.body.splitlines() if line.startswith("- ")]


def test_a_manager_who_is_named_or_ends_long_after_the_day_is_news_on_the_next_morning_once(people):
    record, long_ago = people["record"], TODAY - 20 * DAY
    operations.name_person(
        record, kind="line_manager", name="Lin Ho", email="lin@example.org", starts_on=long_ago, by=people["lead"]
    )
    left = record.involvements.get(person=people[Party.EMPLOYER])
    operations.end_involvement(left, on=long_ago - DAY, by=people["lead"])

    told = news_of(people[Party.APPRENTICE])
    assert told == [
        f"- {people[Party.EMPLOYER]} was line manager of Amara Johnson until {day(long_ago - DAY)}.",
        f"- Lin Ho is line manager of Amara Johnson from {day(long_ago)}.",
    ]


def test_those_who_were_there_when_a_cohort_was_brought_in_are_no_news(people):
    record = people["record"]
    record.involvements.update(named_at=timezone.now())
    make.line_manager(record, starts_on=TODAY - 300 * DAY)
    assert news_of(people[Party.APPRENTICE]) == []


def test_a_mark_that_was_put_right_on_the_same_day_is_not_told(people):
    amara = people["record"]
    tutor = make.planner(amara.cohort)
    session = make.published_session(amara.cohort, by=tutor, date=TODAY - DAY, on=TODAY)
    operations.take_register(session, lines={amara.pk: Line("absent", "unwell")}, by=tutor, on=TODAY)
    operations.take_register(session, lines={amara.pk: Line("present")}, by=tutor, on=TODAY)

    a_week_goes_by()

    assert not Message.objects.filter(kind="apprentice_news").exists()


def test_without_a_line_manager_the_workforce_lead_is_told(people):
    away_from_teaching(people)
    Involvement.objects.filter(person=people[Party.EMPLOYER]).delete()

    a_week_goes_by()

    assert list(Message.objects.filter(kind="apprentice_news").values_list("to", flat=True)) == [people["lead"].pk]


def test_no_news_goes_out_about_a_record_that_is_quiet(people):
    away_from_teaching(people)
    operations.hold_quiet(people["record"], code="serious_illness", by=people[Party.UNIVERSITY])

    a_week_goes_by()

    assert not Message.objects.filter(kind="apprentice_news").exists()


def test_the_page_says_to_the_apprentice_who_is_told_when(people):
    amara = people["record"]
    page = make.signed_in(amara.person).get(f"/apprentices/{amara.reference}/who-sees-this/").content.decode()

    for kind in (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR):
        assert f"They are told when {listed(told_of(kind))}. No mail says why." in page
    untold = {viewer.part for viewer in sharing.viewers(amara, on=TODAY) if not viewer.told}
    assert untold == {"Employer", "University", "Mentor", "Practice educator"}
