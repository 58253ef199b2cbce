"""Log lines without personal data: where something failed and as what, never with which values."""

import logging
import traceback
from types import TracebackType

ExceptionInformation = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class WithoutValues(logging.Formatter):
    """Writes the places of a traceback and the kind of exception; its message may quote what somebody typed."""

    def formatException(self, ei: ExceptionInformation) -> str:  # noqa: N802  the name is logging's
        """Write the traceback without the exception's message."""
        kind, _, places = ei
        return "".join(traceback.format_tb(places)) + (kind.__qualname__ if kind else "")
