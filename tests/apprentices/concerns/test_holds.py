"""Holding telling: who may, for how long, with whom; and that nothing of it reaches the apprentice anywhere."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import at_risk, operations
from apprentices.models import Concern, ConcernArrangements, ConcernHold, Quiet
from apprentices.operations.vacancies import working_days_after
from apprentices.registrations import concerns as registered
from core import registry
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def circle():
    return make.concern_circle()


@pytest.fixture
def held(circle):
    concern = make.raised_concern(circle, hold_asked=True)
    operations.hold_telling(concern, ground="police", reason="Statements are taken on Friday.", by=circle.safeguarding)
    return concern


def at(on):
    return timezone.make_aware(datetime.datetime.combine(on, datetime.time(9)))


def test_telling_waits_for_a_safeguarding_lead_who_is_asked_and_no_longer_than_triage(circle):
    concern = make.raised_concern(circle, hold_asked=True)
    assert set(concern.readers.values_list("person__name", "part")) == {
        ("Lena Lead", "leads"),
        ("Saf Guard", "safeguarding"),
        (circle.educator.name, "raised_it"),
    }
    with pytest.raises(StepRefused, match="safeguarding lead is asked first"):
        operations.tell_apprentice(concern, words="We met.", by=circle.lead)
    operations.need_no_hold(concern, by=circle.safeguarding)
    operations.tell_apprentice(concern, words="We met.", by=circle.lead)

    undecided = make.raised_concern(circle, hold_asked=True)
    after = undecided.triage_due_on + DAY
    operations.tell_apprentice(undecided, words="We met.", by=circle.lead, on=after)
    assert undecided.told_at


def test_a_hold_lasts_the_working_days_that_the_employer_has_set(circle):
    ConcernArrangements.objects.create(
        organisation=circle.apprentice.employer, team="Duty", phone="1", hold_days=3, kept_by=circle.lead
    )
    concern = make.raised_concern(circle)
    operations.ask_safeguarding(concern, on=TODAY)
    hold = operations.hold_telling(concern, ground="lado", reason="They ask us to.", by=circle.safeguarding)
    assert (hold.starts_on, hold.ends_on) == (TODAY, working_days_after(TODAY, 3))


def test_only_four_grounds_and_a_reason_hold_it_and_only_once(circle):
    concern = make.raised_concern(circle, hold_asked=True)
    for ground, reason in (("embarrassing", "Because."), ("police", " ")):
        with pytest.raises(StepRefused):
            operations.hold_telling(concern, ground=ground, reason=reason, by=circle.safeguarding)
    operations.hold_telling(concern, ground="police", reason="Because.", by=circle.safeguarding)
    with pytest.raises(AlreadyMoved):
        operations.hold_telling(concern, ground="police", reason="Because.", by=circle.safeguarding)


def test_while_it_is_held_the_apprentice_cannot_be_told_and_a_plan_cannot_begin(circle, held):
    with pytest.raises(StepRefused, match="holds it"):
        operations.tell_apprentice(held, words="We met.", by=circle.lead)
    operations.refer_concern(held, where="safeguarding", words="", by=circle.lead)
    assert held.told_at is None


def test_it_is_prolonged_only_with_a_second_person_and_before_it_runs_out(circle, held):
    first = held.holds.get()
    asked = operations.ask_to_prolong(first, reason="One statement is missing.", by=circle.safeguarding)
    assert (asked.starts_on, asked.ends_on) == (first.ends_on + DAY, working_days_after(first.ends_on, 5))
    assert Message.objects.filter(key__startswith="concern-second").get().to == circle.lead
    with pytest.raises(StepRefused, match="not whoever asked"):
        operations.review_hold(asked, agree=True, by=circle.safeguarding)
    with pytest.raises(StepRefused, match="ran out"):
        operations.review_hold(asked, agree=True, by=circle.lead, on=first.ends_on + DAY)
    operations.review_hold(asked, agree=True, by=circle.lead, on=first.ends_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConcernHold.objects.filter(pk=asked.pk).update(reviewed_by=circle.safeguarding)

    operations.run_concerns(on=asked.ends_on)
    held.refresh_from_db()
    assert held.told_at is None
    again = operations.ask_to_prolong(asked, reason="It goes on.", by=circle.safeguarding, on=asked.ends_on)
    assert again.state == "asked"


def test_a_hold_that_nobody_renews_makes_telling_due_and_then_the_portal_tells(circle, held):
    last = held.holds.get().ends_on
    operations.ask_to_prolong(held.holds.get(), reason="One more.", by=circle.safeguarding)
    assert list(registered.telling_due(at(last))) == []

    operations.run_concerns(on=last + DAY)
    held.refresh_from_db()
    assert set(held.holds.values_list("state", flat=True)) == {"over", "not_agreed"}
    assert (held.tell_due_on, held.told_at) == (last + DAY, None)
    due = list(registered.telling_due(at(last + DAY)))
    assert {reminder.to for reminder in due} == {circle.lead, circle.social_work_lead}
    assert not Concern.objects.visible_to(circle.apprentice.person, on=last + DAY).exists()

    grace = working_days_after(last + DAY, 1)
    operations.run_concerns(on=grace)
    held.refresh_from_db()
    assert held.told_at is None
    operations.run_concerns(on=grace + DAY)
    held.refresh_from_db()
    assert (bool(held.told_at), held.told_by) == (True, None)
    assert list(Concern.objects.visible_to(circle.apprentice.person, on=grace + DAY)) == [held]


def test_the_lead_tells_in_person_once_a_hold_is_ended(circle, held):
    operations.end_hold(held, by=circle.safeguarding)
    operations.tell_apprentice(held, words="We met.", by=circle.lead)
    with pytest.raises(AlreadyMoved):
        operations.end_hold(held, by=circle.safeguarding)


def test_whoever_keeps_both_parts_needs_another_safeguarding_lead_as_the_second_person(circle):
    make.appointment(circle.lead, circle.apprentice.employer, "safeguarding_lead")
    circle.safeguarding.appointments.update(closed_at=timezone.now())
    second = make.appointment(at=circle.apprentice.cohort.university, as_="safeguarding_lead").person
    concern = make.raised_concern(circle, hold_asked=True)
    hold = operations.hold_telling(concern, ground="police", reason="Because.", by=circle.lead)
    asked = operations.ask_to_prolong(hold, reason="Still.", by=circle.lead)
    assert list(Concern.objects.visible_to(second)) == [concern]
    operations.review_hold(asked, agree=False, by=second)
    assert asked.state == "not_agreed"


def test_mails_about_holds_and_telling_stop_when_no_mail_goes_out_about_a_record(circle, held):
    last = held.holds.get().ends_on
    assert [reminder.to for reminder in registered.hold_runs_out(at(last))] == [circle.safeguarding]
    operations.hold_quiet(circle.apprentice, code="serious_illness", by=circle.tutor)
    assert Quiet.objects.exists()
    assert list(registered.hold_runs_out(at(last))) == []


EACH_TIME = re.compile("csrf|nonce|once|client_id|draft")
PAGES = (
    "/",
    "/apprentices/concerns/",
    "/apprentices/concerns/?format=csv",
    "/apprentices/concerns/what-to-do-now/",
    "/apprentices/time/",
    "/search/?q=concern",
)


def test_nothing_of_a_held_concern_reaches_the_apprentice_in_any_page_feed_mail_or_count(circle):
    own = circle.apprentice.person
    browser = make.signed_in(own)
    record = f"/apprentices/{circle.apprentice.reference}/"
    pages = (*PAGES, record, f"{record}who-sees-this/", f"{record}calendar/", f"{record}changes/")

    def seen():
        """Every page without what differs each time: tokens, nonces, ids of the device."""
        texts = [browser.get(page).content.decode() for page in pages]
        fed = [list(source(own)) for source in registry.calendar_sources]
        return fed, [[line for line in text.splitlines() if not EACH_TIME.search(line)] for text in texts]

    before = seen()
    concern = make.raised_concern(circle, hold_asked=True, happened="Zebra crossing.")
    operations.hold_telling(concern, ground="police", reason="Zebra enquiry.", by=circle.safeguarding)
    make.signed_in(circle.safeguarding).get(f"/apprentices/concerns/{concern.reference}/")

    assert seen() == before
    assert browser.get(f"/apprentices/concerns/{concern.reference}/").status_code == 404
    hold = concern.holds.get()
    assert browser.get(f"/apprentices/concerns/holds/{hold.reference}/longer/").status_code == 404
    assert not Message.objects.filter(to=own).exists()
    assert Event.objects.filter(step="read the account").get().actor == circle.safeguarding
    assert at_risk.contacts_for(own, on=TODAY) == []


def test_once_told_the_apprentice_reads_what_was_said_and_nothing_of_the_hold(circle, held):
    operations.end_hold(held, by=circle.safeguarding)
    operations.tell_apprentice(held, words="We met.", by=circle.lead)
    text = make.signed_in(circle.apprentice.person).get(f"/apprentices/concerns/{held.reference}/").content.decode()
    assert "Two visits were written up late." in text
    assert [word for word in ("police", "Statements are taken", "held telling", "Holding") if word in text] == []
