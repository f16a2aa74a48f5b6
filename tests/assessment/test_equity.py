"""Outcomes by group: made once, nobody in it; and a practice educator's own judgements, to them first."""

import datetime
from collections import Counter

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from apprentices.equality import Grouped
from assessment.equity import figures
from assessment.equity.outcomes import Outcome, decisions_of, outcomes
from assessment.equity.profile import profile_of
from assessment.models import (
    BoardDecision,
    BoardOfExaminers,
    EquityReport,
    JudgementProfileShare,
    PanelRecommendation,
    PortfolioSubmission,
    Recommendation,
)
from assessment.operations import equity as operations
from core.audit.models import Event
from core.workflow import StepRefused
from recruitment.equality_questions import NOT_SAID, PREFER_NOT_TO_SAY, find, outcome_groupings
from recruitment.models import Application, EqualityAnswers, EqualityLink
from recruitment.operations import equality
from tests import make

pytestmark = pytest.mark.django_db
STRAIGHT, NOT_PASSED = Outcome.STRAIGHT.value, Outcome.NOT_PASSED.value


def released(
    placement, *, outcome="passed", panel="confirm_pass", on=datetime.date(2026, 6, 30), state="released", educator=None
) -> BoardDecision:
    """A portfolio whose result was released on a day, as rows."""
    at = timezone.make_aware(datetime.datetime.combine(on, datetime.time(12)))
    by, other = make.person(), make.person()
    submission = PortfolioSubmission.objects.create(
        placement=placement,
        number=1 + placement.submissions.count(),
        state=PortfolioSubmission.State.RELEASED,
        snapshot={"evidence": []},
        content_hash="0" * 64,
        handed_in_by=placement.apprentice.person,
        handed_in_at=at,
        due_on=on,
        waiting_since=at,
    )
    back = {"due_on": on} if panel in ("more_evidence", "extend_days") else {}
    days = {"more_days": 5} if panel == "extend_days" else {}
    fail = {"repeat_allowed": True} if panel == "concur_fail" else {}
    PanelRecommendation.objects.create(
        submission=submission, outcome=panel, reasons="So.", chaired_by=by, recorded_by=by, **back, **days, **fail
    )
    university = placement.apprentice.cohort.university
    board = BoardOfExaminers.objects.filter(university=university).first() or BoardOfExaminers.objects.create(
        university=university, held_on=on, release_at=at
    )
    if educator is not None:
        Recommendation.objects.create(
            submission=submission,
            state=Recommendation.State.SIGNED,
            outcome="pass" if outcome == "passed" else "fail",
            holistic="As a whole.",
            written_by=educator,
            signed_at=at,
            **RECOMMENDED,
        )
    return BoardDecision.objects.create(
        board=board,
        submission=submission,
        outcome=outcome,
        state=state,
        entered_by=by,
        confirmed_by=other,
        confirmed_at=at,
        released_at=at,
        appeal_until=on,
    )


RECOMMENDED = {"content_hash": "0" * 64}


def grouped(rows):
    """Outcomes of people with a group each: the outcomes, and one grouping."""
    found = {}
    for number, (_, outcome) in enumerate(rows):
        found[number] = outcome
    counts = {}
    for group, outcome in rows:
        counts.setdefault(group, Counter())[outcome] += 1
    return found, [Grouped("sex", "By sex", counts)]


# Outcomes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "panel", "is_"),
    [
        ("passed", "confirm_pass", Outcome.STRAIGHT),
        ("passed", "more_evidence", Outcome.MORE_EVIDENCE),
        ("passed", "extend_days", Outcome.MORE_DAYS),
        ("passed", "disagree", Outcome.REFERRED),
        ("repeat", "concur_fail", Outcome.NOT_PASSED),
        ("not_passed", "concur_fail", Outcome.NOT_PASSED),
    ],
)
def test_what_became_of_a_portfolio(outcome, panel, is_):
    placement = make.placement()
    released(placement, outcome=outcome, panel=panel)
    days = {"first_day": datetime.date(2023, 9, 1), "last_day": datetime.date(2026, 8, 31)}
    university = placement.apprentice.cohort.university
    found = outcomes(decisions_of(university, on=days["last_day"]), **days)
    assert found == {placement.apprentice_id: is_.value}


def test_only_what_is_released_stands_and_lies_in_the_days_counts():
    days = {"first_day": datetime.date(2023, 9, 1), "last_day": datetime.date(2026, 8, 31)}
    aside, later, pending = (make.placement() for _ in range(3))
    decision = released(aside)
    BoardDecision.objects.filter(pk=decision.pk).update(state="set_aside", set_aside_on=datetime.date(2026, 7, 1))
    released(later, on=datetime.date(2026, 9, 1))
    BoardDecision.objects.filter(pk=released(pending).pk).update(state="confirmed")
    assert outcomes(BoardDecision.objects.all(), **days) == {}


# Groups -------------------------------------------------------------------------------------------------------


def test_answers_are_counted_by_group_and_nothing_of_one_person_comes_out():
    campaign = make.campaign()
    made = []
    for answer in ("female", "female", "male", None):
        apprentice = make.apprentice()
        application = make.application(campaign, apprentice.person)
        Application.objects.filter(pk=application.pk).update(state="enrolled", apprentice=apprentice)
        if answer:
            equality.save_equality_answer(application=application, by=apprentice.person, question="sex", answer=answer)
        made.append(apprentice.pk)
    by_code = {one.code: one for one in equality.counted_by_group(dict.fromkeys(made, STRAIGHT))}
    assert by_code["sex"].counts == {"Female": {STRAIGHT: 2}, "Male": {STRAIGHT: 1}, NOT_SAID: {STRAIGHT: 1}}
    assert by_code["ethnic_group"].counts[NOT_SAID] == {STRAIGHT: 4}


def test_a_cut_link_counts_as_not_said():
    apprentice = make.apprentice()
    application = make.application(make.campaign(), apprentice.person)
    Application.objects.filter(pk=application.pk).update(state="enrolled", apprentice=apprentice)
    equality.save_equality_answer(application=application, by=apprentice.person, question="sex", answer="male")
    EqualityLink.objects.all().delete()
    assert EqualityAnswers.objects.count() == 1
    by_code = {one.code: one for one in equality.counted_by_group({apprentice.pk: STRAIGHT})}
    assert by_code["sex"].counts == {"Female": {}, "Male": {}, NOT_SAID: {STRAIGHT: 1}}


def test_every_answer_is_in_the_one_group_in_which_every_figure_counts_it():
    assert [one.code for _, one in outcome_groupings()] == ["sex", "ethnic_group", "disabled", "age_band"]
    for code in ("sex", "ethnic_group", "age_band"):
        [grouping] = [one for _, one in outcome_groupings() if one.code == code]
        left_out = {value for value, _ in find(code).options if grouping.of({code: value}) is None}
        assert left_out == {PREFER_NOT_TO_SAY}


# The report ---------------------------------------------------------------------------------------------------


def test_figures_are_rounded_hidden_and_said_in_words():
    rows = [("Female", STRAIGHT)] * 63 + [("Female", NOT_PASSED)] * 12
    rows += [("Male", STRAIGHT)] * 21 + [("Male", NOT_PASSED)] * 14 + [("Not said", STRAIGHT)] * 3
    found = figures.figures_of(*grouped(rows))
    assert found["columns"] == ["Passed without a question", "More evidence or days, referred, or not passed at first"]
    assert found["totals"] == [85, 25]
    [table] = found["tables"]
    assert table["rows"][2] == [None, None]
    assert table["totals"][2] is None
    assert all(value is None or value % 5 == 0 for row in table["rows"] for value in row)
    shown = figures.tables_of(found)[0]
    assert shown.rows[2].says == "Nothing can be said: hidden."


def test_what_a_row_says():
    table = {"groups": ["Female", "Male"], "rows": [[160, 15], [20, 15]], "totals": [175, 35]}
    [shown] = figures.tables_of({"tables": [table | {"title": "By sex"}]})
    assert shown.rows[0].says == "86 to 95 in 100 passed without a question. The others are compared with these."
    assert shown.rows[1].says == (
        "41 to 72 in 100 passed without a question. Chance alone would seldom make this difference."
    )


def test_with_too_few_results_there_is_no_table():
    found = figures.figures_of(*grouped([("Female", STRAIGHT)] * 40 + [("Male", NOT_PASSED)] * 9))
    assert found == {"columns": [], "totals": [], "tables": []}


def test_a_report_is_made_once_from_its_day_for_every_university_and_stays():
    university = make.university()
    office = make.organisation("consortium_office")
    make.consortium(office=office)
    assert operations.make_reports_due(on=datetime.date(2026, 10, 31))[0].year == 2024
    made = operations.make_reports_due(on=datetime.date(2026, 11, 1))
    assert {(report.university, report.year) for report in made if report.university} == {(university, 2025)}
    assert len(made) == 2
    assert operations.make_reports_due(on=datetime.date(2027, 3, 1)) == []
    report = made[0]
    assert (report.first_day, report.last_day) == (datetime.date(2023, 9, 1), datetime.date(2026, 8, 31))
    read = Event.objects.about(report).values_list("step", flat=True)
    assert "read equality answers, counted by group" in read
    with pytest.raises(DatabaseError), transaction.atomic():
        EquityReport.objects.filter(pk=report.pk).update(figures={"columns": ["x"]})


def test_a_report_is_read_by_those_who_answer_for_it_and_downloaded():
    university = make.university()
    officer = make.appointment(make.person(), university, "compliance_officer").person
    elsewhere = make.appointment(make.person(), make.university(), "compliance_officer").person
    tutor = make.appointment(make.person(), university, "tutor").person
    rows = [("Female", STRAIGHT)] * 60 + [("Female", NOT_PASSED)] * 20 + [("Male", STRAIGHT)] * 30
    rows += [("Male", NOT_PASSED)] * 4
    report = EquityReport.objects.create(
        university=university,
        year=2025,
        first_day=datetime.date(2023, 9, 1),
        last_day=datetime.date(2026, 8, 31),
        figures=figures.figures_of(*grouped(rows)),
    )
    url = reverse("assessment:equity_report", args=[report.reference])
    page = make.signed_in(officer).get(url).content.decode()
    assert "What these figures cannot say" in page
    assert "hidden" in page
    assert make.signed_in(elsewhere).get(url).status_code == 404
    assert make.signed_in(tutor).get(url).status_code == 404
    csv = make.signed_in(officer).get(reverse("assessment:equity_report_csv", args=[report.reference]))
    assert csv.content.decode("utf-8-sig").splitlines()[0].startswith("Grouping,Group,Passed without a question")
    pdf = make.signed_in(officer).get(reverse("assessment:equity_report_pdf", args=[report.reference]))
    assert pdf.content.startswith(b"%PDF")


# A practice educator's own judgements ---------------------------------------------------------------------------


@pytest.fixture
def grace():
    """A practice educator who has judged nine portfolios, of which one did not pass."""
    educator = make.person("Grace Mensah")
    university, service = make.university(), make.service()
    make.appointment(educator, service, "practice_educator")
    cohort = make.cohort(university)
    for number in range(9):
        placement = make.placement(make.apprentice(cohort=cohort))
        failed = number == 8
        released(
            placement,
            educator=educator,
            outcome="repeat" if failed else "passed",
            panel="concur_fail" if failed else "more_evidence" if number == 0 else "confirm_pass",
        )
    chair = make.appointment(make.person(), university, "assessment_panel_chair").person
    return educator, university, chair, service


def test_it_is_off_until_the_university_switches_it_on_and_needs_eight(grace):
    educator, university, chair, _ = grace
    assert profile_of(educator).judgements == 0
    with pytest.raises(StepRefused, match="chair"):
        operations.switch_profile(university=university, on=True, by=educator)
    operations.switch_profile(university=university, on=True, by=chair)
    profile = profile_of(educator)
    assert profile.is_there
    assert profile.sentences[0] == ("You have recommended on 9 portfolios that are decided: 8 to pass, 1 not to pass.")
    assert "The panel asked for more evidence or more days for one of them." in profile.sentences
    assert "The board of examiners decided otherwise than you recommended for none of them." in profile.sentences
    assert not any("%" in sentence or "rate" in sentence for sentence in profile.sentences)
    BoardDecision.objects.filter(pk__in=BoardDecision.objects.values("pk")[:2]).update(state="confirmed")
    assert profile_of(educator).sentences == ()


def test_nobody_else_sees_it_until_it_is_shown_and_after_it_was_ended(grace):
    educator, university, chair, service = grace
    operations.switch_profile(university=university, on=True, by=chair)
    lead = make.appointment(make.person("Lea Lead"), service, "practice_educator_lead").person
    with pytest.raises(StepRefused, match="lead of your own"):
        operations.share_profile(shown_to=chair, by=educator)
    browser = make.signed_in(educator)
    page = browser.get(reverse("assessment:my_profile")).content.decode()
    assert "8 to pass, 1 not to pass" in page
    browser.post(reverse("assessment:share_profile"), {"shown_to": lead.reference})
    share = JudgementProfileShare.objects.get()
    url = reverse("assessment:shown_profile", args=[share.reference])
    assert "8 to pass" in make.signed_in(lead).get(url).content.decode()
    assert make.signed_in(chair).get(url).status_code == 404
    browser.post(reverse("assessment:end_profile_share", args=[share.reference]))
    assert make.signed_in(lead).get(url).status_code == 404


def test_the_chair_switches_it_on_the_page(grace):
    _, university, chair, _ = grace
    url = reverse("assessment:switch_profile", args=[university.reference])
    make.signed_in(chair).post(url, {"is_on": "yes"})
    assert university.judgement_profile_rule.is_on
    assert make.signed_in(make.person()).get(url).status_code == 404
