"""What the database itself refuses in recruitment."""

import pytest
from django.db import IntegrityError, transaction

from recruitment.models import Application, Booking
from tests import make

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_person_has_one_live_application_to_a_campaign_and_may_begin_again_after_withdrawing():
    first = make.application()
    refused(lambda: make.application(first.campaign, first.candidate))
    Application.objects.filter(pk=first.pk).update(state=Application.State.WITHDRAWN)
    again = make.application(first.campaign, first.candidate)
    assert again.code != first.code


def test_a_seat_is_taken_once_and_a_place_without_a_seat_is_none():
    booked = make.booking()
    refused(lambda: make.booking(booked.session, seat=booked.seat))
    refused(lambda: make.booking(booked.session, seat=None))
    refused(lambda: make.booking(booked.session, seat=2, state=Booking.State.WAITING))


def test_nobody_is_enrolled_without_an_apprentice_record():
    refused(lambda: make.application(state=Application.State.ENROLLED))


def test_a_no_has_a_reason():
    refused(lambda: make.application(state=Application.State.NOT_PROGRESSED, feedback=""))
