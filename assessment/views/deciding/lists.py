"""Which portfolios are being decided, one of them as far as this person may know of it, and what was handed in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter

from assessment.deciding import board_permissions, permissions
from assessment.deciding.sight import Sight, asked_for, papers_of, sight_of
from assessment.models import (
    ChairsAction,
    Evidence,
    EvidenceVersion,
    Observation,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
)
from assessment.views.asked import person
from assessment.views.deciding.asked import decided_or_404, facts_of, submission_or_404
from core.accounts.models import User
from core.audit.models import Event
from core.tables.columns import Column, Tag
from core.tables.filters import PortalFilterSet
from core.tables.listing import ListPage
from core.words import Tone, day

State = PortfolioSubmission.State
TONES: dict[str, Tone] = {State.RELEASED: "quiet", State.REPLACED: "quiet", State.TAKEN_BACK: "quiet"}


class SubmissionFilters(PortalFilterSet):
    """By state; only those who decide have more than one to choose from."""

    state = ChoiceFilter(label="State", choices=State.choices, empty_label="All")


class Submissions(ListPage):
    """Portfolios that this person has a part in deciding; an apprentice finds their own, without how it goes."""

    title = "Portfolios being decided"
    noun = "portfolio"
    empty = "No portfolio is handed in. An apprentice hands one in at the end of a placement."
    default_sort = "-handed_in"

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        return (
            Column(
                "apprentice",
                "Apprentice",
                value="placement.apprentice.person.name",
                sort=("placement__apprentice__person__name",),
                url=lambda s: reverse("assessment:submission", args=[s.reference]),
            ),
            Column("placement", "Placement", value="placement.name", sort=("placement__number",)),
            Column("handed_in", "Handed in", value=lambda s: day(s.handed_in_at), sort=("handed_in_at",)),
            Column("state", "State", value=self._tag, kind="tag"),
        )

    @property
    def filterset_class(self) -> type[PortalFilterSet] | None:  # type: ignore[override]
        """An apprentice filters by no state: which of them finds something would say how it goes."""
        decides = PortfolioSubmission.objects.decided_by(person(self.request)).exists()
        return SubmissionFilters if decides else None

    def get_queryset(self) -> QuerySet[PortfolioSubmission]:
        return PortfolioSubmission.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[PortfolioSubmission]) -> QuerySet[PortfolioSubmission]:
        return records.select_related("placement__apprentice__person")

    def _tag(self, submission: PortfolioSubmission) -> Tag:
        own = submission.placement.apprentice.person_id == person(self.request).pk
        words = submission.state_for_apprentice if own else submission.get_state_display()
        return Tag(words, TONES.get(submission.state, "waiting"))


@require_safe
def submission(request: HttpRequest, reference: str) -> HttpResponse:
    """One portfolio that was handed in: for those who decide all that their part needs, for the apprentice no more
    than that it is being decided.
    """
    found, user = submission_or_404(request, reference), person(request)
    sight = sight_of(user, found)
    context = {
        "submission": found,
        "apprentice": found.placement.apprentice,
        "own": found.placement.apprentice.person_id == user.pk,
        "sight": sight,
        "facts": facts_of(found),
        "papers": papers_of(user, found, sight),
        "asked_for": asked_for(found),
        "actions": _actions(user, found),
    }
    context |= _for_deciders(user, found, sight) if sight.decides else _for_apprentice(user, found)
    return render(request, "assessment/decisions/submission.html", context)


def _actions(user: User, found: PortfolioSubmission) -> list[ChairsAction]:
    """Chair's actions, for the parties who agree to them and for those who decide."""
    return list(found.chairs_actions.all())


def _for_apprentice(user: User, found: PortfolioSubmission) -> dict[str, Any]:
    released = found.board_decisions.filter(released_at__isnull=False).order_by("released_at").last()
    on = timezone.localdate()
    return {
        "tag": Tag(found.state_for_apprentice, TONES.get(found.state, "waiting")),
        "may": {
            "take_back": permissions.may_take_back(user, found),
            "hand_in": found.state == State.RETURNED and permissions.may_hand_in(user, found.placement, on=on),
            "appeal": board_permissions.may_appeal(user, released, on=on) if released else None,
        },
        "released": released,
        "provisional": released is not None and board_permissions.is_provisional(released, on=on),
        "appeals": list(released.appeals.all()) if released else [],
        "before": _handed_in(found),
    }


def _for_deciders(user: User, found: PortfolioSubmission, sight: Sight) -> dict[str, Any]:
    beside = Recommendation.objects.visible_to(user).filter(submission=found, state=Recommendation.State.COUNTERSIGN)
    waiting = found.recommendations.filter(queries__answered_at=None, queries__isnull=False).first()
    opinions = found.second_opinions.select_related("educator__person", "asked_by").order_by("pk")
    my_opinion = opinions.filter(educator__person=user, state__in=SecondOpinion.OPEN).first()
    to_beside = beside.select_related("written_by").first()
    if to_beside is not None:
        to_beside.submission = found
    asks = sight.panel or user == _asker(found)
    return {
        "tag": Tag(_state_for(found, sight), TONES.get(found.state, "waiting")),
        "to_beside": to_beside,
        "my_opinion": my_opinion,
        "open_opinions": [one for one in opinions if one.state in SecondOpinion.OPEN] if asks else [],
        "may": {
            "recommend": permissions.may_recommend(user, found),
            "beside": to_beside is not None and permissions.may_sign_beside(user, to_beside),
            "answer_query": waiting is not None and found.state == State.QUERIED and user == waiting.written_by,
            "review": permissions.may_review(user, found),
            "ask_second": permissions.may_ask_second_opinion(user, found),
            "propose": board_permissions.may_propose_action(user, found),
        },
        "handed_in": _handed_in(found),
        "earlier_portfolios": _earlier_portfolios(user, found),
        "timeline": Event.objects.timeline(found) if sight.board else [],
    }


def _asker(found: PortfolioSubmission) -> User | None:
    last = found.second_opinions.order_by("-pk").select_related("asked_by").first()
    return last.asked_by if last else None


def _state_for(found: PortfolioSubmission, sight: Sight) -> str:
    """The state as this person may know it: what panel and board do is theirs until the release."""
    ahead = (State.WITH_PANEL, State.PANEL_RECOMMENDED, State.DECIDED)
    if found.state in ahead and not sight.panel:
        return "With panel and board"
    return str(found.get_state_display())


def _handed_in(found: PortfolioSubmission) -> dict[str, Any]:
    """What was handed in, by title; each leads to the words as they were accepted."""
    versions = {v.content_key: v for v in _versions(found)}
    named = [
        (piece, versions.get((piece["evidence"], piece["version"])), earlier)
        for earlier, pieces in ((False, found.snapshot["evidence"]), (True, found.snapshot["earlier"]))
        for piece in pieces
    ]
    observations = Observation.objects.filter(
        reference__in=[one["observation"] for one in found.snapshot["observations"]]
    ).select_related("observer")
    return {
        "pieces": [(piece, version) for piece, version, earlier in named if version and not earlier],
        "earlier": [(piece, version) for piece, version, earlier in named if version and earlier],
        "observations": list(observations),
        "self_assessments": found.snapshot["self_assessments"],
    }


def _versions(found: PortfolioSubmission) -> list[Any]:
    pieces = [*found.snapshot["evidence"], *found.snapshot["earlier"]]
    rows: list[Any] = list(
        EvidenceVersion.objects.not_hidden()
        .filter(evidence__reference__in=[piece["evidence"] for piece in pieces])
        .select_related("evidence")
    )
    for row in rows:
        row.content_key = (row.evidence.reference, row.number)
    return rows


def _earlier_portfolios(user: User, found: PortfolioSubmission) -> list[PortfolioSubmission]:
    """What this person may see of portfolios of the same apprentice before: context, and no proof."""
    earlier = PortfolioSubmission.objects.visible_to(user).filter(
        placement__apprentice=found.placement.apprentice_id, handed_in_at__lt=found.handed_in_at
    )
    return list(earlier.select_related("placement__apprentice__person").order_by("handed_in_at"))


@require_safe
def piece(request: HttpRequest, reference: str, evidence: str) -> HttpResponse:
    """One piece as it was handed in, whatever has become of it since; the version that was accepted and signed."""
    found = decided_or_404(request, reference)
    pieces = [*found.snapshot["evidence"], *found.snapshot["earlier"]]
    named = next((one for one in pieces if one["evidence"] == evidence), None)
    if named is None:
        raise Http404("It was not handed in.")
    version = get_object_or_404(
        EvidenceVersion.objects.not_hidden().select_related(
            "evidence__apprentice__person", "sign_off__signed_by", "sign_off__countersigned_by"
        ),
        evidence__reference=evidence,
        number=named["version"],
    )
    context = {
        "submission": found,
        "evidence": version.evidence,
        "version": version,
        "apprentice": version.evidence.apprentice,
        "claims": version.claims.select_related("statement__framework"),
        "attachments": version.attachments.select_related("file"),
        "is_earlier": named in found.snapshot["earlier"],
        "again": version.evidence.state == Evidence.State.REOPENED,
    }
    return render(request, "assessment/decisions/piece.html", context)


@require_safe
def observation(request: HttpRequest, reference: str, observed: str) -> HttpResponse:
    """One signed observation that was handed in."""
    found = decided_or_404(request, reference)
    if observed not in {one["observation"] for one in found.snapshot["observations"]}:
        raise Http404("It was not handed in.")
    one = get_object_or_404(Observation.objects.select_related("observed", "observer", "signed_by"), reference=observed)
    context = {
        "submission": found,
        "papers": one,
        "capabilities": one.capabilities.select_related("statement__framework"),
        "feedback": getattr(one, "feedback", None),
    }
    return render(request, "assessment/decisions/observation.html", context)
