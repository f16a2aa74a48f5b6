"""Practice educators in training: what they sign counts once whoever oversees them has countersigned it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Involvement, Standing
from assessment import content, operations, worklist
from assessment.models import Claim, CountersignatureRefused, Evidence, ProposedSignOff, SignOff
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
State = Evidence.State
STATEMENT = "Thoughtful, and true to what I saw."


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def pair(apprentice):
    return make.overseen_educator(apprentice, "Tomasz Nowak", overseer="Grace Mensah")


def standing(apprentice) -> tuple[int, int]:
    found = Standing.objects.get(apprentice=apprentice)
    return found.evidence_waiting, found.evidence_accepted


def proposal(evidence) -> int:
    return ProposedSignOff.objects.filter(version__evidence=evidence).latest("pk").pk


def page_of(person, evidence) -> str:
    return make.signed_in(person).get(f"/assessment/evidence/{evidence.reference}/").content.decode()


def waiting_for(person) -> list[Evidence]:
    return list(Evidence.objects.waiting_for(person, on=timezone.localdate()))


def test_what_a_trainee_signs_waits_counts_for_nothing_and_is_for_the_overseer_to_do(apprentice, pair):
    trainee, overseer = pair
    evidence = make.signed_evidence(apprentice, by=trainee)
    assert (evidence.state, standing(apprentice)) == (State.COUNTERSIGN, (1, 0))
    assert not Claim.objects.exclude(judgement="").exists()
    assert not SignOff.objects.exists()
    assert (waiting_for(trainee), waiting_for(overseer)) == ([], [evidence])
    assert list(Message.objects.filter(kind="evidence_to_countersign").values_list("to__name", flat=True)) == [
        "Grace Mensah"
    ]
    assert not Message.objects.filter(kind="evidence_answered").exists()
    texts = [item.text for item in worklist.needs(overseer, timezone.localdate())]
    assert sum(text.startswith("Countersign a piece of evidence by Amara Johnson") for text in texts) == 1


def test_the_apprentice_sees_that_it_waits_and_not_what_was_said(apprentice, pair):
    evidence = make.signed_evidence(apprentice, by=pair[0])
    own, overseers = page_of(apprentice.person, evidence), page_of(pair[1], evidence)
    assert ("Waits for countersignature" in own, STATEMENT in own) == (True, False)
    assert ("Check and countersign" in overseers, STATEMENT in overseers) == (True, True)


def test_countersigned_it_is_accepted_under_two_names_and_one_hash(apprentice, pair):
    trainee, overseer = pair
    evidence = make.signed_evidence(apprentice, by=trainee)
    operations.countersign(evidence, proposed=proposal(evidence), by=overseer)
    signed = SignOff.objects.get()
    assert (evidence.state, standing(apprentice)) == (State.ACCEPTED, (0, 1))
    assert (signed.signed_by, signed.countersigned_by, signed.statement) == (trainee, overseer, STATEMENT)
    signatures = Signature.objects.order_by("pk")
    assert [(s.signer, s.purpose) for s in signatures] == [
        (trainee, content.SIGN_OFF),
        (overseer, content.COUNTERSIGNATURE),
    ]
    assert {s.content_hash for s in signatures} == {signed.content_hash}
    assert Claim.objects.exclude(judgement="").get().judgement == "sufficient"
    assert Message.objects.get(kind="evidence_answered").to == apprentice.person
    assert f"Countersigned by {overseer}" in page_of(apprentice.person, evidence)
    assert list(verify()) == []


def test_sent_back_with_words_it_is_the_trainees_again_who_starts_from_what_they_wrote(apprentice, pair):
    trainee, overseer = pair
    evidence = make.signed_evidence(apprentice, by=trainee)
    first = proposal(evidence)
    operations.refuse_countersignature(evidence, proposed=first, reason="Where did you see rights?", by=overseer)
    assert (evidence.state, standing(apprentice), waiting_for(trainee)) == (State.SUBMITTED, (1, 0), [evidence])
    assert Message.objects.get(kind="evidence_not_countersigned").to == trainee
    theirs, own = page_of(trainee, evidence), page_of(apprentice.person, evidence)
    assert ("Where did you see rights?" in theirs, STATEMENT in theirs) == (True, True)
    assert ("Where did you see rights?" in own, STATEMENT in own) == (False, False)
    operations.sign_off(
        evidence, number=1, judgements=make.all_sufficient(evidence), statement="On the second visit.", by=trainee
    )
    with pytest.raises(AlreadyMoved, match="signed anew since you opened it"):
        operations.countersign(evidence, proposed=first, by=overseer)
    operations.countersign(evidence, proposed=proposal(evidence), by=overseer)
    assert SignOff.objects.get().statement == "On the second visit."
    assert list(verify()) == []


def test_sent_back_the_trainee_may_return_it_to_the_apprentice_instead(apprentice, pair):
    trainee, overseer = pair
    evidence = make.signed_evidence(apprentice, by=trainee)
    operations.refuse_countersignature(evidence, proposed=proposal(evidence), reason="Too thin.", by=overseer)
    operations.return_for_more(
        evidence, number=1, reason="Thin.", enough="More.", again_by=timezone.localdate(), by=trainee
    )
    assert (evidence.state, evidence.draft.number) == (State.RETURNED, 2)


def test_nobody_countersigns_for_another_a_stand_in_does_it_under_their_own_name_for_their_dates(apprentice, pair):
    trainee, _ = pair
    today = timezone.localdate()
    evidence = make.signed_evidence(apprentice, by=trainee)
    gone = make.stand_in(apprentice, "Gone", ends_on=today - datetime.timedelta(days=1))
    not_yet = make.stand_in(apprentice, "Stage One", stage="stage_1")
    manager = make.stand_in(apprentice, "Manager")
    make.involvement(apprentice, Involvement.Kind.LINE_MANAGER, person=manager)
    for person in (trainee, gone, not_yet, manager, apprentice.person, make.tutor(apprentice)):
        with pytest.raises(StepRefused):
            operations.countersign(evidence, proposed=proposal(evidence), by=person)
    deputy = make.stand_in(apprentice, "Ada Bello", ends_on=today)
    operations.countersign(evidence, proposed=proposal(evidence), by=deputy)
    signature = Signature.objects.get(purpose=content.COUNTERSIGNATURE)
    assert (signature.signer, signature.signer_name) == (deputy, "Ada Bello")


def test_the_one_who_oversees_signs_alone_and_so_does_a_deputy_who_is_not_overseen(apprentice, pair):
    _, overseer = pair
    for who in (overseer, make.stand_in(apprentice)):
        evidence = make.signed_evidence(apprentice, by=who, title=f"Read by {who}")
        assert (evidence.state, SignOff.objects.get(version=evidence.shown).countersigned_by) == (State.ACCEPTED, None)


def test_the_database_knows_that_it_takes_two_people(apprentice, pair):
    trainee, _ = pair
    evidence = make.signed_evidence(apprentice, by=trainee)
    signed = {"version": evidence.shown, "statement": "x", "signed_by": trainee, "written_by": apprentice.person}
    now = {"countersigned_at": timezone.now(), "signed_as": "x", "content_hash": "x"}
    for name in (trainee, apprentice.person):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOff.objects.create(**signed, **now, countersigned_by=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountersignatureRefused.objects.create(
            proposed_id=proposal(evidence), reason="x", refused_by=trainee, signed_by=trainee
        )


def test_after_five_working_days_the_overseer_is_reminded_and_not_the_trainee(apprentice, pair):
    trainee, overseer = pair
    at = timezone.now()
    make.signed_evidence(apprentice, by=trainee, at=at - datetime.timedelta(days=12))
    assert [reminder.to for reminder in worklist.waiting_too_long(at)] == [overseer]


def test_on_the_pages_it_is_signed_sent_back_signed_anew_and_countersigned(apprentice, pair):
    trainee, overseer = pair
    evidence = make.sent_evidence(apprentice)
    url = f"/assessment/evidence/{evidence.reference}/"
    desk, second = make.signed_in(trainee), make.signed_in(overseer)
    [claim] = make.all_sufficient(evidence)
    judged = {"number": 1, f"judgement_{claim}": "sufficient", "statement": "I saw it."}

    def sign(browser, page):
        checked = browser.get(url + page).context["form"].fingerprint
        return browser.post(url + page, {"checked": checked}, follow=True).content.decode()

    desk.post(url + "judge/", judged)
    assert "Somebody oversees your assessing" in desk.get(url + "sign/").content.decode()
    assert "is accepted once it is countersigned" in sign(desk, "sign/")
    form = second.get(url + "countersign/refuse/").context["form"]
    second.post(url + "countersign/refuse/", {"proposed": form["proposed"].value(), "reason": "Say where."})
    assert desk.get(url).context["form"]["statement"].value() == "I saw it."
    desk.post(url + "judge/", judged | {"statement": "I saw it on Monday."})
    sign(desk, "sign/")
    assert "I saw it on Monday." in second.get(url + "countersign/").content.decode()
    assert desk.get(url + "countersign/").status_code == 403
    assert "is accepted and frozen, and Amara Johnson has been told." in sign(second, "countersign/")
