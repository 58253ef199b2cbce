"""The program `needlepoint-clinic`: the server and its management commands."""

import os
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line

from clinic.project.environment import set_apart

SETTINGS = "clinic.project.settings"


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; without a name the clinic is served."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["demo"]:
        set_apart(os.environ)
    if arguments:
        arguments[0] = arguments[0].replace("-", "_") if not arguments[0].startswith("-") else arguments[0]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    execute_from_command_line(["needlepoint-clinic", *(arguments or ["serve"])])


if __name__ == "__main__":
    main()
