"""Evidence by the hundred thousand: each accepted piece with four claims, the newest of each apprentice waiting."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from assessment.models import Claim, Evidence, EvidenceVersion, SignOff
from consortium.models import Statement
from demo import clock

if TYPE_CHECKING:
    from demo.scale.apprentices import Learner, Scale

PIECES, MOST_PIECES = 30, 400
"""How much evidence an apprentice has, and the first of all, whose portfolio is the largest there is."""

CLAIMS = 4
TEXT = "I listened first. I had prepared questions, and put them away when I saw that she wanted to talk. " * 6
KINDS = ("reflective_log", "observation", "supervision_record")
State = Evidence.State


def write_evidence(scale: Scale, learners: list[Learner]) -> None:
    statements = {}
    for learner in learners:
        version = learner.cohort.standard_version
        if version.pk not in statements:
            found = Statement.objects.filter(framework__in=version.frameworks.in_force(scale.today))
            statements[version.pk] = list(found.order_by("pk").values_list("pk", "framework__judged"))
        pieces = MOST_PIECES if learner.number == 0 else PIECES
        for piece in range(pieces):
            waits = piece == pieces - 1 and learner.is_learning(scale.today)
            _write(scale, learner, piece, statements[version.pk], waits=waits)


def _write(scale: Scale, learner: Learner, piece: int, statements: list[tuple[int, bool]], *, waits: bool) -> None:
    happened_on = min(learner.ends_on, scale.today) - datetime.timedelta(days=3 + piece % 80)
    sent_at = clock.on(happened_on + datetime.timedelta(days=1), 19)
    answered_at = sent_at + datetime.timedelta(days=1)
    content_hash = f"{scale.dice.getrandbits(256):064x}"
    shown = scale.of(EvidenceVersion).last + 1
    evidence = scale.add(
        Evidence,
        apprentice=learner.pk,
        kind=KINDS[piece % len(KINDS)],
        state=State.SUBMITTED if waits else State.ACCEPTED,
        shown=shown,
        waiting_since=sent_at if waits else None,
        answered_by=None if waits else learner.educator,
        answered_at=None if waits else answered_at,
    )
    scale.add(
        EvidenceVersion,
        evidence=evidence,
        title=f"A visit that changed my mind, {piece + 1}",
        text=TEXT,
        happened_on=happened_on,
        submitted_at=sent_at,
        content_hash=content_hash,
    )
    for statement, judged in scale.dice.sample(statements, CLAIMS):
        answered = judged and not waits
        scale.add(
            Claim,
            version=shown,
            statement=statement,
            why="I kept an open mind.",
            judgement=Claim.Judgement.SUFFICIENT if answered else "",
            judged_at=answered_at if answered else None,
        )
    if not waits:
        scale.add(
            SignOff,
            version=shown,
            statement="Thoughtful, and true to what I saw.",
            signed_by=learner.educator,
            signed_as="Practice educator",
            signed_at=answered_at,
            written_by=learner.person,
            content_hash=content_hash,
        )
