"""From the gateway to the register: sittings, results, steps in their order, corrections, and who is called what."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import finish, operations
from apprentices.models import Apprentice, Destination, FinishFact, Sitting
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Apprentice.State
NEWLY, REGISTERED = "Newly qualified, not yet registered", "Registered social worker"


def step(apprentice, code, tutor, **fields):
    return operations.record_step(
        apprentice, **({"code": code, "on": TODAY, "party": "university", "by": tutor} | fields)
    )


def test_the_way_from_the_gateway_to_the_first_post_and_what_somebody_is_called_on_it():
    apprentice, manager, tutor = make.at_gateway()
    called = [(apprentice.state, apprentice.called)]
    make.passed_sitting(apprentice, tutor)
    apprentice.refresh_from_db()
    called.append((apprentice.state, apprentice.called))
    step(apprentice, "degree_awarded", tutor)
    called.append((apprentice.state, apprentice.called))
    fact = make.registration(apprentice, tutor, checked=False)
    called.append((fact.state, apprentice.called))
    assert list(Apprentice.objects.qualified_in_post()) == []
    operations.check_registration(fact, by=tutor)
    apprentice.refresh_from_db()
    called.append((fact.state, apprentice.called))
    assert list(Apprentice.objects.qualified_in_post()) == [apprentice]
    step(apprentice, "first_post", manager, party="employer")

    assert called == [
        ("gateway", "Apprentice"),
        ("gateway", "Apprentice"),
        ("complete", NEWLY),
        ("to_check", NEWLY),
        ("recorded", REGISTERED),
    ]
    way = finish.way_of(apprentice)
    assert ([one.step.code for one in way.steps if not one.done], way.next) == ([], None)


def test_a_failed_assessment_never_reads_as_complete_and_says_what_comes_next():
    apprentice, _, tutor = make.at_gateway()
    sitting = make.sat_sitting(apprentice, tutor)
    operations.record_not_passed(
        sitting,
        on=TODAY,
        again="resit",
        again_by=TODAY + 60 * DAY,
        paid_by="employer",
        still_employed=True,
        passed_components=["presentation"],
        by=tutor,
    )
    apprentice.refresh_from_db()
    assert (apprentice.state, apprentice.called) == (State.GATEWAY, "Apprentice")
    with pytest.raises(StepRefused, match="“End-point assessment booked” comes first"):
        step(apprentice, "degree_awarded", tutor)
    coming = finish.way_of(apprentice).next
    assert coming.step.code == "booked"
    assert "Passed of it: Presentation of a chosen piece of practice, with questions." in coming.said
    assert coming.said.endswith("still employed. Paid by: the employer.")

    again = operations.book_sitting(apprentice, booked_for=TODAY, by=tutor)
    assert (again.kind, again.number, again.components) == ("resit", 2, ["scenario"])
    operations.record_sat(again, on=TODAY, by=tutor)
    operations.record_passed(again, on=TODAY, grade="pass", by=tutor)
    step(apprentice, "degree_awarded", tutor)
    assert apprentice.state == State.COMPLETE


def test_a_result_that_was_not_passed_says_who_pays_by_when_and_whether_the_job_goes_on():
    apprentice, _, tutor = make.at_gateway()
    sitting = make.sat_sitting(apprentice, tutor)
    fields = {"on": TODAY, "again": "retake", "still_employed": False, "by": tutor}
    with pytest.raises(StepRefused, match="Say by when it is sat again, and who pays"):
        operations.record_not_passed(sitting, **fields)
    with pytest.raises(StepRefused, match="cannot be before the result"):
        operations.record_not_passed(sitting, **fields, again_by=TODAY - DAY, paid_by="university")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(state="not_passed", result_on=TODAY, again="resit")
    operations.record_not_passed(sitting, **(fields | {"again": "none"}))
    with pytest.raises(StepRefused, match="No further sitting is possible"):
        operations.book_sitting(apprentice, booked_for=TODAY, by=tutor)


def test_one_component_may_be_taken_before_the_other():
    apprentice, _, tutor = make.at_gateway()
    first = operations.book_sitting(apprentice, booked_for=TODAY, components=["scenario"], by=tutor)
    operations.record_sat(first, on=TODAY, by=tutor)
    operations.record_passed(first, on=TODAY, grade="pass", by=tutor)
    way = finish.way_of(apprentice)
    assert (way.passed, way.next.step.code, [code for code, _ in way.left_to_pass]) == (
        False,
        "booked",
        ["presentation"],
    )


def test_nothing_is_booked_before_the_gateway_unless_the_version_lets_it_fall_into_the_programme():
    apprentice, _, tutor = make.finishing()
    with pytest.raises(StepRefused, match=r"is booked once .* is through the gateway"):
        operations.book_sitting(apprentice, booked_for=TODAY, by=tutor)
    version = make.standard_version(version="2.0", finish=make.finish("2.0"))
    other, manager, second = make.finishing(cohort=make.cohort(standard_version=version, starts_on=TODAY - 1060 * DAY))
    make.passed_sitting(other, second)
    other.refresh_from_db()
    assert (other.state, other.called) == (State.ACTIVE, "Apprentice")
    with pytest.raises(StepRefused, match=r"This is recorded once .* is through the gateway"):
        step(other, "degree_awarded", second)
    make.decide_all(other, manager, second)
    step(other, "degree_awarded", second)
    assert other.state == State.COMPLETE


def test_facts_do_not_lie_in_the_future_or_before_what_they_rest_on():
    apprentice, _, tutor = make.at_gateway()
    sitting = operations.book_sitting(apprentice, booked_for=TODAY + 5 * DAY, by=tutor)
    with pytest.raises(StepRefused, match="cannot be in the future"):
        operations.record_sat(sitting, on=TODAY + DAY, by=tutor)
    operations.record_sat(sitting, on=TODAY - DAY, by=tutor)
    with pytest.raises(StepRefused, match="cannot be before the assessment was taken"):
        operations.record_passed(sitting, on=TODAY - 2 * DAY, grade="pass", by=tutor)
    with pytest.raises(StepRefused, match="one of the grades of this standard"):
        operations.record_passed(sitting, on=TODAY, grade="brilliant", by=tutor)
    operations.record_passed(sitting, on=TODAY, grade="pass", by=tutor)
    with pytest.raises(StepRefused, match="cannot be before “End-point assessment passed”"):
        step(apprentice, "degree_awarded", tutor, on=TODAY - DAY)
    with pytest.raises(StepRefused, match="cannot be in the future"):
        step(apprentice, "degree_awarded", tutor, on=TODAY + DAY)
    with pytest.raises(StepRefused, match="Somebody else records this step"):
        step(apprentice, "degree_awarded", apprentice.person, party="apprentice")


def test_a_registration_is_found_by_somebody_else_and_a_wrong_one_is_taken_back_with_its_name():
    apprentice, manager, tutor = make.completed()
    fact = make.registration(apprentice, tutor, checked=False)
    with pytest.raises(StepRefused, match="Somebody else finds the registration"):
        operations.check_registration(fact, by=apprentice.person)
    operations.check_registration(fact, by=manager)
    operations.take_back_step(fact, because="The number is somebody else's.", by=tutor)
    apprentice.refresh_from_db()
    assert (apprentice.registered_on, apprentice.called) == (None, NEWLY)
    again = step(apprentice, "registered", apprentice.person, party="apprentice", number="SW9")
    assert (again.state, FinishFact.objects.filter(code="registered").count()) == ("to_check", 2)


def test_a_correction_takes_steps_back_one_by_one_and_the_programme_is_no_longer_complete():
    apprentice, _, tutor = make.completed()
    sitting, degree = apprentice.sittings.get(), apprentice.finish_facts.get(code="degree_awarded")
    listed = step(apprentice, "pass_list", tutor)
    with pytest.raises(StepRefused, match="“Pass list sent to Social Work England” rests on it"):
        operations.take_back_step(degree, because="The board met again.", by=tutor)
    with pytest.raises(StepRefused, match="A later step rests on this result"):
        operations.take_back_sitting(sitting, because="The mark was another's.", by=tutor)
    operations.take_back_step(listed, because="It was a draft.", by=tutor)
    operations.take_back_step(degree, because="The board met again.", by=tutor)
    operations.take_back_sitting(sitting, because="The mark was another's.", by=tutor)

    apprentice.refresh_from_db()
    states = set(apprentice.destinations.values_list("state", flat=True))
    assert (apprentice.state, sitting.state, sitting.grade, states) == (State.GATEWAY, "sat", "", {"overtaken"})
    operations.record_passed(sitting, on=TODAY, grade="pass", by=tutor)
    step(apprentice, "degree_awarded", tutor)
    due = apprentice.destinations.filter(state="due").values_list("months", flat=True)
    assert (apprentice.state, sorted(due)) == (State.COMPLETE, [6, 12])


def test_completing_asks_for_destinations_six_and_twelve_months_later():
    apprentice = make.completed()[0]
    asked = list(apprentice.destinations.values_list("months", "due_on"))
    assert [(months, (on - TODAY).days // 30) for months, on in asked] == [(6, 6), (12, 12)]
    assert set(apprentice.destinations.values_list("state", flat=True)) == {Destination.State.DUE}


def test_the_end_of_a_month_has_its_day_six_months_later():
    from apprentices.operations.finishing import months_later

    assert months_later(datetime.date(2027, 8, 31), 6) == datetime.date(2028, 2, 29)
    assert months_later(datetime.date(2026, 12, 15), 12) == datetime.date(2027, 12, 15)


def test_the_mail_about_a_result_says_that_there_is_one_and_not_which():
    apprentice, _, tutor = make.at_gateway()
    make.passed_sitting(apprentice, tutor)
    mail = Message.objects.get(key__startswith="sitting-result")
    assert (mail.to, "merit" in mail.body, "pass" in mail.body.lower()) == (apprentice.person, False, False)


def test_one_step_for_many_says_for_whom_it_could_not_be_taken():
    cohort = make.cohort(starts_on=TODAY - 1060 * DAY)
    first, _, tutor = make.at_gateway("Amara Johnson", cohort=cohort)
    second = make.finishing("Ben Other", cohort=cohort)[0]
    done, refused = operations.for_each(
        [first, second], lambda one: operations.book_sitting(one, booked_for=TODAY, by=tutor)
    )
    assert (done, len(refused), refused[0].startswith("Ben Other: ")) == (1, 1, True)
