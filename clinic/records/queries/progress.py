"""How far a room is with a patient, in the words of the course line."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["done", "now", "blocked", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one room is with one patient.

    state : "done"; "now", something is to be done; "blocked", see `note`; "later", not yet, or not before `on`.
    is_begun : part of it is done, and the rest has its day.
    has_run_out : it was done, and what it rests on held for its day; it is asked again when it is needed.
    next_deed : the deed to do, as a button would say it; empty where there is none.
    decision : the decision of the screening that blocks or makes one wait; it has a word, an icon and a colour.
    """

    state: State = "later"
    on: date | None = None
    note: str = ""
    next_deed: str = ""
    decision: str = ""
    has_run_out: bool = False
    is_begun: bool = False
