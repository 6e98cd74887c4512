"""Who is told of unattended runs: by reference, by kind, by language, and strict."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import Estate, load

PLAIN = """console: threecx
address: https://oti.example.fr
login: {user: "000", password: file:secret}
timezone: Europe/Paris
sites:
  REVEL: {extension: "021", week: {mon: 08:00-12:00}}
"""


def estate(folder: Path, extra: str) -> Estate:
    path = folder / "oti.yaml"
    path.write_text(PLAIN + extra, encoding="utf-8")
    return load(path)


def test_one_entry_and_a_list_of_entries_are_read(tmp_path: Path) -> None:
    (one,) = estate(tmp_path, "notify: {to: env:MAIL}").notify
    assert ([str(each) for each in one.to], one.on, one.language) == (["env:MAIL"], (), "")
    first, second = estate(
        tmp_path,
        "notify:\n  - {to: [file:a, file:b], on: [changed, drift], language: fr}\n  - {to: command:pass hook, on: blocked}\n",
    ).notify
    assert ([str(each) for each in first.to], first.on, first.language) == (
        ["file:a", "file:b"],
        ("changed", "drift"),
        "fr",
    )
    assert ([str(each) for each in second.to], second.on) == (["command:pass hook"], ("blocked",))


def test_every_secret_of_a_file_is_listed_once(tmp_path: Path) -> None:
    found = estate(tmp_path, "notify: [{to: file:a, on: changed}, {to: file:a, on: drift}]\nping: env:PING")
    assert [str(each) for each in found.secrets] == ["file:secret", "file:a", "env:PING"]


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("notify: mailto://u:hunter2@h", "7:9: notify: write {to: file:PATH} here"),
        ("notify: []", "7:9: notify: the list is empty"),
        ("notify: {}", "7:9: notify: to is missing"),
        ("notify: {to: []}", "7:14: notify.to: the list is empty"),
        (
            "notify: {to: 'mailto://u:hunter2@h'}",
            "7:14: notify.to: an address does not stand in a file; say where it is",
        ),
        ("notify: {to: [env:A, env:A]}", "notify.to: the same address stands here twice"),
        ("notify: {to: env:A, on: unchanged}", "7:25: notify.on: that there was nothing to do is told once a week"),
        ("notify: {to: env:A, on: [chnged]}", "7:26: notify.on: chnged is not known; did you mean changed?"),
        ("notify: {to: env:A, on: []}", "7:25: notify.on: the list is empty"),
        ("notify: {to: env:A, language: de}", "notify.language: de is not known"),
        ("notify: {to: env:A, on: {changed: true}}", "notify.on: write one word, such as changed"),
        ("notify: [env:A]", "7:10: notify[1]: write keys with values here"),
        ("notify: {too: env:A}", "7:10: notify: the key too is not known; did you mean to?"),
        ("ping: https://hc.example/hunter2", "7:7: ping: an address does not stand in a file"),
        ("ping:", "7:1: ping: this is empty; write where the address is, such as file:PATH"),
        ("ping: ' '", "7:7: ping: this is empty; write where the address is, such as file:PATH"),
        ("notify: {to: }", "notify.to: this is empty; write where the address is, such as file:PATH"),
        ("margin:", "7:1: margin: this is empty; write a value here"),
        ("margin: 7", "7:9: margin: write a whole number from 0 to 6"),
        ("margin: 2.5", "7:9: margin: write a whole number from 0 to 6"),
        ("on_drift: restor", "7:11: on_drift: restor is not known; did you mean restore?"),
        ("on_drift: yes", "7:11: on_drift: yes is not known; write one of report, restore"),
        ("on_drift: [report]", "7:11: on_drift: this is a list; write a text"),
        ("ping: [env:A]", "7:7: ping: write where the address is"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_without_the_address(tmp_path: Path, extra: str, told: str) -> None:
    with pytest.raises(EstateError) as caught:
        estate(tmp_path, extra)
    assert told in caught.value.what
    assert "hunter2" not in caught.value.what


def test_an_address_that_is_not_usable_is_not_called_a_password(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    (tmp_path / "a").chmod(0o600)
    (entry,) = estate(tmp_path, "notify: {to: file:a}").notify
    with pytest.raises(EstateError, match="the address is empty") as caught:
        entry.to[0].resolve()
    assert "password" not in str(caught.value)
