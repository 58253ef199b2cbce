"""E-mail, by whatever Django's settings name: any SMTP server, or files where none is set.

SMTP knows no key: between the server's "250 OK" and our record a crash leads to a second mail. Both carry the same
Message-ID, by which many mail programs show one of them.
"""

from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from clinic.messaging.channel import Outgoing, Refused, Unavailable

_PERMANENT: Final = range(500, 600)


class Mail:
    """Sends e-mail."""

    can_be_answered = False

    def send(self, outgoing: Outgoing) -> str:
        """Send one mail and give its Message-ID."""
        name = f"<{outgoing.key}@{urlsplit(settings.PUBLIC_URL).hostname}>"
        mail = EmailMessage(
            outgoing.letter.subject,
            outgoing.letter.text,
            settings.DEFAULT_FROM_EMAIL,
            [outgoing.to],
            headers={
                "Message-ID": name,
                "Auto-Submitted": "auto-generated",
                "Content-Language": outgoing.letter.language,
            },
        )
        try:
            mail.send()
        except SMTPRecipientsRefused as fault:
            raise _refusal(fault) from fault
        except (SMTPException, OSError) as fault:
            raise Unavailable(type(fault).__name__) from fault
        except ValueError as fault:  # an address or a header that no mail can have
            raise Refused(type(fault).__name__) from fault
        return name


def _refusal(fault: SMTPRecipientsRefused) -> Exception:
    codes = [code for code, _text in fault.recipients.values()]
    if codes and all(code in _PERMANENT for code in codes):
        return Refused("recipient refused")
    return Unavailable("recipient refused for now")
