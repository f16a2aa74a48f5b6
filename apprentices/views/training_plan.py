"""The training plan: read section by section, confirmed, compared with earlier versions, taken along as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, permissions, plan_content
from apprentices.models import Apprentice, Party, PlanChange, PlanSection, SectionConfirmation, TrainingPlan
from apprentices.views.record import visible_record
from core.accounts.devices import address_of
from core.accounts.models import User
from core.documents import packs
from core.forms import SignForm
from core.permissions import require
from core.records import reference_in
from core.words import count, listed
from core.workflow import StepRefused

ORDER = list(PlanSection.NEEDS)


@dataclass(frozen=True)
class Shown:
    """A version of a section as the page shows it."""

    section: PlanSection
    lines: Sequence[tuple[str, str]]
    confirmed: Sequence[SectionConfirmation]
    missing: Sequence[str]
    may_change: bool = False

    @property
    def still(self) -> str:
        """Who has not confirmed yet, in words."""
        return listed(f"the {Party(party).label.lower()}" for party in self.missing)


def shown(sections: Sequence[PlanSection], *, party: str | None = None) -> list[Shown]:
    """Sections in their order, with lines in words and who confirmed them; two queries, however many."""
    found = SectionConfirmation.objects.filter(section__in=sections).select_related("by")
    by_section: dict[int, list[SectionConfirmation]] = {}
    for confirmation in found:
        by_section.setdefault(confirmation.section_id, []).append(confirmation)
    return [
        Shown(
            section=section,
            lines=plan_content.in_words(section.kind, section.content),
            confirmed=by_section.get(section.pk, []),
            missing=section.missing(c.party for c in by_section.get(section.pk, [])),
            may_change=party in section.needs,
        )
        for section in sorted(sections, key=lambda section: (ORDER.index(section.kind), section.number))
    ]


def readable(request: HttpRequest, reference: str) -> Apprentice:
    """The record whose plan this person may read; 404 where the record is not theirs to see."""
    apprentice = visible_record(request, reference)
    require(permissions.may_read_plan(request.user, apprentice))  # type: ignore[arg-type]
    return apprentice


def plan_of(apprentice: Apprentice) -> TrainingPlan:
    plan = TrainingPlan.objects.filter(apprentice=apprentice).first()
    if plan is None:
        raise Http404
    plan.apprentice = apprentice
    return plan


def acting(request: HttpRequest, apprentice: Apprentice) -> Party:
    """For whom this person acts; 403 with the reason where they only read."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_confirm_plan(user, apprentice))
    party = permissions.party_of(user, apprentice)
    assert party is not None
    return party


@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Every section as it holds, who confirmed it, what waits for whom, and a change that is proposed."""
    apprentice = readable(request, reference)
    user: User = request.user  # type: ignore[assignment]
    may_act = permissions.may_confirm_plan(user, apprentice)
    found = TrainingPlan.objects.filter(apprentice=apprentice).first()
    context: dict[str, Any] = {"apprentice": apprentice, "plan": found, "may_act": may_act}
    if found is None:
        return render(request, "apprentices/plan/none.html", context)
    party = permissions.party_of(user, apprentice)
    sections = shown(list(found.sections.current()), party=party if may_act else None)
    change = found.changes.filter(state=PlanChange.State.PENDING).select_related("proposed_by").first()
    if change is not None:
        change.plan = found
        found.apprentice = apprentice
    context |= {
        "sections": sections,
        "open": [part for part in sections if part.section.state == PlanSection.State.OPEN],
        "mine": len([part for part in sections if party in part.missing]) if may_act else 0,
        "change": change,
        "proposed": proposals(change) if change else [],
        "may_answer": change and permissions.may_answer_change(user, change),
        "may_withdraw": change and permissions.may_withdraw_change(user, change),
        "scan": apprentice.skills_scans.filter(prior_learning__recognised__isnull=False).first()
        if permissions.may_read_scans(user, apprentice)
        else None,
    }
    return render(request, "apprentices/plan/plan.html", context)


@dataclass(frozen=True)
class Proposed:
    """What a change would make different in one section, and who still has to agree."""

    title: str
    lines: Sequence[tuple[str, str, str]]
    still: str


def proposals(change: PlanChange) -> list[Proposed]:
    """The sections of a change beside those that they would replace."""
    sections = list(change.sections.select_related("replaces"))
    return [
        Proposed(
            title=part.section.get_kind_display(),
            lines=plan_content.differences(
                part.section.kind, part.section.replaces.content if part.section.replaces else {}, part.section.content
            ),
            still=part.still,
        )
        for part in shown(sections)
    ]


@require_POST
def open_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the plan of an apprentice who started before the portal kept plans."""
    apprentice = readable(request, reference)
    acting(request, apprentice)
    operations.open_plan(apprentice, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "The plan is written from the record. Read it, then confirm it section by section.")
    return redirect("apprentices:plan", reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Check what waits for this party, then confirm all of it with one press; ``section`` names one alone."""
    apprentice = readable(request, reference)
    party = acting(request, apprentice)
    waiting = plan_of(apprentice).sections.filter(state=PlanSection.State.OPEN).waiting_for(party)
    if one := request.GET.get("section"):
        waiting = waiting.filter(reference=reference_in(one))
    sections = list(waiting)
    if not sections:
        messages.info(request, "No section waits for you.")
        return redirect("apprentices:plan", reference=reference)
    begun = {section.reference: section.content_hash for section in sections}
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _confirmed(request, apprentice, sections, party)
        messages.warning(request, "The plan has changed since you opened this page. Read it again, then confirm.")
    form = SignForm(begun=begun)
    form.submit = f"Confirm {count(len(sections), 'section')}"
    context = {"apprentice": apprentice, "parts": shown(sections), "party": party.label.lower(), "form": form}
    return render(request, "apprentices/plan/confirm.html", context)


def _confirmed(
    request: HttpRequest, apprentice: Apprentice, sections: Sequence[PlanSection], party: Party
) -> HttpResponse:
    try:
        done = operations.confirm_sections(
            sections,
            party=party,
            by=request.user,  # type: ignore[arg-type]
            address=address_of(request),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{count(done, 'section')} confirmed for the {party.label.lower()}.")
    return redirect("apprentices:plan", reference=apprentice.reference)


@require_safe
def versions(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Every version of a section, and what differs between two of them."""
    apprentice = readable(request, reference)
    if kind not in PlanSection.NEEDS:
        raise Http404
    sections = list(
        plan_of(apprentice).sections.filter(kind=kind).select_related("change__proposed_by").order_by("number")
    )
    older, newer = _two(request, sections)
    context = {
        "apprentice": apprentice,
        "kind": kind,
        "title": PlanSection.Kind(kind).label,
        "parts": list(reversed(shown(sections))),
        "older": older,
        "newer": newer,
        "differences": plan_content.differences(kind, older.content, newer.content),
    }
    return render(request, "apprentices/plan/versions.html", context)


def _two(request: HttpRequest, sections: Sequence[PlanSection]) -> tuple[PlanSection, PlanSection]:
    """The two versions to compare: those that were chosen, else the newest and the one before it."""
    numbers = {str(section.number): section for section in sections}
    newer = numbers.get(request.GET.get("with", ""), sections[-1])
    before = [section for section in sections if section.number < newer.number]
    older = numbers.get(request.GET.get("version", ""), before[-1] if before else newer)
    return older, newer


@require_POST
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan as a PDF, made in the background from a snapshot."""
    apprentice = readable(request, reference)
    plan_of(apprentice)
    title = f"Training plan of {apprentice}"
    _, job = packs.ask(builder="training_plan", subject=apprentice, title=title, by=request.user)  # type: ignore[arg-type]
    return redirect(reverse("job", args=[job.reference]))
