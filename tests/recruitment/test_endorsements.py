"""A line manager's endorsement: asked when the candidate chooses, signed by link with a code, never a rejection."""

import re

import pytest
from django.db import IntegrityError, connection, transaction

from core.audit.sealing import seal, verify
from core.audit.signatures import Signature
from core.links import send_code
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import Application, Endorsement
from recruitment.operations import endorsements as operations
from tests import make

pytestmark = pytest.mark.django_db


def ask(application=None, email="priya@example.org"):
    application = application or make.application()
    return operations.ask_manager(application=application, by=application.candidate, name="Priya Shah", email=email)


def link_of(endorsement):
    return SignedLink.objects.live().to(endorsement, "endorsement").latest("pk")


def code_for(link):
    send_code(link)
    return re.search(r"\d{6}", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]


def sign(endorsement, answer="yes", words="", **changes):
    operations.write_answer(endorsement=endorsement, answer=answer, words=words, name="Priya Shah", role="Team manager")
    link = link_of(endorsement)
    arguments = {"code": code_for(link), "version": endorsement.version, "address": "192.0.2.1"} | changes
    operations.sign_endorsement(endorsement=endorsement, link=link, **arguments)


def test_nobody_hears_of_an_application_before_the_candidate_asks():
    make.application()
    assert not Message.objects.filter(kind="endorsement_request").exists()


def test_only_the_candidate_asks_and_not_themselves():
    application = make.application()
    with pytest.raises(StepRefused):
        operations.ask_manager(application=application, by=make.person(), name="P", email="priya@example.org")
    with pytest.raises(StepRefused):
        ask(application, email=application.candidate.email.upper())


def test_asking_the_same_person_again_sends_a_link_and_makes_no_second_request():
    application = make.application()
    assert ask(application) == ask(application)
    assert application.endorsements.count() == 1


def test_asking_somebody_else_closes_the_earlier_link():
    application = make.application()
    first = ask(application)
    second = ask(application, email="sam@example.org")
    first.refresh_from_db()
    assert (first.state, second.state) == (Endorsement.State.REPLACED, Endorsement.State.ASKED)
    assert not SignedLink.objects.live().to(first, "endorsement").exists()


def test_a_candidate_cannot_mail_strangers_without_end():
    application = make.application()
    for number in range(5):
        ask(application, email=f"manager{number}@example.org")
    with pytest.raises(StepRefused, match="five people"):
        ask(application, email="manager6@example.org")
    assert application.endorsements.count() == 5


@pytest.mark.parametrize(("answer", "words", "state"), [("yes", "", "endorsed"), ("no", "No cover", "not_endorsed")])
def test_the_signature_holds_what_was_signed_and_by_whom(answer, words, state):
    endorsement = ask()
    sign(endorsement, answer, words)
    signature = Signature.objects.under(endorsement).get()
    assert endorsement.state == state
    assert (signature.signer, signature.signer_name, signature.signer_role) == (
        endorsement.manager,
        "Priya Shah",
        "Team manager",
    )
    assert (signature.method, signature.address) == ("link_and_code", "192.0.2.1")
    assert Message.objects.filter(to=endorsement.application.candidate, kind="endorsement_signed").count() == 1


def test_a_forwarded_link_cannot_sign_without_the_code():
    endorsement = ask()
    for guess in ("", "000000", "abc"):
        with pytest.raises(StepRefused):
            sign(endorsement, code=guess)
    endorsement.refresh_from_db()
    assert endorsement.state == Endorsement.State.ASKED
    assert not Signature.objects.exists()


def test_what_changed_since_it_was_read_is_not_signed():
    endorsement = ask()
    with pytest.raises(StepRefused, match="changed since you read it"):
        sign(endorsement, version=endorsement.version)
    assert not Signature.objects.exists()


def test_it_is_signed_once():
    endorsement = ask()
    sign(endorsement)
    with pytest.raises(StepRefused):
        sign(endorsement, "no", "Changed my mind")
    with pytest.raises(StepRefused):
        ask(endorsement.application, email="sam@example.org")


def test_the_database_keeps_a_signed_endorsement_and_the_audit_finds_a_change_made_behind_its_back():
    endorsement = ask()
    sign(endorsement, words="Ready for it")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE recruitment_endorsement SET words = 'Not ready' WHERE id = %s", [endorsement.pk])
    seal()
    assert list(verify()) == []


def test_no_reply_leaves_the_application_where_it_is():
    endorsement = ask()
    assert endorsement.application.state == Application.State.SUBMITTED
    operations.send_again(endorsement=endorsement, by=make.person())
    endorsement.application.refresh_from_db()
    assert endorsement.application.state == Application.State.SUBMITTED


def test_a_withdrawn_application_needs_no_signature():
    endorsement = ask()
    operations.write_answer(endorsement=endorsement, answer="yes", words="", name="P", role="M")
    link = link_of(endorsement)
    code = code_for(link)
    Application.objects.filter(pk=endorsement.application_id).update(state="withdrawn")
    endorsement = Endorsement.objects.get(pk=endorsement.pk)
    with pytest.raises(StepRefused):
        operations.sign_endorsement(
            endorsement=endorsement, link=link, code=code, version=endorsement.version, address=None
        )
