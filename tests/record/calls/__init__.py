"""How to do each deed, and how to bring a row into each state: one file a room.

The generated test walks deed × person × state through these; a deed or a state that is missing here fails it.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

CALLS: dict[str, Callable[..., Any]] = {}
STATES: dict[tuple[str, str], Callable[..., Any]] = {}


def call(deed: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register how a deed is done, by somebody, on a row in a state that allows it: (cast, actor, row)."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        CALLS[deed] = function
        return function

    return register


def in_state(machine: str, state: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register how a row comes into a state: (cast) gives the row."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        STATES[machine, state] = function
        return function

    return register


def load() -> None:
    """Read the files of all rooms."""
    for room in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{room.name}")
