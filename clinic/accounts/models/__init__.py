"""Tables of people: clinics, users, and who works where as what."""

from clinic.accounts.models.clinic import Clinic
from clinic.accounts.models.membership import Membership, Profession, Role
from clinic.accounts.models.user import User

__all__ = ["Clinic", "Membership", "Profession", "Role", "User"]
