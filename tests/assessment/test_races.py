"""Several people at the same moment: one wins, the others are told, and the totals are exact."""

import datetime

import pytest
from django.utils import timezone

from apprentices.models import Standing
from assessment import operations
from assessment.models import Evidence, ProposedSignOff, Reopening, ReturnForMore, SignOff
from core.audit.signatures import Signature
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROUNDS = 10


def on_a_desk(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_related("shown", "apprentice__person", "answered_by").get(pk=evidence.pk)


def signing(evidence, by):
    mine, judgements = on_a_desk(evidence), make.all_sufficient(evidence)
    return lambda: operations.sign_off(mine, number=1, judgements=judgements, statement="Mine.", by=by)


def test_twenty_signatures_at_once_make_one_and_the_others_hear_whose():
    apprentice = make.portfolio_owner()
    desks = [make.practice_educator(apprentice, f"Educator {number}") for number in range(20)]
    for round_ in range(ROUNDS):
        evidence = make.sent_evidence(apprentice, title=f"Piece {round_}")
        answers = at_once(*(signing(evidence, by) for by in desks))
        signed = SignOff.objects.get(version__evidence=evidence)
        assert answers.count("done") == 1
        assert all(str(signed.signed_by) in answer for answer in answers if answer != "done")
        assert Signature.objects.under(evidence.shown).count() == 1
    assert Standing.objects.get(apprentice=apprentice).evidence_accepted == ROUNDS


def test_sign_off_return_and_withdrawal_at_once_leave_one_of_them():
    apprentice = make.portfolio_owner()
    grace, other = make.practice_educator(apprentice), make.practice_educator(apprentice, "Other")
    for round_ in range(ROUNDS):
        evidence = make.sent_evidence(apprentice, title=f"Piece {round_}")
        operations.open_shown(evidence, by=grace)
        returning, withdrawing = on_a_desk(evidence), on_a_desk(evidence)
        answers = at_once(
            signing(evidence, grace),
            lambda desk=returning: operations.return_for_more(
                desk, number=1, reason="r", enough="e", again_by=make.HAPPENED.replace(year=2099), by=other
            ),
            lambda desk=withdrawing: operations.withdraw(desk, by=apprentice.person),
        )
        assert answers.count("done") == 1
        answered = SignOff.objects.filter(version__evidence=evidence).count()
        answered += ReturnForMore.objects.filter(version__evidence=evidence).count()
        assert answered + (on_a_desk(evidence).state == Evidence.State.WITHDRAWN) == 1
    standing = Standing.objects.get(apprentice=apprentice)
    assert standing.evidence_waiting == 0
    assert standing.evidence_accepted == SignOff.objects.count()


def test_taking_back_against_opening_one_wins():
    apprentice = make.portfolio_owner()
    grace = make.practice_educator(apprentice)
    for round_ in range(ROUNDS):
        evidence = make.sent_evidence(apprentice, title=f"Piece {round_}")
        writer, reader = on_a_desk(evidence), on_a_desk(evidence)
        taken_back, _ = at_once(
            lambda desk=writer: operations.take_back(desk, by=apprentice.person),
            lambda desk=reader: operations.open_shown(desk, by=grace),
        )
        version = evidence.versions.get()
        assert (taken_back == "done") == (version.submitted_at is None) == (version.opened_at is None)


def test_twenty_pieces_sent_at_once_are_all_counted():
    apprentice = make.portfolio_owner()
    drafts = [make.draft_evidence(apprentice, title=f"Piece {number}") for number in range(20)]
    answers = at_once(*(lambda d=draft: operations.submit(d, by=apprentice.person) for draft in drafts))
    assert answers == ["done"] * 20
    assert Standing.objects.get(apprentice=apprentice).evidence_waiting == 20


def test_one_piece_sent_twenty_times_at_once_is_sent_once():
    apprentice = make.portfolio_owner()
    draft = make.draft_evidence(apprentice)
    desks = [on_a_desk(draft) for _ in range(20)]
    answers = at_once(*(lambda d=desk: operations.submit(d, by=apprentice.person) for desk in desks))
    assert answers.count("done") == 1
    assert Standing.objects.get(apprentice=apprentice).evidence_waiting == 1


@pytest.mark.parametrize("step", ["withdraw", "delete"])
def test_a_step_of_the_writer_in_two_tabs_at_once_is_answered_kindly_in_both(step):
    apprentice = make.portfolio_owner()
    educator = make.practice_educator(apprentice)
    for round_ in range(ROUNDS):
        evidence = (make.sent_evidence if step == "withdraw" else make.draft_evidence)(apprentice, title=f"{round_}")
        operations.open_shown(evidence, by=educator)
        url, statuses = f"/assessment/evidence/{evidence.reference}/{step}/", []
        tabs = [make.signed_in(apprentice.person) for _ in range(4)]
        at_once(*(lambda tab=tab, url=url, to=statuses: to.append(tab.post(url).status_code) for tab in tabs))
        assert len(statuses) == len(tabs)
        assert set(statuses) <= {302, 403, 404}
        left = Evidence.objects.filter(pk=evidence.pk).values_list("state", flat=True)
        assert list(left) == (["withdrawn"] if step == "withdraw" else [])


def test_a_file_taken_away_while_the_draft_is_sent_is_gone_or_frozen():
    apprentice = make.portfolio_owner()
    make.practice_educator(apprentice)
    for round_ in range(ROUNDS):
        evidence = make.draft_evidence(apprentice, title=f"{round_}")
        file = make.attached_file(evidence)
        statuses = []
        remove = f"/assessment/evidence/{evidence.reference}/files/{file.reference}/remove/"
        one, other = make.signed_in(apprentice.person), make.signed_in(apprentice.person)
        at_once(
            lambda one=one, to=statuses, url=remove: to.append(one.post(url).status_code),
            lambda other=other, to=statuses, e=evidence: to.append(
                other.post(f"/assessment/evidence/{e.reference}/send/", {"confirmed": "on"}).status_code
            ),
        )
        assert len(statuses) == 2
        assert set(statuses) <= {200, 302, 403, 404, 409}


def test_countersigned_and_sent_back_at_once_one_of_them_holds():
    apprentice = make.portfolio_owner()
    trainee, overseer = make.overseen_educator(apprentice)
    for round_ in range(ROUNDS):
        evidence = make.signed_evidence(apprentice, by=trainee, title=f"{round_}")
        proposed = ProposedSignOff.objects.get(version=evidence.shown).pk
        desks = [on_a_desk(evidence) for _ in range(4)]
        answers = at_once(
            *(lambda d=desk, p=proposed: operations.countersign(d, proposed=p, by=overseer) for desk in desks[:2]),
            *(
                lambda d=desk, p=proposed: operations.refuse_countersignature(d, proposed=p, reason="x", by=overseer)
                for desk in desks[2:]
            ),
        )
        assert answers.count("done") == 1
        accepted = SignOff.objects.filter(version__evidence=evidence).exists()
        assert Evidence.objects.get(pk=evidence.pk).state == ("accepted" if accepted else "submitted")
    found = Standing.objects.get(apprentice=apprentice)
    assert (found.evidence_waiting + found.evidence_accepted, found.evidence_accepted) == (
        ROUNDS,
        SignOff.objects.count(),
    )


def test_opened_again_ten_times_at_once_it_is_open_once():
    apprentice = make.portfolio_owner()
    grace = make.practice_educator(apprentice)
    evidence = make.accepted_evidence(apprentice, by=grace)
    desks, until = [on_a_desk(evidence) for _ in range(10)], timezone.localdate()
    answers = at_once(
        *(lambda d=desk: operations.reopen(d, number=1, reason="x", until=until, by=grace) for desk in desks)
    )
    assert (answers.count("done"), Reopening.objects.count()) == (1, 1)
    assert Standing.objects.get(apprentice=apprentice).evidence_accepted == 0


def test_sent_at_the_moment_at_which_what_was_accepted_stands_again_it_is_one_or_the_other():
    apprentice = make.portfolio_owner()
    grace = make.practice_educator(apprentice)
    late = timezone.now() + datetime.timedelta(days=30)
    for round_ in range(ROUNDS):
        evidence = make.reopened_evidence(apprentice, assessor=grace, title=f"{round_}")
        desk = on_a_desk(evidence)
        at_once(lambda d=desk: operations.submit(d, by=apprentice.person), lambda: operations.let_stand(at=late))
        now = Evidence.objects.select_related("shown").get(pk=evidence.pk)
        running = Reopening.objects.running().filter(evidence=evidence).exists()
        assert (now.state, now.shown.number, running) in {("submitted", 2, True), ("accepted", 1, False)}
        if running:
            operations.sign_off(now, number=2, judgements=make.all_sufficient(now), statement="x", by=grace)
    assert Standing.objects.get(apprentice=apprentice).evidence_accepted == ROUNDS
