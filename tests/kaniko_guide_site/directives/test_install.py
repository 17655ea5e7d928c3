"""The files to install from: names, sizes and hashes of this build; what it lacks is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import install_directory, locked_wheels
from kaniko_guide_site.directives import install
from kaniko_guide_site.extension import expand
from kaniko_guide_site.publisher import Publisher
from tests.support import ROOT

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.install_directory import Installation

PUBLISHED = Publisher("https://a.example/", wheels=Path("wheels"))


@pytest.fixture(scope="module")
def offered() -> Installation:
    return install_directory.describe(ROOT)


def test_a_published_site_lists_the_wheel_the_requirements_and_the_archive(
    offered: Installation,
) -> None:
    page = expand("::: install files", ROOT, "en", "../", PUBLISHED)
    assert offered.own.sha256 in page
    assert f"version {offered.own.version}," in page
    assert f'href="../../install/{install_directory.ARCHIVE}"' in page
    assert f"{offered.archive_size / 1e6:.1f} MB" in page
    assert f"{len(offered.requirements) / 1000:.0f} kB" in page
    assert f"and {len(offered.wheels)} wheels of the dependencies: CPython 3.11–3.14" in page
    platforms = product(locked_wheels.PYTHONS, locked_wheels.ARCHITECTURES)
    chosen = [locked_wheels.for_platform(offered.packages, *platform) for platform in platforms]
    largest = max(sum(wheel.size for wheel in wheels) for wheels in chosen)
    size = float(page.partition(f"downloads {len(offered.packages)} of them and the command, ")[2].partition(" MB")[0])
    assert size == pytest.approx((len(offered.own.content) + largest) / 1e6, abs=0.05)


def test_a_name_is_escaped_in_its_address(offered: Installation) -> None:
    page = expand("::: install files", ROOT, "zh", "", PUBLISHED)
    assert f'href="install/{offered.own.name.replace("+", "%2B")}"' in page


def test_a_site_without_wheels_has_no_archive() -> None:
    assert install_directory.ARCHIVE not in expand(
        "::: install files", ROOT, "en", publisher=replace(PUBLISHED, wheels=None)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_site_lacks_is_said(language: Language) -> None:
    def notes(publisher: Publisher) -> str:
        return expand("::: install notes", ROOT, language, publisher=publisher)

    unknown = install.UNKNOWN.format(placeholder="https://guide.example.com/")[language]
    light = install.LIGHT[language]
    assert notes(PUBLISHED) == ""
    assert unknown in notes(replace(PUBLISHED, address=""))
    assert light not in notes(replace(PUBLISHED, address=""))
    assert light in notes(replace(PUBLISHED, wheels=None))
    assert unknown not in notes(replace(PUBLISHED, wheels=None))
