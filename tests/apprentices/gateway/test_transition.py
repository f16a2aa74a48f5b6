"""The post that is offered, what is handed over with agreement, and destinations by link."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apprentices import operations
from apprentices.models import Destination, HandOver, PostOffer
from apprentices.registrations.gateway import ask_destinations
from core import links
from core.audit.models import Event
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY, NOW = timezone.localdate(), timezone.now()
DAY = datetime.timedelta(days=1)


def offered(apprentice, lead, **fields):
    defaults = {"role": "Children and families", "team": "East", "starts_on": TODAY + 90 * DAY, "guaranteed": True}
    return operations.offer_post(apprentice, by=lead, **(defaults | fields))


def test_a_post_is_offered_in_writing_and_answered_by_the_apprentice_under_their_names():
    apprentice = make.finishing()[0]
    lead = make.appointment(at=apprentice.employer).person
    offer = offered(apprentice, lead)
    with pytest.raises(StepRefused, match="A post is offered already"):
        offered(apprentice, lead)
    operations.answer_post(offer, accept=True, by=apprentice.person)
    assert offer.state == PostOffer.State.ACCEPTED
    assert [s.signer for s in Signature.objects.under(offer)] == [lead, apprentice.person]
    with pytest.raises(IntegrityError), transaction.atomic():
        PostOffer.objects.update(role="Something else")
    operations.take_back_post(offer, because="The team is closed.", by=lead)
    assert (offered(apprentice, lead).state, list(verify())) == (PostOffer.State.OFFERED, [])


def opened(person, purpose, subject):
    """A browser without an account that has followed the link."""
    browser = Client()
    address = links.make(person=person, purpose=purpose, subject=subject)[1]
    return browser, browser.get("/" + address.split("//", 1)[1].split("/", 1)[1]).url


def test_nothing_is_handed_over_before_the_apprentice_agrees_and_nothing_after_they_end_it():
    apprentice, manager, _ = make.completed()
    given = operations.ask_hand_over(apprentice, name="Iris Bell", email="iris@example.org", by=manager)
    assert not Message.objects.filter(to=given.supervisor).exists()
    browser, page = opened(given.supervisor, "read_hand_over", given)
    assert browser.get(page).status_code == 404

    operations.answer_hand_over(given, agree=True, by=apprentice.person)
    assert Message.objects.filter(to=given.supervisor, secret=True).count() == 1
    browser, page = opened(given.supervisor, "read_hand_over", given)
    shown = browser.get(page).content.decode()
    assert "The portal holds nothing on capability yet" in shown
    assert NOW.date() and Event.objects.filter(step="read the capability summary", actor=given.supervisor).count() == 1

    operations.end_hand_over(given, by=apprentice.person)
    assert (browser.get(page).status_code, given.state) == (404, HandOver.State.ENDED)


def test_what_is_handed_over_is_what_accepted_evidence_covers(django_user_model):
    apprentice, manager, _ = make.finishing()
    make.portfolio_frameworks(apprentice)
    educator = make.practice_educator(apprentice)
    make.accepted_evidence(apprentice, by=educator)
    given = operations.ask_hand_over(apprentice, name="Iris Bell", email="iris@example.org", by=manager)
    page = make.signed_in(apprentice.person).get(f"/apprentices/hand-overs/{given.reference}/answer/")
    assert "covered by accepted evidence" in page.content.decode()


def test_a_destination_is_asked_by_link_once_and_once_more_and_is_answered_without_signing_in():
    apprentice = make.completed(on=TODAY)[0]
    asked = apprentice.destinations.get(months=6)
    Destination.objects.filter(pk=asked.pk).update(due_on=TODAY)
    asked.refresh_from_db()

    def due(days):
        found = list(ask_destinations(NOW + days * DAY))
        for one in found:
            make_told(one)
        return [one.key for one in found]

    def make_told(reminder):
        from core.notifications import outbox

        outbox.owe_reminders([reminder])

    assert [due(-1), due(0), due(3), due(14), due(20), due(28)] == [
        [],
        [f"destination-{asked.pk}-first"],
        [],
        [f"destination-{asked.pk}-again"],
        [],
        [],
    ]
    browser, page = opened(apprentice.person, "answer_destination", asked)
    assert browser.post(page, {"situation": "", "place": ""}).status_code == 200
    done = browser.post(page, {"situation": "elsewhere", "place": "Hackney"})
    assert "Thank you" in done.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.situation, asked.answered_by, asked.is_social_work) == (
        "answered",
        "elsewhere",
        apprentice.person,
        True,
    )
    assert browser.get(page).status_code == 404
    assert not Signature.objects.under(asked).exists()


def test_a_forwarded_link_is_nobody_elses_and_who_answered_is_not_asked_again():
    apprentice, _, tutor = make.completed()
    asked = apprentice.destinations.get(months=12)
    Destination.objects.filter(pk=asked.pk).update(due_on=TODAY)
    asked.refresh_from_db()
    browser, page = opened(tutor, "answer_destination", asked)
    assert browser.get(page).status_code == 404
    operations.answer_destination(asked, situation="study", by=apprentice.person)
    assert list(ask_destinations(NOW)) == []
    with pytest.raises(StepRefused):
        operations.answer_destination(asked, situation="study", by=apprentice.person)


def test_employer_and_university_record_a_destination_only_after_it_was_asked_twice():
    from apprentices import permissions

    apprentice, manager, tutor = make.completed()
    asked = apprentice.destinations.get(months=6)
    asked.due_on = TODAY - 27 * DAY
    assert [bool(permissions.may_answer_destination(who, asked)) for who in (manager, tutor, apprentice.person)] == [
        False,
        False,
        True,
    ]
    asked.due_on = TODAY - 28 * DAY
    assert [bool(permissions.may_answer_destination(who, asked)) for who in (manager, tutor, make.person())] == [
        True,
        True,
        False,
    ]
