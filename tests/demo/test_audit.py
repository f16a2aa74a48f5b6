"""The chapter about an audit shows each of its states: a built file, a sample, differences, visits now and before."""

import random

import pytest
from django.utils import timezone

from apprentices.audit_file import pack
from apprentices.models import AuditFile, RecordComparison, RecordDifference, Visit
from demo.chapters import audit
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_every_state_of_an_audit_is_told(monkeypatch):
    today = timezone.localdate()
    world = World(today=today, size=SMALL, dice=random.Random(1))
    first = make.apprentice("Amara Johnson")
    for number in range(8):
        make.apprentice(f"Person {number}", cohort=first.cohort, at=first.employer)
    world.cohorts = [first.cohort]
    university = first.cohort.university
    officer = make.appointment(at=university, as_="compliance_officer").person
    world.staff[university.pk, "compliance_officer"].append(officer)

    audit.tell(world)

    monkeypatch.setattr(pack, "audit_sections", list(pack.audit_sections)[:2])
    make.do_owed_work()
    files = AuditFile.objects.order_by("people")
    assert [(one.people, one.chosen, one.pack.state) for one in files] == [
        (1, "named", "ready"),
        (3, "random", "ready"),
    ]
    assert [missing != [] for _, missing in pack.gaps_of(files[0].pack.snapshot)] == [True]
    comparison = RecordComparison.objects.get()
    found = RecordDifference.objects.filter(comparison=comparison).with_explanation()
    assert sorted((one.field, bool(one.said)) for one in found) == [
        ("not_here", False),
        ("not_there", False),
        ("planned_end", True),
        ("planned_hours", False),
    ]
    live = [(one.is_open(on=today), one.openings.count() > 1) for one in Visit.objects.order_by("starts_on")]
    assert live == [(False, True), (True, True)]
