"""What was typed into a form of the ledger and refused: kept on the server until its page is shown again, once."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, QueryDict

from clinic.records.models import Session
from clinic.records.refusals import BadInput
from clinic.web.shown.numbing import form_again

KEY: Final = "typed"
# A form of the ledger has a dozen short fields; nothing longer is kept.
MOST: Final = 4000


def keep_typed(request: HttpRequest, session: Session, deed: str, refusal: BadInput) -> None:
    """Keep what was typed with its refusal."""
    typed = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            typed.setlist(name, values)
    kept = {"of": str(session.pk), "deed": deed, "typed": typed.urlencode()[:MOST]}
    request.session[KEY] = kept | {"field": refusal.field, "sentence": refusal.sentence}


def typed_again(request: HttpRequest, session: Session) -> dict[str, Any]:
    """Give the form as it was typed, its error at the field; nothing where nothing was refused in this session."""
    kept = request.session.get(KEY)
    if request.method != "GET" or not kept or not _is_of(kept, session.pk):
        return {}
    del request.session[KEY]
    name, form = form_again(session, kept["deed"], QueryDict(kept["typed"]))
    if not form.errors:
        form.add_error(kept["field"] if kept["field"] in form.fields else None, kept["sentence"])
    return {name: form, "error_summary_form": form}


def _is_of(kept: dict[str, str], session_id: UUID) -> bool:
    return kept["of"] == str(session_id)
