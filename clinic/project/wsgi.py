"""The door through which a web server reaches the clinic."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.project.settings")
application = get_wsgi_application()
