"""The reference data loads from files, may be loaded again, and never edits what is published."""

import datetime
import json
import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apprentices.off_the_job.rule_sets import RuleSet
from consortium import reference_data
from consortium.models import (
    Borough,
    Consortium,
    Framework,
    Membership,
    OffTheJobRuleSet,
    Organisation,
    PublishedMinimum,
    Role,
    Standard,
    StandardVersion,
    Statement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    """A copy of the reference files that a test may change."""
    return shutil.copytree(reference_data.DATA, tmp_path / "data")


def edit(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_all_of_london_is_there_after_loading():
    reference_data.load()

    assert Borough.objects.count() == 33
    assert Organisation.objects.filter(kind="council").count() == 33
    assert set(
        Organisation.objects.filter(part_of__name="London Borough of Camden").values_list("service", flat=True)
    ) == {
        "adults",
        "children",
    }
    assert Organisation.objects.universities().count() == 14
    assert Consortium.objects.get(code="LONDON").office.kind == "consortium_office"
    assert Role.objects.get(code="workforce_lead").needs_second_factor is True


def test_every_borough_borders_on_others_and_they_on_it():
    reference_data.load()

    camden = Borough.objects.get(name="Camden")
    assert camden in Borough.objects.get(name="Islington").neighbours.all()
    assert not Borough.objects.filter(neighbours__isnull=True).exists()


def test_a_service_that_a_trust_provides_is_the_trusts_and_not_the_councils():
    reference_data.load()

    kingston = Organisation.objects.partners().filter(covers__name="Kingston upon Thames")
    assert sorted(kingston.values_list("name", "service")) == [
        ("Achieving for Children", "children"),
        ("Kingston upon Thames: adults' services", "adults"),
    ]


def test_every_borough_has_partners_for_adults_and_for_children():
    reference_data.load()

    for borough in Borough.objects.all():
        services = set(Organisation.objects.partners().filter(covers=borough).values_list("service", flat=True))
        assert "both" in services or services == {"adults", "children"}, borough.name


def test_members_of_a_partnership_join_from_its_first_day_with_their_grade():
    reference_data.load()

    greenwich_led = Membership.objects.filter(consortium__code="GRELED")
    assert set(greenwich_led.values_list("starts_on", flat=True)) == {datetime.date(2021, 1, 1)}
    assert list(greenwich_led.exclude(grade="full").values_list("organisation__code", "grade")) == [
        ("KENT", "associate")
    ]


def test_the_standard_has_its_placements_and_its_frameworks():
    reference_data.load()

    version = StandardVersion.objects.get(standard__code="ST0510", version="1.0")
    assert [(placement["days"], placement["level"]) for placement in version.placement_pattern] == [
        (70, "EFP"),
        (100, "ELP"),
    ]
    assert version.skills_days == 30
    assert set(version.frameworks.values_list("code", flat=True)) == {"PCF", "KSS-A", "KSS-C", "SWE-PS", "ST0510-LOCAL"}
    assert Framework.objects.get(code="ST0510-LOCAL").official is False
    assert Framework.objects.get(code="KSS-A").judged is False
    assert Statement.objects.filter(framework__code="PCF").count() == 9


def test_feeder_standards_lead_to_the_social_work_degree():
    reference_data.load()

    degree = Standard.objects.get(code="ST0510")
    assert set(degree.fed_by.values_list("feeder__code", flat=True)) == {"ST0088", "ST0008", "ST0087"}


def test_an_original_start_date_finds_its_one_rule_set():
    reference_data.load()

    assert OffTheJobRuleSet.objects.for_start(datetime.date(2022, 7, 31)).code == "A-2021-22"
    assert OffTheJobRuleSet.objects.for_start(datetime.date(2022, 8, 1)).code == "B-2022-23"
    assert OffTheJobRuleSet.objects.for_start(datetime.date(2025, 9, 8)).code == "C-2025-26"


def test_a_stored_rule_set_is_read_by_the_off_the_job_rules():
    reference_data.load()

    stored = OffTheJobRuleSet.objects.get(code="C-2025-26")
    assert RuleSet.from_data(stored.rules).minimum_months == 8


def test_loading_twice_changes_nothing():
    first = reference_data.load()
    second = reference_data.load()

    assert first.changed == []
    assert (second.added, second.changed) == ([], [])
    assert second.unchanged > 200


def test_what_people_decided_since_stays_theirs():
    reference_data.load()
    membership = Membership.objects.get(consortium__code="SELTP", organisation__code="GOLD")
    membership.ends_on = datetime.date(2026, 1, 31)
    membership.save()

    again = reference_data.load()

    membership.refresh_from_db()
    assert membership.ends_on == datetime.date(2026, 1, 31)
    assert (again.added, again.changed) == ([], [])


def test_a_name_in_the_register_follows_the_file(files):
    reference_data.load()
    edit(files / "organisations.json", lambda data: data["organisations"][0].update(short_name="AfC"))

    report = reference_data.load(files)

    assert report.changed == ["organisation Achieving for Children: short name"]
    assert Organisation.objects.get(code="AFC").short_name == "AfC"


def test_a_published_statement_is_never_edited(files):
    reference_data.load()
    edit(files / "frameworks" / "pcf.json", lambda data: data["statements"][0].update(title="Another title"))

    with pytest.raises(reference_data.EditionChanged, match="Edition 2018 of Professional Capabilities Framework"):
        reference_data.load(files)


def test_a_published_rule_set_is_never_edited(files):
    reference_data.load()
    edit(files / "off_the_job_rule_sets.json", lambda data: data["rule_sets"][0].update(minimum_months=10))

    with pytest.raises(reference_data.EditionChanged, match="rules would change"):
        reference_data.load(files)


def test_a_refused_file_leaves_nothing_half_loaded(files):
    reference_data.load()
    edit(files / "organisations.json", lambda data: data["organisations"][0].update(short_name="AfC"))
    edit(files / "frameworks" / "pcf.json", lambda data: data["levels"].pop())

    with pytest.raises(reference_data.EditionChanged):
        reference_data.load(files)

    assert Organisation.objects.get(code="AFC").short_name == "Achieving for Children"


def test_an_edition_may_be_closed_with_a_last_day_and_followed_by_another(files):
    reference_data.load()

    def follow(data):
        newest = data["rule_sets"][-1]
        data["rule_sets"].append({**newest, "code": "C-2027-28", "valid_from": "2027-08-01"})
        newest["valid_to"] = "2027-07-31"

    edit(files / "off_the_job_rule_sets.json", follow)

    report = reference_data.load(files)

    assert report.changed == [
        "off the job rule set Hours published for the standard (2026 to 2027, version 1): valid to, rules"
    ]
    assert OffTheJobRuleSet.objects.for_start(datetime.date(2027, 9, 1)).code == "C-2027-28"


def test_a_placeholder_gives_way_to_the_published_hours(files):
    reference_data.load()
    edit(
        files / "off_the_job_rule_sets.json",
        lambda data: data["published_minimums"][0].update(hours="829", placeholder=False),
    )

    reference_data.load(files)

    assert PublishedMinimum.objects.get(standard__code="ST0510").hours == 829


def test_the_command_says_what_it_did():
    said = StringIO()
    call_command("load_reference_data", stdout=said)
    again = StringIO()
    call_command("load_reference_data", stdout=again)

    assert again.getvalue().startswith("Reference data: 0 rows added, 0 changed,")
    assert "0 rows added" not in said.getvalue()


def test_the_command_refuses_in_words():
    reference_data.load()
    Statement.objects.filter(code="PCF-1").update(title="Changed behind its back")

    with pytest.raises(CommandError, match="is published and its statements would change"):
        call_command("load_reference_data")


def test_what_people_have_closed_stays_closed_when_the_file_leaves_it_open():
    reference_data.load()
    newest = OffTheJobRuleSet.objects.get(code="C-2026-27")
    newest.valid_to = datetime.date(2027, 7, 31)
    newest.rules = newest.rules | {"valid_to": "2027-07-31"}
    newest.save()

    report = reference_data.load()

    newest.refresh_from_db()
    assert (newest.valid_to, report.changed) == (datetime.date(2027, 7, 31), [])
