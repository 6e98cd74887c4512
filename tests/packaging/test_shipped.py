"""Where a checkout and a wheel keep their data, tried on a small copy of each."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout with one more file of elements and one more recording."""
    copy = tmp_path / "checkout"
    for folder in ("automation", "flows", "selectors", "recordings"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / file, copy / file)
    (copy / "selectors/placeholder.yaml").write_text("elements: {}\n", encoding="utf-8")
    (copy / "recordings/placeholder.json").write_text("{}\n", encoding="utf-8")
    return copy


def site_of(checkout: Path, target: str) -> Path:
    """Build `target` and lay it out as an installer does."""
    built, site = checkout.parent / "built", checkout.parent / "site"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(built)],
        cwd=checkout,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def where(site: Path, kind: str) -> Path:
    """Ask a Python that has nothing but `site`."""
    code = f"import site; site.addsitedir({str(site)!r})\nfrom pupitre.shipped import folder; print(folder({kind!r}))"
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return Path(said.stdout.strip())


@pytest.mark.parametrize(("kind", "file"), [("selectors", "placeholder.yaml"), ("recordings", "placeholder.json")])
def test_an_editable_install_reads_the_files_that_people_mend(checkout: Path, kind: str, file: str) -> None:
    site = site_of(checkout, "wheel:editable")
    (checkout / kind / file).write_text("mended: true\n", encoding="utf-8")
    assert where(site, kind) == checkout / kind
    assert (where(site, kind) / file).read_text(encoding="utf-8") == "mended: true\n"


@pytest.mark.parametrize(("kind", "file"), [("selectors", "placeholder.yaml"), ("recordings", "placeholder.json")])
def test_a_wheel_reads_the_files_it_carries(checkout: Path, kind: str, file: str) -> None:
    site = site_of(checkout, "wheel")
    shutil.rmtree(checkout)
    assert where(site, kind) == site / "pupitre" / "data" / kind
    assert (where(site, kind) / file).is_file()


def test_a_damaged_installation_says_so(checkout: Path) -> None:
    site = site_of(checkout, "wheel")
    shutil.rmtree(site / "pupitre" / "data")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        where(site, "selectors")
    assert "install Pupitre again" in caught.value.stderr
