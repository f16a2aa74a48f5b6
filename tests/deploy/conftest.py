"""The portal as it is deployed, but for the containers: the same nginx file, commands and production settings."""

import dataclasses
import os
import re
import secrets
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.deploy.programs import BIN, ROOT, Program, clamd, free_port, listens, running, wait_until

HOST = "portal.example.org"


@dataclasses.dataclass
class Portal:
    """A deployed portal: where it listens, what it was told, and the programs it is made of."""

    folder: Path
    env: dict[str, str]
    http: int
    https: int
    web: int
    programs: dict[str, Program] = dataclasses.field(default_factory=dict)

    def manage(self, *words: str) -> str:
        """Run manage.py as the deployed portal would, and answer with what it printed."""
        command = [str(BIN / "python"), "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self, path: str, *, data: bytes | None = None, **headers: str) -> urllib.request.addinfourl:
        """Ask through nginx, over TLS, as a browser would; an answer that is an error is answered too, not raised."""
        request = urllib.request.Request(f"https://127.0.0.1:{self.https}{path}", data=data)
        for name, value in {"Host": HOST, **headers}.items():
            request.add_header(name, value)
        unchecked = ssl._create_unverified_context()  # the certificate was made by this test
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=unchecked), NoRedirect, NoErrors)
        return opener.open(request, timeout=20)

    def start_web(self) -> None:
        command = [str(BIN / "gunicorn"), "config.wsgi", "--config", "deploy/gunicorn.conf.py"]
        self.programs["web"] = Program(command, env=self.env, folder=self.folder, name="web")
        wait_until(lambda: listens(self.web), otherwise=lambda: self.programs["web"].log)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class NoErrors(urllib.request.HTTPErrorProcessor):
    def http_response(self, _, response):
        return response

    https_response = http_response


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    with clamd(folder) as scanner, scratch_database() as database:
        portal = told(folder, database=database, scanner=scanner)
        portal.manage("migrate", "--no-input")
        portal.manage("collectstatic", "--no-input")
        nginx = ["nginx", "-c", str(front(portal)), "-g", "daemon off;"]
        with running(nginx, env=portal.env, folder=folder, name="nginx") as program:
            try:
                portal.start_web()
                for name in ("worker", "beat"):
                    command = of_compose(name, folder)
                    portal.programs[name] = Program(command, env=portal.env, folder=folder, name=name)
                wait_until(lambda: listens(portal.https), otherwise=lambda: program.log)
                yield portal
            finally:
                for each in portal.programs.values():
                    each.stop()


def told(folder: Path, *, database: str, scanner: str) -> Portal:
    """The settings that a deployed portal is told, with nothing else of this machine's environment."""
    portal = Portal(folder, {}, http=free_port(), https=free_port(), web=free_port())
    portal.env = {
        "PATH": f"{BIN}:{os.environ['PATH']}:/usr/sbin",
        "HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": database,
        "REDIS_URL": os.environ["REDIS_URL"],
        "CLAMD_ADDRESS": scanner,
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "DEFAULT_FROM_EMAIL": f"portal@{HOST}",
        "ACCEL_REDIRECT_PREFIX": "/private-files/",
        "TRUSTED_PROXY_COUNT": "1",
        "VAR_DIR": str(folder / "var"),
        "PRIVATE_FILES_ROOT": str(folder / "private"),
        "WEB_BIND": f"127.0.0.1:{portal.web}",
    }
    return portal


def front(portal: Portal) -> Path:
    """The nginx file of the containers, with this test's ports, folders and certificate."""
    make_certificate(portal.folder)
    text = (ROOT / "deploy/nginx.conf").read_text()
    for there, here in {
        "listen 8080": f"listen 127.0.0.1:{portal.http}",
        "listen 8443": f"listen 127.0.0.1:{portal.https}",
        "http://web:8000": f"http://127.0.0.1:{portal.web}",
        "/etc/nginx/certs/": f"{portal.folder}/",
        "/etc/nginx/pages": str(ROOT / "deploy/pages"),
        "/var/lib/portal/private/": f"{portal.folder}/private/",
        "/tmp/nginx": f"{portal.folder}/nginx",
    }.items():
        assert there in text, f"deploy/nginx.conf no longer says {there}"
        text = text.replace(there, here)
    if os.geteuid() == 0:
        text = f"user root;\n{text}"  # the folder of a test belongs to whoever runs it
    path = portal.folder / "nginx.conf"
    path.write_text(text)
    return path


def make_certificate(folder: Path) -> None:
    names = ["-keyout", str(folder / "portal.key"), "-out", str(folder / "portal.crt"), "-subj", f"/CN={HOST}"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "1", *names]
    subprocess.run(command, check=True, capture_output=True)


def of_compose(service: str, folder: Path) -> list[str]:
    """The command that docker-compose.yml gives a service, with this test's folder for temporary files."""
    text = (ROOT / "docker-compose.yml").read_text()
    command = re.search(rf"^  {service}:\n(?:    .*\n)*?    command: (.+)\n", text, re.M)
    assert command, f"docker-compose.yml gives {service} no command"
    return command[1].replace("/tmp/", f"{folder}/").split()


class scratch_database:
    """A database that several processes share, made for one test module and removed after it."""

    def __init__(self) -> None:
        self.server = os.environ["DATABASE_URL"]
        self.name = f"test_portal_{secrets.token_hex(6)}"

    def __enter__(self) -> str:
        self.tell(f"CREATE DATABASE {self.name}")
        return f"{self.server.rpartition('/')[0]}/{self.name}"

    def __exit__(self, *_) -> None:
        self.tell(f"DROP DATABASE {self.name} WITH (FORCE)")

    def tell(self, statement: str) -> None:
        connection = psycopg2.connect(self.server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()
