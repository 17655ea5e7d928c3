"""The list of parameters: what a value may be, and what must never get into a snippet."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.facts import content
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.definitions import MIRROR
from kaniko_guide_site.snippets.reference import Reference, selected_text
from lab.tools import find
from tests.kaniko_guide_site.parameters.values import (
    FOREIGN,
    HOSTILE,
    IMAGES,
    KNOWN,
    LEGAL,
    LONGEST,
    NAMES,
    bounded_pattern,
    occurrences_of,
)
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path


VALID = (SNIPPETS / definitions.FILE).read_text("utf-8")


def test_error_in_the_list_is_reported_with_its_line(tmp_path: Path) -> None:
    for number, (before, after, message) in enumerate(
        [
            ("  maximum: 63\n", "", '"maximum" is a required property'),
            ("  maximum: 63\n", "  maximum: many\n", '"many" is not of type "integer"'),
            ("  private: true\n", "  secret: true\n", "'secret' was unexpected"),
            ("  group: cluster\n", "  group: clusters\n", "no group clusters"),
            ("rejected: [placeholder, docker-hub]", "rejected: [placeholder, hub]", "no rejection hub"),
            ('pattern: "<part>"', 'pattern: "<parts>"', "piece <parts> is not defined above"),
            ('pattern: "<part>"', 'pattern: "<part>("', "invalid pattern: missing ), unterminated subpattern"),
            ("default: myapp", "default: MyApp", "MyApp is not a valid value of image"),
            ("en: acme-ci}", "en: 'acme:ci'}", "acme:ci is not a valid value of user"),
            ("en: acme-ci}", "}", "is not valid under any of the schemas"),
            ("  en: [GitHub (GHCR)", "  en: [GitHub", "no registry GitHub"),
            ("default: myapp", "default: your-app", "your-app is not a valid value of image"),
            ("  default: myapp\n", "", "every parameter but mirror has a default"),
            ("- name: image\n", "- name: project\n", "duplicate parameter project"),
            ("otherwise: project", "otherwise: projects", "no parameter projects"),
            ("registry-key: {parameter: registry,", "registry-key: {parameter: host,", "there is no parameter host"),
            ("registry-key: {", "registry: {", "registry is not a new name"),
            ("registry-key: {", "copy-registry: {", "copy-registry is not a new name"),
            ("  value: ghcr.io\n", "  value: ghcr.com\n", "ghcr.com is not a valid value of registry, or its pattern"),
            ("  example: harbor.corp.internal\n", "  example: Harbor\n", "Harbor is not a valid value of registry"),
            (
                '  pattern: ".*harbor.*"\n',
                '  pattern: ".*(harbor"\n',
                "invalid pattern: missing ), unterminated subpattern",
            ),
            ("    user: {zh: Docker ID", "    users: {zh: Docker ID", "no parameter users"),
            ("copies:\n", "copies\n", "parameters.yml:"),
        ]
    ):
        with check(f"{before}, {after}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            assert before in VALID
            (directory / definitions.FILE).write_text(VALID.replace(before, after, 1), "utf-8")
            with pytest.raises(definitions.ParametersError, match=re.escape(message)) as caught:
                definitions.parse(directory / definitions.FILE)
            assert re.match(r"snippets/parameters\.yml:\d+:\d+: error: ", str(caught.value))


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
            assert KNOWN.parameters[parameter].error_in(image) is not None, (parameter, image)
        assert KNOWN.parameters[MIRROR].error_in(f"{mirror}/x") is not None
    for parameter in IMAGES:
        for tag in images["floating_tags"]:
            assert KNOWN.parameters[parameter].error_in(f"harbor.corp.cn/x/maven:{tag}") is not None
        for gone in ("openjdk:21-jdk-slim", "docker.io/library/openjdk:17", "maven:3.9-openjdk-21"):
            assert KNOWN.parameters[parameter].error_in(gone) is not None
        for valid in ("harbor.corp.cn/base/openjdk:17", "registry:5000/a/b:1", "192.168.1.10:5000/jre:21"):
            assert KNOWN.parameters[parameter].error_in(valid) is None, valid


def test_value_that_looks_right_and_is_not() -> None:
    for parameter, value in [
        ("registry", "localhost"),
        ("registry", "https://harbor.corp.cn"),
        ("registry", "harbor.corp.cn/team"),
        ("registry", "harbor.corp.cn:99999"),
        ("registry", "index.docker.io"),
        ("registry", "registry-1.docker.io"),
        ("registry", "hub.docker.com"),
        ("registry", "docker.com"),
        ("registry", "docker.io:443"),
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
    ]:
        with check(f"{parameter}, {value}"):
            assert KNOWN.parameters[parameter].error_in(value) is not None


def test_value_that_people_have_is_legal() -> None:
    for parameter, value in [
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
    ]:
        with check(f"{parameter}, {value}"):
            assert KNOWN.parameters[parameter].error_in(value) is None


def test_the_longest_values_are_legal_and_no_longer_ones_are() -> None:
    assert list(LONGEST) == list(NAMES)
    for parameter, value in LONGEST.items():
        one = KNOWN.parameters[parameter]
        assert len(value) == one.maximum
        assert one.error_in(value) is None, parameter
        assert one.error_in(f"{value[0]}{value}") is not None, parameter


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
@given(data=st.data())
@settings(max_examples=5)
def test_nothing_hostile_is_legal(kind: str, data: st.DataObject) -> None:
    for parameter in NAMES:
        value = data.draw(LEGAL[parameter])
        at = data.draw(st.integers(0, len(value)))
        assert KNOWN.parameters[parameter].error_in(value[:at] + HOSTILE[kind] + value[at:]) is not None


@pytest.mark.slow
@given(values=st.fixed_dictionaries({}, optional=FOREIGN))
def test_nothing_hostile_is_put_in(values: dict[str, str]) -> None:
    for path in ("quick-start/Jenkinsfile", "quick-start/create-secret.sh", "prerequisites/service-account.yaml"):
        text = selected_text(SNIPPETS, Reference(path))
        assert KNOWN.fill(text, occurrences_of(path), values) == text


@given(values=st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()))))
def test_nothing_unknown_is_put_in(values: dict[str, Any]) -> None:
    text = selected_text(SNIPPETS, Reference("quick-start/Jenkinsfile"))
    assert KNOWN.fill(text, occurrences_of("quick-start/Jenkinsfile"), values) == text


NODE = """
const one = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const matches = (pattern, flags) => {
  const whole = new RegExp(`^(?:${pattern})$`, flags);
  return one.values.map((value) => whole.test(value));
};
console.log(JSON.stringify(one.patterns.map((pattern) => ["u", "v"].map((flags) => matches(pattern, flags)))));
"""
PATTERNS = sorted(
    {pattern for one in KNOWN.parameters.values() for pattern in (one.pattern, *(r.pattern for r in one.rejected))}
)


@pytest.mark.slow
@given(
    values=st.lists(
        st.one_of(
            *LEGAL.values(),
            *FOREIGN.values(),
            st.text(max_size=20),
            st.text("abz09.:/_-$@+~ \\n", max_size=20),
            *(st.from_regex(bounded_pattern(pattern), fullmatch=True) for pattern in PATTERNS),
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
        [find("node"), "--eval", NODE], input=asked, capture_output=True, encoding="utf-8", check=True
    )
    for pattern, answers in zip(PATTERNS, json.loads(done.stdout), strict=True):
        expected = [re.fullmatch(pattern, value) is not None for value in values]
        assert answers == [expected, expected], pattern
