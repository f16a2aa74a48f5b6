"""Somebody's details in another text than evidence: hidden wherever it is read, kept, shown again word for word."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices.registrations.waiting import worklist as worklist_of
from assessment import operations, pack
from assessment.breaches import places
from assessment.breaches.texts import TEXTS
from assessment.models import Breach, CapabilityView, Observation, PanelPaper, Recommendation, SupervisorReport
from assessment.observing import permissions as observing
from assessment.operations import breaches, recommendations, text_breaches
from assessment.panels import papers
from core.audit.guards import HIDDEN
from core.audit.hiding import HiddenText
from core.audit.sealing import verify
from core.audit.signatures import ERASED, Signature
from core.documents import packs
from core.documents.models import Pack
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.make import decisions
from tests.make.breaches import data_protection_lead

pytestmark = pytest.mark.django_db
About = Breach.About
WHERE = "A first name and a street."
HOLISTIC = "Sure of herself with people who are angry."
REPORT = "Kind at the door of the house with the blue gate."
SAW = "I sat beside her and heard the first question."
BESIDE_EVIDENCE = (
    About.OBSERVATION,
    About.REFLECTION,
    About.JUDGEMENT,
    About.SELF_ASSESSMENT,
    About.SUPERVISOR,
    About.EDUCATOR,
    About.WITNESS,
)
"""What was said before a portfolio was read; what is said of it after that is in ``test_opinion_breaches``."""


class Circle:
    """A portfolio that is recommended about, with every text beside its evidence, and everybody who reads them."""

    def __init__(self):
        self.sol = make.person("Sol Campbell")
        self.chain = chain = decisions.chain(supervisor=self.sol, evidence=False)
        self.apprentice, self.amara, self.grace, self.tutor = chain.apprentice, chain.amara, chain.grace, chain.helen
        self.lead = data_protection_lead(chain.placement.setting.organisation.legal_body, "Host Lead")
        self.observation = make.observation(chain.placement)
        make.both_locked(chain.placement, self.grace, point="end")
        self.evidence = make.sent_evidence(self.apprentice)
        maria = make.line_manager(self.apprentice, make.person("Maria Silva"))
        self.statement = make.witness_statement(self.evidence, witness=maria, text=SAW)
        operations.sign_off(
            self.evidence, number=1, judgements=make.all_sufficient(self.evidence), statement="Yes.", by=self.grace
        )
        self.submission = decisions.handed_in(chain)
        recommendations.sign_supervisor_report(self.submission, report=REPORT, by=self.sol)
        decisions.recommended(self.submission, by=self.grace, holistic=HOLISTIC)

    def text(self, about):
        """The row of a text, its main words, and somebody who reads it and did not write it."""
        view = CapabilityView.objects.get(side="own")
        return {
            About.OBSERVATION: (self.observation, self.observation.report, self.tutor),
            About.REFLECTION: (self.observation, self.observation.reflection, self.grace),
            About.JUDGEMENT: (self.observation, self.observation.judgement, self.amara),
            About.SELF_ASSESSMENT: (view, view.overall, self.grace),
            About.SUPERVISOR: (SupervisorReport.objects.get(), REPORT, self.grace),
            About.EDUCATOR: (Recommendation.objects.get(), HOLISTIC, self.tutor),
            About.WITNESS: (self.statement, SAW, self.amara),
        }[about]

    def flagged(self, about) -> Breach:
        record, _, by = self.text(about)
        return text_breaches.flag_text(about, record, where=WHERE, by=by)

    def confirmed(self, about) -> Breach:
        return breaches.confirm(self.flagged(about), severity="minor", words="A name.", by=self.tutor)

    def pages(self, about) -> str:
        """Every page on which a text stands, as those who read it see them."""
        paths = {
            About.SELF_ASSESSMENT: f"/assessment/self-assessment/{self.view_of_both()}/",
            About.SUPERVISOR: f"/assessment/decisions/{self.submission.reference}/",
            About.EDUCATOR: f"/assessment/decisions/{self.submission.reference}/",
            About.WITNESS: f"/assessment/evidence/{self.evidence.reference}/",
        }
        path = paths.get(about, f"/assessment/observations/{self.observation.reference}/")
        answers = [make.signed_in(who).get(path) for who in (self.grace, self.tutor)]
        assert {answer.status_code for answer in answers} == {200}
        return "".join(answer.content.decode() for answer in answers)

    def view_of_both(self) -> str:
        return CapabilityView.objects.get(side="own").self_assessment.reference

    def read_by_panel(self) -> str:
        self.submission.refresh_from_db()
        return str(papers.paper_of(self.submission).read)


@pytest.fixture
def circle() -> Circle:
    return Circle()


def main_words(about, record) -> str:
    return type(record).objects.values_list(TEXTS[about].field, flat=True).get(pk=record.pk)


@pytest.mark.parametrize("about", BESIDE_EVIDENCE)
def test_hidden_it_is_read_nowhere_and_lifted_it_is_word_for_word_as_it_was(circle, about):
    record, words, reader = circle.text(about)
    assert words in circle.pages(about)
    breach = circle.flagged(about)
    assert main_words(about, record).startswith(HIDDEN)
    assert words not in circle.pages(about)
    assert words not in circle.read_by_panel() + str(pack.snapshot(circle.apprentice.pk))
    assert list(verify()) == []
    with pytest.raises(StepRefused, match="This is hidden already"):
        text_breaches.flag_text(about, record, where=WHERE, by=reader)
    breaches.lift(breach, words="Nobody's.", by=circle.tutor)
    assert main_words(about, record) == words
    assert words in circle.pages(about)
    assert not HiddenText.objects.exists()
    assert list(verify()) == []


def test_whoever_may_read_what_is_hidden_reads_it_on_the_page_of_the_flag_alone(circle):
    breach = circle.flagged(About.SUPERVISOR)
    read = {
        who.name: make.signed_in(who).get(f"/assessment/breaches/{breach.reference}/")
        for who in (circle.sol, circle.tutor, circle.lead, circle.grace, circle.amara)
    }
    assert {name: answer.status_code for name, answer in read.items()} == {
        "Sol Campbell": 200,
        circle.tutor.name: 200,
        "Host Lead": 200,
        circle.grace.name: 200,
        circle.amara.name: 404,
    }
    words = [name for name, answer in read.items() if REPORT in answer.content.decode()]
    assert words == ["Sol Campbell", circle.tutor.name, "Host Lead"]


def test_before_the_release_the_apprentice_hears_nothing_of_a_flag_on_a_recommendation(circle):
    breach = circle.flagged(About.EDUCATOR)
    told = {message.to for message in Message.objects.filter(kind="breach")}
    assert circle.amara not in told
    assert {circle.grace, circle.tutor, circle.lead} <= told
    assert not Breach.objects.visible_to(circle.amara).exists()
    assert breach.name not in make.signed_in(circle.amara).get("/").content.decode()


def test_a_pack_with_the_words_is_withheld_and_given_back_when_the_flag_is_lifted(circle):
    made, _ = packs.ask(builder=pack.NAME, subject=circle.apprentice, title="Pack", by=circle.grace)
    Pack.objects.filter(pk=made.pk).update(snapshot=pack.snapshot(circle.apprentice.pk))
    breach = circle.flagged(About.REFLECTION)
    assert Pack.objects.get(pk=made.pk).withheld_at is not None
    another = circle.flagged(About.WITNESS)
    breaches.lift(breach, words="Nobody's.", by=circle.tutor)
    assert Pack.objects.get(pk=made.pk).withheld_at is not None
    breaches.lift(another, words="Nobody's.", by=circle.tutor)
    assert Pack.objects.get(pk=made.pk).withheld_at is None


def test_what_a_panel_reads_after_a_flag_on_evidence_is_read_anew_too(circle):
    assert circle.evidence.title in circle.read_by_panel()
    breaches.flag(circle.evidence, where=WHERE, by=circle.grace)
    assert circle.evidence.title not in circle.read_by_panel()


def test_the_database_lets_back_only_the_very_words(circle):
    circle.flagged(About.SUPERVISOR)
    for words in ("Other words.", ""):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisorReport.objects.update(report=words)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recommendation.objects.update(holistic=f"{HIDDEN}1: a text that nobody flagged")
    with pytest.raises(DatabaseError), transaction.atomic():
        HiddenText.objects.update(words="Other words.")
    with pytest.raises(DatabaseError), transaction.atomic():
        HiddenText.objects.all().delete()
    assert SupervisorReport.objects.update(report=REPORT) == 1


def test_words_that_are_lost_while_they_are_hidden_are_found(circle):
    circle.flagged(About.OBSERVATION)
    kept = HiddenText.objects.get(field="report")
    assert list(verify()) == []
    HiddenText.objects.filter(pk=kept.pk).update(words=f"{ERASED}99")  # all that the database lets through
    assert "assessment_observation" in {one.table for one in verify()}


def test_confirmed_its_writer_says_without_the_details_what_is_read_in_its_place(circle):
    breach = circle.confirmed(About.SUPERVISOR)
    [item] = worklist_of(circle.sol, timezone.localdate(), [places.waiting])
    assert item.text == "Write without somebody’s details: the workplace supervisor’s report"
    for who in (circle.grace, circle.amara):
        with pytest.raises(StepRefused, match="Sol Campbell writes what can be said"):
            text_breaches.put_in_its_place(breach, words="Kind at the door.", by=who)
    with pytest.raises(StepRefused, match="still holds what looks like personal details"):
        text_breaches.put_in_its_place(breach, words="Her number is 020 7946 0857.", by=circle.sol)
    text_breaches.put_in_its_place(breach, words="Kind at the door.", by=circle.sol)
    page = circle.pages(About.SUPERVISOR)
    assert "Sol Campbell wrote on" in page
    assert "Kind at the door." in page
    assert REPORT not in page + circle.read_by_panel()
    assert list(verify()) == []
    with pytest.raises(StepRefused, match="nothing to decide any more"):
        breaches.lift(breach, words="Nobody's.", by=circle.tutor)


def test_nothing_is_destroyed_but_by_order_and_then_everywhere(circle):
    circle.read_by_panel()
    breach = circle.confirmed(About.SUPERVISOR)
    with pytest.raises(StepRefused, match="Only Host Lead orders this"):
        breaches.destroy(breach, reason="Asked for.", by=circle.tutor)
    order = breaches.destroy(breach, reason="Asked for by the person.", by=circle.lead)
    report = SupervisorReport.objects.get()
    assert report.report == f"{ERASED}{order.pk}"
    assert set(Signature.objects.under(report).values_list("content", flat=True)) == {f"{ERASED}{order.pk}"}
    assert [kept.words for kept in HiddenText.objects.all()] == [f"{ERASED}{order.pk}"]
    assert not [one for one in PanelPaper.objects.all() if REPORT in str(one.read)]
    assert {one["what"] for one in order.destroyed} == {"text", "paper of a panel"}
    assert list(verify()) == []


def test_an_observation_is_not_judged_while_a_part_of_it_waits_for_a_decision(circle):
    other = make.observation(make.observed_placement(), "reflected")
    educator = other.placement.practice_educator.person
    tutor = make.tutor(other.placement.apprentice)
    breach = text_breaches.flag_text(About.REFLECTION, other, where=WHERE, by=educator)
    assert "hidden while the university tutor decides" in observing.may_judge(educator, other).reason
    breaches.confirm(breach, severity="minor", words="A name.", by=tutor)
    assert observing.may_judge(educator, other)
    make.judged_observation(Observation.objects.get(pk=other.pk))
    with pytest.raises(StepRefused, match="judged and signed while this was hidden"):
        breaches.lift(breach, words="Nobody's.", by=tutor)
    assert list(verify()) == []


def test_only_who_reads_a_text_flags_it_and_says_where(circle):
    record, _, reader = circle.text(About.EDUCATOR)
    for who in (circle.amara, circle.sol, make.person("A stranger")):
        with pytest.raises(StepRefused, match="You do not read this any more"):
            text_breaches.flag_text(About.EDUCATOR, record, where=WHERE, by=who)
    with pytest.raises(StepRefused, match="Say where it stands"):
        text_breaches.flag_text(About.EDUCATOR, record, where=" ", by=reader)


def test_on_the_page_of_a_text_a_reader_says_so_and_the_list_of_flags_names_it(circle):
    record, _, reader = circle.text(About.EDUCATOR)
    browser = make.signed_in(reader)
    url = f"/assessment/breaches/in/educator-report/{record.reference}/"
    assert url in circle.pages(About.EDUCATOR)
    answer = browser.post(url, {"where": WHERE})
    assert answer.url == f"/assessment/breaches/{Breach.objects.get().reference}/"
    assert "Somebody’s details in the practice educator’s report" in browser.get(answer.url).content.decode()
    assert "The practice educator’s report" in browser.get("/assessment/breaches/").content.decode()
    assert browser.get(url).status_code in (403, 404)
    assert browser.get(url.replace("educator-report", "nothing")).status_code == 404
