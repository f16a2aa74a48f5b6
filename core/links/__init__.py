"""Signed links.

``make`` writes one and answers with its address. Opening it exchanges the token at once for a short grant in the
session and a clean address (a mail scanner's GET uses nothing up). ``grant`` finds the live link of a page;
``send_code`` and ``use_code`` make a signature by link the work of the person whom it was sent to.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core.registry import link_purposes
from core.workflow import StepRefused

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from core.accounts.models import User
    from core.links.models import SignedLink, SignedLinkQuerySet

GRANT_SECONDS = 2 * 60 * 60
RENEWALS_AN_HOUR = 3


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(*, person: User, purpose: str, subject: Model, days: int | None = None) -> tuple[SignedLink, str]:
    """Write a link for ``person`` to ``subject`` and answer with it and its full address.

    ``purpose`` names an entry of ``core.registry.link_purposes``; ``days`` is how long it lives (default: by purpose).
    The address is shown nowhere again: only its hash is kept.
    """
    from core.links.models import SignedLink

    token = secrets.token_urlsafe(20)
    link = SignedLink.objects.create(
        person=person,
        purpose=purpose,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        token_hash=hash_token(token),
        expires_at=timezone.now() + datetime.timedelta(days=days or link_purposes[purpose].days),
    )
    return link, settings.SITE_URL.rstrip("/") + reverse("open_link", args=[token])


def exchange(request: HttpRequest, token: str) -> SignedLink | None:
    """Turn a live token into a grant of this browser session; None where it opens nothing.

    Somebody who comes by link alone gets a new session id, so that nobody who knew the one before shares the grant.
    """
    from core.links.models import SignedLink

    link = SignedLink.objects.live().select_related("person").filter(token_hash=hash_token(token)).first()
    if link is None or link.purpose not in link_purposes or not link_purposes[link.purpose].view_name:
        return None
    if not request.user.is_authenticated:
        request.session.cycle_key()
    SignedLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=timezone.now())
    grants = {pk: until for pk, until in request.session.get("grants", {}).items() if until > time.time()}
    request.session["grants"] = {**grants, str(link.pk): time.time() + GRANT_SECONDS}
    return link


def renew(token: str) -> None:
    """Mail a fresh link to the address held, where this one has run out and what it was for is still open.

    Says nothing about what it did: whoever holds an old address learns nothing from it. A revoked link stays closed.
    """
    from core.links.models import SignedLink
    from core.notifications import outbox

    now = timezone.now()
    known = SignedLink.objects.filter(token_hash=hash_token(token), revoked_at__isnull=True, person__is_active=True)
    old = known.select_related("person").first()
    if old is None or old.purpose not in link_purposes:
        return
    purpose = link_purposes[old.purpose]
    subject = old.subject
    if subject is None or not purpose.renewable(subject):
        return
    twins = SignedLink.objects.filter(person=old.person).to(subject, old.purpose)
    if twins.filter(created_at__gt=now - datetime.timedelta(hours=1)).count() >= RENEWALS_AN_HOUR:
        return
    fresh, address = make(person=old.person, purpose=old.purpose, subject=subject)
    outbox.owe(
        to=old.person,
        template="fresh_link",
        context={"address": address, "words": purpose.words, "until": fresh.expires_at},
        key=f"fresh-link-{fresh.pk}",
        secret=True,
    )


def grant(
    request: HttpRequest, *, purpose: str, subject: Model | None = None, reference: str = ""
) -> SignedLink | None:
    """The live link by which this browser may see a page: by its subject, or by the link's own reference.

    Asked at every request, so an expired or revoked link closes at once.
    """
    links = granted(request).filter(purpose=purpose)
    if subject is not None:
        links = links.to(subject, purpose)
    if reference:
        links = links.filter(reference=reference)
    return links.order_by("-pk").first()


def granted(request: HttpRequest) -> SignedLinkQuerySet:
    """Every live link that was opened in this browser not long ago."""
    from core.links.models import SignedLink

    pks = [int(pk) for pk, until in request.session.get("grants", {}).items() if until > time.time()]
    links = SignedLink.objects.live().select_related("person")
    return links.filter(pk__in=pks) if pks else links.none()


def page_of(link: SignedLink) -> str:
    """The clean address of the page that a link opens."""
    subject = link.subject
    return reverse(link_purposes[link.purpose].view_name, args=[getattr(subject, "reference", link.reference)])


def keep_open(request: HttpRequest, link: SignedLink) -> None:
    """Let the grant of a link last from now on: for pages that somebody works on for hours (scoring on a day)."""
    until = request.session.get("grants", {}).get(str(link.pk), 0)
    if until - time.time() < GRANT_SECONDS / 2:
        request.session["grants"] = {**request.session["grants"], str(link.pk): time.time() + GRANT_SECONDS}


def send_code(link: SignedLink) -> None:
    """Mail a fresh six-digit code to the address held for the link's person; an older code stops working."""
    from core.links.models import OneTimeCode
    from core.notifications import outbox

    code = f"{secrets.randbelow(10**6):06d}"
    now = timezone.now()
    if link.codes.filter(sent_at__gt=now - datetime.timedelta(hours=1)).count() >= OneTimeCode.ATTEMPTS:
        raise StepRefused("Five codes were sent in the last hour. Wait an hour, or use one that has arrived.")
    link.codes.filter(used_at__isnull=True).update(expires_at=now)
    made = OneTimeCode.objects.create(
        link=link, code_hash=_code_hash(link, code), expires_at=now + datetime.timedelta(minutes=OneTimeCode.MINUTES)
    )
    outbox.owe(
        to=link.person,
        template="one_time_code",
        context={"code": code, "minutes": OneTimeCode.MINUTES},
        key=f"code-{made.pk}",
        secret=True,
    )


def use_code(link: SignedLink, code: str) -> None:
    """Use up the link's code. Raises ``StepRefused`` with what to do where it is wrong, late or tried too often."""
    from core.links.models import OneTimeCode

    now = timezone.now()
    live = link.codes.filter(used_at__isnull=True, expires_at__gt=now).order_by("-pk").first()
    if live is None:
        raise StepRefused("That code has run out. Ask for a new one.")
    tried = OneTimeCode.objects.filter(pk=live.pk, attempts__lt=OneTimeCode.ATTEMPTS).update(attempts=F("attempts") + 1)
    if not tried:
        raise StepRefused("That code was tried five times. Ask for a new one.")
    if not hmac.compare_digest(live.code_hash, _code_hash(link, code.strip().replace(" ", ""))):
        raise StepRefused("That is not the code that we sent. Check the newest mail.")
    if not OneTimeCode.objects.filter(pk=live.pk, used_at__isnull=True).update(used_at=now):
        raise StepRefused("That code has been used already.")


def _code_hash(link: SignedLink, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{link.token_hash}:{code}".encode(), "sha256").hexdigest()
