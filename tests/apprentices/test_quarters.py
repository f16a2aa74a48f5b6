"""Closing a quarter of the log: announced, closed on its day, corrected afterwards by the tutor alone."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations, permissions
from apprentices.models import Apprentice, FourTests, OffTheJobEntry, QuarterClose
from apprentices.models.quarters import quarter_ends
from apprentices.operations import Logged, TimeRefused
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
END, CLOSES, TODAY = datetime.date(2025, 10, 31), datetime.date(2025, 11, 14), datetime.date(2025, 11, 3)
IN_IT = datetime.date(2025, 9, 16)


@pytest.fixture
def apprentice():
    made = make.apprentice("Amara Johnson")
    FourTests.objects.create(apprentice=made, activity=make.activity())
    return made


@pytest.fixture
def tutor(apprentice):
    return make.tutor(apprentice)


def announce(apprentice, tutor, **fields):
    values = {"closed_to": END, "closes_on": CLOSES, "on": TODAY} | fields
    return operations.announce_quarter_close(cohort=apprentice.cohort, by=tutor, **values)


def closed(apprentice, tutor):
    announce(apprentice, tutor)
    operations.close_quarters_due(on=CLOSES)
    apprentice.refresh_from_db()
    return apprentice


def log(apprentice, *, date=IN_IT, hours="2", on=CLOSES):
    at = timezone.make_aware(datetime.datetime.combine(on, datetime.time(12)))
    logged = Logged(activity=make.activity(), date=date, hours=Decimal(hours))
    return operations.log_time(apprentice, logged=logged, by=apprentice.person, at=at)


def test_the_funding_years_quarters_that_are_over():
    assert quarter_ends(before=TODAY) == [
        datetime.date(2025, 10, 31),
        datetime.date(2025, 7, 31),
        datetime.date(2025, 4, 30),
        datetime.date(2025, 1, 31),
    ]
    assert quarter_ends(before=datetime.date(2025, 10, 31), count=1) == [datetime.date(2025, 7, 31)]


def test_the_apprentices_of_the_cohort_are_told_when_it_is_announced(apprentice, tutor):
    make.apprentice("Somebody of another cohort")
    announce(apprentice, tutor)
    assert [message.to for message in Message.objects.filter(kind="quarter_closes")] == [apprentice.person]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closed_to": TODAY}, "It can be closed once it is over"),
        ({"closes_on": TODAY + datetime.timedelta(days=6)}, "Give a week's notice"),
    ],
)
def test_a_close_without_notice_or_before_the_end_is_refused(apprentice, tutor, fields, words):
    with pytest.raises(StepRefused, match=words):
        announce(apprentice, tutor, **fields)


def test_a_quarter_is_announced_once_and_anew_when_it_was_called_off(apprentice, tutor):
    first = announce(apprentice, tutor)
    with pytest.raises(StepRefused, match="announced or closed"):
        announce(apprentice, tutor)
    operations.call_off_quarter_close(first, by=tutor, reason="The register is late.")
    announce(apprentice, tutor)
    assert [close.state for close in QuarterClose.objects.order_by("pk")] == ["called_off", "announced"]


def test_it_closes_on_its_day_and_not_before(apprentice, tutor):
    announce(apprentice, tutor)
    assert operations.close_quarters_due(on=CLOSES - datetime.timedelta(days=1)) == 0
    assert operations.close_quarters_due(on=CLOSES) == 1
    assert operations.close_quarters_due(on=CLOSES) == 0
    assert Apprentice.objects.get().log_closed_to == END


def test_a_later_close_never_opens_what_is_closed(apprentice, tutor):
    closed(apprentice, tutor)
    announce(apprentice, tutor, closed_to=datetime.date(2025, 7, 31), closes_on=datetime.date(2025, 12, 1))
    operations.close_quarters_due(on=datetime.date(2025, 12, 1))
    assert Apprentice.objects.get().log_closed_to == END


def test_time_for_its_days_is_refused_and_time_after_it_is_logged(apprentice, tutor):
    closed(apprentice, tutor)
    with pytest.raises(TimeRefused, match="Your log is closed to 31 October 2025"):
        log(apprentice)
    assert log(apprentice, date=datetime.date(2025, 11, 4)).state == OffTheJobEntry.State.SUBMITTED


def test_the_tutor_lets_in_late_time_until_a_day(apprentice, tutor):
    closed(apprentice, tutor)
    until = CLOSES + datetime.timedelta(days=7)
    operations.let_in_late_time(apprentice, until=until, reason="She was in hospital.", by=tutor, on=CLOSES)

    assert log(apprentice, on=until).state == OffTheJobEntry.State.SUBMITTED
    with pytest.raises(TimeRefused):
        log(apprentice, date=datetime.date(2025, 9, 17), on=until + datetime.timedelta(days=1))


def test_hours_that_were_taken_back_may_be_logged_again_and_no_more_than_those(apprentice, tutor):
    entry = make.entry(apprentice, date=IN_IT, hours=Decimal(3), submitted=True)
    manager = make.line_manager(apprentice)
    operations.confirm([entry], by=manager)
    closed(apprentice, tutor)
    entry.refresh_from_db()
    operations.reverse_entry(entry, by=tutor, reason="It was two hours.")

    with pytest.raises(TimeRefused):
        log(apprentice, hours="3.5", on=timezone.localdate())
    at = timezone.now() + datetime.timedelta(minutes=1)
    logged = Logged(activity=make.activity(), date=IN_IT, hours=Decimal(2))
    operations.log_time(apprentice, logged=logged, by=apprentice.person, at=at)
    with pytest.raises(TimeRefused):
        log(apprentice, hours="1.5", on=timezone.localdate())


def test_confirmed_hours_of_a_closed_log_are_taken_back_by_the_tutor_alone(apprentice, tutor):
    entry = make.entry(apprentice, date=IN_IT, submitted=True)
    manager = make.line_manager(apprentice)
    operations.confirm([entry], by=manager)
    entry.refresh_from_db()
    assert permissions.may_reverse(manager, entry)

    closed(apprentice, tutor)
    entry = OffTheJobEntry.objects.get(pk=entry.pk)
    assert permissions.may_reverse(manager, entry).reason == (
        "The log is closed to 31 October 2025. The university tutor takes hours of that time back."
    )
    assert permissions.may_reverse(tutor, entry)


def test_a_review_that_all_have_signed_closes_the_log_to_its_day():
    apprentice = make.reviewed_apprentice()
    review = make.signing_review(apprentice)
    *first, last = make.three(apprentice).values()
    for who in first:
        make.sign(review, who)
    assert Apprentice.objects.get().log_closed_to is None
    make.sign(review, last)
    assert Apprentice.objects.get().log_closed_to == review.held_on


def test_closed_days_of_a_usual_week_are_not_offered(apprentice, tutor):
    make.usual_time(apprentice, on=datetime.date(2025, 10, 20))
    closed(apprentice, tutor)
    assert [offer.date for offer in operations.offers(apprentice, on=CLOSES)] == [
        datetime.date(2025, 11, 5),
        datetime.date(2025, 11, 12),
    ]


# The pages ---------------------------------------------------------------------------------------------------


def dated(field, date):
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


def test_a_tutor_announces_calls_off_and_lets_in_late_time():
    today = timezone.localdate()
    apprentice = make.apprentice("Amara Johnson", cohort=make.cohort(starts_on=today - datetime.timedelta(days=300)))
    tutor = make.tutor(apprentice)
    make.appointment(tutor, at=apprentice.cohort.university, as_="tutor")
    browser = make.signed_in(tutor)
    end, closes = quarter_ends(before=today)[0], today + datetime.timedelta(days=10)

    said = browser.post(
        "/apprentices/quarters/",
        {"cohort": apprentice.cohort.reference, "closed_to": end.isoformat(), **dated("closes_on", closes)},
        follow=True,
    )
    close = QuarterClose.objects.get()
    assert (close.closed_to, close.closes_on) == (end, closes)
    assert "Its apprentices are told today." in said.content.decode()
    browser.post(f"/apprentices/quarters/{close.reference}/call-off/", {"reason": "The register is late."})
    close.refresh_from_db()
    assert close.state == QuarterClose.State.CALLED_OFF

    Apprentice.objects.update(log_closed_to=end)
    browser.post(f"/apprentices/{apprentice.reference}/late-time/", {"reason": "Ill", **dated("until", today)})
    apprentice.refresh_from_db()
    assert apprentice.late_time_until == today


def test_a_tutor_of_another_university_sees_and_closes_nothing_of_it(apprentice, tutor):
    announce(apprentice, tutor)
    stranger = make.appointment(at=make.university(), as_="tutor").person
    browser = make.signed_in(stranger)
    page = browser.get("/apprentices/quarters/")
    assert list(page.context["closes"]) == []
    assert list(page.context["form"].fields["cohort"].queryset) == []
    assert browser.get(f"/apprentices/quarters/{QuarterClose.objects.get().reference}/call-off/").status_code == 404
