"""The reference files agree with themselves and with each other before anybody loads them."""

import csv
import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from apprentices.off_the_job.rule_sets import load_rule_sets

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "consortium" / "data"
FRAMEWORKS = sorted(path.name for path in (DATA / "frameworks").glob("*.json") if not path.name.startswith("cross_map"))
SHAPE_OF_FRAMEWORK = [
    "code",
    "title",
    "version",
    "publisher",
    "valid_from",
    "valid_to",
    "judged",
    "official",
    "note",
    "levels",
    "statements",
]


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name, folder=DATA):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def codes(items):
    return [item["code"] for item in items]


GSS = {row["gss"] for row in rows("boroughs.csv")}
KINDS = set(codes(document("organisations.json")["kinds"]))


def test_thirty_two_boroughs_and_the_city():
    boroughs = rows("boroughs.csv")

    assert len(boroughs) == len(GSS) == len({row["code3"] for row in boroughs}) == 33
    assert sorted(GSS) == [f"E090000{number:02}" for number in range(1, 34)]
    assert [row["name"] for row in boroughs if row["is_borough"] == "false"] == ["City of London"]
    assert {row["sub_region"] for row in boroughs} == set(codes(document("sub_regions.json")["sub_regions"]))


def test_no_two_tiles_of_the_map_collide_and_all_lie_on_it():
    tiles = [(int(row["tile_row"]), int(row["tile_col"])) for row in rows("boroughs.csv")]

    assert len(set(tiles)) == 33
    assert max(row for row, _ in tiles) == 6
    assert max(column for _, column in tiles) == 7


def test_neighbours_are_known_boroughs_each_pair_once():
    borders = rows("adjacency.csv")
    pairs = {frozenset((row["gss_a"], row["gss_b"])) for row in borders}

    assert len(pairs) == len(borders)
    assert set().union(*pairs) == GSS
    assert [sum(row["border"] == kind for row in borders) for kind in ("land", "thames")] == [69, 13]


def test_partnerships_name_known_boroughs_and_universities():
    partnerships = document("partnerships.json")["partnerships"]
    universities = set(codes(document("universities.json")["universities"]))

    assert {gss for partnership in partnerships for gss in partnership["boroughs"]} <= GSS
    assert {code for partnership in partnerships for code in partnership["universities"]} <= universities
    assert len(set(codes(partnerships))) == len(partnerships)


def test_organisations_are_of_known_kinds_and_no_service_belongs_to_two():
    organisations = document("organisations.json")["organisations"]
    provided = [(part["borough"], part["service"]) for each in organisations for part in each["provides"]]

    assert {organisation["kind"] for organisation in organisations} <= KINDS
    assert len(set(provided)) == len(provided)
    assert {gss for gss, _ in provided} - GSS == {"E06000040"}


def test_who_reads_other_peoples_records_at_a_desk_needs_a_second_factor():
    roles = document("roles.json")["roles"]

    assert len(set(codes(roles))) == len(roles)
    assert {kind for role in roles for kind in role["organisation_kinds"]} <= KINDS
    assert [role["code"] for role in roles if role["needs_mfa"] == role["may_come_by_link"]] == ["mentor"]
    assert [role["code"] for role in roles if not role["reads_others_data"]] == ["mentor"]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_frameworks_share_one_shape(name):
    framework = document(f"frameworks/{name}")
    levels = codes(framework["levels"])

    assert list(framework) == SHAPE_OF_FRAMEWORK
    assert [level["order"] for level in framework["levels"]] == list(range(1, len(levels) + 1))
    assert len(set(codes(framework["statements"]))) == len(framework["statements"]) > 0
    for statement in framework["statements"]:
        assert list(statement) == ["code", "number", "title", "group", "summary", "descriptors"]
        assert set(statement["descriptors"]) <= set(levels)
        assert statement["title"]
        assert statement["summary"]


def test_capabilities_are_described_at_the_four_levels_before_qualifying():
    pcf = document("frameworks/pcf.json")

    assert [list(statement["descriptors"]) for statement in pcf["statements"]] == [["ENTRY", "RFDP", "EFP", "ELP"]] * 9
    assert [statement["group"] for statement in pcf["statements"]] == [
        "Impact",
        *["Purpose"] * 3,
        *["Practice"] * 3,
        *["Impact"] * 2,
    ]


def test_what_is_judged_before_qualifying():
    judged = {
        framework["code"]: framework["judged"] for framework in map(document, [f"frameworks/{n}" for n in FRAMEWORKS])
    }

    assert judged == {"PCF": True, "ST0510-LOCAL": True, "SWE-PS": True, "KSS-A": False, "KSS-C": False}


def test_local_list_can_never_be_taken_for_the_official_one():
    local = document("frameworks/ksb_st0510_local.json")

    assert local["official"] is False
    assert {statement["code"][:4] for statement in local["statements"]} == {"LOC-"}


def test_childrens_statement_ends_when_the_new_standards_begin():
    assert document("frameworks/kss_children.json")["valid_to"] == "2027-03-31"


def test_cross_map_joins_statements_that_exist():
    links = document("frameworks/cross_map.json")["links"]
    local = codes(document("frameworks/ksb_st0510_local.json")["statements"])

    assert [link["from"] for link in links] == local
    assert {code for link in links for code in link["to"]} == set(codes(document("frameworks/pcf.json")["statements"]))


@pytest.mark.parametrize("name", ["kss_adults", "kss_children"])
def test_the_maps_of_the_knowledge_and_skills_statements_join_statements_that_exist(name):
    links = document(f"frameworks/cross_map_{name}.json")["links"]

    assert [link["from"] for link in links] == codes(document(f"frameworks/{name}.json")["statements"])
    assert {code for link in links for code in link["to"]} <= set(codes(document("frameworks/pcf.json")["statements"]))


def test_every_feeder_standard_leads_to_the_social_worker():
    standards = document("standards.json")
    leads_to = {}
    for step in standards["steps"]:
        leads_to.setdefault(step["from"], []).append(step["to"])

    def arrives(code):
        return code == "ST0510" or any(map(arrives, leads_to.get(code, [])))

    assert all(map(arrives, codes(standards["standards"])))


def test_rule_sets_follow_each_other_without_gap_or_overlap():
    rule_sets = load_rule_sets()

    assert [later.valid_from - earlier.valid_to for earlier, later in pairwise(rule_sets)] == [timedelta(days=1)] * 4
    assert rule_sets[-1].valid_to is None
    assert [rule_set.era for rule_set in rule_sets] == ["A", "B", "B", "C", "C"]


def test_published_minimum_of_the_social_worker_is_marked_as_a_placeholder():
    minimums = document("off_the_job_rule_sets.json")["published_minimums"]

    assert [(each["standard"], each["hours"], each["placeholder"]) for each in minimums] == [("ST0510", "835", True)]
    assert "Check Annex C" in minimums[0]["note"]


def test_sitting_an_examination_counts_only_where_the_rules_say_so():
    kinds = {
        kind["code"]: kind for kind in document("activity_types.json", ROOT / "apprentices" / "data")["activity_types"]
    }
    by_rule_set = {
        rule_set.code: kinds["examination"]["counts_by_rule_set"].get(rule_set.code, kinds["examination"]["counts"])
        for rule_set in load_rule_sets()
    }

    assert by_rule_set == {
        "A-2021-22": False,
        "B-2022-23": True,
        "B-2023-25": False,
        "C-2025-26": False,
        "C-2026-27": False,
    }


def test_kinds_of_activity_say_who_confirms_them_and_why_some_do_not_count():
    data = document("activity_types.json", ROOT / "apprentices" / "data")
    rule_sets = {rule_set.code for rule_set in load_rule_sets()}

    assert {kind["confirmed_by"] for kind in data["activity_types"]} == set(codes(data["confirmers"]))
    assert [kind["code"] for kind in data["activity_types"] if kind["taught"] and kind["confirmed_by"] != "tutor"] == []
    assert [kind["code"] for kind in data["activity_types"] if bool(kind["why_not"]) == kind["counts"]] == []
    assert {code for kind in data["activity_types"] for code in kind["counts_by_rule_set"]} <= rule_sets


def test_equality_questions_are_optional_and_can_all_be_left_unsaid():
    equality = document("equality_questions.json")
    questions = {question["code"]: question for question in equality["questions"]}

    assert all(question["optional"] for question in questions.values())
    assert {question["options"][-1]["value"] for question in questions.values()} == {"not_said"}
    assert [code for code, question in questions.items() if question["hidden_from_employer"]] == [
        "care_experience",
        "estranged",
    ]
    assert equality["suppression"]["smallest_count_shown"] == 10
    for question in questions.values():
        values = [option["value"] for option in question["options"]]
        assert len(set(values)) == len(values)


def test_answers_that_make_somebody_disabled_in_law_exist():
    equality = document("equality_questions.json")
    values = {question["code"]: {o["value"] for o in question["options"]} for question in equality["questions"]}

    assert [
        code
        for each in equality["derived"]
        for code, needed in each["true_when"].items()
        if not set(needed) <= values[code]
    ] == []


def test_leave_that_is_a_right_can_never_be_refused_and_its_reason_is_restricted():
    breaks = document("reasons.json")["lists"]["break"]

    assert [reason["code"] for reason in breaks if reason["cannot_be_refused"]] == [
        "maternity",
        "adoption",
        "shared_parental",
        "sickness",
        "bereavement",
        "jury",
        "reservist",
    ]
    assert [reason["code"] for reason in breaks if reason["cannot_be_refused"] and not reason["restricted"]] == []


def test_reasons_are_told_apart_within_each_list():
    for reasons in document("reasons.json")["lists"].values():
        assert len(set(codes(reasons))) == len({reason["label"] for reason in reasons}) == len(reasons)


def test_bank_holidays_of_england():
    holidays = {date.fromisoformat(row["date"]): row["name"] for row in rows("bank_holidays.csv")}

    assert holidays[date(2023, 5, 8)] == "Coronation of Charles III"
    assert len({day for day in holidays if day.year == 2027 and day.weekday() < 5}) == 8
    assert date(2035, 12, 25) in holidays
