"""The level at which somebody is assessed comes from the placements of their standard."""

from assessment.stages import Stage, milestones_passed, stage_of

PATTERN = [
    {"name": "First placement", "days": 70, "level": "EFP"},
    {"name": "Last placement", "days": 100, "level": "ELP"},
]


def stage(*reached: str) -> Stage:
    readiness, placements = milestones_passed(set(reached))
    return stage_of(PATTERN, readiness_passed=readiness, placements_passed=placements)


def test_before_readiness_is_passed_that_is_the_level():
    assert stage() == Stage("RFDP", "Readiness for direct practice")


def test_then_the_level_of_each_placement_in_turn():
    assert stage("readiness_passed") == Stage("EFP", "End of first placement")
    assert stage("readiness_passed", "first_placement_passed") == Stage("ELP", "End of last placement")
    assert stage("readiness_passed", "first_placement_passed", "last_placement_passed").level == "ELP"
