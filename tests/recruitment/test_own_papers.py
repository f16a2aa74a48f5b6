"""A panel member's own papers: without whom they know, in three editions."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core import retention
from core.audit.models import Event
from core.documents import packs
from core.documents.models import Pack
from core.files.models import StoredFile
from recruitment.models import Group, PanelMember, SelectionDay
from recruitment.operations import avoiding, panels, scoring
from recruitment.operations.own_papers import papers_of
from recruitment.operations.panel_pack import EDITIONS, ask_for_pack, newest_pack
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    day = make.selection_day(state=SelectionDay.State.CONFIRMED)
    made = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    make.panel_member(made, Group.EMPLOYER, state=PanelMember.State.CONFIRMED)
    for name in ("Amara Johnson", "Daniel Kowalski"):
        who = make.application(day.campaign, make.person(name), state="invited", why=f"Here writes {name[0]}.")
        make.slot(made, who)
    return made


@pytest.fixture
def slots(room):
    return list(room.candidates.select_related("application"))


@pytest.fixture
def member(room):
    return room.members.filter(group=Group.LIVED_EXPERIENCE).select_related("panel__day", "person").get()


def made_for(room):
    ask_for_pack(panel=room, by=make.coordinator_of(room.day))
    make.do_owed_work()


def text_of(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def read(pack):
    with pack.file.content.open("rb") as stored:
        return " ".join(" ".join(text_of(stored.read())).split())


def knows(member, slot):
    scoring.step_out(member=member, candidate=slot, by=member.person)
    make.do_owed_work()


def test_a_member_who_knows_nobody_reads_the_panels_papers(room, member):
    made_for(room)

    assert papers_of(member, "usual") == newest_pack(room)
    assert Pack.objects.filter(builder__startswith="own").count() == 0


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ("usual", "Withheld: you said that you know this person."),
        ("large-print", "Withheld: you said that you know this person."),
        ("easy-read", "You said that you know this person."),
    ],
)
def test_whom_a_member_knows_is_withheld_under_their_code(room, slots, member, edition, said):
    made_for(room)
    knows(member, slots[0])
    own = read(papers_of(member, edition))

    assert (said in own, slots[0].code in own) == (True, True)
    assert ("Here writes A." in own, "Here writes D." in own) == (False, True)
    sheet = {"easy-read": "Your numbers for candidate"}.get(edition, "Score sheet, candidate")
    assert [f"{sheet} {slot.code}" in own for slot in slots] == [False, True]


def test_colleagues_read_on_what_they_had(room, slots, member):
    made_for(room)
    before = newest_pack(room)
    knows(member, slots[0])

    others = room.members.exclude(pk=member.pk).select_related("panel__day")
    assert [papers_of(other, "usual") for other in others] == [before] * 3


def test_papers_are_closed_from_the_moment_somebody_is_known_until_they_are_made(room, slots, member):
    made_for(room)
    browser = make.signed_in(member.person)
    address = reverse("recruitment:my_panel_papers", args=[member.reference, "usual"])
    said = browser.post(reverse("recruitment:step_out", args=[member.reference, slots[0].reference]), follow=True)
    meanwhile = browser.get(address)
    make.do_owed_work()

    assert "Your papers are being made without this person" in said.content.decode()
    assert "You know this person" in said.content.decode()
    assert "Your papers are being made" in meanwhile.content.decode()
    assert browser.get(address).headers["Content-Type"] == "application/pdf"


def test_papers_made_after_somebody_is_known_leave_them_out_at_once(room, slots, member):
    scoring.step_out(member=member, candidate=slots[0], by=member.person)
    made_for(room)

    assert "Here writes A." not in read(papers_of(member, "usual"))
    assert Pack.objects.filter(builder__startswith="own").count() == len(EDITIONS)


def test_saying_it_twice_makes_papers_once(room, slots, member):
    made_for(room)
    for _ in range(2):
        scoring.step_out(member=member, candidate=slots[0], by=member.person)

    assert Pack.objects.filter(builder="own_papers").count() == 1


def listed_for_one_day(member):
    panels.ask_to_avoid(member=member, by=member.person, boroughs=[], organisations=[], names=["Johnson"])


def listed_on_the_register(member):
    place = make.panellist(member.panel.day.campaign.run_by, who=member.person)
    avoiding.never_meet(panellist=place, by=member.person, boroughs=[], organisations=[], names=["Johnson"])


@pytest.mark.parametrize("listed", [listed_for_one_day, listed_on_the_register])
def test_a_private_list_changes_no_papers_and_so_tells_nobody_who_is_behind_a_code(room, slots, member, listed):
    made_for(room)
    listed(member)
    make.do_owed_work()

    assert papers_of(member, "usual") == newest_pack(room)
    there = {candidate["code"] for candidate in newest_pack(room).snapshot["candidates"]}
    assert {slot.code for slot in slots} == there
    room.day.refresh_from_db()
    assert room.day.state == SelectionDay.State.STAFFING


def test_nobody_opens_a_members_own_papers_as_a_pack(room, slots, member):
    made_for(room)
    knows(member, slots[0])
    own = papers_of(member, "usual")
    readers = [member.person, make.coordinator_of(room.day), room.members.first().person]

    assert [make.signed_in(who).get(f"/packs/{own.reference}/").status_code for who in readers] == [404] * 3


def test_reading_own_papers_leaves_an_event(room, slots, member):
    made_for(room)
    knows(member, slots[0])
    address = reverse("recruitment:my_panel_papers", args=[member.reference, "easy-read"])
    make.signed_in(member.person).get(address)

    assert Event.objects.filter(step="read the pack", actor=member.person).count() == 1


def test_an_edition_that_there_is_not_is_not_there(room, member):
    made_for(room)
    address = reverse("recruitment:my_panel_papers", args=[member.reference, "braille"])

    assert make.signed_in(member.person).get(address).status_code == 404


def test_knowing_a_candidate_before_the_day_is_looked_at_as_the_rule_asks(room, slots, member):
    knows(member, slots[0])
    room.day.refresh_from_db()

    assert room.day.state == SelectionDay.State.STAFFING


def test_every_edition_is_of_one_reading_and_is_made_again_word_for_word(room, slots, member):
    made_for(room)
    knows(member, slots[0])
    of_panel = Pack.objects.filter(builder__startswith="panel_pack")
    assert len({pack.snapshot_hash for pack in of_panel}) == 1

    found = {}
    for pack in Pack.objects.select_related("file"):
        with pack.file.content.open("rb") as stored:
            found[pack.builder] = text_of(packs.build_again(pack)) == text_of(stored.read())
    kinds = [name for edition in EDITIONS.values() for name in (edition.of_panel, edition.of_member)]
    assert found == dict.fromkeys(kinds, True)


def test_papers_of_candidates_go_a_year_after_they_were_made_and_other_packs_stay(room, slots, member):
    made_for(room)
    knows(member, slots[0])
    names = {stored.content.name for stored in StoredFile.objects.filter(packs__isnull=False)}
    made = timezone.localdate()
    assert len(names) == Pack.objects.count() == 2 * len(EDITIONS)
    assert retention.purge(on=made + datetime.timedelta(days=360)).get("core.pack") is None
    assert retention.purge(on=made + datetime.timedelta(days=367))["core.pack"] == 2 * len(EDITIONS)
    assert not StoredFile.objects.filter(content__in=names).exists()
