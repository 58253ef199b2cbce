"""Signature and amendment: a signed record is never changed; what is added later is dated and stands beside it."""

from dataclasses import dataclass, replace
from datetime import datetime

from needlepoint.session.record import SessionRecord, is_zoned
from needlepoint.vocabulary.canonical import digest
from needlepoint.vocabulary.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A dated addition. `corrects` is the path of what it speaks of, such as `zones.cheek-left.passes`; None adds."""

    at: datetime
    by: str
    reason: str
    text: str
    corrects: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord:
    """A record as it was signed, with everything that was added since, oldest first.

    digest : names the signed record; it stays the same whatever is added
    """

    record: SessionRecord
    signed_by: str
    signed_at: datetime
    digest: str
    amendments: tuple[Amendment, ...] = ()

    @property
    def is_amended(self) -> bool:
        """Says whether anything was added after the signature."""
        return bool(self.amendments)

    @property
    def is_whole(self) -> bool:
        """Says whether the record is still the one that was signed."""
        return digest(self.record) == self.digest

    def amendments_of(self, path: str) -> tuple[Amendment, ...]:
        """Gives the amendments that speak of one thing, oldest first."""
        return tuple(one for one in self.amendments if one.corrects == path)


def sign(record: SessionRecord, *, by: str, at: datetime) -> SignedRecord:
    """Gives the signed record; what is not charted stays visible as not charted."""
    if not by.strip():
        raise BadInput("by", "a signature has a name", by, "say who signs")
    return SignedRecord(record=record, signed_by=by, signed_at=at, digest=digest(record))


def amend(signed: SignedRecord, amendment: Amendment) -> SignedRecord:
    """Gives a new value with one more dated addition; the original and every earlier addition stay as they are."""
    for name in ("by", "reason", "text"):
        if not getattr(amendment, name).strip():
            raise BadInput(name, "an amendment says who, why and what", "", f"fill in {name}")
    latest = max((signed.signed_at, *(one.at for one in signed.amendments)))
    if is_zoned(amendment.at) != is_zoned(latest) or amendment.at < latest:
        rule = f"cannot lie before what is already there ({latest.isoformat()})"
        raise BadInput("at", rule, amendment.at.isoformat(), "date it when it is written")
    return replace(signed, amendments=(*signed.amendments, amendment))
