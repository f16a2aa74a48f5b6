"""The workplace supervisor's report about a placement: written and signed with an account or by link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apprentices.views.link import code_sent, opened
from assessment.deciding import permissions
from assessment.deciding.telling import REPORT_LINK
from assessment.forms.decisions import ReportForm
from assessment.forms.signing import SignByLinkForm
from assessment.models import PortfolioSubmission, SupervisorReport
from assessment.operations import recommendations as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import DECIDERS, JOINED, begun, decision_form, forget, remember, sign_page
from assessment.views.writing import GET_OR_POST
from core import links
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.components import Fact
from core.forms import SignForm, drafts
from core.limits import limited
from core.links.models import SignedLink
from core.permissions import require
from core.workflow import StepRefused


@login_not_required
@GET_OR_POST
def supervisor_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what one saw from day to day; the supervisor reads their own words here, and nothing that others write."""
    found, who, link = _asked(request, reference)
    back = "" if link else reverse("portal:home")
    if signed := SupervisorReport.objects.filter(submission=found, signed_by=who).first():
        context = {"submission": found, "report": signed, "back": back}
        return render(request, "assessment/decisions/signed_report.html", context)
    require(permissions.may_report(who, found))
    key = f"report-{reference}"
    form = ReportForm(request.POST or None, initial=begun(request, key) or {}, of=found.placement.apprentice)
    form.draft_key = f"supervisor-{key}"
    if request.method == "POST" and form.is_valid():
        remember(request, key, {name: form.cleaned_data.get(name, "") for name in ("report", "kept_reason")})
        return redirect("assessment:sign_supervisor_report", reference)
    hint = "It goes beside the recommendation of the practice educator."
    title = "Your report about the placement"
    return decision_form(request, form, title, back=back, caption=found, hint=hint, at_risk=True)


@login_not_required
@limited("one_time_code")
@GET_OR_POST
def sign_supervisor_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing. With an account one press signs; by link it takes the code that was sent as well."""
    found, who, link = _asked(request, reference)
    said = begun(request, f"report-{reference}")
    if said is None or not permissions.may_report(who, found):
        return redirect("assessment:supervisor_report", reference)
    form = (SignForm if link is None else SignByLinkForm)(request.POST or None, begun=said)
    if request.method == "POST" and form.is_valid():
        try:
            _signed(request, found, who, link, said, form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Signed. Thank you. Your report is beside the recommendation now.")
            return redirect("assessment:supervisor_report", reference)
    back = reverse("assessment:supervisor_report", args=[reference])
    facts = [Fact("Apprentice", found.placement.apprentice), Fact("Your report", said["report"], back)]
    if said["kept_reason"]:
        facts.append(Fact("Why what looks like personal details stays", said["kept_reason"], back))
    return sign_page(
        request,
        form,
        back=back,
        caption=found,
        facts=facts,
        seen_by=DECIDERS,
        signing=f"I supervised {found.placement.apprentice} at work. This is what I saw.",
        link=link,
        send_url=reverse("assessment:send_report_code", args=[reference]),
    )


def _signed(
    request: HttpRequest,
    found: PortfolioSubmission,
    who: User,
    link: SignedLink | None,
    said: dict[str, str],
    typed: dict[str, Any],
) -> None:
    if link is not None:
        links.use_code(link, typed["code"])
    operations.sign_supervisor_report(
        found,
        **said,
        by=who,
        method=Signature.Method.ACCOUNT if link is None else Signature.Method.LINK_AND_CODE,
        name=typed.get("name", ""),
        role=typed.get("role", ""),
        address=address_of(request),
    )
    forget(request, f"report-{found.reference}")
    drafts.saved(request, f"supervisor-report-{found.reference}")


@login_not_required
@limited("one_time_code")
@require_POST
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    _, _, link = _asked(request, reference)
    if link is None:
        raise Http404
    return code_sent(request, link, to="assessment:sign_supervisor_report", reference=reference)


def _asked(request: HttpRequest, reference: str) -> tuple[PortfolioSubmission, User, SignedLink | None]:
    """The submission for the supervisor of its placement: signed in, or by the link sent to them. To others it is not
    there.
    """
    rows = PortfolioSubmission.objects.select_related(*JOINED)
    if request.user.is_authenticated:
        user = person(request)
        if (mine := rows.supervised_by(user).filter(reference=reference).first()) is not None:
            return mine, user, None
    link, found = opened(request, rows, reference, purpose=REPORT_LINK)
    if not rows.supervised_by(link.person).filter(pk=found.pk).exists():
        raise Http404
    return found, link.person, link
