"""Documents as PDF, where WeasyPrint finds Pango; elsewhere the page says what to install."""

import mimetypes
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

try:
    import weasyprint
except (ImportError, OSError):  # the package is missing, or it is there and finds no Pango
    weasyprint = None

HOW_TO_INSTALL: Final = gettext_lazy(
    "For a PDF, install Pango on the server (Debian: libpango-1.0-0 and libpangoft2-1.0-0) and the Python package "
    "weasyprint, then start the clinic anew. Until then, print from the browser."
)


def can_write_pdf() -> bool:
    """Tell whether a PDF can be written here."""
    return weasyprint is not None


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """Write a printed page as PDF; it reads our own style sheets and nothing else."""
    html = render_to_string(template, context)
    document = weasyprint.HTML(string=html, base_url="needlepoint:/", url_fetcher=own_file)
    written: bytes = document.write_pdf()
    return written


def own_file(address: str, *_more: Any, **_named: Any) -> dict[str, Any]:
    """Fetch one of our static files from the disk; any other address is refused."""
    path = unquote(urlsplit(address).path)
    prefix = settings.STATIC_URL
    if not path.startswith(prefix):
        raise ValueError(f"{address}: a document may only read our own static files; put the file there.")
    name = path.removeprefix(prefix)
    found = finders.find(name) or _collected(name)
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    return {"string": Path(found).read_bytes(), "mime_type": kind}


def _collected(name: str) -> str:
    """Find a file where `serve` collected it, inside that folder only."""
    root = Path(settings.STATIC_ROOT).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"{name}: lies outside the static files; name a file inside them.")
    return str(path)
