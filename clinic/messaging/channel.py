"""What a channel is: a closed room that takes a letter and says what became of it.

A channel knows no patient, no table and no other channel. It may be slow and may fail; it says which of two ways.
"""

from dataclasses import dataclass
from typing import Protocol

from needlepoint.aftercare.letters import Letter


class Unavailable(Exception):
    """The provider could not be reached, or is busy, or does not know us: the same letter may go later."""


class Refused(Exception):
    """The provider will never take this letter to this address."""


class Gone(Refused):
    """Nobody is at this address any more, and never will be: it is to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One letter to one address.

    key : the same at each attempt, for providers that send nothing twice
    clinic, link : what the text names, for providers that want a form of their own
    status_address : where the provider may say whether it arrived; nothing where nobody outside reaches us
    """

    key: str
    to: str
    letter: Letter
    clinic: str
    link: str
    status_address: str = ""


class Channel(Protocol):
    """A way to a patient."""

    can_be_answered: bool

    def send(self, outgoing: Outgoing) -> str:
        """Hand a letter to the provider and give its name there, or raise Unavailable or Refused.

        It is called from several threads at once, and touches no database.
        """
        ...
