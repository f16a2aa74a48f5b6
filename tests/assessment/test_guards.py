"""What was sent or signed stays as it was, whoever writes to the tables; a change made behind the back is named."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessment import operations
from assessment.models import Claim, EvidenceVersion, PortfolioReview, ReturnForMore, SignOff
from core.audit import guards
from core.audit.sealing import verify
from core.audit.signatures import Signature
from tests import make

pytestmark = pytest.mark.django_db


def run_sql(sql: str, *parameters) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def refused(sql: str, *parameters) -> bool:
    """Whether the database itself refuses a statement."""
    try:
        run_sql(sql, *parameters)
    except DatabaseError as refusal:
        assert "this row is frozen" in str(refusal)
        return True
    return False


@pytest.fixture
def accepted():
    apprentice = make.portfolio_owner()
    return make.accepted_evidence(apprentice, by=make.practice_educator(apprentice))


def test_a_draft_may_be_changed_by_anybody_with_the_database():
    draft = make.draft_evidence(make.portfolio_owner()).draft
    assert not refused("UPDATE assessment_evidenceversion SET text = 'other' WHERE id = %s", draft.pk)


def test_what_was_sent_cannot_be_changed_or_deleted_but_taken_back_until_it_is_opened():
    apprentice = make.portfolio_owner()
    evidence = make.sent_evidence(apprentice)
    version = evidence.shown
    for change in (
        "text = 'other'",
        "title = 'other'",
        "happened_on = '2020-01-01'",
        "content_hash = 'x'",
        "number = 7",
    ):
        assert refused(f"UPDATE assessment_evidenceversion SET {change} WHERE id = %s", version.pk), change
    assert refused("DELETE FROM assessment_evidenceversion WHERE id = %s", version.pk)
    assert refused("UPDATE assessment_claim SET why = 'other' WHERE version_id = %s", version.pk)
    assert refused("DELETE FROM assessment_claim WHERE version_id = %s", version.pk)
    operations.open_shown(evidence, by=make.practice_educator(apprentice))
    assert refused("UPDATE assessment_evidenceversion SET submitted_at = NULL WHERE id = %s", version.pk)
    assert refused("UPDATE assessment_evidenceversion SET opened_at = NULL WHERE id = %s", version.pk)


def test_a_file_beside_what_was_sent_cannot_be_taken_away(settings, tmp_path):
    evidence = make.draft_evidence(make.portfolio_owner())
    make.attached_file(evidence)
    operations.submit(evidence, by=evidence.apprentice.person)
    assert refused("DELETE FROM assessment_attachment WHERE version_id = %s", evidence.shown.pk)


def test_a_judgement_a_sign_off_a_return_and_a_review_are_for_good(accepted):
    tutor = make.tutor(accepted.apprentice)
    covers = operations.accepted_set(accepted.apprentice)
    operations.review_portfolio(
        accepted.apprentice, statement="Strong on values.", read=operations.hash_of_set(covers), by=tutor
    )
    judged = Claim.objects.exclude(judgement="").get()
    assert refused("UPDATE assessment_claim SET judgement = 'not_yet' WHERE id = %s", judged.pk)
    assert refused("UPDATE assessment_signoff SET statement = 'other'")
    assert refused("UPDATE assessment_signoff SET signed_by_id = %s", tutor.pk)
    assert refused("DELETE FROM assessment_signoff")
    assert refused("UPDATE assessment_portfolioreview SET statement = 'other'")
    assert refused("UPDATE assessment_portfolioreview SET covers = '[]'")


def test_what_was_proposed_sent_back_witnessed_and_opened_again_is_for_good():
    apprentice = make.portfolio_owner()
    trainee, overseer = make.overseen_educator(apprentice)
    manager = make.line_manager(apprentice)
    signed = make.signed_evidence(apprentice, by=trainee)
    make.witness_statement(signed, witness=manager, text="I saw it.")
    asked = make.witness_statement(signed, witness=make.line_manager(apprentice))
    proposed = signed.shown.proposed_sign_offs.get()
    operations.refuse_countersignature(signed, proposed=proposed.pk, reason="Thin.", by=overseer)
    make.reopened_evidence(apprentice, assessor=overseer, title="Another")
    for change in (
        "assessment_proposedsignoff SET judgements = '{}'",
        "assessment_proposedsignoff SET statement = 'other'",
        "assessment_countersignaturerefused SET reason = 'other'",
        "assessment_reopening SET reason = 'other'",
        "assessment_witnessstatement SET statement = 'other' WHERE state = 'given'",
        "assessment_witnessstatement SET state = 'declined' WHERE state = 'given'",
    ):
        assert refused(f"UPDATE {change}"), change
    assert refused("DELETE FROM assessment_reopening")
    assert not refused("UPDATE assessment_reopening SET until = '2099-01-01'")
    assert not refused("UPDATE assessment_witnessstatement SET state = 'declined' WHERE id = %s", asked.pk)
    operations.let_stand(at=timezone.now() + datetime.timedelta(days=40_000))
    assert refused("UPDATE assessment_reopening SET outcome = 'replaced'")


def test_signed_words_may_become_erased_by_an_order_and_nothing_else(accepted):
    assert refused("UPDATE assessment_evidenceversion SET text = 'erased by accident' WHERE id = %s", accepted.shown.pk)
    assert not refused(
        "UPDATE assessment_evidenceversion SET text = 'erased by order 7' WHERE id = %s", accepted.shown.pk
    )


def test_the_audit_finds_nothing_where_nothing_was_changed(accepted):
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("guard", "sql"),
    [
        ("evidence_version_sent", "UPDATE assessment_evidenceversion SET text = 'kinder words' WHERE id = %(version)s"),
        (
            "claim_sent",
            "UPDATE assessment_claim SET judgement = 'not_yet' WHERE judgement <> '' AND version_id = %(version)s",
        ),
        ("claim_sent", "DELETE FROM assessment_claim WHERE judgement = '' AND version_id = %(version)s"),
        ("sign_off_for_good", "UPDATE assessment_signoff SET statement = 'other' WHERE version_id = %(version)s"),
    ],
)
def test_a_change_made_with_the_guard_taken_away_is_found_and_named(accepted, guard, sql):
    without_guard(guard)
    with connection.cursor() as cursor:
        cursor.execute(sql % {"version": accepted.shown.pk})
    guards.install()
    signature = Signature.objects.under(accepted.shown).get()
    assert [(f.table, f.pk, f.problem) for f in verify()] == [
        ("assessment_evidenceversion", accepted.shown.pk, f"differs from what signature {signature.pk} signed")
    ]


def test_a_capability_added_to_what_was_signed_is_found(accepted):
    other = accepted.shown.claims.first().statement.framework.statements.last()
    Claim.objects.create(version=accepted.shown, statement=other, why="added later")
    assert [f.pk for f in verify()] == [accepted.shown.pk]


def test_the_database_compares_who_wrote_with_who_answered(accepted):
    writer = accepted.apprentice.person
    fresh = EvidenceVersion.objects.create(evidence=accepted, number=9)
    for model, fields in (
        (SignOff, {"statement": "x", "signed_by": writer, "signed_as": "x", "content_hash": "x"}),
        (
            ReturnForMore,
            {"reason": "x", "enough": "x", "again_by": "2026-01-01", "returned_by": writer, "returned_as": "x"},
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.create(version=fresh, written_by=writer, **fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        PortfolioReview.objects.create(
            apprentice=accepted.apprentice, statement="x", reviewed_by=writer, written_by=writer
        )


def without_guard(name: str) -> None:
    guard = next(guard for guard in guards.declared() if guard.name == name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER "guard_{name}_row" ON "{guard.table}"')
            return
        cursor.execute(f'DROP TRIGGER "guard_{name}_update"')
        cursor.execute(f'DROP TRIGGER "guard_{name}_delete"')
