"""Step 5: the papers of a panel, built by a real worker, followed on the page, read by those who sit."""

import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from core.documents.models import Pack
from recruitment.models import EqualityAnswers, EqualityLink, PanelMember, SelectionDay
from recruitment.operations import panels
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]
expect.set_options(timeout=60_000)

SENTINEL = "SENTINEL-EQUALITY-7Q"


@pytest.fixture
def room(site):
    day = make.selection_day(criteria=3, state=SelectionDay.State.CONFIRMED)
    made = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    for name in ("Amara Johnson", "Daniel Kowalski"):
        who = make.application(day.campaign, make.person(name), state="invited", why=f"I am {name}. I listen.")
        key = EqualityLink.objects.create(application=who).key
        EqualityAnswers.objects.create(key=key, campaign=day.campaign, answers={"religion": SENTINEL})
        make.slot(made, who)
    return made


def test_papers_are_asked_for_followed_and_read(visitor, room, worker, looks_right):
    coordinator = make.coordinator_of(room.day)
    member = room.members.first()
    desk, seat = visitor(coordinator), visitor(member.person)

    desk.goto(f"/recruitment/selection/panels/{room.reference}/")
    desk.get_by_role("button", name="Make the papers").click()
    looks_right(desk)
    expect(desk.get_by_role("button", name="Open it")).to_be_visible()  # a worker has just been started
    desk.get_by_role("button", name="Open it").click()
    expect(desk.get_by_text("Fingerprint of the file")).to_be_visible()
    looks_right(desk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download the PDF").click()
    with open(download.value.path(), "rb") as file:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages]

    pack = Pack.objects.get(builder="panel_pack")
    assert (pack.state, pack.pages) == (Pack.State.READY, len(pages))
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert [word for word in (SENTINEL, "Amara", "Kowalski") if word in "".join(pages)] == []

    seat.goto(f"/recruitment/my-panels/{member.reference}/")
    with seat.expect_download():
        seat.get_by_role("link", name="As usual (PDF)").click()
    looks_right(seat)
    says_whom_they_know(seat, looks_right)
    panels.release(member=member, by=coordinator)
    answer = seat.goto(f"/recruitment/my-panels/{member.reference}/papers/usual/")
    assert answer.status == 404


def says_whom_they_know(seat, looks_right):
    """A member says before the day that they know a candidate; the worker makes their own papers."""
    seat.get_by_role("link", name="I know this person").first.click()
    looks_right(seat)
    seat.get_by_role("button", name="I know this person").click()
    expect(seat.get_by_text("You know this person")).to_be_visible()
    looks_right(seat)
    own = Pack.objects.filter(builder__startswith="own_papers", state=Pack.State.READY)
    for _ in range(60):
        if own.count() == 3:
            break
        seat.wait_for_timeout(1000)
    with seat.expect_download() as download:
        seat.get_by_role("link", name="Easy read (PDF)").click()
    with open(download.value.path(), "rb") as file:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)
    assert "You said that you know this person." in text


def test_the_outcome_book_is_asked_for_on_its_page(visitor, site, looks_right):
    day = make.selection_day(
        state=SelectionDay.State.RECOMMENDATIONS_AGREED, scoring_closed_at=timezone.now(), date=timezone.localdate()
    )
    desk = visitor(make.coordinator_of(day))
    desk.goto(f"/recruitment/selection/days/{day.reference}/")
    desk.get_by_role("link", name="Outcome book").click()
    looks_right(desk)
    desk.get_by_role("button", name="Make an outcome book").click()
    expect(desk.get_by_text("You can leave this page")).to_be_visible()
    make.do_owed_work()
    desk.goto(f"/recruitment/selection/days/{day.reference}/outcome-book/")
    expect(desk.get_by_text("Ready", exact=True)).to_be_visible()
    looks_right(desk)
