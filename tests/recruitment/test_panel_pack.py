"""The papers of a panel: everything they need under a code, and nothing that they may not know."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.audit.models import Event, canonical, sha256
from core.documents.models import Pack
from recruitment.codes import without_name
from recruitment.models import Adjustments, EqualityAnswers, EqualityLink, Group, PanelMember, Room, SelectionDay
from recruitment.operations import panels
from recruitment.operations.panel_pack import BUILDER, ask_for_pack, newest_pack
from tests import make

SENTINEL = "SENTINEL-EQUALITY-7Q"
ADJUSTMENT = "SENTINEL-ADJUSTMENT-8R"


@pytest.fixture
def room(db):
    day = make.selection_day(criteria=6, state=SelectionDay.State.CONFIRMED)
    made = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    for number, name in enumerate(["Amara Johnson", "Zoë Müller-Brandt", "Łukasz Nowak"]):
        who = make.application(
            to=day.campaign,
            who=make.person(name, email=f"candidate{number}@example.org"),
            state="invited",
            job_title=f"Family support worker (ask for {name.split()[0]})",
            why=f"My name is {name}. Write to candidate{number}@example.org or 020 7946 0000. "
            + "I care about this. " * 120,
        )
        key = EqualityLink.objects.create(application=who).key
        EqualityAnswers.objects.create(key=key, campaign=day.campaign, answers={"religion": SENTINEL})
        Adjustments.objects.create(application=who, wanted=True, what_helps=ADJUSTMENT)
        make.slot(made, who)
    return made


@pytest.fixture
def coordinator(room):
    return make.coordinator_of(room.day)


@pytest.fixture
def pack(room, coordinator):
    ask_for_pack(panel=room, by=coordinator)
    make.do_owed_work()
    return newest_pack(room)


def pages_of(pack):
    with pack.file.content.open("rb") as stored:
        return [page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages]


def test_no_equality_answer_no_adjustment_and_no_name_is_in_the_papers(pack):
    text = "\n".join(pages_of(pack)).replace("\n", " ")

    kept_out = [
        SENTINEL,
        ADJUSTMENT,
        "Amara",
        "Johnson",
        "Zoë",
        "Müller",
        "Brandt",
        "Łukasz",
        "Nowak",
        "@example.org",
        "7946",
    ]
    assert [word for word in kept_out if word in text] == []
    assert [word for word in kept_out if word in canonical(pack.snapshot)] == []


def test_who_speaks_for_whom_is_not_in_the_papers(pack, room):
    text = "\n".join(pages_of(pack)).lower()

    assert [label for label in ("lived experience", "employer", "university") if label in text] == []
    names = sorted(room.members.values_list("person__name", flat=True))
    assert [name for name in names if name.lower() in text] == []


def test_the_contents_give_the_page_of_every_part(pack, room):
    pages = pages_of(pack)
    codes = [slot.code for slot in room.candidates.select_related("application")]
    headings = [
        "Timetable",
        "What each mark looks like",
        *(f"Candidate {code}" for code in codes),
        *(f"Score sheet, candidate {code}" for code in codes),
    ]

    contents = dict(line.rsplit(" ", 1) for line in pages[1].splitlines() if line.rsplit(" ", 1)[0] in headings)

    assert list(contents) == headings
    for heading, page in contents.items():
        assert pages[int(page) - 1].lstrip().startswith(heading)
    assert [f"Page {number} of {pack.pages}" in page for number, page in enumerate(pages, start=1)] == [
        True
    ] * pack.pages


def test_every_page_carries_the_hash_of_what_was_read(pack):
    assert pack.snapshot_hash == sha256(canonical(pack.snapshot))
    assert all(pack.snapshot_hash in page.replace("\n", "") for page in pages_of(pack))


def test_what_a_candidate_wrote_is_there_without_the_name(pack):
    assert "My name is [name]. Write to [address] or [address]." in " ".join("\n".join(pages_of(pack)).split())


def test_a_withdrawn_candidate_is_not_in_the_papers(room, coordinator):
    slot = room.candidates.first()
    type(slot.application).objects.filter(pk=slot.application_id).update(state="withdrawn")

    ask_for_pack(panel=room, by=coordinator)
    make.do_owed_work()

    assert slot.code not in "\n".join(pages_of(newest_pack(room)))


# Who may have them ----------------------------------------------------------------------------------------------------


def opens(person, pack):
    client = make.signed_in(person)
    return [
        client.get(f"/packs/{pack.reference}/").status_code,
        client.get(f"/packs/{pack.reference}/file/").status_code,
    ]


def own_page(member, edition="usual"):
    return reverse("recruitment:my_panel_papers", args=[member.reference, edition])


def test_the_coordinator_reads_the_pack_and_members_their_own_page(pack, room, coordinator):
    members = list(room.members.select_related("person"))

    assert opens(coordinator, pack) == [200, 200]
    assert [opens(member.person, pack) for member in members] == [[404, 404]] * 3
    assert [make.signed_in(member.person).get(own_page(member)).status_code for member in members] == [200] * 3


def test_others_do_not_know_that_the_papers_exist(pack, room):
    elsewhere = make.full_panel(room.day, state=PanelMember.State.CONFIRMED).members.first().person
    not_confirmed = make.panel_member(room, Group.EMPLOYER).person
    other_coordinator = make.coordinator_of(make.campaign())
    candidate = room.candidates.first().application.candidate
    lead = make.appointment(at=room.members.filter(group=Group.EMPLOYER).first().organisation).person

    others = [elsewhere, not_confirmed, other_coordinator, candidate, lead]
    assert [opens(person, pack) for person in others] == [[404, 404]] * 5


def test_somebody_who_leaves_loses_the_papers_at_once(pack, room, coordinator):
    member = room.members.get(group=Group.UNIVERSITY)
    browser = make.signed_in(member.person)
    assert browser.get(own_page(member)).status_code == 200

    panels.release(member=member, by=coordinator)

    assert browser.get(own_page(member)).status_code == 404


def test_the_papers_close_to_members_with_the_day(pack, room, coordinator):
    SelectionDay.objects.filter(pk=room.day_id).update(state=SelectionDay.State.CANCELLED)

    assert opens(room.members.first().person, pack) == [404, 404]
    assert opens(coordinator, pack) == [200, 200]


def test_a_coordinator_whose_role_has_ended_reads_nothing(pack, coordinator):
    coordinator.appointments.update(accepted_at=None)

    assert opens(coordinator, pack) == [404, 404]


def test_every_download_leaves_an_event(pack, room, coordinator):
    opens(coordinator, pack)

    assert Event.objects.filter(step="read the pack", actor=coordinator).count() == 1


def test_asking_twice_makes_two_packs_and_the_newest_is_shown(room, coordinator):
    for _ in range(2):
        ask_for_pack(panel=room, by=coordinator)
    make.do_owed_work()

    made = Pack.objects.filter(builder=BUILDER).order_by("built_at")
    assert (made.count(), newest_pack(room)) == (2, made.last())


def test_the_papers_stay_what_they_were_when_the_day_moves_on(pack, room, coordinator):
    before = pages_of(pack)
    Room.objects.filter(pk=room.room_id).update(name="Another room")

    assert pages_of(Pack.objects.get(pk=pack.pk)) == before


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name", "read"),
    [
        ("I am Amara Johnson.", "Amara Johnson", "I am [name]."),
        ("AMARA johnson wrote this", "Amara Johnson", "[name] wrote this"),
        ("Amara said, and Johnson agreed", "Amara Johnson", "[name] said, and [name] agreed"),
        ("Johnsons are many", "Amara Johnson", "Johnsons are many"),
        ("It may be that May may", "May Brown", "It may be that [name] may"),
        ("Mail a.j@example.org now", "Amara Johnson", "Mail [address] now"),
        ("Phone 020 7946 0000 now", "Amara Johnson", "Phone [address] now"),
        ("I worked for 12 years, 40 hours", "Amara Johnson", "I worked for 12 years, 40 hours"),
        ("Text (with + odd [ name)", "A. (B+", "Text (with + odd [ name)"),
        ("Anything", "", "Anything"),
    ],
)
def test_a_persons_own_name_is_taken_out_of_what_they_wrote(written, name, read):
    assert without_name(written, name) == read
