"""Two spreadsheets with the same people, applied at the same moment."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from apprentices import operations
from apprentices.models import Apprentice, Standing
from core.accounts.models import User
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_the_same_people_in_two_batches_are_enrolled_once_and_have_one_account():
    make.rule_set("C-2025-26")
    make.published_minimum()
    cohort, employer, by = make.cohort(starts_on=datetime.date(2025, 9, 8)), make.service(), make.person()
    emails = [f"p{number}@example.org" for number in range(20)]

    def batch(addresses):
        @transaction.atomic
        def take():
            named = User.objects.for_emails(dict.fromkeys(addresses, "Somebody"))
            starts = [
                operations.Start(
                    person=named[email],
                    cohort=cohort,
                    employer=employer,
                    starts_on=cohort.starts_on,
                    weekly_hours=Decimal(37),
                )
                for email in addresses
            ]
            operations.enrol_all(starts, by=by)

        return take

    said = at_once(batch(emails), batch(emails[::-1]), batch(emails[5:15]))

    assert said == ["done"] * 3
    assert User.objects.filter(email__in=emails).count() == 20
    assert (Apprentice.objects.count(), Standing.objects.count()) == (20, 20)
