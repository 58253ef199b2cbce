"""`send-due-messages`: calls the next in line about worries and sends what is due, once or again and again."""

import logging
import math
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from clinic.messaging.escalation import look_after_worries
from clinic.messaging.knocks import pass_on_unheard
from clinic.messaging.sender import Sender, Tally
from clinic.messaging.set_up import channels
from clinic.records.photograph_files import remove_destroyed

logger = logging.getLogger(__name__)
USUAL_SECONDS = 20
PHOTOGRAPHS_EVERY_SECONDS = 3600


class Command(BaseCommand):
    """Sends due messages."""

    help = "Send the messages that are due; any number of these may run at once."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often."""
        parser.add_argument("--once", action="store_true", help="send what is due now, and end (the default)")
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="look again and again, until stopped"
        )
        parser.add_argument(
            "--while-open",
            action="store_true",
            help="stop when standard input is closed, so that nobody is left behind by a server that died",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send until nothing is due, or until stopped; a batch that was begun is finished."""
        every = options["every"]
        if every is not None and (options["once"] or not 0 < every <= 3600):
            raise CommandError(
                f"--every {every}: takes seconds from 1 to 3600, and not together with --once.", returncode=2
            )
        stop = stop_when_asked(watches_input=options["while_open"])
        sender = Sender(channels(), np.random.default_rng())
        try:
            if every is None:
                done = look_after_worries()
                pass_on_unheard()
                take_destroyed_photographs_away()
                self.stdout.write(told(sender.send_due(lambda: not stop.is_set())))
                if done:
                    self.stdout.write(f"Of worries, {done} went to the next in line or into a digest.")
            else:
                send_again_and_again(sender, stop, every)
        finally:
            sender.close()


def send_again_and_again(sender: Sender, stop: threading.Event, seconds: float) -> None:
    """Send, wait and send; a database that is away for a while is met again at the next round."""
    looked_at = -math.inf
    while not stop.is_set():
        try:
            close_old_connections()
            sender.channels = channels()
            look_after_worries()
            pass_on_unheard()
            sender.send_due(lambda: not stop.is_set(), look_after_worries)
            if time.monotonic() - looked_at >= PHOTOGRAPHS_EVERY_SECONDS:
                take_destroyed_photographs_away()
                looked_at = time.monotonic()
        except DatabaseError as fault:
            logger.error("Messages wait, the database refused: %s", type(fault).__name__)
        stop.wait(seconds)


def take_destroyed_photographs_away() -> None:
    """Finish what a crash left undone: the bytes of a photograph that was destroyed do not wait for the next backup."""
    try:
        remove_destroyed()
    except OSError as fault:
        logger.error("Photographs that were destroyed are still on the disk: %s", type(fault).__name__)


def stop_when_asked(*, watches_input: bool) -> threading.Event:
    """Give what is set when somebody asks to stop."""
    stop = threading.Event()

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, asked)
    if watches_input:
        threading.Thread(target=_stop_at_the_end_of_input, args=[stop], daemon=True).start()
    return stop


def _stop_at_the_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        continue
    stop.set()


def told(tally: Tally) -> str:
    """Say what was done, in one line."""
    if not tally["claimed"]:
        return "Nothing is due."
    parts = [
        f"{count} {state.replace('_', ' ')}" for state, count in sorted(tally.items()) if state != "claimed"
    ]
    return f"{tally['claimed']} taken in hand: {', '.join(parts)}."
