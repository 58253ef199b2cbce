"""The cast comes on stage."""

from tests.cast import as_member, cast, committed_db, quick_hashes

__all__ = ["as_member", "cast", "committed_db", "quick_hashes"]
