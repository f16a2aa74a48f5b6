"""The one gate through which a state changes."""

import pytest

from consortium.models import Invitation
from core.audit.models import Event
from core.workflow import AlreadyMoved, StepNotAllowed, may_move, move, move_all
from tests import make

pytestmark = pytest.mark.django_db
State = Invitation.State


def invitation() -> Invitation:
    return Invitation.objects.create(appointment=make.appointment(accepted_at=None), invited_by=make.person())


def test_a_step_moves_the_row_and_writes_its_event_with_states_and_words():
    offered, by = invitation(), make.person("Grace Mensah")
    move(offered, to=State.WITHDRAWN, by=by, reason="Post is frozen")
    event = Event.objects.about(offered).get()
    assert offered.state == State.WITHDRAWN
    assert (event.actor, event.from_state, event.to_state, event.reason) == (by, "sent", "withdrawn", "Post is frozen")
    assert event.sentence == "Grace Mensah withdrew the invitation"


def test_an_event_is_found_on_the_record_that_the_moved_one_hangs_from():
    offered = invitation()
    move(offered, to=State.WITHDRAWN, by=offered.invited_by)
    assert [e.subject_id for e in Event.objects.about(offered.appointment.organisation)] == [offered.pk]


def test_the_role_and_organisation_at_the_time_stand_on_the_event():
    held = make.appointment(as_="consortium_manager", at=make.organisation("consortium_office", "The office"))
    offered = invitation()
    event = move(offered, to=State.WITHDRAWN, by=held.person)
    assert (event.actor_role, event.actor_organisation) == (held.role.name, "The office")


def test_a_step_that_the_state_does_not_lead_to_is_refused_and_leaves_no_event():
    offered = invitation()
    move(offered, to=State.WITHDRAWN, by=offered.invited_by)
    with pytest.raises(StepNotAllowed, match="This is withdrawn, so it cannot become accepted"):
        move(offered, to=State.ACCEPTED, by=offered.appointment.person)
    assert Event.objects.about(offered).count() == 1


def test_of_two_people_with_the_same_page_open_the_second_is_told_who_acted_and_when():
    offered = invitation()
    seen_by_the_other = Invitation.objects.get(pk=offered.pk)
    move(offered, to=State.WITHDRAWN, by=make.person("Ama Boateng"))
    with pytest.raises(AlreadyMoved, match="Ama Boateng withdrew the invitation"):
        move(seen_by_the_other, to=State.ACCEPTED, by=make.person())
    assert Invitation.objects.get(pk=offered.pk).state == State.WITHDRAWN


def test_the_version_grows_with_each_step():
    offered = invitation()
    move(offered, to=State.WITHDRAWN, by=offered.invited_by)
    assert (offered.version, Invitation.objects.get(pk=offered.pk).version) == (2, 2)


def test_many_move_with_an_event_each_and_the_losers_are_named():
    first, second, late = invitation(), invitation(), invitation()
    move(late, to=State.WITHDRAWN, by=late.invited_by)
    done = move_all(Invitation.objects.all(), to=State.WITHDRAWN, by=make.person(), reason="Service closes")
    assert (done.moved, done.lost) == ([first.pk, second.pk], [late.pk])
    assert [Event.objects.about(i).filter(to_state="withdrawn").count() for i in (first, second, late)] == [1, 1, 1]
    assert Event.objects.about(first).get().reason == "Service closes"


def test_pages_can_ask_which_steps_are_open():
    offered = invitation()
    assert (may_move(offered, to=State.ACCEPTED), may_move(offered, to=State.SENT)) == (True, False)
