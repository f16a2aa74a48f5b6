"""The initial assessment in an audit file: who gave a view, what was recognised of what; never what anybody wrote."""

from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.audit_file.sections import plan
from apprentices.models import Party
from core.words import day
from tests import make

pytestmark = pytest.mark.django_db


def read(apprentice):
    return plan.prior_learning(apprentice, timezone.localdate())


def test_without_a_scan_the_file_says_so():
    amara, _, _ = make.apprentice_with_people("Amara Johnson")
    assert "No skills scan at the start was discussed." in list(read(amara).gaps)


def test_a_scan_that_was_discussed_stands_there_by_party_and_topic_and_without_words():
    amara, _, tutor = make.apprentice_with_people("Amara Johnson")
    scan = make.skills_scan(amara)
    make.answered(scan, Party.APPRENTICE, amara.person, level="some", words="My secret worry")
    make.answered(scan, Party.UNIVERSITY, tutor, level="confident", words="Their private view")
    operations.put_prior_learning_forward(
        scan, topic="Law", hours=Decimal(20), because="A certificate", by=amara.person
    )
    operations.discuss_scan(scan, agreed="What we said", by=tutor)
    operations.decide_prior_learning(scan.prior_learning.get(), recognised=Decimal(12), because="Half of it", by=tutor)

    found = read(amara)

    assert "No skills scan at the start was discussed." not in list(found.gaps)
    views, topics = (
        block for block in found.blocks if block["title"].startswith(("The skills scan", "Prior learning,"))
    )
    today = day(timezone.localdate())
    amount = scan.framework.statements.count()
    assert dict(map(tuple, views["rows"])) == {
        "Opened": day(scan.opened_on),
        "Apprentice": f"{today}: some {amount}",
        "University": f"{today}: confident {amount}",
        "Discussed": today,
    }
    assert topics["rows"] == [["Law", "20 hours", "12 hours", f"{tutor}, {today}"]]
    said = str(found.blocks)
    for words in ("My secret worry", "Their private view", "A certificate", "What we said", "Half of it"):
        assert words not in said
