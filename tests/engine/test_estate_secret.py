"""A password is had from where the file says, is clean, and shows itself nowhere."""

from __future__ import annotations

import copy
import os
import pickle
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.estate import Secret, SecretError, SecretReference
from pupitre.estate import sources as places

CANARY = "c4n4ry-S3cret"
COPIED = '"Attention aux espaces quand vous faites des copier/coller"'
LIFT = "if it is really part of the password, write allow_spaces: true under login"


def private(folder: Path, content: str | bytes, mode: int = 0o600) -> SecretReference:
    path = folder / "password"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return SecretReference.parse("file:password", folder=folder)


def everything_of(error: BaseException | None) -> Iterator[str]:
    """Yield all that a log, a traceback with local variables or a debugger would show."""
    while error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
        trace = error.__traceback__
        while trace is not None:
            if "pupitre" in trace.tb_frame.f_code.co_filename and "tests" not in trace.tb_frame.f_code.co_filename:
                yield repr(trace.tb_frame.f_locals)
            trace = trace.tb_next
        yield from everything_of(error.__cause__)
        error = error.__context__


def refusal(reference: SecretReference) -> str:
    with pytest.raises(SecretError) as caught:
        reference.resolve()
    assert not any(CANARY in shown for shown in everything_of(caught.value))
    assert caught.value.left_behind == "No password was sent."
    return caught.value.what


@pytest.mark.parametrize("show", [str, repr, "{}".format, "{:>20}".format, "%s".__mod__, "%r".__mod__])
def test_a_secret_shows_itself_only_when_revealed(show: object) -> None:
    secret = Secret(CANARY)
    assert callable(show)
    assert CANARY not in show(secret)
    assert CANARY not in f"{[secret]} {{'a': {secret!r}}}"
    assert secret.reveal() == CANARY


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_never_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="a secret is not stored"):
        pickle.dumps(Secret(CANARY), protocol)


def test_a_copy_of_a_secret_is_the_secret() -> None:
    secret = Secret(CANARY)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


@pytest.mark.parametrize(
    "text", ["env:OTI_PASSWORD", "file:/run/x y", "keyring:oti", "command:pass show 'oti/3cx'", "systemd:oti.pw"]
)
def test_a_reference_is_written_as_it_was_read(text: str) -> None:
    assert str(SecretReference.parse(text)) == text


NOT_HERE = (
    "a password does not stand in a file; say where it is: "
    "env:NAME, file:PATH, keyring:NAME, command:COMMAND or systemd:NAME"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CANARY, NOT_HERE),
        ("", NOT_HERE),
        ("0123", NOT_HERE),
        (f"plain:{CANARY}", NOT_HERE),
        (f"ENV:{CANARY}", NOT_HERE),
        (f"pass:{CANARY}:word", NOT_HERE),
        ("env:", "nothing stands after env:"),
        ("keyring: ", "nothing stands after keyring:"),
        (f"env:{CANARY}", "what stands after env: is not the name of a variable"),
        (f"env: {CANARY}", "a blank or hidden character stands at an end of the name after env:"),
        ("file:a\nb", "a blank or hidden character stands at an end of the name after file:"),
        (f"systemd:../{CANARY}", "what stands after systemd: is not a credential's name"),
        ("systemd:..", "what stands after systemd: is not a credential's name"),
    ],
)
def test_anything_but_a_reference_is_refused_without_showing_it(text: str, message: str) -> None:
    with pytest.raises(SecretError) as caught:
        SecretReference.parse(text)
    assert caught.value.what == message
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "password",
    [
        '"quoted"',
        "back\\slash",
        "a&b=c",
        "élève",
        "🔑🔒",
        "x" * 200,
        "two words",
        "'",
        "%20",
        "${HOME}",
        "0123",
        "#",
        "é́",
    ],
)
def test_what_people_use_as_passwords_comes_out_as_it_is(tmp_path: Path, password: str) -> None:
    assert private(tmp_path, password).resolve().reveal() == password


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_line_end_that_editors_add_is_no_part_of_the_password(tmp_path: Path, end: str) -> None:
    assert private(tmp_path, CANARY + end).resolve().reveal() == CANARY


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the password is empty"),
        ("\n", "the password is empty"),
        (f"{CANARY}\n\n", f"the password has a line end in it. {COPIED}"),
        (f"{CANARY}\r", f"the password has a line end in it. {COPIED}"),
        (f"{CANARY}\nmore", f"the password has a line end in it. {COPIED}"),
        (f"{CANARY} ", f"the password begins or ends with a blank. {COPIED}; {LIFT}"),
        (f" {CANARY}", f"the password begins or ends with a blank. {COPIED}; {LIFT}"),
        (f"{CANARY} \n", f"the password begins or ends with a blank. {COPIED}; {LIFT}"),
        (f"{CANARY}\u00a0", f"the password begins or ends with a blank. {COPIED}; {LIFT}"),
        (f"a\u00a0{CANARY}", f"the password has a no-break or unusual blank in it. {COPIED}; {LIFT}"),
        (f"a\u202f{CANARY}", f"the password has a no-break or unusual blank in it. {COPIED}; {LIFT}"),
        (f"a\u200b{CANARY}", f"the password has a character without width in it. {COPIED}; {LIFT}"),
        (f"\ufeff{CANARY}", f"the password has a character without width in it. {COPIED}; {LIFT}"),
        (f"a\t{CANARY}", "the password has a control character in it"),
        (f"a\0{CANARY}", "the password has a control character in it"),
        (CANARY.encode() + b"\xe9", "the file is not UTF-8 text"),
        (CANARY * 400, "the password is longer than 4096 characters; is this the right place?"),
        (CANARY * 10_000, "the file is larger than 64 KB; is this the right place?"),
    ],
)
def test_a_password_that_was_copied_badly_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(private(tmp_path, content)) == f"file:password: {message}"


def test_blanks_that_belong_to_the_password_are_allowed_by_the_file(tmp_path: Path) -> None:
    private(tmp_path, f" {CANARY}\u00a0\n")
    reference = SecretReference.parse("file:password", folder=tmp_path, allow_spaces=True)
    assert reference.resolve().reveal() == f" {CANARY}\u00a0"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    message = refusal(private(tmp_path, CANARY, mode))
    assert message == (f"file:password: {tmp_path}/password can be read by others (mode {mode:04o}); chmod 600 it")


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = private(tmp_path, CANARY)
    owner = os.geteuid()
    monkeypatch.setattr(places.os, "geteuid", lambda: owner + 1)
    assert refusal(reference) == f"file:password: {tmp_path}/password belongs to another user"


def test_a_link_a_pipe_a_folder_and_nothing_are_refused(tmp_path: Path) -> None:
    private(tmp_path, CANARY)
    (tmp_path / "link").symlink_to("password")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, message in (
        ("link", "is a symbolic link; name the file itself"),
        ("pipe", "is not an ordinary file"),
        (".", "is not an ordinary file"),
    ):
        assert refusal(SecretReference.parse(f"file:{name}", folder=tmp_path)).endswith(message)
    assert (
        refusal(SecretReference.parse("file:none", folder=tmp_path)) == f"file:none: there is no file {tmp_path}/none"
    )


def test_an_absolute_path_does_not_start_at_the_estates_folder(tmp_path: Path) -> None:
    private(tmp_path, CANARY)
    reference = SecretReference.parse(f"file:{tmp_path}/password", folder=Path("/elsewhere"))
    assert reference.resolve().reveal() == CANARY


def test_a_variable_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_taken", {})
    monkeypatch.setenv("OTI_PASSWORD", CANARY)
    reference = SecretReference.parse("env:OTI_PASSWORD")
    assert reference.resolve().reveal() == CANARY
    assert "OTI_PASSWORD" not in os.environ
    assert reference.resolve().reveal() == CANARY, "a second sign-in of the same run needs it again"


def test_a_variable_that_is_not_set_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_taken", {})
    monkeypatch.delenv("OTI_PASSWORD", raising=False)
    message = "env:OTI_PASSWORD: this variable is not set in the environment of this process"
    assert refusal(SecretReference.parse("env:OTI_PASSWORD")) == message


def test_a_variable_with_a_copied_blank_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_taken", {})
    monkeypatch.setenv("OTI_PASSWORD", f"{CANARY} ")
    assert "begins or ends with a blank" in refusal(SecretReference.parse("env:OTI_PASSWORD"))


def command(folder: Path, script: str) -> SecretReference:
    path = folder / "secret.py"
    path.write_text(script, encoding="utf-8")
    return SecretReference.parse(f"command:{sys.executable} secret.py", folder=folder)


def test_a_command_is_run_in_the_folder_of_the_estate(tmp_path: Path) -> None:
    assert command(tmp_path, f"print({CANARY!r})").resolve().reveal() == CANARY


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    reference = SecretReference.parse("command:echo $HOME;id|cat `id`", folder=tmp_path)
    assert reference.resolve().reveal() == "$HOME;id|cat `id`"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("import sys; sys.exit('vault is locked\\nsecond line')", "the command ended with code 1; "
         "it says vault is locked"),
        (f"import sys; print({CANARY!r}); sys.exit(3)", "the command ended with code 3"),
        (
            f"import sys; print({CANARY!r}); sys.exit('no {CANARY} here')",
            "the command ended with code 1; what it complained of repeats its output and is not shown",
        ),
        ("import sys; sys.exit('\\x1b[31mred\\x1b[0m')", 'the command ended with code 1; '
         'it says "\\u001b[31mred\\u001b[0m"'),
        ("", "the command printed nothing"),
        ("import sys; sys.stdout.buffer.write(b'\\xe9')", "the command's output is not UTF-8 text"),
        (f"print({CANARY!r} * 100_000)", "the command's output is larger than 64 KB; is this the right place?"),
        (f"print({CANARY!r}); print()", f"the password has a line end in it. {COPIED}"),
    ],
)  # fmt: skip
def test_a_command_that_fails_is_told_without_its_output(tmp_path: Path, script: str, message: str) -> None:
    found = refusal(command(tmp_path, script))
    assert found.endswith(f"secret.py: {message}")


@pytest.mark.parametrize(
    "script",
    [
        f"import time; print({CANARY!r}, flush=True); time.sleep(60)",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
        f"import os\nwhile True: os.write(1, b'{CANARY}' * 100)",
    ],
    ids=["hangs", "leaves a child that holds its output", "never stops printing"],
)
def test_a_command_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(places, "COMMAND_TIMEOUT", 0.4)
    begun = time.monotonic()
    assert refusal(command(tmp_path, script)).endswith("the command gave no answer within 0.4 seconds")
    assert time.monotonic() - begun < 5


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    reference = SecretReference.parse("command:no-such-command oti", folder=tmp_path)
    assert refusal(reference) == (
        "command:no-such-command oti: the command cannot be started (No such file or directory)"
    )
    assert refusal(SecretReference.parse("command:pass 'oti")).endswith("a quote that is not closed")


def test_a_credential_of_systemd_is_read_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private(tmp_path, f"{CANARY}\n", 0o440)
    reference = SecretReference.parse("systemd:password")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert refusal(reference).endswith("systemd gave this process no credentials; add LoadCredential= to its unit")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert reference.resolve().reveal() == CANARY


def keyring(monkeypatch: pytest.MonkeyPatch, answer: object) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []

    def get_password(service: str, user: str) -> object:
        asked.append((service, user))
        if isinstance(answer, Exception):
            raise answer
        return answer

    module = types.ModuleType("keyring")
    module.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return asked


def test_the_keyring_is_asked_for_the_password_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keyring(monkeypatch, CANARY)
    assert SecretReference.parse("keyring:oti", user="000").resolve().reveal() == CANARY
    assert SecretReference.parse("keyring:oti", user="000").resolve(user="021").reveal() == CANARY
    assert asked == [("oti", "000"), ("oti", "021")]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "the keyring has no password of this name for 000; store it: keyring set oti 000"),
        (
            RuntimeError(f"locked {CANARY}"),
            "the system's keyring cannot be used (RuntimeError); is it unlocked, and is there one at all?",
        ),
    ],
)
def test_a_keyring_that_does_not_help_is_explained(
    monkeypatch: pytest.MonkeyPatch, answer: object, message: str
) -> None:
    keyring(monkeypatch, answer)
    assert refusal(SecretReference.parse("keyring:oti", user="000")) == f"keyring:oti: {message}"


def test_a_missing_keyring_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert refusal(SecretReference.parse("keyring:oti")) == (
        "keyring:oti: the keyring is not installed with Pupitre; pip install 'pupitre[keyring]', or use file:"
    )
