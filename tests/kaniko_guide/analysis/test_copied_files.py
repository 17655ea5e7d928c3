from __future__ import annotations

from kaniko_guide.analysis import copied_files
from kaniko_guide.sources import dockerfile
from kaniko_guide.text import Source, Text


def test_read_but_not_copied() -> None:
    for text, expected in {
        "FROM node:20\nRUN npm ci\n": [("npm", "package.json")],
        "FROM node:20\nCOPY package.json .\nRUN npm ci\n": [],
        "FROM python:3\nRUN pip install -r a.txt\n": [("pip", "a.txt")],
        "FROM maven:3\nRUN ./mvnw package\n": [("./mvnw", "mvnw")],
    }.items():
        read = dockerfile.read(Text.canonical(Source("Dockerfile", text)))
        assert [(program, path) for _, program, path in copied_files.read_but_not_copied(read)] == expected, text
