"""Asking for a day, releasing for it, cancelling, reflecting; and an apprentice's own days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices.forms.peers import AskForDayForm, ReflectionForm, ReleaseByLinkForm, ReleaseForm
from apprentices.models import OffTheJobEntry, ShadowingAsk
from apprentices.operations import peers
from apprentices.operations.peers.telling import RELEASE_PURPOSE
from apprentices.permissions import peers as may
from apprentices.views.link import code_sent, opened
from apprentices.views.peers.common import FORM, answer, own_record, press, visible_ask, visible_day
from core import links
from core.accounts.models import User
from core.components import Fact
from core.limits import limited
from core.links.models import SignedLink
from core.permissions import require
from core.words import day, hours
from core.workflow import StepRefused

State = ShadowingAsk.State
SOURCE = ShadowingAsk._meta.label_lower


@require_http_methods(FORM)
def ask_for_day(request: HttpRequest, reference: str) -> HttpResponse:
    """A sentence about what one wants to learn; the calendar is asked before anything is saved."""
    one = visible_day(request, reference)
    require(may.may_ask_for_day(request.user))  # type: ignore[arg-type]
    own = own_record(request)
    placed = peers.is_about_a_placement_day(own, one)
    form = AskForDayForm(request.POST or None, day=one, about_a_placement=placed)

    def act() -> str:
        typed = form.cleaned_data
        peers.ask_for_day(
            one, apprentice=own, wish=typed["wish"], not_on_placement=typed.get("not_on_placement", False)
        )
        return "Asked. Your line manager releases you first, then the host answers."

    page = reverse("apprentices:shadowing_day", args=[one.reference])
    return answer(
        request,
        form,
        act,
        to=reverse("apprentices:my_shadowing"),
        back=page,
        title="Ask for this day",
        caption=str(one),
        intro=[
            "The host sees your first name, your borough, your year and this sentence, and nothing of your record. "
            "The hours count once the host says that you were there and you have written a few words for yourself."
        ],
    )


@require_safe
def my_shadowing(request: HttpRequest) -> HttpResponse:
    """The apprentice's days and learning sets, what needs them first."""
    own = own_record(request)
    asks = list(own.shadowing.select_related("day__organisation").order_by("-day__date", "-pk")[:50])
    members = own.learning_sets.exclude(state="left").select_related("learning_set")
    context = {
        "asks": asks,
        "to_reflect": [ask for ask in asks if ask.state == State.ATTENDED and ask.reflected_at is None],
        "members": list(members),
        "today": timezone.localdate(),
    }
    return render(request, "apprentices/peers/mine.html", context)


@require_safe
def shadowing_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """One ask: the apprentice, line managers, tutors; where it stands and what each may do."""
    ask = visible_ask(request, reference)
    user: User = request.user  # type: ignore[assignment]
    credited = OffTheJobEntry.objects.confirmed().not_reversed().filter(source_kind=SOURCE, source_id=ask.pk).first()
    context = {
        "ask": ask,
        "facts": _facts(ask),
        "own": ask.apprentice.person_id == user.pk,
        "may_release": bool(may.may_release(user, ask)) and ask.day.date > timezone.localdate(),
        "may_cancel": bool(may.may_cancel_ask(user, ask)) and ask.day.date > timezone.localdate(),
        "may_reflect": bool(may.may_reflect(user, ask)),
        "reflection": ask.reflection if may.may_read_reflection(user, ask) else "",
        "credited": credited,
    }
    return render(request, "apprentices/peers/ask.html", context)


def _facts(ask: ShadowingAsk) -> list[Fact]:
    one = ask.day
    found = [
        Fact("Day", one.title),
        Fact("Where", one.organisation.name),
        Fact("Date", f"{day(one.date)}, {one.starts_at:%H:%M} to {one.ends_at:%H:%M}"),
        Fact("Place", one.place),
        Fact("Counts", hours(one.hours)),
        Fact("Wants to learn", ask.wish),
    ]
    if ask.released_by:
        found.append(Fact("Released by", ask.released_by.name))
    if ask.reason_given:
        found.append(Fact("Why not", ask.reason_given))
    if ask.hours_there:
        found.append(Fact("Was there for", hours(ask.hours_there)))
    return found


@require_http_methods(FORM)
def release_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """The line manager releases the apprentice for the day, or says why not."""
    ask, user = visible_ask(request, reference), request.user
    require(may.may_release(user, ask))  # type: ignore[arg-type]
    form = ReleaseForm(request.POST or None)
    page = reverse("apprentices:shadowing_ask", args=[ask.reference])
    return answer(
        request,
        form,
        lambda: _release(ask, form.cleaned_data, user),
        to=page,
        back=page,
        title="Release for a shadowing day",
        caption=ask.apprentice.person.name,
        intro=[f"{ask.day.title}, {ask.day.organisation.short_name}, {day(ask.day.date)}. They write: “{ask.wish}”"],
    )


def _release(ask: ShadowingAsk, typed: dict[str, Any], by: Any, method: str = "signed in") -> str:
    if typed["answer"] == ReleaseForm.YES:
        peers.release(ask, by=by, method=method)
        return "Released. The host is asked now, and you are told when the day is agreed."
    peers.do_not_release(ask, because=typed["because"], by=by)
    return "The apprentice is told, with your reason."


@require_POST
def cancel_ask(request: HttpRequest, reference: str) -> HttpResponse:
    ask = visible_ask(request, reference)
    require(may.may_cancel_ask(request.user, ask))  # type: ignore[arg-type]
    return press(
        request,
        lambda: peers.cancel_ask(ask, by=request.user),  # type: ignore[arg-type]
        said="Cancelled. The host and your line manager are told.",
        to=reverse("apprentices:my_shadowing"),
    )


@require_http_methods(FORM)
def reflect_on_day(request: HttpRequest, reference: str) -> HttpResponse:
    """The apprentice's own few words: theirs until they share them."""
    ask = visible_ask(request, reference)
    require(may.may_reflect(request.user, ask))  # type: ignore[arg-type]
    shared = ask.shared_at is not None
    form = ReflectionForm(request.POST or None, initial={"reflection": ask.reflection, "share": shared})

    def act() -> str:
        typed = form.cleaned_data
        now = peers.reflect(ask, text=typed["reflection"], share=typed["share"], by=request.user)  # type: ignore[arg-type]
        if now.not_credited:
            return f"Saved. Nothing is credited: {now.not_credited}"
        if now.counts:
            return f"Saved. {hours(now.hours_there)} are credited; you need not log them."
        return "Saved. The hours are credited once the host says that you were there."

    page = reverse("apprentices:shadowing_ask", args=[ask.reference])
    return answer(request, form, act, to=page, back=page, title="What I take from it", caption=str(ask.day))


# By link -----------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, reference: str) -> tuple[SignedLink, ShadowingAsk]:
    """The live link of this browser and its ask; else the page is not there."""
    asks = ShadowingAsk.objects.select_related(
        "day__organisation", "day__offered_by", "apprentice__person", "released_by"
    )
    return opened(request, asks, reference, purpose=RELEASE_PURPOSE)


@login_not_required
@limited("one_time_code")
@require_http_methods(FORM)
def release_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """The line manager who comes by link: the code that goes to their address makes it their answer."""
    link, ask = _opened(request, reference)
    allowed = may.may_release(link.person, ask)
    form = ReleaseByLinkForm(request.POST or None, initial={"role": "Line manager"})
    if request.method == "POST" and allowed and form.is_valid():
        try:
            links.use_code(link, form.cleaned_data["code"])
            said = _release(ask, form.cleaned_data, link.person, method="link and code")
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{said} You can close this page.")
            return redirect("apprentices:release_by_link", reference=reference)
    context = {
        "ask": ask,
        "facts": _facts(ask),
        "form": form if allowed else None,
        "why_not": allowed.reason,
        "link": link,
    }
    return render(request, "apprentices/peers/release_by_link.html", context)


@login_not_required
@limited("one_time_code")
@require_POST
def send_release_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    link, _ = _opened(request, reference)
    return code_sent(request, link, to="apprentices:release_by_link", reference=reference)
