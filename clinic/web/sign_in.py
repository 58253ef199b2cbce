"""Signing in: by invitation only, with a lock after wrong passwords."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic.accounts.models import User
from clinic.web import screen_lock
from clinic.web.attempts import client_address, know_browser


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

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """Go on to where the person wanted, and know this browser from now on."""
        answer: HttpResponse = super().post_login(request, user, **given)
        know_browser(request, answer, user.email)
        return answer

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave wrong passwords to axes: counted here as well, by e-mail alone, anybody could lock a colleague out."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address by which allauth counts, the same one as everywhere."""
        return client_address(request)


def display_name(user: User) -> str:
    """Give the name by which a person is greeted."""
    return user.name


def locked_out(request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    """Say that signing in rests for a while."""
    return render(request, "account/locked_out.html", status=429)
