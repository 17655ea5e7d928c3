"""The changes of pages and recipes as an Atom feed, from the history of the repository; MkDocs calls it as a hook.

The changes of a day are one entry for each page and each recipe. Only a site with an address has the feed, because the
address is a part of it; and only if the whole history is there, because of a part of it every file would seem new.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import editions, git, templates
from kaniko_guide_site.editions import language_of
from kaniko_guide_site.headings import headings
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from kaniko_guide.bilingual import Language

FILE = "feed.xml"
MOST = 60
"""Entries: a reader of feeds asks once a day or oftener."""
COMMITS = 500
"""Commits that are read, the newest."""
COMMIT = "\x01"
NOTHING = "0" * 40
"""The object of a file that does not exist."""
TITLE = Bilingual("{site}：改动", "{site}: changes")
NEW_PAGE = Bilingual("新的一页：{title}", "New page: {title}")
NEW_RECIPE = Bilingual("新的文件：{name}", "New files: {name}")
RECIPE = Bilingual("文件：{name}", "Files: {name}")
SECTIONS = Bilingual("改了：{names}", "Changed: {names}")
REMOVED = Bilingual("删去了：{names}", "Removed: {names}")
ABOUT = Bilingual("改了标题或简介", "Title or description changed")


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after the commits of a day.

    Attributes:
        path: below the project's directory.
        time: of the last commit, as ISO 8601 writes it.
        before: the object of the file before; `NOTHING` if it is new.
        after: the object of the file after.
    """

    path: str
    time: str
    before: str
    after: str

    @property
    def day(self) -> str:
        """The day of the commits."""
        return self.time.partition("T")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the feed.

    Attributes:
        title: see the module.
        address: of the page, or of the recipe's zip.
        time: of the last change.
        category: `page:NAME` or `recipe:NAME`.
        summary: what changed.
    """

    title: str
    address: str
    time: str
    category: str
    summary: str

    @property
    def id(self) -> str:
        """Its lasting name: the address and the day."""
        return f"{self.address}#changed-{self.time.partition('T')[0]}"


def parse(log: str) -> list[Change]:
    """The changes in the output of `git log --raw`, by file and day, the newest first.

    Args:
        log: with the time of each commit after `COMMIT`, the newest commit first.
    """
    found: dict[tuple[str, str], Change] = {}
    time = ""
    for line in log.splitlines():
        if line.startswith(COMMIT):
            time = line.removeprefix(COMMIT)
        elif line.startswith(":"):
            about, path = line.split("\t")
            _, _, before, after, _ = about.split(" ")
            key = (time.partition("T")[0], path)
            last = found.get(key, Change(path, time, before, after))
            found[key] = Change(path, last.time, before, last.after)
    return [one for one in found.values() if one.after not in (NOTHING, one.before)]


def changed_sections(before: str, after: str) -> list[str]:
    """The titles of the sections of a page that are new or have another text.

    Args:
        before: the page's Markdown.
        after: the same later.
    """
    old = {anchor: text for anchor, _, text in _sections(before)}
    return [title for anchor, title, text in _sections(after) if old.get(anchor) != text]


def _summary(before: str, after: str, language: Language) -> str:
    """What changed on a page."""
    if changed := changed_sections(before, after):
        return SECTIONS.format(names=LISTED[language].join(changed))[language]
    kept = {anchor for anchor, _, _ in _sections(after)}
    removed = [title for anchor, title, _ in _sections(before) if anchor not in kept]
    return REMOVED.format(names=LISTED[language].join(removed))[language] if removed else ABOUT[language]


def _sections(text: str) -> Iterator[tuple[str, str, str]]:
    lines = text.split("\n")
    found = [one for one in headings(text) if one.id]
    ends = [one.line.number - 1 for one in found[1:]] + [len(lines)]
    for one, end in zip(found, ends, strict=True):
        yield one.id or "", one.title.replace("`", ""), "\n".join(lines[one.line.number - 1 : end]).rstrip()


def page_entry(change: Change, texts: Mapping[str, str], title: str, address: str, language: Language) -> Entry:
    """The entry of a page.

    Args:
        change: of its file.
        texts: of objects.
        title: of the page now.
        address: of the page.
        language: of the feed.
    """
    is_new = change.before == NOTHING
    summary = "" if is_new else _summary(texts[change.before], texts[change.after], language)
    shown = NEW_PAGE.format(title=title)[language] if is_new else title
    return Entry(shown, address, change.time, f"page:{PurePosixPath(change.path).stem}", summary)


def recipe_entries(
    changes: Iterable[Change], recipes: Mapping[str, Iterable[str]], address: str, language: Language
) -> Iterator[Entry]:
    """The entries of recipes, one for each day.

    Args:
        changes: of files below the directory of snippets, the newest first.
        recipes: the files of each that readers get, by its name.
        address: of the edition.
        language: of the feed.
    """
    known = {f"{SNIPPETS}/{name}/{file}": (name, file) for name, files in recipes.items() for file in files}
    by_day: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.path in known:
            by_day.setdefault((change.day, known[change.path][0]), []).append(change)
    for (_, recipe), found in by_day.items():
        files = LISTED[language].join(sorted(known[one.path][1] for one in found))
        is_new = all(one.before == NOTHING for one in found)
        words = (NEW_RECIPE if is_new else RECIPE).format(name=recipe)
        summary = files if is_new else SECTIONS.format(names=files)[language]
        zipped = f"{address}{SNIPPETS}/{recipe}.zip"
        yield Entry(words[language], zipped, max(one.time for one in found), f"recipe:{recipe}", summary)


def _texts(root: Path, objects: list[str]) -> dict[str, str]:
    """The texts of objects."""
    printed = git.output(root, "cat-file", "--batch", given="".join(f"{one}\n" for one in objects))
    found, at = {}, 0
    while at < len(printed):
        end = printed.index(b"\n", at)
        name, _, size = printed[at:end].decode().split(" ")
        at = end + 1 + int(size) + 1
        found[name] = printed[end + 1 : at - 1].decode()
    return found


def entries(root: Path, pages: Mapping[str, tuple[str, str]], address: str, language: Language) -> list[Entry]:
    """The entries, the newest first; none if the history is not there.

    Args:
        root: the project's directory.
        pages: title and address of each page, by the path of its file below the project's directory.
        address: of the edition.
        language: of the edition.
    """
    if git.output(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
        return []
    docs = f"{editions.DOCS}/{language}"
    words = (
        "log",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        f"--format={COMMIT}%cI",
        f"--max-count={COMMITS}",
        "--",
        docs,
    )
    changes = parse(git.output(root, *words, SNIPPETS).decode())
    of_pages = [one for one in changes if one.path in pages][:MOST]
    objects = [name for one in of_pages for name in (one.before, one.after) if name != NOTHING]
    texts = _texts(root, objects) if objects else {}
    recipes = {name: recipe.files for name, recipe in library.load(root / SNIPPETS).recipes.items()}
    found = [page_entry(one, texts, *pages[one.path], language) for one in of_pages]
    found += recipe_entries(changes, recipes, address, language)
    return sorted(found, key=lambda one: one.time, reverse=True)[:MOST]


class Build:
    """The build that runs.

    Attributes:
        serves: whether MkDocs serves the site, which would show a saved page later.
        nav: the pages of the navigation.
        entries: of the feed.
    """

    serves = False
    nav: Navigation | None = None
    entries: list[Entry] = []  # noqa: RUF012 (of one build)


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 (the signature is that of MkDocs)
    """Remember what MkDocs does."""
    Build.serves = command == "serve"


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Remember the pages."""
    Build.nav = nav


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ANN401, ARG001 (Jinja's environment)
    """Find the changes before the pages are written, so that they can name the feed."""
    Build.entries = []
    if config.site_url and not Build.serves and Build.nav is not None:
        options = config.mdx_configs["kaniko_guide_site.extension"]
        docs = Path(config.docs_dir).relative_to(Path(config.config_file_path).resolve().parent).as_posix()
        pages = {f"{docs}/{page.file.src_uri}": (str(page.title), str(page.canonical_url)) for page in Build.nav.pages}
        root = Path(options.get("root", ".")).resolve()
        Build.entries = entries(root, pages, config.site_url, options["language"])


def on_page_context(context: MutableMapping[str, Any], config: MkDocsConfig, **_: object) -> None:  # noqa: ARG001
    """Give the templates the path of the feed."""
    context["feed"] = FILE if Build.entries else ""


def on_post_build(config: MkDocsConfig) -> None:
    """Write the feed."""
    if Build.entries:
        language = language_of(config)
        title = TITLE.format(site=config.site_name)[language]
        text = templates.render(
            "feed.xml", title=title, site=config.site_url, file=FILE, language=language, entries=Build.entries
        )
        Path(config.site_dir, FILE).write_text(text, "utf-8")
