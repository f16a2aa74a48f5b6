"""Hours of a shadowing day: the host says who was there, the apprentice reflects, the rules of the log decide."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations, permissions
from apprentices.models import Apprentice, OffTheJobEntry, Standing
from apprentices.operations import peers
from apprentices.operations.peers import There
from apprentices.permissions import peers as may
from core.audit.models import EventDetail
from core.audit.sealing import verify
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WORDS = "I saw how a duty desk weighs what it does not know."


@pytest.fixture
def places():
    return make.boroughs("Camden", "Hackney")


@pytest.fixture
def amara(places):
    return make.learner("Amara Johnson", at=places[1])


@pytest.fixture
def day(places):
    return make.past_day(places[0])


def credited(apprentice):
    return Standing.objects.get(pk=apprentice.pk).confirmed_hours


def reflect(ask, *, share=False):
    return peers.reflect(ask, text=WORDS, share=share, by=ask.apprentice.person)


def correct(day, ask, hours, on=TODAY):
    line = There(Decimal(hours) if hours else None)
    return peers.take_shadowing_register(day, lines={ask.pk: line}, by=day.offered_by, on=on)


def test_attendance_and_reflection_together_credit_the_day_under_the_name_of_the_host(day, amara):
    ask = make.attended(day, amara)
    assert credited(amara) == 0

    reflect(ask)

    entry = OffTheJobEntry.objects.get()
    assert (entry.hours, entry.date, entry.activity.code, entry.source) == (6, day.date, "shadowing", "attendance")
    assert (entry.state, entry.confirmed_by, entry.confirmed_at) == ("confirmed", day.offered_by, ask.marked_at)
    assert credited(amara) == Decimal(6)
    assert list(verify()) == []


def test_reflected_before_the_register_the_hours_come_with_the_register(day, amara):
    ask = make.agreed(day, amara)
    reflect(ask)
    assert credited(amara) == 0

    correct(day, ask, "6")

    assert credited(amara) == Decimal(6)


def test_a_shorter_day_credits_less_and_a_correction_follows(day, amara):
    ask = make.attended(day, amara, hours="3.5")
    reflect(ask)
    assert credited(amara) == Decimal("3.5")

    correct(day, ask, "5")
    assert credited(amara) == Decimal(5)
    correct(day, ask, None)
    assert credited(amara) == 0
    correct(day, ask, "5")
    assert credited(amara) == Decimal(5)
    correct(day, ask, "5")

    hours = OffTheJobEntry.objects.order_by("pk").values_list("hours", flat=True)
    assert list(hours) == [Decimal("3.5"), Decimal("-3.5"), Decimal(5), Decimal(-5), Decimal(5)]


def test_saved_twice_it_is_credited_once(day, amara):
    ask = make.attended(day, amara)
    reflect(ask)
    reflect(ask)

    assert OffTheJobEntry.objects.count() == 1


def test_who_was_not_there_is_credited_nothing_and_cannot_reflect(day, amara):
    ask = make.attended(day, amara, hours=None)

    with pytest.raises(StepRefused):
        reflect(ask)

    assert credited(amara) == 0


def test_what_was_written_is_the_apprentices_until_it_is_shared(day, amara):
    tutor, manager = make.tutor_of(amara), make.manager_of(amara)
    ask = make.attended(day, amara)
    reflect(ask)
    readers = {"self": amara.person, "tutor": tutor, "manager": manager, "host": day.offered_by}

    assert [who for who, person in readers.items() if may.may_read_reflection(person, ask)] == ["self"]
    ask.refresh_from_db()
    page = make.signed_in(tutor).get(f"/apprentices/shadowing/asks/{ask.reference}/")
    assert WORDS not in page.content.decode()

    reflect(ask, share=True)
    ask.refresh_from_db()
    assert [who for who, person in readers.items() if may.may_read_reflection(person, ask)] == [
        "self",
        "tutor",
        "manager",
    ]
    page = make.signed_in(tutor).get(f"/apprentices/shadowing/asks/{ask.reference}/")
    assert WORDS in page.content.decode()
    assert make.signed_in(day.offered_by).get(f"/apprentices/shadowing/asks/{ask.reference}/").status_code == 404
    assert [d for d in EventDetail.objects.all() if WORDS in str(d.words)] == []
    assert not Message.objects.filter(body__contains=WORDS).exists()


# What the rules of the log say -------------------------------------------------------------------------------


def _taught(apprentice, date):
    operations.put_in_calendar(
        apprentice,
        date=date,
        kind="taught_day",
        title="Law",
        starts_at=datetime.time(10),
        ends_at=datetime.time(16),
    )


def _leave(apprentice, date):
    operations.put_in_calendar(apprentice, date=date, kind="leave", title="Annual leave")


def _logged(apprentice, date):
    entry = make.entry(apprentice, date=date, hours=Decimal(3), starts_at=datetime.time(10), submitted=True)
    operations.confirm([entry], by=make.manager_of(apprentice))


def _long_day(apprentice, date):
    entry = make.entry(apprentice, date=date, hours=Decimal(8), submitted=True)
    operations.confirm([entry], by=make.manager_of(apprentice))


def _placed(apprentice, date):
    make.activity("placement_learning")
    make.placement_credit(
        apprentice, date=date, hours=Decimal(5), source=make.membership(make.service(), make.consortium()),
        confirmed_by=make.person(),
    )  # fmt: skip


def _closed(apprentice, date):
    Apprentice.objects.filter(pk=apprentice.pk).update(log_closed_to=date)


def _gateway(apprentice, date):
    Apprentice.objects.filter(pk=apprentice.pk).update(state="gateway")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (_taught, "Log time outside those hours"),
        (_leave, "You are on leave"),
        (_logged, "The same minutes count once"),
        (_long_day, "at most 12 hours"),
        (_placed, "Your placement day has credited 5 hours"),
        (_closed, "Your log is closed to"),
        (_gateway, "Nothing counts as off-the-job time after it"),
    ],
)
def test_what_the_log_would_refuse_is_not_credited_and_said(day, amara, before, said):
    ask = make.attended(day, amara)
    before(amara, day.date)
    standing = credited(amara)

    now = reflect(ask)

    assert said in now.not_credited
    assert credited(amara) == standing


def test_once_it_is_put_right_saving_again_credits_the_day(day, amara):
    ask = make.attended(day, amara)
    _closed(amara, day.date)
    reflect(ask)
    Apprentice.objects.filter(pk=amara.pk).update(late_time_until=TODAY)

    now = reflect(ask)

    assert (now.not_credited, credited(amara)) == ("", Decimal(6))


def test_hours_of_a_closed_log_are_not_taken_back_until_the_tutor_lets_changes_in(day, amara):
    ask = make.attended(day, amara)
    reflect(ask)
    _closed(amara, day.date)

    with pytest.raises(StepRefused, match="closed at the university"):
        correct(day, ask, None)
    assert credited(amara) == Decimal(6)

    Apprentice.objects.filter(pk=amara.pk).update(late_time_until=TODAY)
    correct(day, ask, None)
    assert credited(amara) == 0


def test_the_day_logged_by_hand_gives_way_to_the_credit(day, amara):
    ask = make.attended(day, amara)
    by_hand = make.entry(amara, "shadowing", date=day.date, hours=Decimal(6), submitted=True)

    reflect(ask)

    by_hand.refresh_from_db()
    assert (by_hand.state, credited(amara)) == ("withdrawn", Decimal(6))


def test_credited_time_cannot_be_logged_again_nor_reversed_by_hand(day, amara):
    ask = make.attended(day, amara)
    reflect(ask)
    entry = OffTheJobEntry.objects.get()

    with pytest.raises(operations.TimeRefused):
        logged = operations.Logged(activity=entry.activity, date=day.date, hours=Decimal(2))
        operations.log_time(amara, logged=logged, by=amara.person, four_tests=True)

    answer = permissions.may_reverse(make.manager_of(amara), entry)
    assert (bool(answer), "Whoever took it" in answer.reason) == (False, True)


def test_nobody_marks_themselves_and_nobody_marks_before_the_day(places, amara):
    ahead = make.shadowing_day(places[0])
    ask = make.agreed(ahead, amara)

    with pytest.raises(StepRefused, match="once it has begun"):
        correct(ahead, ask, "6", on=ahead.date - datetime.timedelta(days=1))
    with pytest.raises(StepRefused, match="Nobody marks themselves"):
        peers.take_shadowing_register(ahead, lines={ask.pk: There(Decimal(6))}, by=amara.person, on=ahead.date)


def test_whoever_still_waited_when_the_day_was_held_waits_no_longer(day, amara, places):
    late = make.asked(day, make.learner(at=places[1]), released=False)

    make.attended(day, amara)

    late.refresh_from_db()
    assert late.state == "cancelled"
