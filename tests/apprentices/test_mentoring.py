"""Mentors: who fits and why, agreed by both, ended without a reason; and the register."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apprentices import operations
from apprentices.mentor_matching import MentorFacts, against, fits
from apprentices.models import Apprentice, Involvement, Mentor, Mentoring
from apprentices.registrations import support as registrations
from apprentices.registrations.waiting import worklist
from core.workflow import AlreadyMoved, StepRefused
from tests import make
from tests.at_once import at_once

TODAY = timezone.localdate()


@pytest.fixture
def pair(db):
    apprentice, manager, tutor = make.apprentice_with_people("Amara Johnson")
    mentor = make.mentor(make.service(apprentice.employer.part_of), "Ola Mentor")
    return apprentice, manager, tutor, mentor


def items(user):
    return [item.text for item in worklist(user, TODAY, of=[registrations.waiting])]


def sees(user, apprentice):
    return Apprentice.objects.visible_to(make.again(user)).filter(pk=apprentice.pk).exists()


def test_a_mentor_begins_once_both_agree_and_sees_the_record_from_then(pair):
    apprentice, _, tutor, mentor = pair
    made = operations.propose_mentor(apprentice, mentor=mentor, by=tutor)
    asked = "Answer the mentoring of Amara Johnson"

    assert [items(who) for who in (apprentice.person, mentor.person)] == [[asked], [asked]]
    operations.agree_mentoring(made, by=mentor.person)
    assert (made.state, sees(mentor.person, apprentice), items(mentor.person)) == ("proposed", False, [])
    with pytest.raises(StepRefused, match="nobody else"):
        operations.agree_mentoring(made, by=tutor)
    operations.agree_mentoring(made, by=apprentice.person)

    assert (made.state, made.started_on, sees(mentor.person, apprentice)) == ("running", TODAY, True)
    with pytest.raises(AlreadyMoved):
        operations.agree_mentoring(made, by=mentor.person)


def test_another_is_asked_for_without_a_reason(pair):
    apprentice, _, tutor, mentor = pair
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    made = operations.propose_mentor(apprentice, mentor=mentor, by=tutor)
    for who in (mentor.person, apprentice.person):
        operations.agree_mentoring(made, by=who)
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.end_mentoring(made, by=tutor, another=True)
    operations.end_mentoring(made, by=apprentice.person, another=True)

    part = Involvement.objects.get(kind="mentor")
    assert (made.state, part.ends_on) == ("ended", TODAY)
    wanted = "Find another mentor for Amara Johnson"
    assert items(lead) == [wanted]
    operations.propose_mentor(apprentice, mentor=make.mentor(apprentice.employer), by=lead)
    assert items(lead) == []


@pytest.mark.parametrize("kind", ["line_manager", "workplace_assessor", "practice_educator", "tutor"])
def test_nobody_mentors_whom_they_manage_or_assess(pair, kind):
    apprentice, _, tutor, mentor = pair
    make.involvement(apprentice, kind, person=mentor.person)
    assert operations.mentors_for(apprentice) == []
    with pytest.raises(StepRefused, match="A mentor"):
        operations.propose_mentor(apprentice, mentor=mentor, by=tutor)


def test_the_managers_own_manager_is_in_the_line(pair):
    apprentice, _, _, mentor = pair
    make.line_manager(apprentice, passes_to=mentor.person)
    assert operations.mentors_for(apprentice) == []


def test_the_nearest_come_first_each_with_the_reason(pair):
    apprentice, _, _, here = pair
    same = make.mentor(apprentice.employer, "Ana Same")
    make.mentor(make.service(), "Far Away")
    across = make.mentor(make.service(), "Across Boroughs", across=True)
    full = make.mentor(make.service(apprentice.employer.part_of), capacity=1)
    operations.propose_mentor(make.apprentice(at=apprentice.employer), mentor=full, by=make.person())

    found = operations.mentors_for(apprentice)
    assert [fit.mentor.key for fit in found] == [here.pk, same.pk, across.pk]
    assert [fit.why.split(";")[0] for fit in found] == [
        "from the same borough, in another service",
        "from the same service, and not in the line of management",
        "from another borough, and mentors across boroughs",
    ]


FACTS = st.builds(
    MentorFacts,
    key=st.integers(1, 30),
    name=st.sampled_from("ABC"),
    borough=st.integers(1, 3),
    service=st.integers(1, 4),
    capacity=st.integers(1, 3),
    mentored=st.integers(0, 4),
    available=st.booleans(),
    across=st.booleans(),
    in_the_line=st.booleans(),
    assesses=st.booleans(),
    is_the_apprentice=st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(FACTS, max_size=8, unique_by=lambda facts: facts.key), st.integers(1, 3), st.integers(1, 4))
def test_whoever_fits_breaks_no_rule_and_nobody_who_breaks_none_is_left_out(mentors, borough, service):
    found = fits(mentors, borough=borough, service=service)
    assert {fit.mentor.key for fit in found} == {m.key for m in mentors if not against(m, borough=borough)}
    for fit in found:
        mentor = fit.mentor
        assert mentor.places > 0
        assert not (mentor.in_the_line or mentor.assesses or mentor.is_the_apprentice)
        assert mentor.borough == borough or mentor.across
    assert [fit.distance for fit in found] == sorted(fit.distance for fit in found)
    assert fits(reversed(mentors), borough=borough, service=service) == found


def test_the_register_is_the_workforce_leads_own(pair):
    apprentice, _, tutor, _ = pair
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    other = make.mentor(make.service(), "Not Ours")
    browser = make.signed_in(lead)
    typed = {"name": "Kim New", "email": "kim@example.org", "offers": "Time", "capacity": "3"}

    browser.post("/apprentices/mentors/add/", typed | {"organisation": apprentice.employer.reference})
    twice = browser.post("/apprentices/mentors/add/", typed | {"organisation": apprentice.employer.reference}).text
    made = Mentor.objects.get(person__name="Kim New")
    browser.post(f"/apprentices/mentors/{made.reference}/change/", {"offers": "Less", "capacity": "1"})

    made.refresh_from_db()
    assert (made.organisation, made.capacity, made.available) == (apprentice.employer, 1, False)
    assert "on the register of" in twice
    assert "Not Ours" not in browser.get("/apprentices/mentors/").text
    assert browser.get(f"/apprentices/mentors/{other.reference}/change/").status_code == 404
    assert make.signed_in(tutor).get("/apprentices/mentors/").status_code == 403


def test_the_mentor_reads_what_is_proposed_and_no_record_before(pair):
    apprentice, manager, tutor, mentor = pair
    made = operations.propose_mentor(apprentice, mentor=mentor, by=tutor)
    page = f"/apprentices/mentoring/{made.reference}/"
    answers = {who: make.signed_in(who).get(page) for who in (mentor.person, apprentice.person, tutor, manager)}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 404]
    assert "I agree" in answers[mentor.person].text
    assert "I agree" not in answers[tutor].text
    assert make.signed_in(mentor.person).get(f"/apprentices/{apprentice.reference}/").status_code == 404
    support = {
        who: make.signed_in(who).get(f"/apprentices/{apprentice.reference}/support/").text for who in (tutor, manager)
    }
    assert all("Ola Mentor" in text for text in support.values())
    assert [page in text for text in support.values()] == [True, False]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_the_last_place_of_a_mentor_at_once_one_gets_it():
    first, _, tutor = make.apprentice_with_people()
    second = make.apprentice(at=first.employer)
    mentor = make.mentor(first.employer, capacity=1)
    said = at_once(
        lambda: operations.propose_mentor(first, mentor=mentor, by=tutor),
        lambda: operations.propose_mentor(second, mentor=mentor, by=tutor),
    )
    assert sorted(answer == "done" for answer in said) == [False, True]
    assert Mentoring.objects.open().count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_both_agree_at_once_and_it_begins_once():
    apprentice, _, tutor = make.apprentice_with_people()
    mentor = make.mentor(apprentice.employer)
    made = operations.propose_mentor(apprentice, mentor=mentor, by=tutor)
    rows = Mentoring.objects.select_related("apprentice__person", "mentor__person")
    one, two = rows.get(), rows.get()
    said = at_once(
        lambda: operations.agree_mentoring(one, by=apprentice.person),
        lambda: operations.agree_mentoring(two, by=mentor.person),
    )
    made.refresh_from_db()
    assert (said, made.state) == (["done", "done"], "running")
    assert Involvement.objects.filter(kind="mentor").count() == 1
