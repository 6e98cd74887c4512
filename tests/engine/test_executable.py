"""Which browser is driven, told from folders made for the purpose."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pupitre.browser.executable import Browser, find_browser
from pupitre.errors import NoBrowser


def program(path: Path, text: str = "#!/bin/sh\necho 'Chromium 1.2.3.4'\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def look(tmp_path: Path, platform: str = "linux", environ: dict[str, str] | None = None, **more: str) -> Browser:
    return find_browser(
        {"PATH": str(tmp_path / "bin"), **(environ or {}), **more}, platform=platform, home=tmp_path / "home"
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chromium", "chromium"),
        ("chromium-browser", "chromium"),
        ("google-chrome", "chrome"),
        ("google-chrome-stable", "chrome"),
        ("microsoft-edge", "edge"),
        ("microsoft-edge-stable", "edge"),
    ],
)
def test_each_installed_browser_is_found_on_path(tmp_path: Path, name: str, kind: str) -> None:
    there = program(tmp_path / "bin" / name)
    assert look(tmp_path) == Browser(there, kind)  # type: ignore[arg-type]


def test_chromium_wins_over_chrome_and_chrome_over_edge(tmp_path: Path) -> None:
    program(tmp_path / "bin/microsoft-edge")
    program(tmp_path / "bin/google-chrome")
    assert look(tmp_path).kind == "chrome"
    program(tmp_path / "bin/chromium")
    assert look(tmp_path).kind == "chromium"


def test_what_nobody_watches_is_done_without_windows_where_possible(tmp_path: Path) -> None:
    whole = program(tmp_path / "bin/chromium")
    environ = {"PATH": str(tmp_path / "bin")}
    assert find_browser(environ, home=tmp_path, headed=False).path == whole
    shell = program(tmp_path / "bin/chromium-headless-shell")
    assert find_browser(environ, home=tmp_path, headed=False).path == shell
    assert find_browser(environ, home=tmp_path, headed=True).path == whole
    chosen = {**environ, "PUPITRE_BROWSER": str(whole)}
    assert find_browser(chosen, home=tmp_path, headed=False) == Browser(whole, "chosen")


def test_the_chosen_browser_wins_over_an_installed_one(tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium")
    mine = program(tmp_path / "elsewhere/mine")
    assert look(tmp_path, PUPITRE_BROWSER=str(mine)) == Browser(mine, "chosen")


def test_the_chosen_browser_may_be_a_command_or_begin_at_home(tmp_path: Path) -> None:
    command = program(tmp_path / "bin/brave")
    at_home = program(tmp_path / "home/apps/brave")
    assert look(tmp_path, PUPITRE_BROWSER="brave").path == command
    assert look(tmp_path, PUPITRE_BROWSER="~/apps/brave").path == at_home


def test_a_chosen_browser_that_is_missing_is_never_replaced_by_another(tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium")
    with pytest.raises(NoBrowser, match=r"\$PUPITRE_BROWSER is '/nowhere/browser'"):
        look(tmp_path, PUPITRE_BROWSER="/nowhere/browser")


def test_a_script_that_only_says_to_install_a_snap_is_not_a_browser(tmp_path: Path) -> None:
    program(
        tmp_path / "bin/chromium-browser",
        '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then echo "snap install chromium"; exit 1; fi\n'
        'exec /snap/bin/chromium "$@"\n',
    )
    chrome = program(tmp_path / "bin/google-chrome")
    assert look(tmp_path).path == chrome


def test_a_file_that_may_not_be_run_is_not_a_browser(tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium").chmod(0o644)
    with pytest.raises(NoBrowser):
        look(tmp_path)


@pytest.mark.parametrize("variable", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_windows_is_searched_where_its_installers_put_edge(tmp_path: Path, variable: str) -> None:
    edge = program(tmp_path / "programs/Microsoft/Edge/Application/msedge.exe")
    found = look(tmp_path, "win32", {variable: str(tmp_path / "programs")})
    assert found == Browser(edge, "edge")


def test_macos_is_searched_in_the_applications_of_the_user(tmp_path: Path) -> None:
    chrome = program(tmp_path / "home/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    assert look(tmp_path, "darwin") == Browser(chrome, "chrome")


def downloaded(folder: Path, revision: int, program_path: str, *, complete: bool = True) -> Path:
    there = program(folder / f"chromium-{revision}" / program_path)
    if complete:
        (folder / f"chromium-{revision}" / "INSTALLATION_COMPLETE").touch()
    return there


@pytest.mark.parametrize(
    ("platform", "cache", "inside"),
    [
        ("linux", "home/.cache/ms-playwright", "chrome-linux/chrome"),
        ("linux", "home/.cache/ms-playwright", "chrome-linux64/chrome"),
        ("win32", "home/AppData/Local/ms-playwright", "chrome-win64/chrome.exe"),
        ("darwin", "home/Library/Caches/ms-playwright", "chrome-mac/Chromium.app/Contents/MacOS/Chromium"),
    ],
)
def test_playwrights_own_is_found_in_its_usual_folder(tmp_path: Path, platform: str, cache: str, inside: str) -> None:
    there = downloaded(tmp_path / cache, 1200, inside)
    assert look(tmp_path, platform) == Browser(there, "playwright")


def test_playwrights_own_is_found_where_the_variable_points(tmp_path: Path) -> None:
    there = downloaded(tmp_path / "kept", 1200, "chrome-linux/chrome")
    assert look(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "kept")).path == there


def test_the_newest_complete_download_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "home/.cache/ms-playwright"
    downloaded(folder, 999, "chrome-linux/chrome")
    newest = downloaded(folder, 1200, "chrome-linux/chrome")
    downloaded(folder, 1300, "chrome-linux/chrome", complete=False)
    assert look(tmp_path).path == newest


def test_an_installed_browser_wins_over_playwrights_own(tmp_path: Path) -> None:
    downloaded(tmp_path / "home/.cache/ms-playwright", 1200, "chrome-linux/chrome")
    program(tmp_path / "bin/google-chrome")
    assert look(tmp_path).kind == "chrome"


def test_a_machine_without_a_browser_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser) as caught:
        look(tmp_path)
    for word in ("Debian", "Ubuntu", "Fedora", "macOS", "Windows", "playwright install chromium"):
        assert word in caught.value.remedy


def test_the_version_is_what_the_program_says_last(tmp_path: Path) -> None:
    loud = program(tmp_path / "loud", "#!/bin/sh\necho starting\necho 'Chromium 1.2.3.4 '\n")
    assert Browser(loud, "chromium").version == "Chromium 1.2.3.4"


def test_a_program_that_does_not_start_has_no_version(tmp_path: Path) -> None:
    broken = program(tmp_path / "broken", "#!/bin/sh\necho 'Chromium 1.2.3.4'\nexit 127\n")
    assert Browser(broken, "chromium").version == ""
    assert Browser(tmp_path / "nowhere", "chromium").version == ""


def test_looking_for_a_browser_does_not_load_playwright() -> None:
    code = "import sys, pupitre.browser.executable; sys.exit('playwright' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
