"""Somebody's details in what is said of a portfolio: the tutor's answer, a second opinion, a panel reader's sheet."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices.registrations.waiting import worklist as worklist_of
from assessment.breaches import places
from assessment.breaches.texts import TEXTS
from assessment.models import Breach, SecondOpinion, TutorReview
from assessment.operations import breaches, text_breaches
from assessment.panels import papers
from core.audit.guards import HIDDEN
from core.audit.hiding import HiddenText
from core.audit.sealing import verify
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.assessment.test_text_breaches import BESIDE_EVIDENCE
from tests.make import decisions
from tests.make.breaches import data_protection_lead

pytestmark = pytest.mark.django_db
About = Breach.About
WHERE = "A first name and a street."
DISSENT = "Of Ms Adeyemi in Holly Road she writes less than she saw."
CARRIES = "It carries, but for what is said of the twins."


class Said:
    """A portfolio of which tutor and a second practice educator have said something, and two readers of a panel."""

    def __init__(self):
        self.chain = chain = decisions.chain()
        university = chain.apprentice.cohort.university
        self.lead = data_protection_lead(university, "University Lead")
        submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
        self.submission = decisions.reviewed(submission, "dissent", by=chain.helen, reasons=DISSENT)
        self.opinion = decisions.second_opinion(chain, self.submission)
        self.panel = make.panel_declared(make.assessment_panel(self.submission, at=university))
        readings = make.panel_readers(self.panel, self.panel.items[0], "tutor", "worker")
        self.sheets = [make.sent_panel_sheet(reading, overall=CARRIES) for reading in readings]

    def text(self, about):
        """The row of a text, its words, its writer, somebody else who reads it, and who decides on it."""
        chain = self.chain
        return {
            About.TUTOR_REVIEW: (TutorReview.objects.get(), DISSENT, chain.helen, chain.grace, self.lead),
            About.SECOND_OPINION: (
                SecondOpinion.objects.get(), self.opinion.reasons, chain.second.person, chain.helen, chain.helen
            ),
            About.READER_SHEET: (self.sheets[0], CARRIES, self.panel.tutor, self.panel.chair, self.lead),
        }[about]  # fmt: skip

    def page(self, about, reader) -> str:
        path = f"/assessment/decisions/{self.submission.reference}/"
        if about == About.READER_SHEET:
            path = f"/assessment/panels/items/{self.panel.items[0].reference}/"
        answer = make.signed_in(reader).get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    def flagged(self, about) -> Breach:
        record, _, _, reader, _ = self.text(about)
        return text_breaches.flag_text(about, record, where=WHERE, by=reader)


@pytest.fixture
def said() -> Said:
    return Said()


KINDS = (About.TUTOR_REVIEW, About.SECOND_OPINION, About.READER_SHEET)


def test_every_kind_of_text_is_tried_here_or_there():
    assert set(TEXTS) == {*KINDS, *BESIDE_EVIDENCE}


@pytest.mark.parametrize("about", KINDS)
def test_hidden_it_is_read_nowhere_and_lifted_it_is_word_for_word_as_it_was(said, about):
    record, words, writer, reader, decides = said.text(about)
    link = f"/assessment/breaches/in/{about.value}/{record.reference}/"
    assert words in said.page(about, reader)
    assert link in said.page(about, reader)
    breach = said.flagged(about)
    record.refresh_from_db()
    assert getattr(record, TEXTS[about].field).startswith(HIDDEN)
    shown = said.page(about, reader)
    assert shown.count(words) == (1 if about == About.READER_SHEET else 0)
    assert link not in shown
    said.submission.refresh_from_db()
    assert words not in str(papers.paper_of(said.submission).read)
    assert breach.writer == writer
    assert list(verify()) == []
    with pytest.raises(StepRefused, match="Nobody decides on their own"):
        breaches.lift(breach, words="Nobody's.", by=writer)
    breaches.lift(breach, words="Nobody's.", by=decides)
    record.refresh_from_db()
    assert getattr(record, TEXTS[about].field) == words
    assert not HiddenText.objects.exists()
    assert list(verify()) == []


@pytest.mark.parametrize("about", [About.TUTOR_REVIEW, About.READER_SHEET])
def test_what_the_tutor_wrote_or_does_not_read_is_decided_by_the_universitys_data_protection_lead(said, about):
    breach = said.flagged(about)
    tutor = said.chain.helen
    told = set(Message.objects.filter(kind="breach").values_list("to", flat=True))
    assert said.lead.pk in told
    assert (tutor.pk in told) == (about == About.TUTOR_REVIEW)
    assert Breach.objects.readable_by(tutor).exists() == (about == About.TUTOR_REVIEW)
    today = timezone.localdate()
    decide = f"Decide whether somebody’s details stand in {breach.what}: {said.chain.apprentice}"
    assert decide in [item.text for item in worklist_of(said.lead, today, [places.waiting])]
    assert decide not in [item.text for item in worklist_of(tutor, today, [places.waiting])]
    breaches.confirm(breach, severity="minor", words="A name.", by=said.lead)
    assert Breach.objects.get().state == Breach.State.CONFIRMED


def test_the_apprentice_hears_nothing_of_any_of_them_before_the_release(said):
    for about in KINDS:
        breach = said.flagged(about)
        assert not Breach.objects.visible_to(said.chain.amara).exists()
        assert breach.name not in make.signed_in(said.chain.amara).get("/").content.decode()
    assert said.chain.amara.pk not in set(Message.objects.filter(kind="breach").values_list("to", flat=True))


def test_what_a_reader_said_of_each_capability_is_hidden_with_the_sheet(said):
    sheet = said.sheets[0]
    kept = list(sheet.comments.values_list("words", flat=True))
    assert kept
    said.flagged(About.READER_SHEET)
    assert all(words.startswith(HIDDEN) for words in sheet.comments.values_list("words", flat=True))
    with pytest.raises(DatabaseError), transaction.atomic():
        sheet.comments.update(words="Other words.")


def test_who_does_not_read_it_cannot_flag_it(said):
    outsiders = {
        About.TUTOR_REVIEW: said.chain.amara,
        About.SECOND_OPINION: make.person("A stranger"),
        About.READER_SHEET: said.chain.grace,
    }
    for about, who in outsiders.items():
        record = said.text(about)[0]
        with pytest.raises(StepRefused, match="You do not read this any more"):
            text_breaches.flag_text(about, record, where=WHERE, by=who)
        url = f"/assessment/breaches/in/{about.value}/{record.reference}/"
        assert make.signed_in(who).get(url).status_code == 404
