"""The suitability strand: its members alone see it, health stays out of it, and it holds the checks without a word."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit.models import Event, EventDetail
from core.notifications.models import Message
from core.retention import purge
from core.workflow import StepRefused
from recruitment import registrations
from recruitment.models import Application, Condition, SuitabilityNote, SuitabilityReferral
from recruitment.operations import enrolment, suitability
from tests import make

pytestmark = pytest.mark.django_db
STRAND = "/recruitment/suitability/"
CHECKS = "suitability"


@pytest.fixture
def by():
    return make.deciders(places=1)


@pytest.fixture
def application(by):
    return make.accepted(by.campaign)


def sitter():
    return make.appointment(as_="suitability_panel_member").person


def refer(application, by, chair=None):
    chair = chair or sitter()
    suitability.refer(
        application=application, chair=chair, group="university", source="reference", account="As it says.", by=by
    )
    return SuitabilityReferral.objects.latest("pk"), chair


def pages_of(by, application):
    """Everything of the application that those who decide and run the campaign can look at."""
    addresses = [
        "/",
        "/recruitment/applications/",
        f"/recruitment/applications/{application.reference}/",
        "/recruitment/applications/?format=csv",
        f"/recruitment/campaigns/{by.campaign.reference}/",
        f"/recruitment/campaigns/{by.campaign.reference}/funnel/",
        f"/recruitment/campaigns/{by.campaign.reference}/report/?format=csv",
        f"/recruitment/applications/{application.reference}/enrol/",
        f"/search/?q={application.code}",
    ]
    for person in (by.lead, by.tutor, by.coordinator):
        browser = make.signed_in(person)
        for address in addresses:
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = _without_tokens(body.decode())
            if address.startswith("/recruitment/campaigns/"):  # its history tells of the reading of its figures
                text = text.split("History")[0]
            yield person.pk, address, answer.status_code, text


def _without_tokens(text):
    return re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"|nonce-?="?[^" ]*"?|Last-Modified[^<]*', "", text)


def test_no_page_list_count_or_file_of_others_changes_by_a_referral(by, application):
    before = list(pages_of(by, application))
    refer(application, by.tutor)
    assert list(pages_of(by, application)) == before


def test_only_members_are_mailed_and_the_mail_says_nothing(by, application):
    known = set(Message.objects.values_list("pk", flat=True))
    _, chair = refer(application, by.tutor)
    [mail] = Message.objects.exclude(pk__in=known)
    assert mail.to == chair
    assert not [word for word in (application.candidate.name, application.code, "suitab") if word in mail.body.lower()]


def test_whoever_refers_sees_nothing_of_it_afterwards(by, application):
    referral, chair = refer(application, by.tutor)
    for person in (by.tutor, by.lead, by.coordinator, application.candidate, sitter()):
        browser = make.signed_in(person)
        assert browser.get(STRAND).status_code == 404
        assert browser.get(f"{STRAND}{referral.reference}/").status_code == 404
        assert not SuitabilityReferral.objects.visible_to(person).exists()
        assert "question to decide" not in browser.get("/").content.decode()
    home = make.signed_in(chair).get("/").content.decode()
    assert "A panel of yours has a question to decide" in home
    assert make.signed_in(chair).get(f"{STRAND}{referral.reference}/").status_code == 200


def test_a_second_referral_is_taken_like_the_first(by, application):
    refer(application, by.tutor)
    refer(application, by.lead)
    assert SuitabilityReferral.objects.count() == 2


def test_those_who_decided_or_sat_on_the_panel_do_not_sit(by):
    application = make.application(by.campaign, state="recommended")
    make.appointment(by.lead, as_="suitability_panel_member")
    by.offer_to(application)
    room = make.panel(make.selection_day(by.campaign))
    make.slot(room, application, state="attended")
    sat = sitter()
    make.panel_member(room, who=sat)
    other = sitter()
    assert set(suitability.possible_members(application)) == {other}
    application.refresh_from_db()
    with pytest.raises(StepRefused):
        refer(application, by.tutor, chair=by.lead)


def test_the_checks_are_held_without_saying_why_and_look_like_everybodys(by, application):
    condition = application.offer.conditions.get(kind=CHECKS)
    other = make.accepted(by.campaign)
    referral = make.referral(application, full=True)
    with pytest.raises(StepRefused) as refused:
        enrolment.meet(condition=condition, by=by.tutor)
    assert str(refused.value) == "This is on hold and cannot be recorded yet. Nothing is asked of you."
    assert enrolment.blocks_enrolment(application) == enrolment.blocks_enrolment(other)
    chair = referral.members.get(chairs=True).person
    suitability.decide(referral=referral, outcome="conditions", words="With supervision.", by=chair)
    enrolment.meet(condition=Condition.objects.get(pk=condition.pk), by=by.tutor)
    assert Condition.objects.get(pk=condition.pk).state == "met"


# The panel ----------------------------------------------------------------------------------------------------------


def test_all_three_groups_sit_and_the_candidate_is_heard_first(by, application):
    referral, chair = refer(application, by.tutor)

    def decide(**words):
        suitability.decide(referral=referral, outcome="cleared", words="Well explained.", by=chair)

    with pytest.raises(StepRefused, match="Tell the candidate first"):
        decide()
    for group in ("employer", "lived_experience"):
        suitability.add_member(referral=referral, person=sitter(), group=group, by=chair)
    suitability.tell(referral=referral, words="We were told this. What is your side?", by=chair)
    with pytest.raises(StepRefused, match="can still answer"):
        decide()
    mine = f"/recruitment/my-application/{application.reference}/question/"
    candidate = make.signed_in(application.candidate)
    assert "What is your side?" in candidate.get(mine).content.decode()
    candidate.post(mine, {"words": "It was my brother."})
    decide()
    referral.refresh_from_db()
    assert (referral.state, referral.answer, referral.decided_by) == ("cleared", "It was my brother.", chair)
    assert "Well explained." in candidate.get(mine).content.decode()


def test_the_candidate_finds_nothing_before_they_are_told(by, application):
    refer(application, by.tutor)
    browser = make.signed_in(application.candidate)
    assert browser.get(f"/recruitment/my-application/{application.reference}/question/").status_code == 302
    assert (
        "question to you" not in browser.get(f"/recruitment/my-application/{application.reference}/").content.decode()
    )


def test_only_the_chair_asks_tells_and_decides(by, application):
    referral = make.referral(application, full=True)
    member = referral.members.exclude(chairs=True).first().person
    browser = make.signed_in(member)
    assert browser.get(f"{STRAND}{referral.reference}/").status_code == 200
    for step in ("members", "tell", "outcome"):
        assert browser.get(f"{STRAND}{referral.reference}/{step}/").status_code == 403
    with pytest.raises(StepRefused, match="chair"):
        suitability.decide(referral=referral, outcome="cleared", words="Yes.", by=member)


def test_not_suitable_takes_the_offer_back_in_words_that_tell_nothing_and_frees_the_place(by, application):
    waiting = by.offer_to(make.application(by.campaign, state="recommended"))
    referral = make.referral(application, full=True)
    chair = referral.members.get(chairs=True).person
    suitability.decide(referral=referral, outcome="not_suitable", words="The panel's reasons.", by=chair)
    application.refresh_from_db()
    assert application.state == "offer_withdrawn"
    assert "panel" not in application.feedback
    assert Application.objects.get(pk=waiting.pk).state == "offered"
    page = make.signed_in(by.coordinator).get(f"/recruitment/applications/{application.reference}/").content.decode()
    assert "The panel&#x27;s reasons." not in page


def test_the_panel_reads_of_health_only_what_occupational_health_said(by, application):
    referral = make.referral(application, full=True)
    chair = make.signed_in(referral.members.get(chairs=True).person)
    page = chair.get(f"{STRAND}{referral.reference}/").content.decode()
    assert "Occupational health" in page
    assert "Not yet met" in page
    assert "health" not in dict(SuitabilityReferral.Source.choices)


def test_the_database_keeps_an_outcome_to_candidates_who_were_told(application):
    referral = make.referral(application)
    with pytest.raises(IntegrityError), transaction.atomic():
        SuitabilityReferral.objects.filter(pk=referral.pk).update(
            state="cleared", decided_at=timezone.now(), decided_by=make.person(), outcome_words="So."
        )


def test_others_have_no_more_to_do_by_a_referral(by, application):
    def work():
        return [
            [item.text for item in registrations.worklist(person, timezone.localdate())]
            for person in (by.lead, by.tutor, by.coordinator)
        ]

    before = work()
    make.referral(application, full=True)
    assert work() == before


# Notes --------------------------------------------------------------------------------------------------------------

WORDS = "Her former team says that the recording was put right."


def member_of(referral):
    return referral.members.exclude(chairs=True).first().person


def test_a_member_keeps_a_note_that_the_members_alone_read_with_its_day(by, application):
    referral = make.referral(application, full=True)
    chair, member = referral.members.get(chairs=True).person, member_of(referral)
    page = f"{STRAND}{referral.reference}/"
    written = make.signed_in(member).post(f"{page}notes/", {"words": WORDS}, follow=True).content.decode()
    assert "Your note is kept." in written
    read = make.signed_in(chair).get(page).content.decode()
    today = timezone.localdate()
    assert WORDS in read
    assert f"{member.name}, {today.day} {today:%B %Y}" in read
    for person in (by.tutor, by.lead, by.coordinator, application.candidate, sitter()):
        browser = make.signed_in(person)
        assert browser.get(page).status_code == browser.post(f"{page}notes/", {"words": "x"}).status_code == 404
    mine = f"/recruitment/my-application/{application.reference}/question/"
    assert WORDS not in make.signed_in(application.candidate).get(mine).content.decode()


def test_no_page_list_count_search_or_file_of_others_changes_by_a_note(by, application):
    referral = make.referral(application, full=True)
    before = list(pages_of(by, application))
    suitability.note(referral=referral, words=WORDS, by=member_of(referral))
    assert list(pages_of(by, application)) == before


def test_the_event_of_a_note_does_not_hold_its_words(application):
    referral = make.referral(application, full=True)
    suitability.note(referral=referral, words=WORDS, by=member_of(referral))
    event = Event.objects.latest("pk")
    assert (event.step, event.actor) == ("wrote a note for the panel", member_of(referral))
    assert not EventDetail.objects.filter(event=event).exists()


def test_only_members_write_and_nobody_after_the_decision(application):
    referral = make.referral(application, full=True)
    chair = referral.members.get(chairs=True).person
    with pytest.raises(StepRefused, match="members"):
        suitability.note(referral=referral, words=WORDS, by=sitter())
    suitability.decide(referral=referral, outcome="cleared", words="Yes.", by=chair)
    with pytest.raises(StepRefused, match="decided"):
        suitability.note(referral=referral, words=WORDS, by=chair)
    browser = make.signed_in(chair)
    assert browser.get(f"{STRAND}{referral.reference}/notes/").status_code == 404
    assert "Write a note" not in browser.get(f"{STRAND}{referral.reference}/").content.decode()


def test_the_database_lets_nobody_change_a_note(application):
    referral = make.referral(application, full=True)
    note = suitability.note(referral=referral, words=WORDS, by=member_of(referral))
    for change in ({"words": "Other."}, {"author": make.person()}, {"written_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SuitabilityNote.objects.filter(pk=note.pk).update(**change)


def test_notes_go_with_their_referral_six_years_after_the_outcome(application):
    referral = make.referral(application, full=True)
    suitability.note(referral=referral, words=WORDS, by=member_of(referral))
    suitability.decide(referral=referral, outcome="cleared", words="Yes.", by=referral.members.get(chairs=True).person)
    purge(on=timezone.localdate() + datetime.timedelta(days=6 * 365))
    assert SuitabilityNote.objects.count() == 1
    purge(on=timezone.localdate() + datetime.timedelta(days=6 * 366))
    assert SuitabilityNote.objects.count() == 0
