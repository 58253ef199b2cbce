"""A source is cited only for what it was read for: it carries a row of the evidence that the claim was written from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model.evidence import Claim

CONTENT = shipped_content()
# Not evidence of a claim: what nothing supports, what names medicines and codes, and the list of submissions.
NO_CLAIM = {"needlepoint-convention", "openfda-qai"}
CLASSIFICATIONS = {name for name, source in CONTENT.source.items() if source.kind == "classification"}
# A claim written from a whole section rests on what the section weighs, not on one row of it.
SECTION = re.compile(r"E\d")


def claims() -> Iterator[tuple[str, Claim]]:
    """Gives every piece of knowledge that cites sources, with its name."""
    for table in fields(CONTENT):
        rows = getattr(CONTENT, table.name)
        for name, claim in rows.items() if isinstance(rows, Mapping) else ():
            if isinstance(claim, Claim):
                yield f"{table.name}[{name}]", claim


CLAIMS = dict(claims())


def uncarried(claim: Claim) -> list[str]:
    """Gives the sources that carry none of the rows that a claim was written from."""
    rows = set(claim.evidence)
    cited = [name for name in claim.sources if name not in NO_CLAIM | CLASSIFICATIONS]
    return [name for name in cited if rows.isdisjoint(CONTENT.source[name].rows)]


def test_there_are_claims_to_follow() -> None:
    assert len(CLAIMS) > 400


@pytest.mark.parametrize("name", [n for n, c in CLAIMS.items() if not any(map(SECTION.match, c.evidence))])
def test_every_source_carries_a_row_of_the_claim(name: str) -> None:
    assert uncarried(CLAIMS[name]) == []


@pytest.mark.parametrize("name", [n for n, c in CLAIMS.items() if any(map(SECTION.match, c.evidence))])
def test_a_claim_from_a_whole_section_still_has_a_source_for_one_of_its_rows(name: str) -> None:
    claim = CLAIMS[name]
    rows = [row for row in claim.evidence if not SECTION.match(row) and row != "op"]
    cited = [one for one in claim.sources if one not in NO_CLAIM]
    assert not (rows and cited) or len(uncarried(claim)) < len(cited)


def test_a_citation_for_nothing_is_found() -> None:
    claim = CLAIMS["contraindication[sarcoidosis]"]
    assert uncarried(claim) == []
    others = (source for name, source in CONTENT.source.items() if name not in NO_CLAIM | CLASSIFICATIONS)
    elsewhere = next(source.id for source in others if set(source.rows).isdisjoint(claim.evidence))
    planted = type(claim)(
        **{f.name: getattr(claim, f.name) for f in fields(claim)} | {"sources": (elsewhere,)}
    )
    assert uncarried(planted) == [elsewhere]
