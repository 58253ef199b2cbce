"""`needlepoint triage`: how soon must somebody look at what was reported at home, why, and what until then?"""

import argparse

from needlepoint.aftercare.triage import triage
from needlepoint.cli.given import policy_from, print_json, raw_from
from needlepoint.interop.check_in import read_check_in
from needlepoint.interop.strict_json import read_json
from needlepoint.interop.triage import triage_document, triage_lines
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import conditions_of

ANSWERED = 0


def describe_triage(command: argparse.ArgumentParser) -> None:
    """Describes `triage`."""
    command.add_argument("check_in", metavar="CHECKIN", help="a check-in document, or - for standard input")
    command.add_argument("--policy", metavar="FILE", help="the clinic's policy (needlepoint/policy/1)")
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    command.set_defaults(run=sort_check_in)


def sort_check_in(options: argparse.Namespace) -> int:
    """Sorts one check-in."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    given = read_check_in(read_json(raw_from(options.check_in)), content, policy=policy)
    history = conditions_of(given.session, content, policy)
    answer = triage(given.report, given.session, history, content, policy)
    if options.json:
        print_json(triage_document(answer))
    else:
        print("\n".join(triage_lines(answer, content)))
    return ANSWERED
