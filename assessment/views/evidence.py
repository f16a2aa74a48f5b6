"""One piece of evidence: read it, see what changed, judge it beside the words of each capability."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices.models import Involvement
from assessment import operations, permissions
from assessment.breaches.permissions import may_flag
from assessment.differences import differences
from assessment.forms import JudgeForm, judge_form
from assessment.models import Breach, Claim, Evidence, EvidenceVersion, ProposedSignOff, WitnessStatement
from assessment.portfolios import stage_now
from assessment.stages import Stage
from assessment.views.asked import evidence_or_404, newest_proposal, person
from core.accounts.models import User
from core.audit.models import Event

MOST_EARLIER = 3
State = Evidence.State
SESSION_KEY = "judging"


@dataclass(frozen=True)
class Shown:
    """A claim as the page shows it: the capability at today's stage, earlier evidence for it, and the judgement."""

    claim: Claim
    descriptor: str
    earlier: list[Claim]
    field: BoundField | None


@require_safe
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, for whoever may read it; the writer's own page; the assessor's form beside the text."""
    found = evidence_or_404(request, reference)
    operations.open_shown(found, by=person(request))
    return page(request, found)


def page(request: HttpRequest, found: Evidence, form: JudgeForm | None = None) -> HttpResponse:
    """The page of a piece of evidence; ``form`` where a judgement was refused and is shown again."""
    user = person(request)
    on = timezone.localdate()
    relations = permissions.relations_of(found.apprentice, on=on)
    may_answer = permissions.may_answer(user, found, relations)
    may_countersign = permissions.may_countersign(user, found, relations, on=on)
    own = found.is_owned_by(user)
    version = found.shown or found.draft
    claims = list(version.claims.select_related("statement__framework")) if version else []
    proposed = newest_proposal(found) if found.was_signed and found.state in Evidence.WAITING and not own else None
    if may_answer and form is None:
        form = unbound_form(request, found, claims, proposed)
    context = {
        "evidence": found,
        "apprentice": found.apprentice,
        "kind": found.the_kind,
        "version": version,
        "own": own,
        "may_answer": may_answer,
        "may_countersign": may_countersign,
        "why_not": (may_countersign if found.state == State.COUNTERSIGN else may_answer).reason,
        "form": form if may_answer else None,
        "stage": stage_for(found),
        "claims": shown_claims(found, claims, form if may_answer else None),
        "attachments": version.attachments.select_related("file") if version else [],
        "timeline": Event.objects.timeline(found),
        "witnesses": _witnesses(found, own=own),
        "proposed": proposed,
        "awaited": permissions.who_countersigns(found, relations, on=on) if found.state == State.COUNTERSIGN else "",
        **_earlier_versions(user, found, version),
        **_reopening(user, found, relations),
        "breach": _breach(user, found),
        "may_flag": may_flag(user, found),
        **_neighbours(request, found, answers=bool(may_answer or may_countersign)),
        **(_own_steps(request, found) if own else {}),
    }
    return render(request, "assessment/evidence.html", context)


@require_safe
def old_version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """An earlier version as it was sent, and what changed after it."""
    found = evidence_or_404(request, reference)
    version = get_object_or_404(
        EvidenceVersion.objects.visible_to(person(request))
        .sent()
        .select_related("returned__returned_by", "sign_off__signed_by", "sign_off__countersigned_by"),
        evidence=found,
        number=number,
    )
    context = {
        "evidence": found,
        "apprentice": found.apprentice,
        "version": version,
        "claims": version.claims.select_related("statement__framework"),
        "attachments": version.attachments.select_related("file"),
    }
    return render(request, "assessment/old_version.html", context)


def unbound_form(
    request: HttpRequest, found: Evidence, claims: list[Claim], proposed: ProposedSignOff | None
) -> JudgeForm:
    """An empty form to judge, or one with what was filled in before the check page, or signed and not countersigned."""
    assert found.shown is not None
    begun: dict[str, Any] = request.session.get(SESSION_KEY, {}).get(found.reference, {})
    initial = {"number": found.shown.number}
    if begun.get("number") != found.shown.number:
        mine = proposed if proposed and proposed.signed_by == person(request) else None
        begun = {"statement": mine.statement, "judgements": mine.judgements} if mine else {}
    if begun:
        initial |= {"statement": begun["statement"]}
        initial |= {f"judgement_{pk}": judgement for pk, judgement in begun["judgements"].items()}
    form = judge_form(claims)(initial=initial)
    form.draft_key = f"judge-{found.reference}-{found.shown.number}"
    return form


def stage_for(found: Evidence) -> Stage:
    """At which level this apprentice is assessed now."""
    return stage_now(found.apprentice)


def shown_claims(found: Evidence, claims: list[Claim], form: JudgeForm | None) -> list[Shown]:
    """Claims with the words of their capability at today's stage and earlier accepted evidence for the same."""
    level = stage_for(found).level if form else ""
    earlier: dict[int, list[Claim]] = defaultdict(list)
    if form:
        for claim in _accepted_for(found, claims):
            earlier[claim.statement_id].append(claim)
    fields = {claim.pk: field for claim, field in form.judged()} if form else {}
    return [
        Shown(
            claim=claim,
            descriptor=claim.statement.descriptors.get(level, ""),
            earlier=earlier[claim.statement_id][:MOST_EARLIER],
            field=fields.get(claim.pk),
        )
        for claim in claims
    ]


def _accepted_for(found: Evidence, claims: list[Claim]) -> QuerySet[Claim]:
    return (
        Claim.objects.filter(
            statement__in=[claim.statement_id for claim in claims],
            version__evidence__apprentice=found.apprentice,
            version__evidence__state=Evidence.State.ACCEPTED,
            version__evidence__shown=F("version"),
        )
        .exclude(version__evidence=found)
        .select_related("version__evidence")
        .order_by("-version__happened_on", "-pk")
    )


def _earlier_versions(user: User, found: Evidence, version: EvidenceVersion | None) -> dict[str, Any]:
    """The version before this one, what its answer asked for and what changed since; and all others that were sent.

    What is hidden from this person is not among them.
    """
    if version is None or (version.number == 1 and found.state != State.ACCEPTED):
        return {"before": None}
    others = list(
        EvidenceVersion.objects.visible_to(user)
        .sent()
        .filter(evidence=found)
        .exclude(pk=version.pk)
        .select_related("returned__returned_by", "sign_off__signed_by", "sign_off__countersigned_by")
    )
    before = next((other for other in others if other.number == version.number - 1), None)
    changes = differences(before.text, version.text) if before else []
    return {"before": before, "changes": changes, "others": others}


def _breach(user: User, found: Evidence) -> Breach | None:
    """The flag that hides this, or an earlier version of it, where this person may follow it."""
    if found.shown is None or (found.state != State.QUARANTINED and found.shown.number == 1):
        return None
    return Breach.objects.visible_to(user).standing().filter(evidence=found).first()


def _witnesses(found: Evidence, *, own: bool) -> QuerySet[WitnessStatement]:
    """What witnesses signed; the writer sees whom they asked as well."""
    statements = found.witness_statements.all() if own else found.witness_statements.given()
    return statements.select_related("witness")


def _reopening(user: User, found: Evidence, relations: list[Involvement]) -> dict[str, Any]:
    """That an accepted piece is open again, and why; or who could open it, and whether this person asks or acts."""
    if found.state == State.ACCEPTED:
        authority = permissions.who_reopens(found, relations)
        return {
            "authority": authority,
            "may_reopen": permissions.may_reopen(user, found, authority),
            "may_ask_to_reopen": permissions.may_ask_to_reopen(user, found, authority),
        }
    if found.shown is None or (found.shown.number == 1 and found.state != State.REOPENED):
        return {}
    return {"reopening": found.reopenings.running().select_related("reopened_by", "version").first()}


def _neighbours(request: HttpRequest, found: Evidence, *, answers: bool) -> dict[str, Any]:
    """The pieces before and after this one among those that wait for this person; after an answer, the first."""
    user = person(request)
    if not answers and found.answered_by_id != user.pk:
        return {}
    waiting = list(Evidence.objects.waiting_for(user, on=timezone.localdate()).values_list("reference", flat=True))
    if found.reference not in waiting:
        return {"waiting": len(waiting), "next": waiting[0] if waiting else ""}
    place = waiting.index(found.reference)
    return {
        "place": place + 1,
        "waiting": len(waiting),
        "previous": waiting[place - 1] if place else "",
        "next": waiting[place + 1] if place + 1 < len(waiting) else "",
    }


def _own_steps(request: HttpRequest, found: Evidence) -> dict[str, Any]:
    """What the writer may do next."""
    user = person(request)
    return {
        "draft": found.draft,
        "may_write": permissions.may_write(user, found),
        "may_take_back": permissions.may_take_back(user, found),
        "may_withdraw": permissions.may_withdraw(user, found),
        "may_throw_away": permissions.may_throw_away(user, found),
        "shares": found.shares.select_related("reader").prefetch_related("comments"),
        "may_ask_for_witness": permissions.may_ask_for_witness(user, found),
    }
