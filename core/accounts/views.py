"""Where allauth's own pages go too far: addresses stay as they are, and so does the last second step."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from core.permissions import no, require


@login_not_required
def closed(request: HttpRequest) -> HttpResponseBase:
    """Nobody adds or changes an address by themselves: the one that an account came with is who its owner is."""
    raise Http404


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """allauth's page, unless this is the last second step of somebody whose role needs one."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user)
    if not get_adapter().can_delete_authenticator(passkey):
        require(no("Your role needs a second step and this is your last one. Set up another before you remove it."))
    return remove_webauthn(request, pk=pk)
