"""The mails of the demonstration, read back from the files into which they were written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

# Django's file backend writes this line after each mail.
_BETWEEN: Final = b"\n" + b"-" * 79 + b"\n"
_ADDRESS: Final = re.compile(r"https?://\S+")
_SHOWN_AT_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it was sent; `before`, `link` and `after` are its text."""

    to: str
    subject: str
    sent_at: datetime
    before: str
    link: str
    after: str


def mails_in(folder: Path) -> list[Mail]:
    """Read the newest mails of a folder, the latest first; where nothing was sent yet there is no folder."""
    files = sorted(folder.glob("*.log"), reverse=True)[:_SHOWN_AT_MOST] if folder.is_dir() else []
    mails = [mail for file in files for mail in _mails_of(file.read_bytes())]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)[:_SHOWN_AT_MOST]


def _mails_of(written: bytes) -> Iterator[Mail]:
    for part in written.split(_BETWEEN):
        if part.strip():
            mail = message_from_bytes(part, policy=policy.default)
            assert isinstance(mail, EmailMessage)  # so says the policy
            yield _mail(mail)


def _mail(mail: EmailMessage) -> Mail:
    text = str(mail.get_content()).strip()
    found = _ADDRESS.search(text)
    start, end = found.span() if found else (len(text), len(text))
    return Mail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent_at=parsedate_to_datetime(str(mail["Date"])),
        before=text[:start],
        link=text[start:end],
        after=text[end:],
    )
