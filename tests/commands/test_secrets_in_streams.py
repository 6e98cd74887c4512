"""What the operator's own environment and mistakes make the command print: never the password."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pupitre_threecx.mock import MockThreeCX

WITHOUT_PLAYWRIGHTS_LOG = ("pw:api", "pw:protocol", "pw:channel", "SEND", "setRequestInterception")


@pytest.mark.parametrize("noise", [{"DEBUG": "pw:*"}, {"DEBUG": "*", "PWDEBUG": "console", "NODE_DEBUG": "net,http"}])
def test_a_driver_that_is_told_to_print_everything_prints_nothing(
    mock: MockThreeCX, revel: Path, pupitre: Any, tmp_path: Path, noise: dict[str, str]
) -> None:
    log = tmp_path / "debug.log"
    ended = pupitre("login", "check", "oti.yaml", "--json", **noise, DEBUG_FILE=str(log), SSLKEYLOGFILE=str(log))
    assert ended.returncode == 0, ended.stderr
    assert mock.oracle.last_password_seen == mock.password.encode()
    printed = ended.stdout + ended.stderr
    assert [word for word in WITHOUT_PLAYWRIGHTS_LOG if word in printed] == []
    assert mock.password not in printed
    assert json.dumps(mock.password)[1:-1] not in printed
    assert not log.exists()


MISTAKES = {
    "the password itself": 'login: {{user: "000", password: "{secret}"}}',
    "a list": 'login: {{user: "000", password: ["{secret}"]}}',
    "a key that is misspelt": 'login: {{user: "000", pasword: "{secret}"}}',
    "a key too many": 'login: {{user: "000", password: "file:password", pin: "{secret}"}}',
    "in place of the login": 'login: "{secret}"',
    "in the address": 'login: {{user: "000", password: "file:password"}}\naddress: "https://000:{secret}@oti.3cx.fr"',
    "a reference to nothing known": 'login: {{user: "000", password: "vault:{secret}"}}',
    "a torn line": 'login: {{user: "000", password: "{secret}\n',
    "a tag": 'login: {{user: "000", password: !{secret} x}}',
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("words", [("check",), ("plan",), ("login", "check"), ("login", "set")])
def test_a_password_in_the_wrong_place_of_the_file_is_not_repeated(
    command: Any, tmp_path: Path, mistake: str, words: tuple[str, ...]
) -> None:
    secret = "S3cr3tOfTheOffice"
    written = MISTAKES[mistake].format(secret=secret)
    lines = ["console: threecx", "timezone: Europe/Paris", *([] if "address" in written else ["address: oti.3cx.fr"])]
    (tmp_path / "oti.yaml").write_text("\n".join([*lines, written, ""]), encoding="utf-8")
    ended = command(*words, "oti.yaml", "--json")
    assert (ended.code, ended.document["exit_code"]) == (1, 1)
    assert "oti.yaml:" in ended.err
    assert secret not in ended.out + ended.err
