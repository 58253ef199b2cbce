"""Consent to photographs: per purpose and per image, and taken back as easily as given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PhotoPurpose(StrEnum):
    """What a photograph may be used for. Advertising is no purpose here."""

    TREATMENT_RECORD = "treatment-record"
    TEACHING = "teaching"
    PUBLICATION = "publication"


PURPOSE_TEXTS: dict[PhotoPurpose, str] = {
    PhotoPurpose.TREATMENT_RECORD: (
        "Photographs are kept in your record, so that you and we can see what changes. Only those who treat you "
        "see them."
    ),
    PhotoPurpose.TEACHING: (
        "Photographs are shown to people who learn this work. You may be recognised by your face; your name is "
        "left out."
    ),
    PhotoPurpose.PUBLICATION: (
        "Photographs are printed or put on line in a professional publication. Once published they cannot be called "
        "back from every reader, even if you change your mind."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoConsent:
    """One statement about one purpose; `image` is None where it is about all of them."""

    purpose: PhotoPurpose
    is_given: bool
    at: datetime
    image: str | None = None


def may_be_used(statements: Iterable[PhotoConsent], purpose: PhotoPurpose, image: str, at: datetime) -> bool:
    """Says whether an image may be used for a purpose at a moment.

    A no to this image is ended by a later yes to this image alone: a later yes to all of them does not bring back what
    was taken back by itself. Otherwise the latest statement about it, or about all images, counts. Of two at once the
    refusal does. Silence is no.
    """
    about = [s for s in statements if s.purpose is purpose and s.image in (None, image) and s.at <= at]
    last_words = (_latest(about), _latest([s for s in about if s.image == image]))
    return last_words[0] is not None and all(word is None or word.is_given for word in last_words)


def withdrawn(
    statements: Iterable[PhotoConsent], purpose: PhotoPurpose, images: Iterable[str], at: datetime
) -> tuple[str, ...]:
    """Gives the images that were once given for a purpose and no longer are, so that every copy can be reached."""
    told = tuple(statements)
    once = [s for s in told if s.purpose is purpose and s.is_given and s.at <= at]
    return tuple(
        image
        for image in images
        if any(s.image in (None, image) for s in once) and not may_be_used(told, purpose, image, at)
    )


def _latest(statements: Iterable[PhotoConsent]) -> PhotoConsent | None:
    return max(statements, key=lambda statement: (statement.at, not statement.is_given), default=None)
