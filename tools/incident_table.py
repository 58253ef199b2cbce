"""Writes docs/reference/incidents.md: what the page says in an incident, from the content itself.

Run `python -m tools.incident_table`; a test fails while the page is not current.
"""

from collections.abc import Iterator
from pathlib import Path

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content, IncidentGuide

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "incidents.md"
HEAD = """# What the incident button says

<!-- Made from the content by `python -m tools.incident_table`; change the content, not this page. -->

The emergency number of the clinic stands where `{emergency_number}` is written here. What no source carries is called
convention or stands under *not known*. How it is used: [when something goes wrong](../how-to/incidents.md).

No clinician has signed this guidance yet; reviewed by: nobody yet.

| incident | steps | certainty | sources | rows of the evidence | cartridge |
|---|---|---|---|---|---|
"""


def page(content: Content) -> str:
    """Gives the whole page in Markdown."""
    guides = content.incident_guide.values()
    return (
        HEAD + "\n".join(map(row, guides)) + "\n" + "".join("\n".join(section(one)) + "\n" for one in guides)
    )


def row(guide: IncidentGuide) -> str:
    """Gives one row of the table."""
    cartridge = "never used again" if guide.retires_cartridge else ""
    cells = (
        f"[{guide.name}](#{guide.id})",
        str(len(guide.step)),
        guide.certainty,
        ", ".join(guide.sources),
        ", ".join(guide.evidence),
        cartridge,
    )
    return f"| {' | '.join(cells)} |"


def section(guide: IncidentGuide) -> Iterator[str]:
    """Writes one kind of incident whole."""
    yield f"\n### {guide.id}\n"
    yield f"**{guide.name}.** {guide.call}\n"
    yield from (f"- Look for: {one}" for one in guide.look)
    yield from (f"{place}. {one.text}" for place, one in enumerate(guide.step, start=1))
    yield f"\nNot known: {guide.not_known}"


if __name__ == "__main__":
    PAGE.write_text(page(shipped_content()), encoding="utf-8")
    print(f"docs/reference/{PAGE.name} shows {len(shipped_content().incident_guide)} kinds of incident")
