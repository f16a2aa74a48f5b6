"""Confirming by link: the link opens what waits for one person; a one-time code to that person lets them act."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import operations, plan_telling, telling
from apprentices.forms import CodeForm, FreshLinkForm
from apprentices.models import OffTheJobEntry, ProgressReview, ReviewPreparation
from apprentices.views.confirm import asking, batch_for, rejecting, say_confirmed, ticked, waiting_for
from core import links
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.limits import limited
from core.links.models import SignedLink
from core.workflow import StepRefused

Subject = TypeVar("Subject", bound=Model)

PURPOSES = (telling.LINK_PURPOSE, plan_telling.LINK_PURPOSE)
"""Links to what waits for one person: time and training plans. Either lets its person go on to the other page."""

PROVED_FOR = 30 * 60
"""Seconds for which a code that was typed lets its person act in this browser."""


def link_of(request: HttpRequest, reference: str) -> SignedLink:
    """The live link of this browser to the page of this person; else the page is not there."""
    person = get_object_or_404(User, reference=reference)
    found = (links.grant(request, purpose=purpose, subject=person) for purpose in PURPOSES)
    live = [link for link in found if link is not None and link.person_id == person.pk]
    if not live:
        raise Http404
    return max(live, key=lambda link: link.pk)


def opened(
    request: HttpRequest, rows: QuerySet[Subject], reference: str, *, purpose: str
) -> tuple[SignedLink, Subject]:
    """The live link of this browser to one of these rows, and the row; else the page is not there."""
    one = get_object_or_404(rows, reference=reference)
    link = links.grant(request, purpose=purpose, subject=one)
    if link is None:
        raise Http404
    return link, one


def code_sent(request: HttpRequest, link: SignedLink, *, to: str, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link, and back to the page that asks for it."""
    try:
        links.send_code(link)
        messages.success(request, "A code is on its way to your work address.")
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect(to, reference=reference)


def any_link_of(request: HttpRequest, reference: str) -> SignedLink:
    """The newest live link of this browser to this person, whatever it was sent for; else the page is not there."""
    link = links.granted(request).filter(person__reference=reference).order_by("-pk").first()
    if link is None:
        raise Http404
    return link


def proof_of(request: HttpRequest, link: SignedLink) -> dict[str, Any] | None:
    """Name and role as typed with the code that went to the person of the link, while the proof lasts."""
    proof = request.session.get("proved", {}).get(link.person.reference)
    return proof if proof and proof["until"] > time.time() else None


def code_first(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """A forwarded mail opens nothing here: the code goes to the person, and then they come back to this page."""
    request.session["after_code"] = request.path
    return redirect("apprentices:link_code", reference=link.person.reference)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """What waits for the person of the link. Reading needs the link; confirming needs the code as well."""
    link = link_of(request, reference)
    proof = proof_of(request, link)
    if request.method == "POST":
        if proof is None:
            return redirect("apprentices:link_code", reference=reference)
        return _confirm(request, link, proof)
    context = {
        "batch": batch_for(link.person),
        "may_act": bool(proof),
        "link": link,
        "reviews": reviews_of(link.person),
    }
    return render(request, "apprentices/time/confirm.html", context)


@dataclass(frozen=True)
class Reviews:
    """The reviews that wait for one person: to sign, and to prepare before the day that was set."""

    to_sign: list[ProgressReview]
    to_prepare: list[ProgressReview]


def reviews_of(person: User) -> Reviews:
    today = timezone.localdate()
    sent = ReviewPreparation.objects.filter(author=person, sent_at__isnull=False)
    coming = ProgressReview.objects.open().of_party(person, on=today).filter(planned_on__gte=today)
    whose = "apprentice__person"
    return Reviews(
        to_sign=list(ProgressReview.objects.to_sign_by(person, on=today).select_related(whose).order_by("held_on")),
        to_prepare=list(
            coming.exclude(pk__in=sent.order_by().values("review")).select_related(whose).order_by("planned_on")[:20]
        ),
    )


def _confirm(request: HttpRequest, link: SignedLink, proof: dict[str, Any]) -> HttpResponse:
    entries = ticked(request, link.person)
    if not entries:
        messages.warning(request, "Nothing was ticked, so nothing was confirmed.")
        return redirect("apprentices:confirm_by_link", reference=link.person.reference)
    try:
        done = operations.confirm(
            entries,
            by=link.person,
            method=Signature.Method.LINK_AND_CODE,
            name=proof["name"],
            role=proof["role"],
            address=address_of(request),
        )
        say_confirmed(request, done)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:confirm_by_link", reference=link.person.reference)


@login_not_required
@limited("one_time_code")
@require_POST
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    link = any_link_of(request, reference)
    try:
        links.send_code(link)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:link_code", reference=reference)


@login_not_required
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Type the code, with name and role; what is confirmed after it is signed with them."""
    link = any_link_of(request, reference)
    form = CodeForm(request.POST or None, initial={"role": "Line manager"})
    if request.method == "POST" and form.is_valid():
        try:
            links.use_code(link, form.cleaned_data["code"])
        except StepRefused as refused:
            form.add_error("code", str(refused))
        else:
            proof: dict[str, Any] = {name: form.cleaned_data[name] for name in ("name", "role")}
            proof |= {"until": time.time() + PROVED_FOR}
            request.session["proved"] = {**request.session.get("proved", {}), link.person.reference: proof}
            return redirect(request.session.pop("after_code", "") or links.page_of(link))
    return render(request, "apprentices/time/code.html", {"link": link, "form": form, "back": links.page_of(link)})


def _waiting_entry(request: HttpRequest, reference: str, entry: str) -> tuple[SignedLink, OffTheJobEntry]:
    link = link_of(request, reference)
    return link, get_object_or_404(waiting_for(link.person), reference=entry)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_by_link(request: HttpRequest, reference: str, entry: str) -> HttpResponse:
    return _answer_by_link(request, reference, entry, asking)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reject_by_link(request: HttpRequest, reference: str, entry: str) -> HttpResponse:
    return _answer_by_link(request, reference, entry, rejecting)


def _answer_by_link(
    request: HttpRequest, reference: str, entry: str, page: Callable[..., HttpResponse]
) -> HttpResponse:
    """The page that answers one entry, once the code was typed."""
    link, found = _waiting_entry(request, reference, entry)
    if proof_of(request, link) is None:
        return redirect("apprentices:link_code", reference=reference)
    then = reverse("apprentices:confirm_by_link", args=[reference])
    return page(request, found, by=link.person, then=then, link=link)


@login_not_required
@limited("fresh_link")
@require_http_methods(["GET", "HEAD", "POST"])
def fresh_link(request: HttpRequest) -> HttpResponse:
    """For a link that has run out: the same answer for everybody, a mail only for whom time waits."""
    form = FreshLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        telling.send_fresh_link(form.cleaned_data["email"], at=timezone.now())
        messages.success(
            request, "If off-the-job time waits for the person at this address, a fresh link is on its way to them."
        )
        return redirect("apprentices:fresh_link")
    return render(request, "apprentices/time/fresh_link.html", {"form": form})
