"""Draws the words of all titles for `kaniko_guide_site.cards`, with a browser and its fonts: `python -m lab.cards`."""

from __future__ import annotations

import base64
import json
import sys
import zlib
from typing import TYPE_CHECKING, Any

import yaml
from playwright.sync_api import sync_playwright

from kaniko_guide_site import cards, editions
from kaniko_guide_site.cards import ACCENT, INK, LINE, PALETTE, SHADES
from kaniko_guide_site.markdown import front_matter
from lab.paths import ROOT
from lab.tools import find

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kaniko_guide.bilingual import Language

FONT = "'Noto Sans CJK SC'"
"""Of Debian's package fonts-noto-cjk."""
CONFIGURATIONS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
SUBJECT = "Jenkins · Kubernetes · Kaniko"
CLAIM = {"zh": "每一个多行代码块都是检查过的文件", "en": "Every block of several lines is a checked file"}
BACKGROUND = """<!doctype html><style>
  body {{ margin: 0; width: 1200px; height: 630px; background: #fff; font-family: {font}; position: relative }}
  div {{ position: absolute; left: 80px; font-size: 34px; color: rgb({ink}) }}
  svg {{ position: absolute; left: 72px; top: 70px; width: 80px; height: 80px }}
  path:first-child {{ fill: rgb({accent}) }}
  i {{ position: absolute; left: 0; bottom: 0; width: 1200px; height: 14px; background: rgb({accent}) }}
</style><body>{icon}<div style="left: 172px; top: 84px; font-weight: bold">{subject}</div>
<div style="bottom: 60px">{claim}</div><i></i>"""
SCRIPT = """
  const packed = (values) => {
    let text = "";
    for (let at = 0; at < values.length; at += 2) text += String.fromCharCode((values[at] << 4) | values[at + 1]);
    return btoa(text);
  };
  const pixels = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const drawn = (word, height, shades) => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = "bold 64px FONT";
    canvas.width = 2 * Math.ceil(pen.measureText(word).width / 2);
    canvas.height = height;
    pen.font = "bold 64px FONT";
    pen.fillText(word, 0, 68);
    const alphas = pixels(canvas).filter((_, at) => at % 4 === 3);
    return [canvas.width, packed(alphas.map((alpha) => Math.round((alpha * shades) / 255)))];
  };
  const nearest = (color, palette) => {
    const distances = palette.map((one) => one.reduce((sum, part, at) => sum + (part - color[at]) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  };
  const reduced = async (address, palette) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    const data = pixels(canvas);
    const known = new Map();
    const values = new Uint8Array(data.length / 4).map((_, at) => {
      const color = data.subarray(4 * at, 4 * at + 3);
      const key = color.join();
      if (!known.has(key)) known.set(key, nearest(color, palette));
      return known.get(key);
    });
    return packed(values);
  };
"""


def titles(language: Language) -> list[str]:
    """The titles that an edition shows on pictures: those of its written pages, and its own.

    Args:
        language: of the edition.
    """
    found = [_site_name(language)]
    for path in sorted((ROOT / editions.DOCS / language).glob("*.md")):
        text = path.read_text("utf-8")
        head = "\n".join(text.split("\n")[1 : front_matter(text) - 1])
        if path.stem != "index":
            found.append(str(yaml.safe_load(head)["title"]))
    return found


def _site_name(language: Language) -> str:
    lines = (ROOT / CONFIGURATIONS[language]).read_text("utf-8").splitlines()
    return next(line.removeprefix("site_name: ") for line in lines if line.startswith("site_name: "))


def words() -> list[str]:
    """The words of all titles."""
    found = {
        word for language in editions.LANGUAGES for title in titles(language) for word in cards.WORD.findall(title)
    }
    return sorted(found)


def draw(page: Page) -> dict[str, Any]:
    """The content of `card_words.json`.

    Args:
        page: of a browser that has the font.
    """
    page.add_script_tag(content=SCRIPT.replace("FONT", FONT))
    widths, pixels = {}, bytearray()
    for word in words():
        width, text = page.evaluate("([word, height, shades]) => drawn(word, height, shades)", [word, LINE, SHADES])
        widths[word] = width
        pixels += base64.b64decode(text)
    backgrounds = {language: _compressed(_background(page, language)) for language in editions.LANGUAGES}
    return {"words": widths, "pixels": _compressed(bytes(pixels)), "backgrounds": backgrounds}


def _background(page: Page, language: Language) -> bytes:
    """The picture without a title, in the nearest of the sixteen colors."""
    icon = (ROOT / "src/kaniko_guide_site/theme/assets/favicon.svg").read_text("utf-8")
    colors = {"ink": ",".join(map(str, INK)), "accent": ",".join(map(str, ACCENT))}
    page.set_content(BACKGROUND.format(font=FONT, icon=icon, subject=SUBJECT, claim=CLAIM[language], **colors))
    page.add_script_tag(content=SCRIPT)
    address = "data:image/png;base64," + base64.b64encode(page.screenshot()).decode()
    return base64.b64decode(page.evaluate("([address, palette]) => reduced(address, palette)", [address, PALETTE]))


def _compressed(pixels: bytes) -> str:
    return base64.b64encode(zlib.compress(pixels, 9)).decode()


def main() -> int:
    """Write `card_words.json`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": cards.WIDTH, "height": cards.HEIGHT})
        data = draw(page)
        browser.close()
    cards.WORDS.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", "utf-8")
    sys.stdout.write(f"{cards.WORDS.relative_to(ROOT)}: {len(data['words'])} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
