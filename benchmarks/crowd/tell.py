"""Tells of a filled clinic what a browser needs to know: `python -m crowd.tell FILE`.

FILE gets the addresses of its pages, the cookies of somebody signed in and of a patient at the open door, how often
each page asks the database, and which of what it asks reads a whole table.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402

from clinic.accounts.models import User  # noqa: E402
from clinic.audit.models import AuditEvent  # noqa: E402
from clinic.records.models import Answer, Patient, PatientNameWord, SessionEntry  # noqa: E402
from tests.full_house import DOORS, open_the_door, pages_for_staff, pages_on_the_phone  # noqa: E402
from tests.reads import asked_by, whole_tables  # noqa: E402

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
COUNTED = (Patient, PatientNameWord, AuditEvent, Answer, SessionEntry)


def told() -> dict[str, Any]:
    """Give addresses, cookies, questions, and what reads a whole table."""
    somebody = Patient.objects.exclude(phone="").order_by("created_at")[0]
    staff, phone = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    staff.force_login(User.objects.get(email="ruth@linden.example"), backend=SIGN_IN)
    pages, doors = pages_for_staff(), pages_on_the_phone()
    searches = {
        "two letters": "ma",
        "whole name": somebody.name,
        "telephone": somebody.phone,
        "birth date": somebody.birth_date.isoformat(),
        "nobody's name": "qwx",
    }
    for name in DOORS:
        open_the_door(phone, doors[name])
    asked = {name: asked_by(staff, address) for name, address in pages.items()}
    asked |= {name: asked_by(phone, address) for name, address in doors.items()}
    asked |= {f"search: {what}": asked_by(staff, f"/patients/?q={typed}") for what, typed in searches.items()}
    return {
        "staff": pages,
        "phone": doors,
        "searches": searches,
        "cookies": {"staff": cookies_of(staff), "phone": cookies_of(phone)},
        "queries": {name: len(queries) for name, queries in asked.items()},
        "whole_tables": {name: found for name, queries in asked.items() if (found := whole_tables(queries))},
        "rows": {model.__name__: model._default_manager.count() for model in COUNTED},
    }


def cookies_of(client: Client) -> str:
    """Give the cookies of a browser as it sends them."""
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(told(), ensure_ascii=False, indent=1), encoding="utf-8")
