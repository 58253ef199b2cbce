"""Documents as PDF, where WeasyPrint finds Pango; elsewhere the page says what to install."""

import mimetypes
from base64 import b64decode
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from clinic.records.pictures import MEDIA_TYPE

try:
    import weasyprint
    import weasyprint.urls
except (ImportError, OSError):  # the package is missing, or it is there and finds no Pango
    weasyprint = None

OWN: Final = "needlepoint"
PICTURE: Final = f"data:{MEDIA_TYPE};base64,"
HOW_TO_INSTALL: Final = gettext_lazy(
    "For a PDF, install Pango on the server (Debian: libpango-1.0-0 and libpangoft2-1.0-0) and the Python package "
    "weasyprint, then start the clinic anew. Until then, print from the browser."
)


def can_write_pdf() -> bool:
    """Tell whether a PDF can be written here."""
    return weasyprint is not None


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """Write a printed page as PDF; it reads our own style sheets, pictures that stand in it, and nothing else."""
    html = render_to_string(template, context)
    document = weasyprint.HTML(string=html, base_url=f"{OWN}:/", url_fetcher=own_file)
    written: bytes = document.write_pdf()
    return written


def own_file(address: str, *_more: Any, **_named: Any) -> Any:
    """Fetch one of our static files from the disk, or a picture that stands in its address; any other is refused."""
    if address.startswith(PICTURE):
        content = b64decode(address.removeprefix(PICTURE), validate=True)
        return weasyprint.urls.URLFetcherResponse(address, content, {"Content-Type": MEDIA_TYPE})
    name, found = _static_name(address), None
    if ".." not in Path(name).parts:
        found = finders.find(name) or _collected(name)
    if not found:
        raise ValueError(f"{address}: a document may only read our own static files; put the file there.")
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    return weasyprint.urls.URLFetcherResponse(address, Path(found).read_bytes(), {"Content-Type": kind})


def _static_name(address: str) -> str:
    """Give the name of a static file; the scheme in front is our own and leads nowhere."""
    told = urlsplit(address)
    path = unquote(told.path)
    if told.netloc or told.scheme not in ("", OWN) or not path.startswith(settings.STATIC_URL):
        raise ValueError(f"{address}: a document may only read our own static files; put the file there.")
    return path.removeprefix(settings.STATIC_URL)


def _collected(name: str) -> str | None:
    """Find a file where `serve` collected it."""
    path = Path(settings.STATIC_ROOT) / name
    return str(path) if path.is_file() else None
