"""How each capability is known: by whose accounts, where, since when, seen by whom; and what is thin, in words."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessment import operations
from assessment.coverage import Capability
from assessment.sources import triangulation_of
from assessment.triangulation import Account, Source, known, sum_of, thin
from tests import make
from tests.queries import beyond_the_constant_page

VALUES, RIGHTS, SKILLS = Capability("P1", "Values"), Capability("P2", "Rights"), Capability("P3", "Skills")
DAY = datetime.date(2026, 5, 4)
OLD = DAY - datetime.timedelta(days=200)

sources = st.builds(
    Source,
    st.sampled_from(["P1", "P2", "P9"]),
    st.sampled_from(Account.values),
    st.dates(),
    st.sampled_from(["here", "there"]),
    st.sampled_from(["EFP", "ELP"]),
    st.sampled_from(["", "practice educator"]),
)


@given(found=st.lists(sources))
def test_every_account_of_a_capability_is_counted_once_at_its_level_or_as_of_another(found):
    for one in known([VALUES, RIGHTS], found, level="EFP"):
        assert sum_of(one) + one.earlier == sum(source.code == one.capability.code for source in found)


def test_what_is_thin_is_gathered_into_sentences():
    found = known(
        [VALUES, RIGHTS, SKILLS],
        [
            Source("P1", Account.OWN, DAY, "Camden", "EFP"),
            Source("P1", Account.WORK, OLD, "Camden", "EFP"),
            Source("P2", Account.SEEN, OLD, "Camden", "EFP", "practice educator"),
            Source("P2", Account.SEEN, OLD, "Hackney", "EFP", "practice educator"),
        ],
        level="EFP",
    )
    assert thin(found, on=DAY, settings=2) == [
        "Nobody else has seen, and no person or family has spoken of Values.",
        "Seen by one kind of person only: Rights.",
        "In one setting only: Values.",
        "Nothing of the last six months for Rights.",
    ]
    assert thin(found, on=DAY, settings=1)[2:] == ["Nothing of the last six months for Rights."]


@pytest.mark.django_db
def test_evidence_witnesses_and_observations_are_accounts_at_the_level_of_their_day():
    placement = make.observed_placement()
    apprentice, grace = placement.apprentice, placement.practice_educator.person
    make.observation(placement, "signed")
    maria = make.line_manager(apprentice, make.person("Maria Silva"))
    evidence = make.sent_evidence(apprentice, happened_on=timezone.localdate())
    make.witness_statement(evidence, witness=maria, text="I sat beside her.")
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="Yes.", by=grace)

    found = triangulation_of(apprentice, on=timezone.localdate())

    one = next(one for one in found.known if one.accounts and "line manager" in one.seen_by)
    assert (dict(one.accounts)["own"], one.where) == (1, (str(placement.setting),))
    assert any("practice educator" in one.seen_by for one in found.known)


@pytest.mark.django_db
def test_the_page_says_it_and_costs_the_same_for_more_evidence():
    apprentice = make.portfolio_owner("Amara Johnson")
    grace = make.practice_educator(apprentice)
    make.accepted_evidence(apprentice, by=grace)
    client = make.signed_in(grace)
    url = f"/assessment/portfolio/{apprentice.reference}/coverage/"
    page = client.get(url).content.decode()
    assert "How each capability is known at this level" in page
    assert "1 × own account" in page
    few = beyond_the_constant_page(client, url)
    for _ in range(4):
        make.accepted_evidence(apprentice, by=grace)

    assert beyond_the_constant_page(client, url) == few
