"""Witness statements: asked for, signed by whoever saw the practice; they support a claim and never accept it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from apprentices.models import Involvement
from assessment import operations, pack, permissions, worklist
from assessment.models import Evidence, WitnessStatement
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
State = WitnessStatement.State
SAW = "I sat beside her and heard the first question."


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def maria(apprentice):
    return make.line_manager(apprentice, make.person("Maria Silva"))


@pytest.fixture
def evidence(apprentice):
    return make.sent_evidence(apprentice)


def page_of(person, evidence) -> str:
    return make.signed_in(person).get(f"/assessment/evidence/{evidence.reference}/").content.decode()


def test_a_signed_statement_stands_beside_the_evidence_and_accepts_nothing(apprentice, maria, evidence):
    grace = make.practice_educator(apprentice)
    statement = make.witness_statement(evidence, witness=maria, text=SAW)
    evidence.refresh_from_db()
    assert (statement.state, evidence.state) == (State.GIVEN, Evidence.State.SUBMITTED)
    assert not permissions.may_answer(maria, evidence, permissions.relations_of(apprentice, on=timezone.localdate()))
    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_role, signature.content_hash) == (
        maria,
        "Line manager",
        statement.content_hash,
    )
    assert ("What did you hear me ask?" in signature.content, SAW in signature.content) == (True, True)
    assert [SAW in page_of(who, evidence) for who in (apprentice.person, grace)] == [True, True]
    assert Message.objects.get(kind="witness_answered").to == apprentice.person
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="Yes.", by=grace)
    [piece] = pack.snapshot(apprentice.pk)["pieces"]
    assert [(one["by"], one["statement"]) for one in piece["witnesses"]] == [("Maria Silva", SAW)]
    assert list(verify()) == []


def test_the_witness_reads_the_question_the_day_and_the_capabilities_and_nothing_of_the_evidence(maria, evidence):
    statement = make.witness_statement(evidence, witness=maria)
    page = make.signed_in(maria).get(f"/assessment/witness/{statement.reference}/").content.decode()
    for read in ("What did you hear me ask?", "3 March 2026", "PCF-1"):
        assert read in page
    for kept in (evidence.title, make.TEXT, "I kept an open mind."):
        assert kept not in page
    assert not Evidence.objects.visible_to(maria).exists()
    [item] = worklist.needs(maria, timezone.localdate())
    assert item.text == "Say what you saw: Amara Johnson asks for a witness statement"


def test_what_was_asked_and_not_given_is_seen_by_the_two_of_them_alone(apprentice, maria, evidence):
    grace = make.practice_educator(apprentice)
    make.witness_statement(evidence, witness=maria)
    seen = [
        WitnessStatement.objects.visible_to(who).count()
        for who in (apprentice.person, maria, grace, make.tutor(apprentice), make.line_manager(apprentice))
    ]
    assert seen == [1, 1, 0, 0, 0]


def test_only_who_sees_day_to_day_practice_and_does_not_assess_is_asked_and_each_once(apprentice, maria, evidence):
    supervisor = make.involvement(apprentice, Involvement.Kind.WORKPLACE_SUPERVISOR, person=make.person()).person
    both = make.practice_educator(apprentice, "Both")
    make.involvement(apprentice, Involvement.Kind.WORKPLACE_SUPERVISOR, person=both)
    for person in (both, make.tutor(apprentice), make.person("A stranger"), apprentice.person):
        with pytest.raises(StepRefused, match="is not your line manager or workplace supervisor today"):
            make.witness_statement(evidence, witness=person)
    for person in (maria, supervisor):
        make.witness_statement(evidence, witness=person)
    with pytest.raises(StepRefused, match="You have asked Maria Silva already"):
        make.witness_statement(evidence, witness=maria)


def test_nobody_else_gives_it_and_once_given_declined_or_taken_back_it_is_settled(apprentice, maria, evidence):
    statement = make.witness_statement(evidence, witness=maria)
    for person in (apprentice.person, make.practice_educator(apprentice), make.line_manager(apprentice)):
        with pytest.raises(StepRefused, match="Maria Silva was asked, and nobody else can answer for them"):
            operations.give_witness_statement(statement, text=SAW, by=person)
    operations.decline_to_witness(statement, by=maria)
    with pytest.raises(StepRefused, match="This is declined already"):
        operations.give_witness_statement(statement, text=SAW, by=maria)
    again = make.witness_statement(evidence, witness=maria)
    with pytest.raises(StepRefused, match="Only the person who asked"):
        operations.take_back_request(again, by=maria)
    operations.take_back_request(again, by=apprentice.person)
    assert make.signed_in(maria).get(f"/assessment/witness/{again.reference}/").status_code == 404


def test_nothing_is_added_to_what_is_accepted_and_a_draft_with_a_witness_is_kept(apprentice, maria):
    accepted = make.accepted_evidence(apprentice, by=make.practice_educator(apprentice))
    with pytest.raises(StepRefused, match="This is accepted, so nothing is added to it"):
        make.witness_statement(accepted, witness=maria)
    draft = make.draft_evidence(apprentice, title="Not sent yet")
    make.witness_statement(draft, witness=maria)
    with pytest.raises(StepRefused, match="You have asked somebody to bear witness"):
        operations.throw_away(draft, by=apprentice.person)


def test_by_link_it_opens_and_only_the_code_that_was_sent_to_the_person_signs(apprentice, evidence):
    maria = make.line_manager(apprentice, make.person("Maria Silva", password=None))
    statement = make.witness_statement(evidence, witness=maria)
    address = re.search(r"https?://\S+", Message.objects.get(kind="witness_asked").body).group()
    browser = Client()
    page = browser.get("/" + address.split("//", 1)[1].split("/", 1)[1]).url
    assert page == f"/assessment/witness/{statement.reference}/"
    assert browser.post(page, {"text": SAW}).url == page + "sign/"
    checked = browser.get(page + "sign/").context["form"].fingerprint
    typed = {"checked": checked, "name": "Maria Silva", "role": "Team manager"}
    assert browser.post(page + "sign/", typed | {"code": "000000"}).status_code == 200
    browser.post(page + "code/")
    code = re.search(r"\b\d{6}\b", Message.objects.get(kind="one_time_code").body).group()
    browser.post(page + "sign/", typed | {"code": code})
    statement.refresh_from_db()
    signature = Signature.objects.get()
    assert (statement.state, signature.method, signature.signer_role) == (
        State.GIVEN,
        Signature.Method.LINK_AND_CODE,
        "Team manager",
    )
    assert SAW in browser.get(page).content.decode()
    assert Client().get(page).status_code == 404


def test_on_the_pages_it_is_asked_written_checked_and_signed(apprentice, maria, evidence):
    mine, desk = make.signed_in(apprentice.person), make.signed_in(maria)
    url = f"/assessment/evidence/{evidence.reference}/witness/"
    assert "Maria Silva, line manager" in mine.get(url).content.decode()
    mine.post(url, {"witness": maria.reference, "request": "What did you see?"})
    page = f"/assessment/witness/{WitnessStatement.objects.get().reference}/"
    desk.post(page, {"text": SAW})
    checked = desk.get(page + "sign/").context["form"].fingerprint
    desk.post(page + "sign/", {"checked": checked})
    assert "Signed by you on" in desk.get(page).content.decode()
    assert SAW in mine.get(f"/assessment/evidence/{evidence.reference}/").content.decode()
    assert desk.post(page + "decline/", follow=True).status_code == 200
    assert WitnessStatement.objects.get().state == State.GIVEN
