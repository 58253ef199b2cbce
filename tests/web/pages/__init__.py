"""The arguments of every address, by its name: one file a room. An address that is missing here fails a test."""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

PAGES: dict[str, Callable[..., list[Any]]] = {}


def load() -> None:
    """Read the files of all rooms."""
    for room in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{room.name}")
