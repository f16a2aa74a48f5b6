"""The portfolio pack: what is in it, who may have it made, and that it can be built again from what was read."""

import io
import json

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from apprentices.models import Involvement
from assessment import operations, pack
from assessment.models import SignOff
from core.documents import packs
from core.documents.models import Pack
from core.jobs.models import Job
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprentice():
    owner = make.portfolio_owner("Amara Johnson")
    grace, helen = make.practice_educator(owner, "Grace Mensah"), make.tutor(owner, "Dr Helen Brooks")
    make.accepted_evidence(owner, by=grace, title="A visit that changed my mind")
    returned = make.sent_evidence(owner, title="The day I said no", kind="critical_incident")
    operations.return_for_more(
        returned, number=1, reason="Private words.", enough="More.", again_by=make.HAPPENED.replace(year=2099), by=grace
    )
    operations.submit(returned, by=owner.person)
    operations.sign_off(
        returned, number=2, judgements=make.all_sufficient(returned), statement="Now I see it.", by=grace
    )
    make.sent_evidence(owner, title="Still waiting")
    make.draft_evidence(owner, title="Nobody else sees this", text="A private thought.")
    operations.review_portfolio(
        owner,
        statement="A good beginning.",
        read=operations.hash_of_set(operations.accepted_set(owner)),
        by=helen,
    )
    return owner


def html_of(snapshot) -> list[str]:
    """What the sections print, before it becomes a PDF."""
    return [
        render_to_string(section.template, {"site_name": "x", "pack": None, **section.context})
        for section in pack.sections(snapshot)
    ]


def test_the_parts_stand_in_order_each_piece_with_its_own(apprentice):
    assert [section.title for section in pack.sections(pack.snapshot(apprentice.pk))] == [
        "Evidence index",
        "Coverage",
        "E1 A visit that changed my mind",
        "E2 The day I said no",
        "Signatures",
        "The tutor’s review",
    ]


def test_what_was_signed_is_in_it_and_nothing_that_was_not(apprentice):
    printed = "\n".join(html_of(pack.snapshot(apprentice.pk)))
    for there in (make.TEXT, "Now I see it.", "A good beginning.", "PCF-1", "Linked, not judged", "Grace Mensah"):
        assert there in printed, there
    for sign_off in SignOff.objects.all():
        assert sign_off.content_hash in printed
        assert sign_off.version.content_hash in printed
    for not_there in ("Still waiting", "Nobody else sees this", "A private thought.", "Private words."):
        assert not_there not in printed, not_there


def test_the_same_papers_come_from_the_stored_snapshot_whatever_has_changed_since(apprentice):
    read = pack.snapshot(apprentice.pk)
    printed = html_of(read)
    grace = Involvement.objects.get(kind=Involvement.Kind.PRACTICE_EDUCATOR).person
    make.accepted_evidence(apprentice, by=grace, title="One more")
    assert html_of(json.loads(json.dumps(read))) == printed
    assert html_of(pack.snapshot(apprentice.pk)) != printed


def test_an_empty_portfolio_still_makes_papers(apprentice):
    empty = make.portfolio_owner("Somebody new")
    printed = "\n".join(html_of(pack.snapshot(empty.pk)))
    assert "Nothing in this portfolio was accepted" in printed
    assert "The tutor had not reviewed this portfolio" in printed


@pytest.mark.slow
def test_the_pack_is_built_in_the_background_with_its_hash_whatever_people_wrote(apprentice):
    grace = Involvement.objects.get(kind=Involvement.Kind.PRACTICE_EDUCATOR).person
    helen = Involvement.objects.get(kind=Involvement.Kind.TUTOR).person
    make.accepted_evidence(
        apprentice,
        by=grace,
        title="<script>alert(1)</script> & مرحبا \u202e",
        text='<img src="http://127.0.0.1:1/x"><link href="file:///etc/passwd"> {{ pack }} {% now "Y" %} 你好 🙂 '
        + "word " * 4000,
    )
    asked, job = packs.ask(builder=pack.NAME, subject=apprentice, title="Portfolio of Amara Johnson", by=helen)
    make.do_owed_work()
    asked.refresh_from_db()
    job.refresh_from_db()
    assert (asked.state, job.state) == (Pack.State.READY, Job.State.DONE)
    with asked.file.content.open("rb") as content:
        reader = PdfReader(io.BytesIO(content.read()))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == asked.pages
    assert all(f"Page {number} of {asked.pages}" in text for number in range(1, asked.pages + 1))
    unbroken = "".join(text.replace("\x00", "").split())
    for there in ("Evidenceindex", "Coverage", "<script>alert(1)</script>", "{{pack}}", asked.snapshot_hash):
        assert there in unbroken, there


def test_the_tutor_and_the_chair_of_a_panel_that_reads_it_have_it_made_and_others_hear_who_can(apprentice):
    helen = Involvement.objects.get(kind=Involvement.Kind.TUTOR).person
    grace = Involvement.objects.get(kind=Involvement.Kind.PRACTICE_EDUCATOR).person
    chair = make.appointment(at=apprentice.cohort.university, as_="assessment_panel_chair").person
    reader = make.person()
    for person in (chair, reader):
        make.involvement(apprentice, Involvement.Kind.PANEL_READER, person=person)
    url = f"/assessment/portfolio/{apprentice.reference}/pack/"
    answers = {person: make.signed_in(person).post(url) for person in (helen, chair, reader, grace)}
    assert [answers[person].status_code for person in (helen, chair, reader, grace)] == [302, 302, 403, 403]
    assert "The university tutor, or the chair of the practice assessment panel" in answers[grace].content.decode()
    assert Pack.objects.count() == 2


def test_somebody_without_a_relation_does_not_learn_that_there_is_a_portfolio(apprentice):
    stranger_who_chairs = make.appointment(at=apprentice.cohort.university, as_="assessment_panel_chair").person
    url = f"/assessment/portfolio/{apprentice.reference}/pack/"
    assert make.signed_in(stranger_who_chairs).post(url).status_code == 404
