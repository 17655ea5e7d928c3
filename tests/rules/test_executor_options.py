"""The rules on a single command line of the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rules.pods import executor_pod
from support import DATA, findings_in

if TYPE_CHECKING:
    from pathlib import Path

EXECUTORS = ("google-v1.24.0", "osscontainertools-v1.28.3")


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize(
    ("case", "rule", "message"),
    [
        ("f4-no-destination", "no-destination", "you must provide --destination, or use --no-push"),
        ("q4-context-bad-prefix", "bad-context", "unknown build context prefix provided"),
        ("aa1-positional-arg", "stray-argument", 'unknown command "extra" for "executor"'),
        ("m6-cache-no-push-no-repo", "no-push-cache-without-repo", "cache flags invalid"),
    ],
)
def test_what_the_executor_refused_is_told_in_its_words(
    tmp_path: Path, executor: str, case: str, rule: str, message: str
) -> None:
    record = (DATA / "kaniko-runs" / executor / f"{case}.txt").read_text("utf-8")
    assert record.rstrip().endswith("# exit code: 1")
    assert message in record
    (finding,) = findings_in(tmp_path, {"a.sh": _command(record)}, rule)
    assert message in finding


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_sub_path_counts_only_behind_a_prefix(tmp_path: Path, executor: str) -> None:
    for case, code, found in (("q5-context-sub-path", 0, 0), ("q6-context-sub-path-noprefix", 1, 1)):
        record = (DATA / "kaniko-runs" / executor / f"{case}.txt").read_text("utf-8")
        assert record.rstrip().endswith(f"# exit code: {code}")
        assert len(findings_in(tmp_path, {"a.sh": _command(record)}, "sub-path-ignored")) == found


@pytest.mark.parametrize(
    "rule",
    ["no-destination", "bad-context", "stray-argument", "no-push-cache-without-repo", "sub-path-ignored", "glued-flag"],
)
def test_what_the_executor_built_is_without_findings(tmp_path: Path, rule: str) -> None:
    records = [
        path.read_text("utf-8") for executor in EXECUTORS for path in (DATA / "kaniko-runs" / executor).glob("*.txt")
    ]
    built = [_command(record) for record in records if record.rstrip().endswith("# exit code: 0")]
    assert len(built) > 100
    assert findings_in(tmp_path, {f"{at}.sh": command for at, command in enumerate(built)}, rule) == []


def _command(record: str) -> str:
    return next(line for line in record.splitlines() if line.startswith("$ ")).removeprefix("$ ") + "\n"


@pytest.mark.parametrize(
    ("rule", "arguments", "at"),
    [
        ("wrong-image-option", "--no-push --use-new-run", "--use"),
        ("wrong-image-option", "--no-push --use-new-run=true", "--use"),
        ("wrong-image-option", "--no-push --snapshotMode=time", "--snap"),
        ("wrong-image-option", "--no-push --snapshot-mode time", "--snap"),
        ("bad-context", "--no-push --context=", "--context"),
        ("bad-context", "--no-push -c http://a/b.tar.gz", "http"),
        ("sub-path-ignored", "--no-push -c . --context-sub-path=a", "--context-sub"),
        ("sub-path-ignored", "--no-push --context=`pwd` --context-sub-path=a", "--context-sub"),
        ("stray-argument", "--cache true --no-push", "true"),
        ("stray-argument", "--no-push build", "build"),
        ("glued-flag", "--no-push --context=`pwd`--insecure", "--insecure"),
        ("glued-flag", '--no-push --context="$PWD"--insecure', "--insecure"),
        ("glued-flag", "--destination=a/b:1--cache=true", "--cache"),
        ("glued-flag", "--context=$PWD--destination=a/b:1", "--dest"),
        ("no-push-cache-without-repo", "--cache=1 --no-push", "--cache"),
        ("cached-layers-in-memory", "--cache -d=a/b:1", "--cache"),
        ("cached-layers-in-memory", "--cache -d=a/b:1 --compressed-caching", "--cache"),
    ],
)
def test_found(tmp_path: Path, rule: str, arguments: str, at: str) -> None:
    (finding,) = findings_in(tmp_path, {"a.sh": f"/kaniko/executor {arguments}\n"}, rule)
    column = len("/kaniko/executor ") + arguments.index(at) + 1
    assert finding.startswith(f"a.sh:1:{column} ")


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        ("wrong-image-option", "--no-push --use-new-run=false --snapshot-mode=redo"),
        ("wrong-image-option", "--no-push --snapshot-mode=time --snapshot-mode=full"),
        ("wrong-image-option", "--no-push --use-new-run=$FAST --snapshot-mode=$MODE"),
        ("no-destination", "--no-push"),
        ("no-destination", "--no-push=$DRY"),
        ("no-destination", "--context=. $OPTIONS"),
        ("no-destination", '--context=. "$@"'),
        ("no-destination", "--context=. {{ options }}"),
        ("no-destination", "--help"),
        ("no-destination", "version"),
        ("no-destination", "-d a/b:1"),
        ("bad-context", "--no-push --context=$CONTEXT"),
        ("bad-context", "--no-push --context=$SCHEME://a"),
        ("bad-context", "--no-push --context=git://github.com/a/b"),
        ("bad-context", "--no-push --context= --bucket=a"),
        ("bad-context", "--no-push --context=/a:/b://c"),
        ("sub-path-ignored", "--no-push --context=$CONTEXT --context-sub-path=a"),
        ("sub-path-ignored", "--no-push --context-sub-path=a"),
        ("sub-path-ignored", "--no-push --context=git://a/b --context-sub-path=a"),
        ("stray-argument", "--no-push $MORE"),
        ("stray-argument", "--no-push --none more"),
        ("stray-argument", "login registry.example.com"),
        ("glued-flag", "-d a/my--cache:1 --build-arg=A=`a`--insecure"),
        ("glued-flag", "--no-push --context=$PWD/a--b"),
        ("glued-flag", "--no-push --context=`pwd`--none"),
        ("no-push-cache-without-repo", "--cache --no-push --cache-repo=a/b"),
        ("no-push-cache-without-repo", "--cache=false --no-push"),
        ("no-push-cache-without-repo", "--cache --no-push=$DRY"),
        ("no-push-cache-without-repo", "--cache --no-push $MORE"),
        ("cached-layers-in-memory", "-d=a/b:1"),
        ("cached-layers-in-memory", "-d=a/b:1 --cache --compressed-caching=false"),
        ("fixed-tag", "-d=a/b:1"),
    ],
)
def test_not_found(tmp_path: Path, rule: str, arguments: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"/kaniko/executor {arguments}\n"}, rule) == []


@pytest.mark.parametrize(
    ("image", "flag", "found"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "--tarPath=/a", True),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3", "--skip-unused-stages", True),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--skip-unused-stages", False),
        ("registry.example.com/kaniko:stable", "--skip-unused-stages", False),
        ("registry.example.com/kaniko:stable", "--whitelist-var-run", True),
        ("registry.example.com/kaniko:stable", "--tar-path=/a", False),
    ],
)
def test_the_image_tells_what_is_deprecated(tmp_path: Path, image: str, flag: str, *, found: bool) -> None:
    findings = findings_in(tmp_path, {"pod.yaml": executor_pod(image, f'"--no-push", "{flag}"')}, "deprecated-flag")
    assert findings == ([f"pod.yaml:9:26 `{flag.partition('=')[0]}` is deprecated."] if found else [])


@pytest.mark.parametrize(
    ("destinations", "found"),
    [
        ("--destination=a/b:1.0", 1),
        ("--destination=a/b --destination=a/c:latest", 2),
        ("--destination=a/b:latest --destination=a/b:$BUILD_NUMBER", 0),
        ("--destination=$IMAGE", 0),
        ("--destination=a/b:1 $MORE", 0),
        ("--no-push", 0),
        ("--destination=a/b --no-push", 0),
    ],
)
def test_a_tag_is_fixed_if_no_destination_varies(tmp_path: Path, destinations: str, found: int) -> None:
    pipeline = f"node {{\n    sh '/kaniko/executor {destinations}'\n}}\n"
    assert len(findings_in(tmp_path, {"Jenkinsfile": pipeline}, "fixed-tag")) == found


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("gcr.io/kaniko-project/executor:debug", 1),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", 1),
        ("registry.example.com/a/builder:1", 1),
        ("gcr.io/kaniko-project/executor:v1.6.0-debug", 0),
        ("gcr.io/kaniko-project/executor:debug-539ddefcae3fd6b411a95982a830d987f4214251", 0),
    ],
)
def test_compression_is_not_judged_in_other_releases(tmp_path: Path, image: str, found: int) -> None:
    pipeline = (
        f"podTemplate(containers: [containerTemplate(name: 'kaniko', image: '{image}', command: 'sleep')]) {{\n"
        "  node(POD_LABEL) {\n    container('kaniko') {\n      sh '/kaniko/executor --cache -d=a/b:$BUILD_NUMBER'\n"
        "    }\n  }\n}\n"
    )
    assert len(findings_in(tmp_path, {"Jenkinsfile": pipeline}, "cached-layers-in-memory")) == found
