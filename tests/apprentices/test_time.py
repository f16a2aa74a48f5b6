"""Off-the-job time from the tap to the confirmation: every step, who may take it, and what it leaves behind."""

import datetime
import threading
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from apprentices import operations
from apprentices.models import Confirmation, FourTests, Involvement, OffTheJobEntry, Standing
from apprentices.operations import FourTestsNeeded, Logged, TimeRefused
from core.audit import sealing
from core.audit.models import Event
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
State = OffTheJobEntry.State


@pytest.fixture
def apprentice():
    return make.apprentice("Amara Johnson", cohort=make.cohort(starts_on=YESTERDAY - datetime.timedelta(days=60)))


@pytest.fixture
def manager(apprentice):
    return make.line_manager(apprentice, make.person("Grace Mensah"))


def logged(kind="private_study", **fields):
    return Logged(activity=make.activity(kind), **({"date": YESTERDAY, "hours": Decimal(2)} | fields))


def log(apprentice, kind="private_study", **fields):
    at = {name: fields.pop(name) for name in ("client_id", "submit", "by") if name in fields}
    return operations.log_time(
        apprentice, logged=logged(kind, **fields), four_tests=True, **({"by": apprentice.person} | at)
    )


def standing(apprentice):
    return Standing.objects.get(pk=apprentice.pk)


def test_time_is_logged_waits_and_counts_once_it_is_confirmed(apprentice, manager):
    entry = log(apprentice, note="Read about the Care Act.")
    waiting = standing(apprentice)

    done = operations.confirm([entry], by=manager)

    entry.refresh_from_db()
    now = standing(apprentice)
    assert (waiting.entries_awaiting, waiting.hours_awaiting, waiting.confirmed_hours) == (1, Decimal(2), 0)
    assert (now.entries_awaiting, now.hours_awaiting, now.confirmed_hours) == (0, 0, Decimal(2))
    assert (entry.state, entry.confirmed_by, entry.confirmation.by) == (State.CONFIRMED, manager, manager)
    assert (done.count, done.hours, done.apprentices, done.lost) == (1, Decimal(2), 1, [])


def test_the_four_tests_are_asked_once_for_a_kind_and_kept(apprentice):
    with pytest.raises(FourTestsNeeded):
        operations.log_time(apprentice, logged=logged(), by=apprentice.person)
    operations.log_time(apprentice, logged=logged(), by=apprentice.person, four_tests=True)
    operations.log_time(apprentice, logged=logged(hours=Decimal(1)), by=apprentice.person)

    answered = FourTests.objects.get()
    assert (answered.apprentice, answered.activity.code) == (apprentice, "private_study")
    assert "new learning" in answered.words


def test_sent_twice_by_a_phone_it_is_there_once(apprentice):
    client_id = uuid.uuid4()

    assert log(apprentice, client_id=client_id) == log(apprentice, client_id=client_id)
    assert OffTheJobEntry.objects.count() == 1


def test_two_apprentices_may_hold_the_same_device_id(apprentice):
    client_id = uuid.uuid4()
    other = make.apprentice(cohort=apprentice.cohort)

    log(apprentice, client_id=client_id)
    log(other, client_id=client_id)

    assert OffTheJobEntry.objects.count() == 2


def test_a_draft_waits_for_nobody_and_is_seen_by_nobody_else(apprentice, manager):
    draft = log(apprentice, submit=False)

    assert standing(apprentice).entries_awaiting == 0
    assert OffTheJobEntry.objects.visible_to(apprentice.person).get() == draft
    assert not OffTheJobEntry.objects.visible_to(manager).exists()
    assert OffTheJobEntry.objects.visible_to(manager).count() == 0

    operations.change_entry(draft, logged=logged(hours=Decimal(3)), by=apprentice.person, four_tests=True)

    assert OffTheJobEntry.objects.visible_to(manager).get().hours == Decimal(3)


def test_what_breaks_a_rule_is_not_kept(apprentice):
    with pytest.raises(TimeRefused, match="That day has not come yet"):
        log(apprentice, date=timezone.localdate() + datetime.timedelta(days=1))
    assert OffTheJobEntry.objects.count() == 0


def test_nobody_logs_for_somebody_else(apprentice, manager):
    with pytest.raises(StepRefused, match="Only Amara Johnson logs their own off-the-job time"):
        log(apprentice, by=manager)


def test_a_question_is_answered_and_the_time_comes_back(apprentice, manager):
    entry = log(apprentice)

    operations.ask_about(entry, question="Was this on Tuesday?", by=manager)
    asked = standing(apprentice)
    with pytest.raises(StepRefused, match="Answer the question, or put the entry right"):
        operations.change_entry(entry, logged=logged(), by=apprentice.person)
    operations.change_entry(entry, logged=logged(), by=apprentice.person, answer="Yes, in the library.")

    assert asked.entries_awaiting == 0
    assert (entry.state, entry.question, entry.answer) == (
        State.SUBMITTED,
        "Was this on Tuesday?",
        "Yes, in the library.",
    )
    assert "Answered a question" in entry.oddities
    mail = Message.objects.get(kind="time_question")
    assert mail.to == apprentice.person
    assert "Was this on Tuesday?" not in mail.body


def test_what_is_not_agreed_stays_in_the_history_with_its_reason(apprentice, manager):
    entry = log(apprentice)

    with pytest.raises(StepRefused, match="Say why"):
        operations.reject(entry, reason=" ", by=manager)
    operations.reject(entry, reason="You were on a visit for a case.", by=manager)

    assert (entry.state, entry.reason_given) == (State.REJECTED, "You were on a visit for a case.")
    assert standing(apprentice).entries_awaiting == 0
    assert "visit" not in Message.objects.get(kind="time_not_agreed").body
    assert Event.objects.about(entry).first().reason == "You were on a visit for a case."


def test_the_apprentice_takes_back_what_was_not_decided(apprentice, manager):
    entry = log(apprentice)
    with pytest.raises(StepRefused, match="Only the apprentice"):
        operations.take_back(entry, by=manager)

    operations.take_back(entry, by=apprentice.person)

    assert entry.state == State.WITHDRAWN
    with pytest.raises(StepRefused, match="took back off-the-job time"):
        operations.confirm([entry], by=manager)


def test_a_batch_is_one_signature_under_everything_that_was_confirmed(apprentice, manager):
    entries = [log(apprentice, hours=Decimal(n), note=f"Part {n}") for n in (1, 2, 3)]

    operations.confirm(entries, by=manager)

    signature = Signature.objects.get()
    confirmation = Confirmation.objects.get()
    assert signature.signer == manager
    assert list(Signature.objects.under(confirmation)) == [signature]
    assert [part in signature.content for part in ("Part 1", "Part 2", "Part 3")] == [True] * 3
    assert list(sealing.verify()) == []


def test_a_change_behind_the_back_of_a_confirmation_is_found(apprentice, manager):
    entry = log(apprentice)
    operations.confirm([entry], by=manager)
    entry.refresh_from_db()
    entry.statements.add(make.framework().statements.first())

    [finding] = sealing.verify()

    assert (finding.table, finding.pk) == ("apprentices_confirmation", entry.confirmation_id)


def test_what_changed_since_it_was_shown_is_left_alone_and_named(apprentice, manager):
    first, second = log(apprentice), log(apprentice, hours=Decimal(1))
    shown = [OffTheJobEntry.objects.get(pk=entry.pk) for entry in (first, second)]
    operations.ask_about(second, question="Which book?", by=manager)
    operations.change_entry(second, logged=logged(hours=Decimal(4)), by=apprentice.person, answer="This one.")

    done = operations.confirm(shown, by=manager)

    assert (done.count, done.hours) == (1, Decimal(2))
    [lost] = done.lost
    assert lost.startswith(
        f"4 hours of Amara Johnson on {YESTERDAY:%-d %B %Y}: Amara Johnson logged off-the-job time on"
    )


def test_nobody_confirms_their_own_time_whoever_asks(apprentice):
    entry = log(apprentice)

    with pytest.raises(StepRefused):
        operations.confirm([entry], by=apprentice.person)
    with pytest.raises(IntegrityError, match="time_confirmed_by_somebody_else"), transaction.atomic():
        OffTheJobEntry.objects.filter(pk=entry.pk).update(
            state="confirmed", confirmed_by=apprentice.person, confirmed_at=timezone.now()
        )


def test_confirmed_hours_are_taken_back_by_a_second_entry_that_says_why(apprentice, manager):
    entry = log(apprentice)
    operations.confirm([entry], by=manager)
    entry.refresh_from_db()

    with pytest.raises(StepRefused, match="Say why"):
        operations.reverse_entry(entry, by=manager, reason="")
    reversing = operations.reverse_entry(entry, by=manager, reason="It was leave.")
    with pytest.raises(StepRefused, match="taken back already"):
        operations.reverse_entry(entry, by=manager, reason="Again.")

    assert (reversing.hours, reversing.reverses, reversing.reason_given) == (Decimal(-2), entry, "It was leave.")
    assert standing(apprentice).confirmed_hours == 0
    assert log(apprentice).state == State.SUBMITTED  # the same minutes may be logged again


def test_everything_waits_for_the_person_who_can_know_of_it(apprentice):
    kinds = {
        "manager": (Involvement.Kind.LINE_MANAGER, "shadowing"),
        "tutor": (Involvement.Kind.TUTOR, "lecture"),
        "educator": (Involvement.Kind.PRACTICE_EDUCATOR, "placement_learning"),
        "supervisor": (Involvement.Kind.WORKPLACE_SUPERVISOR, "placement_learning"),
        "mentor": (Involvement.Kind.MENTOR, None),
    }
    for number, kind in enumerate(("shadowing", "lecture", "placement_learning"), start=1):
        log(apprentice, kind, hours=Decimal(number))

    for name, (involved_as, waits) in kinds.items():
        person = make.person(name)
        make.involvement(apprentice, involved_as, person=person)
        waiting = OffTheJobEntry.objects.awaiting(person, on=timezone.localdate())
        assert [entry.activity.code for entry in waiting] == ([waits] if waits else []), name


def test_a_line_manager_whose_time_has_ended_is_asked_nothing(apprentice):
    former = make.line_manager(apprentice, ends_on=YESTERDAY)
    log(apprentice)

    assert not OffTheJobEntry.objects.awaiting(former, on=timezone.localdate()).exists()
    assert OffTheJobEntry.objects.awaiting(former, on=YESTERDAY).exists()


def test_either_of_two_managers_confirms_and_the_other_is_told_who_did(apprentice, manager):
    other = make.line_manager(apprentice, make.person("Noor Ali"))
    entry = log(apprentice)
    shown_to_the_other = OffTheJobEntry.objects.get(pk=entry.pk)
    operations.confirm([entry], by=manager)

    with pytest.raises(StepRefused, match="Grace Mensah confirmed off-the-job time on"):
        operations.confirm([shown_to_the_other], by=other)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_confirm_each_entry_exactly_once():
    for _ in range(5):
        apprentice = make.apprentice(cohort=make.cohort(starts_on=YESTERDAY - datetime.timedelta(days=60)))
        managers = [make.line_manager(apprentice) for _ in range(4)]
        entries = [log(apprentice, hours=Decimal(n)) for n in (1, 2, 3)]
        together, confirmed = threading.Barrier(len(managers)), []

        def confirm(manager, entries=entries, together=together, confirmed=confirmed):
            shown = list(OffTheJobEntry.objects.filter(pk__in=[entry.pk for entry in entries]))
            together.wait()
            try:
                confirmed.append(operations.confirm(shown, by=manager).count)
            except StepRefused:
                confirmed.append(0)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=confirm, args=[manager]) for manager in managers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(confirmed) == [0, 0, 0, 3]
        assert standing(apprentice).confirmed_hours == Decimal(6)
        steps = Event.objects.filter(
            subject_kind="apprentices.offthejobentry", to_state="confirmed", root_id=apprentice.pk
        )
        assert steps.count() == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_phone_that_sends_the_same_entry_many_times_at_once_makes_one():
    apprentice = make.apprentice(cohort=make.cohort(starts_on=YESTERDAY - datetime.timedelta(days=60)))
    make.activity()
    client_id, together, answered = uuid.uuid4(), threading.Barrier(8), []

    def send():
        together.wait()
        answered.append(log(apprentice, client_id=client_id).pk)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answered) == 8
    assert set(answered) == {OffTheJobEntry.objects.get().pk}
