"""People on the register of panel members sift a share by link: the same room, no name, their own part alone."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import Event
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import Application, Panellist, Sifter, SiftMark, SiftReading
from recruitment.operations import panellists
from recruitment.operations import sift as operations
from recruitment.operations import sift_reading as reading
from tests import make
from tests.recruitment.test_pages import by_link

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def url(name, *arguments):
    return reverse(f"recruitment:{name}", args=[getattr(a, "reference", a) for a in arguments])


@pytest.fixture
def sift():
    return make.sift()


@pytest.fixture
def coordinator(sift):
    return make.appointment(at=sift.campaign.run_by, as_="recruitment_coordinator").person


def ask(sift, by, **fields):
    """Somebody on the register who was asked to sift, and the place on it."""
    place = make.panellist(sift.campaign.run_by, **fields)
    return operations.ask_from_register(sift=sift, panellist=place, by=by)


def with_account(sift):
    return make.sifter(sift, make.person(password=make.PASSWORD))


def opened(sift, by, applications=2):
    for _ in range(applications):
        make.application(sift.campaign, state=Application.State.ELIGIBLE)
    operations.open_sift(sift=sift, by=by)


def browser_of(sifter):
    return by_link(sifter.person, "sift", sifter)


def answer_of(sifter):
    return SiftMark.objects.of_person(sifter.person).to_give().in_order().first()


def test_they_are_told_when_there_is_something_to_read_and_once_a_day(sift, coordinator):
    sifter = ask(sift, coordinator)
    assert not Message.objects.exists()
    opened(sift, coordinator)
    mail = Message.objects.get(kind="sift_to_read")
    assert mail.to == sifter.person
    operations.take_in_one(make.application(sift.campaign, state=Application.State.ELIGIBLE))
    assert Message.objects.filter(kind="sift_to_read").count() == 1
    assert SiftReading.objects.filter(sifter=sifter).count() == 3


def test_whoever_signs_in_gets_no_link(sift, coordinator):
    with_account(sift)
    ask(sift, coordinator, who=make.person(password=make.PASSWORD))
    opened(sift, coordinator)
    assert not Message.objects.filter(kind="sift_to_read").exists()
    assert not SignedLink.objects.filter(purpose="sift").exists()


def test_by_link_they_read_one_answer_at_a_time_without_a_name_and_the_marks_are_theirs(sift, coordinator):
    sifter = ask(sift, coordinator)
    opened(sift, coordinator, applications=1)
    browser = browser_of(sifter)
    assert "Begin to read" in browser.get(url("my_sift", sifter)).content.decode()

    while (mark := answer_of(sifter)) is not None:
        page = browser.get(url("next_answer", sifter), follow=True).content.decode()
        assert mark.reading.sifted.application.candidate.name not in page
        browser.post(url("sift_answer", mark), {"value": "3"})

    done = SiftReading.objects.get(sifter=sifter)
    assert done.done_at is not None
    read = Event.objects.filter(subject_kind="recruitment.sifted", to_state="read").get()
    assert read.actor == sifter.person


def test_the_link_opens_nobody_elses_part(sift, coordinator):
    sifter, colleague = ask(sift, coordinator), with_account(sift)
    opened(sift, coordinator)
    browser = browser_of(sifter)
    theirs = SiftMark.objects.filter(reading__sifter=colleague).first()
    for address in (url("my_sift", colleague), url("sift_answer", theirs), url("next_answer", colleague)):
        assert "This link" in browser.get(address).content.decode()
    assert browser.get(url("sift", sift)).status_code == 302


def test_it_runs_out_and_closes_when_they_are_released(sift, coordinator, client):
    sifter = ask(sift, coordinator)
    other = with_account(sift)
    opened(sift, coordinator)
    link = SignedLink.objects.get(purpose="sift")
    assert TODAY + 20 * DAY <= timezone.localdate(link.expires_at) <= TODAY + 22 * DAY
    browser = browser_of(sifter)
    operations.release_sifter(sifter=sifter, by=coordinator)
    assert not SignedLink.objects.live().filter(purpose="sift").exists()
    assert "Begin to read" not in browser.get(url("my_sift", sifter)).content.decode()
    assert SiftReading.objects.counting().filter(sifter=other).count() == 2


def test_who_cannot_go_on_says_so_and_others_read_the_rest(sift, coordinator):
    sifter, other = ask(sift, coordinator), with_account(sift)
    opened(sift, coordinator)
    page = browser_of(sifter).post(url("stop_sifting", sifter))
    assert "You read no more" in page.content.decode()
    sifter.refresh_from_db()
    assert sifter.left_at is not None
    assert SiftReading.objects.counting().filter(sifter=other).count() == 2
    assert Event.objects.filter(step="released somebody from the sift", actor=sifter.person).exists()


def test_two_apart_are_brought_together_by_mail_too():
    sift = make.sift(second_share=100)
    coordinator = make.appointment(at=sift.campaign.run_by, as_="recruitment_coordinator").person
    sifter, other = ask(sift, coordinator), with_account(sift)
    opened(sift, coordinator, applications=1)
    make.mark_everything(other, 4)
    first, second = SiftMark.objects.of_person(sifter.person).in_order()
    reading.save_mark(mark=first, value=1, reasons=["no_example"], by=sifter.person)
    reading.save_mark(mark=second, value=4, reasons=[], by=sifter.person)

    assert [mail.to for mail in Message.objects.filter(kind="sift_apart")] == [sifter.person]
    own = SiftReading.objects.get(sifter=sifter)
    browser = browser_of(sifter)
    assert "your marks are apart" in browser.get(url("marks_apart", own)).content.decode()
    browser.post(url("marks_apart", own), {"value": "2", "reason": "The example is thin."})
    assert own.sifted.agreed_marks.get().proposed_by == sifter


@pytest.mark.parametrize(
    "fields",
    [{"state": Panellist.State.RESTING}, {"state": Panellist.State.LEFT}, {"eighteen_on": TODAY + DAY}],
    ids=["takes a break", "left", "under 18"],
)
def test_who_takes_a_break_has_left_or_is_under_18_is_not_asked(sift, coordinator, fields):
    with pytest.raises(StepRefused, match="cannot be asked"):
        ask(sift, coordinator, **fields)


def test_only_people_on_the_offices_own_register_are_asked_and_each_once(sift, coordinator):
    elsewhere = make.panellist(make.organisation())
    with pytest.raises(StepRefused):
        operations.ask_from_register(sift=sift, panellist=elsewhere, by=coordinator)
    sifter = ask(sift, coordinator)
    assert not operations.from_register(sift).exists()
    operations.release_sifter(sifter=sifter, by=coordinator)
    assert operations.from_register(sift).count() == 1


def test_the_coordinator_asks_from_the_page_of_the_sift(sift, coordinator):
    place = make.panellist(sift.campaign.run_by)
    browser = make.signed_in(coordinator)
    assert place.person.name in browser.get(url("ask_from_register", sift)).content.decode()
    browser.post(url("ask_from_register", sift), {"panellist": place.reference})
    assert Sifter.objects.get().person == place.person


def test_whoever_leaves_the_register_sifts_no_further(sift, coordinator):
    sifter = ask(sift, coordinator)
    opened(sift, coordinator)
    browser = browser_of(sifter)
    place = Panellist.objects.get(person=sifter.person)

    panellists.leave_register(panellist=place, by=coordinator)

    sifter.refresh_from_db()
    assert sifter.left_at is not None
    assert answer_of(sifter) is None
    assert browser.get(url("my_sift", sift)).status_code in (404, 410)
