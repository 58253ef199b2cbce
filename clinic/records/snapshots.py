"""Facts, content and policy as text that can be read back to the same value, years later.

Content keeps the order of its tables in the text, because the order of rules is part of what it says; its digest is of
the canonical spelling, which sorts.
"""

import hashlib
import json
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from cattrs import Converter

from needlepoint.protocols.loader import TABLES
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import Policy, PolicyFile, policy_of, spelled_policy
from needlepoint.protocols.structuring import refuse_all_but, strict_converter
from needlepoint.vocabulary.canonical import canonical_json, plain
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Truth

HUNDREDTHS = 100


def facts_text(facts: Facts) -> str:
    """Write facts in their one spelling."""
    return canonical_json(facts)


def facts_from_text(text: str) -> Facts:
    """Read facts back."""
    facts: Facts = json_converter().structure(json.loads(text), Facts)
    return facts


def content_text(content: Content) -> str:
    """Write content whole, each table in its order."""
    tables = {table: plain(getattr(content, table)) for table in TABLES}
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_from_text(text: str, version: str) -> Content:
    """Read content back; its digest is computed anew from what was read. A table younger than the text is empty."""
    tables = json.loads(text)
    typed = {table: _typed(table, tables.get(table, {})) for table in TABLES}
    return Content(version=version, digest=digest_of_tables(tables), **typed)


def digest_of_tables(tables: dict[str, Any]) -> str:
    """Name content by its tables as they stand; spelled once more, a length would be counted in hundredths twice."""
    spelled = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return digest_of_text(spelled)


def _typed(table: str, rows: dict[str, Any]) -> MappingProxyType[str, Any]:
    kind, _ = TABLES[table]
    read = json_converter()
    return MappingProxyType({key: read.structure(in_millimetres(row), kind) for key, row in rows.items()})


def in_millimetres(value: Any, name: str = "") -> Any:
    """Turn the hundredths, as lengths are spelled, back into millimetres."""
    if isinstance(value, dict):
        return {key: in_millimetres(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [in_millimetres(item, name) for item in value]
    is_length = name.endswith("_mm") and isinstance(value, int | float) and not isinstance(value, bool)
    return value / HUNDREDTHS if is_length else value


def policy_text(file: PolicyFile) -> str:
    """Write a policy in its one spelling; its digest is the digest of this text."""
    return canonical_json(spelled_policy(file))


def policy_file_from_text(text: str) -> PolicyFile:
    """Read a policy back as it was signed."""
    file: PolicyFile = json_converter().structure(json.loads(text), PolicyFile)
    return file


def policy_from_text(text: str, content: Content) -> Policy:
    """Read a policy back, checked against content and ready to be asked; raises ContentError where it does not fit."""
    return policy_of(policy_file_from_text(text), "the clinic's policy", content)


def digest_of_text(text: str) -> str:
    """Name a text by its digest."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@cache
def json_converter() -> Converter:
    """Give a converter as strict as that of content files, for JSON, in which a day is text and text may be empty."""
    converter = strict_converter()
    converter.register_structure_hook(str, refuse_all_but(str, "text"))
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    # Without its own hook a kind of text would be read as bare text.
    converter.register_structure_hook(Truth, lambda value, _: Truth(value))
    return converter
