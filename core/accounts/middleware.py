"""Nobody who reads other people's data gets anywhere on a password alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.models import User

SATISFIED = "second_factor_satisfied"
"""Session key: this very session has shown a second factor, or set the first one up."""

OPEN = frozenset(
    {
        "account_logout",
        "healthz",
        "readyz",
        "open_link",
        "fresh_link",
        "portal:help",
        "portal:accessibility",
        "portal:privacy",
        "portal:robots",
        "portal:calendar_feed",
        "portal:sign_in_as",
        "portal:outbox",
        "portal:outbox_mail",
    }
)
"""Names of addresses that show nobody's data; the last three exist in the demo only."""

SETTING_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})
SHOWING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


class SecondFactorMiddleware:
    """Ask people whose role needs a second factor for it before anything else opens.

    It is asked at every request, because a role may be given in the middle of a session. That an account has a factor
    is not enough: the session itself must have shown it, or a session begun earlier on a stolen password would open
    as soon as the owner sets one up elsewhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or request.session.get(SATISFIED) or _name_of(request) in OPEN:
            return None
        if not user.needs_second_factor:
            return None
        if _has_shown_a_factor(request, user):
            request.session[SATISFIED] = True
            return None
        return _to_the_factor(request, user)


def _name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _has_shown_a_factor(request: HttpRequest, user: User) -> bool:
    """Whether allauth has recorded in this session that the person passed a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def _to_the_factor(request: HttpRequest, user: User) -> HttpResponse | None:
    """Lead to the page that asks for the factor, or that sets the first one up; those pages themselves open."""
    has_one = is_mfa_enabled(user)
    if _name_of(request) in (SHOWING if has_one else SETTING_UP):
        return None
    if not has_one:
        return redirect("mfa_activate_totp")
    after = request.get_full_path() if request.method in ("GET", "HEAD") else reverse(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': after})}")


def first_factor_was_set_up(request: HttpRequest, **kwargs: Any) -> None:
    """The session in which somebody sets up a factor has shown it (allauth's own hook, see ``core.apps``)."""
    request.session[SATISFIED] = True


def demo_sign_in_satisfies(request: HttpRequest) -> None:
    """In the demo, where every person is invented, signing in as somebody counts as both factors."""
    if settings.DEMO_MODE:
        request.session[SATISFIED] = True
