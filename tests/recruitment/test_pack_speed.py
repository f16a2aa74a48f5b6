"""Papers of 60 candidates within the budget of a page, and no dearer a candidate than papers of ten."""

import io
import time
from functools import cache

import pytest
from pypdf import PdfReader

from core.accounts.models import User
from core.audit.models import canonical, sha256
from core.documents import packs
from core.documents.models import Pack
from recruitment.operations.panel_pack import EDITIONS
from tests.make.selection import ANCHORS

pytestmark = [pytest.mark.slow, pytest.mark.once]

A_PAGE, GROWTH = 0.075, 1.2
"""Seconds of the processor that a page may take in one process; how much dearer one of many candidates may be."""

CRITERIA = [f"Criterion {number}" for number in range(1, 7)]


def papers_of(candidates):
    """What is read for a panel, without reading it."""
    codes = [f"K7-{number:03}" for number in range(candidates)]
    said = {"starts": "10:00", "ends": "10:50", "facts": [["Job", "Family support worker"]], "why": WHY}
    return {
        "campaign": "Autumn",
        "date": "3 March 2027",
        "place": "Town Hall",
        "panel": "Panel A",
        "room": "Room 1",
        "members": ["Ana", "Bo", "Cy"],
        "exercises": [
            {"name": "Interview", "minutes": 40, "criteria": [{"name": c, "anchors": ANCHORS} for c in CRITERIA]}
        ],
        "sessions": [{"time": "10:00 to 10:50", "exercise": "Interview", "codes": [code]} for code in codes],
        "candidates": [{"code": code, **said} for code in codes],
    }


WHY = "I have worked beside families for six years. " * 30


def book_of(candidates):
    """What is read for an outcome book, without reading it."""
    one = {
        "panel": "Panel A",
        "means": [["Interview", criterion, "3.67", 3] for criterion in CRITERIA],
        "rank": 1,
        "tied": False,
        "total": "3.67",
        "final": "3.80",
        "agreed": [["3.80", "Said more when asked.", "3 March 2027"]],
        "under_floor": [],
        "missing_groups": [],
        "missing_members": 0,
        "recommendation": "Recommend an offer",
        "reason": "Listens, and asks what the law says. " * 5,
        "decisions": [["Employer", "Yes", "4 March 2027", False], ["University", "Yes", "5 March 2027", False]],
        "state": "Offered",
        "offered_on": "5 March 2027",
        "reserved_on": "",
        "answered_on": "",
        "deferral": "",
        "reviews": [],
    }
    return {
        "day": {"campaign": "Autumn", "exercises": []},
        "panels": [{"name": "Panel A", "room": "Room 1", "members": ["Ana", "Bo", "Cy"], "views": ["Employer"]}],
        "candidates": [{"code": f"K7-{number:03}", **one} for number in range(candidates)],
        "counts": [["Candidates with an outcome", candidates]],
        "fairness": {"says_something": False},
        "impact": {"open_stages": [], "questions": [], "silent": []},
    }


@cache
def cost_of(builder, candidates):
    """Seconds of the processor, and pages."""
    read = book_of(candidates) if builder == "outcome_book" else papers_of(candidates)
    pack = Pack(builder=builder, title="Papers", asked_by=User(name="Ana"), snapshot=read)
    pack.snapshot_hash = sha256(canonical(read))
    begun = time.process_time()
    made = packs.build_again(pack)
    return time.process_time() - begun, len(PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("builder", [*(edition.of_panel for edition in EDITIONS.values()), "outcome_book"])
def test_papers_of_60_candidates(builder):
    cost_of(builder, 1)  # the engine and its styles are loaded once in a process
    of_ten, _ = cost_of(builder, 10)
    of_sixty, pages = cost_of(builder, 60)

    assert of_sixty / pages < A_PAGE
    assert of_sixty / 60 < GROWTH * of_ten / 10
