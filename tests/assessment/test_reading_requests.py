"""Asked to read for a panel of another borough: proposed by rule, told why, and free to say no without a reason."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.registrations.waiting import worklist
from assessment.models import PanelItem, ReadingConflict, ReadingRequest
from assessment.operations import portfolio_readers as register
from assessment.operations import reading_requests as operations
from assessment.reciprocal import facts, ledger
from assessment.reciprocal.places import waiting
from assessment.reciprocal.second_opinions import second_opinion_candidates
from consortium.models import Borough
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.queries import queries

pytestmark = pytest.mark.django_db


def needs(user, on):
    return worklist(user, on, of=[waiting])


State = ReadingRequest.State
Kind = Involvement.Kind


def refusal(step, *args, **kwargs) -> str:
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        step(*args, **kwargs)
    return str(refused.value)


def borough(name: str, number: int) -> Borough:
    return Borough.objects.create(
        gss_code=f"E0900{number:04}",
        name=name,
        short_name=name,
        tile_code=name[:3].upper(),
        tile_row=number,
        tile_column=number,
        sub_region="NCL",
        inner=True,
    )


def council_in(*boroughs: Borough, name: str):
    council = make.council(name)
    council.covers.set(boroughs)
    return make.service(council, name=f"{name} adults")


@pytest.fixture
def barnet():
    return borough("Barnet", 1)


@pytest.fixture
def camden():
    return borough("Camden", 2)


@pytest.fixture
def item(barnet):
    """The portfolio of an apprentice employed, and placed, in Barnet."""
    home = council_in(barnet, name="Barnet")
    placement = make.placement(
        make.apprentice(person=make.person("Amina Rahman"), at=home),
        setting=make.setting(home),
        practice_educator=make.educator("Grace Mensah", at=home),
    )
    return make.listed_portfolio(placement)


def proposed(item):
    asked = operations.asked_of(item.meeting, make.secretary_of(item.meeting), on=timezone.localdate())
    return asked.propose()


def who_reads(item):
    return {choice.reader for choice in proposed(item).choices}


# The rule over real rows --------------------------------------------------------------------------------------


def test_two_readers_of_two_other_bodies_are_proposed_with_their_reasons(item, camden):
    council = council_in(camden, name="Camden")
    rosa, ron = make.portfolio_reader("Rosa", at=council), make.portfolio_reader("Ron", at=council)
    sam = make.portfolio_reader("Sam", at=council_in(name="Hackney"))
    found = proposed(item)
    assert sam.reference in {choice.reader for choice in found.choices}
    assert len(found.choices) == 2
    assert len({rosa.reference, ron.reference} & {choice.reader for choice in found.choices}) == 1
    said = next(choice.why for choice in found.choices if choice.reader == sam.reference)
    assert said[0] == "Works for Hackney, not in Barnet, and has had nothing to do with Amina Rahman."
    assert found.short == ()


def test_whoever_works_in_the_same_borough_is_too_near_by_whatever_employer(item, barnet, camden):
    shared = make.organisation(name="A trust of two boroughs")
    shared.covers.set([barnet, camden])
    make.portfolio_reader(at=shared)
    make.portfolio_reader(
        at=make.service(item.submission.placement.apprentice.employer.part_of, name="Barnet children")
    )
    elsewhere = make.portfolio_reader(at=council_in(camden, name="Camden"))
    make.appointment(elsewhere.person, item.submission.placement.apprentice.employer, "practice_educator")
    assert who_reads(item) == set()
    assert proposed(item).short[0].blocked == ("3 work in Barnet, too near to Amina Rahman.",)


@pytest.mark.parametrize("kind", [Kind.LINE_MANAGER, Kind.TUTOR, Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR])
def test_whoever_managed_taught_or_assessed_the_apprentice_ever_is_too_near(item, kind):
    reader = make.portfolio_reader()
    apprentice = item.submission.placement.apprentice
    long_ago = timezone.localdate() - datetime.timedelta(days=700)
    make.involvement(apprentice, kind, person=reader.person, starts_on=long_ago, ends_on=long_ago)
    assert who_reads(item) == set()
    assert proposed(item).short[0].blocked == ("1 has taught, managed, assessed or supported Amina Rahman.",)


def test_whoever_read_for_an_earlier_panel_may_read_again(item):
    reader = make.portfolio_reader()
    long_ago = timezone.localdate() - datetime.timedelta(days=700)
    apprentice = item.submission.placement.apprentice
    make.involvement(apprentice, Kind.PANEL_READER, person=reader.person, starts_on=long_ago, ends_on=long_ago)
    assert who_reads(item) == {reader.reference}


def test_the_host_of_an_earlier_placement_is_too_near(item):
    host = make.service()
    make.involvement(item.submission.placement.apprentice, Kind.HOST, organisation=host)
    make.portfolio_reader(at=host)
    assert who_reads(item) == set()


@pytest.mark.parametrize("whose", ["the reader's", "the apprentice's"])
def test_a_private_word_of_either_keeps_them_apart_and_is_not_told(item, whose):
    reader, amina = make.portfolio_reader("Rosa"), item.submission.placement.apprentice.person
    if whose == "the reader's":
        register.declare_conflict(by=reader.person, named="amina rahman")
    else:
        register.declare_conflict(by=amina, named=reader.person.email)
    assert who_reads(item) == set()
    assert proposed(item).short[0].blocked == ("1 has as many as they offered, or cannot read this one.",)


def test_the_practice_educator_and_the_employer_may_be_named_too(item):
    first, second = make.portfolio_reader(), make.portfolio_reader()
    register.declare_conflict(by=first.person, named="Grace Mensah")
    register.declare_conflict(by=second.person, organisation=item.submission.placement.apprentice.employer)
    assert who_reads(item) == set()


def test_travel_is_asked_where_the_panel_meets(item, camden):
    far = borough("Sutton", 3)
    camden.neighbours.add(borough("Between", 4))
    Borough.objects.get(name="Between").neighbours.add(far)
    make.portfolio_reader("Far", at=council_in(far, name="Sutton"), reaches=1)
    secretary = make.secretary_of(item.meeting)
    asked = operations.asked_of(item.meeting, secretary, on=timezone.localdate(), borough=camden).propose()
    assert asked.choices == ()
    assert asked.short[0].blocked == ("1 does not travel so far.",)
    assert len(who_reads(item)) == 1


# Asked and answered -------------------------------------------------------------------------------------------


def test_who_is_asked_is_told_and_answers_and_the_balance_moves(item):
    rosa = make.portfolio_reader("Rosa", at=make.service(make.council("Camden")))
    make.portfolio_reader("Sam", at=make.service(make.council("Hackney")))
    secretary = make.secretary_of(item.meeting)
    wanted = [operations.Wanted(item.reference, choice.reader) for choice in proposed(item).choices]
    made = operations.ask_readers(item.meeting, wanted=wanted, by=secretary)
    assert len(made) == 2
    assert proposed(item) == proposed(item).__class__((), ())
    request = next(one for one in made if one.reader == rosa)
    assert request.why[0].startswith("Works for Camden, not in Barnet")
    assert Message.objects.filter(kind="reading_asked", to=rosa.person).count() == 1
    assert "Amina" not in Message.objects.get(kind="reading_asked", to=rosa.person).body

    today = timezone.localdate()
    assert [item.text for item in needs(make.again(rosa.person), today)] == ["Say whether you will read a portfolio"]
    assert "nothing to do with" in refusal(operations.accept_reading, request, apart=False, by=rosa.person)
    accepted = operations.accept_reading(request, apart=True, by=rosa.person)
    assert accepted.state == State.ACCEPTED
    assert list(needs(make.again(rosa.person), today)) == []
    camden, barnet = rosa.organisation.legal_body, item.submission.placement.apprentice.employer.legal_body
    assert ledger.balances(today) == {camden.pk: 1, barnet.pk: -1}
    first = ledger.lines(today)[0]
    assert (first.body, first.given, first.taken) == (barnet, 0, 1)


def test_a_no_needs_no_reason_and_the_next_in_line_is_proposed(item):
    rosa, sam, una = (make.portfolio_reader(name) for name in ("Rosa", "Sam", "Una"))
    first, second = make.asked_reader(item, rosa), make.asked_reader(item, sam)
    operations.decline_reading(first, by=rosa.person)
    assert who_reads(item) == {una.reference}
    assert ReadingRequest.objects.standing().get() == second
    assert Message.objects.filter(kind="reading_answered", to=make.secretary_of(item.meeting)).count() == 1
    assert not ReadingConflict.objects.exists()


def test_never_again_is_heeded_for_the_next_portfolio_of_the_same_apprentice(item):
    rosa = make.portfolio_reader("Rosa")
    operations.decline_reading(make.asked_reader(item, rosa), never_again=True, by=rosa.person)
    PanelItem.objects.filter(pk=item.pk).update(state=PanelItem.State.DEFERRED)
    later = make.called_panel(item.meeting.university)
    again = PanelItem.objects.create(meeting=later, submission=item.submission, because=["random"])
    assert who_reads(again) == set()


def test_independence_is_never_waived_with_whatever_reason(item):
    reader = make.portfolio_reader()
    make.involvement(item.submission.placement.apprentice, Kind.TUTOR, person=reader.person)
    assert "Nobody can change that" in refusal(make.asked_reader, item, reader, because="The chair wishes it.")


def test_load_service_and_company_are_overridden_with_a_reason_that_is_kept(item):
    council = make.service()
    reader = make.portfolio_reader("Rosa", at=council, service="children")
    assert "Say why they" in refusal(make.asked_reader, item, reader, because="")
    made = make.asked_reader(item, reader, because="Knows transitions between the services.")
    assert (made.why, made.chosen_because) == ([], "Knows transitions between the services.")
    beside = make.portfolio_reader("Ron", at=council)
    assert "are colleagues" in refusal(make.asked_reader, item, beside, because="The chair wishes it.")


def test_a_third_reader_and_the_same_one_twice_are_refused(item):
    rosa = make.portfolio_reader("Rosa")
    make.asked_reader(item, rosa)
    assert "already" in refusal(make.asked_reader, item, rosa)
    make.asked_reader(item)
    assert "has its two readers" in refusal(make.asked_reader, item)


def test_nobody_is_asked_for_more_than_they_offered_in_a_meeting_or_a_year(item):
    rosa = make.portfolio_reader("Rosa", each_panel=1, each_year=1)
    make.asked_reader(item, rosa)
    later = make.listed_portfolio(make.placement())
    assert who_reads(later) == set()


def test_only_chair_and_secretary_of_the_meeting_ask_and_only_who_was_asked_answers(item):
    reader, stranger = make.portfolio_reader(), make.person()
    wanted = [operations.Wanted(item.reference, reader.reference)]
    assert "choose who reads" in refusal(operations.ask_readers, item.meeting, wanted=wanted, by=stranger)
    request = make.asked_reader(item, reader)
    assert "was asked" in refusal(operations.accept_reading, request, apart=True, by=stranger)
    assert "was asked" in refusal(operations.decline_reading, request, by=make.secretary_of(item.meeting))


def test_once_both_have_agreed_they_are_named_at_one_press_and_the_record_opens():
    submission = make.portfolio_for_panel()
    panel = make.panel_declared(make.assessment_panel(submission))
    item = make.item_in_full(panel.items[0])
    both = [make.portfolio_reader(name) for name in ("Rosa", "Sam")]
    wanted = [operations.Wanted(item.reference, reader.reference) for reader in both]
    first, second = operations.ask_readers(panel.meeting, wanted=wanted, by=panel.secretary)
    operations.accept_reading(first, apart=True, by=both[0].person)
    assert operations.name_readers(panel.meeting, by=panel.secretary) == []
    operations.accept_reading(second, apart=True, by=both[1].person)
    url = reverse("assessment:propose_readers", args=[panel.meeting.reference])
    browser = make.signed_in(panel.secretary)
    assert "All readers have agreed" in browser.get(url).content.decode()
    browser.post(reverse("assessment:name_readers", args=[panel.meeting.reference]))
    assert {reading.member.person for reading in item.readings.all()} == {reader.person for reader in both}
    today = timezone.localdate()
    opened = Involvement.objects.on(today).filter(kind=Kind.PANEL_READER, apprentice=submission.placement.apprentice)
    assert {relation.person for relation in opened} == {reader.person for reader in both}
    texts = [work.text for work in needs(make.again(both[0].person), today)]
    assert any(text.startswith("Read the portfolio of") for text in texts)
    assert operations.name_readers(panel.meeting, by=panel.secretary) == []
    assert "seat at the panel" in refusal(operations.decline_reading, first, by=both[0].person)


def test_whom_the_panel_named_by_hand_is_counted_and_not_asked_again():
    submission = make.portfolio_for_panel()
    panel = make.panel_declared(make.assessment_panel(submission))
    make.panel_readers(panel, panel.items[0], "worker", "independent")
    make.portfolio_reader()
    asked = operations.asked_of(panel.meeting, panel.secretary, on=timezone.localdate())
    assert asked.propose().choices == ()
    assert asked.propose().short == ()


def test_taken_back_it_is_told_and_counts_for_nobody(item):
    request = make.asked_reader(item)
    operations.accept_reading(request, apart=True, by=request.reader.person)
    operations.take_back_request_to_read(request, by=make.secretary_of(item.meeting))
    assert ledger.balances(timezone.localdate()) == {}
    assert Message.objects.filter(kind="reading_taken_back", to=request.reader.person).count() == 1


def test_the_database_refuses_a_reading_for_ones_own_body_and_one_without_a_word_of_independence(item):
    request = make.asked_reader(item)
    for change in ({"given_by": request.taken_by}, {"state": State.ACCEPTED, "apart": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingRequest.objects.filter(pk=request.pk).update(**change)


# Second opinions ----------------------------------------------------------------------------------------------


def test_candidates_for_a_second_opinion_come_by_the_same_rule(item, barnet, camden):
    submission = item.submission
    near = make.educator("Bea Barnet", at=council_in(barnet, name="Barnet children"))
    apart = make.educator("Ann Apart", at=council_in(camden, name="Camden"))
    fit = make.educator("Fay Fit", at=council_in(name="Hackney"))
    register.declare_conflict(by=apart.person, named="Amina Rahman")
    found = second_opinion_candidates(submission, on=timezone.localdate())
    assert fit in [one.educator for one in found]
    assert not {near, apart, submission.placement.practice_educator} & {one.educator for one in found}
    assert next(one.why[0] for one in found if one.educator == fit) == (
        "Works for Hackney, not in Barnet, and has had nothing to do with Amina Rahman."
    )


# Pages --------------------------------------------------------------------------------------------------------


def test_the_secretary_asks_what_is_proposed_at_one_press(item):
    make.portfolio_reader("Rosa"), make.portfolio_reader("Sam")
    browser = make.signed_in(make.secretary_of(item.meeting))
    url = reverse("assessment:propose_readers", args=[item.meeting.reference])
    page = browser.get(url).content.decode()
    assert "has had nothing to do with Amina Rahman" in page
    pairs = [f"{item.reference}:{choice.reader}" for choice in proposed(item).choices]
    page = browser.post(url, {"wanted": pairs}, follow=True).content.decode()
    assert "2 readers asked" in page
    assert "Everybody who can be asked has been" in page
    assert ReadingRequest.objects.count() == 2


def test_somebody_else_is_chosen_with_a_reason(item):
    names = sorted(make.portfolio_reader(name).person.name for name in ("Ann", "Bea"))
    browser = make.signed_in(make.secretary_of(item.meeting))
    url = reverse("assessment:choose_reader", args=[item.reference])
    last = ReadingRequest.objects.model._meta.get_field("reader").related_model.objects.get(person__name=names[-1])
    assert "Say why them" in browser.post(url, {"reader": last.reference, "because": ""}).content.decode()
    browser.post(url, {"reader": last.reference, "because": "Read the first placement."})
    assert ReadingRequest.objects.get().chosen_because == "Read the first placement."


def test_the_reader_says_yes_or_no_on_one_page(item):
    request = make.asked_reader(item, because="Because.")
    browser = make.signed_in(request.reader.person)
    url = reverse("assessment:reading_request", args=[request.reference])
    page = browser.get(url).content.decode()
    assert "Amina Rahman" in page
    assert "Because." not in page
    assert "give the portfolio back" in browser.post(url, {"apart": ""}).content.decode()
    browser.post(url, {"apart": "on"})
    request.refresh_from_db()
    assert request.state == State.ACCEPTED
    browser.post(reverse("assessment:decline_reading", args=[request.reference]), {"never_again": "on"})
    request.refresh_from_db()
    assert request.state == State.DECLINED
    assert make.signed_in(make.person()).get(url).status_code == 404


def test_the_ledger_is_shown_and_downloaded(item):
    request = make.asked_reader(item)
    operations.accept_reading(request, apart=True, by=request.reader.person)
    browser = make.signed_in(make.secretary_of(item.meeting))
    url = reverse("assessment:reading_ledger")
    assert "1 portfolio more read for others" in browser.get(url).content.decode()
    rows = browser.get(url, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Organisation,Read for others,Read by others,Balance,Readers on the register"
    assert len(rows) == 3
    assert make.signed_in(make.person()).get(url).status_code == 403


def test_a_proposal_costs_as_many_queries_for_many_as_for_few(item):
    secretary = make.secretary_of(item.meeting)
    url = reverse("assessment:propose_readers", args=[item.meeting.reference])
    browser = make.signed_in(secretary)
    make.portfolio_reader(), make.portfolio_reader()
    few = queries(browser, url)
    for _ in range(6):
        make.listed_portfolio(make.placement(), meeting=item.meeting)
        make.portfolio_reader()
    assert len(queries(browser, url)) == len(few)


def test_nearness_knows_the_manager_of_the_manager(item):
    above = make.person()
    apprentice = item.submission.placement.apprentice
    make.involvement(apprentice, Kind.LINE_MANAGER, person=make.person(), passes_to=above)
    assert above.pk in facts.nearness([item.submission])[apprentice.pk].people
