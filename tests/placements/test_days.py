"""The ledger: what counts, what it credits, who confirms, and what never changes."""

import datetime
import threading
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from apprentices.models import CalendarEntry, OffTheJobEntry, Standing
from core.audit.models import Event
from core.workflow import AlreadyMoved, StepRefused
from placements import operations
from placements.models import Placement, PlacementDay
from placements.operations import Entry, PlacementRefused
from tests import make

pytestmark = pytest.mark.django_db
Kind = PlacementDay.Kind
TODAY = timezone.localdate()


def standing(placement):
    return Standing.objects.get(pk=placement.apprentice_id)


def confirm(placement, rows, by=None):
    return operations.confirm_days(
        placement, shown={row.pk: row.kind for row in rows}, by=by or placement.practice_educator.person
    )


def log(placement, date, kind=Kind.PRESENT, **fields):
    entries = [Entry(date=date, kind=kind, **fields)]
    return operations.log_days(placement, entries=entries, by=placement.apprentice.person, today=TODAY)


# Logging


def test_a_day_logged_twice_is_there_once():
    placement = make.placement()
    monday = make.weekdays(placement, 1)[0]
    first, again = log(placement, monday).days[0], log(placement, monday).days[0]
    assert first == again
    assert PlacementDay.objects.count() == 1


def test_a_day_can_be_changed_until_it_is_confirmed():
    placement = make.placement()
    monday = make.weekdays(placement, 1)[0]
    row = log(placement, monday).days[0]
    log(placement, monday, Kind.HALF)
    assert PlacementDay.objects.get().kind == Kind.HALF
    with pytest.raises(AlreadyMoved):  # it was shown as a whole day
        operations.confirm_days(placement, shown={row.pk: Kind.PRESENT}, by=placement.practice_educator.person)
    row.refresh_from_db()
    confirm(placement, [row])
    with pytest.raises(PlacementRefused, match="was confirmed by"):
        log(placement, monday)


def test_only_the_apprentice_logs():
    placement = make.placement()
    with pytest.raises(StepRefused, match="logs the days of this placement"):
        operations.log_days(placement, entries=[Entry(date=TODAY, kind=Kind.PRESENT)], by=make.person())


def test_a_week_is_logged_whole_or_not_at_all():
    placement = make.placement()
    monday, tuesday = make.weekdays(placement, 2)
    CalendarEntry.objects.create(apprentice=placement.apprentice, date=tuesday, kind="leave")
    entries = [Entry(date=date, kind=Kind.PRESENT) for date in (monday, tuesday)]
    with pytest.raises(PlacementRefused, match="You are on leave"):
        operations.log_days(placement, entries=entries, by=placement.apprentice.person)
    assert PlacementDay.objects.count() == 0


def test_a_reason_for_being_away_is_kept_apart_and_goes_when_it_was_wrong():
    placement = make.placement()
    monday = make.weekdays(placement, 1)[0]
    row = log(placement, monday, Kind.ABSENT, absence="sick").days[0]
    assert (row.absence.code, row.absence.is_restricted) == ("sick", True)
    log(placement, monday)
    assert not hasattr(PlacementDay.objects.get(), "absence")


# Confirming and crediting


def test_confirmed_days_count_and_credit_the_hours_that_the_university_set():
    placement = make.placement(hours=Decimal("6.5"))
    rows = make.placement_days(placement, 2)
    done = confirm(placement, rows)
    assert (done.rows, done.days, done.lost) == (2, Decimal(2), 0)
    assert placement.days_counted == Decimal(2)
    assert (standing(placement).placement_days, standing(placement).confirmed_hours) == (Decimal(2), Decimal(13))
    entry = OffTheJobEntry.objects.first()
    assert (entry.source, entry.confirmed_by) == ("placement", placement.practice_educator.person)


def test_a_half_day_credits_half_and_a_day_away_nothing():
    placement = make.placement(hours=Decimal(6))
    first, second = make.weekdays(placement, 2)
    rows = [log(placement, first, Kind.HALF).days[0], log(placement, second, Kind.ABSENT, absence="leave").days[0]]
    assert confirm(placement, rows).days == Decimal("0.5")
    assert standing(placement).confirmed_hours == Decimal(3)


def test_no_figure_credits_nothing_until_it_is_set():
    placement = make.placement(hours=None)
    make.activity("placement_learning")
    confirm(placement, make.placement_days(placement, 3))
    assert standing(placement).confirmed_hours == 0
    operations.set_hours(placement, hours_a_day=Decimal(5), by=make.person())
    assert standing(placement).confirmed_hours == Decimal(15)
    operations.set_hours(placement, hours_a_day=Decimal(4), by=make.person())
    assert standing(placement).confirmed_hours == Decimal(12)
    operations.set_hours(placement, hours_a_day=Decimal(0), by=make.person())
    assert standing(placement).confirmed_hours == 0


def test_a_figure_set_late_or_changed_costs_the_same_for_few_days_and_for_many(django_assert_max_num_queries):
    """Each day keeps its own entry and its own events; they are written together."""
    long_ago = TODAY - datetime.timedelta(days=100 + TODAY.weekday())
    placement = make.placement(hours=None, starts_on=long_ago)
    make.activity("placement_learning")
    confirm(placement, make.placement_days(placement, 50))
    by = make.person()

    with django_assert_max_num_queries(60):
        operations.set_hours(placement, hours_a_day=Decimal(5), by=by)
    with django_assert_max_num_queries(60):
        operations.set_hours(placement, hours_a_day=Decimal(4), by=by)

    about = Event.objects.filter(subject_kind="apprentices.offthejobentry")
    steps = {step: about.filter(step=step).count() for step in ("draft → confirmed", "reversed")}
    assert steps == {"draft → confirmed": 150, "reversed": 50}
    assert standing(placement).confirmed_hours == Decimal(200)


def test_nobody_confirms_their_own_day():
    placement = make.placement()
    rows = make.placement_days(placement)
    with pytest.raises(StepRefused, match="Nobody confirms their own"):
        confirm(placement, rows, by=placement.apprentice.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementDay.objects.update(
            state="confirmed", confirmed_by=placement.apprentice.person, confirmed_at=timezone.now()
        )


def test_a_day_confirmed_twice_counts_once():
    placement = make.placement()
    rows = make.placement_days(placement)
    confirm(placement, rows)
    with pytest.raises(AlreadyMoved, match="dealt with before your step"):
        confirm(placement, rows)
    assert standing(placement).placement_days == Decimal(1)


def test_a_day_asked_about_comes_back_when_it_is_logged_again():
    placement = make.placement()
    row = make.placement_days(placement)[0]
    operations.ask_about_day(row, question="Was this the bank holiday?", by=placement.practice_educator.person)
    assert PlacementDay.objects.awaiting_confirmation().count() == 0
    log(placement, row.date, note="I was on duty")
    assert PlacementDay.objects.awaiting_confirmation().get().note == "I was on duty"


def test_days_keep_the_practice_educator_current():
    placement = make.placement()
    rows = make.placement_days(placement, 2)
    confirm(placement, rows)
    educator = type(placement.practice_educator).objects.get(pk=placement.practice_educator_id)
    assert educator.last_supported_on == rows[-1].date
    assert educator.current_until == educator.facts().current_until()


# The required number


@pytest.fixture
def three_days():
    """A placement of three days, as another standard's pattern might have it."""
    version = make.standard_version()
    version.placement_pattern[0]["days"] = 3
    version.save()
    return make.placement()


def test_the_last_required_day_makes_the_days_complete_and_more_are_allowed(three_days):
    rows = make.placement_days(three_days, 4)
    confirm(three_days, rows[:2])
    assert three_days.state == Placement.State.LIVE
    confirm(three_days, rows[2:])
    assert (three_days.state, three_days.days_counted) == (Placement.State.DAYS_COMPLETE, Decimal(4))


def test_a_correction_below_the_number_takes_it_back(three_days):
    rows = make.placement_days(three_days, 3)
    confirm(three_days, rows)
    row = PlacementDay.objects.get(pk=rows[0].pk)
    operations.correct_day(row, kind=Kind.HALF, reason="Left at noon", by=three_days.practice_educator.person)
    three_days.refresh_from_db()
    assert (three_days.state, three_days.days_counted) == (Placement.State.LIVE, Decimal("2.5"))
    with pytest.raises(StepRefused):
        operations.close(three_days, by=make.person())


def test_a_placement_closes_with_its_days_and_nothing_waiting(three_days):
    rows = make.placement_days(three_days, 4)
    confirm(three_days, rows[:3])
    with pytest.raises(StepRefused, match="1 day still waiting"):
        operations.close(three_days, by=make.person())
    confirm(three_days, rows[3:])
    operations.close(three_days, by=make.person())
    assert Placement.objects.visible_to(three_days.practice_educator.person).count() == 0
    row = PlacementDay.objects.get(pk=rows[0].pk)
    with pytest.raises(StepRefused, match="closed, so its days stay"):
        operations.correct_day(row, kind=Kind.HALF, reason="x", by=make.person())


# Correcting


def test_a_correction_keeps_the_first_row_and_takes_its_hours_back():
    placement = make.placement(hours=Decimal(6))
    first, second = make.placement_days(placement, 2)
    confirm(placement, [first, second])
    row = PlacementDay.objects.get(pk=first.pk)

    made = operations.correct_day(
        row, kind=Kind.ABSENT, absence="sick", reason="Was off sick", by=placement.practice_educator.person
    )

    assert (row.state, made.state, made.corrects, made.kind) == ("superseded", "confirmed", row, "absent")
    assert (standing(placement).placement_days, standing(placement).confirmed_hours) == (Decimal(1), Decimal(6))
    hours = OffTheJobEntry.objects.order_by("pk").values_list("hours", flat=True)
    assert list(hours) == [Decimal(6), Decimal(6), Decimal(-6)]


def test_a_corrected_day_may_be_corrected_again():
    placement = make.placement(hours=Decimal(6))
    first = make.placement_days(placement)[0]
    confirm(placement, [first])
    by = placement.practice_educator.person
    row = PlacementDay.objects.get(pk=first.pk)
    absent = operations.correct_day(row, kind=Kind.ABSENT, absence="leave", reason="Leave", by=by)
    operations.correct_day(absent, kind=Kind.HALF, reason="Half was worked", by=by)
    placement.refresh_from_db()
    assert (placement.days_counted, standing(placement).confirmed_hours) == (Decimal("0.5"), Decimal(3))


def test_nobody_corrects_their_own_day_and_not_without_a_reason():
    placement = make.placement()
    row = make.placement_days(placement)[0]
    confirm(placement, [row])
    row.refresh_from_db()
    for who, reason in ((placement.apprentice.person, "x"), (make.person(), " ")):
        with pytest.raises(StepRefused):
            operations.correct_day(row, kind=Kind.HALF, reason=reason, by=who)
    assert PlacementDay.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_freezes_what_was_confirmed():
    from core.audit import guards

    guards.install()
    placement = make.placement()
    row = make.placement_days(placement)[0]
    confirm(placement, [row])
    rows = PlacementDay.objects.filter(pk=row.pk)
    for change in ({"kind": "half"}, {"date": TODAY}, {"confirmed_by": make.person()}, {"note": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    row.refresh_from_db()
    operations.correct_day(row, kind=Kind.HALF, reason="Left at noon", by=placement.practice_educator.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="confirmed")


# Totals


def test_counting_all_totals_anew_finds_nothing_wrong():
    placement = make.placement(hours=Decimal(6))
    confirm(placement, make.placement_days(placement, 3))
    said = StringIO()
    call_command("recount_standing", stdout=said)
    assert standing(placement).placement_days == Decimal(3)
    Standing.objects.update(placement_days=9)
    call_command("recount_standing", stdout=said)
    assert standing(placement).placement_days == Decimal(3)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_days_at_once_count_them_once():
    supervisor = make.person()
    placement = make.placement(hours=Decimal(6), supervisor=supervisor)
    rows = make.placement_days(placement, 5)
    shown = {row.pk: row.kind for row in rows}
    outcomes, together = [], threading.Barrier(2)

    def confirm_as(who):
        try:
            mine = Placement.objects.select_related("apprentice__person").get(pk=placement.pk)
            together.wait()
            outcomes.append(operations.confirm_days(mine, shown=shown, by=who).rows)
        except AlreadyMoved:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=confirm_as, args=(who,)) for who in (placement.practice_educator.person, supervisor)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == ["5", "told"]
    assert (standing(placement).placement_days, standing(placement).confirmed_hours) == (Decimal(5), Decimal(30))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_log_one_day():
    placement = make.placement()
    date = make.weekdays(placement, 1)[0]
    problems, together = [], threading.Barrier(2)

    def tap():
        try:
            mine = Placement.objects.select_related("apprentice__person").get(pk=placement.pk)
            together.wait()
            operations.log_days(mine, entries=[Entry(date=date, kind=Kind.PRESENT)], by=mine.apprentice.person)
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert PlacementDay.objects.filter(placement=placement, date=date).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_practice_educator_goes_once():
    grace = make.educator()
    wishes = [make.placement_wish(practice_educator=grace) for _ in range(2)]
    by = make.person()
    outcomes, together = [], threading.Barrier(2)

    def ask_for_it(want):
        try:
            together.wait()
            operations.propose(want, by=by)
            outcomes.append("proposed")
        except PlacementRefused as refused:
            outcomes.append(refused.reasons[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask_for_it, args=(want,)) for want in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["capacity", "proposed"]
