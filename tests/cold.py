"""What a browser fetches for a page with an empty cache: the page, whatever it names, and whatever that names."""

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_IN_STYLES = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
_FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
_FETCHED_BY = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "image": "href",
    "use": "href",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer of a server. body : as it came over the wire, compressed where `encoding` says so."""

    address: str
    body: bytes
    encoding: str
    headers: Mapping[str, str]

    @property
    def whole(self) -> bytes:
        """Give the content uncompressed."""
        return gzip.decompress(self.body) if self.encoding == "gzip" else self.body


Fetch = Callable[[str], Fetched]


class _Names(HTMLParser):
    """Gathers the addresses that a browser fetches without being asked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.removeprefix("xlink:"): value or "" for name, value in attrs}
        if tag == "link" and _FETCHED_LINKS & set(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))
        if tag in _FETCHED_BY:
            self.found.append(given.get(_FETCHED_BY[tag], ""))


def fetch_cold(fetch: Fetch, address: str) -> list[Fetched]:
    """Fetch a page and everything that it needs, each thing once, the page first."""
    fetched: dict[str, Fetched] = {}
    waiting = [address]
    while waiting:
        one = waiting.pop(0)
        if one not in fetched:
            fetched[one] = fetch(one)
            waiting += needs_of(fetched[one])
    return list(fetched.values())


def needs_of(answer: Fetched) -> Iterator[str]:
    """Give the addresses that an answer makes a browser fetch; whatever comes from elsewhere is an error."""
    kind, text = answer.headers.get("Content-Type", ""), answer.whole.decode(errors="replace")
    for named in _named(kind, text):
        whole = urljoin(answer.address, named.partition("#")[0])
        if urlsplit(whole).netloc != urlsplit(answer.address).netloc:
            raise ValueError(f"{answer.address}: names {named}, which is fetched from elsewhere")
        yield whole


def _named(kind: str, text: str) -> list[str]:
    found: list[str] = []
    if kind.startswith("text/html"):
        names = _Names()
        names.feed(text)
        found = names.found
    elif kind.startswith("text/css"):
        found = [one or other for one, other in _IN_STYLES.findall(text)]
    return [name for name in found if name and not name.startswith(("data:", "#"))]
