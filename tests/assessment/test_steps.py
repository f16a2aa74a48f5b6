"""From a private draft to a signed piece: each step, who is told, what is counted, what is refused in which words."""

import datetime

import pytest
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Milestone, Standing
from assessment import content, operations
from assessment.models import Claim, Evidence, EvidenceVersion, PortfolioReview, SignOff
from core.audit.models import Event, sha256
from core.audit.signatures import Signature
from core.files.models import StoredFile
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
State = Evidence.State


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def grace(apprentice):
    return make.practice_educator(apprentice, "Grace Mensah")


def standing(apprentice) -> tuple[int, int]:
    found = Standing.objects.get(apprentice=apprentice)
    return found.evidence_waiting, found.evidence_accepted


def next_month() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=30)


def returned(evidence, by) -> None:
    operations.return_for_more(
        evidence,
        number=evidence.shown.number,
        reason="I cannot see what she wanted.",
        enough="A paragraph on how you asked her.",
        again_by=next_month(),
        by=by,
    )


# Writing ------------------------------------------------------------------------------------------------------


def test_a_draft_is_begun_once_however_often_the_button_is_pressed(apprentice):
    first = operations.start(apprentice, kind="reflective_log", by=apprentice.person)
    assert operations.start(apprentice, kind="reflective_log", by=apprentice.person) == first
    operations.write(first, title="A title", text="", happened_on=None, by=apprentice.person)
    assert operations.start(apprentice, kind="reflective_log", by=apprentice.person) != first


def test_only_the_apprentice_writes_in_their_portfolio(apprentice, grace):
    with pytest.raises(StepRefused, match="Only Amara Johnson adds to this portfolio"):
        operations.start(apprentice, kind="reflective_log", by=grace)
    draft = make.draft_evidence(apprentice)
    with pytest.raises(StepRefused, match="Only the person who writes this can change it"):
        operations.write(draft, title="", text="mine now", happened_on=None, by=grace)


def test_evidence_is_claimed_against_the_edition_in_force_on_its_day_and_no_other(apprentice):
    ended = make.framework("KSS-C", judged=False, valid_to=datetime.date(2026, 1, 31))
    apprentice.cohort.standard_version.frameworks.add(ended)
    statement = ended.statements.first()
    draft = make.draft_evidence(apprentice, happened_on=datetime.date(2026, 1, 30), claims={statement.pk: "It did."})
    operations.write(draft, title="A title", text="words", happened_on=datetime.date(2026, 3, 1), by=apprentice.person)
    with pytest.raises(StepRefused, match=r"KSS-C was not in force on that day. Take those links away."):
        operations.submit(draft, by=apprentice.person)
    with pytest.raises(StepRefused, match="not in force"):
        operations.link(draft, claims={statement.pk: "It did."}, by=apprentice.person)


def test_a_removed_file_is_gone_unless_an_earlier_version_holds_it(apprentice, grace):
    evidence = make.draft_evidence(apprentice)
    kept, dropped = make.attached_file(evidence, "kept.txt"), make.attached_file(evidence, "dropped.txt")
    operations.detach(evidence, file=dropped, by=apprentice.person)
    operations.submit(evidence, by=apprentice.person)
    returned(evidence, grace)
    operations.detach(evidence, file=kept, by=apprentice.person)
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["kept.txt"]
    assert list(evidence.shown.attachments.values_list("file__name", flat=True)) == ["kept.txt"]


def test_what_nobody_saw_can_be_deleted_with_its_files(apprentice):
    evidence = make.draft_evidence(apprentice)
    make.attached_file(evidence)
    operations.throw_away(evidence, by=apprentice.person)
    assert [model.objects.count() for model in (Evidence, EvidenceVersion, Claim, StoredFile)] == [0, 0, 0, 0]


# Sending ------------------------------------------------------------------------------------------------------


def test_sending_freezes_a_hash_tells_the_practice_educator_and_counts(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    version = evidence.shown
    assert (evidence.state, standing(apprentice)) == (State.SUBMITTED, (1, 0))
    assert version.content_hash == content.hash_of(content.sent(EvidenceVersion.objects.get(pk=version.pk)))
    mail = Message.objects.get()
    assert (mail.to, mail.kind) == (grace, "evidence_sent")
    assert version.title not in mail.body


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " "}, "Give it a title."),
        ({"text": ""}, "Write something, or add a file."),
        ({"happened_on": None}, "Say when it happened."),
        ({"happened_on": datetime.date(2100, 1, 1)}, "The day it happened cannot be in the future."),
        ({"claims": {}}, "Link it to at least one thing that it shows."),
    ],
)
def test_what_is_missing_is_said(apprentice, fields, reason):
    evidence = make.draft_evidence(apprentice, **fields)
    with pytest.raises(StepRefused) as refusal:
        operations.submit(evidence, by=apprentice.person)
    assert str(refusal.value) == reason
    assert Evidence.objects.get().state == State.DRAFT


def test_a_refused_file_is_removed_before_anything_is_sent(apprentice):
    evidence = make.draft_evidence(apprentice)
    stored = make.attached_file(evidence, "notes.txt")
    StoredFile.objects.filter(pk=stored.pk).update(state=StoredFile.State.REFUSED)
    with pytest.raises(StepRefused, match=r"Remove the file notes.txt: it may harm a computer."):
        operations.submit(evidence, by=apprentice.person)


def test_personal_details_go_only_with_a_reason_and_the_assessor_reads_it(apprentice):
    evidence = make.draft_evidence(apprentice, text="She gave me the number of her GP, 020 7946 0123.")
    with pytest.raises(StepRefused, match=r"Take out what looks like personal details, or say why it stays."):
        operations.submit(evidence, by=apprentice.person)
    operations.submit(evidence, by=apprentice.person, kept_reason="It is the surgery's public number.")
    assert evidence.shown.kept_reason == "It is the surgery's public number."


def test_a_reason_without_anything_to_keep_is_not_kept(apprentice):
    evidence = make.draft_evidence(apprentice)
    operations.submit(evidence, by=apprentice.person, kept_reason="No need.")
    assert evidence.shown.kept_reason == ""


@pytest.mark.parametrize("state", [Apprentice.State.ON_BREAK, Apprentice.State.SUSPENDED])
def test_who_is_not_learning_may_write_and_not_send(apprentice, state):
    evidence = make.draft_evidence(apprentice)
    Apprentice.objects.filter(pk=apprentice.pk).update(state=state)
    with pytest.raises(StepRefused, match="you can send it when you are learning again"):
        operations.submit(Evidence.objects.get(pk=evidence.pk), by=apprentice.person)


def test_taken_back_before_it_is_opened_it_is_a_draft_again_that_nobody_else_sees(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    operations.take_back(evidence, by=apprentice.person)
    operations.write(evidence, title="Other", text="Other words", happened_on=None, by=apprentice.person)
    assert (evidence.state, evidence.shown, standing(apprentice)) == (State.RECALLED, None, (0, 0))
    assert not Evidence.objects.visible_to(grace).exists()


def test_opened_it_cannot_be_taken_back_and_the_reason_says_who_and_when(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    on_the_phone = Evidence.objects.select_related("shown").get(pk=evidence.pk)
    at = datetime.datetime(2026, 3, 4, 9, 30, tzinfo=datetime.UTC)
    operations.open_shown(evidence, by=grace, at=at)
    with pytest.raises(StepRefused) as refusal:
        operations.take_back(on_the_phone, by=apprentice.person)
    assert str(refusal.value) == (
        "Grace Mensah opened this on 4 March 2026 at 09:30, so it cannot be taken back. You can withdraw it."
    )


def test_the_writer_reading_their_own_does_not_open_it(apprentice):
    evidence = make.sent_evidence(apprentice)
    operations.open_shown(evidence, by=apprentice.person)
    assert evidence.shown.opened_at is None


def test_withdrawn_it_waits_for_nobody_what_was_opened_stays_and_the_next_draft_goes(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    operations.open_shown(evidence, by=grace)
    returned(evidence, grace)
    operations.withdraw(evidence, by=apprentice.person)
    assert (evidence.state, standing(apprentice)) == (State.WITHDRAWN, (0, 0))
    assert [version.number for version in evidence.versions.all()] == [1]
    assert Evidence.objects.visible_to(grace).get() == evidence


def test_what_nobody_has_opened_is_taken_back_not_withdrawn(apprentice):
    evidence = make.sent_evidence(apprentice)
    with pytest.raises(StepRefused, match=r"Nobody has opened this yet: take it back instead."):
        operations.withdraw(evidence, by=apprentice.person)


# Answering ----------------------------------------------------------------------------------------------------


def test_returned_with_what_would_be_enough_the_next_version_starts_from_the_last(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    first = evidence.shown
    returned(evidence, grace)
    draft = evidence.draft
    assert (evidence.state, standing(apprentice), draft.number) == (State.RETURNED, (0, 0), 2)
    assert (draft.title, draft.text, draft.happened_on) == (
        first.title,
        first.text,
        first.happened_on,
    )
    assert list(draft.claims.values_list("statement", "why", "judgement")) == list(
        first.claims.values_list("statement", "why", "judgement")
    )
    mail = Message.objects.get(kind="evidence_answered")
    assert (mail.to, "returned" in mail.body, "paragraph" in mail.body) == (apprentice.person, False, False)


def test_the_second_version_is_sent_and_signed_and_the_first_stays_as_it_was(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    returned(evidence, grace)
    operations.write(evidence, title="Better", text="I asked her.", happened_on=make.HAPPENED, by=apprentice.person)
    operations.submit(evidence, by=apprentice.person)
    signed = operations.sign_off(
        evidence, number=2, judgements=make.all_sufficient(evidence), statement="Now I can see it.", by=grace
    )
    assert (evidence.state, standing(apprentice)) == (State.ACCEPTED, (0, 1))
    assert (signed.version.number, signed.signed_as) == (2, "Practice educator")
    assert evidence.versions.get(number=1).text == make.TEXT


def test_a_second_version_taken_back_leaves_the_first_for_others_to_read(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    returned(evidence, grace)
    operations.submit(evidence, by=apprentice.person)
    operations.take_back(evidence, by=apprentice.person)
    assert (evidence.shown.number, evidence.draft.number) == (1, 2)
    assert [v.number for v in EvidenceVersion.objects.visible_to(grace)] == [1]


def test_the_signature_is_under_the_exact_words_files_judgements_and_statement(apprentice, grace):
    evidence = make.draft_evidence(apprentice)
    stored = make.attached_file(evidence, "notes.txt")
    operations.submit(evidence, by=apprentice.person)
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="I saw it.", by=grace)
    signature = Signature.objects.get()
    sign_off = SignOff.objects.get()
    assert (signature.signer, signature.signer_role) == (grace, "Practice educator")
    assert sign_off.content_hash == signature.content_hash == sha256(signature.content)
    for signed in (make.TEXT, stored.sha256, '"judgement":"sufficient"', "I saw it."):
        assert signed in signature.content


def test_what_is_only_linked_is_never_judged(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    linked = evidence.shown.claims.get(statement__framework__judged=False)
    judgements = make.all_sufficient(evidence) | {linked.pk: Claim.Judgement.SUFFICIENT}
    with pytest.raises(StepRefused, match="linked and not judged before qualifying"):
        operations.sign_off(evidence, number=1, judgements=judgements, statement="x", by=grace)


def test_every_judged_claim_needs_a_judgement_and_one_must_be_sufficient(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    judged = evidence.shown.claims.get(statement__framework__judged=True)
    with pytest.raises(StepRefused, match=r"Judge PCF-1 too."):
        operations.sign_off(evidence, number=1, judgements={}, statement="x", by=grace)
    with pytest.raises(StepRefused, match="return it for more work instead"):
        operations.sign_off(
            evidence, number=1, judgements={judged.pk: Claim.Judgement.NOT_YET}, statement="x", by=grace
        )
    assert Evidence.objects.get().state == State.SUBMITTED


def test_evidence_that_is_only_linked_may_be_accepted_without_a_judgement(apprentice, grace):
    _, linked = make.first_statements(apprentice)
    evidence = make.sent_evidence(apprentice, claims={linked.pk: "It did."})
    operations.sign_off(evidence, number=1, judgements={}, statement="Read.", by=grace)
    assert evidence.state == State.ACCEPTED


def test_of_two_assessors_the_second_is_told_who_signed_and_when(apprentice, grace):
    other = make.practice_educator(apprentice, "Tomasz Nowak")
    at = datetime.datetime(2026, 3, 5, 16, 0, tzinfo=datetime.UTC)
    evidence = make.sent_evidence(apprentice, at=at - datetime.timedelta(days=1))
    on_the_other_desk = Evidence.objects.select_related("shown", "apprentice__person").get(pk=evidence.pk)
    judgements = make.all_sufficient(evidence)
    operations.sign_off(evidence, number=1, judgements=judgements, statement="Mine.", by=grace, at=at)
    with pytest.raises(AlreadyMoved, match="Grace Mensah accepted this and signed, 5 March 2026 at 16:00"):
        operations.sign_off(on_the_other_desk, number=1, judgements=judgements, statement="Mine.", by=other)
    assert (SignOff.objects.get().signed_by, Signature.objects.count()) == (grace, 1)


def test_an_older_version_on_the_desk_is_not_what_gets_signed(apprentice, grace):
    other = make.practice_educator(apprentice, "Tomasz Nowak")
    evidence = make.sent_evidence(apprentice)
    on_the_desk = Evidence.objects.select_related("shown", "apprentice__person").get(pk=evidence.pk)
    judgements = make.all_sufficient(evidence)
    returned(evidence, other)
    operations.submit(evidence, by=apprentice.person)
    with pytest.raises(StepRefused, match=r"Version 2 was sent since you opened this. Read that one first."):
        operations.sign_off(on_the_desk, number=1, judgements=judgements, statement="x", by=grace)


def test_a_day_that_has_passed_is_no_day_to_come_back(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    with pytest.raises(StepRefused, match="has passed"):
        operations.return_for_more(
            evidence, number=1, reason="x", enough="x", again_by=datetime.date(2020, 1, 1), by=grace
        )


# Who assesses -------------------------------------------------------------------------------------------------


def test_between_placements_the_workplace_assessor_signs_and_in_a_placement_the_practice_educator(apprentice):
    winston = make.workplace_assessor(apprentice, "Winston Clarke")
    make.accepted_evidence(apprentice, by=winston)
    grace = make.practice_educator(apprentice, "Grace Mensah")
    evidence = make.sent_evidence(apprentice, title="On placement")
    with pytest.raises(StepRefused, match=r"Grace Mensah \(practice educator\) assesses this."):
        operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=winston)
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=grace)


def test_a_line_manager_never_assesses_not_even_as_practice_educator(apprentice, grace):
    make.involvement(apprentice, Involvement.Kind.LINE_MANAGER, person=grace)
    evidence = make.sent_evidence(apprentice)
    with pytest.raises(StepRefused, match="A line manager does not assess evidence of somebody they manage"):
        operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=grace)


def test_nobody_assesses_their_own(apprentice):
    make.involvement(apprentice, Involvement.Kind.WORKPLACE_ASSESSOR, person=apprentice.person)
    evidence = make.sent_evidence(apprentice)
    with pytest.raises(StepRefused, match=r"Nobody assesses their own evidence."):
        operations.sign_off(
            evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=apprentice.person
        )


def test_a_relation_that_has_ended_signs_nothing(apprentice):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    gone = make.practice_educator(apprentice, "Gone", ends_on=yesterday)
    evidence = make.sent_evidence(apprentice)
    with pytest.raises(StepRefused, match="Nobody is named as practice educator or workplace assessor today"):
        operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=gone)


# The tutor's review -------------------------------------------------------------------------------------------


def test_the_tutor_reviews_exactly_the_set_that_was_read(apprentice, grace):
    helen = make.tutor(apprentice)
    make.accepted_evidence(apprentice, by=grace)
    read = operations.hash_of_set(operations.accepted_set(apprentice))
    review = operations.review_portfolio(apprentice, statement="Strong.", read=read, by=helen)
    assert review.covers == operations.accepted_set(apprentice)
    assert review.content_hash == Signature.objects.get(purpose=content.REVIEW).content_hash
    assert Milestone.objects.get().kind == Milestone.Kind.PORTFOLIO_REVIEWED
    make.accepted_evidence(apprentice, by=grace, title="One more")
    with pytest.raises(StepRefused, match="has changed since you opened this page"):
        operations.review_portfolio(apprentice, statement="Strong.", read=read, by=helen)


def test_a_portfolio_with_nothing_accepted_cannot_be_reviewed_and_only_the_tutor_reviews(apprentice, grace):
    helen = make.tutor(apprentice, "Dr Helen Brooks")
    with pytest.raises(StepRefused, match="Nothing in this portfolio is accepted yet"):
        operations.review_portfolio(apprentice, statement="x", read="", by=helen)
    with pytest.raises(StepRefused, match="Dr Helen Brooks reviews this portfolio"):
        operations.review_portfolio(apprentice, statement="x", read="", by=grace)
    assert PortfolioReview.objects.count() == 0


# The timeline -------------------------------------------------------------------------------------------------


def test_the_timeline_reads_like_a_story_and_stays_off_the_apprentices_record(apprentice, grace):
    evidence = make.sent_evidence(apprentice)
    operations.open_shown(evidence, by=grace)
    returned(evidence, grace)
    operations.submit(evidence, by=apprentice.person)
    operations.sign_off(evidence, number=2, judgements=make.all_sufficient(evidence), statement="x", by=grace)
    assert [event.sentence for event in reversed(Event.objects.timeline(evidence))] == [
        "Amara Johnson began this",
        "Amara Johnson sent this to be assessed",
        "Grace Mensah opened this",
        "Grace Mensah returned this for more work",
        "Amara Johnson sent this to be assessed",
        "Grace Mensah opened this",
        "Grace Mensah accepted this and signed",
    ]
    assert not Event.objects.about(apprentice).exists()
