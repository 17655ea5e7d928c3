from __future__ import annotations

from kaniko_guide.facts import image_contents


def test_lacks() -> None:
    expected = {
        ("maven:3.9-eclipse-temurin-21", "docker"): True,
        ("maven:3.9-eclipse-temurin-21", "mvn"): False,
        ("maven:3.9-eclipse-temurin-21", "git"): False,
        ("node:20-alpine", "npm"): False,
        ("docker.io/library/node", "java"): True,
        ("registry.example.com/library/node:20", "docker"): False,
        ("$IMAGE", "docker"): False,
        ("debian:12", "curl"): True,
        (image_contents.agent_image(), "kubectl"): True,
        (image_contents.agent_image(), "git"): False,
        ("alpine:3.22", "apt-get"): True,
        ("jenkins/inbound-agent:3206.vb_15dcf73f6a_9-1-alpine-jdk17", "apt-get"): True,
        ("jenkins/inbound-agent:alpine", "apk"): False,
        ("jenkins/inbound-agent:latest-jdk17", "apt-get"): False,
        ("registry.access.redhat.com/ubi9/ubi:9.4", "apk"): True,
        ("registry.access.redhat.com/ubi9/ubi:9.4", "dnf"): False,
        ("node:20-alpine3.20", "yum"): True,
        ("node:20", "apk"): True,
        ("debian:bookworm", "apt"): False,
        ("alpine", "apk"): False,
        ("maven:3.8-openjdk-17", "yum"): False,
        ("example.com/alpine:3", "apt-get"): False,
    }
    assert {case: image_contents.lacks(*case) for case in expected} == expected


def test_may_install() -> None:
    expected = {("apt-get", "docker"): True, ("npm", "docker"): False, ("npm", "ng"): True, ("ls", "ng"): False}
    assert {case: image_contents.may_install(*case) for case in expected} == expected


def test_brought_by() -> None:
    alpine = "alpine:3.22"
    expected = {
        ("apk add --no-cache curl git", alpine): {"curl", "git"},
        ("apk add --virtual .deps curl", alpine): {"curl"},
        ("apk --no-cache add curl=8.1-r0", alpine): {"curl"},
        ("apk update", alpine): set[str](),
        ("apt-get install -y -t bookworm-backports git", "debian:12"): {"git"},
        ("apt-get install git:any", "debian:12"): {"git"},
        ("apk add python3", alpine): {"python", "python3"},
        ("apk add python3", "alpine:3.10"): {"python", "python3", "pip", "pip3"},
        ("apk add python3", "node:22-alpine"): {"python", "python3", "pip", "pip3"},
        ("apk add none-such", alpine): None,
        ("apk add $PACKAGES", alpine): None,
        ("apt-get dist-upgrade", "debian:12"): None,
        ("dpkg -i a.deb", "debian:12"): None,
    }
    found = {case: image_contents.brought_by(tuple(case[0].split()), case[1]) for case in expected}
    assert found == expected


def test_has_dash() -> None:
    expected = {
        "node": True,
        "node:lts-slim": True,
        "node:20-alpine": False,
        "maven:3.9": True,
        "maven:3.8-openjdk-17": False,
        "eclipse-temurin:21-jre-ubi9-minimal": False,
        "example.com/node:20": False,
    }
    assert {image: image_contents.has_dash(image) for image in expected} == expected
