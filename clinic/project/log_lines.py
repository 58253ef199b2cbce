"""Log lines without personal data: where something failed and as what, never with which values."""

import logging
import re
import traceback
from types import TracebackType

ExceptionInformation = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_SECRET = re.compile(r"(/(?:q|copy|my/aftercare|join|account/password/reset/key)/)[^/\s]+")


class WithoutValues(logging.Formatter):
    """Writes the places of a traceback and the kind of exception; its message may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line without the secret in the address of a link or an invitation."""
        return _SECRET.sub(r"\1…", super().format(record))

    def formatException(self, ei: ExceptionInformation) -> str:  # noqa: N802  the name is logging's
        """Write the traceback without the exception's message."""
        kind, _, places = ei
        return "".join(traceback.format_tb(places)) + (kind.__qualname__ if kind else "")
