"""Totals beside the record: right after every step, right after races, and right when counted anew."""

import datetime
import threading
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from apprentices import operations, progress, totals
from apprentices.models import CalendarEntry, Involvement, Milestone, OffTheJobEntry, Standing
from apprentices.operations.standing import recount
from core.audit import guards
from core.audit.models import Event
from core.registry import Registry
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 10, 1)


def standing(apprentice):
    return Standing.objects.get(pk=apprentice.pk)


@pytest.fixture
def apprentice():
    make.activity("placement_learning")
    return make.apprentice()


@pytest.fixture
def ledger_day(apprentice):
    """Any row of another app may be the source of a credit; a milestone stands for the placement's day here."""
    return Milestone.objects.create(apprentice=apprentice, kind="readiness_passed", reached_on=DAY)


def credit(apprentice, source, by, hours="5"):
    return make.placement_credit(apprentice, date=DAY, hours=Decimal(hours), source=source, confirmed_by=by)


def test_a_placement_day_credits_its_hours_once(apprentice, ledger_day):
    educator = make.person()

    first = credit(apprentice, ledger_day, educator)
    again = credit(apprentice, ledger_day, educator)

    assert first == again
    assert (first.state, first.source, first.confirmed_by) == ("confirmed", "placement", educator)
    assert standing(apprentice).confirmed_hours == Decimal(5)


def test_no_figure_set_credits_nothing(apprentice, ledger_day):
    assert credit(apprentice, ledger_day, make.person(), hours="0") is None
    assert standing(apprentice).confirmed_hours == 0


def test_a_changed_day_reverses_what_it_had_credited(apprentice, ledger_day):
    educator = make.person()
    credit(apprentice, ledger_day, educator)

    credit(apprentice, ledger_day, educator, hours="3")

    entries = OffTheJobEntry.objects.order_by("pk").values_list("hours", flat=True)
    assert list(entries) == [Decimal(5), Decimal(-5), Decimal(3)]
    assert standing(apprentice).confirmed_hours == Decimal(3)


def test_a_day_that_no_longer_counts_is_taken_back_and_may_count_again(apprentice, ledger_day):
    educator = make.person()
    credit(apprentice, ledger_day, educator)

    operations.uncredit(ledger_day, by=educator)
    operations.uncredit(ledger_day, by=educator)
    assert standing(apprentice).confirmed_hours == 0

    credit(apprentice, ledger_day, educator)
    assert standing(apprentice).confirmed_hours == Decimal(5)


def test_an_apprentice_cannot_confirm_their_own_placement_day(apprentice, ledger_day):
    with pytest.raises(StepRefused, match="Nobody confirms their own placement day"):
        credit(apprentice, ledger_day, apprentice.person)


def test_counts_from_other_apps_are_written_and_milestones_are_reached_once(apprentice):
    tutor = make.person("Tutor")

    operations.count_placement_days(apprentice, Decimal("12.5"))
    operations.count_evidence(apprentice, waiting=2, accepted=5)
    first = operations.reach_milestone(apprentice, Milestone.Kind.READINESS_PASSED, on=DAY, by=tutor)
    again = operations.reach_milestone(apprentice, Milestone.Kind.READINESS_PASSED, on=DAY, by=tutor)

    now = standing(apprentice)
    assert (now.placement_days, now.evidence_waiting, now.evidence_accepted) == (Decimal("12.5"), 2, 5)
    assert first == again
    assert Event.objects.about(apprentice).filter(step="readiness_passed reached").count() == 1


def test_recounting_finds_and_mends_what_is_wrong_and_leaves_what_is_right(apprentice, ledger_day, monkeypatch):
    monkeypatch.setattr(totals, "sources", Registry())
    totals.sources.register(lambda ids: {pk: {"placement_days": Decimal(3)} for pk in ids})
    credit(apprentice, ledger_day, make.person())
    operations.count_placement_days(apprentice, 3)
    said = StringIO()

    call_command("recount_standing", stdout=said)
    Standing.objects.update(confirmed_hours=999, placement_days=1)
    call_command("recount_standing", stdout=said)
    call_command("recount_standing", stdout=said)

    assert said.getvalue().splitlines() == [
        "Totals counted anew. All were right.",
        "Totals counted anew. 1 apprentice had a total that was wrong.",
        "Totals counted anew. All were right.",
    ]
    assert (standing(apprentice).confirmed_hours, standing(apprentice).placement_days) == (Decimal(5), Decimal(3))


def test_whoever_was_never_looked_at_is_looked_at_once_a_night(apprentice):
    Standing.objects.update(forecast_on=None)
    assert [operations.refresh_forecasts(on=DAY), operations.refresh_forecasts(on=DAY)] == [1, 0]


def test_what_the_plan_expects_follows_the_calendar(apprentice):
    for number in range(4):
        operations.put_in_calendar(
            apprentice,
            date=DAY + datetime.timedelta(weeks=number),
            kind=CalendarEntry.Kind.TAUGHT_DAY,
            title="Day at university",
            off_the_job_hours=Decimal(6),
        )

    operations.refresh_forecasts(on=DAY - datetime.timedelta(days=1))
    before = standing(apprentice)
    operations.refresh_forecasts(on=DAY + datetime.timedelta(weeks=3))
    after = standing(apprentice)

    assert (before.expected_hours, before.track) == (0, Standing.Track.ON_TRACK)
    assert (after.expected_hours, after.track) == (Decimal(24), Standing.Track.BEHIND)


def test_a_planned_day_follows_its_source(apprentice, ledger_day):
    plan = {"kind": CalendarEntry.Kind.PLACEMENT, "title": "First placement", "source": ledger_day}

    operations.put_in_calendar(apprentice, date=DAY, off_the_job_hours=Decimal(4), **plan)
    operations.put_in_calendar(apprentice, date=DAY + datetime.timedelta(days=1), **plan)
    operations.cancel_in_calendar(ledger_day, by=None)

    entry = CalendarEntry.objects.get()
    assert (entry.date, entry.state) == (DAY + datetime.timedelta(days=1), CalendarEntry.State.CANCELLED)

    operations.put_in_calendar(apprentice, date=DAY, **plan)
    assert CalendarEntry.objects.get().state == CalendarEntry.State.PLANNED


def test_a_relation_opens_the_record_and_its_end_closes_it(apprentice):
    educator, lead = make.person(), make.person("Lead")
    kind = Involvement.Kind.PRACTICE_EDUCATOR
    relation = operations.involve(apprentice, kind, person=educator, starts_on=DAY, by=lead)
    same = operations.involve(apprentice, kind, person=educator, starts_on=DAY, by=lead)
    sees = type(apprentice).objects.visible_to

    assert relation == same
    assert [sees(educator, on=DAY + datetime.timedelta(days=n)).count() for n in (-1, 0, 30)] == [0, 1, 1]
    operations.end_involvement(relation, on=DAY, by=lead)
    assert [sees(educator, on=DAY + datetime.timedelta(days=n)).count() for n in (0, 1)] == [1, 0]


def test_nobody_is_their_own_line_manager(apprentice):
    with pytest.raises(StepRefused, match="cannot be their own line manager"):
        operations.involve(apprentice, Involvement.Kind.LINE_MANAGER, person=apprentice.person, starts_on=DAY, by=None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_credits_at_once_add_up_exactly():
    make.activity("placement_learning")
    apprentice, educator = make.apprentice(), make.person()
    for _ in range(3):
        sources = [CalendarEntry.objects.create(apprentice=apprentice, date=DAY, kind="placement") for _ in range(8)]
        together = threading.Barrier(len(sources))

        def credit_one(source, together=together):
            together.wait()
            credit(apprentice, source, educator, hours="1.25")
            connections.close_all()

        threads = [threading.Thread(target=credit_one, args=[source]) for source in sources]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert standing(apprentice).confirmed_hours == Decimal("1.25") * 8 * 3


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_freezes_what_was_confirmed():
    guards.install()
    make.activity("placement_learning")
    apprentice = make.apprentice()
    source = CalendarEntry.objects.create(apprentice=apprentice, date=DAY, kind="placement")
    entry = credit(apprentice, source, make.person())

    for change in ({"hours": 9}, {"state": "draft"}, {"date": DAY + datetime.timedelta(days=1)}):
        with pytest.raises(Exception, match="decided_time_is_frozen"):
            OffTheJobEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(Exception, match="decided_time_is_frozen"):
        OffTheJobEntry.objects.filter(pk=entry.pk).delete()
    assert OffTheJobEntry.objects.filter(pk=entry.pk).update(note="erased by order 3") == 1


def test_hundred_thousand_entries_add_up_to_the_hundredth():
    """Hours that binary fractions cannot hold: 0.01 and 0.07, half each, are 4,000 hours and not one hundredth less."""
    apprentice = make.apprentice(planned_hours=Decimal(5000))
    copy_in_the_database(make.entry(apprentice, hours=Decimal("0.01"), submitted=True), times=99_999)

    with transaction.atomic():
        recount(operations.lock_standing([apprentice]))

    assert (standing(apprentice).hours_awaiting, standing(apprentice).entries_awaiting) == (Decimal("4000.00"), 100_000)


def copy_in_the_database(entry, *, times):
    """Copies of an entry by one statement, every other one of 0.07 hours."""
    fresh = {
        "reference": "'n' || i",
        "client_id": "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))",
        "hours": "CASE WHEN i % 2 = 1 THEN 0.07 ELSE 0.01 END",
    }
    columns = [f.column for f in OffTheJobEntry._meta.concrete_fields if not f.primary_key]
    table, names = OffTheJobEntry._meta.db_table, ", ".join(columns)
    values = ", ".join(fresh.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {times})
            INSERT INTO {table} ({names}) SELECT {values} FROM {table}, numbers WHERE {table}.id = {entry.pk}"""
        )


def test_whoever_has_logged_everything_and_waits_for_a_confirmer_is_not_behind(apprentice):
    Standing.objects.filter(pk=apprentice.pk).update(expected_hours=Decimal(30), forecast_on=DAY)
    asking = make.person()
    entries = [make.entry(apprentice, date=DAY - datetime.timedelta(days=n), hours=Decimal(8)) for n in range(1, 3)]

    def track_once(state):
        OffTheJobEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
            state=state, submitted_at=timezone.now(), question="Which day?", asked_by=asking
        )
        with transaction.atomic():
            recount(operations.lock_standing([apprentice]), on=DAY)
        now = standing(apprentice)
        return now.track, now.hours_under_plan, progress.affairs(apprentice, now)

    waiting = "On track once 16 hours are confirmed: 0 of 30 planned hours by today."
    assert track_once("draft") == (Standing.Track.BEHIND, 30, "Behind plan: 0 of 30 planned hours by today.")
    assert track_once("submitted") == (Standing.Track.ON_TRACK, 14, waiting)
    assert track_once("queried") == (Standing.Track.BEHIND, 30, "Behind plan: 0 of 30 planned hours by today.")
    Standing.objects.filter(pk=apprentice.pk).update(expected_hours=Decimal(31))
    still_behind = "Behind plan: 0 of 31 planned hours by today, and 16 hours to be confirmed."
    assert track_once("submitted") == (Standing.Track.BEHIND, 15, still_behind)
