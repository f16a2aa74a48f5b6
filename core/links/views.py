"""Opening a signed link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import links
from core.limits import limited


@login_not_required
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for a grant and go to the clean page of its purpose; say kindly where it opens nothing."""
    link = links.exchange(request, token)
    if link is None or link.subject is None:
        return closed(request, token)
    response = redirect(links.page_of(link))
    response["Referrer-Policy"] = "no-referrer"
    return response


def closed(request: HttpRequest, token: str = "") -> HttpResponse:
    """The page of a link that opens nothing now: run out, taken back, or what it was for is done.

    With its token the page offers to send a fresh link. Pages that a link opens answer with this one, without a
    token, where ``links.grant`` finds none.
    """
    return render(request, "links/closed.html", {"token": token}, status=410)


@login_not_required
@limited("fresh_link")
@require_POST
def fresh_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a fresh link in place of one that has run out; the answer is the same whatever happens."""
    links.renew(token)
    messages.info(
        request,
        "If this link can be renewed, a fresh one is on its way to the address that we hold. It takes a few minutes.",
    )
    return redirect("open_link", token)
