"""Events that nobody can change unseen, signatures bound to the text that was signed, guards that come back."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from consortium.models import Organisation
from core import audit
from core.audit import guards, sealing
from core.audit.models import Event, EventDetail, Seal
from core.audit.signatures import Signature, sign
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db


def some_events(count: int = 3) -> list[Event]:
    subject, by = make.organisation(), make.person()
    return [audit.record(subject, f"step {n}", by=by, reason=f"reason {n}") for n in range(count)]


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_guards(table: str, statement: str, *values: object) -> None:
    """What somebody with the keys of the database could do: lift the guard, change a row, put the guard back."""
    with connection.cursor() as cursor:
        for guard in guards.declared():
            if guard.table == table:
                if connection.vendor == "postgresql":
                    cursor.execute(f'DROP TRIGGER "guard_{guard.name}_row" ON "{table}"')
                else:
                    cursor.execute(f'DROP TRIGGER "guard_{guard.name}_update"')
                    cursor.execute(f'DROP TRIGGER IF EXISTS "guard_{guard.name}_delete"')
        cursor.execute(statement, values)
    guards.install()


def test_sealing_numbers_events_in_order_and_binds_each_to_the_one_before():
    some_events(3)
    assert sealing.seal() == 3
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert len(set(Event.objects.values_list("chain_hash", flat=True))) == 3
    assert Seal.objects.get().number == 3
    assert list(sealing.verify()) == []


def test_sealing_again_changes_nothing():
    some_events()
    sealing.seal()
    before = list(Event.objects.order_by("pk").values_list("number", "chain_hash", "sealed_at"))
    assert sealing.seal() == 0
    assert list(Event.objects.order_by("pk").values_list("number", "chain_hash", "sealed_at")) == before


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("column", ["step", "actor_role", "content_hash"])
def test_the_database_refuses_to_change_what_an_event_says(sealed, column):
    event = some_events(1)[0]
    if sealed:
        sealing.seal()
    with pytest.raises(DatabaseError, match="frozen"):
        sql(f"UPDATE core_event SET {column} = %s WHERE id = %s", "something else", event.pk)


def test_a_sealed_event_cannot_be_sealed_anew():
    event = some_events(1)[0]
    sealing.seal()
    with pytest.raises(DatabaseError, match="frozen"):
        sql("UPDATE core_event SET chain_hash = %s WHERE id = %s", "0" * 64, event.pk)


def test_the_database_refuses_to_delete_an_event():
    event = some_events(1)[0]
    with pytest.raises(DatabaseError, match="frozen"):
        sql("DELETE FROM core_event WHERE id = %s", event.pk)


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_table_of_events():
    some_events(1)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="frozen"):
        sql("TRUNCATE core_event CASCADE")


def test_a_change_made_behind_the_guard_is_found_and_the_row_named():
    changed = some_events(3)[1]
    sealing.seal()
    without_guards("core_event", "UPDATE core_event SET step = %s WHERE id = %s", "was never here", changed.pk)
    assert [(f.table, f.pk, f.problem) for f in sealing.verify()] == [
        ("core_event", changed.pk, "its content was changed after it was written")
    ]


def test_a_missing_event_is_found():
    gone = some_events(3)[1]
    sealing.seal()
    EventDetail.objects.filter(event=gone).delete()
    without_guards("core_event", "DELETE FROM core_event WHERE id = %s", gone.pk)
    assert "an event is missing" in next(sealing.verify()).problem


def test_events_cut_from_the_end_are_found():
    last = some_events(3)[2]
    sealing.seal()
    EventDetail.objects.filter(event=last).delete()
    without_guards("core_event", "DELETE FROM core_event WHERE id = %s", last.pk)
    assert [f.problem for f in sealing.verify()] == ["the chain ends at 2, but 3 events were sealed"]


def test_words_may_be_deleted_by_retention_and_the_chain_still_verifies():
    some_events(3)
    sealing.seal()
    EventDetail.objects.all().delete()
    assert list(sealing.verify()) == []


def test_words_that_were_changed_are_found():
    detail = EventDetail.objects.get(event=some_events(1)[0])
    EventDetail.objects.filter(pk=detail.pk).update(words={"reason": "another reason"})
    assert [f.table for f in sealing.verify()] == ["core_eventdetail"]


def test_verify_audit_says_so_in_words_and_fails_where_something_was_changed(capsys):
    event = some_events(2)[0]
    call_command("verify_audit")
    assert capsys.readouterr().out.strip() == "2 events and every signature are as they were recorded."
    without_guards("core_event", "UPDATE core_event SET step = %s WHERE id = %s", "x", event.pk)
    with pytest.raises(CommandError, match="1 rows are not as they were recorded"):
        call_command("verify_audit")
    assert f"core_event {event.pk}: its content was changed" in capsys.readouterr().err


class TestSignatures:
    def signed(self) -> Signature:
        return sign(
            make.organisation(), by=make.person("Grace Mensah"), purpose="sign-off", content={"text": "As seen"}
        )

    def test_a_signature_holds_the_text_its_hash_and_an_event_with_the_same_hash(self):
        signature = self.signed()
        event = Event.objects.get(subject_kind="core.signature", subject_id=signature.pk)
        assert (signature.content, signature.signer_name) == ('{"text":"As seen"}', "Grace Mensah")
        assert event.signed_hash == signature.content_hash

    def test_nobody_signs_the_same_thing_twice(self):
        record, by = make.organisation(), make.person()
        sign(record, by=by, purpose="sign-off", content={})
        with pytest.raises(StepRefused, match="already signed"):
            sign(record, by=by, purpose="sign-off", content={})

    def test_the_database_refuses_to_change_who_signed_or_what(self):
        signature = self.signed()
        for column in ("signer_name", "content", "content_hash"):
            with pytest.raises(DatabaseError, match="frozen"):
                sql(f"UPDATE core_signature SET {column} = %s WHERE id = %s", "other", signature.pk)

    def test_signed_text_may_become_erased_by_order_and_still_verifies(self):
        signature = self.signed()
        sql("UPDATE core_signature SET content = %s WHERE id = %s", "erased by order 7", signature.pk)
        assert list(sealing.verify()) == []

    def test_signed_text_changed_behind_the_guard_is_found(self):
        signature = self.signed()
        without_guards("core_signature", "UPDATE core_signature SET content = %s WHERE id = %s", "{}", signature.pk)
        assert [(f.table, f.pk, f.problem) for f in sealing.verify()] == [
            ("core_signature", signature.pk, "the signed text was changed")
        ]

    def test_text_and_hash_changed_together_are_found_by_the_chain(self):
        signature = self.signed()
        from core.audit.models import sha256

        without_guards(
            "core_signature",
            "UPDATE core_signature SET content = %s, content_hash = %s WHERE id = %s",
            "{}",
            sha256("{}"),
            signature.pk,
        )
        assert [f.problem for f in sealing.verify()] == ["its hash differs from the one in the chain"]


def test_every_declared_guard_stands_in_the_database():
    assert guards.installed() == {guard.name for guard in guards.declared()}


def test_guards_come_back_after_a_table_was_rebuilt():
    if connection.vendor == "sqlite":
        sql('DROP TRIGGER "guard_events_append_only_update"')
    else:
        sql('DROP TRIGGER "guard_events_append_only_row" ON core_event')
    assert "events_append_only" not in guards.installed()
    guards.install()
    assert "events_append_only" in guards.installed()


def test_reading_protected_data_leaves_an_event():
    subject, by = make.organisation(), make.person()
    audit.record_read(subject, "equality answers", by=by)
    assert [(e.step, e.actor) for e in Event.objects.about(subject)] == [("read equality answers", by)]
    assert Organisation.objects.filter(pk=subject.pk).exists()
