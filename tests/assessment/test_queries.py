"""Pages cost the same number of queries for few rows and for many, within their budgets beyond a constant page."""

import datetime

import pytest
from django.utils import timezone

from assessment.models import Claim, Evidence, EvidenceVersion, SignOff
from tests import make
from tests.queries import beyond_the_constant_page, counted

pytestmark = pytest.mark.django_db


def many_more(of: Evidence, *, how_many: int) -> None:
    """Copies of an accepted piece, set down as rows: what is read costs the same however it came there."""
    version, claim = of.shown, of.shown.claims.first()
    sign_off = version.sign_off
    made = Evidence.objects.bulk_create(Evidence(apprentice=of.apprentice, kind=of.kind) for _ in range(how_many))
    versions = EvidenceVersion.objects.bulk_create(
        EvidenceVersion(
            evidence=piece,
            title="One more",
            text="x",
            happened_on=version.happened_on,
            submitted_at=version.submitted_at,
            content_hash="x",
        )
        for piece in made
    )
    for piece, its_version in zip(made, versions, strict=True):
        piece.state, piece.shown = Evidence.State.ACCEPTED, its_version
        piece.answered_by, piece.answered_at = of.answered_by, of.answered_at
    Evidence.objects.bulk_update(made, ["state", "shown", "answered_by", "answered_at"])
    Claim.objects.bulk_create(
        Claim(version=v, statement=claim.statement, why="x", judgement="sufficient", judged_at=of.answered_at)
        for v in versions
    )
    SignOff.objects.bulk_create(
        SignOff(
            version=v,
            statement="x",
            signed_by=sign_off.signed_by,
            signed_as="x",
            written_by=sign_off.written_by,
            content_hash="x",
        )
        for v in versions
    )


@pytest.fixture
def apprentice():
    return make.portfolio_owner()


@pytest.mark.parametrize("reader", ["owner", "tutor"])
def test_a_portfolio_of_30_and_of_400_pieces(apprentice, reader):
    grace = make.practice_educator(apprentice)
    accepted = make.accepted_evidence(apprentice, by=grace)
    make.draft_evidence(apprentice)
    browser = make.signed_in(apprentice.person if reader == "owner" else make.tutor(apprentice))
    address = f"/assessment/portfolio/{apprentice.reference}/"
    costs = []
    for more in (2, 27, 370):
        many_more(accepted, how_many=more)
        costs.append(beyond_the_constant_page(browser, address))
    assert costs[0] == costs[1] == costs[2]
    assert costs[0] <= 8


def test_what_a_portfolio_covers_costs_the_same_for_1_and_for_50_pieces(apprentice):
    accepted = make.accepted_evidence(apprentice, by=make.practice_educator(apprentice))
    browser = make.signed_in(make.tutor(apprentice))
    address = f"/assessment/portfolio/{apprentice.reference}/coverage/"
    few = beyond_the_constant_page(browser, address)
    many_more(accepted, how_many=49)
    assert beyond_the_constant_page(browser, address) == few
    assert few <= 13


def test_the_queue_of_3_and_of_50(apprentice):
    grace = make.practice_educator(apprentice)
    browser = make.signed_in(grace)
    costs = []
    for more in (3, 47):
        for number in range(more):
            make.sent_evidence(apprentice, title=f"Piece {number}", kind="observation")
        costs.append(beyond_the_constant_page(browser, "/assessment/queue/"))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_one_piece_open_for_sign_off_with_a_full_portfolio_behind_it(apprentice):
    grace = make.practice_educator(apprentice)
    evidence = make.sent_evidence(apprentice)
    browser = make.signed_in(grace)
    address = f"/assessment/evidence/{evidence.reference}/"
    few = beyond_the_constant_page(browser, address)
    many_more(make.accepted_evidence(apprentice, by=grace, title="Before"), how_many=30)
    for number in range(5):
        make.sent_evidence(apprentice, title=f"Waiting {number}", kind="observation")
    assert beyond_the_constant_page(browser, address) == few
    assert few <= 10


def test_the_tutors_list_of_3_and_of_12(apprentice):
    helen = make.tutor(apprentice)
    browser = make.signed_in(helen)
    costs = []
    for more in (2, 9):
        for _ in range(more):
            other = make.portfolio_owner("Another")
            make.involvement(other, "tutor", person=helen)
            make.accepted_evidence(other, by=make.practice_educator(other))
        costs.append(beyond_the_constant_page(browser, "/assessment/portfolios/"))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_what_needs_somebody_is_found_in_a_constant_number_of_queries(apprentice):
    from assessment.worklist import needs

    grace = make.practice_educator(apprentice)
    on = timezone.localdate()
    costs = []
    for more in (1, 12):
        for number in range(more):
            make.sent_evidence(apprentice, title=f"Piece {number}", at=timezone.now() - datetime.timedelta(days=number))
        somebody = make.again(grace)
        costs.append(len(counted(lambda who=somebody: list(needs(who, on)))))
    assert costs == [4, 4]  # their part, evidence to assess, views to write, pairs to talk about
