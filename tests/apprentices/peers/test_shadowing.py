"""A day is offered, asked for, released, agreed, waited for and called off: who may, in what order, who is told."""

import datetime

import pytest
from django.utils import timezone

from apprentices import operations, steps
from apprentices.models import Involvement, ShadowingAsk, ShadowingDay
from apprentices.operations import peers
from core.audit.sealing import verify
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def places():
    return make.boroughs("Camden", "Hackney", "Sutton")


@pytest.fixture
def day(places):
    return make.shadowing_day(places[0])


def state(ask):
    ask.refresh_from_db()
    return ask.state


def told(person):
    return list(Message.objects.filter(to=person).order_by("pk").values_list("subject", flat=True))


def planned(apprentice):
    return [(entry.date, entry.title) for entry in apprentice.calendar.exclude(state="cancelled")]


# Seeing ------------------------------------------------------------------------------------------------------


def test_a_day_is_seen_by_the_boroughs_of_the_consortium_and_nobody_beyond(places, day):
    camden, hackney, _ = places
    stranger = make.service()
    shadow = make.service(name="Shadow adults")
    make.membership(shadow, camden.memberships.get().consortium, grade="shadow")
    people = {
        "apprentice in another borough": make.learner(at=hackney).person,
        "line manager there": make.manager_of(make.learner(at=hackney)),
        "host": day.offered_by,
        "apprentice beyond": make.learner(at=stranger).person,
        "apprentice of a shadow member": make.learner(at=shadow).person,
        "panel member": make.appointment(at=hackney, as_="panel_member").person,
    }

    seen = {who for who, person in people.items() if ShadowingDay.objects.visible_to(person, on=TODAY).exists()}

    assert seen == {"apprentice in another borough", "line manager there", "host"}


# Asking ------------------------------------------------------------------------------------------------------


def test_asking_tells_the_line_manager_and_not_yet_the_host(places, day):
    amara = make.learner("Amara Johnson", at=places[1])

    ask = make.asked(day, amara, released=False)

    assert (ask.state, ask.wish) == ("asked", "How thresholds are weighed.")
    assert told(make.manager_of(amara)) == ["A shadowing day to release"]
    assert told(day.offered_by) == []


def _on_leave(apprentice, day):
    operations.plan_days(apprentice, kind="annual_leave", first=day.date, last=day.date, by=apprentice.person)


def _taught(apprentice, day):
    make.published_session(apprentice.cohort, date=day.date)


def _on_a_break(apprentice, day):
    operations.put_in_calendar(apprentice, date=day.date, kind="break", title="Break in learning")


def _studying(apprentice, day):
    operations.plan_days(apprentice, kind="study", first=day.date, last=day.date, by=apprentice.person, hours=7)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (_on_leave, "You are away on"),
        (_on_a_break, "You are away on"),
        (_taught, "Law and rights"),
        (_studying, "Study day"),
    ],
)
def test_what_stands_in_the_one_calendar_refuses_the_day(places, day, before, said):
    amara = make.learner(at=places[1])
    before(amara, day)

    with pytest.raises(StepRefused, match=said):
        make.asked(day, amara)

    assert not ShadowingAsk.objects.exists()


def test_another_shadowing_day_of_the_same_date_refuses_it(places, day):
    amara = make.learner(at=places[1])
    make.agreed(day, amara)
    twin = make.shadowing_day(places[2], date=day.date, title="Children's MASH")

    with pytest.raises(StepRefused, match="Shadowing: AMHP duty desk"):
        make.asked(twin, amara)


@pytest.mark.parametrize("away", ["on_break", "suspended", "withdrawn", "gateway", "pre_start"])
def test_whoever_is_not_learning_cannot_ask(places, day, away):
    amara = make.learner(at=places[1], state=away)

    with pytest.raises(StepRefused, match="A day can be asked for while you are learning"):
        make.asked(day, amara)


def test_a_day_for_other_boroughs_or_later_years_refuses_the_rest(places):
    own = make.learner(at=places[0])
    first_year, second_year = make.learner(at=places[1]), make.learner(at=places[1], started=400)
    day = make.shadowing_day(places[0], audience="others", from_year=2)

    for apprentice in (own, first_year):
        with pytest.raises(StepRefused, match="This day is for apprentices"):
            make.asked(day, apprentice)

    assert make.asked(day, second_year).state == "released"


def test_a_day_is_asked_for_once(places, day):
    amara = make.learner(at=places[1])
    make.asked(day, amara)

    with pytest.raises(AlreadyMoved):
        make.asked(day, amara)


def test_about_a_placement_day_is_for_the_apprentice_to_know(places, day, monkeypatch):
    amara = make.learner(at=places[1])
    monkeypatch.setattr(
        "apprentices.operations.peers.refusals.clashes", lambda *_, **__: ["4 May 2027: about a placement day"]
    )
    on = day.date - 7 * DAY

    with pytest.raises(StepRefused, match="about a placement day"):
        peers.ask_for_day(day, apprentice=amara, wish="Thresholds", on=on)

    assert peers.ask_for_day(day, apprentice=amara, wish="Thresholds", not_on_placement=True, on=on).pk


# Releasing and agreeing --------------------------------------------------------------------------------------


def test_a_host_hears_a_first_name_a_borough_and_a_year_and_reads_no_record(places, day):
    amara = make.learner("Amara Johnson", at=places[1])

    make.agreed(day, amara)

    host = day.offered_by
    bodies = " ".join(Message.objects.filter(to=host).values_list("body", flat=True))
    assert "Amara (Hackney, year 1)" in bodies
    assert "Johnson" not in bodies
    assert not Involvement.objects.filter(apprentice=amara, person=host).exists()
    assert make.signed_in(host).get(f"/apprentices/{amara.reference}/").status_code == 404


def test_an_agreed_day_stands_in_the_calendar_and_everybody_knows(places, day):
    amara = make.learner(at=places[1])

    ask = make.agreed(day, amara)

    assert (state(ask), ask.seat) == ("agreed", 1)
    assert planned(amara) == [(day.date, "Shadowing: AMHP duty desk")]
    assert told(amara.person) == ["Your shadowing day is agreed"]
    assert told(make.manager_of(amara)) == ["A shadowing day to release", "A shadowing day is agreed"]
    assert told(day.offered_by) == ["Somebody asks for your shadowing day"]
    assert list(verify()) == []


def test_without_release_nobody_gets_a_place(places, day):
    amara = make.learner(at=places[1])
    ask = make.asked(day, amara, released=False)

    with pytest.raises(StepRefused):
        peers.agree(ask, by=day.offered_by)
    peers.do_not_release(ask, because="Duty week.", by=make.manager_of(amara))

    assert (state(ask), ask.reason_given) == ("not_released", "Duty week.")
    assert told(amara.person) == ["Not released for a shadowing day"]
    assert told(day.offered_by) == []


def test_whoever_had_none_comes_first_then_the_order_of_asking(places, day):
    veteran, first, second = (make.learner(name, at=places[1]) for name in ("Vera One", "Fay Two", "Sol Three"))
    make.agreed(make.shadowing_day(places[2], date=day.date - 7 * DAY), veteran)
    asks = [make.asked(day, apprentice) for apprentice in (veteran, first, second)]

    line = list(ShadowingAsk.objects.line_of(day))

    assert [ask.apprentice for ask in line] == [first, second, veteran]
    with pytest.raises(StepRefused, match=r"Fay \(Hackney, year 1\) stands before them"):
        peers.agree(asks[0], by=day.offered_by)


def test_when_every_place_is_taken_the_next_wait_and_move_up_by_themselves(places, day):
    first, second, third = (make.learner(at=places[1]) for _ in range(3))
    asks = [make.agreed(day, apprentice) for apprentice in (first, second, third)]
    assert [state(ask) for ask in asks] == ["agreed", "waiting", "waiting"]

    peers.cancel_ask(asks[0], by=first.person)

    assert [state(ask) for ask in asks] == ["cancelled", "agreed", "waiting"]
    assert planned(first) == []
    assert planned(second) == [(day.date, "Shadowing: AMHP duty desk")]
    assert told(second.person) == ["On the waiting list for a shadowing day", "Your shadowing day is agreed"]
    assert told(day.offered_by)[-1] == "Somebody cannot come to your shadowing day"
    assert told(make.manager_of(first))[-1] == "A shadowing day falls away"


def test_whoever_moves_up_must_still_be_free(places, day):
    first, busy, third = (make.learner(at=places[1]) for _ in range(3))
    asks = [make.agreed(day, apprentice) for apprentice in (first, busy, third)]
    _on_leave(busy, day)

    peers.decline(asks[0], because="Building works.", by=day.offered_by)

    assert [state(ask) for ask in asks] == ["declined", "waiting", "agreed"]
    assert told(first.person)[-1] == "A shadowing day was declined"


def test_a_cancelled_day_tells_everybody_and_leaves_every_calendar(places, day):
    first, second = (make.learner(at=places[1]) for _ in range(2))
    asks = [make.agreed(day, apprentice) for apprentice in (first, second)]

    peers.cancel_day_offered(day, because="The team moves house.", by=day.offered_by)

    assert [state(ask) for ask in asks] == ["cancelled", "cancelled"]
    assert (planned(first), planned(second)) == ([], [])
    for apprentice in (first, second):
        assert told(apprentice.person)[-1] == "A shadowing day is cancelled"
        assert told(make.manager_of(apprentice))[-1] == "A shadowing day is cancelled"
    with pytest.raises(StepRefused):
        make.asked(day, make.learner(at=places[1]))


# Away and back -----------------------------------------------------------------------------------------------


def on_a_break(apprentice):
    tutor = make.tutor_of(apprentice)
    return make.agreed_break(apprentice, make.manager_of(apprentice), tutor, starts_in=-1, days=40), tutor


def test_a_break_frees_the_place_at_once_and_the_return_takes_the_wish_up_again(places, day):
    away, next_one = (make.learner(at=places[1]) for _ in range(2))
    asks = [make.agreed(day, apprentice) for apprentice in (away, next_one)]
    other = make.shadowing_day(places[2], date=day.date + 7 * DAY)
    waiting = make.asked(other, away)

    given, tutor = on_a_break(away)

    assert [state(ask) for ask in (*asks, waiting)] == ["on_hold", "agreed", "on_hold"]
    assert list(ShadowingAsk.objects.line_of(other)) == []
    operations.record_return(given, returned_on=TODAY, by=tutor)
    assert [state(ask) for ask in (*asks, waiting)] == ["waiting", "agreed", "released"]
    assert planned(away) == [entry for entry in planned(away) if entry[1] == "Break in learning"]


def test_leaving_leaves_every_line_and_coming_back_finds_them_again(places, day):
    gone = make.learner(at=places[1])
    ask = make.agreed(day, gone)
    tutor = make.tutor_of(gone)

    left = operations.withdraw(gone, last_day=TODAY - DAY, trigger="apprentice", code="own_choice", by=tutor)
    assert (state(ask), planned(gone)) == ("on_hold", [])
    assert told(day.offered_by)[-1] == "Somebody cannot come to your shadowing day"

    operations.reinstate(left, because="A mistake.", by=tutor)
    assert (state(ask), planned(gone)) == ("agreed", [(day.date, "Shadowing: AMHP duty desk")])


@pytest.mark.parametrize(("continuous", "then"), [(False, ["asked", "agreed"]), (True, ["agreed", "waiting"])])
def test_another_employer_is_asked_anew_and_meanwhile_holds_no_place(places, day, continuous, then):
    moved, next_one = (make.learner(at=places[1]) for _ in range(2))
    asks = [make.agreed(day, apprentice) for apprentice in (moved, next_one)]

    steps.transfer.apply(steps.Transfer(moved, places[1], places[2], TODAY, day.offered_by, continuous=continuous))

    assert [state(ask) for ask in asks] == then


def test_the_clock_of_the_plan_follows_a_place_that_is_given_and_taken_back(places, day):
    amara = make.learner(at=places[1])
    ask = make.agreed(day, amara)
    entry = amara.calendar.get()
    assert (entry.off_the_job_hours, entry.kind) == (day.hours, "study_day")

    peers.decline(ask, because="No desk.", by=day.offered_by)

    entry.refresh_from_db()
    assert entry.state == "cancelled"
