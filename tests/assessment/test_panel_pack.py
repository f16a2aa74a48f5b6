"""The pack of a panel: for each member what they may see, counted anew; made once for all, and again word for word."""

import datetime
import io
import json

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from pypdf import PdfReader

from assessment.models import PanelItem, PanelMeeting, PanelPack, PanelPaper
from assessment.operations import appeals, panels
from assessment.panels import pack as panel_pack
from assessment.panels import papers
from core.documents import packs, pdf
from core.documents.models import Pack
from core.jobs import CannotBeDone
from tests import make
from tests.make import decisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def pap():
    here = make.university("University here")
    made = make.assessment_panel(*(make.portfolio_for_panel(at=here) for _ in range(2)))
    return make.panel_declared(made)


def given_to(pap, name) -> PanelPack:
    return PanelPack.objects.standing().select_related("pack__file").get(member=pap.seats[name])


def names_of(pap) -> list[str]:
    return [item.submission.apprentice.person.name for item in pap.items]


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def bytes_of(given: PanelPack) -> bytes:
    given.pack.refresh_from_db()
    with given.pack.file.content.open("rb") as stored:
        return stored.read()


def test_what_is_withheld_from_a_member_is_not_in_their_pack_and_nothing_points_there(pap):
    first, second = pap.items
    panels.declare_conflict(first, by=pap.lived)
    panels.give_packs(pap.meeting, by=pap.secretary)
    theirs = panel_pack.snapshot(given_to(pap, "lived").pk)
    others = panel_pack.snapshot(given_to(pap, "tutor").pk)
    withheld, shown = names_of(pap)
    assert [item["name"] for item in others["items"]] == [withheld, shown]
    assert [item["name"] for item in theirs["items"]] == [shown]
    said = json.dumps(theirs)
    for secret in (withheld, first.submission.reference, first.submission.content_hash):
        assert secret not in said
    titles = [section.title for section in panel_pack.sections(theirs)]
    assert titles == ["Agenda", f"1 {shown}, {second.submission.placement.name.lower()}"]


def test_the_paper_holds_what_was_handed_in_and_every_signed_word_since(pap):
    read = papers.snapshot(pap.items[0].submission)
    printed = "\n".join(
        render_to_string(section.template, {"site_name": "x", "pack": None, **section.context})
        for section in papers.sections(read)
    )
    for there in (make.TEXT, "She asks first, and keeps to what was answered.", "Concurs", "Seen twice."):
        assert there in printed, there
    assert pap.items[0].submission.content_hash in printed


def test_only_a_reader_has_a_sheet_to_fill_in_and_sheets_lie_in_it_when_both_are_sent(pap):
    item = pap.items[0]
    readings = make.panel_readers(pap, item, "tutor", "worker")
    panels.give_packs(pap.meeting, by=pap.secretary)
    for name, has_one in (("tutor", True), ("lived", False)):
        read = panel_pack.snapshot(given_to(pap, name).pk)
        assert bool(read["items"][0]["to_fill_in"]) == has_one
        assert read["items"][0]["sheets"] == []
    for reading in readings:
        make.sent_panel_sheet(reading)
    read = panel_pack.snapshot(given_to(pap, "lived").pk)
    assert [sheet["overall"] for sheet in read["items"][0]["sheets"]] == ["It carries.", "It carries."]


@pytest.mark.slow
def test_packs_are_made_once_for_all_and_again_word_for_word(pap, monkeypatch):
    panels.give_packs(pap.meeting, by=pap.secretary)
    make.do_owed_work()
    given = given_to(pap, "tutor")
    data = bytes_of(given)
    text = text_of(data)
    assert (given.pack.state, PanelPaper.objects.filter(file__isnull=False).count()) == (Pack.State.READY, 2)
    assert all(f"Page {number} of {given.pack.pages}" in text for number in range(1, given.pack.pages + 1))
    assert given.pack.snapshot_hash in text and "".join(make.TEXT.split()) in "".join(text.split())
    outline = [entry.title for entry in PdfReader(io.BytesIO(data)).outline if not isinstance(entry, list)]
    assert outline[:2] == ["Cover and contents", "Agenda"] and len(outline) == 4

    assert text_of(packs.build_again(given.pack)) == text
    PanelPaper.objects.update(file=None)  # the pages were lost; what was read is there
    assert text_of(packs.build_again(given.pack)) == text

    rendered = []
    real = pdf.render
    monkeypatch.setattr(
        pdf, "render", lambda template, *args, **kw: rendered.append(template) or real(template, *args, **kw)
    )
    packs.build_again(given_to(pap, "worker").pack)
    assert set(rendered) == {"documents/assessment_panel/agenda.html", "documents/pack_front.html"}


@pytest.mark.slow
def test_a_pack_is_its_members_alone_closes_when_it_is_taken_back_and_leaves_a_receipt(pap):
    panels.give_packs(pap.meeting, by=pap.secretary)
    make.do_owed_work()
    given = given_to(pap, "tutor")
    url = f"/packs/{given.pack.reference}/file/"
    assert {
        who: make.signed_in(getattr(pap, who)).get(url).status_code for who in ("secretary", "worker", "tutor")
    } == {
        "secretary": 404,
        "worker": 404,
        "tutor": 200,
    }
    given.refresh_from_db()
    assert given.opened_at is not None
    panels.declare_conflict(PanelItem.objects.first(), by=pap.tutor)
    assert make.signed_in(make.again(pap.tutor)).get(url).status_code == 404


def test_what_is_not_what_was_read_is_not_built(pap):
    panels.give_packs(pap.meeting, by=pap.secretary)
    asked = given_to(pap, "tutor").pack
    asked.snapshot, asked.snapshot_hash = {"items": []}, "f" * 64
    with pytest.raises(CannotBeDone):
        packs.build_again(asked)


def test_a_pack_closes_some_days_after_the_meeting_and_says_so_kindly(pap):
    panels.give_packs(pap.meeting, by=pap.secretary)
    given = given_to(pap, "tutor")
    member, today = make.signed_in(pap.tutor), timezone.localdate()
    url = f"/packs/{given.pack.reference}/"
    meetings = PanelMeeting.objects.filter(pk=pap.meeting.pk)
    for days, status in ((0, 200), (-1, 410)):
        meetings.update(packs_open_until=today + datetime.timedelta(days=days))
        assert member.get(url).status_code == status
    page = member.get(url).content.decode()
    assert "This pack is closed" in page
    assert "The minutes stay on the page of the meeting" in page
    assert member.get(url + "file/").status_code == 410
    assert make.signed_in(pap.worker).get(url).status_code == 404
    assert "It was open until" in member.get(f"/assessment/panels/{pap.meeting.reference}/").content.decode()


def test_while_an_appeal_runs_about_a_portfolio_in_it_the_pack_is_open_again():
    chain = decisions.chain()
    appeal = decisions.appeal(chain, decisions.released(chain, "fail"))
    here = chain.apprentice.cohort.university
    pap = make.panel_declared(make.assessment_panel(make.portfolio_for_panel(at=here)))
    panels.give_packs(pap.meeting, by=pap.secretary)
    given = given_to(pap, "tutor")
    given.submissions.add(appeal.decision.submission)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    PanelMeeting.objects.filter(pk=pap.meeting.pk).update(packs_open_until=yesterday)
    assert given in PanelPack.objects.open_on(timezone.localdate())
    appeals.withdraw_appeal(appeal, by=chain.amara)
    assert given not in PanelPack.objects.open_on(timezone.localdate())


def test_how_long_packs_stay_open_is_in_the_terms_that_the_meeting_was_called_under():
    pap = make.assessment_panel(make.portfolio_for_panel(at=make.university("University here")))
    PanelMeeting.objects.filter(pk=pap.meeting.pk).update(terms={**pap.meeting.terms, "pack_days": 3})
    meeting = PanelMeeting.objects.get(pk=pap.meeting.pk)
    assert meeting.the_terms.pack_days == 3
