"""What of a plan is set by hand on the command line, beside lengths and seconds."""

import argparse

from needlepoint.cli.dose import whole_from
from needlepoint.interop.plan import read_course
from needlepoint.planning.changes import CourseWishes


def add_by_hand(command: argparse.ArgumentParser) -> None:
    """Adds the options of what is set by hand."""
    command.add_argument("--passes", metavar="ZONE=N", action="append", default=[], help="passes, by hand")
    command.add_argument(
        "--density",
        metavar="ZONE=L",
        action="append",
        default=[],
        help="punctures per cm² that are prescribed",
    )
    command.add_argument("--sessions", metavar="N", help="how many sessions, by hand")
    command.add_argument("--interval-days", metavar="D", help="days between sessions, by hand")
    command.add_argument("--why", metavar="TEXT", default="", help="why the course leaves what is proposed")
    command.add_argument(
        "--zone-order", metavar="ZONES", default="", help="in which order, with commas between them"
    )


def course_from(options: argparse.Namespace) -> CourseWishes:
    """Reads what of the course is set by hand."""
    return read_course(
        whole_from(options.sessions, "--sessions"),
        whole_from(options.interval_days, "--interval-days"),
        options.why,
        options.zone_order,
    )
