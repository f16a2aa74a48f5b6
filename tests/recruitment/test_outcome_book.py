"""The outcome book: what came of a day, under codes, frozen, for those who run it and the university."""

import io
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from core.accounts.models import User
from core.audit.models import Event, canonical
from core.documents import packs
from core.documents.models import Pack
from recruitment.models import Application, Campaign, PanelCandidate, PanelMember, SelectionDay
from recruitment.operations import offers, scoring
from recruitment.operations import selection_days as days
from recruitment.operations.outcome_book import ask_for_book, read, readable_subjects
from tests import make

pytestmark = pytest.mark.django_db

NOTES = "SENTINEL-NOTES-4K"
SEX = "SENTINEL-SEX-9Z"


@pytest.fixture
def day():
    """Six candidates marked by three; one agreed score; recommendations agreed."""
    return with_outcomes(make.marked_day(candidates=6))


def with_outcomes(made):
    coordinator = make.coordinator_of(made)
    days.close_scoring(day=made, by=coordinator)
    made.begin_moderation(by=coordinator)
    slots = list(PanelCandidate.objects.filter(panel__day=made).select_related("panel__day", "application__candidate"))
    name = "Amara Johnson"
    User.objects.filter(pk=slots[0].application.candidate_id).update(name=name)
    slots[0].application.candidate.name = name
    scoring.agree_score(
        candidate=slots[0], score=Decimal("4.5"), reason=f"{name} said more when asked.", by=coordinator
    )
    for number, slot in enumerate(slots):
        outcome = "not_recommended" if number > 3 else "recommended"
        scoring.recommend(candidate=slot, outcome=outcome, reason=f"What {name} said.", by=coordinator)
    days.agree_recommendations(day=made, by=coordinator)
    return SelectionDay.objects.select_related("campaign__cohort__university", "campaign__run_by").get(pk=made.pk)


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def tutor_of(day):
    return make.appointment(at=day.campaign.cohort.university, as_="admissions_tutor").person


def first(day):
    return Application.objects.filter(slots__panel__day=day).order_by("slots__pk").first()


def book_of(day, by):
    pack, _ = ask_for_book(day=day, by=by)
    make.do_owed_work()
    return Pack.objects.select_related("file").get(pk=pack.pk)


def pages_of(pack):
    with pack.file.content.open("rb") as stored:
        return text_of(stored.read())


def text_of(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_every_candidate_stands_in_it_with_marks_agreement_and_recommendation(day, coordinator):
    book = {candidate["code"]: candidate for candidate in read(day, by=coordinator)["candidates"]}
    candidate = book[first(day).code]

    assert len(book) == 6
    assert candidate["means"] == [
        ["Interview", "Criterion 1", "3.67", 3],
        ["Interview", "Criterion 2", "4.67", 3],
    ]
    assert [agreed[:2] for agreed in candidate["agreed"]] == [["4.50", "[name] said more when asked."]]
    assert (candidate["final"], candidate["recommendation"]) == ("4.50", "Recommend an offer")


def test_both_decisions_stand_in_it_without_their_notes(day, coordinator):
    who = first(day)
    lead = make.appointment(at=who.employer, as_="workforce_lead").person
    offers.decide(application=who, side="employer", by=lead, says_yes=True, notes=NOTES)
    offers.decide(application=who, side="university", by=tutor_of(day), says_yes=False, notes=NOTES)
    found = read(day, by=coordinator)
    candidate = next(one for one in found["candidates"] if one["code"] == who.code)

    assert [decision[:2] for decision in candidate["decisions"]] == [["Employer", "Yes"], ["University", "No"]]
    assert candidate["state"] == "No offer"
    assert NOTES not in canonical(found)


def test_a_review_of_procedure_stands_in_it_without_its_ground(day, coordinator):
    make.procedure_review(first(day))
    found = read(day, by=coordinator)
    candidate = next(one for one in found["candidates"] if one["code"] == first(day).code)

    assert candidate["reviews"] == [["Asked for", ""]]
    assert "adjustment" not in canonical(found)


def test_what_a_panel_writes_of_one_candidate_names_no_other(day, coordinator):
    found = read(day, by=coordinator)["candidates"]

    assert [candidate["reason"] for candidate in found] == ["What [name] said."] * 6


def test_neither_somebody_who_withdrew_nor_an_employer_is_named_in_what_a_panel_wrote():
    marked = make.marked_day(candidates=3)
    left, other = PanelCandidate.objects.filter(panel__day=marked).select_related("application__employer")[:2]
    User.objects.filter(pk=left.application.candidate_id).update(name="Daniel Kowalski")
    coordinator = make.coordinator_of(marked)
    days.close_scoring(day=marked, by=coordinator)
    marked.begin_moderation(by=coordinator)
    said = f"Clearer than Kowalski, as {other.application.employer.short_name} said."
    scoring.recommend(candidate=other, outcome="recommended", reason=said, by=coordinator)
    Application.objects.filter(pk=left.application_id).update(state=Application.State.WITHDRAWN)

    found = {candidate["code"]: candidate for candidate in read(marked, by=coordinator)["candidates"]}

    assert found[other.code]["reason"] == "Clearer than [name], as [employer] said."
    assert left.code not in found


def test_no_name_no_employer_and_no_equality_answer_is_in_it(day, coordinator):
    for application in Application.objects.filter(slots__panel__day=day):
        make.equality_answered(application, sex=SEX)
    text = " ".join(pages_of(book_of(day, coordinator))).replace("\n", " ")
    people = Application.objects.filter(slots__panel__day=day).select_related("candidate", "employer")
    kept_out = [SEX, *(one.candidate.name for one in people), *(one.employer.name for one in people)]

    assert [word for word in kept_out if word in text] == []


def test_who_sat_stands_in_it_both_where_one_stood_in_and_nobodys_view(day, coordinator):
    panel = day.panels.get()
    left, came = panel.members.all()[:2]
    PanelMember.objects.filter(pk=left.pk).update(state=PanelMember.State.RELEASED)
    PanelMember.objects.filter(pk=came.pk).update(stands_in_for=left)
    (said,) = read(day, by=coordinator)["panels"]

    assert f"{came.person.name}, in place of {left.person.name}" in said["members"]
    assert len(said["members"]) == 2
    assert not any("xperience" in member for member in said["members"])


def test_a_candidate_who_withdrew_afterwards_is_a_number(day, coordinator):
    Application.objects.filter(pk=first(day).pk).update(state="withdrawn")
    found = read(day, by=coordinator)

    assert dict(map(tuple, found["counts"]))["Came and withdrew afterwards"] == 1
    assert first(day).code not in canonical(found)


def test_a_book_stays_as_it_was_and_is_made_again_word_for_word(day, coordinator):
    book = book_of(day, coordinator)
    pages = pages_of(book)
    Application.objects.filter(slots__panel__day=day).update(state="offered")

    assert text_of(packs.build_again(Pack.objects.get(pk=book.pk))) == pages


def test_reading_groups_for_a_book_leaves_an_event_of_who_asked(day, coordinator):
    ask_for_book(day=day, by=coordinator)

    assert Event.objects.filter(step="read figures by equality question", actor=coordinator).exists()


@pytest.mark.parametrize("candidates", [2, 9])
def test_a_book_is_read_in_as_many_queries_for_few_as_for_many(candidates, django_assert_max_num_queries):
    made = with_outcomes(make.marked_day(candidates=candidates + 3))
    by = make.coordinator_of(made)
    with django_assert_max_num_queries(45):
        read(made, by=by)


def test_groups_stand_in_it_as_far_as_the_report_of_adverse_impact_shows_them(day, coordinator):
    applied = {"female": {"offered": 24, "not_progressed": 12}, "male": {"offered": 12, "not_progressed": 24}}
    make.applications_by_sex(day.campaign, applied)
    Application.objects.filter(campaign=day.campaign, slots__panel__day=day).update(state="withdrawn")
    Campaign.objects.filter(pk=day.campaign_id).update(state=Campaign.State.FINISHED)
    day.campaign.refresh_from_db()

    impact = read(day, by=coordinator)["impact"]
    said = render_to_string("documents/outcome_book/impact.html", {"impact": impact, "site_name": "Portal"})

    assert [found["question"] for found in impact["questions"]] == ["What is your sex?"]
    assert ("Male" in said, "Female" in said, "The highest share" in said) == (True, True, True)


# Who may have it --------------------------------------------------------------------------------------------------


def may_have(person, day):
    return day.pk in {row["pk"] for row in readable_subjects(person)}


def page(name, day):
    return reverse(f"recruitment:{name}", args=[day.reference])


def test_those_who_run_the_day_and_the_university_have_it(day, coordinator):
    book = book_of(day, coordinator)
    tutor = tutor_of(day)

    for person in (coordinator, tutor):
        browser = make.signed_in(person)
        assert browser.get(page("outcome_book", day)).status_code == 200
        assert browser.get(f"/packs/{book.reference}/").status_code == 200


def test_others_do_not(day, coordinator):
    book = book_of(day, coordinator)
    member = day.panels.get().members.first().person
    make.appointment(member, day.campaign.cohort.university, "admissions_tutor")
    lead = make.appointment(at=first(day).employer, as_="workforce_lead").person
    elsewhere = make.appointment(at=make.university(), as_="admissions_tutor").person

    for person in (member, lead, elsewhere, first(day).candidate):
        browser = make.signed_in(person)
        assert browser.get(f"/packs/{book.reference}/").status_code == 404
        assert browser.get(page("outcome_book", day)).status_code in (403, 404)
        assert browser.post(page("ask_for_outcome_book", day)).status_code in (403, 404)


def test_a_member_of_staff_who_was_a_candidate_has_it_not(day):
    tutor = make.appointment(first(day).candidate, day.campaign.cohort.university, "admissions_tutor").person

    assert may_have(tutor, day) is False
    assert make.signed_in(tutor).get(page("outcome_book", day)).status_code == 403


def test_there_is_no_book_before_the_recommendations_are_agreed():
    day = make.live_day()
    coordinator = make.coordinator_of(day)

    assert may_have(coordinator, day) is False
    assert make.signed_in(coordinator).get(page("outcome_book", day)).status_code == 403


def test_it_is_asked_for_on_its_page_and_found_there(day, coordinator):
    browser = make.signed_in(coordinator)
    asked = browser.post(page("ask_for_outcome_book", day))
    make.do_owed_work()

    assert asked.url.startswith("/work/")
    assert Pack.objects.get(builder="outcome_book").state == Pack.State.READY
    assert "Ready" in browser.get(page("outcome_book", day)).content.decode()
