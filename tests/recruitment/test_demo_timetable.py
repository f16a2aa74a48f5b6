"""The day of the demo that goes by a timetable: planned, proposed and accepted as a coordinator would."""

import pytest

from demo.chapters.selection import _by_timetable, _plan_together
from recruitment.models import DayCandidate, PanelCandidate, Timetable
from tests import make

pytestmark = pytest.mark.django_db


def test_the_demo_has_an_accepted_timetable_with_what_was_arranged():
    day = make.selection_day(state="planned")
    by = make.coordinator_of(day)
    _plan_together(day, by)
    type(day).objects.filter(pk=day.pk).update(state="staffing")
    day.refresh_from_db()
    for _ in range(2):
        make.full_panel(day)
    candidates = [make.application(to=day.campaign, state="invited") for _ in range(3)]

    _by_timetable(day, candidates, by)

    accepted = Timetable.objects.accepted_of(day)
    assert accepted is not None
    assert accepted.slots.count() == 3 * 3
    assert PanelCandidate.objects.filter(panel__day=day).count() == 3
    assert DayCandidate.objects.filter(day=day, extra_time=25).count() == 1
