"""Questions about handpieces: what was measured, what still counts, and whether a plan's device is commissioned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.accounts.models import Clinic
from clinic.records.models import CommissioningRecord, Handpiece, HandpieceState, RecordKind
from clinic.records.names import folded
from needlepoint.planning.commissioning import (
    CartridgeShare,
    Commissioning,
    DepthRecord,
    DepthResult,
    ItemStanding,
    ServiceRecord,
    StampRecord,
    is_same_type,
    share_named,
    share_of_named_type,
    shares_for,
    shares_on,
    stand,
)
from needlepoint.planning.geometry import Kappa, StampTest
from needlepoint.protocols.library import shipped_content
from needlepoint.session.verification import Block

RESULT = tuple(DepthResult.__dataclass_fields__)
# What keeps a handpiece from being commissioned; a service that is late is shown on its page and stops nothing.
ITEM_WORDS = {
    ("stamp", "missing"): gettext_lazy("its stamp test is missing"),
    ("depth", "missing"): gettext_lazy("its depth check is missing"),
    ("depth", "outside"): gettext_lazy("its depth check lies outside tolerance"),
}

DUE_WORDS = {
    "stamp": gettext_lazy("its stamp test is out of date since %(day)s"),
    "depth": gettext_lazy("its depth check is out of date since %(day)s"),
    "service": gettext_lazy("its service is due since %(day)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioned:
    """A handpiece with its records, the newest first, and how it stands on a day."""

    handpiece: Handpiece
    records: tuple[CommissioningRecord, ...]
    standing: Commissioning

    @property
    def is_used(self) -> bool:
        """Tell whether it is in use."""
        return self.handpiece.state == HandpieceState.IN_USE


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStanding:
    """What a plan is told of its device in this clinic: the share of strokes, and why it should be looked at.

    share : of the type of cartridge that the plan reckons with; shares : every type that was measured with as many
        needles as the plan reckons with
    lapsed : the type that the plan reckons with, where it was measured here and none of its tests counts any more
    """

    share: CartridgeShare | None
    shares: tuple[CartridgeShare, ...]
    warnings: tuple[str, ...]
    lapsed: str = ""

    @property
    def kappa(self) -> Kappa | None:
        """Give the share of strokes of that type."""
        return self.share.kappa if self.share else None


def handpieces(clinic: Clinic | None, on: date, **only: str) -> list[Commissioned]:
    """List the handpieces of a clinic with their records, those in use first."""
    signed = Prefetch("records", CommissioningRecord.objects.select_related("signature"))
    rows = Handpiece.objects.filter(clinic=clinic, **only).prefetch_related(signed)
    found = [commissioned(row, on) for row in rows]
    return sorted(found, key=lambda one: not one.is_used)


def commissioned(handpiece: Handpiece, on: date) -> Commissioned:
    """Give a handpiece with how it stands."""
    return standing_on(handpiece, tuple(handpiece.records.all()), on)


def standing_on(handpiece: Handpiece, records: tuple[CommissioningRecord, ...], on: date) -> Commissioned:
    """Give a handpiece with how it stands, from records that were read already."""
    return Commissioned(handpiece=handpiece, records=records, standing=_standing(records, on))


def handpieces_of(clinic: Clinic, device: str, on: date) -> list[Commissioned]:
    """List the handpieces of a device, those out of use included, as a session looks for its own among them."""
    return handpieces(clinic, on, device=device)


def handpiece_block(found: Iterable[Commissioned], serial: str) -> Block | None:
    """Give why a handpiece must not be used as if it were measured; nothing where it is commissioned and in use."""
    known = next((one for one in found if folded(one.handpiece.serial) == folded(serial)), None)
    fault = _fault(known)
    if not fault:
        return None
    text = _("Handpiece %(serial)s %(fault)s") % {"serial": serial, "fault": fault}
    return Block(id=f"handpiece:{folded(serial)}", text=text, override_by="director")


def _fault(known: Commissioned | None) -> str:
    if known is None:
        return _(
            "does not stand in the list of this clinic for this device, so that nothing of it was measured here."
        )
    if not known.is_used:
        return _("is out of use.")
    if known.standing.is_commissioned:
        return ""
    missing = [str(ITEM_WORDS[one.item, one.standing]) for one in known.standing.items if _stops(one)]
    return _("is not commissioned: %(what)s.") % {"what": ", ".join(missing)}


def _stops(one: ItemStanding) -> bool:
    return (one.item, one.standing) in ITEM_WORDS


def standing_records(records: Sequence[CommissioningRecord]) -> Iterator[CommissioningRecord]:
    """Give the records that were not corrected and do not themselves only say that another is wrong."""
    corrected = {one.corrects_id for one in records}
    yield from (one for one in records if one.pk not in corrected and not one.is_void)


def device_standing(clinic: Clinic | None, device: str, on: date, cartridge: str = "") -> DeviceStanding:
    """Say what is measured of a device in this clinic, over every handpiece in use, and what is to be looked at.

    cartridge : the type that will be used, and no other once it was measured here, also where its tests have lapsed;
        else, or where nobody ever measured it, the one that was measured last
    """
    used = handpieces(clinic, on, device=device, state=HandpieceState.IN_USE)
    stamps = [one for each in used for one in _stamps(standing_records(each.records))]
    measured = shares_on(stamps, on, shipped_content())
    shares = shares_for(shipped_content().device[device], measured)
    share = share_named(shares, cartridge)
    lapsed = _lapsed(stamps, shares, cartridge)
    warnings = [*_of_lapsed(lapsed), *_warnings(used, shares), *_other_needles(measured, shares), *_due(used)]
    return DeviceStanding(
        share=None if lapsed else share, shares=shares, warnings=tuple(warnings), lapsed=lapsed
    )


def _lapsed(stamps: Sequence[StampRecord], shares: Sequence[CartridgeShare], cartridge: str) -> str:
    """Give the type that was planned where it was measured here once, and none of its tests counts today."""
    if not cartridge or share_of_named_type(shares, cartridge):
        return ""
    return cartridge if any(is_same_type(one.cartridge, cartridge) for one in stamps) else ""


def _of_lapsed(lapsed: str) -> Iterator[str]:
    if lapsed:
        yield _(
            "The plan keeps the cartridge type %(type)s, whose stamp tests no longer count, so that its density is an "
            "upper bound. Test it again, or choose another type."
        ) % {"type": lapsed}


def shares_with(handpiece: Commissioned, stamp: StampRecord) -> Kappa:
    """Give the share of strokes of a type of cartridge as it would be with one more test."""
    stamps = [*_stamps(standing_records(handpiece.records)), stamp]
    share = share_named(shares_on(stamps, stamp.on, shipped_content()), stamp.cartridge)
    assert share is not None  # today's test counts today
    return share.kappa


def _warnings(used: Sequence[Commissioned], shares: Sequence[CartridgeShare]) -> Iterator[str]:
    if not used:
        yield _(
            "No handpiece of this device stands in the list of this clinic, so that nothing of it was measured here."
        )
    elif not any(one.standing.is_commissioned for one in used):
        yield _(
            "No handpiece of this device is commissioned here: a stamp test and a depth check within tolerance are "
            "missing. Densities stay bounds, and depths are as the dial says."
        )
    elif not shares:
        yield _(
            "The stamp test of every handpiece of this device is out of date. Until a new one, densities are bounds."
        )


def _other_needles(measured: Sequence[CartridgeShare], shares: Sequence[CartridgeShare]) -> Iterator[str]:
    """Say which types the plan leaves out."""
    for one in measured:
        if one not in shares:
            words = _(
                "%(type)s was measured with %(needles)s needles, the plan reckons with another number: left out."
            )
            yield words % {"type": one.name, "needles": one.needle_count}


def _due(used: Sequence[Commissioned]) -> Iterator[str]:
    """Name each handpiece of which a check or a service is past its day, or lay outside tolerance."""
    for one in used:
        if words := due_words(one):
            yield _("Handpiece %(serial)s: %(what)s.") % {"serial": one.handpiece.serial, "what": words}


def due_words(one: Commissioned) -> str:
    """Say what of a handpiece is past its day; nothing where nothing is."""
    items = [item for item in one.standing.items if item.standing in ("due", "outside")]
    return ", ".join(_due_word(item) for item in items)


def _due_word(item: ItemStanding) -> str:
    if item.standing == "outside" or item.due_on is None:
        return str(ITEM_WORDS["depth", "outside"])
    return str(DUE_WORDS[item.item]) % {"day": date_format(item.due_on, "j F Y")}


def _standing(records: Sequence[CommissioningRecord], on: date) -> Commissioning:
    counting = list(standing_records(records))
    return stand(_stamps(counting), _depths(counting), _services(counting), on, shipped_content())


def _stamps(records: Iterable[CommissioningRecord]) -> list[StampRecord]:
    return [
        StampRecord(
            on=one.on,
            test=StampTest(counted=one.content["counted"], expected=one.content["expected"]),
            cartridge=one.content.get("cartridge", ""),
            needle_count=one.content.get("needle_count"),
        )
        for one in records
        if one.kind == RecordKind.STAMP
    ]


def _depths(records: Iterable[CommissioningRecord]) -> list[DepthRecord]:
    return [
        DepthRecord(on=one.on, result=DepthResult(**{name: one.content[name] for name in RESULT}))
        for one in records
        if one.kind == RecordKind.DEPTH
    ]


def _services(records: Iterable[CommissioningRecord]) -> list[ServiceRecord]:
    return [
        ServiceRecord(on=one.on, next_due_on=_day(one.content.get("next_due_on")))
        for one in records
        if one.kind == RecordKind.SERVICE
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
