"""A draft shown to one person for comment: read as it stands, taken back at will, and never counted."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Involvement
from assessment import content, operations, pack
from assessment.models import DraftComment, DraftShare, Evidence, EvidenceVersion
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def grace(apprentice):
    return make.practice_educator(apprentice, "Grace Mensah")


@pytest.fixture
def draft(apprentice):
    return make.draft_evidence(apprentice)


def shared(draft, reader) -> DraftShare:
    return operations.share_draft(draft, reader=reader, question="Too long?", by=draft.apprentice.person)


def test_the_reader_alone_reads_the_draft_as_it_grows_and_says_what_they_think(apprentice, grace, draft):
    helen = make.tutor(apprentice)
    url = f"/assessment/shared/{shared(draft, grace).reference}/"
    desk = make.signed_in(grace)
    operations.write(draft, title="Grown", text="More words.", happened_on=None, by=apprentice.person)
    page = desk.get(url).content.decode()
    assert ("Too long?" in page, "More words." in page) == (True, True)
    assert [make.signed_in(other).get(url).status_code for other in (helen, apprentice.person)] == [404, 404]
    assert not EvidenceVersion.objects.visible_to(grace).exists()
    assert url in desk.get("/assessment/queue/").content.decode()
    assert Message.objects.get(kind="draft_shared").to == grace
    desk.post(url, {"text": "Say what she wanted."})
    own = make.signed_in(apprentice.person).get(f"/assessment/evidence/{draft.reference}/").content.decode()
    assert "Say what she wanted." in own
    mail = Message.objects.get(kind="draft_commented")
    assert (mail.to, "what she wanted" in mail.body) == (apprentice.person, False)


def test_taken_back_or_sent_it_is_closed_and_the_comment_is_the_apprentices_and_counts_for_nothing(apprentice, grace):
    for ending in ("taken back", "sent"):
        draft = make.draft_evidence(apprentice, title=ending)
        share = shared(draft, grace)
        before = content.hash_of(content.sent(draft.draft))
        operations.comment_on_draft(share, text="A secret word.", by=grace)
        assert content.hash_of(content.sent(draft.draft)) == before
        if ending == "sent":
            operations.submit(draft, by=apprentice.person)
        else:
            operations.end_sharing(share, by=apprentice.person)
        assert make.signed_in(grace).get(f"/assessment/shared/{share.reference}/").status_code == 404
        with pytest.raises(StepRefused, match="not shown to you any more"):
            operations.comment_on_draft(share, text="Late.", by=grace)
    assert "A secret word." not in str(pack.snapshot(apprentice.pk))
    page = make.signed_in(grace).get(f"/assessment/evidence/{draft.reference}/").content.decode()
    assert "A secret word." not in page


def test_only_who_assesses_teaches_or_mentors_is_asked_and_only_the_apprentice_asks(apprentice, grace, draft):
    mentor = make.involvement(apprentice, Involvement.Kind.MENTOR, person=make.person()).person
    for person in (make.line_manager(apprentice), make.person("A stranger"), apprentice.person):
        with pytest.raises(StepRefused, match="does not assess, teach or mentor you today"):
            shared(draft, person)
    with pytest.raises(StepRefused, match="Only the person who writes this can change it"):
        operations.share_draft(draft, reader=grace, by=grace)
    share = shared(draft, mentor)
    with pytest.raises(StepRefused, match="can read this draft already"):
        shared(draft, mentor)
    with pytest.raises(StepRefused, match="Only the person who shows a draft ends it"):
        operations.end_sharing(share, by=mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftShare.objects.create(evidence=draft, shared_by=grace, reader=grace, reader_as="x")


def test_a_relation_that_ends_closes_the_draft_and_a_deleted_draft_takes_the_comments_along(apprentice, grace, draft):
    share = shared(draft, grace)
    operations.comment_on_draft(share, text="Good.", by=grace)
    apprentice.involvements.filter(person=grace).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    assert make.signed_in(grace).get(f"/assessment/shared/{share.reference}/").status_code == 404
    operations.throw_away(draft, by=apprentice.person)
    assert (Evidence.objects.count(), DraftComment.objects.count()) == (0, 0)


def test_on_the_pages_it_is_shown_and_ended(apprentice, grace, draft):
    browser = make.signed_in(apprentice.person)
    url = f"/assessment/evidence/{draft.reference}/"
    assert "Grace Mensah, practice educator" in browser.get(url + "share/").content.decode()
    browser.post(url + "share/", {"reader": grace.reference, "question": ""})
    assert "Grace Mensah (practice educator) can read this draft" in browser.get(url).content.decode()
    browser.post(f"/assessment/shared/{DraftShare.objects.get().reference}/end/")
    assert not DraftShare.objects.running().exists()
