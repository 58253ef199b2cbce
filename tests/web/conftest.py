"""The cast comes on stage."""

from tests.cast import as_member, cast, committed_db, own_photographs, quick_hashes

__all__ = ["as_member", "cast", "committed_db", "own_photographs", "quick_hashes"]
