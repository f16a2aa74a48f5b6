"""What is kept so long after something goes by itself: as declared, in numbers, safe to run twice, shown beforehand."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apprentices import operations
from apprentices.models import Adjustment, AdjustmentNote, Apprentice, BreakInLearning, ChangeReason, ToldReason
from apprentices.operations import adjustments
from core import retention
from core.audit.models import Event, EventDetail
from core.audit.sealing import verify
from core.forms.once import FormReceipt
from core.privacy import After
from core.tasks import apply_retention
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
A_YEAR_LATER = TODAY + 366 * DAY


@pytest.mark.parametrize(
    ("after", "on", "over_by"),
    [
        (After("it", years=1), "2027-03-01", "2026-03-01"),
        (After("it", years=1), "2028-02-29", "2027-02-28"),
        (After("it", days=2), "2027-03-01", "2027-02-27"),
    ],
)
def test_how_long_is_said_and_counted_from_one_declaration(after, on, over_by):
    assert after.over_by(datetime.date.fromisoformat(on)) == datetime.date.fromisoformat(over_by)
    assert str(After("the programme is over", years=2)) == "2 years after the programme is over"


@pytest.fixture
def returned():
    """Somebody whose break with its reason is over today, and a break of somebody else that runs."""
    apprentice, manager, tutor = make.apprentice_with_people("Amara Johnson")
    over = make.agreed_break(apprentice, manager, tutor, starts_in=-100, days=100, told=[tutor])
    operations.record_return(over, returned_on=TODAY, by=tutor)
    running = make.agreed_break(*make.apprentice_with_people("Ben Okafor"), starts_in=-30)
    return over, running


def test_the_reason_of_a_break_goes_a_year_after_it_is_over_and_the_break_stays(returned):
    over, running = returned
    operations.share_reason(over.reason, person=make.person(), on=TODAY, ends_on=TODAY, by=over.apprentice.person)
    about = Event.objects.about(over.reason)
    events = about.count()
    assert EventDetail.objects.filter(event__in=about).exists()

    assert "apprentices.changereason" not in retention.purge(on=TODAY + 363 * DAY)
    assert retention.purge(on=A_YEAR_LATER)["apprentices.changereason"] == 1

    over.refresh_from_db()
    assert (over.reason, over.state) == (None, BreakInLearning.State.RETURNED)
    assert list(ChangeReason.objects.all()) == [running.reason]
    assert not ToldReason.objects.filter(reason__break_in_learning=None).exists()
    assert not EventDetail.objects.filter(event__in=about).exists()
    assert about.count() == events
    assert list(verify()) == []


def test_it_is_an_event_in_numbers_and_run_again_it_changes_nothing(returned):
    later = A_YEAR_LATER + 366 * DAY
    assert retention.purge(on=later)["apprentices.changereason"] == 1
    written = Event.objects.filter(step=retention.DELETED)
    (event,) = [one for one in written if "apprentices.changereason" in one.words["rows"]]
    assert event.words["rows"] == {"apprentices.changereason": 1, "apprentices.toldreason": 1}
    assert (event.actor, event.words["on"]) == (None, later.isoformat())

    events = Event.objects.count()
    assert retention.purge(on=later) == {}
    assert Event.objects.count() == events


def test_why_somebody_left_stays_where_it_is_not_restricted():
    found = {}
    for code in ("own_choice", "health"):
        apprentice, _, tutor = make.apprentice_with_people()
        left = operations.withdraw(apprentice, last_day=TODAY - DAY, trigger="apprentice", code=code, by=tutor)
        found[code] = left
    retention.purge(on=A_YEAR_LATER)
    for left in found.values():
        left.refresh_from_db()
    assert (found["own_choice"].reason.code, found["health"].reason) == ("own_choice", None)


def test_adjustments_and_support_go_a_year_after_the_programme_and_nobody_elses_do():
    over, _, tutor = make.completed()
    learning = make.apprentice()
    assert Apprentice.objects.get(pk=over.pk).completed_on == TODAY
    kept = make.adjustment(learning)
    for one in (over, learning):
        make.support(one, tutor, "university")
    gone = make.adjustment(Apprentice.objects.get(pk=over.pk))
    adjustments.keep_own_note(gone, text="Since March.", by=over.person)

    deleted = retention.purge(on=A_YEAR_LATER)

    assert (deleted["apprentices.adjustment"], deleted["apprentices.supportoffer"]) == (1, 1)
    assert list(Adjustment.objects.all()) == [kept]
    assert AdjustmentNote._base_manager.count() == 0
    assert list(learning.support_offers.values_list("apprentice", flat=True)) == [learning.pk]
    assert list(verify()) == []


def test_the_command_shows_any_day_deletes_only_up_to_today_and_can_be_held(capsys, settings):
    FormReceipt.objects.create(token="old", path="/", at=timezone.now() - 4 * DAY)
    FormReceipt.objects.create(token="new", path="/")

    call_command("apply_retention", "--dry-run")
    assert "1 form receipt, kept for 2 days after the form was answered\n" in capsys.readouterr().out
    call_command("apply_retention", "--dry-run", "--on", (TODAY + 9 * DAY).isoformat())
    assert "2 form receipts, kept for" in capsys.readouterr().out
    with pytest.raises(CommandError, match="add --dry-run"):
        call_command("apply_retention", "--on", (TODAY + DAY).isoformat())

    settings.RETENTION_ON_HOLD = True
    apply_retention()
    assert FormReceipt.objects.count() == 2
    settings.RETENTION_ON_HOLD = False
    apply_retention()
    assert [receipt.token for receipt in FormReceipt.objects.all()] == ["new"]
    call_command("apply_retention")
    assert capsys.readouterr().out == "Nothing was kept longer than it is declared.\n"
