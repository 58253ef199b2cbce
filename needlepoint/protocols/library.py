"""The shipped content, loaded once."""

from functools import cache

from needlepoint.protocols.loader import load_content
from needlepoint.protocols.model import Content


@cache
def shipped_content() -> Content:
    """Gives the content of this release."""
    return load_content()
