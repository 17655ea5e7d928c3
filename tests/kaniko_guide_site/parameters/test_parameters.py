"""The reader's own values: what is legal, where defaults stand, and what the filled snippets say to the checks."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from kaniko_guide import project, rules
from kaniko_guide.analysis import pods, schema
from kaniko_guide.facts import content, kubernetes
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence import linters
from kaniko_guide_site.parameters import definitions, occurrences
from kaniko_guide_site.parameters.definitions import MIRROR, Hole
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference, shown
from lab.checks import kubernetes_validate
from lab.groovy import oracle
from tests.support import SNIPPETS, examples, name, read, recipes, tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.project import Project
KNOWN = definitions.of(SNIPPETS)
NAMES = tuple(KNOWN.parameters)
IMAGES = [image for image in NAMES if image.endswith(occurrences.WHOLE_IMAGE)]
FOLDERS = [*recipes(), *examples("good"), *examples("bad")]


class NotHole(NamedTuple):
    """Words in which a default stands and is none: where (a glob below `snippets/`), and why."""

    words: str
    where: str
    why: str


PUSHED = "ccr.ccs.tencentyun.com/nms4cloud/myapp:$BUILD_NUMBER"
NOT_HOLES = (
    NotHole("jenkins=slave", "*", "the label that the plugin gives to every agent"),
    NotHole("git://github.com/nms4cloud/myapp.git", "examples/*", "where the sources are"),
    NotHole("nexus.nms4cloud.com", "examples/*", "a host of another kind"),
    NotHole("target/myapp", "examples/*", "the jar is called by pom.xml"),
    NotHole('"myapp.jar"', "examples/jar-not-in-image/*", "the jar is called by pom.xml"),
    NotHole("--gid 1500 myapp", "examples/feature-not-in-build/*", "a user in the image"),
    NotHole("kubectl logs myapp-42", "examples/placeholder-left/*", "a pod, which the plugin calls after the job"),
    NotHole("<artifactId>myapp</artifactId>", "quick-start/pom.xml", "Maven's name; the image's own is free"),
    NotHole("com.example.myapp", "quick-start/*", "a Java package"),
    NotHole("APP_VERSION=$BUILD_NUMBER", "examples/unknown-flag/*", "no tag"),
    NotHole("kind: Role\nmetadata:\n  name: jenkins", "prerequisites/*", "the role's name, which only this file uses"),
    NotHole("kind: RoleBinding\nmetadata:\n  name: jenkins", "prerequisites/*", "the binding's name"),
    NotHole("kind: Role\n  name: jenkins", "prerequisites/*", "the role's name"),
    NotHole("ghcr.io/osscontainertools/kaniko", "copy-executor-image/*.sh", "what is copied is the publisher's"),
    NotHole("/maven:3.9-eclipse-temurin-21", "copy-executor-image/*.sh", "the publisher's name, which the copy keeps"),
    NotHole("/eclipse-temurin:21-jre", "copy-executor-image/*.sh", "the publisher's name, which the copy keeps"),
    NotHole("^jenkins/", "copy-executor-image/registries.yaml", "whose images they are"),
    NotHole("docker.io/jenkins/inbound-agent", "copy-executor-image/*.sh", "whose image it is"),
    NotHole("nms4cloud/maven:3.9-eclipse-temurin-21", "own-images/*", "the name that the copy keeps"),
    NotHole("nms4cloud/eclipse-temurin:21-jre", "own-images/*", "the name that the copy keeps"),
    NotHole("ghcr.io/osscontainertools/kaniko", "verify-executor-image/*", "what is signed is the publisher's"),
    NotHole(
        "ghcr.io/osscontainertools/kaniko:debug",
        "examples/floating-tag/bad/*",
        "the tag is the fault, and only the publisher's floats",
    ),
    NotHole("ghcr.io/osscontainertools/kaniko:v1.28.3\n", "examples/kaniko-needs-shell/bad/*", "the tag is the fault"),
    NotHole(
        "registry.example.com/library/eclipse-temurin:21-jre", "examples/tls-push-only/*", "the registry is the fault"
    ),
    NotHole("", "examples/groovy-syntax/bad/Jenkinsfile", "Groovy can't read it, which is the fault"),
    NotHole("", "examples/yaml-syntax/bad/Jenkinsfile", "YAML can't read its pod, which is the fault"),
    NotHole(f'——destination="{PUSHED}"', "examples/full-width-punctuation/bad/*", "no flag, which is the fault"),
    NotHole(f'--destination="{PUSHED}"', "examples/misspelt-program/bad/*", "no executor runs, which is the fault"),
    NotHole("--namespace=jenkins", "examples/pasted-prompt/bad/*", "an argument of `$`, which is the fault"),
    NotHole("--namespace=jenkins", "examples/placeholder-left/bad/*", "a file that `>` writes, which is the fault"),
    NotHole("--namespace=jenkins", "examples/invisible-character/bad/*", "no word of its own, which is the fault"),
    NotHole("name: jenkins\n", "examples/unknown-kind/bad/*", "the name of no kind, which is the fault"),
    NotHole("jenkins:\n  clouds", "jenkins-cloud/*", "what Configuration as Code configures"),
    NotHole("jenkinsUrl", "jenkins-cloud/*", "a key of Configuration as Code"),
)


def files() -> list[str]:
    """Every snippet that a person runs or commits; output and the project's own files are left out."""
    return [snippet.path for snippet in library.of(SNIPPETS).snippets.values() if not snippet.is_output]


def holes_of(path: str, section: str | None = None) -> list[Hole]:
    return occurrences.in_reference(SNIPPETS, Reference(path, section), KNOWN)


def spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


# --- the list --------------------------------------------------------------------------------------------------------


SOUND = (SNIPPETS / definitions.FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("  maximum: 63\n", "", '"maximum" is a required property'),
        ("  maximum: 63\n", "  maximum: many\n", '"many" is not of type "integer"'),
        ("  private: true\n", "  secret: true\n", "'secret' was unexpected"),
        ("  group: cluster\n", "  group: clusters\n", "no group clusters"),
        ("refused: [placeholder, docker-hub]", "refused: [placeholder, hub]", "no refusal hub"),
        ('pattern: "<part>"', 'pattern: "<parts>"', "no piece <parts> above"),
        ('pattern: "<part>"', 'pattern: "<part>("', "not a pattern: missing ), unterminated subpattern"),
        ("default: myapp", "default: MyApp", "MyApp is no legal value of image"),
        ("default: myapp", "default: your-app", "your-app is no legal value of image"),
        ("  default: myapp\n", "", "every parameter but mirror has a default"),
        ("- name: image\n", "- name: project\n", "project stands twice"),
        ("otherwise: project", "otherwise: projects", "no parameter projects"),
        ("copies:\n", "copies\n", "parameters.yml:"),
    ],
)
def test_mistake_in_the_list_is_told_with_its_line(before: str, after: str, complaint: str, tmp_path: Path) -> None:
    assert before in SOUND
    (tmp_path / definitions.FILE).write_text(SOUND.replace(before, after, 1), "utf-8")
    with pytest.raises(definitions.ParametersError, match=re.escape(complaint)) as caught:
        definitions.load(tmp_path / definitions.FILE)
    assert re.match(r"parameters\.yml:\d+:\d+: ", str(caught.value))


def test_no_parameter_is_a_password() -> None:
    words = json.dumps([[one.name, one.label.zh, one.label.en] for one in KNOWN.parameters.values()]).lower()
    for word in ("password", "密码", "token", "令牌"):
        assert word not in words


def test_the_user_alone_is_private() -> None:
    assert [one.name for one in KNOWN.parameters.values() if one.private] == ["user"]


def test_what_facts_know_to_fail_is_refused() -> None:
    images = content("images")
    for mirror in images["dead_mirrors"]:
        for parameter in ("executor", *IMAGES):
            image = f"{mirror}/x/kaniko" if parameter == "executor" else f"{mirror}/maven:3.9"
            assert KNOWN.parameters[parameter].complaint(image) is not None, (parameter, image)
        assert KNOWN.parameters[MIRROR].complaint(f"{mirror}/x") is not None
    for parameter in IMAGES:
        for tag in images["floating_tags"]:
            assert KNOWN.parameters[parameter].complaint(f"harbor.corp.cn/x/maven:{tag}") is not None
        for gone in ("openjdk:21-jdk-slim", "docker.io/library/openjdk:17", "maven:3.9-openjdk-21"):
            assert KNOWN.parameters[parameter].complaint(gone) is not None
        for sound in ("harbor.corp.cn/base/openjdk:17", "registry:5000/a/b:1", "192.168.1.10:5000/jre:21"):
            assert KNOWN.parameters[parameter].complaint(sound) is None, sound


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("registry", "localhost"),
        ("registry", "https://harbor.corp.cn"),
        ("registry", "harbor.corp.cn/team"),
        ("registry", "harbor.corp.cn:99999"),
        ("registry", "docker.io"),
        ("registry", "Harbor.corp.cn"),
        ("project", "/team"),
        ("project", "team/"),
        ("image", "team/app"),
        ("image", "app:1.0"),
        ("tag", "latest"),
        ("tag", "1.0$BUILD_NUMBER"),
        ("tag", "$BUILD_NUMBER0"),
        ("tag", "$(date)-$BUILD_NUMBER"),
        ("user", "robot'x"),
        ("user", "name:password"),
        ("namespace", "true"),
        ("namespace", "1e3"),
        ("namespace", "a.b"),
        ("secret", "null"),
        ("secret", "your-secret"),
        ("executor", "gcr.io/kaniko-project/executor"),
        ("executor", "harbor.corp.cn/kaniko:v1"),
        ("maven-image", "12:30:45"),
        ("maven-image", "12:30"),
        ("maven-image", "maven"),
        ("mirror", "harbor.corp.cn"),
        ("mirror", "harbor.corp.cn/mirror/"),
    ],
)
def test_value_that_looks_right_and_is_not(parameter: str, value: str) -> None:
    assert KNOWN.parameters[parameter].complaint(value) is not None


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("registry", "harbor.corp.cn:8443"),
        ("registry", "registry.cn-hangzhou.aliyuncs.com"),
        ("registry", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"),
        ("registry", "192.168.10.20:5000"),
        ("project", "team/sub_group"),
        ("tag", "1.0.$BUILD_NUMBER"),
        ("tag", "$GIT_COMMIT"),
        ("user", "robot$team+ci"),
        ("user", "ci@corp.cn"),
        ("user", "_json_key"),
        ("namespace", "ci"),
        ("secret", "harbor.credential"),
        ("executor", "harbor.corp.cn/mirror/kaniko"),
        ("executor", "registry:5000/team-kaniko"),
        ("maven-image", "harbor.corp.cn/library/maven:3.9.9-eclipse-temurin-17"),
        ("mirror", "registry.cn-hangzhou.aliyuncs.com/team"),
    ],
)
def test_value_that_people_have_is_legal(parameter: str, value: str) -> None:
    assert KNOWN.parameters[parameter].complaint(value) is None


# --- where defaults stand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", files())
def test_holes_hold_the_defaults_and_filling_them_gives_the_bytes_back(path: str) -> None:
    text = shown(SNIPPETS, Reference(path))
    found = holes_of(path)
    end = 0
    for hole in found:
        assert end <= hole.start < hole.end
        assert text[hole.start : hole.end] == KNOWN.default(hole.name)
        end = hole.end
    assert KNOWN.fill(text, found, {}) == text
    defaults = {one.name: one.default for one in KNOWN.parameters.values() if one.default is not None}
    assert KNOWN.fill(text, found, defaults) == text


@pytest.mark.parametrize("path", files())
def test_every_default_is_a_hole_or_is_known_not_to_be(path: str) -> None:
    text = shown(SNIPPETS, Reference(path)) + "\n"
    known = [(hole.start, hole.end) for hole in holes_of(path)]
    for reason in NOT_HOLES:
        if fnmatchcase(path, reason.where):
            known += spans(text, reason.words) if reason.words else [(0, len(text))]
    for folder, names in KNOWN.kept.items():
        if path.startswith(f"{folder}/"):
            known += [span for kept in names for span in spans(text, KNOWN.default(kept))]
    for default in {KNOWN.default(hole) for hole in KNOWN.hole_names()}:
        for start, end in spans(text, default):
            excused = any(first <= start and end <= last for first, last in known)
            line = text.count("\n", 0, start) + 1
            assert excused, f"{path}:{line}: {default} is no hole; let a reader tell it, or say here why it is none"


def test_every_reason_is_needed() -> None:
    texts = {path: shown(SNIPPETS, Reference(path)) + "\n" for path in files()}
    for reason in NOT_HOLES:
        assert any(reason.words in text for path, text in texts.items() if fnmatchcase(path, reason.where)), reason


# --- filled snippets say the same to the checks ----------------------------------------------------------------------


def bounded(pattern: str) -> str:
    """A pattern whose repetitions are few: it matches a part of what the pattern matches, and is quick to draw from."""
    pieces: list[str] = []
    in_class = escaped = False
    for character in pattern:
        few = {"*": "{0,2}", "+": "{1,4}"}.get(character, character)
        pieces.append(character if in_class or escaped else few)
        escaped = character == "\\" and not escaped
        in_class = not escaped and (character == "[" or (in_class and character != "]"))
    return "".join(pieces)


def legal(parameter: str) -> st.SearchStrategy[str]:
    one = KNOWN.parameters[parameter]
    short = st.from_regex(re.compile(bounded(one.pattern), re.ASCII), fullmatch=True)
    return short.filter(lambda value: one.complaint(value) is None)


LEGAL = {parameter: legal(parameter) for parameter in NAMES}
SETS = st.fixed_dictionaries({}, optional=LEGAL)
LONGEST = {
    "registry": "r" * 89 + ".corp.cn:65",
    "project": "p" * 80,
    "image": "i" * 60,
    "tag": "t" * 48 + "-$GIT_COMMIT",
    "user": "u" * 100,
    "namespace": "n" * 63,
    "secret": "s" * 100,
    "service-account": "a" * 100,
    MIRROR: "m.cn/" + "m" * 95,
    "executor": "e" * 143 + "-kaniko",
} | dict.fromkeys(IMAGES, "m" * 148 + ":3")


class Folder(NamedTuple):
    """A folder as it is: what the readers found, its files, their holes, and the findings."""

    project: Project
    sources: dict[PurePosixPath, Source]
    occurrences: Mapping[str, tuple[occurrences.Span, ...]]
    findings: list[tuple[str, str, int]]


@functools.cache
def original(folder: Path) -> Folder:
    found = read(folder)
    sources = {path: Source.read(folder / path, path.as_posix()) for path in found.files}
    places = occurrences.in_folder(SNIPPETS, PurePosixPath(folder.relative_to(SNIPPETS)), KNOWN)
    return Folder(found, sources, places, findings(found))


def filled(
    folder: Path, values: Mapping[str, str], places: Mapping[str, tuple[occurrences.Span, ...]] | None = None
) -> Project:
    """A folder's files with a reader's values, read together.

    Args:
        folder: a recipe or an example.
        values: by parameter.
        places: the holes of each file, instead of those that the site fills.
    """
    as_is = original(folder)
    every = as_is.occurrences if places is None else places

    def text_of(path: PurePosixPath) -> Text:
        here = [Hole(*place) for place in every.get(path.as_posix(), ())]
        return Text.canonical(Source(path.as_posix(), KNOWN.fill(as_is.sources[path].text, here, values)))

    kinds = {path: project.kind_of(path) for path in as_is.project.files}
    known = as_is.project
    return dataclasses.replace(project.assemble(kinds, text_of), made=known.made, one_namespace=known.one_namespace)


def findings(files: Project) -> list[tuple[str, str, int]]:
    return [(finding.rule.name, finding.path, finding.line) for finding in rules.check(files)]


def test_the_longest_values_are_legal_and_no_longer_ones_are() -> None:
    assert list(LONGEST) == list(NAMES)
    for parameter, value in LONGEST.items():
        one = KNOWN.parameters[parameter]
        assert len(value) == one.maximum
        assert one.complaint(value) is None, parameter
        assert one.complaint(f"{value[0]}{value}") is not None, parameter


@given(values=SETS)
@example(values=LONGEST)
@settings(max_examples=25)
def test_any_legal_values_leave_the_findings_as_they_are(values: dict[str, str]) -> None:
    for folder in FOLDERS:
        assert findings(filled(folder, values)) == original(folder).findings, name(folder)


@pytest.mark.parametrize("folder", list(KNOWN.kept))
def test_example_that_keeps_a_default_would_lose_its_fault(folder: str) -> None:
    free = dataclasses.replace(KNOWN, kept={})
    bad = SNIPPETS / folder / "bad"
    places = occurrences.in_folder(SNIPPETS, PurePosixPath(folder, "bad"), free)
    values = {kept: LONGEST[kept] for kept in KNOWN.kept[folder]}
    rule = PurePosixPath(folder).name
    assert rule not in {found for found, *_ in findings(filled(bad, values, places))}
    assert rule in {found for found, *_ in findings(filled(bad, values))}


# --- the mirror ------------------------------------------------------------------------------------------------------


@given(mirror=LEGAL[MIRROR])
@settings(max_examples=25)
def test_every_image_of_a_recipe_comes_from_the_mirror(mirror: str) -> None:
    for folder in recipes():
        for image in pods.named_images(filled(folder, {MIRROR: mirror})):
            assert image.value.startswith(f"{mirror}/"), (image.value, image.position())
            assert "/" not in image.value.removeprefix(f"{mirror}/")


def test_images_are_pulled_from_where_they_are_copied_to() -> None:
    values = {MIRROR: "harbor.corp.cn:8443/team/mirror"}
    commands = [
        command for script in filled(SNIPPETS / "copy-executor-image", values).scripts for command in script.commands
    ]
    words = [[word.value for word in command.words] for command in commands]
    copied = [command[-1].removeprefix("docker://") for command in words if "copy" in command]
    logins = [command for command in words if "login" in command]
    used, quick_start = (
        {image.value for image in pods.named_images(filled(SNIPPETS / recipe, values))}
        for recipe in ("own-images", "quick-start")
    )
    assert len(logins) == 3
    assert quick_start < used == set(copied)
    assert all("harbor.corp.cn:8443" in command for command in logins)
    nodes = filled(SNIPPETS / "copy-executor-image", values).manifests[0].data["mirrors"]["ghcr.io"]
    assert nodes["endpoint"] == ["https://harbor.corp.cn:8443"]
    assert list(nodes["rewrite"].values()) == ["team/mirror/$1"]


def test_an_image_given_by_name_goes_before_the_mirror() -> None:
    values = {MIRROR: "harbor.corp.cn/mirror", "jre-image": "harbor.corp.cn/base/jre:21"}
    images = [image.value for image in pods.named_images(filled(SNIPPETS / "quick-start", values))]
    assert images == [
        "harbor.corp.cn/mirror/maven:3.9-eclipse-temurin-21",
        "harbor.corp.cn/mirror/kaniko:v1.28.3-debug",
        "harbor.corp.cn/base/jre:21",
    ]


# --- what must never get in ------------------------------------------------------------------------------------------

HOSTILE = {
    "single quote": "'",
    "double quote": '"',
    "backtick": "`",
    "new line": "\n",
    "carriage return": "\r",
    "line separator": "\u2028",
    "NUL": "\0",
    "tab": "\t",
    "blank": " ",
    "no-break space": "\xa0",
    "substitution": "$(touch /tmp/x)",
    "expansion": "${HOME}",
    "expression": "{{ .Values.x }}",
    "backslash": "\\",
    "semicolon": ";",
    "pipe": "|",
    "ampersand": "&",
    "redirection": ">x",
    "comment": "#",
    "asterisk": "*",
    "percent": "%s",
    "comma": ",",
    "end of script": "</script>",
    "image with a handler": "<img src=x onerror=alert(1)>",
    "entity": "&lt;",
    "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f",
    "zero-width space": "\u200b",
    "byte order mark": "\ufeff",
    "emoji": "🚀",
    "full-width letter": "ａ",
    "Cyrillic letter": "а",
    "Arabic digit": "٣",
    "combining accent": "e\u0301",
    "long s": "ſ",
    "Kelvin sign": "\u212a",
    "10 KB": "a" * 10_240,
}


@st.composite
def hostile(draw: st.DrawFn, parameter: str) -> str:
    """A legal value in which something hostile stands."""
    value = draw(LEGAL[parameter])
    at = draw(st.integers(0, len(value)))
    return value[:at] + draw(st.sampled_from(sorted(HOSTILE.values()))) + value[at:]


FOREIGN = {parameter: hostile(parameter) for parameter in NAMES}


@pytest.mark.parametrize("kind", HOSTILE)
@given(data=st.data())
@settings(max_examples=5)
def test_nothing_hostile_is_legal(kind: str, data: st.DataObject) -> None:
    for parameter in NAMES:
        value = data.draw(LEGAL[parameter])
        at = data.draw(st.integers(0, len(value)))
        assert KNOWN.parameters[parameter].complaint(value[:at] + HOSTILE[kind] + value[at:]) is not None


@given(values=st.fixed_dictionaries({}, optional=FOREIGN))
def test_nothing_hostile_is_put_in(values: dict[str, str]) -> None:
    for path in ("quick-start/Jenkinsfile", "quick-start/create-secret.sh", "prerequisites/service-account.yaml"):
        text = shown(SNIPPETS, Reference(path))
        assert KNOWN.fill(text, holes_of(path), values) == text


@given(values=st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()))))
def test_nothing_unknown_is_put_in(values: dict[str, Any]) -> None:
    text = shown(SNIPPETS, Reference("quick-start/Jenkinsfile"))
    assert KNOWN.fill(text, holes_of("quick-start/Jenkinsfile"), values) == text


# --- the browser's engine reads the patterns alike -------------------------------------------------------------------

NODE = """
const one = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const matches = (pattern, flags) => {
  const whole = new RegExp(`^(?:${pattern})$`, flags);
  return one.values.map((value) => whole.test(value));
};
console.log(JSON.stringify(one.patterns.map((pattern) => ["u", "v"].map((flags) => matches(pattern, flags)))));
"""
PATTERNS = sorted(
    {pattern for one in KNOWN.parameters.values() for pattern in (one.pattern, *(r.pattern for r in one.refused))}
)


@given(
    values=st.lists(
        st.one_of(
            *LEGAL.values(),
            *FOREIGN.values(),
            st.text(max_size=20),
            st.text("abz09.:/_-$@+~ \\n", max_size=20),
            *(st.from_regex(bounded(pattern), fullmatch=True) for pattern in PATTERNS),
        ).filter(lambda value: len(value) < 300),
        min_size=30,
        max_size=40,
    )
)
@settings(max_examples=20, phases=(Phase.generate,))
def test_python_and_the_browser_read_patterns_alike(values: list[str]) -> None:
    values = [value for value in values if value.isascii() or value.encode("utf-8", "ignore").decode() == value]
    asked = json.dumps({"patterns": PATTERNS, "values": values})
    done = subprocess.run(
        [tool("node"), "--eval", NODE], input=asked, capture_output=True, encoding="utf-8", check=True
    )
    for pattern, answers in zip(PATTERNS, json.loads(done.stdout), strict=True):
        expected = [re.fullmatch(pattern, value) is not None for value in values]
        assert answers == [expected, expected], pattern


# --- what others' programs say of filled snippets --------------------------------------------------------------------

SAMPLES = {
    "longest": LONGEST,
    "odd": {
        "registry": "registry:5000",
        "project": "9/a__b.c--d",
        "image": "0",
        "tag": "1.0-rc.1.$GIT_COMMIT-x",
        "user": "robot$team+ci",
        "namespace": "n0",
        "secret": "s.0.1e3",
        "service-account": "x--y",
        "executor": "9/kaniko",
        "maven-image": "192.168.0.1:65535/m:v3",
        "jre-image": "j:0",
        "python-image": "a/b/c:3_x",
    },
    "mirror": {MIRROR: "harbor.corp.cn:8443/team/mirror"},
}


def linted(files: Project) -> list[tuple[str, str]]:
    """What hadolint and shellcheck say; that a `$` in single quotes stays one is what the quotes are for."""
    texts = [one.text for one in files.dockerfiles]
    scripts = [script for script in files.scripts if script.step is None or script.step.exact]
    found = [*linters.hadolint(texts), *linters.shellcheck(scripts)]
    return sorted((one.code, one.place.rpartition(":")[0]) for one in found if one.code != "SC2016")


@pytest.mark.parametrize("sample", SAMPLES)
def test_linters_say_the_same_of_filled_snippets(sample: str) -> None:
    tool("hadolint")
    tool("shellcheck")
    for folder in recipes():
        assert linted(filled(folder, SAMPLES[sample])) == linted(original(folder).project), name(folder)


@pytest.mark.parametrize("sample", SAMPLES)
def test_kubernetes_takes_filled_manifests(sample: str) -> None:
    count = 0
    for folder in recipes():
        for manifest in filled(folder, SAMPLES[sample]).manifests:
            if schema.kind_of(manifest) and isinstance(manifest.data, dict):
                extra = kubernetes_validate.FILLED_BY_THE_PLUGIN if manifest.in_jenkinsfile else {}
                for minor in kubernetes.minors():
                    assert kubernetes_validate.accepted(extra | manifest.data, minor), (name(folder), minor)
                    count += 1
    assert count > 20


def test_groovy_gives_the_shell_what_was_filled_in() -> None:
    """One start of Groovy for every pipeline with every sample: the strings are those that the readers read."""
    pipelines = {
        f"{sample} {folder.name}": pipeline
        for sample, values in SAMPLES.items()
        for folder in recipes()
        for pipeline in filled(folder, values).jenkinsfiles
    }
    _, answers = oracle.evaluate({key: pipeline.text.value for key, pipeline in pipelines.items()})
    for key, pipeline in pipelines.items():
        assert answers[key].error is None, key
        given_to_shell = [step["text"] for step in answers[key].steps if step["kind"] == "sh"]
        read = [step.script.text.value if step.exact else None for step in pipeline.steps]
        assert [text for text, exact in zip(given_to_shell, read, strict=True) if exact is not None] == [
            text for text in read if text is not None
        ], key
