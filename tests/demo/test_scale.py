"""Rows set down by COPY are rows that the portal's own steps could have made."""

import datetime
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, OffTheJobEntry, Standing
from assessment.models import Claim, Evidence
from demo import scale
from tests import make

TODAY = datetime.date(2026, 11, 26)
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def everybody() -> list[tuple]:
    return list(Apprentice.objects.order_by("person__email").values_list("reference", "person__name", "state"))


def test_twelve_apprentices_are_made_as_life_would_make_them():
    call_command("load_reference_data", verbosity=0)
    with transaction.atomic():
        scale.build(apprentices=12, today=TODAY, seed=7)
        before = everybody()
        transaction.set_rollback(True)
    scale.build(apprentices=12, today=TODAY, seed=7)

    assert everybody() == before
    assert len(before) == 12
    assert_everybody_has_people_and_evidence()
    assert_entries_lie_in_date_order_and_those_of_one_apprentice_scattered()
    assert Standing.objects.filter(track=Standing.Track.BEHIND).exists()
    assert operations.recount_all(on=TODAY) == 0
    call_command("verify_audit")
    assert not make.person().involvements.exists()  # keys count on from those that were taken in


def assert_everybody_has_people_and_evidence():
    apprentice = Apprentice.objects.learning().earliest("pk")
    kinds = {"self", "employer", "university", "line_manager", "tutor", "practice_educator"}
    assert set(apprentice.involvements.values_list("kind", flat=True)) == kinds
    assert Evidence.objects.count() == 400 + 11 * 30
    assert Claim.objects.count() == Evidence.objects.count() * 4
    assert Evidence.objects.waiting().count() == Apprentice.objects.learning().count()


def assert_entries_lie_in_date_order_and_those_of_one_apprentice_scattered():
    entries = list(OffTheJobEntry.objects.order_by("pk").values_list("date", "apprentice"))
    assert [date for date, _ in entries] == sorted(date for date, _ in entries)
    neighbours = sum(one == other for (_, one), (_, other) in pairwise(entries))
    assert neighbours < len(entries) / 10


@pytest.mark.parametrize(("number", "demo"), [(0, True), (3, False)])
def test_is_refused_where_it_makes_no_sense(settings, number, demo):
    settings.DEMO_MODE = demo
    with pytest.raises(CommandError):
        call_command("scale_data", apprentices=number)


def test_is_refused_where_people_are_already(settings):
    settings.DEMO_MODE = True
    make.appointment(starts_on=timezone.localdate())
    with pytest.raises(CommandError):
        call_command("scale_data", apprentices=3)
