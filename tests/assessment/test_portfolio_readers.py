"""The register of readers: offered by themselves, confirmed by another of their organisation, kept apart in private."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprentices.registrations.waiting import worklist
from assessment.models import PortfolioReader, ReadingConflict
from assessment.models.portfolio_readers import Someone
from assessment.operations import portfolio_readers as operations
from assessment.reciprocal import permissions
from assessment.reciprocal.places import waiting
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db


def needs(user, on):
    return worklist(user, on, of=[waiting])


State = PortfolioReader.State


def refusal(step, *args, **kwargs) -> str:
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        step(*args, **kwargs)
    return str(refused.value)


@pytest.fixture
def camden():
    return make.service(name="Camden adults")


@pytest.fixture
def lead(camden):
    return make.appointment(make.person("Lena Lead"), camden, "workforce_lead").person


def seen_by(user):
    return set(PortfolioReader.objects.visible_to(make.again(user), on=timezone.localdate()))


# The way onto the register ------------------------------------------------------------------------------------


def test_an_offer_waits_for_the_organisation_and_counts_once_it_is_confirmed(camden, lead):
    offered = make.offered_reader("Rosa", at=camden)
    today = timezone.localdate()
    assert list(PortfolioReader.objects.reading_on(today)) == []
    assert [item.text for item in needs(make.again(lead), today)] == ["Answer the offer of Rosa to read portfolios"]
    assert Message.objects.filter(kind="portfolio_reader_to_confirm").values_list("to", flat=True).get() == lead.pk

    operations.answer_offer(offered, confirmed=True, by=lead)
    assert list(PortfolioReader.objects.reading_on(today)) == [offered]
    assert list(PortfolioReader.objects.reading_on(today - datetime.timedelta(days=1))) == []
    assert list(needs(make.again(lead), today)) == []
    assert Message.objects.get(kind="portfolio_reader_news").to == offered.person


def test_nobody_confirms_their_own_offer_and_the_database_says_so_too(camden):
    person = make.appointment(make.person("Lena"), camden, "workforce_lead").person
    offered = make.offered_reader(at=camden, who=person)
    assert "Nobody confirms their own offer" in refusal(operations.answer_offer, offered, confirmed=True, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioReader.objects.filter(pk=offered.pk).update(
            state=State.CONFIRMED, answered_by=person, answered_at=timezone.now()
        )


def test_a_lead_of_another_borough_confirms_nothing(camden):
    offered = make.offered_reader(at=camden)
    other = make.appointment(make.person(), make.service(), "workforce_lead").person
    assert "workforce lead of Camden adults" in refusal(operations.answer_offer, offered, confirmed=True, by=other)


def test_the_council_answers_for_its_services():
    council = make.council()
    lead = make.appointment(make.person(), council, "workforce_lead").person
    offered = make.offered_reader(at=make.service(council))
    assert Message.objects.get(kind="portfolio_reader_to_confirm").to == lead
    assert operations.answer_offer(offered, confirmed=True, by=lead).state == State.CONFIRMED


def test_no_is_said_with_a_reason_and_can_be_asked_again(camden, lead):
    offered = make.offered_reader(at=camden)
    assert "why not" in refusal(operations.answer_offer, offered, confirmed=False, by=lead)
    answered = operations.answer_offer(offered, confirmed=False, not_because="After the inspection.", by=lead)
    assert (answered.state, answered.not_because) == (State.NOT_CONFIRMED, "After the inspection.")

    again = operations.offer_to_read(make.reading_offer(camden), by=make.again(offered.person))
    assert (again.pk, again.state, again.not_because) == (offered.pk, State.OFFERED, "")


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"each_panel": 1}, State.CONFIRMED),
        ({"levels": ["ELP"]}, State.CONFIRMED),
        ({"reaches": 0}, State.CONFIRMED),
        ({"each_panel": 3}, State.OFFERED),
        ({"each_year": 7}, State.OFFERED),
    ],
)
def test_more_than_was_confirmed_is_confirmed_again_and_less_is_not(camden, changed, state):
    reader = make.portfolio_reader(at=camden)
    changed_to = operations.offer_to_read(make.reading_offer(camden, **changed), by=make.again(reader.person))
    assert changed_to.state == state
    assert {name: getattr(changed_to, name) for name in changed} == changed


def test_only_who_assesses_or_sits_on_panels_of_an_employer_offers(camden):
    tutor = make.appointment(make.person(), make.university(), "tutor").person
    assert not permissions.may_offer(tutor, on=timezone.localdate())
    assert "You do not work for" in refusal(operations.offer_to_read, make.reading_offer(camden), by=tutor)


def test_reader_and_lead_take_an_entry_off_the_register_at_any_time(camden, lead):
    first, second = make.portfolio_reader(at=camden), make.portfolio_reader(at=camden)
    assert operations.end_reading(first, by=first.person).state == State.ENDED
    assert operations.end_reading(second, by=lead).state == State.ENDED
    assert "confirms who reads" in refusal(operations.end_reading, make.portfolio_reader(), by=lead)
    assert PortfolioReader.objects.reading_on(timezone.localdate()).count() == 1


def test_the_register_is_open_to_those_who_choose_and_closed_to_others(camden, lead):
    here, there = make.portfolio_reader(at=camden), make.portfolio_reader()
    secretary = make.appointment(make.person(), make.university(), "assessment_panel_secretary").person
    assert seen_by(secretary) == {here, there}
    assert seen_by(lead) == {here}
    assert seen_by(there.person) == {there}
    assert seen_by(make.person()) == set()


# Kept apart ---------------------------------------------------------------------------------------------------


def test_a_conflict_is_its_authors_alone_and_leaves_no_event_that_names_anybody(camden, lead):
    reader = make.portfolio_reader(at=camden)
    operations.declare_conflict(by=reader.person, named="  Kim   Other ")
    for user in (lead, make.appointment(make.person(), make.university(), "assessment_panel_secretary").person):
        assert list(ReadingConflict.objects.visible_to(user)) == []
    [kept] = ReadingConflict.objects.visible_to(reader.person)
    assert kept.with_whom == "Kim Other"
    assert "Only whoever wrote it" in refusal(operations.take_back_conflict, kept, by=lead)
    operations.take_back_conflict(kept, by=reader.person)
    assert not ReadingConflict.objects.exists()


def test_what_a_conflict_means():
    kim, hackney = make.person("Kim Other"), make.service(name="Hackney adults")
    someone = Someone.of(kim, [hackney.pk])
    me = make.person()
    for said in ({"named": "kim other"}, {"named": kim.email.upper()}, {"person": kim}, {"organisation": hackney}):
        assert operations.declare_conflict(by=me, **said).means(someone)
        assert not ReadingConflict.objects.last().means(Someone.of(make.person("Kim Mother")))
    assert "Choose an organisation" in refusal(operations.declare_conflict, by=me)
    assert "Choose an organisation" in refusal(operations.declare_conflict, by=me, named="Kim", organisation=hackney)


# Pages --------------------------------------------------------------------------------------------------------


def test_from_offer_to_register_on_the_pages(camden, lead):
    person = make.appointment(make.person("Rosa Reader"), camden, "practice_educator").person
    browser = make.signed_in(person)
    answers = {
        "organisation": camden.pk,
        "service": "both",
        "levels": ["EFP", "ELP"],
        "each_panel": 2,
        "each_year": 6,
        "reaches": 3,
        "starts_on_day": 1,
        "starts_on_month": 9,
        "starts_on_year": 2026,
    }
    page = browser.post(reverse("assessment:offer_to_read"), answers, follow=True)
    assert "Camden adults has been asked to confirm it" in page.content.decode()
    offered = PortfolioReader.objects.get()

    page = make.signed_in(lead).post(reverse("assessment:answer_offer", args=[offered.reference]), {"confirmed": "no"})
    assert "Say why not" in page.content.decode()
    make.signed_in(lead).post(reverse("assessment:answer_offer", args=[offered.reference]), {"confirmed": "yes"})
    offered.refresh_from_db()
    assert (offered.state, offered.reaches, offered.levels) == (State.CONFIRMED, 3, ["EFP", "ELP"])
    assert "Rosa Reader" in make.signed_in(lead).get(reverse("assessment:readers")).content.decode()


def test_conflicts_are_added_and_taken_away_on_their_page(camden):
    reader = make.portfolio_reader(at=camden)
    browser, url = make.signed_in(reader.person), reverse("assessment:reading_conflicts")
    assert "one at a time" in browser.post(url, {"named": "", "organisation": ""}).content.decode()
    assert "Kim Other" in browser.post(url, {"named": "Kim Other"}, follow=True).content.decode()
    kept = ReadingConflict.objects.get()
    remove = reverse("assessment:remove_reading_conflict", args=[kept.pk])
    assert make.signed_in(make.person()).post(remove).status_code == 404
    assert ReadingConflict.objects.exists()
    browser.post(remove)
    assert not ReadingConflict.objects.exists()
