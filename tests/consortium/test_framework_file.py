"""One edition of a framework from a file: checked by line, previewed, loaded once, never edited."""

import datetime
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consortium.models import Framework, Statement
from consortium.reference_data.framework_file import EditionChanged, FrameworkRefused, load_file
from tests import make

pytestmark = pytest.mark.django_db
WAITING = Path("consortium/data/frameworks/waiting/early_career_children_2027.json")
LAST, FIRST = datetime.date(2027, 3, 31), datetime.date(2027, 4, 1)


def filled(**changes) -> str:
    """The file that waits for the official text, with invented statements in the place of it."""
    content = json.loads(WAITING.read_text(encoding="utf-8"))
    content["statements"] = [{"code": f"ECS-{n}", "title": f"Invented for this test {n}"} for n in (1, 2)]
    return json.dumps(content | changes, indent=2)


@pytest.fixture
def before():
    """What is in force until the day before, linked to a version of a standard."""
    held = make.framework("KSS-C", judged=False, statements=2)
    Framework.objects.filter(pk=held.pk).update(valid_to=LAST)
    version = make.cohort().standard_version
    version.frameworks.add(held)
    return version


def refused(text: str) -> list[str]:
    with pytest.raises(FrameworkRefused) as refusal:
        load_file(text)
    assert Framework.objects.filter(code="ECS-CF").count() == 0
    return [str(mistake) for mistake in refusal.value.mistakes]


def test_the_file_that_waits_says_that_its_wording_is_missing_and_is_not_loaded(before):
    assert refused(WAITING.read_text(encoding="utf-8")) == [
        "Line 19: There are no statements yet. Fill them in from the official text."
    ]


def test_filled_in_it_follows_the_statement_that_ends_the_day_before(before):
    load_file(filled())
    in_force = [sorted(before.frameworks.in_force(day).values_list("code", flat=True)) for day in (LAST, FIRST)]
    assert in_force == [["KSS-C"], ["ECS-CF"]]
    made = Framework.objects.get(code="ECS-CF")
    assert (made.judged, made.official, made.statements.count(), made.levels.get().code) == (False, True, 2, "ECS")


def test_the_same_file_again_changes_nothing(before):
    load_file(filled())
    report = load_file(filled())
    assert (report.added, report.changed, Statement.objects.filter(framework__code="ECS-CF").count()) == ([], [], 2)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(before):
    report = load_file(filled(), dry_run=True)
    assert report.added == ["framework Child and family social worker early career standards"]
    assert not Framework.objects.filter(code="ECS-CF").exists()


def test_a_published_edition_is_never_edited(before):
    load_file(filled())
    with pytest.raises(EditionChanged, match="published"):
        load_file(filled().replace("Invented for this test 1", "Other words"))
    assert Statement.objects.get(code="ECS-1").title == "Invented for this test 1"


def test_every_mistake_is_named_with_its_line(before):
    text = filled(valid_from="next spring", judged="no", title="").replace('"ECS-2"', '"ECS-1"')
    assert refused(text) == [
        "Line 3: title is missing.",
        "Line 6: valid_from is a day such as 2027-04-01.",
        "Line 8: judged is true or false.",
        "Line 24: The code ECS-1 stands here a second time.",
    ]


def test_a_statement_without_title_or_with_an_unknown_level_is_named_in_its_line(before):
    statements = [{"code": "ECS-1"}, {"code": "ECS-2", "title": "Two", "descriptors": {"LATER": "x"}}]
    assert refused(filled(statements=statements)) == [
        "Line 20: title is missing.",
        "Line 23: descriptors name a level that is not among the levels: LATER.",
    ]


def test_what_has_not_ended_is_not_followed(before):
    Framework.objects.filter(code="KSS-C").update(valid_to=None)
    assert "has not ended by then" in refused(filled())[0]
    assert "There is no framework with the code NONE." in refused(filled(follows="NONE"))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [("{\n  'code': 1\n}", "Line 2: This is no JSON"), ("[]", "Line 1: A framework is one object"), ("", "Line 1: ")],
)
def test_what_is_no_framework_at_all_is_refused_kindly(text, said):
    assert refused(text)[0].startswith(said)


def test_the_command_loads_and_says_so(before, tmp_path):
    file = tmp_path / "framework.json"
    file.write_text(filled(), encoding="utf-8")
    dry, done = StringIO(), StringIO()
    call_command("load_framework", str(file), "--dry-run", stdout=dry)
    call_command("load_framework", str(file), stdout=done)
    assert "dry run: nothing was changed" in dry.getvalue()
    assert "added    framework Child and family social worker early career standards" in done.getvalue()
    with pytest.raises(CommandError, match="Line 19"):
        call_command("load_framework", str(WAITING))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_framework", str(tmp_path / "none.json"))
