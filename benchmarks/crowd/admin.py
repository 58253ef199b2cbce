"""The peer: Django's own admin over the same tables, on the same server, behind the same middleware.

Its settings are the clinic's. It lists as many rows a page as the clinic does, and is searched in the same columns.
"""

from clinic.project.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
ROOT_URLCONF = "crowd.admin_addresses"
MIGRATION_MODULES = {"admin": None}
