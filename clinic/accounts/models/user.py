"""A person who signs in with an e-mail address."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; who may do so is decided by the deeds that call it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password nobody can sign in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person's name, sign-in and PIN; what they may do stands in their membership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(default=True)
    pin_hash = models.CharField(max_length=128, blank=True, editable=False)
    pin_set_at = models.DateTimeField(null=True, editable=False)
    pin_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_pin(self) -> bool:
        """Tell whether this person can come back with a PIN after a pause."""
        return bool(self.pin_hash)

    def set_pin(self, pin: str, at: datetime) -> None:
        """Keep a PIN as a slow hash; the digits themselves are nowhere."""
        self.pin_hash, self.pin_set_at = make_password(pin), at

    def is_pin(self, pin: str) -> bool:
        """Tell whether these digits are this person's PIN."""
        return self.has_pin and check_password(pin, self.pin_hash)
