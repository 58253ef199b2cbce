"""`serve`: brings the database up to date and serves the clinic."""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from clinic.audit.digests import digest_of
from clinic.records.queries.team import is_set_up
from clinic.records.vapid import key_in
from clinic.web.background import sending_beside


class Command(BaseCommand):
    """Serves the clinic."""

    help = "Serve the clinic on this machine; a TLS proxy, or a certificate, is needed to be reached from others."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and a certificate for addresses that others can reach."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--certificate", type=Path, help="a PEM file; with --key the clinic speaks HTTPS itself"
        )
        parser.add_argument("--key", type=Path)
        parser.add_argument(
            "--no-messages", action="store_true", help="do not send due messages beside serving"
        )
        parser.add_argument("--threads", type=int, default=4, help="requests answered at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and serve until stopped."""
        check_is_private(options["host"], options["certificate"], options["key"])
        bring_up_to_date(self)
        collect_static_files()
        key_in(settings.VAPID_KEY_FILE)
        address = served_address(options["host"], options["port"], options["certificate"] is not None)
        # Links must name the address that is really served, whether a worker reads the settings anew or not.
        if "PUBLIC_URL" not in os.environ:
            os.environ["PUBLIC_URL"] = settings.PUBLIC_URL = address
            settings.CSRF_TRUSTED_ORIGINS = [address]
        self._greet(address)
        with sending_beside(is_on=not options["no_messages"]):
            self._serve(options)

    def _serve(self, options: dict[str, Any]) -> None:
        Granian(
            "clinic.project.wsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            blocking_threads=options["threads"],
            websockets=False,
            log_access=False,
            log_level=LogLevels.warning,
            ssl_cert=options["certificate"],
            ssl_key=options["key"],
        ).serve()

    def _greet(self, address: str) -> None:
        self.stdout.write(f"Needlepoint is served on {address}")
        if settings.IS_HTTPS and address.startswith("http:") and not settings.PROXIES_IN_FRONT:
            self.stdout.write(
                "A TLS proxy stands in front, as it seems. Say NEEDLEPOINT_PROXIES=1; else everybody seems one."
            )
        if not is_set_up():
            self.stdout.write(
                f"There is no clinic yet. Open {os.environ['PUBLIC_URL']}/setup/ with this set-up word:"
            )
            self.stdout.write(f"  {setup_word()}")
        self.stdout.flush()


def served_address(host: str, port: int, is_https: bool) -> str:
    """Give the address under which this machine reaches the clinic; browsers want a name, not a number."""
    name = "localhost" if _is_loopback(host) else host
    return f"{'https' if is_https else 'http'}://{name}:{port}"


def check_is_private(host: str, certificate: Path | None, key: Path | None) -> None:
    """Refuse to speak plain HTTP where anybody else could listen."""
    if (certificate is None) != (key is None):
        raise CommandError("--certificate and --key belong together; give both or neither.", returncode=2)
    for path in filter(None, (certificate, key)):
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file. Give the path of a PEM file.", returncode=2)
    if certificate and not settings.IS_HTTPS:
        raise CommandError(
            "--certificate: cookies are secure only under a public https address. Start again with "
            "PUBLIC_URL=https://the.name.people.type in the environment.",
            returncode=2,
        )
    if certificate is None and not _is_loopback(host):
        raise CommandError(
            f"--host {host}: patients' data would travel unencrypted. Serve on 127.0.0.1 behind a TLS proxy, or give "
            "--certificate and --key.",
            returncode=2,
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def bring_up_to_date(command: BaseCommand) -> None:
    """Run the migrations that are missing; a database that holds something is backed up first."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return
    if executor.loader.applied_migrations:
        call_command("backup", stdout=command.stdout, stderr=command.stderr)
    call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Collect and compress the static files, unless nothing has changed since the last time."""
    mark = settings.STATIC_ROOT / ".collected"
    present = digest_of(sorted(_static_sources()))
    if mark.exists() and mark.read_text(encoding="ascii") == present:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(present, encoding="ascii")


def _static_sources() -> list[list[Any]]:
    found = []
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            details = Path(storage.path(name)).stat()
            found.append([name, details.st_size, details.st_mtime_ns])
    return found


def setup_word() -> str:
    """Give the one-time word that opens the set-up page, made at the first start."""
    file = settings.SETUP_TOKEN_FILE
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(18))
    return file.read_text(encoding="ascii").strip()
