"""What a portfolio covers, and what is thin, in words and never as a percentage."""

from assessment.coverage import Capability, covered
from assessment.kinds import EvidenceKind

LOG = EvidenceKind("log", "Reflective log", "Logs", "own", "", ())
WORK = EvidenceKind("work", "Piece of work", "Work", "work", "", ())
FEEDBACK = EvidenceKind("feedback", "Feedback", "Feedback", "others", "", ())
KINDS = (LOG, WORK, FEEDBACK)
VALUES, RIGHTS, SKILLS, IMPACT = (
    Capability("P1", "Values"),
    Capability("P2", "Rights"),
    Capability("P3", "Skills"),
    Capability("P4", "Impact"),
)


def test_counts_stand_in_the_row_of_the_capability_and_the_column_of_the_kind():
    found = covered("PCF", judged=True, capabilities=[VALUES, RIGHTS], counts={("P2", "work"): 3}, kinds=KINDS)
    assert found.rows == ((VALUES, (0, 0, 0)), (RIGHTS, (0, 3, 0)))


def test_what_is_thin_is_said_once_for_each_capability_the_gravest_first():
    found = covered(
        "PCF",
        judged=True,
        capabilities=[VALUES, RIGHTS, SKILLS, IMPACT],
        counts={("P2", "log"): 4, ("P3", "work"): 1, ("P4", "work"): 1, ("P4", "feedback"): 1},
        kinds=KINDS,
    )
    assert found.thin == (
        "Nothing accepted yet for Values.",
        "Only the apprentice’s own account so far for Rights.",
        "One piece only for Skills.",
    )


def test_of_a_framework_that_nobody_judges_nothing_is_called_thin():
    found = covered("KSS", judged=False, capabilities=[VALUES], counts={}, kinds=KINDS)
    assert (found.thin, found.is_empty) == ((), True)
