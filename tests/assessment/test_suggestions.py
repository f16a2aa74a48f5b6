"""The cross-map suggests what a piece of evidence may show too. It never decides, and evidence stays on its edition."""

import pytest

from assessment import operations
from assessment.capabilities import statements_for
from assessment.models import Claim
from assessment.suggestions import MOST, cross_map, suggestions
from consortium.models import Framework, Statement
from consortium.reference_data.framework_file import load_file
from core.workflow import StepRefused
from tests import make
from tests.consortium.test_framework_file import FIRST, LAST, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprentice():
    """Somebody whose standard has the PCF and the children's statement, with the codes of the files."""
    owner = make.portfolio_owner()
    judged, linked = make.portfolio_frameworks(owner)
    owner.cohort.standard_version.frameworks.remove(linked)
    children = make.framework("KSS-C", judged=False, statements=0)
    for number, code in enumerate(("KSS-C1", "KSS-C9"), start=1):
        Statement.objects.create(framework=children, code=code, number=number, title=f"Of children {number}")
    Framework.objects.filter(pk=children.pk).update(valid_to=LAST)
    owner.cohort.standard_version.frameworks.add(children)
    for number, statement in enumerate(judged.statements.order_by("number"), start=1):
        Statement.objects.filter(pk=statement.pk).update(code=f"PCF-{number}")
    return owner


def by_code(apprentice, code) -> Statement:
    return Statement.objects.get(code=code, framework__in=apprentice.cohort.standard_version.frameworks.all())


def test_the_map_joins_in_both_directions():
    assert "PCF-1" in cross_map()["KSS-C9"] and "KSS-C9" in cross_map()["PCF-1"] and "LOC-B3" in cross_map()["PCF-1"]


def test_what_is_joined_with_what_was_chosen_is_suggested_with_why(apprentice):
    offered = list(statements_for(apprentice, on=make.HAPPENED))
    chosen = by_code(apprentice, "PCF-1")
    found = [(one.statement.code, [s.code for s in one.because]) for one in suggestions([chosen.pk], offered)]
    assert found == [("KSS-C9", ["PCF-1"])]
    assert suggestions([], offered) == []
    assert suggestions([one.pk for one in offered], offered) == []
    assert len(suggestions([chosen.pk], offered)) <= MOST


def test_a_suggestion_is_ticked_by_a_press_and_saved_only_with_a_sentence_of_why(apprentice):
    chosen, joined = by_code(apprentice, "PCF-1"), by_code(apprentice, "KSS-C9")
    draft = make.draft_evidence(apprentice, claims={chosen.pk: "I kept to what I said."})
    browser, address = make.signed_in(apprentice.person), f"/assessment/evidence/{draft.reference}/link/"
    page = browser.get(address).content.decode()
    assert f'name="suggested" value="{joined.pk}"' in page
    version = page.split('name="version" value="')[1].split('"')[0]
    typed = {"version": version, f"claim_{chosen.pk}": "on", f"why_{chosen.pk}": "I kept to what I said."}
    page = browser.post(address, typed | {"suggested": joined.pk}).content.decode()
    assert f"Say in one sentence why it shows {joined.code}" in page
    assert f'name="suggested" value="{joined.pk}"' not in page
    assert Claim.objects.filter(version=draft.draft).count() == 1
    browser.post(address, typed | {f"claim_{joined.pk}": "on", f"why_{joined.pk}": "I took it to supervision."})
    assert set(Claim.objects.filter(version=draft.draft).values_list("statement", flat=True)) == {chosen.pk, joined.pk}


def test_a_suggestion_that_is_none_is_not_ticked(apprentice):
    draft = make.draft_evidence(apprentice, claims={by_code(apprentice, "PCF-1").pk: "Kept."})
    browser, address = make.signed_in(apprentice.person), f"/assessment/evidence/{draft.reference}/link/"
    assert browser.post(address, {"suggested": "none' OR 1"}).status_code in (200, 302, 422)


def test_over_the_changeover_evidence_stays_on_the_edition_of_the_day_it_happened(apprentice):
    load_file(filled())
    old, new = by_code(apprentice, "KSS-C1"), Statement.objects.get(code="ECS-1")
    linked = [statements_for(apprentice, on=day).filter(framework__judged=False) for day in (LAST, FIRST)]
    assert [sorted(one.code for one in each) for each in linked] == [["KSS-C1", "KSS-C9"], ["ECS-1", "ECS-2"]]
    draft = make.draft_evidence(apprentice, happened_on=LAST, claims={old.pk: "On the last day."})
    with pytest.raises(StepRefused, match="not in force"):
        operations.link(draft, claims={new.pk: "Too early."}, by=apprentice.person)
    assert draft.draft.claims.get().statement == old
