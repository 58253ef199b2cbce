"""A provider that is slow and fails, and whose book outlives whoever talks to it.

It keeps a file for each key: who makes the file first has sent, and a second request with that key sends nothing.
Beside it stands a line for each request that it took, which is what a provider without keys, as SMTP, would have sent.
"""

import os
import time
from pathlib import Path

import numpy as np

from clinic.messaging.channel import Outgoing, Unavailable

FASTEST_SECONDS, SLOWEST_SECONDS = 0.02, 0.2
# One request in ten fails: half are never taken, and of half the answer is lost after it was taken.
NEVER_TAKEN_FRACTION = ANSWER_LOST_FRACTION = 0.05


class Provider:
    """Takes messages into a folder."""

    can_be_answered = True

    def __init__(self, folder: Path, generator: np.random.Generator) -> None:
        self.folder = folder
        self.generator = generator
        folder.mkdir(parents=True, exist_ok=True)
        self.requests = os.open(folder.parent / "requests", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(self, outgoing: Outgoing) -> str:
        """Wait, and take it, or fail before or after."""
        time.sleep(self.generator.uniform(FASTEST_SECONDS, SLOWEST_SECONDS))
        chance = self.generator.random()
        if chance < NEVER_TAKEN_FRACTION:
            raise Unavailable("busy")
        self.take(outgoing.key)
        if chance < NEVER_TAKEN_FRACTION + ANSWER_LOST_FRACTION:
            raise Unavailable("the answer was lost")
        return "SM1"

    def take(self, key: str) -> None:
        """Write a request into the book; a key that is known is only counted."""
        os.write(self.requests, f"{key}\n".encode())
        (self.folder / key[:2]).mkdir(exist_ok=True)
        (self.folder / key[:2] / key).touch()


def sent_with_keys(folder: Path) -> set[str]:
    """Give the keys of what was sent."""
    return {path.name for path in folder.glob("*/*")}


def requests_taken(folder: Path) -> list[str]:
    """Give the key of every request that was taken, which without keys are as many messages."""
    book = folder.parent / "requests"
    return book.read_text(encoding="ascii").split() if book.exists() else []
