"""How a fresh machine comes to a browser, with installers that only pretend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pupitre.browser.provision import main, provide
from pupitre.errors import NoBrowser


class Installers:
    """Installers that note what they were asked, and install when told to."""

    def __init__(self, effects: dict[str, Callable[[], None]] | None = None) -> None:
        self.asked: list[str] = []
        self._effects = effects or {}

    def __call__(self, command: Sequence[str]) -> bool:
        asked = " ".join(command[-2:])
        self.asked.append(asked)
        effect = self._effects.get(asked)
        if effect is not None:
            effect()
        return effect is not None


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloads"))
    monkeypatch.delenv("PUPITRE_BROWSER", raising=False)
    return tmp_path


def put(path: Path, text: str = "#!/bin/sh\necho 'Chromium 1.2.3.4'\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def download(machine: Path, text: str = "#!/bin/sh\necho 'Chromium 1.2.3.4'\n") -> None:
    put(machine / "downloads/chromium-1200/chrome-linux/chrome", text)
    (machine / "downloads/chromium-1200/INSTALLATION_COMPLETE").touch()


def test_an_installed_browser_is_used_and_nothing_is_installed(machine: Path) -> None:
    put(machine / "bin/chromium")
    installers = Installers()
    browser, how = provide(installers, root=True, apt=True)
    assert (browser.path, how, installers.asked) == (machine / "bin/chromium", "found", [])


def test_playwrights_own_that_is_already_there_is_not_fetched_again(machine: Path) -> None:
    download(machine)
    installers = Installers()
    assert provide(installers, root=True, apt=True)[1] == "found"
    assert installers.asked == []


def test_playwrights_own_is_fetched_with_its_libraries_by_root(machine: Path) -> None:
    installers = Installers({"install chromium": lambda: download(machine), "install-deps chromium": lambda: None})
    browser, how = provide(installers, root=True, apt=True)
    assert (browser.kind, how) == ("playwright", "installed")
    assert installers.asked == ["install chromium", "install-deps chromium"]


def test_nobody_but_root_is_asked_for_system_libraries(machine: Path) -> None:
    installers = Installers({"install chromium": lambda: download(machine)})
    provide(installers, root=False, apt=True)
    assert installers.asked == ["install chromium"]


def test_root_on_debian_gets_the_distributions_chromium_when_the_download_fails(machine: Path) -> None:
    installers = Installers({"chromium fonts-dejavu-core": lambda: put(machine / "bin/chromium")})
    browser, how = provide(installers, root=True, apt=True)
    assert (browser.path, how) == (machine / "bin/chromium", "installed")
    assert installers.asked == [
        "install chromium",
        "apt-get update",
        "chromium fonts-dejavu-core",
        "--no-install-recommends chromium-headless-shell",
    ]


def test_a_download_that_does_not_start_is_followed_by_the_distributions(machine: Path) -> None:
    installers = Installers(
        {
            "install chromium": lambda: download(machine, "#!/bin/sh\nexit 127\n"),
            "chromium fonts-dejavu-core": lambda: put(machine / "bin/chromium"),
        }
    )
    assert provide(installers, root=True, apt=True)[0].kind == "chromium"


@pytest.mark.parametrize(("root", "apt"), [(False, True), (True, False)])
def test_the_packages_of_the_system_are_left_alone_without_root_and_apt(machine: Path, root: bool, apt: bool) -> None:
    installers = Installers()
    with pytest.raises(NoBrowser):
        provide(installers, root=root, apt=apt)
    assert installers.asked == ["install chromium"]


def test_a_browser_that_was_chosen_and_is_missing_installs_nothing(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPITRE_BROWSER", "/nowhere/browser")
    installers = Installers()
    with pytest.raises(NoBrowser, match="PUPITRE_BROWSER"):
        provide(installers, root=True, apt=True)
    assert installers.asked == []


def test_the_outcome_is_one_line_and_an_exit_code(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(machine / "bin/chromium")
    assert main() == 0
    assert capsys.readouterr().out == f"Browser found: Chromium 1.2.3.4 ({machine / 'bin/chromium'})\n"
    monkeypatch.setenv("PUPITRE_BROWSER", "/nowhere/browser")
    assert main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "playwright install chromium" in printed.err
