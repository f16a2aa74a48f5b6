"""Who saw what, where and when; what is thin in words, and no percentage anywhere."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.accounts_of import grids, setting_of
from assessment.coverage import Capability
from assessment.triangulation import Account, Source, summary, triangulated
from tests import make
from tests.queries import queries

TODAY = datetime.date(2027, 6, 1)
LATELY, LONG_AGO = datetime.date(2027, 5, 1), datetime.date(2026, 9, 1)
VALUES = Capability("P1", "Values")


def thin(*accounts):
    [row] = triangulated([VALUES], accounts, on=TODAY)
    return row.thin


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ((), ("Nothing accepted yet.",)),
        ((Account("P1", Source.OWN, LATELY),), ("Only the apprentice’s own account.",)),
        ((Account("P1", Source.WORK, LATELY),), ("Nobody else has seen it.",)),
        ((Account("P1", Source.OTHERS, LATELY, by="7"),), ("The practice educator has not seen it.",)),
        ((Account("P1", Source.EDUCATOR, LATELY, by="7"),), ("Seen by one person only.",)),
        (
            (Account("P1", Source.EDUCATOR, LATELY, "one", "7"), Account("P1", Source.OTHERS, LATELY, "two", "8")),
            (),
        ),
        (
            (Account("P1", Source.EDUCATOR, LONG_AGO, "one", "7"), Account("P1", Source.OTHERS, LONG_AGO, "one", "8")),
            ("In one setting only.", "Nothing since 1 September 2026."),
        ),
    ],
)
def test_what_is_thin(accounts, said):
    assert thin(*accounts) == said


def test_counts_newest_and_places_stand_in_the_row():
    [row] = triangulated(
        [VALUES],
        [
            Account("P1", Source.OWN, LATELY, "two"),
            Account("P1", Source.EDUCATOR, LONG_AGO, "one", "7"),
            Account("P2", Source.OWN, LATELY),
        ],
        on=TODAY,
        own_views={"P1": "Often"},
    )
    assert (row.counts, row.newest, row.settings, row.own_view) == ((1, 0, 0, 0, 1), LATELY, ("one", "two"), "Often")


def test_the_summary_names_each_capability_and_the_gravest_comes_first():
    rows = triangulated([VALUES, Capability("P2", "Rights")], [Account("P1", Source.OWN, LONG_AGO)], on=TODAY)
    assert summary(rows) == [
        "Nothing accepted yet: Rights.",
        "Only the apprentice’s own account: Values.",
        "Nothing new for a while: Values.",
    ]


@pytest.mark.django_db
def test_evidence_observation_and_feedback_stand_beside_each_other():
    placement = make.observed_placement(practice_educator=make.educator("Grace Mensah"))
    apprentice = placement.apprentice
    observation = make.observation(placement)
    make.accepted_evidence(apprentice, by=placement.practice_educator.person)
    [grid] = grids(apprentice, on=timezone.localdate())
    code = observation.capabilities.get().statement.code
    row = next(row for row in grid.rows if row.capability.code == code)
    assert row.counts[0] == 1
    assert setting_of(placement) in row.settings
    assert sum(sum(row.counts) for row in grid.rows) >= 2
    within = grids(apprentice, within=placement, on=timezone.localdate())[0]
    assert sum(row.counts[0] for row in within.rows) == 1


@pytest.mark.django_db
def test_the_page_costs_as_many_queries_for_many_pieces_as_for_few_and_has_no_percentage():
    placement = make.observed_placement()
    apprentice = placement.apprentice
    browser = make.signed_in(apprentice.person)
    url = reverse("assessment:triangulation", args=[apprentice.reference])
    make.observation(placement)
    few = queries(browser, url)
    for _ in range(3):
        make.observation(placement)
    assert len(queries(browser, url)) == len(few)
    page = browser.get(url).content.decode()
    assert "not added up to one" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]
    assert "First placement" in browser.get(url, {"placement": placement.reference}).content.decode()
