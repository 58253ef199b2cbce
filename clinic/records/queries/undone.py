"""What was taken back, asked so that the time does not grow with the number of entries.

An entry and what takes it back stand in one log. Asked through the session, the few entries of that log are read; asked
through the pointer alone, an engine that learned how seldom it is set may read every entry there is.
"""

from typing import Final

from django.db.models import Exists, OuterRef

from clinic.records.models import SessionEntry

# Of what was used: whether the entry that noted it was taken back.
IS_TAKEN_BACK: Final = Exists(
    SessionEntry.objects.filter(session=OuterRef("session"), undoes=OuterRef("entry")).order_by()
)
# Of an entry itself.
IS_UNDONE: Final = Exists(
    SessionEntry.objects.filter(session=OuterRef("session"), undoes=OuterRef("pk")).order_by()
)
