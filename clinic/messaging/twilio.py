"""SMS and WhatsApp by a provider that takes messages in Twilio's form, and the signature on what it sends us.

The form is a POST of To, From and Body to /2010-04-01/Accounts/{account}/Messages.json under Basic authentication; 201
with a `sid` says that it was taken. Twilio documents no key that would make a second request send nothing, so a crash
between its answer and our record can send twice; a gateway that honours `Idempotency-Key` sends once.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clinic.messaging.channel import Outgoing, Refused, Unavailable
from clinic.messaging.web_request import TIMEOUT_SECONDS, Answer, post_form

_TAKEN: Final = (200, 201, 202)
# What may be otherwise an hour later, or what the address cannot help: sign-in, time-out, conflict, too many.
_FOR_LATER: Final = (401, 403, 407, 408, 409, 425, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where the provider is, and who we are to it."""

    url: str
    account: str
    token: str

    @property
    def address(self) -> str:
        """Give the address to which messages are posted."""
        return f"{self.url.rstrip('/')}/2010-04-01/Accounts/{self.account}/Messages.json"


class Twilio:
    """Sends text messages; with the prefix "whatsapp:", by WhatsApp.

    template : the id of an approved form, where the provider does not let us word it; 1 is the clinic, 2 the link
    """

    can_be_answered = True

    def __init__(
        self,
        account: Account,
        number: str,
        *,
        prefix: str = "",
        template: str = "",
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.account = account
        self.number = number
        self.prefix = prefix
        self.template = template
        self.timeout_seconds = timeout_seconds

    def send(self, outgoing: Outgoing) -> str:
        """Post one message and give its id at the provider."""
        answer = post_form(
            self.account.address,
            self._fields(outgoing),
            user=self.account.account,
            password=self.account.token,
            headers={"Idempotency-Key": outgoing.key},
            timeout_seconds=self.timeout_seconds,
        )
        return _read(answer)

    def _fields(self, outgoing: Outgoing) -> dict[str, str]:
        fields = {"To": self.prefix + outgoing.to, "From": self.prefix + self.number}
        if self.template:
            variables = json.dumps({"1": outgoing.clinic, "2": outgoing.link})
            fields |= {"ContentSid": self.template, "ContentVariables": variables}
        else:
            fields["Body"] = outgoing.letter.text
        return fields | ({"StatusCallback": outgoing.status_address} if outgoing.status_address else {})


def signature_of(token: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    """Work out the signature of a request: the address and the sorted fields under the account's token."""
    signed = address + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _read(answer: Answer) -> str:
    """Give the id that the provider gave; a redirect is never followed, and what is no answer is tried again."""
    if answer.status in _TAKEN:
        return str(_document(answer).get("sid", ""))
    if 400 <= answer.status < 500 and answer.status not in _FOR_LATER:
        raise Refused(f"{answer.status} {_document(answer).get('code', '')}".strip())
    raise Unavailable(str(answer.status))


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        document = json.loads(answer.body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
