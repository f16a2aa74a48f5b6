"""The run sheet on paper: by time, by room, by person, in large print; only for those who run the day."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core.documents import packs
from core.documents.models import Pack
from recruitment.operations.run_sheet import BUILDER, LARGE, ask_for_run_sheet, readable_subjects, snapshot
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    return make.accepted_timetable(candidates=2)


def pages_of(timetable, *, large=False):
    ask_for_run_sheet(timetable=timetable, large=large, by=timetable.asked_by)
    make.do_owed_work()
    pack = Pack.objects.get(builder=LARGE if large else BUILDER)
    with pack.file.content.open("rb") as stored:
        return [page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages]


def test_a_candidates_page_holds_their_day_and_nobody_elses(accepted):
    own, other = (row.application.candidate for row in accepted.day.expected.select_related("application__candidate"))
    page = next(page for page in pages_of(accepted) if "Your selection day" in page and own.name in page)
    for slot in accepted.slots.filter(candidate__application__candidate=own):
        assert f"{timezone.localtime(slot.starts_at):%H:%M} to" in page
    assert other.name not in page


def test_every_slot_stands_in_it_by_time_and_by_room(accepted):
    read = snapshot(accepted.pk)
    said = sum(len(session["candidates"]) for session in read["sessions"])
    by_place = sum(len(session["candidates"]) for place in read["places"] for session in place["sessions"])
    assert said == by_place == accepted.slots.count()


def test_large_print_is_larger(accepted):
    assert len(pages_of(accepted, large=True)) >= len(pages_of(accepted))


@pytest.mark.parametrize(("builder", "large"), [(BUILDER, False), (LARGE, True)])
def test_it_is_made_again_word_for_word_when_the_day_has_moved_on(accepted, builder, large):
    before = pages_of(accepted, large=large)
    accepted.slots.all().delete()
    again = packs.build_again(Pack.objects.get(builder=builder))

    assert [page.extract_text() for page in PdfReader(io.BytesIO(again)).pages] == before


def test_only_those_who_run_the_day_may_have_it(accepted):
    assert [row["pk"] for row in readable_subjects(accepted.asked_by)] == [accepted.pk]
    assert list(readable_subjects(make.person())) == []
