"""Puts the moved clock in the place of the machine's, in every process of the clinic that is served."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import AppConfig

from clinic.records import clock

FILE = "NEEDLEPOINT_JOURNEY_CLOCK"


def moved_now() -> datetime:
    """Tell the moment as far ahead of the machine's as the file says; it goes on from there."""
    ahead = timedelta(seconds=float(Path(os.environ[FILE]).read_text(encoding="ascii")))
    return clock._override.get() or datetime.now(UTC) + ahead


class MovedConfig(AppConfig):
    """The clinic's clock, moved by a journey."""

    name = "tests.journey.moved"
    label = "moved"

    def ready(self) -> None:
        """Let whoever asks for the time be told the moved one."""
        clock.now = moved_now
