"""The sheet on paper that the demo shows is entered as a coordinator would."""

import pytest

from demo.chapters.selection import enter_one_from_paper
from recruitment.models import PanelCandidate, PaperSheet
from tests import make

pytestmark = pytest.mark.django_db


def test_the_third_member_has_a_sheet_to_confirm():
    day = make.live_day()
    slot = PanelCandidate.objects.select_related("panel").get()
    for member in list(slot.panel.members.select_related("panel__day", "person"))[:2]:
        make.sent_scores(member, slot)
    enter_one_from_paper(day, make.coordinator_of(day))
    assert PaperSheet.objects.to_confirm().count() == 1
