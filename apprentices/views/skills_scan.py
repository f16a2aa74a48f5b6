"""The skills scan: filled in a page at a time, sent, shown side by side, discussed; prior learning from it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import Apprentice, Party, PriorLearning, ScanView, SkillsScan
from apprentices.views.changes.common import answer, seen_apprentices, visible
from apprentices.views.record import visible_record
from consortium.models import Statement
from core.accounts.devices import address_of
from core.accounts.models import User
from core.permissions import require
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 8
"""Statements on one page of the form."""


def pages_of(scan: SkillsScan) -> list[tuple[str, list[Statement]]]:
    """The statements in their groups, at most so many on a page, each page with its heading."""
    statements = scan.framework.statements.order_by("number", "code")
    groups: list[tuple[str, list[Statement]]] = []
    ordered = list(statements)
    names = list(dict.fromkeys(statement.group for statement in ordered))
    for name, members in groupby(sorted(ordered, key=lambda s: names.index(s.group)), key=lambda s: s.group):
        held = list(members)
        groups += [
            (name or "Knowledge, skills and behaviours", held[start : start + A_PAGE])
            for start in range(0, len(held), A_PAGE)
        ]
    return groups


def _url(scan: SkillsScan) -> str:
    return reverse("apprentices:skills_scan", args=[scan.reference])


def _own_view(scan: SkillsScan, user: User) -> tuple[Party, ScanView | None]:
    party = permissions.party_of(user, scan.apprentice)
    assert party is not None
    return party, scan.views.filter(party=party).first()


@require_safe
def skills_scans(request: HttpRequest, reference: str) -> HttpResponse:
    """Every scan of an apprentice, and the way to begin one."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_read_scans(user, apprentice))
    context = {
        "apprentice": apprentice,
        "scans": list(apprentice.skills_scans.select_related("opened_by", "discussed_by")),
        "may_begin": bool(permissions.may_begin_scan(user, apprentice)),
    }
    return render(request, "apprentices/skills_scan/list.html", context)


@require_POST
def begin_scan(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    require(permissions.may_begin_scan(request.user, apprentice))  # type: ignore[arg-type]
    try:
        scan = operations.begin_scan(apprentice, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("apprentices:skills_scans", reference=reference)
    messages.success(request, "Begun. The others are told.")
    return redirect(_url(scan))


@require_safe
def skills_scan(request: HttpRequest, reference: str) -> HttpResponse:
    """One scan: what I am still to answer; or, once it is sent, what each has said, side by side."""
    scan: SkillsScan = visible(request, SkillsScan, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_read_scans(user, scan.apprentice))
    views = list(scan.views.select_related("author"))
    pages = pages_of(scan)
    shown = permissions.sees_views(user, scan, views)
    sent = [view for view in views if view.sent_at]
    may_fill_in = bool(permissions.may_fill_in(user, scan))
    own = next((view for view in views if view.party == permissions.party_of(user, scan.apprentice)), None)
    recognised = operations.recognised_hours(scan)
    context = {
        "scan": scan,
        "apprentice": scan.apprentice,
        "own": own,
        "sent": sent,
        "both": {view.party for view in sent} > {Party.APPRENTICE},
        "pages": _progress(pages, own, scan) if may_fill_in else [],
        "groups": _side_by_side(pages, sent) if shown else [],
        "may_fill_in": may_fill_in,
        "may_discuss": bool(permissions.may_discuss_scan(user, scan)),
        "may_put_forward": bool(permissions.may_put_prior_learning_forward(user, scan)),
        "lines": [
            (line, bool(permissions.may_decide_prior_learning(user, line)))
            for line in scan.prior_learning.select_related("proposed_by", "decided_by", "scan__apprentice")
        ],
        "recognised": recognised,
        "may_propose": recognised is not None
        and recognised != scan.apprentice.prior_learning_hours
        and bool(permissions.may_propose_recognised(user, scan)),
    }
    return render(request, "apprentices/skills_scan/scan.html", context)


def _progress(pages: list[Any], own: ScanView | None, scan: SkillsScan) -> list[tuple[str, str, str]]:
    """Each page of the form: heading, how many of its statements are answered, where it is."""
    found = []
    for number, (name, statements) in enumerate(pages, start=1):
        answered = sum(bool(own and own.answer_to(statement.code)["level"]) for statement in statements)
        url = reverse("apprentices:fill_in_scan", args=[scan.reference, number])
        found.append((f"{number}. {name}", f"{answered} of {len(statements)} answered", url))
    return found


def _side_by_side(pages: list[Any], sent: list[ScanView]) -> list[tuple[str, list[Any]]]:
    """For each statement what each party has said, in the order of the parties."""
    ordered = sorted(sent, key=lambda view: list(Party).index(Party(view.party)))
    return [
        (name, [(statement, [(view, view.answer_to(statement.code)) for view in ordered]) for statement in statements])
        for name, statements in pages
    ]


@GET_OR_POST
def fill_in_scan(request: HttpRequest, reference: str, page: int) -> HttpResponse:
    """One page of statements. What is typed is kept with every page, and can be left half done."""
    scan: SkillsScan = visible(request, SkillsScan, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_fill_in(user, scan))
    pages = pages_of(scan)
    if not 1 <= page <= len(pages):
        raise Http404
    name, statements = pages[page - 1]
    party, own = _own_view(scan, user)
    form = forms.ScanPageForm(request.POST or None, statements=statements, answers=own.answers if own else {})
    form.submit = "Keep and go on" if page < len(pages) else "Keep"
    if request.method == "POST" and form.is_valid():
        try:
            operations.keep_answers(scan, party=party, answers=form.answers(), by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            if page < len(pages):
                return redirect("apprentices:fill_in_scan", reference=reference, page=page + 1)
            messages.success(request, "Kept. Send it when every statement is answered.")
            return redirect(_url(scan))
    context = {
        "scan": scan,
        "apprentice": scan.apprentice,
        "form": form,
        "own": user.pk == scan.apprentice.person_id,
        "name": name,
        "page": page,
        "of": len(pages),
        "back": reverse("apprentices:fill_in_scan", args=[reference, page - 1]) if page > 1 else _url(scan),
    }
    return render(request, "apprentices/skills_scan/page.html", context)


@require_POST
def send_scan(request: HttpRequest, reference: str) -> HttpResponse:
    scan: SkillsScan = visible(request, SkillsScan, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_fill_in(user, scan))
    party, _ = _own_view(scan, user)
    try:
        operations.send_view(scan, party=party, by=user)
        messages.success(request, "Sent. It stays as it is, and you see what the others have sent.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect(_url(scan))


@GET_OR_POST
def discuss_scan(request: HttpRequest, reference: str) -> HttpResponse:
    scan: SkillsScan = visible(request, SkillsScan, reference)
    require(permissions.may_discuss_scan(request.user, scan))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.discuss_scan(scan, agreed=typed["agreed"], by=request.user)  # type: ignore[arg-type]
        return "Recorded. The scan stays as it is from now on."

    form = forms.DiscussScanForm(request.POST or None)
    return answer(request, form, act, to=_url(scan), title="The scan was discussed", apprentice=scan.apprentice)


@GET_OR_POST
def put_prior_learning_forward(request: HttpRequest, reference: str) -> HttpResponse:
    scan: SkillsScan = visible(request, SkillsScan, reference)
    require(permissions.may_put_prior_learning_forward(request.user, scan))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.put_prior_learning_forward(scan, **typed, by=request.user)  # type: ignore[arg-type]
        return "Put forward. The university decides after the scan was discussed."

    return answer(
        request,
        forms.PriorLearningForm(request.POST or None),
        act,
        to=_url(scan),
        title="Put prior learning forward",
        apprentice=scan.apprentice,
        intro=["What is recognised takes hours, content and price off the programme. Put one topic forward at a time."],
    )


def _line(request: HttpRequest, reference: str) -> PriorLearning:
    rows = PriorLearning.objects.filter(scan__apprentice__in=seen_apprentices(request))
    return get_object_or_404(rows.select_related("scan__apprentice__person"), reference=reference)


@GET_OR_POST
def decide_prior_learning(request: HttpRequest, reference: str) -> HttpResponse:
    line = _line(request, reference)
    require(permissions.may_decide_prior_learning(request.user, line))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.decide_prior_learning(line, **typed, by=request.user)  # type: ignore[arg-type]
        return "Decided. It holds once the training plan says so."

    return answer(
        request,
        forms.DecidePriorLearningForm(request.POST or None, initial={"recognised": line.hours}),
        act,
        to=_url(line.scan),
        title=f"Prior learning: {line.topic}",
        apprentice=line.scan.apprentice,
        intro=[line.because],
    )


@require_POST
def propose_recognised(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose the recognised hours for the training plan."""
    scan: SkillsScan = visible(request, SkillsScan, reference)
    apprentice: Apprentice = scan.apprentice
    require(permissions.may_propose_recognised(request.user, scan))  # type: ignore[arg-type]
    try:
        operations.propose_recognised(scan, by=request.user, address=address_of(request))  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect(_url(scan))
    messages.success(request, "Proposed. The others are asked to agree.")
    return redirect("apprentices:plan", reference=apprentice.reference)
