"""Two views of the same capabilities: written apart, locked, shown together, never averaged, talked about."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Involvement
from assessment import operations
from assessment.models import CapabilityView, SelfAssessment
from assessment.operations import Rating
from assessment.self_assessment_points import Compared, Point, finding, may_write_at, to_talk_about
from assessment.views.self_assessments import comparison
from assessment.worklist import needs
from core.audit.sealing import verify
from core.notifications.models import Message
from core.workflow import StepRefused
from placements.models import Placement
from tests import make
from tests.at_once import at_once
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
OWN, EDUCATOR = CapabilityView.Side.OWN, CapabilityView.Side.EDUCATOR


@pytest.fixture
def placed():
    return make.placement_to_assess()


def work(user) -> list[str]:
    return [item.text for item in needs(user, timezone.localdate())]


def at(point, *, days=0, required=70, is_open=True, has_begun=True):
    return may_write_at(point, is_open=is_open, has_begun=has_begun, days_counted=Decimal(days), days_required=required)


def test_each_point_has_its_time():
    assert at(Point.START, has_begun=False)
    assert not at(Point.START, days=35)
    assert not at(Point.MIDPOINT, has_begun=False)
    assert at(Point.MIDPOINT, days=34.5)
    assert at(Point.END, days=34.5).reason == "The end opens when half of the days are done: 34.5 of 70 are."
    assert at(Point.END, days=35)
    assert not at(Point.START, is_open=False)


def test_views_two_steps_apart_are_what_supervision_comes_to_the_widest_first():
    near, far, wide = Compared("Values", 2, 3), Compared("Rights", 1, 3), Compared("Power", 4, 1)
    assert [one.title for one in to_talk_about([near, far, wide, Compared("Left out", None, 4)])] == ["Power", "Rights"]
    assert finding([near, far]) == "The two views are far apart on Rights"
    assert finding([far] * 4 + [near]) == "The two views are far apart on 4 of 5 capabilities"
    assert finding([near]) == "The two views are never more than a step apart"
    assert finding([Compared("Values", 3, 3)]) == "Both see it the same way"


def test_neither_sees_the_other_before_both_are_locked(placed):
    placement, grace = placed
    amara, helen = placement.apprentice.person, make.tutor(placement.apprentice)
    mine = make.view(placement, by=amara, steps=(1, 2, 3), overall="I am getting there.")
    theirs = make.view(placement, by=grace, steps=(3, 3, 3), overall="More than she says.")
    make.lock(mine, by=amara)

    assert [list(CapabilityView.objects.visible_to(who)) for who in (amara, grace, helen)] == [[mine], [theirs], []]
    page = make.signed_in(grace).get(f"/assessment/self-assessment/{mine.self_assessment.reference}/")
    assert "Only the apprentice has locked a view so far" in page.content.decode()
    assert "I am getting there." not in page.content.decode()

    make.lock(theirs, by=grace)
    assert SelfAssessment.objects.get().state == SelfAssessment.State.LOCKED
    assert [set(CapabilityView.objects.visible_to(who)) for who in (amara, grace, helen)] == [{mine, theirs}] * 3
    page = make.signed_in(helen).get(f"/assessment/self-assessment/{mine.self_assessment.reference}/").content.decode()
    assert "I am getting there." in page
    assert "To talk about in supervision" in page
    assert list(verify()) == []


def test_a_line_manager_sees_none_of_it(placed):
    placement, grace = placed
    manager = make.line_manager(placement.apprentice)
    both = make.both_locked(placement, grace)
    assert not SelfAssessment.objects.visible_to(manager).exists()
    assert make.signed_in(manager).get(f"/assessment/self-assessment/{both.reference}/").status_code == 404


def test_each_is_told_that_the_other_has_locked_and_when_both_have(placed):
    placement, grace = placed
    amara = placement.apprentice.person
    make.lock(make.view(placement, by=amara), by=amara)
    told = Message.objects.filter(kind__startswith="self_assessment")
    assert [(message.to, message.kind) for message in told] == [(grace, "self_assessment_other_side")]
    make.lock(make.view(placement, by=grace), by=grace)
    assert set(told.filter(kind="self_assessment_locked").values_list("to", flat=True)) == {amara.pk, grace.pk}


def test_a_view_is_locked_whole_and_as_it_was_read(placed):
    placement, _ = placed
    amara = placement.apprentice.person
    unfinished = make.view(placement, by=amara, steps=(2, None, 2), overall="")
    with pytest.raises(StepRefused, match=r"^Still to be said: .* and in your own words\.$"):
        make.lock(unfinished, by=amara)
    written = make.view(placement, by=amara)
    with pytest.raises(StepRefused, match="has changed since you opened this page"):
        operations.lock_view(written, read="of another tab", by=amara)
    with pytest.raises(StepRefused, match="Only the person who wrote this view locks it"):
        make.lock(written, by=placed[1])
    make.lock(written, by=amara)
    with pytest.raises(StepRefused, match="was locked by Amara Johnson"):
        make.view(placement, by=amara)
    with pytest.raises(StepRefused, match="You locked this on"):
        make.lock(written, by=amara)


def test_what_is_locked_the_database_itself_keeps(placed):
    placement, _ = placed
    view = make.view(placement, by=placement.apprentice.person)
    make.lock(view, by=placement.apprentice.person)
    for change in (
        lambda: CapabilityView.objects.filter(pk=view.pk).update(overall="Other"),
        lambda: view.ratings.update(step=4),
        lambda: view.ratings.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="this row is frozen"), transaction.atomic():
            change()


def test_only_the_two_sides_write_and_only_while_learning(placed):
    placement, _ = placed
    with pytest.raises(StepRefused, match="each for themselves"):
        make.view(placement, by=make.tutor(placement.apprentice))
    with pytest.raises(StepRefused, match="not asked about here"):
        operations.write_view(
            placement, point="start", ratings={0: Rating(2)}, overall="", by=placement.apprentice.person
        )
    Placement.objects.filter(pk=placement.pk).update(days_counted=40)
    placement.refresh_from_db()
    with pytest.raises(StepRefused, match="the start is past"):
        make.view(placement, by=placement.apprentice.person)
    make.view(placement, by=placement.apprentice.person, point="end")


def test_a_new_practice_educator_goes_on_with_the_view_of_the_one_who_left(placed):
    placement, grace = placed
    begun = make.view(placement, by=grace, overall="Begun by Grace.")
    today = timezone.localdate()
    relation = placement.apprentice.involvements.get(kind=Involvement.Kind.PRACTICE_EDUCATOR)
    apprentices.end_involvement(relation, on=today - datetime.timedelta(days=1), by=grace)
    ines = make.practice_educator(placement.apprentice, "Ines Duarte", starts_on=today)
    taken_over = make.view(placement, by=ines, overall="Taken over.")
    assert (taken_over.pk, taken_over.written_by) == (begun.pk, ines)
    with pytest.raises(StepRefused):
        make.view(placement, by=grace)


def test_the_framework_of_the_level_is_asked_and_the_kss_of_the_service_may_be_spoken_of(placed):
    placement, _ = placed
    standards = make.framework("SWE-PS", judged=True, statements=2)
    standards.levels.create(code="REGISTRATION", name="Registration", order=1)
    placement.apprentice.cohort.standard_version.frameworks.add(standards)
    asked = operations.statements_at(placement, on=timezone.localdate())
    assert {statement.framework.code for statement in asked} == {"PCF", "KSS-A"}
    make.lock(make.view(placement, by=placement.apprentice.person), by=placement.apprentice.person)


def test_what_was_agreed_is_recorded_once_by_the_practice_educator_and_told(placed):
    placement, grace = placed
    both = make.both_locked(placement, grace)
    assert f"Talk about the two views in supervision with Amara Johnson: start of {placement.name.lower()}" in work(
        grace
    )
    with pytest.raises(StepRefused, match="The practice educator records"):
        operations.discuss(both, agreed="x", by=placement.apprentice.person)
    browser = make.signed_in(grace)
    url = f"/assessment/self-assessment/{both.reference}/"
    assert browser.post(url, {"agreed": "She leads the next two visits."}).status_code == 302
    assert browser.post(url, {"agreed": "Again."}).status_code == 403
    both.refresh_from_db()
    assert (both.state, both.agreed) == (SelfAssessment.State.DISCUSSED, "She leads the next two visits.")
    assert Message.objects.filter(kind="self_assessment_discussed", to=placement.apprentice.person).count() == 1
    assert work(grace) == []


def test_a_page_shows_both_side_by_side_without_a_sum(placed):
    placement, grace = placed
    both = make.both_locked(placement, grace, own=(1, 2, 3), theirs=(3, 2, 4))
    compared = comparison(list(both.views.all()))
    assert [(one.own, one.educators) for one in compared] == [(1, 3), (2, 2), (3, 4)]
    page = make.signed_in(placement.apprentice.person).get(f"/assessment/self-assessment/{both.reference}/")
    assert "you say “just beginning”, the practice educator “mostly independent”" in page.content.decode()


def test_pairs_stand_beside_each_other_from_point_to_point(placed):
    placement, grace = placed
    browser, url = make.signed_in(grace), f"/assessment/portfolio/{placement.apprentice.reference}/self-assessment/"
    make.both_locked(placement, grace, own=(1, 1, 1), theirs=(2, 2, 2))
    make.view(placement, by=grace, point="midpoint")
    assert "the pairs from point to point" not in browser.get(url).content.decode()
    make.both_locked(placement, grace, own=(2, 3, 4), theirs=(3, 3, 3), point="midpoint")
    table = browser.get(url).context["placements"][0][2]
    assert table.columns == ("Start, own", "Start, practice educator", "Midpoint, own", "Midpoint, practice educator")
    assert [[cell.figure for cell in cells] for _, cells in table.rows] == [
        ["1", "2", "2", "3"],
        ["1", "2", "3", "3"],
        ["1", "2", "4", "3"],
    ]


def test_both_are_owed_the_start_while_it_can_be_written_and_the_end_when_the_days_are_done(placed):
    placement, grace = placed
    name = placement.name.lower()
    assert work(placement.apprentice.person) == [f"Write where you stand: start of {name}"]
    assert work(grace) == [f"Write where Amara Johnson stands: start of {name}"]
    make.lock(make.view(placement, by=grace), by=grace)
    assert work(grace) == []
    complete = {"state": Placement.State.DAYS_COMPLETE, "days_counted": placement.days_required}
    Placement.objects.filter(pk=placement.pk).update(**complete)
    assert work(grace) == [f"Write where Amara Johnson stands: end of {name}"]


def test_saving_is_not_locking_and_a_second_press_changes_nothing(placed):
    placement, _ = placed
    amara = placement.apprentice.person
    browser = make.signed_in(amara)
    url = f"/assessment/portfolio/{placement.apprentice.reference}/self-assessment/{placement.reference}/start/"
    statements = list(operations.statements_at(placement, on=timezone.localdate()).filter(framework__judged=True))
    typed = {f"step_{statement.pk}": "2" for statement in statements} | {"overall": "Mine."}
    assert browser.get(url).status_code == 200
    saved = browser.post(url, typed | {"later": "1"})
    assert saved.url.endswith("/self-assessment/")
    view = CapabilityView.objects.get()
    assert (view.locked_at, view.ratings.count()) == (None, 3)
    check = browser.post(url, typed).url
    page = browser.get(check)
    posted = {"checked": page.context["form"]["checked"].value()}
    assert browser.post(check, {"checked": "another"}).status_code == 200
    assert CapabilityView.objects.get().locked_at is None
    assert browser.post(check, posted).url == browser.post(check, posted).url
    assert CapabilityView.objects.get().locked_at is not None
    assert browser.get(url).url == f"/assessment/self-assessment/{view.self_assessment.reference}/"


def test_the_overview_costs_the_same_whatever_was_written(placed):
    placement, grace = placed
    browser = make.signed_in(grace)
    url = f"/assessment/portfolio/{placement.apprentice.reference}/self-assessment/"
    make.both_locked(placement, grace)
    before = beyond_the_constant_page(browser, url)
    make.view(placement, by=grace, point="midpoint")
    assert beyond_the_constant_page(browser, url) == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_locks_at_the_same_moment_show_both_once():
    placement, grace = make.placement_to_assess()
    amara = placement.apprentice.person
    mine, theirs = make.view(placement, by=amara), make.view(placement, by=grace)
    assert at_once(lambda: make.lock(mine, by=amara), lambda: make.lock(theirs, by=grace)) == ["done", "done"]
    assert SelfAssessment.objects.get().state == SelfAssessment.State.LOCKED
