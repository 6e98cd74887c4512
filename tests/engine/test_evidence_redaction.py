"""What is blacked out in pictures, looked at pixel by pixel on one page of a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from pupitre.evidence import Camera, Shot

BLACK = 24  # what JPEG makes of black at most
_BOX = """(element, part) => {
  const range = new Range();
  if (part === null) range.selectNodeContents(element);
  else {
    const text = [...element.childNodes].find(node => node.data && node.data.includes(part));
    range.setStart(text, text.data.indexOf(part));
    range.setEnd(text, text.data.indexOf(part) + part.length);
  }
  const {x, y, width, height} = 'value' in element && element.tagName !== 'BUTTON'
    ? element.getBoundingClientRect() : range.getBoundingClientRect();
  return [x, y, x + width, y + height];
}"""
_WATCHED = """() => {
  window.noticed = 0;
  const watch = root => new MutationObserver(all => { noticed += all.length }).observe(
    root, {subtree: true, childList: true, attributes: true, characterData: true});
  watch(document);
  for (const each of document.querySelectorAll('*')) if (each.shadowRoot) watch(each.shadowRoot);
}"""
_LEFT = """() => {
  let left = CSS.highlights.size + document.adoptedStyleSheets.length;
  for (const each of document.querySelectorAll('*')) left += each.shadowRoot?.adoptedStyleSheets.length ?? 0;
  return left;
}"""

Seen = Callable[..., Image.Image]


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 800, "height": 500})
    yield page
    page.close()


@pytest.fixture
def page(shared: Page) -> Page:
    shared.goto("about:blank")
    return shared


def show(page: Page, body: str) -> None:
    page.set_content(f"<style>body{{font:20px sans-serif;background:#fff}}</style>{body}")


def taken(shot: Shot) -> Image.Image:
    assert shot.picture is not None, shot.missing
    return Image.open(io.BytesIO(shot.picture)).convert("L")


def piece(picture: Image.Image, page: Page, selector: str, part: str | None = None) -> Image.Image:
    """Return the part of a picture where an element's text is, or some of it, without its rim."""
    left, top, right, bottom = page.locator(selector).evaluate(_BOX, part)
    return picture.crop((round(left) + 2, round(top) + 4, round(right) - 2, round(bottom) - 4))


def is_black(picture: Image.Image) -> bool:
    return picture.getextrema()[1] <= BLACK


def is_legible(picture: Image.Image) -> bool:
    """Say whether there are both letters and paper."""
    darkest, lightest = picture.getextrema()
    return darkest < 110 and lightest > 230


NUMBERS = {
    "05 61 00 00 01": "French",
    "05.61.00.00.01": "with full stops",
    "0561000001": "in one word",
    "+33 5 61 00 00 01": "international",
    "+33 (0)5 61 00 00 01": "with its zero",
    "0033 561 00 00 01": "with two zeros",
    "(555) 123-4567": "American",
    "030/9018200": "German",
    "912 345 678": "Spanish",
    "33561000001": "without a sign",
    "05\u202f61\u202f00\u202f00\u202f01": "with narrow blanks",
}
NO_NUMBERS = [
    "021",
    "021 022 023",
    "08:00-12:00",
    "08:00 - 12:00 14:00 - 17:30",
    "12h00 13h30 14h00",
    "22/11/2026",
    "2026-11-22 14:10",
    "22.11.2026 08:00",
    "1 - 25 sur 1204",
    "192.168.100.10",
    "18.0.9.23",
    "@ 3CX",
]


def test_telephone_numbers_are_black_and_counted(page: Page) -> None:
    show(page, "".join(f"<p id=n{place}>{number}</p>" for place, number in enumerate(NUMBERS)))
    page.evaluate("document.body.style.lineHeight = '0.6'")
    shot = Camera(page).shoot()
    picture = taken(shot)
    legible = [how for place, how in enumerate(NUMBERS.values()) if not is_black(piece(picture, page, f"#n{place}"))]
    assert legible == []
    assert shot.detail == {"redacted": {"phone": len(NUMBERS), "email": 0, "password": 0, "frame": 0}}


def test_extensions_hours_dates_and_addresses_of_machines_stay_legible(page: Page) -> None:
    show(page, "".join(f"<p id=n{place}>{text}</p>" for place, text in enumerate(NO_NUMBERS)))
    page.evaluate("document.body.style.lineHeight = '0.6'")
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert sum(shot.redacted.values()) == 0
    assert [text for at, text in enumerate(NO_NUMBERS) if not is_legible(piece(picture, page, f"#n{at}"))] == []


def test_only_the_number_is_black_in_a_sentence(page: Page) -> None:
    show(page, "<p>REVEL 021, 05 61 00 00 01, 08:00-12:00, jean.dupont+x@mairie.example.fr ou poste 022</p>")
    shot = Camera(page).shoot()
    picture = taken(shot)
    for part in ("05 61 00 00 01", "jean.dupont+x@mairie.example.fr"):
        assert is_black(piece(picture, page, "p", part)), part
    for part in ("REVEL 021", "08:00-12:00", "ou poste 022"):
        assert is_legible(piece(picture, page, "p", part)), part
    assert shot.redacted == {"phone": 1, "email": 1, "password": 0, "frame": 0}


def test_a_number_in_pieces_is_one_number(page: Page) -> None:
    show(
        page, "<p>05 <b>61</b> <i>00</i> 0<span>0 </span>0<span hidden>x</span>1</p><table><td>021<td>022<td>023<td>024"
    )
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert is_black(piece(picture, page, "p"))
    assert is_legible(piece(picture, page, "tr"))
    assert shot.redacted["phone"] == 1


def test_fields_are_black_when_they_hold_a_number_and_always_for_passwords(page: Page) -> None:
    show(
        page,
        "<input id=a value='05 61 00 00 01'><input id=b value='08:00'><input id=c type=password>"
        "<textarea id=d>x@example.fr</textarea><select id=e><option>021<option selected>06 00 00 00 01</select>",
    )
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert [field for field in "acde" if not is_black(piece(picture, page, f"#{field}"))] == []
    assert not is_black(piece(picture, page, "#b"))
    assert shot.redacted == {"phone": 2, "email": 1, "password": 1, "frame": 0}


def test_components_and_frames_are_looked_into_and_what_cannot_be_is_black(page: Page) -> None:
    show(
        page,
        "<div id=host></div><iframe id=own srcdoc='<p id=in>06 12 34 56 78</p><p id=ext>021</p>'></iframe>"
        "<iframe id=other sandbox srcdoc='<p>06 12 34 56 78</p>'></iframe>",
    )
    page.evaluate(
        "host.attachShadow({mode: 'open'}).innerHTML = '<p id=deep>06 11 11 11 11</p><input value=\"06 11 11 11 11\">'"
    )
    page.frame_locator("#own").locator("#ext").wait_for()
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert is_black(piece(picture, page, "#deep"))
    assert is_black(piece(picture, page, "#host input"))
    box = page.locator("#own").bounding_box()
    assert box is not None
    frame = picture.crop((round(box["x"]), round(box["y"]), round(box["x"] + 200), round(box["y"] + 100)))
    assert is_black(frame.crop((14, 28, 120, 34)))
    assert is_legible(frame.crop((8, 50, 60, 95)))
    box = page.locator("#other").bounding_box()
    assert box is not None
    assert is_black(
        picture.crop((round(box["x"]) + 2, round(box["y"]) + 2, round(box["x"]) + 290, round(box["y"]) + 140))
    )
    assert shot.redacted == {"phone": 3, "email": 0, "password": 0, "frame": 1}


def test_numbers_of_other_scripts_and_directions(page: Page) -> None:
    show(page, "<p dir=rtl>هاتف <b>٠٥ ٦١ ٠٠ ٠٠ ٠١</b> من <i>08:00</i></p><p>\u202e<u>05 61 00 00 01</u></p>")
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert is_black(piece(picture, page, "b"))
    assert is_black(piece(picture, page, "u"))
    assert is_legible(piece(picture, page, "i"))
    assert shot.redacted["phone"] == 2


def test_what_lies_under_a_dialog_blackens_nothing_of_it(page: Page) -> None:
    show(
        page,
        "<p>05 61 00 00 01</p><dialog style='position:fixed;top:0;left:0;margin:0;width:400px;height:200px'>"
        "<h1>021 REVEL</h1></dialog><script>document.querySelector('dialog').showModal()</script>",
    )
    picture = taken(Camera(page).shoot())
    assert is_legible(piece(picture, page, "h1"))


def test_text_that_was_selected_is_black_too(page: Page) -> None:
    show(page, "<p>05 61 00 00 01</p>")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    assert is_black(piece(taken(Camera(page).shoot()), page, "p"))


def test_the_last_two_digits_of_a_declared_number_stay(page: Page) -> None:
    show(page, "<p id=a>+33 5 61 00 00 01</p><p id=b>05 61 00 00 02</p>")
    shot = Camera(page, numbers=("+33561000001",)).shoot()
    picture = taken(shot)
    assert is_black(piece(picture, page, "#a", "+33 5 61 00 00"))
    assert is_legible(piece(picture, page, "#a", "01"))
    assert is_black(piece(picture, page, "#b"))
    assert shot.redacted["phone"] == 2


def test_the_page_notices_nothing_and_nothing_is_left(page: Page) -> None:
    show(page, "<p>05 61 00 00 01</p><input value='x@example.fr'><div id=host></div><button>OK</button>")
    page.evaluate("host.attachShadow({mode: 'open'}).innerHTML = '<p>06 11 11 11 11</p>'")
    page.evaluate(_WATCHED)
    camera = Camera(page)
    shot = camera.shoot(says="Delete", on=page.locator("button"))
    assert shot.redacted["phone"] == 2
    assert page.evaluate("noticed") == 0
    assert page.evaluate(_LEFT) == 0
    assert page.evaluate("typeof pupitre") == "undefined"


def test_a_browser_that_refuses_leaves_no_cover(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    show(page, "<p>05 61 00 00 01</p>")
    monkeypatch.setattr("pupitre.evidence.camera._PICTURE", {"format": "none"})
    with pytest.raises(Exception, match="refused"):
        Camera(page).shoot()
    assert page.evaluate(_LEFT) == 0


def test_a_page_that_tampers_with_its_own_functions_is_covered_all_the_same(page: Page) -> None:
    show(page, "<p>05 61 00 00 01</p>")
    page.evaluate("""() => {
      document.createTreeWalker = () => ({nextNode: () => null});
      String.prototype.replace = String.prototype.matchAll = RegExp.prototype.exec = () => [];
      window.Highlight = function () {};
    }""")
    assert is_black(piece(taken(Camera(page).shoot()), page, "p"))


def test_a_page_that_allows_no_style_but_its_own_is_covered(page: Page) -> None:
    policy = {"Content-Security-Policy": "default-src 'none'; require-trusted-types-for 'script'"}
    body = "<p>05 61 00 00 01</p><input value='x@example.fr'>"
    page.route("**/strict", lambda route: route.fulfill(body=body, content_type="text/html", headers=policy))
    page.goto("http://127.0.0.1:9/strict")
    picture = taken(Camera(page).shoot())
    page.unroute_all()
    assert is_black(piece(picture, page, "p"))
    assert is_black(piece(picture, page, "input"))


def test_a_field_that_the_page_insists_on_showing_costs_the_picture(page: Page) -> None:
    show(page, "<input value='05 61 00 00 01' style='filter: none !important'>")
    assert Camera(page).shoot().detail == {"no_picture": "uncovered"}


def test_a_number_that_came_while_the_picture_was_taken_costs_the_picture(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(page, "<p>021</p>")
    camera = Camera(page)
    capture, count = camera._capture, iter(range(9))

    def changing() -> bytes | None:
        page.evaluate("place => document.querySelector('p').replaceChildren(`05 61 00 00 0${place}`)", next(count))
        return capture()

    monkeypatch.setattr(camera, "_capture", changing)
    assert camera.shoot().detail == {"no_picture": "moving"}
    assert next(count) == 3


def test_the_element_is_outlined_and_the_words_stand_below(page: Page) -> None:
    show(page, "<div style='height:3000px'></div><button>OK</button>")
    bare = taken(Camera(page).shoot())
    assert page.evaluate("scrollY") == 0
    words = 'Lundi, "Supprimer" }; body{display:none} <b>\u202e</b> \\'
    shot = Camera(page).shoot(says=words, on=page.locator("button"))
    assert shot.picture is not None
    picture = Image.open(io.BytesIO(shot.picture)).convert("RGB")
    box = page.locator("button").bounding_box()
    assert box is not None
    red, green, blue = picture.getpixel((round(box["x"] + box["width"] / 2), round(box["y"]) - 4))  # type: ignore[misc]
    assert red > 200 > 150 > green > blue
    assert picture.convert("L").getpixel((400, 10)) < 60  # the bar is above, because the button is below
    assert bare.getpixel((400, 10)) > 240
    assert page.locator("button").is_visible()


def test_a_page_of_two_thousand_numbers_is_covered_whole(page: Page) -> None:
    rows = "".join(f"<tr><td>{n:03d}<td>Nom {n}<td>05 61 00 {n % 100:02d} 01<td>08:00-12:00" for n in range(500))
    show(page, f"<table>{rows}</table>")
    shot = Camera(page).shoot()
    picture = taken(shot)
    assert is_black(piece(picture, page, "tr:nth-child(3) td:nth-child(3)"))
    assert is_legible(piece(picture, page, "tr:nth-child(3) td:nth-child(4)"))
    assert 10 < shot.redacted["phone"] < 40  # those in the window


def test_only_readings_or_changes_and_doubts_have_pictures_when_that_is_wished(page: Page) -> None:
    show(page, "<p>021</p>")
    camera = Camera(page, "changes")
    assert camera.shoot().detail == {"no_picture": "not a change"}
    assert camera.shoot(changes=True).picture
    assert camera.shoot(doubt=True).picture
    readings = Camera(page, "readings")
    assert readings.shoot().detail == {"no_picture": "not a reading"}
    assert all(shot.picture for shot in (readings.shoot(reads=True), readings.shoot(changes=True)))
    assert camera.shoot(reads=True).detail == {"no_picture": "not a change"}
    off = Camera(page, "off")
    assert [shot.detail for shot in (off.shoot(), off.shoot(changes=True), off.shoot(doubt=True))] == [
        {"no_picture": "off"}
    ] * 3
