"""The training plan: written from the record, confirmed by the right parties, changed one change at a time."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import operations, plan_content, steps
from apprentices.models import (
    Apprentice,
    Involvement,
    Party,
    PlanChange,
    PlanSection,
    SectionConfirmation,
    Standing,
    TrainingPlan,
)
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
Kind, State = PlanSection.Kind, PlanSection.State
APPRENTICE, EMPLOYER, UNIVERSITY = Party.APPRENTICE, Party.EMPLOYER, Party.UNIVERSITY


@pytest.fixture
def written():
    return make.training_plan()


@pytest.fixture
def agreed():
    return make.training_plan(confirmed=True)


def states(plan):
    return {section.kind: section.state for section in plan.sections.current()}


def current(plan, kind):
    return plan.sections.current().get(kind=kind)


def propose(case, kind=Kind.OFF_THE_JOB, party=UNIVERSITY, reason="A module was added.", **values):
    if not values:
        values = {"planned_hours": "940.00"}
    return operations.propose_change(
        case.plan, kind=kind, values=values, reason=reason, party=party, by=case.people[party]
    )


def approve(case, change, *parties):
    for party in parties:
        operations.approve_change(change, party=party, by=case.people[party])
    change.refresh_from_db()


# Written -------------------------------------------------------------------------------------------------------


def test_plan_says_what_the_record_says(written):
    contents = {section.kind: section.content for section in written.plan.sections.all()}

    assert set(contents) == set(PlanSection.NEEDS)
    assert contents[Kind.EMPLOYER]["employer"] == written.apprentice.employer.name
    assert contents[Kind.EMPLOYER]["contact"] == "Grace Mensah"
    assert contents[Kind.PROVIDER]["contact"] == "Dr Helen Price"
    assert contents[Kind.DATES] == {
        "starts_on": "2025-09-08",
        "planned_end_on": "2028-09-07",
        "months": "36",
        "weekly_hours": "37.00",
    }
    assert contents[Kind.OFF_THE_JOB]["planned_hours"] == "900.00"
    assert contents[Kind.DUTIES]["university"].startswith("Teach the programme to the regulator's standards")


def test_texts_of_a_version_stand_above_those_of_its_standard_and_of_all(monkeypatch):
    own = {"ST0510": {"duties": {"employer": "standard"}}, "ST0510 1.0": {"duties": {"apprentice": "v1"}}}
    monkeypatch.setattr(
        plan_content,
        "_texts",
        lambda: {
            "default": {"off_the_job": {"how": "all"}, "duties": {"apprentice": "all", "employer": "all"}},
            "standards": own,
        },
    )

    assert plan_content.texts(make.standard_version()) == {
        "off_the_job": {"how": "all"},
        "duties": {"apprentice": "v1", "employer": "standard"},
    }


def test_plan_is_written_once_and_at_enrolment(written):
    assert operations.open_plan(written.apprentice, by=None) == written.plan
    assert written.plan.sections.count() == 6

    make.published_minimum()
    enrolled = operations.enrol(
        person=make.person(),
        cohort=make.cohort(starts_on=datetime.date(2026, 9, 7)),
        employer=make.service(),
        starts_on=datetime.date(2026, 9, 7),
        weekly_hours=Decimal(36),
        by=make.person(),
    )
    assert states(TrainingPlan.objects.get(apprentice=enrolled)) == dict.fromkeys(PlanSection.NEEDS, State.OPEN)


# Confirmed -----------------------------------------------------------------------------------------------------


def test_contact_details_are_confirmed_by_two_and_everything_else_by_all_three(written):
    sections = written.plan.sections
    operations.confirm_sections(sections.waiting_for(APPRENTICE), party=APPRENTICE, by=written.people[APPRENTICE])
    assert set(states(written.plan).values()) == {State.OPEN}

    operations.confirm_sections(sections.waiting_for(EMPLOYER), party=EMPLOYER, by=written.people[EMPLOYER])
    assert states(written.plan) == dict.fromkeys(PlanSection.NEEDS, State.OPEN) | {Kind.EMPLOYER: State.CONFIRMED}

    operations.confirm_sections(sections.waiting_for(UNIVERSITY), party=UNIVERSITY, by=written.people[UNIVERSITY])
    assert states(written.plan) == dict.fromkeys(PlanSection.NEEDS, State.CONFIRMED)
    assert SectionConfirmation.objects.count() == 2 + 2 + 4 * 3


def test_signature_is_bound_to_the_very_words(agreed):
    section = current(agreed.plan, Kind.DATES)
    signatures = list(Signature.objects.under(section))

    assert [signature.purpose for signature in signatures] == [
        "training plan, for the apprentice",
        "training plan, for the employer",
        "training plan, for the university",
    ]
    assert section.content_hash in signatures[0].content
    assert list(verify()) == []


@pytest.mark.parametrize("change", [{"content": {}}, {"kind": "dates", "number": 7}, {"content_hash": ""}])
def test_the_database_itself_keeps_what_a_version_says(agreed, change):
    with pytest.raises(Exception, match="plan_section_content_stays"), transaction.atomic():
        PlanSection.objects.filter(pk=current(agreed.plan, Kind.DUTIES).pk).update(**change)
    with pytest.raises(Exception, match="plan_confirmation_for_good"), transaction.atomic():
        SectionConfirmation.objects.all().delete()


def test_each_party_confirms_once_and_by_a_person_of_its_own(written):
    section = current(written.plan, Kind.DATES)
    operations.confirm_sections([section], party=EMPLOYER, by=written.people[EMPLOYER])

    with pytest.raises(AlreadyMoved) as twice:
        operations.confirm_sections([section], party=EMPLOYER, by=make.person())
    with pytest.raises(StepRefused) as both:
        operations.confirm_sections([section], party=UNIVERSITY, by=written.people[EMPLOYER])
    with pytest.raises(StepRefused) as not_asked:
        operations.confirm_sections([current(written.plan, Kind.PROVIDER)], party=EMPLOYER, by=written.people[EMPLOYER])

    assert str(twice.value) == "Grace Mensah has confirmed “Dates and hours of work” for the employer already."
    assert str(both.value) == "You have confirmed this for another party. Each party confirms by a person of its own."
    assert str(not_asked.value) == "“University” is not confirmed by the employer."


# Changed -------------------------------------------------------------------------------------------------------


def test_change_of_planned_hours_holds_in_plan_record_and_totals_once_all_three_agreed(agreed):
    Standing.objects.filter(pk=agreed.apprentice.pk).update(track=Standing.Track.REACHED, confirmed_hours=0)
    before = current(agreed.plan, Kind.OFF_THE_JOB)
    change = propose(agreed)
    approve(agreed, change, APPRENTICE)
    agreed.apprentice.refresh_from_db()
    assert (change.state, agreed.apprentice.planned_hours) == (PlanChange.State.PENDING, Decimal("900"))
    assert current(agreed.plan, Kind.OFF_THE_JOB) == before

    approve(agreed, change, EMPLOYER)

    agreed.apprentice.refresh_from_db()
    now = current(agreed.plan, Kind.OFF_THE_JOB)
    assert (change.state, agreed.apprentice.planned_hours) == (PlanChange.State.AGREED, Decimal("940"))
    assert (now.number, now.content["planned_hours"], now.replaces) == (2, "940.00", before)
    assert Standing.objects.get(pk=agreed.apprentice.pk).track != Standing.Track.REACHED
    assert list(verify()) == []


def test_every_other_section_keeps_its_confirmation(agreed):
    kept = {s.kind: s.pk for s in agreed.plan.sections.current() if s.kind != Kind.OFF_THE_JOB}
    approve(agreed, propose(agreed), APPRENTICE, EMPLOYER)

    assert {s.kind: s.pk for s in agreed.plan.sections.current() if s.kind != Kind.OFF_THE_JOB} == kept
    assert set(states(agreed.plan).values()) == {State.CONFIRMED}


def test_contact_details_change_between_two(agreed):
    change = propose(agreed, Kind.EMPLOYER, EMPLOYER, contact_phone="020 7946 0000")
    with pytest.raises(StepRefused):
        operations.approve_change(change, party=UNIVERSITY, by=agreed.people[UNIVERSITY])
    approve(agreed, change, APPRENTICE)

    assert change.state == PlanChange.State.AGREED
    assert current(agreed.plan, Kind.EMPLOYER).content["contact_phone"] == "020 7946 0000"


def test_prior_learning_takes_hours_and_price_with_it():
    case = make.training_plan(
        make.apprentice(cohort=make.cohort(starts_on=datetime.date(2026, 9, 7)), planned_hours=Decimal(935)),
        confirmed=True,
    )
    make.published_minimum()
    standard = case.apprentice.cohort.standard_version.standard
    type(standard).objects.filter(pk=standard.pk).update(
        funding_bands=[{"valid_from": "2024-01-01", "amount_gbp": 24000}]
    )
    change = propose(
        case, Kind.PRIOR_LEARNING, prior_learning_hours="85.00", what="A first-year module", price="23000.00"
    )
    approve(case, change, APPRENTICE, EMPLOYER)

    case.apprentice.refresh_from_db()
    assert (case.apprentice.prior_learning_hours, case.apprentice.minimum_hours) == (Decimal(85), Decimal(750))
    assert case.apprentice.planned_hours == Decimal(850)
    assert current(case.plan, Kind.PRIOR_LEARNING).content == {
        "prior_learning_hours": "85.00",
        "what": "A first-year module",
        "price_cut": "4.55",
        "price": "23000.00",
    }
    assert current(case.plan, Kind.OFF_THE_JOB).content["minimum_hours"] == "750.00"


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (Kind.OFF_THE_JOB, {"planned_hours": "700.00"}, "A plan cannot be under the minimum of 835 hours."),
        (Kind.OFF_THE_JOB, {"planned_hours": "900.00"}, "Nothing would change. Look at what you typed."),
        (Kind.DATES, {"planned_end_on": "2025-09-08"}, "The last day of training must be after the first."),
        (Kind.DATES, {"weekly_hours": "20.00"}, "Nothing would change. Look at what you typed."),
    ],
)
def test_change_that_cannot_be_is_refused_in_words(agreed, kind, values, words):
    with pytest.raises(StepRefused) as refused:
        propose(agreed, kind, **values)

    assert str(refused.value) == words
    assert not PlanChange.objects.exists()


def test_one_change_waits_at_a_time(agreed):
    propose(agreed)
    with pytest.raises(StepRefused) as second:
        propose(agreed, Kind.DATES, EMPLOYER, planned_end_on="2028-12-31")

    assert str(second.value) == (
        "Dr Helen Price has proposed a change already. One waits at a time: answer it first, "
        "or ask them to take it back."
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanChange.objects.create(plan=agreed.plan, party=EMPLOYER, proposed_by=agreed.people[EMPLOYER], reason="x")


def test_refused_with_a_reason_the_plan_stays_and_the_proposer_hears_it(agreed):
    before = {s.kind: s.pk for s in agreed.plan.sections.current()}
    change = propose(agreed)
    with pytest.raises(StepRefused):
        operations.refuse_change(change, reason=" ", by=agreed.people[EMPLOYER])
    operations.refuse_change(change, reason="We cannot release more days.", by=agreed.people[EMPLOYER])

    assert {s.kind: s.pk for s in agreed.plan.sections.current()} == before
    assert change.sections.get().state == State.SET_ASIDE
    assert (change.answer, change.decided_by) == ("We cannot release more days.", agreed.people[EMPLOYER])
    assert Message.objects.get(kind="plan_change_answered").to == agreed.people[UNIVERSITY]
    with pytest.raises(AlreadyMoved):
        operations.approve_change(change, party=APPRENTICE, by=agreed.people[APPRENTICE])


def test_only_the_proposer_takes_a_change_back_and_another_may_follow(agreed):
    change = propose(agreed)
    with pytest.raises(StepRefused) as refused:
        operations.withdraw_change(change, by=agreed.people[EMPLOYER])
    operations.withdraw_change(change, by=agreed.people[UNIVERSITY])

    assert str(refused.value) == "Only Dr Helen Price can take this back."
    second = propose(agreed)
    assert second.sections.get().number == 3


def test_section_that_is_not_right_is_changed_instead_of_confirmed(written):
    make.confirm_everything(written.plan, {UNIVERSITY: written.people[UNIVERSITY]})
    change = propose(written, Kind.EMPLOYER, APPRENTICE, workplace="Hackney Service Centre")
    approve(written, change, EMPLOYER)

    assert states(written.plan)[Kind.EMPLOYER] == State.CONFIRMED
    assert written.plan.sections.get(kind=Kind.EMPLOYER, number=1).state == State.REPLACED


# What the record does to it --------------------------------------------------------------------------------------


def at_another_employer(case, *, continuous):
    new = make.service(name="Lambeth adults")
    steps.transfer.apply(
        steps.Transfer(
            apprentice=case.apprentice,
            before=case.apprentice.employer,
            after=new,
            on=datetime.date(2026, 2, 2),
            by=case.people[UNIVERSITY],
            continuous=continuous,
        )
    )
    return current(case.plan, Kind.EMPLOYER)


@pytest.mark.parametrize(("continuous", "contact"), [(True, "Grace Mensah"), (False, "")])
def test_transfer_opens_the_employers_section_alone(agreed, continuous, contact):
    if not continuous:
        Involvement.objects.filter(kind=Involvement.Kind.LINE_MANAGER).update(ends_on=datetime.date(2026, 2, 1))
    section = at_another_employer(agreed, continuous=continuous)

    assert (section.content["employer"], section.content["contact"]) == ("Lambeth adults", contact)
    assert section.why == "Lambeth adults is the employer from 2 February 2026"
    assert states(agreed.plan) == dict.fromkeys(PlanSection.NEEDS, State.CONFIRMED) | {Kind.EMPLOYER: State.OPEN}


def test_hours_and_return_open_the_dates_and_keep_the_training_hours(agreed):
    end = datetime.date(2029, 3, 7)
    steps.hours_change.apply(
        steps.HoursChange(
            apprentice=agreed.apprentice,
            before=Decimal(37),
            after=Decimal("18.5"),
            on=datetime.date(2026, 2, 2),
            planned_end_on=end,
            by=agreed.people[UNIVERSITY],
        )
    )
    section = current(agreed.plan, Kind.DATES)
    assert (section.content["weekly_hours"], section.content["planned_end_on"]) == ("18.50", "2029-03-07")
    assert states(agreed.plan) == dict.fromkeys(PlanSection.NEEDS, State.CONFIRMED) | {Kind.DATES: State.OPEN}

    Apprentice.objects.filter(pk=agreed.apprentice.pk).update(planned_end_on=end)
    agreed.apprentice.employments.update(weekly_hours=Decimal("18.5"))
    returned = steps.Return(agreed.apprentice, datetime.date(2026, 9, 7), end, agreed.people[UNIVERSITY])
    steps.resumption.apply(returned)
    assert current(agreed.plan, Kind.DATES) == section


def test_change_that_the_record_overtakes_is_set_aside(agreed):
    touching = propose(agreed, Kind.EMPLOYER, EMPLOYER, workplace="Hackney Service Centre")
    at_another_employer(agreed, continuous=True)

    touching.refresh_from_db()
    assert (touching.state, touching.decided_by) == (PlanChange.State.WITHDRAWN, None)
    assert touching.answer == "The record changed before everybody had answered. Propose it again if it still fits."
    assert "Hackney" not in current(agreed.plan, Kind.EMPLOYER).content["workplace"]


def test_preview_says_what_is_to_be_confirmed_again(agreed):
    change = steps.Return(agreed.apprentice, timezone.localdate(), timezone.localdate(), agreed.people[UNIVERSITY])

    said = (
        "“Dates and hours of work” is to be confirmed again in the training plan; every other section stays confirmed."
    )
    assert [line for line in steps.resumption.preview(change) if "training plan" in line] == [said]


@pytest.mark.parametrize(
    ("starts_on", "price"), [("2023-09-04", "23000.00"), ("2025-09-08", "24000.00"), ("2026-09-07", "")]
)
def test_price_begins_with_the_band_of_the_start_and_with_nothing_where_none_is_known(starts_on, price):
    cohort = make.cohort(starts_on=datetime.date.fromisoformat(starts_on))
    standard = cohort.standard_version.standard
    standard.funding_bands = [
        {"valid_from": "2018-11-28", "amount_gbp": 23000},
        {"valid_from": "2024-01-01", "amount_gbp": 24000},
        {"valid_from": "2026-03-25", "amount_gbp": None},
    ]
    standard.save()

    assert (
        current(make.training_plan(make.apprentice(cohort=cohort)).plan, Kind.PRIOR_LEARNING).content["price"] == price
    )
