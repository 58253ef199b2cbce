"""Sources in the shape of the evidence component."""

from collections.abc import Iterable
from typing import Any

from needlepoint.protocols.library import shipped_content


def sources_of(ids: Iterable[str]) -> list[dict[str, Any]]:
    """Give sources in the shape of the evidence component."""
    known = shipped_content().source
    found = (known[name] for name in dict.fromkeys(ids) if name in known)
    return [
        {
            "id": source.id,
            "title": source.title,
            "trust": source.trust,
            "year": source.year,
            "url": source.url or (f"https://doi.org/{source.doi}" if source.doi else ""),
        }
        for source in found
    ]
