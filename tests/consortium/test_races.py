"""Twenty at once, again and again: invitations, acceptances and memberships come out exact."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from consortium import operations
from consortium.models import Appointment, Invitation, Membership
from core.accounts.models import User
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT_ONCE, ROUNDS = 20, 10
TODAY = timezone.localdate()


@pytest.fixture
def lead():
    return make.appointment(make.person("Grace Mensah"))


def together(*steps):
    """Take every step at the same moment, each on its own connection; answers which were taken, and the refusals."""
    start = threading.Barrier(len(steps))

    def take(number_and_step):
        number, step = number_and_step
        start.wait()
        try:
            step()
        except StepRefused as refused:
            return number, str(refused)
        else:
            return number, ""
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(steps)) as pool:
        said = list(pool.map(take, enumerate(steps)))
    return [number for number, words in said if not words], [words for _, words in said if words]


def sent(lead, email):
    return operations.invite(
        email=email,
        name="Priya Shah",
        role=make.role("mentor"),
        organisation=lead.organisation,
        starts_on=TODAY,
        by=lead.person,
    )


def test_twenty_accept_the_same_invitation_and_one_password_holds(lead):
    for round_ in range(ROUNDS):
        invitation = sent(lead, f"priya{round_}@example.org")

        def accept(number, pk=invitation.pk):
            own = Invitation.objects.select_related("appointment__person").get(pk=pk)
            person = own.appointment.person
            operations.accept_invitation(
                invitation=own, by=person, name=f"Priya {number}", password=f"quiet canal boat {number}"
            )

        taken, refused = together(*[lambda number=number: accept(number) for number in range(AT_ONCE)])
        assert (len(taken), len(refused)) == (1, AT_ONCE - 1)
        assert [words for words in refused if "accepted the invitation" not in words] == []
        person = User.objects.get(email=f"priya{round_}@example.org")
        assert person.name == f"Priya {taken[0]}"
        assert person.check_password(f"quiet canal boat {taken[0]}")
        assert Appointment.objects.held_by(person, on=TODAY).count() == 1


def test_accepting_and_withdrawing_at_once_only_one_happens(lead):
    for round_ in range(ROUNDS):
        invitation = sent(lead, f"sam{round_}@example.org")

        def accept(pk=invitation.pk):
            own = Invitation.objects.select_related("appointment__person").get(pk=pk)
            operations.accept_invitation(
                invitation=own, by=own.appointment.person, name="Sam", password="quiet canal boat"
            )

        def withdraw(pk=invitation.pk):
            operations.withdraw_invitation(invitation=Invitation.objects.get(pk=pk), by=lead.person)

        taken, refused = together(accept, withdraw)
        assert (len(taken), len(refused)) == (1, 1)
        invitation.refresh_from_db()
        joined = invitation.appointment.person.has_usable_password()
        assert (invitation.state, joined) == (("accepted", True) if taken == [0] else ("withdrawn", False))


def test_twenty_invite_the_same_person_and_one_mail_goes_out(lead):
    make.role("mentor")
    for round_ in range(ROUNDS):
        email = f"jo{round_}@example.org"
        taken, refused = together(*[lambda email=email: sent(lead, email) for _ in range(AT_ONCE)])
        assert (len(taken), len(refused)) == (1, AT_ONCE - 1)
        assert User.objects.filter(email=email).count() == 1
        assert Message.objects.filter(to_email=email).count() == 1


def test_twenty_admit_the_same_partner_and_it_has_one_seat():
    consortium = make.consortium("London consortium")
    manager = make.appointment(as_="consortium_manager").person
    for _ in range(ROUNDS):
        partner = make.service()

        def admit(partner=partner):
            operations.admit(organisation=partner, consortium=consortium, grade="full", starts_on=TODAY, by=manager)

        taken, refused = together(*[admit] * AT_ONCE)
        assert (len(taken), len(refused)) == (1, AT_ONCE - 1)
        assert Membership.objects.filter(organisation=partner).count() == 1
