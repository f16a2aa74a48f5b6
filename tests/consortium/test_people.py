"""Inviting, joining, withdrawing, ending: who may, what a link opens, what closes at once."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium import operations, people, permissions
from consortium.models import Appointment, Invitation, Organisation, Role
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
PASSWORD = "four quiet canal boats"


@pytest.fixture
def lead():
    """A workforce lead of an adults' service."""
    return make.appointment(make.person("Grace Mensah"))


@pytest.fixture
def manager():
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    return make.appointment(make.person("Ruth Adeyemi"), at=office, as_="consortium_manager").person


def sent(lead, email="priya@example.org", as_="practice_educator", **fields):
    defaults = {"name": "Priya Shah", "role": make.role(as_), "starts_on": TODAY}
    return operations.invite(email=email, organisation=lead.organisation, by=lead.person, **(defaults | fields))


def link_in_mail(to="priya@example.org"):
    """The path of the newest link that was mailed to an address."""
    mail = Message.objects.filter(to_email=to).latest("pk")
    return re.search(r"https?://[^/]+(/link/\S+)", mail.body)[1]


def opened(client, path):
    return client.get(path, follow=True)


def join(client, path, **changed):
    page = opened(client, path).redirect_chain[-1][0]
    return client.post(page, {"name": "Priya Shah", "password": PASSWORD} | changed)


class TestInviting:
    def form(self, **changed):
        return {
            "name": "Priya Shah",
            "email": "priya@example.org",
            "role": make.role("practice_educator").pk,
            "starts_on_day": TODAY.day,
            "starts_on_month": TODAY.month,
            "starts_on_year": TODAY.year,
        } | changed

    def test_a_lead_invites_a_colleague_and_the_mail_has_the_link(self, lead):
        client = make.signed_in(lead.person)
        response = client.post(
            reverse("consortium:invite", args=[lead.organisation.reference]), self.form(), follow=True
        )
        assert "We sent an invitation to priya@example.org" in response.content.decode()
        mail = Message.objects.get(to_email="priya@example.org")
        assert mail.subject == f"Grace Mensah invites you: Practice educator, {lead.organisation.short_name}"
        assert "/link/" in mail.body

    def test_an_invitation_alone_opens_nothing(self, lead):
        invited = sent(lead).appointment.person
        assert list(Appointment.objects.held_by(invited, on=TODAY)) == []

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"email": "not an address"}, "Their work email address must be in the correct format"),
            ({"name": ""}, "Enter their name"),
            ({"role": ""}, "Select the role"),
            ({"role": "999999"}, "Select the role from the list"),
            ({"starts_on_year": TODAY.year + 2}, "must be within the next year"),
            ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2001"}, "Last day must be on or after"),
            ({"email": "x" * 300 + "@example.org"}, "254 characters or fewer"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_sent(self, lead, changed, said):
        client = make.signed_in(lead.person)
        response = client.post(reverse("consortium:invite", args=[lead.organisation.reference]), self.form(**changed))
        assert said in response.content.decode()
        assert Invitation.objects.count() == 0

    def test_the_form_offers_only_roles_within_reach(self, lead):
        make.role("consortium_manager")
        make.role("auditor")
        make.role("tutor")
        make.role("mentor")
        names = {role.code for role in permissions.roles_to_give(lead.person, lead.organisation)}
        assert names == {"workforce_lead", "mentor"}

    def test_a_role_above_reach_is_refused_even_if_it_is_posted(self, lead):
        client = make.signed_in(lead.person)
        form = self.form(role=make.role("consortium_manager").pk)
        page = client.post(reverse("consortium:invite", args=[lead.organisation.reference]), form).content.decode()
        assert "Select the role from the list" in page
        assert Invitation.objects.count() == 0

    def test_nobody_gives_a_role_to_themselves(self, lead):
        client = make.signed_in(lead.person)
        form = self.form(email=lead.person.email.upper())
        page = client.post(reverse("consortium:invite", args=[lead.organisation.reference]), form).content.decode()
        assert "Nobody gives a role to themselves." in page
        assert Invitation.objects.count() == 0

    def test_a_lead_cannot_invite_to_another_organisation(self, lead):
        elsewhere = make.service()
        response = make.signed_in(lead.person).get(reverse("consortium:invite", args=[elsewhere.reference]))
        assert response.status_code == 403
        assert "A workforce lead or the consortium manager can invite people" in response.content.decode()

    def test_a_lead_of_a_council_invites_to_its_services(self):
        council = make.council()
        head = make.appointment(at=council)
        assert permissions.may_invite(head.person, make.service(council))

    def test_the_manager_invites_the_first_lead_of_a_new_partner(self, manager):
        partner = make.service()
        assert permissions.may_give(manager, make.role("workforce_lead"), partner)
        assert not permissions.may_give(manager, make.role("tutor"), partner)

    def test_the_same_person_is_not_invited_twice_to_the_same_role(self, lead):
        sent(lead)
        with pytest.raises(StepRefused, match="is invited to this role already"):
            sent(lead, email="PRIYA@example.org")
        assert User.objects.filter(email__iexact="priya@example.org").count() == 1

    def test_whoever_holds_the_role_is_not_invited_to_it(self, lead):
        make.appointment(make.person(email="priya@example.org"), at=lead.organisation, as_="practice_educator")
        with pytest.raises(StepRefused, match=r"holds this role at .* already"):
            sent(lead)

    def test_a_closed_account_is_not_invited(self, lead):
        make.person(email="priya@example.org", is_active=False)
        with pytest.raises(StepRefused, match="an account that is closed"):
            sent(lead)

    def test_a_double_click_sends_one_invitation(self, lead):
        client = make.signed_in(lead.person)
        form = self.form(once="the-same-token")
        for _ in range(2):
            assert (
                client.post(reverse("consortium:invite", args=[lead.organisation.reference]), form).status_code == 302
            )
        assert Invitation.objects.count() == 1


class TestJoining:
    def test_somebody_new_joins_by_name_and_password_and_must_set_up_a_second_step(self, lead):
        sent(lead)
        client = Client()
        assert join(client, link_in_mail()).url == reverse("portal:home")
        person = User.objects.get(email="priya@example.org")
        assert person.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=person).verified
        assert Appointment.objects.held_by(person, on=TODAY).get().role.code == "practice_educator"
        assert client.get(reverse("portal:home")).url == reverse("mfa_activate_totp")

    def test_a_role_without_a_second_step_opens_at_once(self, lead):
        sent(lead, as_="mentor")
        client = Client()
        join(client, link_in_mail())
        assert client.get(reverse("portal:home")).status_code == 200

    @pytest.mark.parametrize(
        ("password", "said"),
        [
            ("short", "too short"),
            ("x" * 129, "128 characters or fewer"),
            ("password1234", "too common"),
            ("priya@example.org", "too similar"),
            ("", "Enter your new password"),
        ],
    )
    def test_a_weak_password_is_refused_and_the_invitation_stays(self, lead, password, said):
        invitation = sent(lead)
        response = join(Client(), link_in_mail(), password=password)
        invitation.refresh_from_db()
        assert invitation.state == "sent"
        assert response.status_code == 200
        assert said in response.content.decode()

    def test_a_used_link_says_kindly_that_it_is_closed(self, lead):
        sent(lead)
        path = link_in_mail()
        join(Client(), path)
        response = Client().get(path)
        assert response.status_code == 410
        assert "This link no longer opens" in response.content.decode()

    def test_a_link_that_has_run_out_sends_a_fresh_one_that_works(self, lead):
        sent(lead)
        path = link_in_mail()
        SignedLink.objects.update(expires_at=timezone.now() - DAY)
        client = Client()
        assert client.get(path).status_code == 410
        answer = client.post(f"{path}fresh/", follow=True)
        assert "a fresh one is on its way" in answer.content.decode()
        assert join(Client(), link_in_mail()).url == reverse("portal:home")

    def test_a_fresh_link_is_sent_at_most_three_times_an_hour(self, lead):
        sent(lead)
        path = link_in_mail()
        SignedLink.objects.update(expires_at=timezone.now() - DAY)
        for _ in range(6):
            Client().post(f"{path}fresh/")
        assert SignedLink.objects.count() == 3

    def test_asking_for_a_fresh_link_answers_the_same_for_any_token(self, lead):
        sent(lead)
        known = link_in_mail()
        SignedLink.objects.update(expires_at=timezone.now() - DAY)
        mails = Message.objects.count()
        unknown = Client().post("/link/nobody-ever-had-this/fresh/", follow=True)
        assert Message.objects.count() == mails
        found = Client().post(f"{known}fresh/", follow=True)
        assert (unknown.status_code, "on its way" in unknown.content.decode()) == (410, True)
        assert (found.status_code, "on its way" in found.content.decode()) == (410, True)

    def test_somebody_who_has_an_account_signs_in_and_accepts(self, lead):
        known = make.person("Priya Shah", email="priya@example.org", password=PASSWORD)
        sent(lead)
        client = Client()
        page = opened(client, link_in_mail())
        assert "Sign in to accept" in page.content.decode()
        client.force_login(known)
        address = page.redirect_chain[-1][0]
        assert "What you can do already stays as it is." in client.get(address).content.decode()
        assert client.post(address, {"accept": "yes"}).url == reverse("portal:home")
        assert Appointment.objects.held_by(known, on=TODAY).count() == 1
        known.refresh_from_db()
        assert known.check_password(PASSWORD)

    def test_a_link_cannot_set_the_password_of_an_account_that_has_one(self, lead):
        known = make.person(email="priya@example.org", password=PASSWORD)
        sent(lead)
        join(Client(), link_in_mail(), password="somebody else's password")
        known.refresh_from_db()
        assert known.check_password(PASSWORD)
        assert Appointment.objects.held_by(known, on=TODAY).count() == 0

    def test_somebody_else_who_is_signed_in_cannot_accept(self, lead):
        sent(lead)
        other = make.signed_in(make.person("Sam Okoro"))
        page = opened(other, link_in_mail())
        assert "This invitation is for somebody else" in page.content.decode()
        other.post(page.redirect_chain[-1][0], {"name": "Sam", "password": PASSWORD})
        assert Invitation.objects.get().state == "sent"

    def test_the_address_of_the_page_opens_nothing_without_the_link(self, lead):
        invitation = sent(lead)
        response = Client().get(reverse("consortium:join", args=[invitation.reference]))
        assert response.status_code == 410
        assert Client().get(reverse("consortium:join", args=["nothing"])).status_code == 410

    def test_a_role_that_begins_later_opens_nothing_yet(self, lead):
        sent(lead, starts_on=TODAY + 5 * DAY)
        client = Client()
        join(client, link_in_mail())
        person = User.objects.get(email="priya@example.org")
        assert list(Appointment.objects.held_by(person, on=TODAY)) == []
        assert Appointment.objects.held_by(person, on=TODAY + 5 * DAY).count() == 1

    def test_a_reopened_form_of_a_withdrawn_invitation_joins_nobody(self, lead):
        invitation = sent(lead)
        client = Client()
        page = opened(client, link_in_mail()).redirect_chain[-1][0]
        operations.withdraw_invitation(invitation=invitation, by=lead.person)
        response = client.post(page, {"name": "Priya", "password": PASSWORD})
        assert response.status_code == 410
        assert not User.objects.get(email="priya@example.org").has_usable_password()


class TestSendingAgainAndWithdrawing:
    def test_sent_again_the_older_link_no_longer_opens(self, lead):
        invitation = sent(lead)
        older = link_in_mail()
        client = make.signed_in(lead.person)
        client.post(reverse("consortium:resend_invitation", args=[invitation.appointment.reference]))
        assert Client().get(older).status_code == 410
        assert join(Client(), link_in_mail()).url == reverse("portal:home")

    def test_withdrawn_its_links_close_at_once_and_none_is_sent_afresh(self, lead):
        invitation = sent(lead)
        path = link_in_mail()
        client = make.signed_in(lead.person)
        client.post(reverse("consortium:withdraw_invitation", args=[invitation.appointment.reference]))
        mails = Message.objects.count()
        assert Client().get(path).status_code == 410
        Client().post(f"{path}fresh/")
        assert Message.objects.count() == mails

    def test_an_accepted_invitation_can_be_neither_sent_nor_withdrawn(self, lead):
        invitation = sent(lead)
        join(Client(), link_in_mail())
        client = make.signed_in(lead.person)
        for step in ("resend_invitation", "withdraw_invitation"):
            page = client.post(reverse(f"consortium:{step}", args=[invitation.appointment.reference]), follow=True)
            assert "accepted" in page.content.decode()
        assert Appointment.objects.get(pk=invitation.appointment.pk).accepted_at is not None

    def test_after_a_withdrawal_the_person_can_be_invited_anew(self, lead):
        operations.withdraw_invitation(invitation=sent(lead), by=lead.person)
        assert sent(lead).state == "sent"
        assert join(Client(), link_in_mail()).url == reverse("portal:home")

    def test_only_those_who_may_give_the_role_may_send_it_again(self, lead):
        invitation = sent(lead)
        educator = make.appointment(at=lead.organisation, as_="mentor")
        client = make.signed_in(educator.person)
        response = client.post(reverse("consortium:resend_invitation", args=[invitation.appointment.reference]))
        assert response.status_code == 403


class TestEnding:
    def end(self, by, appointment, **answers):
        return make.signed_in(by).post(reverse("consortium:appointment", args=[appointment.reference]), answers)

    def test_ended_now_nothing_opens_at_the_next_request(self, lead):
        colleague = make.appointment(at=lead.organisation, as_="practice_educator")
        theirs = make.signed_in(colleague.person)
        assert theirs.get(reverse("consortium:members")).status_code != 404
        self.end(lead.person, colleague, when="now")
        assert theirs.get(reverse("consortium:members")).status_code == 404
        colleague.refresh_from_db()
        assert colleague.ends_on == TODAY

    def test_ended_with_a_day_the_role_holds_until_then(self, lead):
        colleague = make.appointment(at=lead.organisation, as_="practice_educator")
        operations.end_appointment(appointment=colleague, on=TODAY + DAY, by=lead.person)
        held = [Appointment.objects.held_by(colleague.person, on=TODAY + days * DAY).count() for days in (0, 1, 2)]
        assert held == [1, 1, 0]

    def test_a_role_that_began_today_can_end_now(self, lead):
        colleague = make.appointment(at=lead.organisation, as_="practice_educator", starts_on=TODAY)
        operations.end_appointment(appointment=colleague, by=lead.person)
        assert list(Appointment.objects.held_by(colleague.person, on=TODAY)) == []

    def test_a_role_that_was_ended_by_mistake_can_be_given_again_the_same_day(self, lead):
        colleague = make.appointment(
            make.person(email="priya@example.org"), at=lead.organisation, as_="practice_educator", starts_on=TODAY
        )
        operations.end_appointment(appointment=colleague, by=lead.person)
        assert sent(lead).state == "sent"

    def test_nobody_ends_their_own_role(self, lead):
        assert self.end(lead.person, lead, when="now").status_code == 403
        lead.refresh_from_db()
        assert lead.ends_on is None

    def test_a_lead_cannot_end_what_they_could_not_give(self, lead):
        auditor = make.appointment(at=lead.organisation, as_="auditor")
        assert self.end(lead.person, auditor, when="now").status_code == 403

    def test_people_elsewhere_are_not_there_to_be_ended(self, lead):
        assert self.end(lead.person, make.appointment(), when="now").status_code == 404

    def test_a_last_day_must_be_given_and_must_not_be_before_the_first(self, lead):
        colleague = make.appointment(at=lead.organisation, as_="practice_educator", starts_on=TODAY)
        page = self.end(lead.person, colleague, when="later").content.decode()
        assert "Enter the last day" in page
        page = self.end(lead.person, colleague, when="later", on_day="1", on_month="1", on_year="2001").content.decode()
        assert "it cannot end before that" in page

    def test_of_two_who_end_a_role_one_is_told_to_look_again(self, lead):
        colleague = make.appointment(at=lead.organisation, as_="practice_educator")
        read_before = Appointment.objects.get(pk=colleague.pk)
        operations.end_appointment(appointment=colleague, by=lead.person)
        with pytest.raises(StepRefused, match="Somebody else has just changed this role"):
            operations.end_appointment(appointment=read_before, by=lead.person)

    def test_those_who_have_left_are_listed_only_when_asked_for(self, lead):
        make.appointment(make.person("Long Gone"), at=lead.organisation, ends_on=TODAY - DAY)
        client = make.signed_in(lead.person)
        assert "Long Gone" not in client.get(reverse("consortium:people")).content.decode()
        assert "Long Gone" in client.get(reverse("consortium:people"), {"state": "ended"}).content.decode()


def test_every_role_of_a_team_is_a_role_of_the_reference_data():
    from consortium.reference_data import role_fields

    for codes in permissions.MAY_GIVE.values():
        for code in codes:
            assert role_fields(code)["name"], code
    assert Role.objects.count() == 0


def test_an_appointment_reaches_its_organisation_and_the_parts_of_it_and_never_up(django_assert_num_queries):
    council = make.council()
    adults, childrens = make.service(council), make.service(council, Organisation.Service.CHILDREN)
    elsewhere = make.service()
    person = make.appointment(at=council, as_="workforce_lead").person
    make.appointment(person, elsewhere, "line_manager")
    with django_assert_num_queries(1):
        led = people.reached_ids(person, on=TODAY, roles=["workforce_lead"])
        every = people.reached_ids(person, on=TODAY)
        held = [appointment.organisation for appointment in people.held(person)]
    assert led == sorted(one.pk for one in (council, adults, childrens))
    assert every == sorted([*led, elsewhere.pk])
    assert held == [council, elsewhere]
    assert set(Organisation.objects.reached_by(person, on=TODAY)) == {council, adults, childrens, elsewhere}
