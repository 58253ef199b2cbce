"""Needlepoint, the library: what is right in a course of microneedling. It advises; the clinician decides."""

__version__ = "0.1.0"
