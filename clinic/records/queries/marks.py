"""Questions about points and strokes: which stand on the drawing of a session."""

from dataclasses import dataclass
from typing import Any

from clinic.records.models import EntryWhat, SessionEntry
from clinic.records.queries.chart import Chart
from needlepoint.session.mark import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """One mark as it stands, with the entry that put it there. number : what the tablet calls it."""

    number: str
    mark: Mark
    entry: SessionEntry


def marks_of(chart: Chart) -> list[MarkLine]:
    """Give the marks that stand, oldest first."""
    return [_line(entry) for entry in chart.of(EntryWhat.MARK)]


def entry_of(chart: Chart, number: str) -> SessionEntry | None:
    """Give the entry of a mark that stands."""
    return next((one.entry for one in marks_of(chart) if one.number == number), None)


def mark_of(content: dict[str, Any]) -> Mark:
    """Read a mark as an entry or a delivery keeps it."""
    places = tuple((float(x), float(y)) for x, y in content["points"])
    return Mark(kind=content["kind"], view=content["view"], points=places, drawing=content["drawing"])


def _line(entry: SessionEntry) -> MarkLine:
    return MarkLine(number=entry.content["number"], mark=mark_of(entry.content), entry=entry)
