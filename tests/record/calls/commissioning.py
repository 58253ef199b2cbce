"""Deeds upon handpieces."""

from datetime import timedelta

from clinic.records.actions import commissioning as deeds
from clinic.records.models import CommissioningRecord, Handpiece
from tests.record.calls import call, in_state

SKINPEN = "skinpen-precision"


def stamp_details(on, **changed) -> deeds.StampDetails:
    """Give ten seconds of a SkinPen on 16 cm² of film, with some things laid over."""
    usual = {"on": on, "cartridge": "SkinPen tip", "needle_count": 14, "rate_hz": 116.7, "seconds": 10.0}
    return deeds.StampDetails(**{**usual, "area_cm2": 16.0, "counted": 9_800, **changed})


def depth_details(on, *readings) -> deeds.DepthDetails:
    return deeds.DepthDetails(on=on, readings=readings or ((0.5, 0.52), (1.5, 1.44)))


def service_details(on, **changed) -> deeds.ServiceDetails:
    return deeds.ServiceDetails(
        **{"on": on, "by": "The maker", "next_due_on": on + timedelta(365), **changed}
    )


def a_handpiece(cast, device=SKINPEN, serial="SPP-1") -> Handpiece:
    """Add a handpiece, or give the one with this serial number."""
    found = Handpiece.objects.select_related("clinic").filter(
        clinic=cast.clinic, device=device, serial=serial
    )
    if not found.exists():
        today = cast.actor("nurse").today
        details = deeds.HandpieceDetails(device=device, serial=serial, name="Room 2", in_use_on=today)
        deeds.add_handpiece(cast.actor("nurse"), details)
    return found.get()


def a_stamp(cast, handpiece=None, **changed) -> CommissioningRecord:
    """Record a stamp test of a handpiece."""
    actor = cast.actor("nurse")
    details = stamp_details(changed.pop("on", actor.today), **changed)
    return deeds.record_stamp_test(actor, handpiece or a_handpiece(cast), details)


def a_commissioned_handpiece(cast, serial="A-1047") -> Handpiece:
    """Add a handpiece, stamp it and measure its depth, or give the one with this serial number."""
    handpiece = a_handpiece(cast, serial=serial)
    if not handpiece.records.exists():
        a_stamp(cast, handpiece)
        deeds.record_depth_check(cast.actor("nurse"), handpiece, depth_details(cast.actor("nurse").today))
    return handpiece


@in_state("handpiece", "in_use")
def _(cast):
    return a_handpiece(cast)


@in_state("handpiece", "retired")
def _(cast):
    handpiece = a_handpiece(cast)
    a_stamp(cast, handpiece)
    return deeds.retire_handpiece(cast.actor("director"), handpiece)


@call("add_handpiece")
def _(cast, actor, row):
    details = deeds.HandpieceDetails(
        device=SKINPEN, serial="SPP-9", in_use_on=cast.actor("nurse").today, name="Room 1"
    )
    return deeds.add_handpiece(actor, details)


@call("record_stamp_test")
def _(cast, actor, row):
    return deeds.record_stamp_test(actor, row, stamp_details(cast.actor("nurse").today))


@call("record_depth_check")
def _(cast, actor, row):
    return deeds.record_depth_check(actor, row, depth_details(cast.actor("nurse").today))


@call("record_service")
def _(cast, actor, row):
    return deeds.record_service(actor, row, service_details(cast.actor("nurse").today))


@call("correct_commissioning")
def _(cast, actor, row):
    record = row.records.first() or a_stamp(cast, row)
    details = stamp_details(cast.actor("nurse").today, counted=8_900)
    return deeds.correct_commissioning(actor, row, record, details, "A field was counted twice")


@call("retire_handpiece")
def _(cast, actor, row):
    return deeds.retire_handpiece(actor, row)


@call("return_handpiece")
def _(cast, actor, row):
    return deeds.return_handpiece(actor, row)


__all__ = [
    "a_commissioned_handpiece",
    "a_handpiece",
    "a_stamp",
    "depth_details",
    "service_details",
    "stamp_details",
]
