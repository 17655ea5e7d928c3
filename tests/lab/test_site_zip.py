"""The zip of the site that works from a disk, and the session that publishes; the zip is opened in `tests/browser`."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from lab import site_zip
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LINKS = {
    "../agent/": "../agent/index.html",
    "../agent/#a": "../agent/index.html#a",
    "./?h=a#b": "./index.html?h=a#b",
    "..": "../index.html",
    ".": "./index.html",
    "../..": "../../index.html",
    "#a": "#a",
    "../snippets/a.zip": "../snippets/a.zip",
    "../agent/index.html": "../agent/index.html",
    "https://a.example/b/": "https://a.example/b/",
    "mailto:a/": "mailto:a/",
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_a_file(link: str) -> None:
    html = f'<head><script>a</script><script src="b"></script></head><a class="c" href="{link}">d</a>'
    assert site_zip.for_disk(html, "../") == (
        '<head><script src="../from-disk.js"></script><script>a</script><script src="b"></script></head>'
        f'<a class="c" href="{LINKS[link]}">d</a>'
    )


def test_the_zip_has_what_a_disk_needs(tmp_path: Path) -> None:
    files = {
        "index.html": '<script>a</script><a href="b/">b</a>',
        "b/index.html": '<script>a</script><a href="..">a</a>',
        "old/index.html": '<meta http-equiv="refresh" content="0; url=../b/">',
        "install/index.html": '<a href="a.whl">a</a>',
        "404.html": "",
        "sitemap.xml": "",
        "en/search/search_index.json": '{"docs": []}',
    }
    for name, text in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text, "utf-8")
    archives = [tmp_path / "a" / "1.zip", tmp_path / "a" / "2.zip"]
    for archive in archives:
        site_zip.write(tmp_path / "site", archive)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with zipfile.ZipFile(archives[0]) as opened:
        written = {name.removeprefix("kaniko-guide/"): opened.read(name).decode() for name in opened.namelist()}
    del written["from-disk.js"]
    assert written == {
        "index.html": '<script src="from-disk.js"></script><script>a</script><a href="b/index.html">b</a>',
        "b/index.html": '<script src="../from-disk.js"></script><script>a</script><a href="../index.html">a</a>',
        "install/index.html": files["install/index.html"],
        "en/search/search_index.json": files["en/search/search_index.json"],
        "en/search/search_index.js": 'var __index={"docs": []}',
    }


def test_a_publication_needs_an_address() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    command = [sys.executable, "-m", "nox", "--session", "publish", "--no-venv"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SITE_URL is not set. Set it to the address of the site, such as https://guide.example.com/." in done.stderr
    assert "Traceback" not in done.stderr
