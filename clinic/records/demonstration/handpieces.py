"""The handpieces of the invented clinic: one that was measured, and a new one that nobody measured yet."""

from datetime import timedelta
from typing import Final

from clinic.records.actions.commissioning import (
    DepthDetails,
    HandpieceDetails,
    ServiceDetails,
    StampDetails,
    add_handpiece,
    record_depth_check,
    record_service,
    record_stamp_test,
)
from clinic.records.demonstration.stage import Stage, Story
from clinic.records.demonstration.steps import HANDPIECE, ROOM, SKINPEN

HOLES: Final = {139: 9_800, 138: 8_900, 137: 9_350}
READINGS: Final = ((0.5, 0.53), (1.0, 1.02), (1.5, 1.44))
A_YEAR: Final = timedelta(days=365)


def measured(stage: Stage) -> Story:
    """Serve the SkinPen of room 2, measure its depth, and stamp it on three days."""
    nurse, director = stage.actor("nurse"), stage.actor("director")
    yield stage.days_ago(140, "08:30")
    details = HandpieceDetails(device=SKINPEN, serial=HANDPIECE, name=ROOM, in_use_on=stage.day(140))
    handpiece = add_handpiece(director, details)
    served = ServiceDetails(
        on=stage.day(140), by="The maker, before delivery", next_due_on=stage.day(140) + A_YEAR
    )
    record_service(nurse, handpiece, served)
    yield stage.days_ago(139, "07:50")
    cartridge = "SkinPen tip, 14 needles"
    depth = DepthDetails(on=stage.day(139), cartridge=cartridge, readings=READINGS)
    record_depth_check(nurse, handpiece, depth)
    for days, counted in HOLES.items():
        yield stage.days_ago(days, "08:10")
        stamped = StampDetails(
            on=stage.day(days),
            cartridge=cartridge,
            needle_count=14,
            rate_hz=116.7,
            seconds=10.0,
            area_cm2=16.0,
            counted=counted,
        )
        record_stamp_test(nurse, handpiece, stamped)


def new(stage: Stage) -> Story:
    """Put an Exceed on the shelf of room 1; nobody measured it yet."""
    yield stage.days_ago(3, "17:40")
    details = HandpieceDetails(device="exceed", serial="EX-20931", name="Room 1", in_use_on=stage.day(3))
    add_handpiece(stage.actor("director"), details)
