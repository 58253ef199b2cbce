"""Sentences that the record says to a patient, and that the catalogues of the patient's pages hold word for word.

They stand here without the database, so that the catalogues are made without one.
"""

from typing import Final

WHAT_IS_LEFT_OUT: Final = (
    "What you wrote from home, the clinic's internal notes, and photographs that you took back. "
    "Ask the clinic for them."
)
