"""From the wish to the last day: the rules asked at each step, who comes to see the record, and for how long."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Apprentice, CalendarEntry, Involvement, Milestone
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepNotAllowed, StepRefused
from placements import facts, operations, rules
from placements.models import Placement, PracticeEducator
from placements.operations import PlacementRefused
from tests import make

pytestmark = pytest.mark.django_db
State = Placement.State
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def reasons_of(want):
    with pytest.raises(PlacementRefused) as refused:
        operations.propose(want, by=make.person())
    return [reason.code for reason in refused.value.reasons]


def sees(user, apprentice):
    return Apprentice.objects.visible_to(make.again(user)).filter(pk=apprentice.pk).exists()


# Proposing


def test_a_proposal_takes_number_name_and_days_from_the_standard():
    placement = make.placement(state=State.PROPOSED)
    assert (placement.number, placement.name, placement.level) == (1, "First placement", "EFP")
    assert (placement.days_minimum, placement.days_required, placement.is_last) == (70, 70, False)
    assert Event.objects.filter(subject_kind="placements.placement", step="proposed").count() == 1


def test_every_reason_is_said_at_once():
    want = make.placement_wish(
        setting=make.setting(approved=False), practice_educator=make.educator(registration_checked_on=None)
    )
    assert reasons_of(replace(want, independence_declared=False)) == ["setting", "registration", "independence"]


def test_a_line_manager_is_not_the_practice_educator():
    apprentice = make.apprentice()
    manager = make.line_manager(apprentice)
    assert reasons_of(make.placement_wish(apprentice, practice_educator=make.educator(person=manager))) == [
        "line_manager"
    ]


def test_a_place_that_is_taken_is_not_given_again():
    grace = make.educator()
    make.placement(practice_educator=grace, state=State.PROPOSED)
    assert reasons_of(make.placement_wish(practice_educator=grace)) == ["capacity"]
    assert reasons_of(make.placement_wish(practice_educator=make.educator(other_routes=1))) == ["capacity"]


def test_a_place_is_free_again_when_a_placement_does_not_go_ahead():
    grace = make.educator()
    operations.decline(make.placement(practice_educator=grace, state=State.PROPOSED), reason="Moved", by=make.person())
    assert make.placement(practice_educator=grace, state=State.PROPOSED).practice_educator == grace


def test_the_own_team_needs_the_university_to_allow_it():
    apprentice = make.apprentice()
    want = replace(make.placement_wish(apprentice), own_team=True, new_duties="Duty desk", caseload_taken_off="Reviews")
    assert reasons_of(want) == ["own_team"]
    university = apprentice.cohort.university
    operations.set_university_rule(university=university, own_team_allowed=True, by=make.person())
    assert operations.propose(want, by=make.person()).own_team


def test_nobody_is_on_two_placements_at_once():
    first = make.placement()
    want = make.placement_wish(first.apprentice, number=2, setting=make.setting(kind="mental_health"))
    with pytest.raises(StepRefused, match="on another placement on some of these dates"):
        operations.propose(want, by=make.person())
    with pytest.raises(StepRefused, match="has a first placement already"):
        operations.propose(replace(want, number=1), by=make.person())


def test_a_last_placement_with_a_pair():
    learning = make.educator("Ama Boateng", stage=rules.Stage.WORKING_TOWARDS_STAGE_2)
    want = make.placement_wish(number=2, practice_educator=learning)
    assert reasons_of(want) == ["overseer"]
    placement = operations.propose(replace(want, overseen_by=make.educator("Grace Mensah")), by=make.person())
    assert (placement.days_minimum, placement.is_last, str(placement.overseen_by)) == (100, True, "Grace Mensah")


def test_who_can_teach_and_why_the_others_cannot():
    want = replace(make.placement_wish(), practice_educator=None)
    free, busy = make.educator("Ama Boateng"), make.educator("Grace Mensah")
    make.placement(practice_educator=busy, state=State.PROPOSED)
    found = facts.candidates(want, PracticeEducator.objects.filter(pk__in=[free.pk, busy.pk]))
    assert [(one.facts.name, [r.words for r in one.reasons]) for one in found] == [
        ("Ama Boateng", []),
        ("Grace Mensah", ["Grace Mensah has taken 1 of 1 places for these dates."]),
    ]


# Confirming


def test_confirming_opens_the_record_for_the_dates_and_tells_everybody():
    host = make.service()
    supervisor = make.person()
    placement = make.placement(state=State.PROPOSED, setting=make.setting(host), supervisor=supervisor)
    educator = placement.practice_educator.person
    lead = make.appointment(at=host).person
    assert [sees(who, placement.apprentice) for who in (educator, supervisor, lead)] == [False, False, False]

    operations.confirm(placement, by=make.person())

    assert [sees(who, placement.apprentice) for who in (educator, supervisor, lead)] == [True, True, True]
    told = set(Message.objects.filter(kind="placement_confirmed").values_list("to", flat=True))
    assert told == {placement.apprentice.person_id, educator.pk, supervisor.pk}
    assert CalendarEntry.objects.get(kind="placement").date == placement.starts_on


def test_no_host_where_the_setting_is_the_employers_own():
    apprentice = make.apprentice()
    make.placement(apprentice, state=State.CONFIRMED, setting=make.setting(apprentice.employer))
    assert not Involvement.objects.filter(apprentice=apprentice, kind=Involvement.Kind.HOST).exists()


def test_the_rules_are_asked_again_at_confirming():
    placement = make.placement(state=State.PROPOSED)
    operations.change_educator(placement.practice_educator, by=make.person(), registration_checked_on=None)
    placement.practice_educator.refresh_from_db()
    with pytest.raises(PlacementRefused, match="registration has not been checked"):
        operations.confirm(placement, by=make.person())
    assert Placement.objects.get(pk=placement.pk).state == State.PROPOSED


def test_of_two_who_confirm_one_wins():
    placement = make.placement(state=State.PROPOSED)
    other = Placement.objects.get(pk=placement.pk)
    operations.confirm(placement, by=make.person("Grace Mensah"))
    with pytest.raises(AlreadyMoved, match="Grace Mensah confirmed this placement"):
        operations.confirm(other, by=make.person())


# The first day


def test_the_start_names_everything_that_is_missing():
    placement = make.placement(state=State.CONFIRMED)
    with pytest.raises(StepRefused) as refused:
        operations.start(placement, by=make.person())
    assert str(refused.value) == (
        "Before the first day these are missing: readiness for direct practice passed and released, "
        "DBS outcome seen and right for the work, occupational health cleared, "
        "adjustments in place, or none asked for, hosting agreement signed and "
        "practice educator's registration and currency checked."
    )


def test_a_placement_starts_when_each_condition_is_ticked_with_who_and_when():
    placement, by = make.placement(state=State.CONFIRMED), make.person("Ama Boateng")
    make.ready_to_start(placement, by=by)
    operations.start(placement, by=by)
    assert (placement.state, placement.started_by) == (State.LIVE, by)
    assert {(c.ticked_by, c.met_on) for c in placement.conditions.all()} == {(by, TODAY)}


def test_a_tick_can_be_taken_back_until_the_start():
    placement, by = make.placement(state=State.CONFIRMED), make.person()
    make.ready_to_start(placement, by=by)
    operations.untick(placement, kind="dbs_seen", by=by)
    with pytest.raises(StepRefused, match="missing: DBS outcome seen and right for the work"):
        operations.start(placement, by=by)
    operations.tick(placement, kind="dbs_seen", met_on=TODAY, by=by)
    operations.start(placement, by=by)
    with pytest.raises(StepRefused, match="has started, so its conditions stay"):
        operations.untick(placement, kind="dbs_seen", by=by)


def test_readiness_is_never_ticked_here():
    with pytest.raises(StepRefused, match="recorded by the university"):
        operations.tick(make.placement(state=State.CONFIRMED), kind="readiness", met_on=TODAY, by=make.person())


def test_no_hosting_agreement_is_asked_for_within_one_employer():
    apprentice = make.apprentice()
    placement = make.placement(apprentice, state=State.CONFIRMED, setting=make.setting(apprentice.employer))
    by = make.person()
    make.ready_to_start(placement, by=by)
    operations.untick(placement, kind="hosting_agreement", by=by)
    operations.start(placement, by=by)
    assert placement.state == State.LIVE


def test_it_does_not_start_before_its_first_day():
    placement = make.placement(state=State.CONFIRMED, starts_on=TODAY + 7 * DAY)
    make.ready_to_start(placement, by=make.person())
    with pytest.raises(StepRefused, match="Start the placement on that day"):
        operations.start(placement, by=make.person())


def test_the_tutor_is_asked_for_the_hours_when_none_are_set():
    apprentice = make.apprentice()
    tutor = make.tutor(apprentice)
    make.placement(apprentice, hours=None)
    assert list(Message.objects.filter(kind="placement_hours_needed").values_list("to", flat=True)) == [tutor.pk]


# Ending


def test_an_early_end_keeps_the_days_and_closes_the_record_at_once():
    host = make.service()
    placement = make.placement(setting=make.setting(host))
    educator, lead = placement.practice_educator.person, make.appointment(at=host).person
    rows = make.placement_days(placement, 2)
    operations.confirm_days(placement, shown={row.pk: row.kind for row in rows}, by=educator)

    operations.end_early(placement, cause="host_capacity", no_fault=True, by=make.person())

    assert (placement.state, placement.days_counted, placement.ends_on) == (State.ENDED_EARLY, Decimal(2), TODAY)
    assert [sees(who, placement.apprentice) for who in (educator, lead)] == [False, False]
    assert [Placement.objects.visible_to(make.again(who)).count() for who in (educator, lead)] == [0, 0]
    assert Placement.objects.visible_to(placement.apprentice.person).get() == placement


def test_closing_never_lengthens_access_that_has_ended():
    placement = make.placement(ends_on=TODAY - DAY)
    operations.end_early(placement, cause="safety", no_fault=True, by=make.person())
    ended = Involvement.objects.filter(kind=Involvement.Kind.PRACTICE_EDUCATOR).get()
    assert ended.ends_on == TODAY - DAY


def test_a_new_placement_may_replace_one_that_ended_early():
    first = make.placement()
    operations.end_early(first, cause="practice_educator_left", no_fault=True, by=make.person())
    second = make.placement(first.apprentice, state=State.PROPOSED, starts_on=TODAY + DAY)
    assert (second.number, second.name) == (1, "First placement")


def test_pausing_and_going_on():
    placement = make.placement()
    operations.pause(placement, reason="Investigation", by=make.person())
    with pytest.raises(PlacementRefused, match="not under way"):
        make.placement_days(placement)
    operations.resume(placement, by=make.person())
    assert placement.state == State.LIVE


def test_steps_that_the_state_does_not_lead_to_are_refused():
    placement = make.placement(state=State.PROPOSED)
    for step in (operations.close, operations.resume):
        with pytest.raises(StepNotAllowed):
            step(placement, by=make.person())
    with pytest.raises(StepRefused, match="This placement is proposed, so it cannot start now"):
        operations.start(placement, by=make.person())


# Dates and days


def test_an_extension_moves_the_dates_for_everybody_and_adds_days():
    placement = make.placement()
    later = placement.ends_on + 30 * DAY
    operations.change_dates(placement, starts_on=placement.starts_on, ends_on=later, more_days=10, by=make.person())
    assert (placement.ends_on, placement.days_required, placement.days_minimum) == (later, 80, 70)
    assert Involvement.objects.get(kind=Involvement.Kind.PRACTICE_EDUCATOR).ends_on == later


def test_an_extension_beyond_what_the_rules_allow_is_refused():
    placement = make.placement()
    with pytest.raises(PlacementRefused, match="currency runs out"):
        operations.change_dates(
            placement, starts_on=placement.starts_on, ends_on=placement.ends_on + 800 * DAY, by=make.person()
        )
    placement.refresh_from_db()
    assert Involvement.objects.get(kind=Involvement.Kind.PRACTICE_EDUCATOR).ends_on == placement.ends_on


def test_nobody_lowers_the_days():
    placement = make.placement()
    with pytest.raises(StepRefused, match="never taken away"):
        operations.change_dates(
            placement, starts_on=placement.starts_on, ends_on=placement.ends_on, more_days=-1, by=make.person()
        )
    rows = Placement.objects.filter(pk=placement.pk)
    for change in ({"days_required": 69}, {"days_minimum": 60, "days_required": 60}, {"state": State.CLOSED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_readiness_comes_from_the_milestone():
    placement = make.placement(state=State.CONFIRMED)
    assert not Milestone.objects.filter(apprentice=placement.apprentice).exists()
    make.ready_to_start(placement, by=make.person())
    Milestone.objects.filter(apprentice=placement.apprentice).delete()
    with pytest.raises(StepRefused, match="missing: readiness for direct practice passed and released"):
        operations.start(placement, by=make.person())


# The register


def test_a_new_stage_ends_the_one_before():
    educator = make.educator(stage=rules.Stage.STAGE_1)
    operations.designate(educator, stage=rules.Stage.STAGE_2, starts_on=TODAY, by=make.person())
    assert [(d.stage, d.ends_on) for d in educator.designations.all()] == [
        ("stage_1", TODAY - DAY),
        ("stage_2", None),
    ]
    with pytest.raises(StepRefused, match="Give a later day"):
        operations.designate(educator, stage=rules.Stage.STAGE_1, starts_on=TODAY, by=make.person())


def test_somebody_is_on_the_register_once():
    educator = make.educator()
    with pytest.raises(StepRefused, match="on the register already"):
        operations.add_educator(
            name="x",
            email=educator.person.email,
            kept_by=make.service(),
            stage="stage_1",
            stage_from=TODAY,
            by=make.person(),
        )


def test_a_setting_is_approved_after_its_audit():
    setting, by = make.setting(approved=False), make.person()
    with pytest.raises(StepRefused, match="cannot begin before it"):
        operations.approve_setting(setting, audited_on=TODAY, approved_from=TODAY - DAY, approved_to=TODAY, by=by)
    operations.approve_setting(setting, audited_on=TODAY, approved_from=TODAY, approved_to=TODAY + 365 * DAY, by=by)
    assert (setting.approval_words, setting.approved_by) == ("Approved", by)
