"""The same step of a panel taken at the same moment: one wins, the others hear it, and nothing is there twice."""

import pytest

from assessment.models import PanelItem, PanelPack, PanelReading, PanelRecommendation
from assessment.operations import panels
from core.audit.signatures import Signature
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def panel(portfolios=1):
    here = make.university()
    return make.assessment_panel(*(make.portfolio_for_panel(at=here, with_evidence=False) for _ in range(portfolios)))


def test_an_outcome_recorded_by_chair_and_secretary_at_once_stands_once():
    pap = make.panel_session(panel())
    PanelItem.objects.update(because=[])
    record = {"outcome": "confirm_pass", "reasons": "It carries."}
    desks = [(PanelItem.objects.get(), who) for who in (pap.chair, pap.secretary) * 4]
    answers = at_once(*(lambda i=item, who=who: panels.record_outcome(i, **record, by=who) for item, who in desks))
    assert answers.count("done") == 1
    assert (PanelRecommendation.objects.count(), PanelItem.objects.get().state) == (1, "decided")


def test_stepping_aside_in_five_tabs_leaves_one_conflict_one_pack_and_no_open_sheet():
    pap = make.panel_declared(panel(2))
    one, _ = make.panel_readers(pap, pap.items[0], "tutor", "worker")
    panels.give_packs(pap.meeting, by=pap.secretary)
    item = pap.items[0]
    answers = at_once(*(lambda: panels.declare_conflict(item, by=pap.tutor) for _ in range(5)))
    assert "done" in answers
    assert item.submission.conflicts.standing().count() == 1
    assert PanelPack.objects.standing().filter(member=pap.seats["tutor"]).count() == 1
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_both_sheets_sent_at_once_open_to_both():
    pap = panel()
    readings = make.panel_readers(pap, pap.items[0], "tutor", "worker")
    answers = at_once(*(lambda r=reading: make.sent_panel_sheet(r) for reading in readings))
    assert answers == ["done", "done"]
    assert PanelItem.objects.get().revealed_at is not None
    assert all(Signature.objects.under(reading).count() == 1 for reading in PanelReading.objects.all())
