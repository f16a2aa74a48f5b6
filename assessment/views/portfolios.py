"""Whose portfolio, what is in it, what waits for me, and what it covers."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter

from apprentices.models import Apprentice, Involvement
from apprentices.people import kinds, own_record
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import working_days
from assessment import pack, permissions, portfolios
from assessment.academic.permissions import may_see_marks
from assessment.capability_reviews.permissions import convenes
from assessment.coverage import Covered, with_evidence
from assessment.deciding.places import ends_of
from assessment.kinds import all_kinds
from assessment.models import DraftShare, Evidence, EvidenceVersion, PortfolioReview, readers
from assessment.sources import triangulation_of
from assessment.views.asked import person, portfolio_or_404
from assessment.worklist import PATIENCE
from core import words
from core.accounts.models import User
from core.charts import HeatTable, heat_table
from core.documents.models import Pack
from core.tables.columns import Column, Tag
from core.tables.filters import PortalFilterSet
from core.tables.listing import ListPage

State = Evidence.State


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a portfolio begins for this person: their own, what waits for them, or the list."""
    user = person(request)
    held = kinds(user)
    if Involvement.Kind.SELF in held and (own := own_record(user)) is not None:
        return redirect("assessment:portfolio", own.reference)
    if held.intersection(readers.ASSESSING_KINDS) and Involvement.Kind.TUTOR not in held:
        return redirect("assessment:queue")
    return redirect("assessment:portfolios")


def last_step_at(evidence: Evidence) -> datetime.datetime:
    """When it was answered, sent, or begun, whichever came last."""
    return evidence.answered_at or evidence.waiting_since or evidence.created_at


def _evidence_url(evidence: Evidence) -> str:
    return reverse("assessment:evidence", args=[evidence.reference])


def shown_to(user: User) -> QuerySet[DraftShare]:
    """Drafts that apprentices show to this person for comment, newest first."""
    shown = DraftShare.objects.open_to(user, on=timezone.localdate())
    return shown.select_related("evidence__apprentice__person").order_by("-shared_at")[:20]


class EvidenceFilters(PortalFilterSet):
    """By state and kind."""

    state = ChoiceFilter(label="State", choices=State.choices, empty_label="All")
    kind = ChoiceFilter(
        label="Kind", choices=lambda: [(kind.code, kind.name) for kind in all_kinds().values()], empty_label="All"
    )


class Portfolio(ListPage):
    """Everything in one apprentice's portfolio that this person may read."""

    template_name = "assessment/portfolio.html"
    noun = "piece of evidence"
    plural = "pieces of evidence"
    filterset_class = EvidenceFilters
    default_sort = "-moved"
    columns = (
        Column("title", "Evidence", value=lambda evidence: evidence.title, url=_evidence_url),
        Column("kind", "Kind", value=lambda evidence: evidence.the_kind.name, sort=("kind",)),
        Column("state", "State", kind="tag", sort=("state",)),
        Column(
            "happened",
            "Happened",
            value=lambda evidence: (evidence.shown or evidence.draft).happened_on,
            sort=("shown__happened_on",),
            kind="date",
        ),
        Column("moved", "Last step", value=last_step_at, sort=("moved_at",), kind="date"),
    )

    @cached_property
    def apprentice(self) -> Apprentice:
        return portfolio_or_404(self.request, self.kwargs["reference"])

    @property
    def own(self) -> bool:
        return self.apprentice.person_id == person(self.request).pk

    @property
    def title(self) -> str:  # type: ignore[override]
        return "Your portfolio" if self.own else f"Portfolio of {self.apprentice}"

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.own:
            return "Your portfolio is empty. Write a reflective log about something that happened this week."
        return f"{self.apprentice} has not sent any evidence yet."

    def get_queryset(self) -> QuerySet[Evidence]:
        found = Evidence.objects.visible_to(person(self.request)).filter(apprentice=self.apprentice)
        return found.annotate(moved_at=Coalesce("answered_at", "waiting_since", "created_at"))

    def with_details(self, records: QuerySet[Evidence]) -> QuerySet[Evidence]:
        drafts = EvidenceVersion.objects.filter(submitted_at__isnull=True)
        return records.select_related("shown").prefetch_related(
            Prefetch("versions", queryset=drafts, to_attr="being_written")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            apprentice=self.apprentice,
            own=self.own,
            portfolios_url=reverse("assessment:portfolios"),
            affairs=self._affairs(),
            may_start=permissions.may_start(person(self.request), self.apprentice),
            ends=ends_of(person(self.request), self.apprentice),
            sees_marks=may_see_marks(person(self.request), self.apprentice),
            **kwargs,
        )

    def _affairs(self) -> str:
        """How the portfolio stands, in a sentence."""
        counts = dict(
            self.get_queryset()
            .order_by()
            .values_list("state")
            .annotate(pieces=Count("pk"))
            .values_list("state", "pieces")
        )
        said = [
            f"{counts[state]} {State(state).label.lower()}"
            for state in (
                State.ACCEPTED,
                State.SUBMITTED,
                State.COUNTERSIGN,
                State.RETURNED,
                State.REOPENED,
                State.DRAFT,
            )
            if counts.get(state)
        ]
        return f"{words.capitalised(words.listed(said))}." if said else ""


class Queue(ListPage):
    """What waits for this person to assess it, oldest first."""

    title = "Waiting for you to assess"
    template_name = "assessment/queue.html"
    noun = "piece of evidence"
    plural = "pieces of evidence"
    empty = "Nothing waits for you. When an apprentice sends evidence, it stands here and you get a mail."
    default_sort = "sent"

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        on, closed = timezone.localdate(), bank_holidays()

        def age(evidence: Evidence) -> Tag:
            days = working_days(timezone.localdate(evidence.waiting_since), on, closed)
            return Tag(words.count(days, "working day"), "late" if days > PATIENCE else "quiet")

        return (
            Column("title", "Evidence", value=lambda evidence: str(evidence.shown), url=_evidence_url),
            Column("apprentice", "Apprentice", value="apprentice.person.name", sort=("apprentice__person__name",)),
            Column("kind", "Kind", value=lambda evidence: evidence.the_kind.name, sort=("kind",)),
            Column(
                "step",
                "To do",
                value=lambda evidence: "Countersign" if evidence.state == State.COUNTERSIGN else "Assess",
                sort=("state",),
            ),
            Column("version", "Version", value="shown.number", kind="number"),
            Column(
                "sent",
                "Since",
                value=lambda evidence: timezone.localdate(evidence.waiting_since),
                sort=("waiting_since",),
                kind="date",
            ),
            Column("age", "Waiting", value=age, kind="tag"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(drafts=shown_to(person(self.request)), **kwargs)

    def get_queryset(self) -> QuerySet[Evidence]:
        return Evidence.objects.waiting_for(person(self.request), on=timezone.localdate())

    def with_details(self, records: QuerySet[Evidence]) -> QuerySet[Evidence]:
        return records.select_related("shown", "apprentice__person")


class Portfolios(ListPage):
    """Portfolios that this person reads: how many pieces, and whether anything is new since the last review."""

    title = "Portfolios"
    template_name = "assessment/portfolios.html"
    noun = "portfolio"
    empty = "You do not read anybody’s portfolio today. A relation to an apprentice opens it, for its dates."
    default_sort = "-news"
    columns = (
        Column(
            "apprentice",
            "Apprentice",
            value="person.name",
            sort=("person__name",),
            url=lambda apprentice: reverse("assessment:portfolio", args=[apprentice.reference]),
        ),
        Column("employer", "Employer", value="employer.short_name", sort=("employer__short_name",)),
        Column(
            "accepted",
            "Accepted",
            value="standing.evidence_accepted",
            sort=("standing__evidence_accepted",),
            kind="number",
        ),
        Column(
            "waiting", "Waiting", value="standing.evidence_waiting", sort=("standing__evidence_waiting",), kind="number"
        ),
        Column("reviewed", "Last review", value="last_reviewed_at", sort=("last_reviewed_at",), kind="date"),
        Column(
            "news",
            "Since then",
            value=lambda apprentice: "Newly accepted" if apprentice.news else "",
            sort=("news",),
            url=lambda apprentice: reverse("assessment:coverage", args=[apprentice.reference]),
        ),
    )

    def get_queryset(self) -> QuerySet[Apprentice]:
        return portfolios.with_news(portfolios.read_by(person(self.request), on=timezone.localdate()))

    def with_details(self, records: QuerySet[Apprentice]) -> QuerySet[Apprentice]:
        return portfolios.with_news(records.select_related("person", "employer", "standing"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = person(self.request)
        held = kinds(user)
        return super().get_context_data(
            assesses=bool(held.intersection(readers.ASSESSING_KINDS)),
            records_marks=Involvement.Kind.TUTOR in held,
            convenes=convenes(user),
            drafts=shown_to(user),
            **kwargs,
        )


@require_safe
def coverage(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What the accepted evidence covers, what is thin, the tutor's reviews, and the packs."""
    apprentice = portfolio_or_404(request, reference)
    user, on = person(request), timezone.localdate()
    relations = permissions.relations_of(apprentice, on=on)
    shown, not_covered = with_evidence(portfolios.coverage_of(apprentice))
    may_ask = permissions.may_ask_for_pack(user, apprentice, relations)
    context = {
        "apprentice": apprentice,
        "own": apprentice.person_id == user.pk,
        "charts": [(covered, heat(covered)) for covered in shown],
        "not_covered": not_covered,
        "triangulated": triangulation_of(apprentice, on=on),
        "reviews": PortfolioReview.objects.visible_to(user).filter(apprentice=apprentice).select_related("reviewed_by"),
        "may_review": permissions.may_review(user, apprentice, relations),
        "may_ask": may_ask,
        "packs": _packs(request, apprentice),
    }
    return render(request, "assessment/coverage.html", context)


def heat(covered: Covered) -> HeatTable:
    """A framework against the kinds of evidence, as a table tinted by how much there is."""
    pieces = "accepted pieces" if covered.judged else "accepted pieces linked, not judged"
    return heat_table(
        f"{covered.framework}: {pieces} by kind",
        columns=[kind.short for kind in all_kinds().values()],
        rows=[(f"{capability.code} {capability.title}", counts) for capability, counts in covered.rows],
        corner="Capability",
    )


def _packs(request: HttpRequest, apprentice: Apprentice) -> QuerySet[Pack]:
    found = Pack.objects.visible_to(person(request)).filter(builder=pack.NAME, subject_id=apprentice.pk)
    return found.select_related("asked_by").order_by("-created_at")[:10]
