"""HTML to PDF. Only bundled assets are fetched; an address typed by somebody leads nowhere."""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from core.jobs import CannotBeDone

INSTALL = "PDF unavailable: install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian) or pango (Homebrew)."


MOST_SECONDS = 60
"""How long one document, or one section of a pack, may take."""

MOST_CHARACTERS = 5_000_000
"""How long one document's HTML may be: about two thousand pages."""


class AddressRefused(ValueError):
    """A document asked for something that is not a bundled asset."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give the work inside this long; then it stops with ``CannotBeDone``.

    The clock interrupts the main thread, where workers build; in another thread (a development server) there is none.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise CannotBeDone("This took too long to build. Ask for fewer papers at once.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _weasyprint() -> Any:
    """Import the engine when it is needed: the portal starts, and says what is missing, without its libraries."""
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as missing:
        raise CannotBeDone(INSTALL) from missing
    return weasyprint


@cache
def _styles() -> Any:
    """What every paper looks like, parsed once: it takes a fifth of the time of a short document."""
    return _weasyprint().CSS(string=Path(settings.BASE_DIR, "static", "css", "documents.css").read_text())


def render(template: str, context: dict[str, Any], *, tagged: bool = True) -> bytes:
    """Render a template of ``templates/documents/`` to PDF bytes; ``tagged`` = accessible (PDF/UA-1).

    Raises ``CannotBeDone`` where the engine is missing, or the document is too long in characters or in seconds.
    """
    weasyprint = _weasyprint()

    class BundledOnly(weasyprint.urls.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            root = Path(settings.BASE_DIR, "static").resolve()
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(root):
                raise AddressRefused(url)
            return super().fetch(url, headers)

    html = render_to_string(template, {"site_name": settings.SITE_NAME, **context})
    if len(html) > MOST_CHARACTERS:
        raise CannotBeDone("This is too long for one document. Ask for fewer papers at once.")
    out = io.BytesIO()
    with within(MOST_SECONDS):
        document = weasyprint.HTML(
            string=html,
            base_url=Path(settings.BASE_DIR, "static").as_uri() + "/",
            url_fetcher=BundledOnly(allowed_protocols=["file", "data"]),
        )
        document.write_pdf(out, stylesheets=[_styles()], pdf_variant="pdf/ua-1" if tagged else None)
    return out.getvalue()
