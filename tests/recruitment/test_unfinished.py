"""An application that was begun and never handed in: a reminder, a mail before it goes, and a count that stays."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core import retention
from core.audit.sealing import seal, verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from recruitment.models import Application, Campaign, Channel, Endorsement, EqualityAnswers, NeverSubmitted
from recruitment.operations import reinvitations
from recruitment.operations.campaign_figures import BY_CHANNEL, BY_EMPLOYER, counts_of, keep_figures, reached_in
from tests import make
from tests.recruitment.test_endorsements import ask, sign
from tests.recruitment.test_pages import candidate_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Application.State
BEGUN, SUBMITTED = 0, 1


@pytest.fixture
def draft():
    return make.application(state=State.DRAFT)


def closes(campaign, days, **fields):
    """The campaign closes, or closed, so many days from today."""
    Campaign.objects.filter(pk=campaign.pk).update(opens_on=TODAY - 60 * DAY, closes_on=TODAY + days * DAY, **fields)
    campaign.refresh_from_db()


def told_on(days):
    """What is owed was owed so many days from today."""
    with time_machine.travel(timezone.now() + days * DAY):
        owe_reminders()


def told(kind):
    owe_reminders()
    owe_reminders()
    return [message.to for message in Message.objects.filter(kind=kind)]


def test_who_has_begun_is_reminded_a_week_before_the_campaign_closes_and_once(draft):
    make.application(draft.campaign, state=State.SUBMITTED)
    closes(draft.campaign, 8)
    assert told("application_to_submit") == []
    closes(draft.campaign, 7)
    assert told("application_to_submit") == [draft.candidate]
    mail = Message.objects.get(kind="application_to_submit")
    assert mail.subject.startswith("Submit your application by ")
    closes(draft.campaign, 7, state=Campaign.State.CLOSED)
    Message.objects.all().delete()
    assert told("application_to_submit") == []


def test_a_campaign_that_closes_later_after_all_reminds_again(draft):
    for days in (2, 5):
        closes(draft.campaign, days)
        owe_reminders()
    assert Message.objects.filter(kind="application_to_submit").count() == 2


def test_after_it_has_closed_they_are_told_once_when_it_is_deleted(draft):
    closes(draft.campaign, 0)
    assert told("application_not_submitted") == []
    closes(draft.campaign, -1)
    assert told("application_not_submitted") == [draft.candidate]
    gone_on = f"{TODAY + 29 * DAY:%-d %B %Y}"
    assert gone_on in Message.objects.get(kind="application_not_submitted").body
    page = candidate_of(draft).get(reverse("recruitment:my_application", args=[draft.reference]))
    assert f"We delete it on {gone_on}" in page.content.decode()


def test_thirty_days_after_the_campaign_it_goes_with_all_that_hangs_from_it(draft):
    sign(ask(draft))
    seal()
    make.equality_answered(draft, sex="woman")
    submitted = make.application(draft.campaign, state=State.SUBMITTED)
    withdrawn = make.application(draft.campaign, state=State.WITHDRAWN, submitted_at=timezone.now())
    make.application(draft.campaign, state=State.WITHDRAWN)
    closes(draft.campaign, -30)
    told_on(-29)
    assert retention.purge(on=TODAY - DAY) == {}
    assert retention.purge(on=TODAY) == {"recruitment.application": 2}
    assert set(Application.objects.all()) == {submitted, withdrawn}
    assert not EqualityAnswers.objects.exists()
    assert retention.purge(on=TODAY) == {}
    assert [signature.content for signature in Signature.objects.all()] == ["erased by order of retention"]
    assert list(verify()) == []


def test_nothing_goes_untold_and_who_is_told_late_has_as_long_from_then(draft):
    closes(draft.campaign, -50)
    assert retention.purge(on=TODAY) == {}
    last = TODAY + 29 * DAY
    address = reverse("recruitment:my_application", args=[draft.reference])
    for _ in ("before the mail", "after it"):
        assert f"We delete it on {last:%-d %B %Y}" in candidate_of(draft).get(address).content.decode()
        assert told("application_not_submitted") == [draft.candidate]
    assert f"We delete it on {last:%-d %B %Y}" in Message.objects.get(kind="application_not_submitted").body
    assert retention.purge(on=last - DAY) == {}
    assert retention.purge(on=last) == {"recruitment.application": 1}


def test_who_withdrew_a_draft_is_told_so_and_it_is_kept_no_longer():
    withdrawn = make.application(state=State.WITHDRAWN)
    waits = make.application(withdrawn.campaign, state=State.WITHDRAWN)
    reinvitations.ask_to_be_invited_again(application=waits, by=waits.candidate)
    closes(withdrawn.campaign, -1)
    assert told("application_not_submitted") == [withdrawn.candidate]
    mail = Message.objects.get(kind="application_not_submitted")
    assert mail.subject == "The application that you withdrew"
    gone_on = TODAY + 29 * DAY
    assert f"We delete it on {gone_on:%-d %B %Y}" in mail.body
    page = candidate_of(withdrawn).get(reverse("recruitment:my_application", args=[withdrawn.reference]))
    assert f"We keep this application until {gone_on:%-d %B %Y}" in page.content.decode()
    assert retention.purge(on=gone_on) == {"recruitment.application": 1}
    assert Application.objects.get() == waits


def test_the_dry_run_says_that_it_would_go(draft):
    closes(draft.campaign, -30)
    told_on(-29)
    said = [found.sentence for found in retention.kept_long_enough(on=TODAY)]
    assert "1 application, kept for 30 days after the campaign has closed and it was never submitted" in said


def test_the_funnel_is_the_same_after_they_are_gone(draft):
    campaign = draft.campaign
    channel = Channel.objects.create(campaign=campaign, name="Newsletter", code="bcd234")
    make.application(campaign, state=State.DRAFT, heard_from=channel)
    make.application(campaign, state=State.DRAFT, employer=None)
    make.application(campaign, state=State.WITHDRAWN)
    make.application(campaign, state=State.SUBMITTED)
    closes(campaign, -30)
    told_on(-29)

    def reached():
        return {
            split: {name: sorted(stages) for name, stages in names.items()}
            for split, names in reached_in(campaign).items()
        }

    before, counts = reached(), counts_of(campaign)
    assert sorted(before[BY_EMPLOYER].values()) == [[BEGUN], [BEGUN, BEGUN, BEGUN, SUBMITTED]]
    assert before[BY_CHANNEL][channel.name] == [BEGUN]
    retention.purge(on=TODAY)
    assert sum(row.people for row in NeverSubmitted.objects.all()) == 4
    assert (reached(), counts_of(campaign)) == (before, counts)
    keep_figures(campaign)
    NeverSubmitted.objects.all().delete()
    campaign.refresh_from_db()
    assert reached() == before


def test_a_signed_endorsement_goes_only_with_what_was_never_submitted(draft):
    submitted = make.application(draft.campaign, state=State.SUBMITTED)
    for application in (submitted, draft):
        sign(ask(application))
    with pytest.raises(DatabaseError), transaction.atomic():
        Endorsement.objects.get(application=submitted).delete()
    Endorsement.objects.get(application=draft).delete()


def test_the_campaign_opened_again_lets_it_go_on(draft):
    closes(draft.campaign, -1)
    closes(draft.campaign, 20)
    retention.purge(on=TODAY)
    page = candidate_of(draft).get(reverse("recruitment:my_application", args=[draft.reference]))
    assert "We delete it on" not in page.content.decode()
    assert reverse("recruitment:check_answers", args=[draft.reference]) in page.content.decode()
