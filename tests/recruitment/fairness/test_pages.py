"""How fair a selection was, as those who may read it meet it: the day live and afterwards, the campaign by stage."""

import re

import pytest
from django.urls import reverse

from core.audit.models import Event
from recruitment.models import Application, Campaign, PanelCandidate, Score
from recruitment.operations import scoring, selection_days
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
State = Application.State


def page(name, record):
    return reverse(f"recruitment:{name}", args=[record.reference])


def read(response):
    """What the person reads, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def admissions(campaign):
    return make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person


# The day ------------------------------------------------------------------------------------------------------------


def test_before_three_candidates_nothing_is_said():
    day = make.marked_day(candidates=2)
    text = read(make.signed_in(make.coordinator_of(day)).get(page("day_fairness", day)))
    assert "There is nothing to say yet." in text
    assert "alpha is" not in text


def test_a_member_who_marks_lower_is_named_as_advice_while_the_day_is_live():
    day = make.marked_day(candidates=6, lower_by=2)
    strict = day.panels.get().members.select_related("person").first()
    text = read(make.signed_in(make.coordinator_of(day)).get(page("day_fairness", day)))
    assert f"Have a quiet word with {strict.person.name}" in text
    assert "It changes no score and ranks nobody." in text
    assert "Totals are sealed until scoring is closed." in text
    assert not any(code in text for code in Application.objects.values_list("code", flat=True))


def test_a_room_that_agrees_needs_no_word():
    day = make.marked_day()
    text = read(make.signed_in(make.coordinator_of(day)).get(page("day_fairness", day)))
    assert "Nothing stands out." in text
    assert "6 candidates have been marked by two or more members" in text


def test_reading_changes_no_score_and_leaves_an_event():
    day = make.marked_day(lower_by=2)
    before = list(Score.objects.order_by("pk").values_list("value", "saved_at"))
    reader = make.coordinator_of(day)
    make.signed_in(reader).get(page("day_fairness", day))
    assert list(Score.objects.order_by("pk").values_list("value", "saved_at")) == before
    assert list(Event.objects.filter(step="read how fair the day was").values_list("actor", flat=True)) == [reader.pk]


def test_who_reads_a_day_live_and_afterwards():
    day = make.marked_day()
    campaign = day.campaign
    member = day.panels.get().members.select_related("person").first().person
    make.appointment(member, at=campaign.run_by, as_="recruitment_coordinator")
    people = {
        "coordinator": make.coordinator_of(day),
        "manager": make.appointment(at=campaign.run_by, as_="consortium_manager").person,
        "admissions": admissions(campaign),
        "lead": make.appointment(at=campaign.places.first().employer, as_="workforce_lead").person,
        "coordinator who sits on the panel": member,
        "somebody else": make.person(),
    }

    def answers():
        found = {who: make.signed_in(person).get(page("day_fairness", day)) for who, person in people.items()}
        return {who: answer.status_code for who, answer in found.items()}

    live = {
        "coordinator": 200,
        "manager": 200,
        "admissions": 403,
        "lead": 403,
        "coordinator who sits on the panel": 403,
        "somebody else": 404,
    }
    assert answers() == live
    selection_days.close_scoring(day=day, by=people["coordinator"])
    assert answers() == live | {"admissions": 200}


def test_the_report_has_the_candidates_near_the_line_and_a_download():
    day = make.marked_day(lower_by=1)
    coordinator = make.coordinator_of(day)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    for number, slot in enumerate(PanelCandidate.objects.select_related("panel__day").filter(panel__day=day)):
        outcome = "recommended" if number in (0, 2, 4) else "not_recommended"
        scoring.recommend(candidate=slot, outcome=outcome, reason="As discussed", by=coordinator)
    browser = make.signed_in(coordinator)
    text = read(browser.get(page("day_fairness", day)))
    assert "The line is between the 3 whom the panels recommend and the others." in text
    lines = browser.get(page("day_fairness", day), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "What,Of whom,Figure,From,To,Candidates"
    assert [line.split(",")[0] for line in lines].count("Difference from colleagues") == 3


@pytest.mark.parametrize("name", ["day_fairness", "campaign_fairness"])
def test_the_pages_cost_as_many_queries_for_three_as_for_nine(name):
    costs = set()
    for candidates in (3, 9):
        day = make.marked_day(candidates=candidates)
        coordinator = make.coordinator_of(day)
        selection_days.close_scoring(day=day, by=coordinator)
        record = day if name == "day_fairness" else day.campaign
        costs.add(beyond_the_constant_page(make.signed_in(coordinator), page(name, record)))
    [cost] = costs
    assert cost <= 20


# The campaign -------------------------------------------------------------------------------------------------------

SEXES = {
    "female": {State.NOT_ELIGIBLE: 12, State.NOT_PROGRESSED: 14, State.NOT_RECOMMENDED: 11, State.ACCEPTED: 23},
    "male": {State.NOT_ELIGIBLE: 25, State.NOT_PROGRESSED: 13, State.NOT_RECOMMENDED: 11, State.ACCEPTED: 11},
}


@pytest.fixture
def finished():
    campaign = make.campaign(state=Campaign.State.FINISHED)
    make.applications_by_sex(campaign, SEXES)
    return campaign


def read_campaign(campaign):
    return read(make.signed_in(admissions(campaign)).get(page("campaign_fairness", campaign)))


def test_a_stage_that_lets_men_through_less_often_is_worth_a_look(finished):
    text = read_campaign(finished)
    assert "Entry requirements Group" in text
    assert "Selection day and Offer Group" in text
    assert "Male 60 35 58% 46% to 70% 0.73 Look at this stage Chance alone seldom brings this (p 0.017)" in text
    assert "Too few to say" in text


def test_while_people_may_apply_nothing_is_counted():
    campaign = make.campaign()
    make.applications_by_sex(campaign, SEXES)
    assert "There are no figures yet." in read_campaign(campaign)


def test_a_stage_where_somebody_waits_is_not_counted(finished):
    Campaign.objects.filter(pk=finished.pk).update(state=Campaign.State.CLOSED)
    make.application(finished, state=State.ELIGIBLE)
    text = read_campaign(finished)
    assert "Not counted yet, as somebody still waits there: Shortlist, Selection day and Offer." in text
    assert "Entry requirements Group" in text
    assert "Shortlist Group" not in text


def test_one_borough_is_too_few_and_three_campaigns_are_put_together():
    first = make.campaign(name="Autumn", state=Campaign.State.FINISHED)
    group = {"female": {State.NOT_ELIGIBLE: 4, State.ACCEPTED: 6}, "male": {State.NOT_ELIGIBLE: 7, State.ACCEPTED: 5}}
    make.applications_by_sex(first, group)
    assert "Female" not in read_campaign(first)
    for name in ("Spring", "Summer"):
        another = make.campaign(
            name=name, run_by=first.run_by, cohort=first.cohort, state=Campaign.State.FINISHED, opens_on=first.opens_on
        )
        make.applications_by_sex(another, group)
    text = read_campaign(first)
    assert "This campaign is too few to say. Put together: Autumn, Spring and Summer." in text
    assert "Female 30 20 60%" in text


def test_every_reading_of_the_figures_leaves_an_event(finished):
    reader = admissions(finished)
    make.signed_in(reader).get(page("campaign_fairness", finished))
    read_events = Event.objects.filter(step="read figures by equality question")
    assert list(read_events.values_list("actor", flat=True)) == [reader.pk]


def test_no_name_code_or_exact_count_is_on_the_page_or_in_the_download(finished):
    browser = make.signed_in(admissions(finished))
    address = page("campaign_fairness", finished)
    text = read(browser.get(address)) + browser.get(address, {"format": "csv"}).content.decode("utf-8-sig")
    codes = Application.objects.values_list("code", flat=True)
    names = Application.objects.values_list("candidate__name", flat=True)
    assert [word for word in (*codes, *names) if word in text] == []
    sexes = [line.split(",") for line in text.splitlines() if line.startswith("What is your sex?")]
    assert sexes
    assert all(int(n) % 5 == 0 for line in sexes for n in line[4:6] if n.isdigit())


def test_disabled_is_worked_out_from_two_questions():
    campaign = make.campaign(state=Campaign.State.FINISHED)
    for state, number in ((State.NOT_ELIGIBLE, 12), (State.ACCEPTED, 18)):
        for _ in range(number):
            yes = {"health_condition": "yes", "health_effect": "yes_a_little"}
            make.equality_answered(make.application(campaign, state=state), **yes)
            make.equality_answered(make.application(campaign, state=state), health_condition="no")
    text = read_campaign(campaign)
    assert "Disabled Entry requirements, Shortlist, Selection day and Offer Group" in text
    assert "Yes 30 20 60%" in text


def test_exercises_are_counted_when_every_day_is_scored():
    day = make.live_day(candidates=0)
    room = day.panels.get()
    campaign = day.campaign
    for number in range(44):
        who = make.application(campaign, state=State.ATTENDED)
        make.equality_answered(who, sex="female" if number % 2 else "male")
        slot = make.slot(room, who, state=PanelCandidate.State.ATTENDED)
        make.all_scores(slot, *((2, 3) if number % 4 < 2 else (4, 3)))
    address = page("campaign_fairness", campaign)
    coordinator = make.coordinator_of(day)
    assert "By exercise" not in read(make.signed_in(coordinator).get(address))
    selection_days.close_scoring(day=day, by=coordinator)
    text = read(make.signed_in(coordinator).get(address))
    assert "By exercise" in text
    assert "Female 20 10 50%" in text
