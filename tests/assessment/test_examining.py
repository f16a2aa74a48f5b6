"""The external examiner: reads the sample of the university that appointed them, comments, and changes no result."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessment.models import BoardDecision, ExaminerComment, PanelItem, PanelMeeting, PortfolioSubmission
from assessment.operations import boards, examining
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.make import decisions

pytestmark = pytest.mark.django_db


class Sitting:
    """A board with two portfolios, of which a panel read one in full."""

    def __init__(self):
        self.chain = chain = decisions.chain()
        self.university = chain.apprentice.cohort.university
        self.other = decisions.chain(make.portfolio_owner(cohort=chain.apprentice.cohort))
        self.read, self.passed_over = decisions.for_the_board(chain), decisions.for_the_board(self.other)
        meeting = PanelMeeting.objects.create(
            university=self.university, starts_at=timezone.now(), place="Here", read_by=timezone.localdate()
        )
        for submission, because in ((self.read, ["random"]), (self.passed_over, [])):
            PanelItem.objects.create(meeting=meeting, submission=submission, because=because)
        self.examiner = make.appointment(make.person("Eve Examiner"), self.university, "external_examiner").person
        self.board = decisions.board(chain)
        self.url = f"/assessment/boards/{self.board.reference}/sample/"

    def release(self) -> None:
        results = {one: boards.Result(BoardDecision.Outcome.PASSED) for one in (self.read, self.passed_over)}
        made = boards.enter_results(self.board, results=results, by=self.chain.secretary)
        boards.confirm_results(self.board, shown={one.pk: one.outcome for one in made}, by=self.chain.board_chair)
        boards.close_results(self.board, by=self.chain.secretary)
        self.board.refresh_from_db()
        boards.release_due(self.board.release_at)
        self.board.refresh_from_db()


@pytest.fixture
def sitting() -> Sitting:
    return Sitting()


def page_of(person, url) -> str:
    return make.signed_in(person).get(url).content.decode()


def test_an_examiner_reads_the_sample_and_nothing_else(sitting):
    assert list(PortfolioSubmission.objects.decided_by(sitting.examiner)) == [sitting.read]
    browser = make.signed_in(sitting.examiner)
    statuses = [
        browser.get(f"/assessment/decisions/{one.reference}/").status_code
        for one in (sitting.read, sitting.passed_over)
    ]
    assert statuses == [200, 404]
    page = page_of(sitting.examiner, sitting.url)
    assert sitting.read.reference in page
    assert sitting.passed_over.reference not in page
    elsewhere = make.appointment(make.person(), make.university("Another"), "external_examiner").person
    assert not PortfolioSubmission.objects.decided_by(elsewhere).exists()
    assert make.signed_in(elsewhere).get(sitting.url).status_code == 404


def test_of_the_results_of_a_board_an_examiner_sees_those_of_the_sample(sitting):
    sitting.release()
    page = page_of(sitting.examiner, f"/assessment/boards/{sitting.board.reference}/")
    assert sitting.read.reference in page
    assert sitting.passed_over.reference not in page
    assert sitting.passed_over.reference in page_of(
        sitting.chain.secretary, f"/assessment/boards/{sitting.board.reference}/"
    )


def test_a_comment_is_read_by_board_and_panel_chair_once_results_are_released_and_by_nobody_else(sitting):
    examining.comment(sitting.board, words="Well argued throughout.", submission=sitting.read, by=sitting.examiner)
    readers = [sitting.chain.secretary, sitting.chain.board_chair, sitting.chain.panel_chair]
    assert not [who for who in readers if "Well argued" in page_of(who, sitting.url)]
    assert not Message.objects.filter(kind="examiner_commented").exists()
    sitting.release()
    assert [who for who in readers if "Well argued" in page_of(who, sitting.url)] == readers
    told = {message.to for message in Message.objects.filter(kind="examiner_commented")}
    assert set(readers) <= told
    for who in (sitting.chain.amara, sitting.chain.grace, sitting.chain.helen):
        assert make.signed_in(who).get(sitting.url).status_code == 404
        assert not ExaminerComment.objects.visible_to(who).exists()


def test_only_an_examiner_comments_on_the_sample_alone_and_the_words_stay(sitting):
    for who in (sitting.chain.secretary, sitting.chain.panel_chair):
        with pytest.raises(StepRefused, match="The external examiner of the university comments"):
            examining.comment(sitting.board, words="Mine.", by=who)
    with pytest.raises(StepRefused, match="not in the sample"):
        examining.comment(sitting.board, words="x", submission=sitting.passed_over, by=sitting.examiner)
    examining.comment(sitting.board, words="Sound.", by=sitting.examiner)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExaminerComment.objects.update(words="Unsound.")


def test_on_the_page_it_is_written_and_stands_with_name_and_day(sitting):
    browser = make.signed_in(sitting.examiner)
    assert browser.post(sitting.url, {"about": "nothing", "words": "x"}).status_code == 200
    browser.post(sitting.url, {"about": sitting.read.reference, "words": "Well argued throughout."})
    page = browser.get(sitting.url).content.decode()
    assert "Well argued throughout." in page
    assert "Eve Examiner" in page
    assert make.signed_in(sitting.chain.secretary).post(sitting.url, {"about": "", "words": "x"}).status_code == 403
