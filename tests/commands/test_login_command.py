"""`pupitre login set` and the refusals of `pupitre init`: what is asked, stored, refused, and never shown."""

from __future__ import annotations

import io
import os
import pty
import select
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import Explained
from pupitre.guard import Guard, Outcome

PASSWORD = "Sn3wP4ssword"
PIN = "47119"
MAIL = f"""\
Your extension number is 000
Your extension PIN is {PIN}
Web client for your extension: https://oti.3cx.fr/webclient
Log in with username 000 and password {PASSWORD}
"""


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keyring of whoever runs the tests out of them."""
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Return a file that says how to sign in, with the password in a file beside it."""
    return write_estate(tmp_path, "file:password")


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Return a function that puts bytes on standard input."""
    return lambda content: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def write_estate(folder: Path, password: str) -> Path:
    file = folder / "oti.yaml"
    file.write_text(
        f"console: threecx\naddress: https://oti.3cx.fr\nlogin: {{user: '000', password: '{password}'}}\n"
        "timezone: Europe/Paris\n",
        encoding="utf-8",
    )
    return file


def typed_at_a_terminal(
    folder: Path, environment: dict[str, str], words: tuple[str, ...], *answers: tuple[str, str]
) -> tuple[int, str]:
    """Run a command at a terminal of its own; answer each prompt; return the code and all that was shown."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pupitre", *words],
        cwd=folder,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    ) as process:
        os.close(terminal)
        shown = ""
        for prompt, answer in answers:
            shown += _until(controller, prompt)
            os.write(controller, answer.encode())
        shown += _until(controller, None)
        process.wait(60)
    os.close(controller)
    return process.returncode, shown


def _until(controller: int, prompt: str | None) -> str:
    heard = ""
    while prompt is None or prompt not in heard:
        ready, _, _ = select.select([controller], [], [], 60)
        assert ready, f"no {prompt!r} within a minute: {heard}"
        try:
            piece = os.read(controller, 4096)
        except OSError:  # the command has ended, and its terminal with it
            piece = b""
        if not piece:
            break
        heard += piece.decode("utf-8", "replace")
    return heard


def test_a_password_is_typed_twice_and_never_shown(estate: Path, environment: dict[str, str]) -> None:
    code, shown = typed_at_a_terminal(
        estate.parent,
        environment,
        ("login", "set", "oti.yaml"),
        ("Password of 000 (https://oti.3cx.fr): ", f"{PASSWORD}\n"),
        ("Once more: ", f"{PASSWORD}\n"),
    )
    assert code == 0, shown
    assert "The password is stored (file:password)." in shown
    assert "pupitre login check oti.yaml" in shown
    assert PASSWORD not in shown
    assert (estate.parent / "password").read_text() == PASSWORD
    assert stat.S_IMODE((estate.parent / "password").stat().st_mode) == 0o600


def test_two_passwords_that_differ_store_nothing(estate: Path, environment: dict[str, str]) -> None:
    code, shown = typed_at_a_terminal(
        estate.parent,
        environment,
        ("login", "set", "oti.yaml"),
        ("Password of ", f"{PASSWORD}\n"),
        ("Once more: ", f"{PASSWORD}x\n"),
    )
    assert code == 1
    assert "The two passwords differ." in shown
    assert PASSWORD not in shown
    assert not (estate.parent / "password").exists()


def test_a_mail_that_is_pasted_is_not_shown_again(tmp_path: Path, environment: dict[str, str]) -> None:
    code, shown = typed_at_a_terminal(
        tmp_path,
        environment,
        ("init", "--no-login", "--password-to", "file"),
        ("Ctrl-D. It is not shown", MAIL + "\x04"),
    )
    assert code == 0, shown
    assert PASSWORD not in shown
    assert PIN not in shown
    assert (tmp_path / "estate.password").read_text() == PASSWORD


def test_a_password_can_be_typed_when_the_mail_has_none_that_is_certain(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "mail.txt").write_text(MAIL.replace(PASSWORD, f"{PASSWORD}."), encoding="utf-8")
    words = ("init", "mail.txt", "--no-login", "--password-to", "file")
    refused = subprocess.run(
        [sys.executable, "-m", "pupitre", *words], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert "pupitre init --ask-password" in refused.stderr
    code, shown = typed_at_a_terminal(
        tmp_path,
        environment,
        (*words, "--ask-password"),
        ("Password of 000", f"{PASSWORD}\n"),
        ("Once more: ", f"{PASSWORD}\n"),
    )
    assert code == 0, shown
    assert (tmp_path / "estate.password").read_text() == PASSWORD


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_one_line_of_standard_input_is_the_password(estate: Path, command: Any, piped: Any, end: bytes) -> None:
    piped(PASSWORD.encode() + end)
    ended = command("login", "set", "oti.yaml", "--stdin", "--json")
    assert (ended.code, ended.document["reason"], ended.document["password"]) == (0, "stored", "file:password")
    assert (estate.parent / "password").read_text() == PASSWORD
    assert PASSWORD not in ended.out + ended.err


@pytest.mark.parametrize(("user", "warned"), [("000", True), ("001", False)])
def test_storing_a_password_that_was_refused_is_done_with_a_warning(
    estate: Path, command: Any, piped: Any, user: str, warned: bool
) -> None:
    with (
        Guard.open() as guard,
        guard.lease("https://oti.3cx.fr", "run"),
        guard.reserve(origin="https://oti.3cx.fr", account=user, secret=PASSWORD, run_id="run") as attempt,
    ):
        attempt.sent()
        attempt.settle(Outcome.BAD)
    piped(PASSWORD.encode())
    ended = command("login", "set", "oti.yaml", "--stdin", "--json")
    assert (ended.code, ended.document["reason"]) == (0, "stored")
    assert bool(ended.document["warning"]) is warned
    assert ("has refused this very password" in ended.err) is warned
    assert PASSWORD not in ended.out + ended.err


def test_storing_a_password_does_not_need_a_guard_that_can_be_asked(
    estate: Path, command: Any, piped: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPITRE_STATE", "/proc/self/pupitre")
    piped(PASSWORD.encode())
    ended = command("login", "set", "oti.yaml", "--stdin", "--json")
    assert (ended.code, ended.document["warning"]) == (0, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f" {PASSWORD}\n", "begins or ends with a blank"),
        (f"{PASSWORD}\u00a0\n", "Attention aux espaces"),
        (f"{PASSWORD}\n{PASSWORD}\n", "has a line end in it"),
        ("\n", "the password is empty"),
        ("", "the password is empty"),
    ],
)
def test_a_password_that_was_copied_badly_is_not_stored(
    estate: Path, command: Any, piped: Any, content: str, said: str
) -> None:
    piped(content.encode())
    ended = command("login", "set", "oti.yaml", "--stdin", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "secret_unusable")
    assert said in ended.err
    assert PASSWORD not in ended.out + ended.err
    assert not (estate.parent / "password").exists()


def test_bytes_that_are_no_text_are_refused(estate: Path, command: Any, piped: Any) -> None:
    piped(PASSWORD.encode() + b"\xe9")
    ended = command("login", "set", "oti.yaml", "--stdin")
    assert (ended.code, "not UTF-8" in ended.err, PASSWORD in ended.err) == (1, True, False)


@pytest.mark.parametrize("reference", ["env:OTI", "command:pass oti", "systemd:oti"])
def test_a_place_that_is_not_ours_is_refused_before_anything_is_asked(
    tmp_path: Path, command: Any, piped: Any, reference: str
) -> None:
    write_estate(tmp_path, reference)
    piped(PASSWORD.encode())
    ended = command("login", "set", "oti.yaml", "--stdin", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "secret_unusable")
    assert ended.err.startswith(f"{reference}: ")


def test_with_nobody_at_the_keyboard_nothing_is_asked(estate: Path, pupitre: Any) -> None:
    ended = pupitre("login", "set", "oti.yaml", "--json")
    assert ended.returncode == 1
    assert '"reason": "nobody_there"' in ended.stdout
    assert "--stdin" in ended.stderr


@pytest.fixture
def mail(tmp_path: Path) -> str:
    """Return the name of a welcome mail in the folder that is worked in."""
    (tmp_path / "mail.txt").write_text(MAIL, encoding="utf-8")
    return "mail.txt"


def test_a_file_that_is_there_is_not_written_over_and_no_password_is_stored(
    mail: str, command: Any, tmp_path: Path
) -> None:
    (tmp_path / "oti.yaml").write_text("mine\n")
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    for name in ("oti.yaml", "link.yaml"):
        ended = command("init", mail, "-o", name, "--password-to", "file", "--json")
        assert (ended.code, ended.document["reason"]) == (1, "estate_invalid")
        assert "is there already, and is not written over" in ended.err
    assert (tmp_path / "oti.yaml").read_text() == "mine\n"
    assert not list(tmp_path.glob("*.password"))
    assert not (tmp_path / "nowhere.yaml").exists()


def test_a_password_that_cannot_be_stored_leaves_no_file(mail: str, command: Any, tmp_path: Path) -> None:
    (tmp_path / "oti.password").write_text("of another console")
    for place in ("file", "keyring"):
        ended = command("init", mail, "-o", "oti.yaml", "--password-to", place, "--no-login")
        assert ended.code == 1
        assert "No password was stored." in ended.err
        assert PASSWORD not in ended.err
    assert not (tmp_path / "oti.yaml").exists()
    assert (tmp_path / "oti.password").read_text() == "of another console"


def test_a_mail_that_is_not_understood_writes_nothing(command: Any, tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text(MAIL.replace(PASSWORD, f"{PASSWORD} {PASSWORD}"))
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "mail_not_understood")
    assert "there is a blank in it" in ended.err
    assert PASSWORD not in ended.out + ended.err
    assert not list(tmp_path.glob("oti*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--console", "acme"), "No console is called 'acme'"),
        (("--password-to", "env"), "A password can be stored in file or keyring."),
        (("--timezone", "Toulouse"), "This is not a time zone."),
        (("--out", "none/oti.yaml"), "there is no folder none"),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained(mail: str, command: Any, words: tuple[str, ...], said: str) -> None:
    ended = command("init", mail, *words, "--no-login")
    assert ended.code == 1
    assert said in ended.err


def test_a_mail_that_is_not_there_is_explained(command: Any) -> None:
    assert "none.eml: the mail cannot be read: No such file or directory." in command("init", "none.eml").err


def test_a_mail_on_standard_input_is_read(command: Any, piped: Any, tmp_path: Path) -> None:
    piped(MAIL.encode())
    assert command("init", "-", "--no-login", "--timezone", "Indian/Reunion").code == 0
    text = (tmp_path / "estate.yaml").read_text(encoding="utf-8")
    assert "timezone: Indian/Reunion\n" in text
    assert 'password: "file:estate.password"\n' in text
    assert 'address: "https://oti.3cx.fr"\n' in text
    assert PASSWORD not in text


def test_a_console_without_a_welcome_mail_says_so() -> None:
    from pupitre.console import Console
    from pupitre.mail import Mail

    class Acme(Console):
        kind = "acme"

    with pytest.raises(Explained, match="No welcome mail is known for the console acme"):
        Acme.read_welcome(Mail(()))
