"""Two people at once: one wins, the other hears of it, and nothing is half done."""

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Concern, ConcernEscalation, ConcernHold
from core.audit.models import Event
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()


def again(concern):
    return Concern.objects.get(pk=concern.pk)


def test_two_who_triage_at_once_one_begins_a_plan_or_one_refers_it():
    for _ in range(4):
        circle = make.concern_circle()
        concern = make.raised_concern(circle, told=True)
        action = make.concern_action(circle)
        plan = {"to": "formal", "action": action, "review_on": TODAY.replace(year=TODAY.year + 1), "by": circle.lead}

        said = at_once(
            lambda concern=concern, plan=plan: operations.start_plan(again(concern), **plan),
            lambda concern=concern, circle=circle: operations.close_concern(
                again(concern), to="not_upheld", words="Another file.", by=circle.social_work_lead
            ),
        )

        concern.refresh_from_db()
        assert said.count("done") == 1
        assert (concern.state, concern.actions.count()) == (("formal", 1) if said[0] == "done" else ("not_upheld", 0))


def test_telling_against_a_hold_leaves_one_of_them():
    for _ in range(4):
        circle = make.concern_circle()
        concern = make.raised_concern(circle)
        operations.ask_safeguarding(concern, on=TODAY)

        said = at_once(
            lambda concern=concern, circle=circle: operations.tell_apprentice(
                again(concern), words="We met.", by=circle.lead
            ),
            lambda concern=concern, circle=circle: operations.hold_telling(
                again(concern), ground="police", reason="Friday.", by=circle.safeguarding
            ),
        )

        concern.refresh_from_db()
        assert said.count("done") == 1
        assert bool(concern.told_at) == (said[0] == "done")
        assert concern.holds.count() == (said[1] == "done")
        assert concern.readers.filter(part="apprentice").count() == (said[0] == "done")


def test_two_workers_in_the_same_hour_pass_on_once_and_end_a_hold_once():
    circle = make.concern_circle()
    late, held = make.raised_concern(circle), make.raised_concern(circle, hold_asked=True)
    hold = operations.hold_telling(held, ground="police", reason="Friday.", by=circle.safeguarding)
    on = hold.ends_on + (hold.ends_on - TODAY)

    at_once(*[lambda: operations.run_concerns(on=on)] * 4)

    assert ConcernEscalation.objects.filter(concern=late).count() == 1
    assert ConcernHold.objects.get().state == "over"
    assert Event.objects.filter(subject_kind="apprentices.concernhold", to_state="over").count() == 1
