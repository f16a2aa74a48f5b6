"""Concerns as a list, and one concern: state, what happens next, who may know of it, plan, replies, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices import concern_words, operations, permissions
from apprentices.at_risk import advice
from apprentices.models import Concern, ConcernHold, ConcernNote, ConcernReader
from apprentices.views.concerns.common import page_of, visible_concern
from core import audit
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact, Happening
from core.links.models import SignedLink
from core.tables import Column, ListPage, PortalFilterSet
from core.words import day

Part, State = ConcernReader.Part, Concern.State


class ConcernFilters(PortalFilterSet):
    name = django_filters.CharFilter(field_name="apprentice__person__name", lookup_expr="icontains", label="Apprentice")
    state = django_filters.ChoiceFilter(choices=Concern.State.choices, label="State", empty_label="All")
    mine = django_filters.ChoiceFilter(
        choices=(("yes", "I deal with it"),), label="Who deals with it", empty_label="Anybody", method="of_mine"
    )

    def of_mine(self, rows: QuerySet[Concern], name: str, value: str) -> QuerySet[Concern]:
        dealt_with = ConcernReader.objects.of(self.request.user, on=timezone.localdate())
        return rows.filter(pk__in=dealt_with.filter(part__in=[Part.LEADS, Part.NEXT]).values("concern"))


def _age(concern: Concern) -> int:
    return (timezone.localdate() - timezone.localdate(concern.raised_at)).days


class ConcernList(ListPage):
    """Every concern that this person may know of, the oldest first. What sort it is stands on its own page only."""

    title = "Concerns"
    noun = "concern"
    template_name = "apprentices/concerns/list.html"
    empty = "There is no concern that you may know of."
    filterset_class = ConcernFilters
    default_sort = "raised"
    columns = (
        Column("raised", "Raised", value="raised_at", sort=("raised_at",), kind="date", url=page_of),
        Column("apprentice", "Apprentice", value="apprentice.person.name", sort=("apprentice__person__name",)),
        Column("state", "State", sort=("state",), kind="tag"),
        Column("due", "Next due", value=concern_words.next_due, sort=("due",), kind="date"),
        Column("age", "Days since", value=_age, kind="number"),
        Column("lead", "Deals with it", value="lead.name", sort=("lead__name",)),
    )

    def get_queryset(self) -> QuerySet[Concern]:
        user: Any = self.request.user
        seen = Concern.objects.visible_to(user)
        return seen.annotate(due=Coalesce(F("review_due_on"), F("triage_due_on")))

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("apprentice__person", "lead")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            arranged=permissions.arranged_by(user), counts=permissions.counts_racism(user), **kwargs
        )

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded concerns", by=user, rows=len(keys))


@require_safe
def show_concern(request: HttpRequest, reference: str) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    return shown(request, visible_concern(user, reference), user)


def shown(request: HttpRequest, concern: Concern, user: User, *, link: SignedLink | None = None) -> HttpResponse:
    """The page of a concern as this person may read it; by link it is read alone, and nothing is done on it."""
    parts = permissions.parts_in(user, concern)
    reads_account = bool(permissions.may_read_account(user, concern))
    reads_plan = bool(permissions.may_read_concern_plan(user, concern))
    dealing = bool(parts & {Part.LEADS, Part.NEXT})
    operations.open_concern(concern, by=user, account=reads_account)
    context = {
        "concern": concern,
        "link": link,
        "own": user.pk == concern.apprentice.person_id,
        "reads_account": reads_account,
        "account": getattr(concern, "account", None) if reads_account else None,
        "facts": _facts(concern, reads_account=reads_account, dealing=dealing or Part.SAFEGUARDING in parts),
        "next": concern_words.next_step(concern, on=timezone.localdate()),
        "steps": [] if link else _steps(user, concern),
        "support": advice().support,
        "may_reply": bool(permissions.may_reply_to_concern(user, concern)),
        "readers": _readers(concern) if reads_account else [],
        "actions": _actions(user, concern, settles=link is None) if reads_plan else [],
        "replies": _replies(concern, all_of_them=reads_account) if reads_plan else [],
        "notes": _notes(concern, dealing=dealing, reads_account=reads_account),
        "checks": list(concern.checks.select_related("asked_by")) if dealing or reads_account else [],
        "protects": Concern.objects.protecting_placement().filter(pk=concern.pk).exists(),
        "decisions": list(concern.placement_decisions.select_related("decided_by")) if reads_account else [],
        "dealing": dealing,
        "escalations": list(concern.escalations.select_related("to")) if reads_account else [],
        "happenings": _happenings(concern, dealing=dealing) if reads_account else [],
        **_holding(user, concern),
    }
    return render(request, "apprentices/concerns/concern.html", context)


def _facts(concern: Concern, *, reads_account: bool, dealing: bool) -> list[Fact]:
    found = [Fact("Raised", day(concern.raised_at)), Fact("Deals with it", concern.lead or "Nobody fits yet")]
    if reads_account:
        found.insert(0, Fact("About", concern_words.about(concern)))
        found.insert(1, Fact("Sort", concern.get_kind_display()))
        found[2] = Fact("Raised", f"{day(concern.raised_at)}, by {concern.raised_by}")
        if concern.wants_to_move:
            found.append(Fact("Moving", "The apprentice would like to move. It is not held against them."))
    if dealing:
        found.append(Fact("The apprentice", _telling(concern)))
        if concern.referred_to:
            found.append(Fact("Dealt with by", concern.get_referred_to_display()))
    if concern.review_due_on and concern.is_planned:
        found.append(Fact("Review", day(concern.review_due_on)))
    return found


def _telling(concern: Concern) -> str:
    """Whether the apprentice was told, or until when telling is held, for those who deal with it."""
    if concern.told_at:
        return f"Told on {day(concern.told_at)}"
    held = concern.holds.filter(state=ConcernHold.State.IN_FORCE).order_by("-ends_on").first()
    return f"Telling is held to {day(held.ends_on)}" if held else f"Not told, due {day(concern.tell_due_on)}"


STEPS = (
    ("triage_concern", "Triage", permissions.may_triage),
    ("tell_apprentice", "Record that the apprentice was told", permissions.may_tell_apprentice),
    ("add_concern_action", "Add an action", permissions.may_add_action),
    ("review_concern", "Record the review", permissions.may_review_concern),
    ("escalate_concern", "Escalate to the next person", permissions.may_escalate_concern),
    ("refer_concern", "It is dealt with elsewhere", permissions.may_refer_concern),
    ("decide_on_placement", "Let the placement be changed", permissions.may_decide_on_placement),
)


def _steps(user: User, concern: Concern) -> list[tuple[str, str]]:
    """What this person can do now, what is most likely first."""
    found = [
        (reverse(f"apprentices:{name}", args=[concern.reference]), words)
        for name, words, allowed in STEPS
        if allowed(user, concern) and (name != "refer_concern" or concern.state != State.RAISED)
    ]
    if concern.state != State.RAISED:
        for kind, words in ((State.INFORMAL, "Begin an informal plan"), (State.FORMAL, "Begin a formal action plan")):
            if permissions.may_plan_concern(user, concern, kind):
                found.append((reverse("apprentices:plan_concern", args=[concern.reference, kind]), words))
        for to, words in ((State.RESOLVED, "Close as resolved"), (State.NOT_UPHELD, "Close as not upheld")):
            if permissions.may_close_concern(user, concern, to):
                found.append((reverse("apprentices:close_concern", args=[concern.reference, to]), words))
    return found


def _readers(concern: Concern) -> list[str]:
    held = ConcernReader.objects.holding(timezone.localdate()).filter(concern=concern)
    people: dict[str, list[str]] = {}
    for reader in held.select_related("person").order_by("pk"):
        people.setdefault(str(reader.person), []).append(reader.get_part_display().lower())
    return [f"{person}: {', '.join(parts)}" for person, parts in people.items()]


def _actions(user: User, concern: Concern, *, settles: bool) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "action": action,
            "late": action.is_overdue(today),
            "may": [
                (reverse("apprentices:settle_concern_action", args=[concern.reference, action.reference, to]), words)
                for to, words in (("done", "It is done"), ("dropped", "No longer needed"))
                if settles and permissions.may_settle_concern_action(user, action, to)
            ],
        }
        for action in concern.actions.select_related("owner", "concern__lead", "settled_by")
    ]


def _replies(concern: Concern, *, all_of_them: bool) -> list[Any]:
    """The apprentice's words; whoever reads the plan alone reads the comments that go with it."""
    found = concern.replies.select_related("by")
    return list(found if all_of_them else found.filter(goes_with_the_plan=True))


def _notes(concern: Concern, *, dealing: bool, reads_account: bool) -> list[ConcernNote]:
    if not reads_account:
        return []
    found = concern.notes.select_related("by")
    return list(found if dealing else found.filter(kind__in=ConcernNote.OPEN_KINDS))


def _holding(user: User, concern: Concern) -> dict[str, Any]:
    """Holds, for those who deal with them alone; everybody else gets nothing, not even a heading."""
    if not permissions.may_read_holds(user, concern):
        return {"holds": [], "hold_steps": []}
    holds = list(concern.holds.select_related("asked_by", "reviewed_by"))
    latest = holds[-1] if holds else None
    steps: list[tuple[str, str]] = []
    if permissions.may_hold_telling(user, concern):
        if latest is None:
            steps.append((reverse("apprentices:hold_telling", args=[concern.reference]), "Hold telling the apprentice"))
        elif latest.state == ConcernHold.State.IN_FORCE:
            steps.append((reverse("apprentices:prolong_hold", args=[latest.reference]), "Ask to hold it longer"))
    if latest and permissions.may_review_hold(user, latest):
        steps.append((reverse("apprentices:review_hold", args=[latest.reference]), "Look at it as the second person"))
    in_force = any(hold.state == ConcernHold.State.IN_FORCE for hold in holds)
    untold = concern.told_at is None
    asks = permissions.may_ask_safeguarding(user, concern) and not concern.hold_asked and not holds
    return {
        "holds": holds,
        "hold_steps": steps,
        "may_end_hold": untold and in_force and bool(permissions.may_hold_telling(user, concern)),
        "may_need_no_hold": untold
        and not holds
        and concern.hold_decided_at is None
        and bool(permissions.may_hold_telling(user, concern)),
        "may_ask_safeguarding": bool(asks),
    }


def _happenings(concern: Concern, *, dealing: bool) -> list[Happening]:
    """The steps; who read what was said is for those who deal with it."""
    events = Event.objects.about(concern).select_related("actor")[:100]
    return [
        Happening(sentence=event.sentence, at=event.at)
        for event in events
        if dealing or not event.step.startswith("read ")
    ]
