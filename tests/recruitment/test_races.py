"""Twenty at once, again and again: places, submissions, decisions, acceptances and enrolments come out exact."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apprentices.models import Apprentice
from core.accounts.models import User
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import Application, Booking, Channel, InformationSession, Offer, OfferDecision
from recruitment.operations import (
    applications,
    channels,
    deferrals,
    enrolment,
    information_sessions,
    offers,
    places,
    session_feedback,
)
from tests import make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT_ONCE, ROUNDS = 20, 10
State = Application.State


def together(*steps):
    """Take every step at the same moment, each on its own connection; answers how many were taken, and the refusals."""
    start = threading.Barrier(len(steps))

    def take(step):
        start.wait()
        try:
            step()
        except StepRefused as refused:
            return str(refused)
        else:
            return None
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(steps)) as pool:
        said = list(pool.map(take, steps))
    return said.count(None), [words for words in said if words]


def test_twenty_book_the_last_place_at_once():
    for round_ in range(ROUNDS):
        session = make.information_session(capacity=1)

        def book(number, session=session, round_=round_):
            information_sessions.book(session=session, email=f"{round_}-{number}@example.org", name=f"Person {number}")

        taken, refused = together(*[lambda number=number: book(number) for number in range(AT_ONCE)])
        assert (taken, refused) == (AT_ONCE, [])
        assert session.bookings.filter(state=Booking.State.BOOKED).count() == 1
        assert session.bookings.filter(state=Booking.State.WAITING).count() == AT_ONCE - 1
        booked = Message.objects.filter(key__contains="-booked", to__bookings__session=session)
        assert booked.filter(kind="session_booked").count() == 1
        waiting = [int(mail.body.split("number ")[1].split()[0]) for mail in booked.filter(kind="session_waiting")]
        assert sorted(waiting) == list(range(1, AT_ONCE))


def test_one_address_books_twenty_times_at_once_and_has_one_booking_and_one_account():
    for round_ in range(ROUNDS):
        session, email = make.information_session(capacity=3), f"same{round_}@example.org"
        together(
            *[
                lambda session=session, email=email: information_sessions.book(session=session, email=email, name="One")
                for _ in range(AT_ONCE)
            ]
        )
        assert session.bookings.count() == 1
        assert User.objects.filter(email=email).count() == 1


def test_new_addresses_that_book_two_sessions_at_once_make_one_account_each():
    for round_ in range(ROUNDS):
        sessions = [make.information_session(), make.information_session()]
        email = f"both{round_}@example.org"
        taken, _ = together(
            *[
                lambda session=session, email=email: information_sessions.book(session=session, email=email, name="B")
                for session in sessions * (AT_ONCE // 2)
            ]
        )
        assert taken == AT_ONCE
        assert User.objects.filter(email=email).count() == 1


def test_places_given_back_at_once_go_to_the_line_in_order():
    for _ in range(ROUNDS):
        session = make.information_session(capacity=5)
        people = [make.person() for _ in range(15)]
        for person in people:
            information_sessions.book(session=session, email=person.email, name=person.name)
        leaving = list(session.bookings.filter(state=Booking.State.BOOKED).select_related("person", "session"))
        taken, _ = together(
            *[
                lambda booking=booking: information_sessions.cancel_booking(booking=booking, by=booking.person)
                for booking in leaving
            ]
        )
        assert taken == 5
        moved_up = session.bookings.filter(state=Booking.State.BOOKED).order_by("pk")
        assert [booking.person for booking in moved_up] == people[5:10]
        assert Message.objects.filter(kind="session_moved_up", to__in=people).count() == 5


def test_bookings_and_cancellations_at_once_never_overfill_a_session():
    for _ in range(ROUNDS):
        session = make.information_session(capacity=3)
        held = [information_sessions.book(session=session, email=make.person().email, name="Held") for _ in range(10)]
        newcomers = [make.person().email for _ in range(10)]
        together(
            *[
                lambda booking=booking: information_sessions.cancel_booking(booking=booking, by=booking.person)
                for booking in held
            ],
            *[
                lambda email=email, session=session: information_sessions.book(session=session, email=email, name="New")
                for email in newcomers
            ],
        )
        assert session.bookings.filter(state=Booking.State.BOOKED).count() == 3
        assert session.bookings.filter(state=Booking.State.WAITING).count() == 7


def test_changing_sessions_both_ways_at_once_neither_blocks_nor_overfills():
    campaign = make.campaign()
    for _ in range(ROUNDS):
        one, other = (make.information_session(campaign, capacity=5) for _ in range(2))
        there = [make.booking(one) for _ in range(5)]
        here = [make.booking(other) for _ in range(5)]
        together(
            *[lambda b=b, to=other: information_sessions.change_session(booking=b, to=to, by=b.person) for b in there],
            *[lambda b=b, to=one: information_sessions.change_session(booking=b, to=to, by=b.person) for b in here],
        )
        for session in InformationSession.objects.filter(pk__in=[one.pk, other.pk]):
            assert session.bookings.with_a_place().count() == 5


def test_twenty_begin_one_application_at_once():
    campaign = make.campaign()
    for round_ in range(ROUNDS):
        email = f"begin{round_}@example.org"
        taken, _ = together(
            *[
                lambda email=email: applications.begin(campaign=campaign, email=email, name="Ada")
                for _ in range(AT_ONCE)
            ]
        )
        assert taken == AT_ONCE
        assert campaign.applications.filter(candidate__email=email).count() == 1


def test_twenty_presses_submit_once():
    for _ in range(ROUNDS):
        application = make.application(state=State.DRAFT)
        copies = [Application.objects.get(pk=application.pk) for _ in range(AT_ONCE)]
        taken, _ = together(
            *[lambda copy=copy: applications.submit(application=copy, by=copy.candidate) for copy in copies]
        )
        assert taken == 1
        assert Message.objects.filter(to=application.candidate, kind="application_received").count() == 1


def test_of_twenty_who_check_eligibility_one_wins_and_the_others_learn_who():
    for _ in range(ROUNDS):
        application, tutors = make.application(), [make.person() for _ in range(AT_ONCE)]
        copies = [Application.objects.get(pk=application.pk) for _ in tutors]
        taken, refused = together(
            *[
                lambda copy=copy, tutor=tutor, number=number: (
                    applications.find_eligible(application=copy, by=tutor)
                    if number % 2
                    else applications.find_not_eligible(application=copy, by=tutor, feedback="No")
                )
                for number, (copy, tutor) in enumerate(zip(copies, tutors, strict=True))
            ]
        )
        winner = Event.objects.about(application).exclude(to_state="").first().actor
        assert (taken, len(refused)) == (1, AT_ONCE - 1)
        assert [words for words in refused if winner.name not in words] == []


def test_employer_and_university_say_yes_at_once_and_one_offer_is_made():
    for _ in range(ROUNDS):
        application = make.application(state=State.RECOMMENDED)
        people = [make.person() for _ in range(AT_ONCE)]
        taken, refused = together(
            *[
                lambda person=person, side=side, application=application: offers.decide(
                    application=application, side=side, by=person, says_yes=True
                )
                for person, side in zip(people, ["employer", "university"] * (AT_ONCE // 2), strict=True)
            ]
        )
        application.refresh_from_db()
        assert (taken, len(refused), application.state) == (2, AT_ONCE - 2, State.OFFERED)
        assert OfferDecision.objects.filter(application=application).count() == 2
        assert Offer.objects.filter(application=application).count() == 1
        assert Message.objects.filter(to=application.candidate, kind="application_news").count() == 1


def test_withdrawing_against_the_second_decision_leaves_one_truth():
    for _ in range(ROUNDS):
        application = make.application(state=State.RECOMMENDED)
        offers.decide(application=application, side="employer", by=make.person(), says_yes=True)
        copies = [Application.objects.get(pk=application.pk) for _ in range(2)]
        tutor = make.person()
        taken, _ = together(
            lambda copy=copies[0]: applications.withdraw(application=copy, by=copy.candidate),
            lambda copy=copies[1], tutor=tutor: offers.decide(
                application=copy, side="university", by=tutor, says_yes=True
            ),
        )
        application.refresh_from_db()
        assert (taken, application.state in (State.WITHDRAWN, State.OFFERED)) == (1, True)


def offered():
    application = make.application(state=State.RECOMMENDED)
    offers.decide(application=application, side="employer", by=make.person(), says_yes=True)
    offers.decide(application=application, side="university", by=make.person(), says_yes=True)
    return application


def test_an_offer_is_answered_once():
    for _ in range(ROUNDS):
        application = offered()
        steps = [offers.accept, offers.decline] * (AT_ONCE // 2)
        copies = [Offer.objects.select_related("application__candidate").get(application=application) for _ in steps]
        taken, _ = together(
            *[
                lambda step=step, offer=offer: step(offer=offer, by=offer.application.candidate)
                for step, offer in zip(steps, copies, strict=True)
            ]
        )
        assert taken == 1
        answers = Event.objects.about(application).filter(to_state__in=["accepted", "declined"])
        assert answers.count() == 1


def test_somebody_is_enrolled_once():
    make.published_minimum()
    for _ in range(3):
        application = offered()
        offers.accept(offer=application.offer, by=application.candidate)
        for condition in application.offer.conditions.all():
            enrolment.meet(condition=condition, by=make.person())
        tutor = make.person()
        taken, refused = together(
            *[
                lambda application=application, tutor=tutor: enrolment.enrol(application=application, by=tutor)
                for _ in range(AT_ONCE)
            ]
        )
        assert (taken, len(refused)) == (1, AT_ONCE - 1)
        assert Apprentice.objects.filter(person=application.candidate).count() == 1


def test_a_channel_counts_everybody_who_comes_at_once():
    for _ in range(ROUNDS):
        channel = Channel.objects.create(campaign=make.campaign(), name="Newsletter")
        together(*[lambda channel=channel: channels.count_one(channel, "visits") for _ in range(AT_ONCE)])
        assert channel.days.get().visits == AT_ONCE


def test_feedback_is_given_once_however_often_it_is_pressed_at_once():
    for _ in range(ROUNDS):
        booking = make.booking(state=Booking.State.ATTENDED)
        answers = {"useful": "very", "next_step": "yes", "could_take_part": "yes", "will_apply": "yes"}

        def give(pk=booking.pk, answers=answers):
            mine = Booking.objects.select_related("session", "person").get(pk=pk)
            session_feedback.give_feedback(booking=mine, by=mine.person, **answers)

        taken, refused = together(*[give] * AT_ONCE)
        assert (taken, len(refused)) == (1, AT_ONCE - 1)
        assert booking.session.feedback.count() == 1


def test_leads_and_coordinator_who_set_places_at_once_keep_one_row_and_the_limit():
    for _ in range(ROUNDS):
        campaign = make.campaign()
        employer = campaign.places.get().employer
        by = make.person()
        together(
            *[
                lambda campaign=campaign, employer=employer, by=by: places.offer_places(
                    campaign=campaign, employer=employer, places=2, teams={"North": 2}, by=by
                )
                for _ in range(AT_ONCE // 2)
            ]
        )
        row = campaign.places.get()
        assert (row.places, row.teams.count()) == (2, 1)


def test_twenty_second_keys_race_for_the_last_offer():
    for _ in range(3):
        campaign = make.campaign(places=1)
        waiting = [make.application(campaign, state=State.RECOMMENDED) for _ in range(AT_ONCE)]
        people = [make.person() for _ in range(AT_ONCE)]
        for application in waiting:
            offers.decide(application=application, side="employer", by=make.person(), says_yes=True)
        taken, refused = together(
            *[
                lambda application=application, person=person: offers.decide(
                    application=application, side="university", by=person, says_yes=True
                )
                for application, person in zip(waiting, people, strict=True)
            ]
        )
        states = list(campaign.applications.values_list("state", flat=True))
        assert (taken, refused) == (AT_ONCE, [])
        assert (states.count(State.OFFERED), states.count(State.OFFER_RESERVE)) == (1, AT_ONCE - 1)
        assert Offer.objects.filter(application__campaign=campaign, made_at__isnull=False).count() == 1


def test_places_that_come_free_at_once_go_to_the_reserve_list_in_order():
    for _ in range(3):
        campaign = make.campaign(places=AT_ONCE // 2)
        both = [make.application(campaign, state=State.RECOMMENDED) for _ in range(AT_ONCE)]
        for application in both:
            offers.decide(application=application, side="employer", by=make.person(), says_yes=True)
            offers.decide(application=application, side="university", by=make.person(), says_yes=True)
        holders = list(Offer.objects.filter(application__campaign=campaign, made_at__isnull=False))
        in_line = list(Offer.objects.in_reserve().filter(application__campaign=campaign))
        leaving = holders[:7]
        taken, refused = together(
            *[lambda offer=offer: offers.decline(offer=offer, by=offer.application.candidate) for offer in leaving]
        )
        promoted = set(Offer.objects.filter(pk__in=[one.pk for one in in_line], made_at__isnull=False))
        assert (taken, refused, promoted) == (7, [], set(in_line[:7]))
        assert campaign.applications.filter(state=State.OFFERED).count() == AT_ONCE // 2


def test_twenty_deferred_candidates_race_for_the_last_place_of_the_next_campaign():
    by = make.deciders(places=AT_ONCE)
    deferred = [make.deferral(by) for _ in range(AT_ONCE)]
    following = make.following_campaign(by.campaign, places=1)
    for deferral in deferred:
        deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
        deferrals.answer(deferral=deferral, side="employer", says_yes=True, by=by.lead)
    tutors = [make.person() for _ in range(AT_ONCE)]
    taken, refused = together(
        *[
            lambda deferral=deferral, tutor=tutor: deferrals.answer(
                deferral=deferral, side="university", says_yes=True, by=tutor
            )
            for deferral, tutor in zip(deferred, tutors, strict=True)
        ]
    )
    assert (taken, len(refused)) == (1, AT_ONCE - 1)
    assert following.applications.count() == 1
