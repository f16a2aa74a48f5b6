"""Through the gateway and back: two keys and the apprentice's word, conditions looked at anew at each of them."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import finish, operations, steps
from apprentices.models import Apprentice, Gateway, GatewayDecision, Milestone
from core.audit.sealing import verify
from core.notifications.models import Message
from core.registry import Consequence
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Apprentice.State


def decide(apprentice, party, by, **fields):
    return operations.decide_gateway(apprentice, party=party, by=by, **fields)


@pytest.mark.parametrize("first", ["employer", "university"])
def test_two_keys_in_either_order_and_then_the_apprentice_confirms(first):
    apprentice, manager, tutor = make.finishing()
    keys = [("employer", manager), ("university", tutor)]
    for party, who in keys if first == "employer" else keys[::-1]:
        decide(apprentice, party, who)
        assert apprentice.state == State.ACTIVE
    gateway = decide(apprentice, "apprentice", apprentice.person)

    assert (apprentice.state, gateway.state, gateway.done_on) == (State.GATEWAY, Gateway.State.DONE, TODAY)
    assert sorted(gateway.decisions.values_list("party", flat=True)) == ["apprentice", "employer", "university"]
    assert [len(decision.conditions) for decision in gateway.decisions.all()] == [8, 8, 8]
    assert list(verify()) == []


def test_the_apprentice_comes_last_and_nobody_turns_two_keys():
    apprentice, manager, tutor = make.finishing()
    with pytest.raises(StepRefused, match="Employer and university decide first"):
        decide(apprentice, "apprentice", apprentice.person)
    decide(apprentice, "employer", manager)
    with pytest.raises(StepRefused, match="Employer and university decide first"):
        decide(apprentice, "apprentice", apprentice.person)
    with pytest.raises(StepRefused, match="Your side has decided already"):
        decide(apprentice, "employer", make.line_manager(apprentice))
    with pytest.raises(StepRefused, match="A second person decides for this one"):
        decide(apprentice, "university", manager)
    decide(apprentice, "university", tutor)
    assert Gateway.objects.get().state == Gateway.State.DECIDING


def test_what_is_missing_is_named_and_nothing_is_opened():
    apprentice, manager, _ = make.finishing()
    Milestone.objects.filter(kind=Milestone.Kind.PORTFOLIO_RATIFIED).delete()
    with pytest.raises(StepRefused) as refused:
        decide(apprentice, "employer", manager)
    assert str(refused.value) == "Portfolio ratified: Nobody has recorded it yet."
    assert not Gateway.objects.exists()


def test_conditions_are_checked_again_at_the_second_key_and_at_the_last_word():
    apprentice, manager, tutor = make.finishing()
    decide(apprentice, "employer", manager)
    fact = apprentice.gateway_facts.get(code="credits")
    operations.take_back_declaration(fact, because="The board met again.", by=tutor)
    with pytest.raises(StepRefused, match="All credits of the degree passed"):
        decide(apprentice, "university", tutor)
    operations.declare_condition(
        apprentice, code="credits", on=TODAY, evidence="New minutes", party="university", by=tutor
    )
    decide(apprentice, "university", tutor)
    apprentice.standing.confirmed_hours = Decimal(800)
    apprentice.standing.save()
    with pytest.raises(StepRefused, match="Off-the-job minimum"):
        decide(apprentice, "apprentice", apprentice.person)
    apprentice.refresh_from_db()
    assert apprentice.state == State.ACTIVE


def test_not_yet_has_a_reason_that_the_three_read_and_the_decision_can_be_opened_anew():
    apprentice, manager, tutor = make.finishing()
    gateway = decide(apprentice, "university", tutor)
    with pytest.raises(StepRefused, match="Say why not yet"):
        operations.refuse_gateway(gateway, because=" ", by=manager)
    operations.refuse_gateway(gateway, because="Two reports are late.", by=manager)

    assert (gateway.state, gateway.refused_by) == (Gateway.State.REFUSED, manager)
    told = Message.objects.filter(key__startswith="gateway-refused").values_list("to", flat=True)
    assert sorted(told) == sorted([apprentice.person_id, tutor.pk])
    make.decide_all(apprentice, manager, tutor)
    assert (apprentice.state, Gateway.objects.count()) == (State.GATEWAY, 2)


def test_back_to_learning_needs_the_same_keys_and_a_reason_and_opens_the_log_again():
    apprentice, manager, tutor = make.at_gateway()
    back = Gateway.Direction.BACK
    with pytest.raises(StepRefused, match="Say why learning goes on"):
        decide(apprentice, "university", tutor, direction=back)
    decide(apprentice, "university", tutor, direction=back, reason="A module is taken again.")
    assert apprentice.state == State.GATEWAY
    decide(apprentice, "employer", manager, direction=back)
    decide(apprentice, "apprentice", apprentice.person, direction=back)
    assert apprentice.state == State.ACTIVE
    make.reach_totals(Apprentice.objects.get(pk=apprentice.pk))
    make.decide_all(apprentice, manager, tutor)
    assert apprentice.state == State.GATEWAY


def test_there_is_no_way_back_with_a_sitting_open_or_the_assessment_passed():
    apprentice, _, tutor = make.at_gateway()
    booked = operations.book_sitting(apprentice, booked_for=TODAY, by=tutor)
    with pytest.raises(StepRefused, match="A sitting of the end-point assessment is open"):
        decide(apprentice, "university", tutor, direction="back", reason="More learning.")
    operations.record_sat(booked, on=TODAY, by=tutor)
    operations.record_passed(booked, on=TODAY, grade="pass", by=tutor)
    with pytest.raises(StepRefused, match="is passed, so there is no way back"):
        decide(apprentice, "university", tutor, direction="back", reason="More learning.")


def test_the_log_is_closed_after_the_gateway_unless_the_version_says_otherwise():
    from apprentices.off_the_job_log import Block, refusals

    apprentice = make.at_gateway()[0]
    block = Block(activity=make.activity(), date=TODAY, hours=Decimal(1))

    def said():
        found = refusals(apprentice, block, on=TODAY, near=[])
        return [one.words for one in found if "gateway" in one.words]

    assert said() == ["You have reached the gateway. Nothing counts as off-the-job time after it."]
    version = apprentice.cohort.standard_version
    version.finish["assessment"]["hours_count_after_gateway"] = True
    assert said() == []


def test_another_app_can_hold_the_gateway_up_and_hear_of_it(monkeypatch):
    apprentice, manager, tutor = make.finishing()
    heard, blocks = [], ["Something is open."]
    consequence = Consequence("test", lambda change: (), lambda change: blocks, heard.append)
    monkeypatch.setattr(
        steps.gateway.consequences, "_entries", [*steps.gateway.consequences._entries, (9, consequence)]
    )
    with pytest.raises(StepRefused, match="Something is open"):
        decide(apprentice, "employer", manager)
    blocks.clear()
    make.decide_all(apprentice, manager, tutor)
    assert [(change.apprentice.pk, change.back) for change in heard] == [(apprentice.pk, False)]


def test_a_placement_under_way_holds_it_up():
    apprentice, manager, _ = make.finishing()
    placement = make.placement(apprentice, hours=None)
    with pytest.raises(StepRefused, match="is still under way"):
        decide(apprentice, "employer", manager)
    assert placement.apprentice_id == apprentice.pk


def test_only_the_party_that_the_data_names_declares_a_condition_and_no_measured_one():
    apprentice, manager, tutor = make.finishing()
    for code, party, who, why in (
        ("credits", "employer", manager, "This is recorded by the university."),
        ("hours_minimum", "university", tutor, "Nobody declares this: the portal measures it."),
    ):
        with pytest.raises(StepRefused) as refused:
            operations.declare_condition(apprentice, code=code, on=TODAY, evidence="x", party=party, by=who)
        assert str(refused.value) == why
    with pytest.raises(StepRefused, match="cannot be in the future"):
        operations.declare_condition(
            apprentice, code="portfolio", on=TODAY + DAY, evidence="x", party="university", by=tutor
        )


def test_english_and_maths_are_corrected_in_place_with_the_choice_of_nineteen_and_over():
    apprentice, _, tutor = make.finishing()
    with pytest.raises(StepRefused, match="Say what shows it"):
        operations.record_level_two(apprentice, subject="maths", required_by="employer", met_on=TODAY, by=tutor)
    operations.record_level_two(apprentice, subject="maths", required_by="employer", by=tutor)
    one = next(c for c in finish.conditions_of(apprentice) if c.condition.code == "english_maths")
    assert one.why.endswith("Maths: not met yet, required by the employer.")
    operations.record_level_two(apprentice, subject="maths", required_by="nobody", by=tutor)
    one = next(c for c in finish.conditions_of(apprentice) if c.condition.code == "english_maths")
    assert one.met
    assert apprentice.level_two.count() == 2


def test_leaving_overtakes_an_open_decision_and_a_booked_sitting():
    apprentice, manager, tutor = make.finishing()
    gateway = decide(apprentice, "employer", manager)
    change = steps.Leaving(apprentice, TODAY, tutor)
    assert "The decision about the gateway falls away." in steps.withdrawal.preview(change)
    operations.withdraw(apprentice, last_day=TODAY, trigger="apprentice", code="own_choice", by=tutor)
    gateway.refresh_from_db()
    assert gateway.state == Gateway.State.OVERTAKEN


def test_after_the_gateway_somebody_may_still_leave_with_an_exit_award():
    apprentice, _, tutor = make.at_gateway()
    booked = operations.book_sitting(apprentice, booked_for=TODAY + DAY, by=tutor)
    left = operations.withdraw(
        apprentice, last_day=TODAY, trigger="university", code="academic", exit_award="degree", by=tutor
    )
    booked.refresh_from_db()
    assert (apprentice.state, left.exit_award, booked.state) == (State.WITHDRAWN, "degree", "cancelled")


def test_the_database_keeps_one_word_for_a_party_and_for_a_person_and_lets_none_be_changed():
    apprentice, manager, _ = make.finishing()
    gateway = decide(apprentice, "employer", manager)
    for party, by in (("employer", make.person()), ("university", manager)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GatewayDecision.objects.create(gateway=gateway, party=party, by=by, decided_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        GatewayDecision.objects.update(decided_on=TODAY - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gateway.objects.create(apprentice=apprentice, direction="through", opened_by=manager)


def test_another_employer_decides_anew():
    apprentice, manager, tutor = make.finishing()
    gateway = decide(apprentice, "employer", manager)
    change = steps.Transfer(apprentice, apprentice.employer, make.service(), TODAY, tutor)
    assert "The decision about the gateway falls away; the new employer decides anew." in steps.transfer.preview(change)
    steps.transfer.apply(change)
    gateway.refresh_from_db()
    assert gateway.state == Gateway.State.OVERTAKEN
