"""Providers that do what a test wants: take, refuse, fail, wait, or write down what they took."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np

from clinic.messaging.channel import Outgoing, Refused, Unavailable
from clinic.messaging.sender import Pace, Sender


class Provider:
    """Takes every letter and remembers it; what is in `troubles` happens first, one at each attempt."""

    can_be_answered = True

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.taken: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> str:
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(outgoing)
        return f"SM{len(self.taken)}"

    @property
    def keys(self) -> list[str]:
        return sorted(one.key for one in self.taken)


class Chooses(Provider):
    """Fails for the letters that a test chooses."""

    def __init__(self, fails: Callable[[Outgoing], Exception | None]) -> None:
        super().__init__()
        self.fails = fails

    def send(self, outgoing: Outgoing) -> str:
        fault = self.fails(outgoing)
        if fault:
            raise fault
        return super().send(outgoing)


class Slow(Provider):
    """Answers after a while."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def send(self, outgoing: Outgoing) -> str:
        time.sleep(self.seconds)
        return super().send(outgoing)


class Stuck(Provider):
    """Holds whoever comes until a test lets go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def send(self, outgoing: Outgoing) -> str:
        self.let_go.wait(30)
        return super().send(outgoing)


class Ledger(Provider):
    """Writes each key into a file as a provider of its own would, and dies where it is told.

    knows_keys : a key that it took before is not sent again, as by a provider with idempotency keys
    """

    def __init__(self, path: Path, *, knows_keys: bool, dies: str = "") -> None:
        super().__init__()
        self.path = path
        self.knows_keys = knows_keys
        self.dies = dies

    def send(self, outgoing: Outgoing) -> str:
        if self.dies == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if not (self.knows_keys and outgoing.key in sent_keys(self.path)):
            with self.path.open("a", encoding="ascii") as ledger:
                ledger.write(outgoing.key + "\n")
                ledger.flush()
                os.fsync(ledger.fileno())
        if self.dies == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return "SM1"


def sent_keys(path: Path) -> list[str]:
    """Give the keys of what a ledger's provider sent, each as often as it was sent."""
    return path.read_text(encoding="ascii").split() if path.exists() else []


def sender(provider, way: str = "sms", **pace) -> Sender:
    """Give a sender with one channel."""
    return Sender({way: provider}, np.random.default_rng(7), Pace(**pace))


REFUSED, UNAVAILABLE = Refused("400 21211"), Unavailable("503")


def send_in_a_process_of_its_own(path: str, kind: str, dies: str = "") -> None:
    """Send what is due by a ledger: its path, whether it knows keys, and where it dies."""
    ledger = Ledger(Path(path), knows_keys=kind == "keys", dies=dies)
    sender(ledger, at_once=1, lease=timedelta(seconds=1)).send_due()
