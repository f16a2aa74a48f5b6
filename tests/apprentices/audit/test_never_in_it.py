"""What is shared with nobody by itself is in no audit file and on no page of a visit: it is planted, and looked for."""

import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader

from apprentices import operations
from apprentices.audit_file.parts import audit_sections
from apprentices.models import ChangeReason, OffTheJobEntry, ReviewPreparation
from placements.models import PlacementDay
from tests import make
from tests.make import audit as made

pytestmark = pytest.mark.django_db
PLANTED = "zirconium"
"""A word that stands nowhere by itself."""


@pytest.fixture
def planted():
    """Somebody about whom every free text that might hold what one party told another holds the planted word."""
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    told = make.training_plan(amara, confirmed=True)
    operations.propose_change(
        told.plan,
        kind="duties",
        values={"apprentice": "Other duties"},
        reason=f"{PLANTED} reason",
        party="university",
        by=tutor,
    )
    make.entry(amara, submitted=True, note=PLANTED, hours="1.25")
    operations.confirm(list(amara.off_the_job.all()), by=manager)
    waiting = make.entry(amara, submitted=True, note=PLANTED)
    operations.reject(waiting, by=manager, reason=f"{PLANTED} not agreed")
    review = make.held_review(amara, why_without_employer=f"{PLANTED} leave")
    operations.write_review(
        review, texts={"summary": "We met.", "next_steps": "Go on.", "concerns": f"{PLANTED} health"}, by=tutor
    )
    operations.send_for_signature(review, by=tutor)
    ReviewPreparation.objects.create(review=review, party="apprentice", author=amara.person, hard=PLANTED)
    taken = make.agreed_break(amara, manager, tutor, starts_in=-20, days=10, backdated_because=f"{PLANTED} illness")
    operations.record_return(taken, returned_on=taken.ends_on, by=tutor)
    taken.refresh_from_db()
    operations.record_return_meeting(taken, met_on=taken.returned_on, agreed=f"{PLANTED} adjustments", by=tutor)
    ChangeReason.objects.update(note=f"{PLANTED} pregnancy")
    placement = make.placement(amara)
    make.placement_days(placement, 2)
    PlacementDay.objects.update(note=PLANTED, question=PLANTED)
    make.accepted_evidence(amara, by=placement.practice_educator.person, title=PLANTED, text=f"{PLANTED} " * 80)
    suspended = operations.suspend(amara, code="conduct", decided_as="university", by=tutor)
    ChangeReason.objects.filter(pk=suspended.reason_id).update(note=PLANTED)
    amara.refresh_from_db()
    return amara


def test_nothing_of_it_is_in_the_audit_file(planted):
    audit_file = made.audit_file(planted)

    assert OffTheJobEntry.objects.filter(note=PLANTED).exists()
    assert PLANTED not in json.dumps(audit_file.pack.snapshot).lower()
    with audit_file.pack.file.content.open("rb") as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
    printed = " ".join(page.extract_text() for page in reader.pages).lower()
    inside = b" ".join(content for contents in reader.attachments.values() for content in contents).lower()
    assert ("we met." in printed, PLANTED in printed, PLANTED.encode() in inside) == (True, False, False)
    for word in ("conduct", "caring", "pregnan", "disab", "adjustment", "dbs", "occupational health"):
        assert word not in printed, word


def test_nothing_of_it_is_on_any_page_of_a_visit(planted):
    visit = made.visit(planted)
    browser = made.visiting(visit)
    pages = [
        reverse("apprentices:visit", args=[visit.reference]),
        reverse("apprentices:visit_record", args=[visit.reference, planted.reference]),
        *(
            reverse("apprentices:visit_section", args=[visit.reference, planted.reference, section.name])
            for section in audit_sections
        ),
    ]
    answers = {page: browser.get(page) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [page for page, answer in answers.items() if PLANTED in answer.content.decode().lower()] == []
