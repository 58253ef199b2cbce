"""Which channels are set up on this machine, from the settings."""

from django.conf import settings

from clinic.messaging.channel import Channel
from clinic.messaging.mail import Mail
from clinic.messaging.push import Push
from clinic.messaging.twilio import Account, Twilio
from clinic.records.demonstration.team import is_demonstration
from clinic.records.models import Channel as Way


def channels() -> dict[str, Channel]:
    """Give every channel that can send.

    Mail that would only be written into a file counts in the demonstration alone. WhatsApp takes what a clinic begins
    only in an approved form, so without one it is not set up. A browser takes a push subscription only from a page that
    came encrypted, or from this machine.
    """
    found: dict[str, Channel] = {}
    account = Account(
        url=settings.TWILIO_URL, account=settings.TWILIO_ACCOUNT_SID, token=settings.TWILIO_AUTH_TOKEN
    )
    if account.account and settings.TWILIO_FROM:
        found[Way.SMS] = Twilio(account, settings.TWILIO_FROM)
    if account.account and settings.TWILIO_WHATSAPP_FROM and settings.TWILIO_WHATSAPP_TEMPLATE:
        found[Way.WHATSAPP] = Twilio(
            account,
            settings.TWILIO_WHATSAPP_FROM,
            prefix="whatsapp:",
            template=settings.TWILIO_WHATSAPP_TEMPLATE,
        )
    if settings.EMAIL_HOST or is_demonstration():
        found[Way.EMAIL] = Mail()
    if settings.IS_HTTPS or is_demonstration():
        found[Way.PUSH] = Push(settings.VAPID_KEY_FILE, contact_for_services())
    return found


def contact_for_services() -> str:
    """Give the address at which the people of a push service reach those who run this clinic."""
    return str(settings.PUBLIC_URL if settings.IS_HTTPS else f"mailto:{settings.DEFAULT_FROM_EMAIL}")
