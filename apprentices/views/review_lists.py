"""The list of progress reviews, and how long signatures take: by employer and by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import django_filters
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apprentices import people
from apprentices.models import PARTY_KINDS, Involvement, Party, ProgressReview, ReviewSignature
from apprentices.models.reviews import ProgressReviewQuerySet
from apprentices.programme_plan import bank_holidays
from apprentices.review_page import TONES
from apprentices.working_days import working_days
from consortium.models import Organisation
from core import audit, words
from core.accounts.models import User
from core.tables import Column, ListPage, PortalFilterSet
from core.tables.columns import Tag

State = ProgressReview.State

WAITING = (("me", "Me"), ("others", "Somebody else"), *((party.value, party.label) for party in Party))


class ReviewFilters(PortalFilterSet):
    name = django_filters.CharFilter(field_name="apprentice__person__name", lookup_expr="icontains", label="Name")
    state = django_filters.ChoiceFilter(choices=State.choices, label="State", empty_label="All")
    waiting = django_filters.ChoiceFilter(
        choices=WAITING, label="Waiting for the signature of", empty_label="All", method="waits_for"
    )

    def waits_for(self, reviews: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Reviews out for signature that wait for me, for somebody else, or for one of the three."""
        mine = ProgressReview.objects.to_sign_by(self.request.user, on=timezone.localdate()).order_by().values("pk")
        if value == "me":
            return reviews.filter(pk__in=mine)
        if value == "others":
            return reviews.filter(state=State.SIGNING).exclude(pk__in=mine)
        return reviews.filter(pk__in=ProgressReview.objects.unsigned_by(value).order_by().values("pk"))


def _who(review: ProgressReview) -> SafeString:
    """The name, leading to the review, over its number and the employer."""
    return format_html(
        '<a class="govuk-link" href="{}">{}</a><span class="app-cell-more">Review {}, {}</span>',
        reverse("apprentices:review", args=[review.reference]),
        review.apprentice.person.name,
        review.number,
        review.apprentice.employer.short_name,
    )


def _state(review: ProgressReview) -> Tag:
    return Tag(review.get_state_display(), TONES[review.state])


def _waits_for(review: ProgressReview) -> str:
    """Whose signatures are missing, and for how many working days."""
    if review.state != State.SIGNING or review.write_up is None or review.write_up.written_at is None:
        return "The employer, to catch up" if review.catch_up_due_on and not review.caught_up_on else ""
    signed = {signature.party for signature in review.write_up.signatures.all()}
    missing = words.listed(words.lowered(party.label) for party in Party if party not in signed)
    days = working_days(timezone.localdate(review.write_up.written_at), timezone.localdate(), bank_holidays())
    return f"{words.capitalised(missing)}: {words.count(days, 'working day')}"


class ReviewList(ListPage):
    """Every progress review that this person may read."""

    title = "Progress reviews"
    noun = "review"
    empty = "No progress reviews yet. The first one is due by the rules of each apprentice."
    filterset_class = ReviewFilters
    default_sort = "-meets"
    template_name = "apprentices/reviews/list.html"
    columns = (
        Column("name", "Apprentice", value=_who, sort=("apprentice__person__name", "number")),
        Column("due", "Due by", value="due_on", sort=("due_on",), kind="date"),
        Column("meets", "Day", value=lambda review: review.held_on or review.planned_on, sort=("meets",), kind="date"),
        Column("state", "State", value=_state, sort=("state",), kind="tag"),
        Column("written", "Waiting for", value=_waits_for, sort=("write_up__written_at",)),
    )
    downloaded = (
        Column("name", "Apprentice", value="apprentice.person.name", sort=("apprentice__person__name",)),
        Column("employer", "Employer", value="apprentice.employer.name"),
        Column("number", "Review", kind="number"),
        Column("due", "Due by", value="due_on", sort=("due_on",), kind="date"),
        Column("planned", "Day set", value="planned_on", kind="date"),
        Column("moved", "Times moved", value="times_moved", kind="number"),
        Column("held", "Held on", value="held_on", kind="date"),
        Column("without", "Held without the employer", value="without_employer"),
        Column("caught_up", "Caught up on", value="caught_up_on", kind="date"),
        Column("state", "State", value=_state, sort=("state",), kind="tag"),
        Column("written", "Waiting for", value=_waits_for, sort=("write_up__written_at",)),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not people.reads_reviews(request.user):  # type: ignore[arg-type]
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ProgressReview]:
        user: Any = self.request.user
        return ProgressReview.objects.visible_to(user).annotate(meets=Coalesce("held_on", "planned_on", "due_on"))

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("apprentice__person", "apprentice__employer", "write_up").prefetch_related(
            "write_up__signatures"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            follows=people.follows_signatures(user), sets=Involvement.Kind.TUTOR in people.kinds(user), **kwargs
        )

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the list of progress reviews", by=user, rows=len(keys))


# Days to sign ------------------------------------------------------------------------------------------------


def _days(signatures: Iterable[Any]) -> dict[Any, list[int]]:
    """From rows of a key, when the text was sent and when it was signed: for each key the working days between."""
    closed, found = bank_holidays(), defaultdict(list)
    for key, written_at, signed_at in signatures:
        found[key].append(working_days(timezone.localdate(written_at), timezone.localdate(signed_at), closed))
    return found


class SigningTimes(ListPage):
    """Rows with how many were signed, how long that took, and what is open; ``_scope`` says for whom."""

    default_sort = "-open"
    template_name = "apprentices/reviews/signing.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not people.follows_signatures(request.user):  # type: ignore[arg-type]
            raise Http404
        return super().get(request, *args, **kwargs)

    @property
    def _reviews(self) -> ProgressReviewQuerySet:
        user: Any = self.request.user
        return ProgressReview.objects.visible_to(user)

    @property
    def _signatures(self) -> QuerySet[ReviewSignature]:
        """Signatures that count: not void."""
        return ReviewSignature.objects.filter(
            write_up__void_at__isnull=True, write_up__review__in=self._reviews.order_by().values("pk")
        )

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, f"downloaded {self.title.lower()}", by=user, rows=len(keys))


TIMES = (
    Column("signed", "Signed", kind="number"),
    Column("median", "Median working days", value="median_days", kind="number"),
    Column("longest", "Longest", value="longest_days", kind="number"),
    Column("open", "Open", value="open_count", sort=("open_count",), kind="number"),
    Column("oldest", "Oldest open since", value="open_since", sort=("open_since",), kind="date"),
)


def _with_times(rows: Iterable[Any], days: dict[Any, list[int]]) -> Iterable[Any]:
    for row in rows:
        taken = days.get(row.pk, [])
        row.signed = len(taken)
        row.median_days = median(taken) if taken else None
        row.longest_days = max(taken, default=None)
        yield row


class SigningByEmployer(SigningTimes):
    """How long each employer takes to sign: reviews signed for it, median days, what is open and since when."""

    title = "Days to sign, by employer"
    noun = "employer"
    empty = "No progress review has gone out for signature yet."
    columns = (Column("name", "Employer", sort=("name",)), *TIMES)

    def _annotated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        waiting = self._reviews.unsigned_by(Party.EMPLOYER).filter(apprentice__employer=OuterRef("pk"))
        of_row = waiting.order_by().values("apprentice__employer")
        return rows.annotate(
            open_count=Coalesce(Subquery(of_row.annotate(n=Count("pk")).values("n")), 0),
            open_since=Subquery(of_row.annotate(n=Min("write_up__written_at")).values("n")),
        )

    def get_queryset(self) -> QuerySet[Organisation]:
        written = self._reviews.filter(write_up__written_at__isnull=False)
        return self._annotated(Organisation.objects.filter(pk__in=written.order_by().values("apprentice__employer")))

    def with_details(self, records: QuerySet[Any]) -> Any:
        rows = self._signatures.filter(party=Party.EMPLOYER, write_up__review__apprentice__employer__in=records)
        days = _days(rows.values_list("write_up__review__apprentice__employer", "write_up__written_at", "signed_at"))
        return _with_times(self._annotated(records), days)


class SigningByPerson(SigningTimes):
    """How long each person takes to sign, and what waits for them."""

    title = "Days to sign, by person"
    noun = "person"
    plural = "people"
    empty = "No progress review has gone out for signature yet."
    columns = (Column("name", "Name", sort=("name",)), *TIMES)

    def _waiting(self) -> QuerySet[Involvement]:
        """Involvements of today, each joined to the reviews that wait for a signature by it."""
        unsigned = Q(pk__in=[])
        for party, kind in PARTY_KINDS.items():
            reviews = self._reviews.unsigned_by(party).order_by().values("pk")
            unsigned |= Q(kind=kind, apprentice__reviews__in=reviews)
        return Involvement.objects.on(timezone.localdate()).filter(unsigned, person__isnull=False).order_by()

    def _annotated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        of_row = self._waiting().filter(person=OuterRef("pk")).values("person")
        since = of_row.annotate(n=Min("apprentice__reviews__write_up__written_at"))
        return rows.annotate(
            open_count=Coalesce(Subquery(of_row.annotate(n=Count("apprentice__reviews")).values("n")), 0),
            open_since=Subquery(since.values("n")),
        )

    def get_queryset(self) -> QuerySet[User]:
        concerned = Q(pk__in=self._signatures.order_by().values("signer")) | Q(pk__in=self._waiting().values("person"))
        return self._annotated(User.objects.filter(concerned))

    def with_details(self, records: QuerySet[Any]) -> Any:
        rows = self._signatures.filter(signer__in=records)
        days = _days(rows.values_list("signer", "write_up__written_at", "signed_at"))
        return _with_times(self._annotated(records), days)
