"""The container's two files: nothing runs as root, nothing but the image is fetched by name, and no shell stands between."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pupitre.cli import app

ROOT = Path(__file__).resolve().parents[2]
HOST = re.compile(r"https?://|\b[a-z0-9-]+\.(?:io|com|org|net|dev)\b")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each with its arguments in one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = [line.strip() for line in plain.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


@pytest.fixture(scope="module")
def compose() -> Any:
    return YAML(typ="safe", pure=True).load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def only(steps: list[tuple[str, str]], name: str) -> str:
    (found,) = [arguments for instruction, arguments in steps if instruction == name]
    return found


def test_the_container_runs_as_a_user_that_is_not_root(steps: list[tuple[str, str]]) -> None:
    user = only(steps, "USER")
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user)
    names = [name for name, _ in steps]
    assert names.index("USER") > max(index for index, name in enumerate(names) if name == "RUN")
    assert f"--uid {user.split(':')[0]}" in " ".join(arguments for name, arguments in steps if name == "RUN")


def test_pupitre_gets_the_signals_itself(steps: list[tuple[str, str]]) -> None:
    assert json.loads(only(steps, "ENTRYPOINT")) == ["tini", "--", "pupitre"]
    assert only(steps, "STOPSIGNAL") == "SIGTERM"
    command = json.loads(only(steps, "CMD"))
    assert command[0] == "watch"


def test_the_image_has_what_the_browsers_driver_needs(steps: list[tuple[str, str]]) -> None:
    """Its Node is linked to libatomic, which no slim image has: without it a night ends before the browser starts."""
    (packages,) = [arguments for name, arguments in steps if name == "RUN" and "apt-get install" in arguments]
    assert {"chromium", "libatomic1", "tini"} <= set(packages.split())


def test_the_commands_of_the_container_are_verbs_of_pupitre(steps: list[tuple[str, str]]) -> None:
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert json.loads(only(steps, "CMD"))[0] in verbs
    health = json.loads(only(steps, "HEALTHCHECK").partition("CMD ")[2])
    assert health == ["pupitre", "watch", "--probe"]


def test_nothing_is_fetched_by_the_name_of_a_host(steps: list[tuple[str, str]]) -> None:
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", only(steps, "FROM"))
    for file in ("Dockerfile", "compose.yaml", ".dockerignore"):
        assert not HOST.search((ROOT / file).read_text(encoding="utf-8")), file
    assert not [name for name, _ in steps if name == "ADD"]


def test_no_secret_and_no_evidence_goes_into_the_image() -> None:
    first, *allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert first == "*"
    for each in allowed:
        assert each.startswith(("!", "**/")), each
        assert each.startswith("**/") or (ROOT / each[1:]).exists(), each


def test_the_extras_of_the_image_are_declared(steps: list[tuple[str, str]]) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    extras = re.search(r"\[([a-z,]+)\]", " ".join(arguments for _, arguments in steps if "pip install" in arguments))
    assert extras is not None
    assert set(extras[1].split(",")) == {"notify", "pin", "watch"} <= set(declared)


def test_the_service_can_do_little_and_keeps_its_state(compose: Any, steps: list[tuple[str, str]]) -> None:
    (service,) = compose["services"].values()
    assert service["user"] == only(steps, "USER")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    # podman takes no owner here, and the night needs no home that it can write to.
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert not any("uid=" in mount for mount in service["tmpfs"])
    assert not {"ports", "network_mode", "environment", "env_file"} & set(service)
    mounts = dict(mount.split(":", 1) for mount in service["volumes"])
    assert mounts["./estates"] == "/estates:ro"
    for volume in json.loads(only(steps, "VOLUME")):
        assert volume in [target.split(":")[0] for target in mounts.values()]
    assert set(compose["volumes"]) == {"state", "evidence"}


def test_hadolint_finds_nothing() -> None:
    lint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if lint is not None:  # its wheels are for Linux and macOS on x86 and ARM; elsewhere the reading above has to do
        ran = subprocess.run([lint, "--no-color", str(ROOT / "Dockerfile")], capture_output=True, text=True)
        assert (ran.returncode, ran.stdout) == (0, "")
