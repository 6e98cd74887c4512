"""The mock notice board, ready to be served."""

from __future__ import annotations

import dataclasses
import enum
import re
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from pupitre.mock.console import MockConsole
from pupitre.mock.faults import Faults
from pupitre.mock.lockout import Lockout
from pupitre.mock.oracle import Counts
from pupitre.mock.server import Request, Response

if TYPE_CHECKING:
    from jinja2 import Environment

DEFAULT_PASSWORD = "Panneau-de-la-Halle"
COLOURS = ("bleu", "rouge", "vert")

_COOKIE = "board_session"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Change(enum.Enum):
    """One way in which the pages may be rebuilt after somebody recorded a change on them."""

    IDS = "ids"
    CLASSES = "classes"
    ORDER = "order"
    WRAPPED = "wrapped"
    LANGUAGE = "language"
    SAME_NAME = "same-name"
    LATE = "late"
    MOVED = "moved"
    RENAMED = "renamed"
    REMOVED = "removed"


CHANGES = tuple(change.value for change in Change)


@dataclass(frozen=True)
class Panel:
    """One panel of the board."""

    name: str
    message: str
    opens: str
    colour: str = "bleu"
    shown: bool = True


@dataclass
class FrontDoor:
    """The account that may sign in."""

    user: str
    password: str


@dataclass
class Board:
    """What is stored, who is signed in, and what was counted."""

    panels: list[Panel]
    sessions: set[str] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    lock: threading.RLock = field(default_factory=threading.RLock)


def usual_panels() -> tuple[Panel, ...]:
    """Return the panels of the first day."""
    return (
        Panel("Halle", "Marché le samedi", "08:00"),
        Panel("Musée", "Visite libre", "10:00", "vert"),
        Panel("Gare", "Guichet fermé", "07:30", "rouge", shown=False),
    )


class MockNoticeBoard(MockConsole[FrontDoor, Faults]):
    """A notice board on the loopback interface; a context manager."""

    def __init__(
        self,
        change: Change | None = None,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        user: str = "mairie",
        password: str | None = None,
        panels: Iterable[Panel] | None = None,
    ) -> None:
        super().__init__(host=host, port=port, lockout=Lockout(allowed=2))
        self.faults = Faults()
        self.change = change
        self._door = FrontDoor(user, DEFAULT_PASSWORD if password is None else password)
        self._board = Board(list(usual_panels() if panels is None else panels))
        if change is Change.SAME_NAME:
            self._board.panels.append(dataclasses.replace(self._board.panels[0], message="Parking couvert"))

    @property
    def address(self) -> str:
        """The address as an operator writes it."""
        return self.origin

    @property
    def login_posts(self) -> int:
        """How many requests carried a password."""
        return self._board.counts.login_posts

    @property
    def save_posts(self) -> int:
        """How many times a save reached the server."""
        return self._board.counts.save_posts

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""
        return len(self._board.sessions)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """What is stored now."""
        with self._board.lock:
            return tuple(self._board.panels)

    def saved(self) -> Any:
        """Return everything that is saved, as JSON values."""
        return [dataclasses.asdict(panel) for panel in self.panels]

    def example(self, *, password: str) -> str:
        """Return the lines that say how to sign in; there is no driver that could keep anything."""
        return f'address: {self.address}\nlogin: {{user: "{self.user}", password: "{password}"}}\n'

    def _answer(self, request: Request) -> Response:
        self._journal.note(request.method, request.path, request.body)
        self._delay(request, login="/login")
        return self._halved(request, self._page_of(request))

    def _page_of(self, request: Request) -> Response:
        if (request.method, request.path) == ("POST", "/login"):
            return self._sign_in(_form(request))
        session = request.cookie(_COOKIE)
        if session not in self._board.sessions:
            return self._page("login", said="")
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["logout"]:
                self._board.sessions.discard(session)
                return _see_other("/")
            case "GET", [""] | ["panels"]:
                return self._page("list", panels=self.panels)
            case "GET", ["panels", number] if self._has(number):
                return self._page("panel", panel=self.panels[int(number)], number=number)
            case "GET", ["panels", number, "form"] if self._has(number):
                return self._page("form", panel=self.panels[int(number)], number=number, said="", colours=COLOURS)
            case "POST", ["panels", number] if self._has(number):
                return self._save(int(number), _form(request))
        return Response.not_found()

    def _has(self, number: str) -> bool:
        return number.isdecimal() and int(number) < len(self.panels)

    def _sign_in(self, form: dict[str, str]) -> Response:
        user, password = form.get("user", ""), form.get("password", "")
        counts = self._board.counts
        counts.login_posts += 1
        if self._lockout.is_blocked(user):
            return self._page("login", 403, said="Ce compte est bloqué.")
        if (user, password) != (self.user, self.password):
            counts.refused_logins += 1
            locked = self._lockout.count_failure(user)
            return self._page("login", 401, said="Ce compte est bloqué." if locked else "Identifiants refusés.")
        counts.logins += 1
        session = secrets.token_hex(16)
        self._board.sessions.add(session)
        return _see_other("/panels", ("Set-Cookie", f"{_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"))

    def _save(self, number: int, form: dict[str, str]) -> Response:
        counts = self._board.counts
        counts.save_posts += 1
        if self.faults.take("fail_save") is not None:
            return Response.text("Internal Server Error", 500)
        panel = self.panels[number]
        changed = Panel(
            name=panel.name,
            message=form.get("message", "").strip(),
            opens=form.get("opens", ""),
            colour=form.get("colour", ""),
            shown="shown" in form if self.change is not Change.REMOVED else panel.shown,
        )
        if not (changed.message and _TIME.fullmatch(changed.opens) and changed.colour in COLOURS):
            said = "Écrivez un message et une heure comme 08:30."
            return self._page("form", 422, panel=changed, number=str(number), said=said, colours=COLOURS)
        if self.faults.take("ignore_save") is None:
            with self._board.lock:
                self._board.panels[number] = changed
                counts.saves += 1
        applied = self.faults.take("fail_save_applied")
        return _see_other("/panels") if applied is None else Response.text("Internal Server Error", 500)

    def _page(self, name: str, status: int = 200, **values: Any) -> Response:
        change = self.change.value if self.change is not None else ""
        text = _environment().get_template(f"{name}.html.j2").render(change=change, **values)
        return Response.html(text, status)


def _form(request: Request) -> dict[str, str]:
    return {key: values[-1] for key, values in parse_qs(request.body.decode("utf-8", "replace")).items()}


def _see_other(path: str, *headers: tuple[str, str]) -> Response:
    return Response(303, headers=(("Location", path), ("Cache-Control", "no-store"), *headers))


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    folder = files("pupitre.mock.notice_board").joinpath("pages")
    pages = {each.name: each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".j2")}
    return Environment(loader=DictLoader(pages), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
