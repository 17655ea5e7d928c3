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
