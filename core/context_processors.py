"""What the frame of every page needs. Everything that costs a query is worked out only where a template uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from core import registry
from core.forms import drafts

if TYPE_CHECKING:
    from core.accounts.models import User


@dataclass(frozen=True)
class NavigationLink:
    """A place in the service navigation, as this request sees it."""

    label: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, navigation, the person's line in the header, and what the device's drafts need to know."""
    return {
        "site_name": settings.SITE_NAME,
        "consortium_name": settings.CONSORTIUM_NAME,
        "demo_mode": settings.DEMO_MODE,
        "navigation": SimpleLazyObject(lambda: links_of(request, registry.navigation)),
        "footer_links": SimpleLazyObject(lambda: links_of(request, registry.footer)),
        "person_line": SimpleLazyObject(lambda: person_line(request)),
        "draft_owner": SimpleLazyObject(lambda: draft_owner(request)),
        "saved_drafts": SimpleLazyObject(lambda: drafts.take_saved(request)),
    }


def links_of(
    request: HttpRequest, sources: Iterable[Callable[[User], Iterable[registry.NavigationItem]]]
) -> list[NavigationLink]:
    """The places this person can go; of those whose prefix fits the path, the longest is where they are now."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = [item for source in sources for item in source(user)]
    here = max((item.prefix for item in items if request.path.startswith(item.prefix)), key=len, default=None)
    return [NavigationLink(item.label, item.url, item.prefix == here) for item in items]


def person_line(request: HttpRequest) -> str:
    """Who is signed in, and for whom they act: "A. Okafor · Camden"."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return " · ".join(filter(None, [short_name(user.name), user.capacity.organisation]))


def short_name(name: str) -> str:
    """Initial and the rest of the name ("A. Okafor"); a single name stays whole."""
    first, _, rest = name.strip().partition(" ")
    return f"{first[:1]}. {rest}" if rest else first


def draft_owner(request: HttpRequest) -> str:
    """An opaque name under which a browser keeps this person's unsaved text apart from anybody else's."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("core.forms.drafts", user.reference).hexdigest()[:16]
