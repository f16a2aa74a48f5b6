"""A panel for those who run or staff the day: members, candidates, who has sent what, the papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consortium.models import Organisation
from core import permissions as core_permissions
from core.accounts.models import User
from core.steps import taken
from recruitment.forms.selection_days import AllotForm, InvitationForm, MoveForm, SupportForm
from recruitment.models import HelpRequest, Panel, PanelCandidate, PanelMember, ScoreSheet, SelectionDay, StepOut
from recruitment.operations import panels as operations
from recruitment.operations import scoring as scoring_operations
from recruitment.operations import seats as seat_operations
from recruitment.operations import slots as slot_operations
from recruitment.operations.composition import reasons_by_panel
from recruitment.operations.panel_pack import ask_for_pack, newest_pack, other_editions
from recruitment.permissions import paper_sheets as paper_permissions
from recruitment.permissions import selection as permissions
from recruitment.views.outcomes import own_candidate

State = PanelMember.State

SENT, STEPPED_OUT, STARTED, NOTHING = "Sent", "Stepped out", "Started", "Not yet"
ON_PAPER, NOT_RIGHT = "On paper, to be confirmed", "On paper, not right yet"


@dataclass(frozen=True)
class Progress:
    """One candidate's line: what each seated member has done, never what they scored."""

    candidate: PanelCandidate
    marks: list[tuple[PanelMember, str]]


def visible_panel(request: HttpRequest, reference: str) -> Panel:
    panels = Panel.objects.visible_to(request.user).select_related("day__campaign__run_by", "room")
    return get_object_or_404(panels, reference=reference)


def own_panel(request: HttpRequest, reference: str) -> Panel:
    """The panel, where this person runs its day; 403 with the reason where they only see it."""
    panel = visible_panel(request, reference)
    core_permissions.require(permissions.may_run(request.user, panel.day))
    return panel


@require_safe
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """The panel's page. Who only staffs the day sees their own people and what is missing, and no candidates."""
    found = visible_panel(request, reference)
    runs = bool(permissions.may_run(request.user, found.day))
    members = PanelMember.objects.visible_to(request.user).filter(panel=found)
    context: dict[str, Any] = {
        "panel": found,
        "day": found.day,
        "runs": runs,
        "members": [
            _with_steps(m, found.day, runs)
            for m in members.select_related("person", "organisation", "stands_in_for__person")
        ],
        "reasons": reasons_by_panel([found])[found.pk] if runs else [],
        "may_invite": found.day.may_be_staffed and found.day.state != SelectionDay.State.PLANNED,
    }
    if runs:
        candidates = list(found.candidates.live().select_related("application__candidate", "application__employer"))
        seated = [member for member, _ in context["members"] if member.is_seated]
        context |= {
            "candidates": candidates,
            "seated": seated,
            "progress": progress_of(candidates, seated),
            "takes_paper": bool(paper_permissions.is_in_time(found.day)),
            "may_be_entered": (NOTHING, ON_PAPER, NOT_RIGHT),
            "calls": HelpRequest.objects.filter(member__panel=found, answered_at__isnull=True).select_related(
                "member__person"
            ),
            "pack": (whole := newest_pack(found)),
            "editions": other_editions(whole),
        }
    return render(request, "recruitment/panels/panel.html", context)


def _with_steps(member: PanelMember, day: SelectionDay, runs: bool) -> tuple[PanelMember, list[tuple[str, str]]]:
    """A member and the steps that can be taken for them now: pairs of name and words."""
    steps = []
    if runs and member.state == State.INVITED:
        steps.append(("remind", "Send the invitation again"))
    if runs and member.state == State.ACCEPTED and day.state in (SelectionDay.State.CONFIRMED, SelectionDay.State.LIVE):
        steps.append(("confirm", "Confirm"))
    on_the_day = day.has_begun or day.date == timezone.localdate()
    if runs and member.state == State.CONFIRMED and not day.is_scored:
        steps.append(("briefed", "Briefed"))
    if runs and member.state in (State.CONFIRMED, State.BRIEFED) and on_the_day and not day.is_scored:
        steps.append(("here", "Is here"))
    if runs and member.state in (State.CONFIRMED, State.BRIEFED) and day.has_begun and not day.is_scored:
        steps.append(("absent", "Did not attend"))
    if member.state in (State.INVITED, State.ACCEPTED, *PanelMember.READY) and day.may_be_staffed:
        steps.append(("release", "Release"))
    return member, steps


def progress_of(candidates: list[PanelCandidate], seated: list[PanelMember]) -> list[Progress]:
    """Who has sent a sheet for whom, in two queries whatever the size of the panel."""
    sheets: dict[tuple[int, int], str] = defaultdict(lambda: NOTHING)
    for candidate_id, member_id, state, query in ScoreSheet.objects.filter(candidate__in=candidates).values_list(
        "candidate_id", "member_id", "state", "paper__query"
    ):
        sheets[candidate_id, member_id] = _progress_of_sheet(state, query)
    for pair in StepOut.objects.filter(candidate__in=candidates).values_list("candidate_id", "member_id"):
        sheets[pair] = STEPPED_OUT
    return [Progress(c, [(member, sheets[c.pk, member.pk]) for member in seated]) for c in candidates]


def _progress_of_sheet(state: str, query: str | None) -> str:
    if state == ScoreSheet.State.ON_PAPER:
        return NOT_RIGHT if query else ON_PAPER
    return STARTED if state == ScoreSheet.State.DRAFT else SENT


# Members ----------------------------------------------------------------------------------------------------------


def invite_member(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite somebody: those who run the day anybody, a workforce lead their own employer's people."""
    found = visible_panel(request, reference)
    runs = bool(permissions.may_run(request.user, found.day))
    today = timezone.localdate()
    organisations = Organisation.objects.current(today) if runs else permissions.staffs_for(request.user).current(today)
    form = InvitationForm(request.POST or None, organisations=organisations, may_invite_anybody=runs)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        core_permissions.require(permissions.may_invite(request.user, found.day, answers["organisation"]))
        step = partial(_invite, found, request.user, answers)
        if taken(request, step, f"{answers['name']} has been invited."):
            return redirect("recruitment:panel", found.reference)
    return _form(request, found, form, "Invite a panel member")


def _invite(found: Panel, by: User, answers: dict[str, Any]) -> None:
    operations.invite_member(
        panel=found,
        person=User.objects.for_email(answers["email"], name=answers["name"]),
        group=answers["group"],
        organisation=answers["organisation"],
        under_18=answers.get("under_18", False),
        by=by,
    )


def visible_member(request: HttpRequest, reference: str) -> PanelMember:
    members = PanelMember.objects.visible_to(request.user)
    return get_object_or_404(
        members.select_related("person", "organisation", "panel__day__campaign__run_by"), reference=reference
    )


MEMBER_STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "remind": (lambda member, by: operations.send_invitation(member), "The invitation has been sent again."),
    "confirm": (operations.confirm_member, "The panel member is confirmed and has been told."),
    "briefed": (seat_operations.record_briefing, "It is recorded that the panel member is briefed."),
    "here": (seat_operations.check_in, "The panel member is here."),
    "absent": (operations.record_absence, "It is recorded that the panel member did not attend."),
    "release": (
        operations.release,
        "The panel member is released. Their link and papers are closed, and substitutes are asked.",
    ),
}


@require_POST
def take_member_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Remind, confirm or release a member, or record that they did not come."""
    member = visible_member(request, reference)
    name = request.POST.get("step", "")
    if name not in MEMBER_STEPS:
        raise Http404
    may = (
        permissions.may_release(request.user, member)
        if name == "release"
        else permissions.may_run(request.user, member.panel.day)
    )
    core_permissions.require(may)
    step, done = MEMBER_STEPS[name]
    taken(request, partial(step, member=member, by=request.user), done)
    return redirect("recruitment:panel", member.panel.reference)


def record_support(request: HttpRequest, reference: str) -> HttpResponse:
    """For a member under 18: the chaperone and the date of consent."""
    member = visible_member(request, reference)
    core_permissions.require(permissions.may_run(request.user, member.panel.day))
    form = SupportForm(request.POST or None, initial={"chaperone": member.chaperone, "consent_on": member.consent_on})
    if request.method == "POST" and form.is_valid():
        step = partial(
            operations.record_support,
            member=member,
            chaperone=form.cleaned_data["chaperone"],
            consent_on=form.cleaned_data["consent_on"],
            by=request.user,
        )
        if taken(request, step, "Saved."):
            return redirect("recruitment:panel", member.panel.reference)
    return _form(request, member.panel, form, f"Support for {member.person.first_name}")


@require_POST
def answer_help(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody has gone to the member who asked."""
    member = visible_member(request, reference)
    core_permissions.require(permissions.may_run(request.user, member.panel.day))
    for asked in member.help_requests.filter(answered_at__isnull=True):
        scoring_operations.answer_help(asked=asked, by=request.user)
    return redirect("recruitment:panel", member.panel.reference)


# Candidates and papers ----------------------------------------------------------------------------------------------


def allot(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an invited candidate a slot with this panel."""
    found = own_panel(request, reference)
    form = AllotForm(request.POST or None, day=found.day)
    if request.method == "POST" and form.is_valid():
        application = form.cleaned_data["application"]
        step = partial(
            slot_operations.allot,
            panel=found,
            application=application,
            starts_at=form.starts_at(found.day),
            minutes=form.cleaned_data["minutes"],
            by=request.user,
        )
        if taken(request, step, f"Candidate {application.code} has a slot."):
            return redirect("recruitment:panel", found.reference)
    return _form(request, found, form, "Give a candidate a slot")


def move_candidate(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a candidate a slot with another panel."""
    candidate = own_candidate(request, reference)
    form = MoveForm(request.POST or None, candidate=candidate)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["panel"]
        step = partial(
            slot_operations.move_candidate,
            candidate=candidate,
            to=to,
            starts_at=form.starts_at(to.day),
            minutes=form.cleaned_data["minutes"],
            by=request.user,
        )
        if taken(request, step, f"Candidate {candidate.code} has a slot with {to.name}."):
            return redirect("recruitment:panel", to.reference)
    return _form(request, candidate.panel, form, f"Move candidate {candidate.code}")


@require_POST
def record_attendance(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether a candidate came."""
    candidate = own_candidate(request, reference)
    came = request.POST.get("came") == "yes"
    done = f"Candidate {candidate.code} {'came' if came else 'did not attend'}."
    taken(request, partial(operations.record_attendance, candidate=candidate, came=came, by=request.user), done)
    return redirect("recruitment:panel", candidate.panel.reference)


@require_POST
def ask_for_papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the panel's papers built; the next page shows how far they are."""
    found = own_panel(request, reference)
    _, job = ask_for_pack(panel=found, by=request.user)
    return redirect("job", job.reference)


def _form(request: HttpRequest, found: Panel, form: Any, heading: str) -> HttpResponse:
    form.cancel_url = reverse("recruitment:panel", args=[found.reference])
    context = {"form": form, "heading": heading, "caption": f"{found.name}, {found.day}"}
    return render(request, "recruitment/selection_days/form.html", context)
