"""Looks up on the network whether everything that the guide names still exists: `nox --session pins`.

Looked up are every image tag, version and digest that snippets and facts name, every external link of pages and facts,
and every fact that has expired or expires soon. Nothing is changed. Exit code 0: nothing to do; 1: the table lists what
to do; 2: there is no network, or a program is missing.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import kubernetes
from kaniko_guide_site import clock, generated_pages, pins
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content, file_of, periods
from kaniko_guide_site.facts import pins as facts
from lab.lookups import TO_DO, LookupResult, State, images, links, versions
from lab.paths import ROOT
from lab.tools import MissingToolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaniko_guide_site.pins import Pin

SOON = dt.timedelta(days=30)
RENEW = "compare it with its sources again, correct it, then change its dates"
CENTRAL = "https://repo1.maven.org/maven2"
KUBERNETES = "https://github.com/kubernetes/kubernetes"
PINS = file_of("pins")


def pinned_images() -> list[images.ImageLookup]:
    """Every image that snippets pin or that facts recommend or compare, sorted by repository."""
    found = [
        images.ImageLookup(pin.name, pin.version, pin.digest, location_of(pin), pin.facts)
        for pin in pins.collect(ROOT)
        if pin.kind == "image" and pin.facts is not None
    ]
    listed = {(image.name, image.tag) for image in found}
    for entry in content("images")["executors"]:
        for variant in entry["variants"]:
            tag = entry["version"] if variant == "plain" else f"{entry['version']}-{variant}"
            if (entry["repository"], tag) not in listed:
                found.append(images.ImageLookup(entry["repository"], tag, None, file_of("images")))
    return sorted(found, key=lambda image: image.name)


def pinned_versions() -> list[versions.Version]:
    """Every version that is a tag of a repository: of actions, Maven plugins, the Jenkins plugin and Kubernetes."""
    found = []
    for pin in pins.collect(ROOT):
        if pin.facts is not None and pin.facts.repository is not None:
            tag = f"{pin.name.partition(':')[2]}-{pin.version}" if pin.kind == "artifact" else pin.version
            where, entry = location_of(pin), pin.facts
            found.append(
                versions.Version(pin.reference, where, entry.repository or "", tag, pin.digest, entry.newer, entry.held)
            )
    found += [
        versions.Version(one.name.en, PINS, one.repository, one.newest, form=one.newer)
        for one in facts.platform()
        if one.repository is not None and one.newest is not None
    ]
    minor = kubernetes.minor_versions()[-1]
    where = file_of("kubernetes")
    return [*found, versions.Version(f"Kubernetes {minor}", where, KUBERNETES, f"v{minor}.0", form=r"v(\d+)\.(\d+)\.0")]


def location_of(pin: Pin) -> str:
    """The first location of a pin, and the number of the others."""
    first = next(location for location in pin.locations if not location.wrong)
    more = f" and {len(pin.locations) - 1} more" if len(pin.locations) > 1 else ""
    return f"snippets/{first.path}:{first.line}{more}"


def external_links(directory: Path) -> dict[str, str]:
    """Every external link of pages and facts, with its files.

    Args:
        directory: an empty one, into which they are written.
    """
    texts = {path: expand((ROOT / path).read_text("utf-8"), ROOT, "zh") for path in pages()}
    texts |= {f"docs/zh/{path}": expand(text, ROOT, "zh") for path, text in generated_pages.pages("zh").items()}
    texts |= {path: (ROOT / path).read_text("utf-8") for path in ("README.md", "CHANGELOG.md")}
    texts |= {file_of(topic): "\n".join(stated_sources(content(topic))) for topic, *_ in periods()}
    texts[PINS] += "".join(f"\n{address}" for address in addresses())
    for path, text in texts.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, "utf-8")
    return {address: ", ".join(where) for address, where in links.extract(directory).items()}


def pages() -> list[str]:
    """Every page, by its path."""
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]


def stated_sources(data: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401
    """Every source and proof in the data of a file of facts."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from stated_sources(value, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from stated_sources(value, key)
    elif isinstance(data, str) and (key in {"source", "proof"} or key.endswith("_source")):
        yield data


def addresses() -> Iterator[str]:
    """The address to look up for each pinned address and Maven plugin."""
    for pin in pins.collect(ROOT):
        if pin.kind == "address" and pin.facts is not None:
            yield pin.facts.probe or pin.name
        elif pin.kind == "artifact":
            group, _, name = pin.name.partition(":")
            yield f"{CENTRAL}/{group.replace('.', '/')}/{name}/{pin.version}/{name}-{pin.version}.pom"


def expiring_facts(today: dt.date) -> Iterator[LookupResult]:
    """The facts, and the reasons to hold a version back, that have expired or expire soon.

    Args:
        today: the day of the lookup.
    """
    dates = [(file_of(topic), expires) for topic, _, expires in periods()]
    for kind in facts.KINDS:
        dates += [(f"{PINS}: {name}", entry.held.until) for name, entry in facts.pin_facts(kind).items() if entry.held]
    for what, expires in dates:
        if expires <= today:
            yield LookupResult(what, "", State.EXPIRED, f"expired on {expires}: {RENEW}")
        elif expires <= today + SOON:
            yield LookupResult(what, "", State.EXPIRES, f"expires on {expires}: {RENEW}")


def with_progress(answers: Iterable[LookupResult], of: int) -> Iterator[LookupResult]:
    """The answers; each is also printed on the standard error output at once."""
    for number, answer in enumerate(answers, 1):
        sys.stderr.write(f"{number}/{of} {answer.what}: {answer.state}\n")
        sys.stderr.flush()
        yield answer


def report(answers: Sequence[LookupResult]) -> Iterator[str]:
    """The table of all answers that require attention, the worst first, in Markdown."""
    worst = list(State)
    rows = sorted(
        (one for one in answers if one.state is not State.OK), key=lambda one: (worst.index(one.state), one.what)
    )
    if rows:
        yield "| State | What | Where | Found |"
        yield "|---|---|---|---|"
    for row in rows:
        cells = (f"**{row.state}**" if row.state in TO_DO else row.state, row.what, row.where, row.detail)
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in cells)} |"
    counts = [(sum(answer.state is state for answer in answers), state) for state in State]
    yield f"\n{len(answers)} looked up: {', '.join(f'{count} {state}' for count, state in counts if count)}."


def look(today: dt.date) -> list[LookupResult]:
    """Look everything up; links only if at least one registry or repository answered.

    Args:
        today: the day of the lookup.

    Raises:
        MissingToolError: a program for the lookups is missing.
    """
    named, numbered = pinned_images(), pinned_versions()
    answers = [
        *with_progress(images.look(named, today), len(named)),
        *with_progress(versions.look(numbered, today), len(numbered)),
    ]
    if all(answer.state is State.NO_ANSWER for answer in answers):
        return answers
    with tempfile.TemporaryDirectory() as directory:
        addressed = external_links(Path(directory))
    sys.stderr.write(f"{len(addressed)} links …\n")
    sys.stderr.flush()
    return [*answers, *with_progress(links.look(addressed), len(addressed))]


def main() -> int:
    """The command; the docstring of the module lists its exit codes."""
    today = clock.today()
    try:
        answers = look(today)
    except MissingToolError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    dated = list(expiring_facts(today))
    if all(answer.state is State.NO_ANSWER for answer in answers):
        publish([f"No network: none of {len(answers)} lookups was answered.", *(report(dated) if dated else ())])
        return 2
    answers += dated
    publish(report(answers))
    return 1 if any(answer.state in TO_DO for answer in answers) else 0


def publish(lines: Iterable[str]) -> None:
    """Print lines; in a GitHub workflow, also write them to the summary of the run."""
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
