"""A mail server and a web hook that are really there, an estate that names them, and nights to tell of."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import http.server
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from pupitre.commands.run import run
from pupitre.estate import Estate, SecretReference, load
from pupitre.evidence import SiteResult
from pupitre.hours import Slot, Week
from pupitre.run import Settings
from pupitre.unattended.letter import Letter
from pupitre.unattended.message import Message
from pupitre.unattended.night import NightResult
from pupitre.unattended.running import Done
from pupitre.unattended.telling_of_nights import end_night

ORIGIN = "https://oti.example.fr"
START_S = 1_795_307_412.0


def week(*monday: str, saturday: str = "") -> Week:
    """Return a week that opens on Monday, and on Saturday if that is said."""
    days = [tuple(Slot.parse(slot) for slot in monday), *[()] * 4, (), ()]
    days[5] = (Slot.parse(saturday),) if saturday else ()
    return Week(tuple(days))


BEFORE, AFTER = week("08:00-12:00"), week("08:00-12:00", "14:00-17:30", saturday="09:00-12:00")


@dataclass
class MailServer:
    """An SMTP server of this machine that asks for a password, and can be down."""

    port: int
    password: str
    received: list[EmailMessage] = field(default_factory=list)
    _controller: Controller | None = None

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 OK"

    def authenticate(self, server: object, session: object, envelope: object, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=known)

    def start(self) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self.authenticate, auth_require_tls=False
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def address(self) -> str:
        """The address as apprise takes it, password and all."""
        return f"mailto://pupitre:{self.password}@127.0.0.1:{self.port}?mode=insecure&from=pupitre@example.fr&to=office@example.fr"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(free_port(), secrets.token_hex(12))
    server.start()
    yield server
    server.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class WebHook:
    """A web server of this machine that notes what it is asked; `answer` is the code it gives."""

    port: int
    answer: int = 200
    location: str = ""
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@pytest.fixture
def web_hook() -> Iterator[WebHook]:
    hook = WebHook(0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hook.asked.append((self.command, self.path, body))
            self.send_response(hook.answer)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield hook
    server.shutdown()
    thread.join()
    server.server_close()


class Dripping:
    """A server of this machine whose answer never ends: a letter every now and then, after what it `begins` with."""

    def __init__(self) -> None:
        self.begins = b"HTTP/1.1 200 OK\r\nX: "
        self._closed = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Hang up on everybody."""
        self._closed.set()
        self._listening.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.sendall(self.begins)
            while not self._closed.wait(0.05):
                connection.sendall(b"x")


@dataclass
class Office:
    """A folder with an estate file and private files beside it, and a state folder of its own."""

    folder: Path
    state: Path

    def secret(self, name: str, content: str) -> str:
        """Write a private file and return how an estate names it."""
        path = self.folder / f"{name}.password"
        path.write_text(content, encoding="utf-8")
        path.chmod(0o600)
        return f"file:{path.name}"

    def file(self, extra: str = "", name: str = "oti.yaml") -> Path:
        path = self.folder / name
        path.write_text(
            f"""console: threecx
address: {ORIGIN}
login: {{user: "000", password: file:console.password}}
timezone: Europe/Paris
language: fr
support: {{phone: "05 00 00 00 00", email: support@example.fr}}
sites:
  REVEL: {{extension: "021", week: {{lundi: 08:00-12:00}}}}
{extra}""",
            encoding="utf-8",
        )
        return path

    def estate(self, extra: str = "") -> Estate:
        return load(self.file(extra))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    state = tmp_path / "state"
    monkeypatch.setenv("PUPITRE_STATE", str(state))
    found = Office(tmp_path / "office", state)
    found.folder.mkdir()
    found.secret("console", "a password of nobody")
    return found


def kept(office: Office) -> list[Path]:
    """Return the files of the letters that wait."""
    return sorted((office.state / "outbox").glob("*.json"))


def letter(run_id: str = "run") -> Letter:
    """Return a letter to a hook that a variable names."""
    reference = SecretReference.parse("env:NOBODYS_HOOK", means="address")
    message = Message("subject", "text", "<p>page</p>")
    return Letter.to(reference, message, origin=ORIGIN, kind="changed", run_id=run_id, created=START_S, language="fr")


NightMaker = Callable[..., NightResult]


@pytest.fixture
def night() -> NightMaker:
    """Return what makes a night that brought REVEL up to date, but for what a test says."""

    def make(**changes: Any) -> NightResult:
        run_id = changes.get("run_id", "20261122T003012Z-0a1b2c")
        said: dict[str, Any] = {
            "file": "oti.yaml",
            "console": "threecx",
            "origin": ORIGIN,
            "run_id": run_id,
            "started": "2026-11-22T00:30:12Z",
            "ended": "2026-11-22T00:30:40Z",
            "exit_code": 0,
            "reason": "done",
            "sentence": "Les nouveaux horaires sont enregistrés et relus : REVEL.",
            "sites": (SiteResult("REVEL", "021", "changed", before=BEFORE, wanted=AFTER, after=AFTER),),
            "head": "7f3a" + "0" * 58 + "c1",
            "count": 62,
            "language": "fr",
            "timezone": "Europe/Paris",
            "machine": "veille",
        }
        return NightResult(**{**said, **changes})

    return make


@dataclass
class Fleet:
    """Estate files in a folder and their nights, each of which is good when its file loads."""

    office: Office
    night: NightMaker
    printed: Callable[[], str]
    spent: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.office.folder

    def declares(self, name: str, *extra: str, host: str = "oti", extension: str = "021") -> Path:
        path = self.office.file("\n".join(extra), name=name)
        text = path.read_text(encoding="utf-8").replace("oti.example.fr", f"{host}.example.fr")
        path.write_text(text.replace('"021"', f'"{extension}"'), encoding="utf-8")
        return path

    def spend(self, estate: Estate, _: Settings) -> Done:
        now = dt.datetime.now(dt.UTC).isoformat()
        self.spent.append(Path(estate.file).name)
        said = self.night(
            file=estate.file, origin=estate.address.origin, run_id=f"{now} {estate.file}", started=now, ended=now,
            sites=(), sentence="Rien à faire.",
        )  # fmt: skip
        return Done(end_night(said, estate))

    def on(self, day: str, *paths: Path) -> int:
        """Spend the night of a day in November 2026 at half past one, over the folder unless paths are named."""
        self.spent.clear()
        with time_machine.travel(f"2026-11-{day}T01:30:00+01:00", tick=True):
            wishes = Settings(evidence=self.folder / "evidence")
            code = run(paths or [self.folder], wishes, json_output=True, spend=self.spend)
        self.told = json.loads(self.printed())
        return code


@pytest.fixture
def fleet(office: Office, night: NightMaker, capsys: pytest.CaptureFixture[str]) -> Fleet:
    return Fleet(office, night, lambda: capsys.readouterr().out)


def hook_of(office: Office, web_hook: WebHook, name: str = "hook", more: str = "") -> str:
    return f"notify: {{to: {office.secret(name, f'json://{web_hook.host}/{name}')}{more}}}"


def texts(web_hook: WebHook) -> list[str]:
    return [json.loads(body)["message"] for _, _, body in web_hook.asked if body]


def mistyped(path: Path) -> None:
    """Write a key on the second line as somebody in a hurry would."""
    path.write_text(path.read_text(encoding="utf-8").replace("address:", "addres:"), encoding="utf-8")


def mended(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("addres:", "address:"), encoding="utf-8")
