"""Locates the defaults of parameters in snippets by parsing; text is never searched.

The namespace `jenkins` is in `--namespace=jenkins` and in a manifest, but not in a path. A candidate counts only if the
file contains exactly the default there.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import yaml

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.analysis.pods import named_images
from kaniko_guide.facts import image_references
from kaniko_guide.sources import shell, yaml_tree
from kaniko_guide_site import stamps
from kaniko_guide_site.parameters.definitions import Occurrence
from kaniko_guide_site.snippets import reading
from kaniko_guide_site.snippets.reference import shown_text
from kaniko_guide_site.snippets.snippet import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Manifest, Pod, Word
    from kaniko_guide.text import Text
    from kaniko_guide_site.parameters.definitions import Parameters
    from kaniko_guide_site.snippets.reference import Reference
    from kaniko_guide_site.stamps import Stamps

DESTINATIONS = frozenset({"--destination", "-d", "--cache-repo"})
ACCOUNT = "system:serviceaccount:"
ACCOUNT_NAMESPACES = ("namespace", "controller-namespace")
"""Where the ServiceAccount of Jenkins may be."""

WHOLE_IMAGE = "-image"
"""Ends the names of parameters that are an image with its tag."""

VARIANTS = ("-debug", "-warmer")
"""The suffixes of the executor's images that the guide recommends."""

TRANSPORT = "docker://"
KUBECTL = {"--namespace": "namespace", "-n": "namespace", "--docker-server": "registry", "--docker-username": "user"}
WARMED = "--image="
NAMED = {"Namespace": "namespace", "ServiceAccount": "service-account", "Secret": "secret"}
"""Kinds whose own name is a parameter's."""
NAMED_RESOURCES = {"secrets": "secret", "serviceaccounts": "service-account"}
"""The parameters whose values the rules of a Role name, by resource."""
OWN_ACCOUNT = "kubernetes.io/service-account.name"
"""The annotation of a Secret that holds the token of a ServiceAccount."""
COPIED = {"registry": "copy-registry", "project": "copy-project"}

Candidate = tuple[str, "Text"]
"""A occurrence's name, and characters that hold its default if they are the same."""

NamedSpan = tuple[int, int, str]
"""The start and the end of an occurrence in a file, and its name."""


def in_reference(snippets: Path, reference: Reference, parameters: Parameters) -> list[Occurrence]:
    """The occurrences of what a page shows, in order; offsets refer to `snippets.reference.shown`.

    Args:
        snippets: the directory of all snippets.
        reference: what is shown.
        parameters: all of them.

    Raises:
        MissingError: there is nothing of that name.
    """
    shown = shown_text(snippets, reference)
    found = _in_file(snippets, reference.path, parameters)
    return sorted(occurrence for start, end, name in found for occurrence in _map_occurrence(shown, start, end, name))


def as_shown(
    snippets: Path, reference: Reference, text: str, language: Language, parameters: Parameters
) -> tuple[str, list[Occurrence]]:
    """A snippet as the pages of a language show it, with the examples of that language, and its occurrences there.

    Args:
        snippets: the directory of all snippets.
        reference: of the snippet, or of a part of it.
        text: of that part.
        language: of the pages.
        parameters: all of them.

    Raises:
        MissingError: there is nothing of that name.
    """
    found = in_reference(snippets, reference, parameters)
    return parameters.fill_with_occurrences(text, found, parameters.examples(language))


def _map_occurrence(shown: Text, start: int, end: int, name: str) -> Iterator[Occurrence]:
    """The occurrence that a place of the source is in a text made of it."""
    for (characters, origin), at in zip(shown.pieces(), shown.starts, strict=True):
        if origin <= start and end <= origin + len(characters):
            yield Occurrence(at + start - origin, at + end - origin, name)


def _in_file(snippets: Path, path: str, parameters: Parameters) -> tuple[NamedSpan, ...]:
    directory = _directory(PurePosixPath(path))
    if directory is None:
        return ()
    return in_directory(snippets, directory, parameters).get(PurePosixPath(path).relative_to(directory).as_posix(), ())


def _directory(path: PurePosixPath) -> PurePosixPath | None:
    """The recipe or the example of a snippet; None for what belongs to none."""
    directory = PurePosixPath(Snippet(path.as_posix()).directory)
    return directory if directory != path else None


def in_directory(
    snippets: Path, directory: PurePosixPath, parameters: Parameters
) -> Mapping[str, tuple[NamedSpan, ...]]:
    """The occurrences to fill in a recipe or an example.

    Args:
        snippets: the directory of all snippets.
        directory: below it.
        parameters: all of them.

    Returns:
        By file, in order. Read again when a file of the directory changes.
    """
    kept = frozenset[str]().union(
        *(parameters.kept.get(above.as_posix(), ()) for above in (directory, *directory.parents))
    )
    return _in_directory(snippets, directory, stamps.below(snippets / directory), parameters, kept)


@lru_cache(maxsize=512)
def _in_directory(
    snippets: Path, directory: PurePosixPath, _stamps: Stamps, parameters: Parameters, kept: frozenset[str]
) -> Mapping[str, tuple[NamedSpan, ...]]:
    defaults = {name: parameters.default(name) for name in parameters.occurrence_names()}
    found: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for name, text in _candidates(reading.read(snippets / directory, snippets.parent), defaults):
        start = text.origin(0)
        end = start + len(text)
        around = text.source.text[start - 1 : start] + text.source.text[end : end + 1]
        unquoted = parameters.must_be_quoted(name) and around != "''"
        if name not in kept and not unquoted and text.value == text.source.text[start:end] == defaults[name]:
            found[text.source.path].setdefault((start, end), name)
    above = f"{snippets.name}/{directory}/"
    return {
        path.removeprefix(above): tuple(sorted((*span, name) for span, name in spans.items()))
        for path, spans in found.items()
    }


def _candidates(files: Project, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    for call in files.executor_calls:
        for flag in call.flags:
            if flag.name in DESTINATIONS and flag.value_text is not None:
                yield from _destination(_without_quotes(flag.value_text), defaults)
        if call.subcommand == "login":
            yield from (("registry-login", _without_quotes(word.text)) for word in call.positionals[-1:])
    for image in named_images(files):
        yield from _image(image, defaults)
    for pod in files.pods:
        yield from _secrets(pod)
        for image in _warmed_images(pod):
            yield from _image(image, defaults)
    for manifest in files.manifests:
        yield from _manifest(manifest)
        yield from _mirrors(manifest)
        yield from _clouds(manifest)
    for command in all_commands(files):
        yield from _COMMANDS.get(program_name(command), _no_candidates)(command, defaults)


def _secrets(pod: Pod) -> Iterator[Candidate]:
    """The secrets that a pod mounts, and those it pulls with."""
    for volume in pod.volumes:
        if volume.secret_name is not None:
            yield "secret", volume.secret_name
    if pod.manifest is not None:
        for entry in yaml_tree.sequence_items(yaml_tree.node_at(pod.spec, "imagePullSecrets")):
            yield from _scalar("secret", pod.manifest.text, entry, "name")


def _warmed_images(pod: Pod) -> Iterator[Text]:
    """The images that the executor's warmer fetches ahead of a build."""
    for container in pod.containers:
        for argument in container.args or ():
            if argument.value.startswith(WARMED):
                yield argument.cut(len(WARMED))


def _destination(text: Text, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The parts of an image that the executor pushes, `registry/project/image:tag`, or of a repository below it."""
    scheme = text.value.find("://")
    reference = text.cut(scheme + len("://")) if scheme >= 0 else text
    host, path = _split(reference, "/")
    yield "registry", host
    if path is None:
        return
    yield "project", path.cut(0, len(defaults["project"]))
    if path.value.startswith(defaults["project"] + "/"):
        image, _ = _split(path.cut(len(defaults["project"]) + 1), "/")
        name, tag = _split(image, ":")
        name, _ = _split(name, "@")
        if name.value.startswith(defaults["image"] + "-"):
            name = name.cut(0, len(defaults["image"]))
        yield "image", name
        if tag is not None:
            suffixed = tag.value.startswith(defaults["tag"] + "-")
            yield "tag", tag.cut(0, len(defaults["tag"])) if suffixed else tag


def _image(text: Text, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """An image that is pulled: one of the guide's, its copy in the reader's registry, or the one that was built."""
    yield from ((name, text) for name in defaults if name.endswith(WHOLE_IMAGE))
    yield from _executor_image(text, defaults)
    parts = list(_destination(text, defaults))
    is_built = any(name == "image" and part.value == defaults["image"] for name, part in parts)
    yield from parts if is_built else _copy(text, defaults)


def _executor_image(text: Text, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The recommended builds of the executor; another tag of it is there for the tag's sake."""
    if text.value.startswith(defaults["executor"] + ":") and text.value.endswith(VARIANTS):
        yield "executor", text.cut(0, len(defaults["executor"]))
    yield from _executor_version(text, defaults)


def _executor_version(text: Text, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The version in a tag of the executor or of its copy; none where a digest decides which image is pulled."""
    parsed = image_references.parse(text.value.removeprefix(TRANSPORT))
    name = defaults["executor"].rpartition("/")[2]
    if parsed is not None and parsed.digest is None and parsed.tag and parsed.path.rpartition("/")[2] == name:
        variant = parsed.tag.removeprefix(defaults["executor-version"])
        if variant in VARIANTS:
            yield "executor-version", text.cut(len(text) - len(parsed.tag), len(text) - len(variant))


def _copy(text: Text, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    for name, part in _destination(text, defaults):
        if name in COPIED:
            yield COPIED[name], part


def _manifest(manifest: Manifest) -> Iterator[Candidate]:
    """The names by which manifests belong together."""
    metadata = yaml_tree.node_at(manifest.root, "metadata")
    yield from _scalar("namespace", manifest.text, metadata, "namespace")
    yield from _scalar("service-account", manifest.text, metadata, "annotations", OWN_ACCOUNT)
    kind = manifest.data.get("kind") if isinstance(manifest.data, dict) else None
    if kind in NAMED:
        yield from _scalar(NAMED[kind], manifest.text, metadata, "name")
    for rule in yaml_tree.sequence_items(yaml_tree.node_at(manifest.root, "rules")):
        resources = [entry.value for entry in yaml_tree.sequence_items(yaml_tree.node_at(rule, "resources"))]
        for name in [NAMED_RESOURCES[resource] for resource in resources if resource in NAMED_RESOURCES]:
            for named in yaml_tree.sequence_items(yaml_tree.node_at(rule, "resourceNames")):
                yield from _scalar(name, manifest.text, named)
    for subject in yaml_tree.sequence_items(yaml_tree.node_at(manifest.root, "subjects")):
        for name in ACCOUNT_NAMESPACES:
            yield from _scalar(name, manifest.text, subject, "namespace")
        yield from _scalar("service-account", manifest.text, subject, "name")


def _mirrors(manifest: Manifest) -> Iterator[Candidate]:
    """Where the nodes of RKE2 and K3s find copies of images, in `registries.yaml`."""
    for _, mirror in _entries(yaml_tree.node_at(manifest.root, "mirrors")):
        for endpoint in yaml_tree.sequence_items(yaml_tree.node_at(mirror, "endpoint")):
            for name, address in _scalar("copy-registry", manifest.text, endpoint):
                yield name, address.cut(address.value.find("://") + len("://"))
        for _, rewrite in _entries(yaml_tree.node_at(mirror, "rewrite")):
            for name, target in _scalar("copy-project", manifest.text, rewrite):
                yield name, target.cut(0, target.value.rfind("/"))


def _clouds(manifest: Manifest) -> Iterator[Candidate]:
    """Where Jenkins makes its pods and where it runs, in Configuration as Code."""
    controller = "controller-namespace"
    for cloud in yaml_tree.sequence_items(yaml_tree.node_at(manifest.root, "jenkins", "clouds")):
        yield from _scalar("namespace", manifest.text, cloud, "kubernetes", "namespace")
        for _, address in _scalar(controller, manifest.text, cloud, "kubernetes", "jenkinsUrl"):
            _, domain = _split(address, ".")
            if domain is not None:
                yield controller, _split(domain, ".")[0]


def _entries(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _scalar(name: str, text: Text, node: yaml.Node | None, *path: str) -> Iterator[Candidate]:
    found = yaml_tree.scalar_text(text, yaml_tree.node_at(node, *path))
    if found is not None:
        yield name, found


def _kubectl(command: Command, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    yield from _option_values(command, KUBECTL)
    yield from _kubectl_names(kubectl_arguments(command), defaults)
    for _, account in _option_values(command, {"--as": ""}):
        if account.value.startswith(ACCOUNT):
            yield from _account(account.cut(len(ACCOUNT)))
    for _, image in _option_values(command, {"--image": ""}):
        yield from _image(image, defaults)
    for _, overrides in _option_values(command, {"--overrides": ""}):
        root, _ = yaml_tree.compose(overrides)
        for entry in yaml_tree.sequence_items(yaml_tree.node_at(root, "spec", "imagePullSecrets")):
            yield from _scalar("secret", overrides, entry, "name")


def _guide(command: Command, _defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The namespace of builds and the ServiceAccount of Jenkins, as kaniko-guide takes them."""
    yield from _option_values(command, {"--namespace": "namespace"})
    for _, account in _option_values(command, {"--service-account": ""}):
        yield from _account(account)


def _account(account: Text) -> Iterator[Candidate]:
    """A ServiceAccount of Jenkins, `namespace:name`."""
    namespace, name = _split(account, ":")
    yield from ((parameter, namespace) for parameter in ACCOUNT_NAMESPACES)
    if name is not None:
        yield "service-account", name


def _kubectl_names(words: Sequence[Word], defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The Secret that kubectl creates or shows, or the images or the ServiceAccount that it sets."""
    values = [word.value for word in words]
    if values[:3] == ["create", "secret", "docker-registry"]:
        yield from (("secret", _without_quotes(word.text)) for word in words[3:4])
    elif values[:2] == ["set", "image"]:
        for _, image in (_split(word.text, "=") for word in words[2:]):
            if image is not None:
                yield from _image(image, defaults)
    elif values[:2] == ["set", "serviceaccount"]:
        yield from (("service-account", word.text) for word in words[4:5])
    elif values[1:2] == ["secret"]:
        yield from (("secret", _without_quotes(word.text)) for word in words[2:3])


def _printf(command: Command, _defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """A user before its password, or the beginning of a `config.json`."""
    if [word.value for word in command.words[1:2]] == ["%s:%s"]:
        yield from (("user", _without_quotes(word.text)) for word in command.words[2:3])
    for word in command.words[1:]:
        content = shell.quoted_content(word)
        if content is not None and content.value.startswith("{"):
            root, _ = yaml_tree.compose(content)
            for key, _ in _entries(yaml_tree.node_at(root, "auths")):
                yield from _scalar("registry-key", content, key)


def _copier(command: Command, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """Where skopeo, crane and Docker log in, where they copy to, what they export, and which version of the executor.

    What they copy stays the publisher's.
    """
    yield from _option_values(command, {"--username": "user"})
    yield from _versions(command, defaults)
    words = [word for word in command.words[1:] if not word.value.startswith("-")]
    verbs = [word.value for word in words[:2]]
    if "login" in verbs:
        yield from (("copy-registry", _without_quotes(word.text)) for word in words[-1:])
    elif verbs[:1] in (["copy"], ["tag"], ["push"]):
        yield from _copy(_without_quotes(words[-1].text), defaults)
    elif verbs[:1] == ["export"]:
        yield from _destination(_without_quotes(words[-1].text), defaults)


def _joiner(command: Command, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The images that manifest-tool joins, and the one that it pushes."""
    for _, image in _option_values(command, {"--template": "", "--target": ""}):
        yield from _destination(image, defaults)


def _versions(command: Command, defaults: Mapping[str, str]) -> Iterator[Candidate]:
    """The version of the executor in the arguments of a program."""
    for word in command.words[1:]:
        yield from _executor_version(_without_quotes(word.text), defaults)


def _no_candidates(_command: Command, _defaults: Mapping[str, str]) -> Iterator[Candidate]:
    return iter(())


_COMMANDS = {
    "cosign": _versions,
    "crane": _copier,
    "docker": _copier,
    "kaniko-guide": _guide,
    "kubectl": _kubectl,
    "manifest-tool": _joiner,
    "printf": _printf,
    "skopeo": _copier,
}


def _option_values(command: Command, names: Mapping[str, str]) -> Iterator[Candidate]:
    """The values of options, without quotes, each with the name that is given to its option."""
    for flag, name in names.items():
        found = option_value(command.words, flag)
        if found is not None:
            text = found[0].text
            yield name, _without_quotes(text.cut(len(flag) + 1) if text.value.startswith(f"{flag}=") else text)


def _without_quotes(text: Text) -> Text:
    """Characters without the one pair of quotes around them."""
    quoted = len(text) > 1 and text.value[0] == text.value[-1] and text.value[0] in "'\""
    return text.cut(1, len(text) - 1) if quoted else text


def _split(text: Text, mark: str) -> tuple[Text, Text | None]:
    """The text before a separator and the text after it; None if there is no separator."""
    at = text.value.find(mark)
    return (text, None) if at < 0 else (text.cut(0, at), text.cut(at + len(mark)))
