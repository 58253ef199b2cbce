"""The clinic's own settings, and the application that moves its clock."""

from clinic.project.settings import *  # noqa: F403
from clinic.project.settings import INSTALLED_APPS as USUAL

INSTALLED_APPS = [*USUAL, "tests.journey.moved"]
