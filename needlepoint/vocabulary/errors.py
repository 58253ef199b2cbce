"""Errors, drawn once.

NeedlepointError
├── BadInput         what was given cannot be read: field, rule, what was given, remedy (exit 2, HTTP 4xx)
├── NotGranted       understood, but not granted: a plan against its decision (exit 1, HTTP 409)
└── ContentError     the content or a policy is broken: every fault at once, each with file, key and remedy

Clinical findings are values with reasons and never stand here.
"""

from dataclasses import dataclass


class NeedlepointError(Exception):
    """Something that a person can be told in a sentence."""


class BadInput(NeedlepointError):
    """Says which field broke which rule, what was given, and what to do instead."""

    def __init__(self, field: str, rule: str, given: object, remedy: str) -> None:
        self.field = field
        self.rule = rule
        self.given = shortened(given)
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}; given {self.given}; {self.remedy}"


class NotGranted(NeedlepointError):
    """Says what was asked for, why it is not granted, and who could."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a content file."""

    file: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.problem}; {self.remedy}"


class ContentError(NeedlepointError):
    """Carries every fault that was found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def shortened(given: object, longest: int = 60) -> str:
    """Shows what was given on one line, without control characters, short enough for a terminal."""
    if given is None:
        return "nothing"
    text = "".join(c if c.isprintable() else "�" for c in repr(given))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
