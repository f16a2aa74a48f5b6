"""From which address somebody acts: kept beside a signature."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of the device, behind as many proxies as are trusted (``TRUSTED_PROXY_COUNT``); None if unknown.

    A forged ``X-Forwarded-For`` changes nothing: only what the trusted proxies wrote is read.
    """
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
