"""The door through which a web server reaches the clinic."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from needlepoint.protocols.library import shipped_content

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.project.settings")
application = get_wsgi_application()

# The content is read before the first visitor waits for it. It stays for as long as the server runs, so the collector
# need not look through it again each time it runs: that made every fourth opening of Today three times as slow.
shipped_content()
gc.collect()
gc.freeze()
