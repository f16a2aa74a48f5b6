"""Who hears what about a piece of evidence beyond who assesses it. Mails name the kind of evidence, never its words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from assessment import pack, permissions
from assessment.models import (
    CountersignatureRefused,
    DraftComment,
    DraftShare,
    Evidence,
    ProposedSignOff,
    Reopening,
    WitnessStatement,
    oversight,
    readers,
)
from core import links
from core.accounts.models import User
from core.documents.models import Pack
from core.notifications import outbox

WITNESS_LINK = "witness_evidence"


def tell_the_writer(evidence: Evidence, number: int) -> None:
    outbox.owe(
        to=evidence.apprentice.person,
        template="evidence_answered",
        context={"evidence": evidence},
        key=f"evidence-answered-{evidence.reference}-{number}",
    )


# Countersigning -----------------------------------------------------------------------------------------------


def ask_to_countersign(evidence: Evidence, proposed: ProposedSignOff, *, on: datetime.date) -> None:
    relations = permissions.relations_of(evidence.apprentice, on=on)
    for relation in oversight.countersigners(relations, signed_by=proposed.signed_by, on=on):
        assert relation.person is not None
        outbox.owe(
            to=relation.person,
            template="evidence_to_countersign",
            context={"evidence": evidence, "apprentice": evidence.apprentice, "signed_by": proposed.signed_by},
            key=f"evidence-to-countersign-{proposed.pk}-{relation.person.pk}",
        )


def not_countersigned(evidence: Evidence, refused: CountersignatureRefused) -> None:
    outbox.owe(
        to=refused.signed_by,
        template="evidence_not_countersigned",
        context={"evidence": evidence, "apprentice": evidence.apprentice, "by": refused.refused_by},
        key=f"evidence-not-countersigned-{refused.pk}",
    )


# Reopening ----------------------------------------------------------------------------------------------------


def asked_to_reopen(evidence: Evidence, people: Iterable[User], *, by: User, on: datetime.date) -> None:
    for person in people:
        outbox.owe(
            to=person,
            template="evidence_reopening_asked",
            context={"evidence": evidence, "apprentice": evidence.apprentice, "by": by},
            key=f"evidence-reopening-asked-{evidence.reference}-{by.pk}-{person.pk}-{on:%Y%m%d}",
        )


def reopened(reopening: Reopening) -> None:
    on = timezone.localdate(reopening.reopened_at)
    _tell_all(reopening, "evidence_reopened", on=on, but=reopening.reopened_by)


def reopening_ended(reopening: Reopening, *, on: datetime.date) -> None:
    _tell_all(reopening, "evidence_reopening_ended", on=on)


def relied_on_by(reopening: Reopening, *, on: datetime.date) -> list[User]:
    """The writer; who signed, countersigned and bore witness; who assesses, reviews and reads; who had it in a pack."""
    evidence, sign_off = reopening.evidence, reopening.version.sign_off
    relations = permissions.relations_of(evidence.apprentice, on=on)
    reviews = evidence.apprentice.portfolio_reviews.filter(reviewed_at__gte=sign_off.complete_at)
    packs = Pack.objects.filter(
        builder=pack.NAME, subject_id=evidence.apprentice_id, created_at__gte=sign_off.complete_at
    )
    people = [
        evidence.apprentice.person,
        sign_off.signed_by,
        sign_off.countersigned_by,
        reopening.reopened_by,
        *(statement.witness for statement in evidence.witness_statements.given().select_related("witness")),
        *(review.reviewed_by for review in reviews.select_related("reviewed_by")),
        *(made.asked_by for made in packs.select_related("asked_by")),
        *(relation.person for relation in relations if relation.kind in readers.READING_KINDS),
    ]
    return list({person.pk: person for person in people if person is not None}.values())


def _tell_all(reopening: Reopening, template: str, *, on: datetime.date, but: User | None = None) -> None:
    for person in relied_on_by(reopening, on=on):
        if person != but:
            outbox.owe(
                to=person,
                template=template,
                context={
                    "evidence": reopening.evidence,
                    "apprentice": reopening.evidence.apprentice,
                    "reopening": reopening,
                    "accepted_at": reopening.version.sign_off.complete_at,
                    "own": person == reopening.evidence.apprentice.person,
                },
                key=f"{template}-{reopening.pk}-{person.pk}",
            )


# Witnesses ----------------------------------------------------------------------------------------------------


def ask_witness(statement: WitnessStatement) -> None:
    """A mail with the page; for whoever has no account, with a link of their own."""
    person = statement.witness
    by_link = person.comes_by_link
    outbox.owe(
        to=person,
        template="witness_asked",
        context={
            "statement": statement,
            "apprentice": statement.evidence.apprentice,
            "link": links.make(person=person, purpose=WITNESS_LINK, subject=statement)[1] if by_link else "",
        },
        secret=by_link,
        key=f"witness-asked-{statement.reference}",
    )


def witness_answered(statement: WitnessStatement) -> None:
    outbox.owe(
        to=statement.asked_by,
        template="witness_answered",
        context={"statement": statement, "evidence": statement.evidence},
        key=f"witness-answered-{statement.reference}",
    )


# Drafts for comment -------------------------------------------------------------------------------------------


def draft_shared(share: DraftShare) -> None:
    outbox.owe(
        to=share.reader,
        template="draft_shared",
        context={"share": share, "apprentice": share.evidence.apprentice},
        key=f"draft-shared-{share.reference}",
    )


def draft_commented(comment: DraftComment) -> None:
    outbox.owe(
        to=comment.share.shared_by,
        template="draft_commented",
        context={"evidence": comment.share.evidence, "by": comment.share.reader},
        key=f"draft-commented-{comment.pk}",
    )
