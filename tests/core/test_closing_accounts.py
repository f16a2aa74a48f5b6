"""An account of which nothing is kept any more is closed after a mail; a role, or any row anywhere, keeps it open."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.utils import timezone

from core import audit, retention
from core.accounts.models import FormerName, User, rows_that_point_at_people
from core.audit.models import EventDetail
from core.audit.sealing import seal, verify
from core.links.models import SignedLink
from core.notifications.models import Message
from core.privacy import WITH_AN_ACCOUNT
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
LONG_AGO = timezone.now() - 800 * DAY


def former_candidate(name="Amara Johnson", **fields):
    """Somebody who applied once and of whom nothing is left but events, mails and links."""
    person = make.person(name, date_joined=LONG_AGO, phone="020 7946 0000", **fields)
    audit.record(person, "changed name", by=person, was="Amara Smith")
    return person


def told_and_closed(on=TODAY):
    retention.purge(on=on)
    return retention.purge(on=on + 30 * DAY)


def test_the_owner_is_told_thirty_days_before_and_told_once():
    person = former_candidate(password=make.PASSWORD)
    retention.purge(on=TODAY)
    retention.purge(on=TODAY + DAY)
    mail = Message.objects.get(kind="account_closing")
    assert mail.to == person
    assert "/accounts/login/" in mail.body
    assert retention.purge(on=TODAY + 29 * DAY) == {}
    assert User.objects.get(pk=person.pk).is_active


def test_then_name_address_phone_mails_links_and_words_go_and_the_events_stay():
    person = former_candidate(password=make.PASSWORD)
    assert EmailAddress.objects.filter(user=person).exists()
    FormerName.objects.create(person=person, name="Amara Smith", ends_on=TODAY - 900 * DAY)
    seal()

    assert told_and_closed()["core.user"] == 1

    closed = User.objects.get(pk=person.pk)
    assert (closed.name, closed.phone, closed.is_active) == ("Closed account", "", False)
    assert closed.email == f"closed-{closed.reference}@account.invalid"
    assert authenticate(email=person.email, password=make.PASSWORD) is None
    assert not Message.objects.filter(to=closed).exists()
    assert not SignedLink.objects.filter(person=closed).exists()
    assert not closed.former_names.exists()
    assert not EmailAddress.objects.exists()
    assert not EventDetail.objects.filter(event__actor=closed).exists()
    assert list(verify()) == []
    assert retention.purge(on=TODAY + 60 * DAY) == {}


def test_whoever_comes_by_link_is_told_that_they_need_do_nothing():
    former_candidate()
    retention.purge(on=TODAY)
    assert "come back and apply again" in Message.objects.get(kind="account_closing").body


def test_signing_in_after_the_mail_keeps_the_account():
    person = former_candidate(password=make.PASSWORD)
    retention.purge(on=TODAY)
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    retention.purge(on=TODAY + 30 * DAY)
    person.refresh_from_db()
    assert (person.is_active, person.closing_told_on) == (True, None)


def test_whoever_applies_again_after_the_mail_is_told_anew_when_that_is_over():
    person = former_candidate()
    retention.purge(on=TODAY)
    application = make.application(who=person, state="draft")
    retention.purge(on=TODAY + 30 * DAY)
    person.refresh_from_db()
    assert (person.is_active, person.closing_told_on) == (True, None)
    application.delete()
    retention.purge(on=TODAY + 31 * DAY)
    assert Message.objects.filter(kind="account_closing").count() == 2
    assert User.objects.get(pk=person.pk).is_active


def test_new_accounts_and_closed_ones_are_left():
    make.person("New Person", date_joined=timezone.now() - 300 * DAY)
    make.person("Switched Off", date_joined=LONG_AGO, is_active=False)
    assert told_and_closed() == {}
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "keep",
    [
        lambda person: make.appointment(person, starts_on=TODAY - 900 * DAY, ends_on=TODAY - 800 * DAY),
        lambda person: make.apprentice(person=person),
        lambda person: make.application(who=person, state="withdrawn"),
        lambda person: make.panellist(make.organisation(), who=person),
    ],
    ids=["role that ended", "apprentice", "application", "panel member"],
)
def test_any_role_or_record_keeps_the_account(keep):
    person = former_candidate()
    keep(person)
    User.objects.exclude(pk=person.pk).update(date_joined=timezone.now())
    assert told_and_closed() == {}
    person.refresh_from_db()
    assert (person.name, person.closing_told_on) == ("Amara Johnson", None)


# Every relation is asked ----------------------------------------------------------------------------------------------

COLUMNS = sorted(
    (model._meta.label_lower, field.name)
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.concrete_fields
    if field.related_model is User
)
GOING = {*WITH_AN_ACCOUNT, ("core.event", "actor")}


def test_what_does_not_keep_an_account_is_a_short_list_of_what_there_is():
    assert set(COLUMNS) >= GOING
    assert {label.split(".")[0] for label, _ in GOING} == {"core", "account", "mfa", "usersessions"}
    assert len(COLUMNS) > 100


def test_each_column_that_points_at_a_person_keeps_the_account_or_goes_with_it():
    asked = {(rows.model._meta.label_lower, column) for rows, column in rows_that_point_at_people()}
    assert asked == set(COLUMNS) - GOING


def test_each_of_them_is_asked_while_somebody_is_left(django_assert_max_num_queries):
    former_candidate()
    with django_assert_max_num_queries(len(COLUMNS) + 2):
        User.objects.without_a_record(on=TODAY)
    with django_assert_max_num_queries(1):
        User.objects.without_a_record(on=TODAY - 800 * DAY)
