"""Reads a FHIR R4 Bundle of an electronic health record into facts. What a record does not say stays unknown."""

from needlepoint.interop.fhir.bundle import is_bundle, read_bundle

__all__ = ["is_bundle", "read_bundle"]
