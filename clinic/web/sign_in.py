"""Signing in: by invitation only, with a lock after wrong passwords."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic.accounts.models import User
from clinic.web import screen_lock


class ClosedDoor(DefaultAccountAdapter):
    """Lets nobody sign up: people are invited by their director."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the door closed."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, which opens the screen and forgives earlier wrong PINs."""
        super().login(request, user)
        User.objects.filter(pk=user.pk).update(pin_attempts=0)
        screen_lock.unlock(request, time.time())


def display_name(user: User) -> str:
    """Give the name by which a person is greeted."""
    return user.name


def attempted_email(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Give the address somebody tried to sign in with, for counting wrong passwords."""
    given = credentials or {}
    found = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(found).strip().lower()


def locked_out(request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    """Say that signing in rests for a while."""
    return render(request, "account/locked_out.html", status=429)
