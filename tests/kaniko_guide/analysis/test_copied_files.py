from __future__ import annotations

import pytest

from kaniko_guide.analysis import copied_files
from kaniko_guide.sources import dockerfile
from kaniko_guide.text import Source, Text


def test_read_but_not_copied() -> None:
    for text, expected in {
        "FROM node:20\nRUN npm ci\n": [("npm", "package.json")],
        "FROM node:20\nCOPY package.json package-lock.json ./\nRUN npm ci\n": [],
        "FROM python:3\nRUN pip install -r a.txt\n": [("pip", "a.txt")],
        "FROM maven:3\nRUN ./mvnw package\n": [("./mvnw", "mvnw")],
    }.items():
        read = dockerfile.read(Text.canonical(Source("Dockerfile", text)))
        found = [(missing.program, missing.path) for missing in copied_files.read_but_not_copied(read)]
        assert found == expected, text


NODE = "FROM node:22\nWORKDIR /app\n"
BASE = "FROM node:22 AS base\nWORKDIR /app\n"
GO = "FROM golang:1.25\nWORKDIR /app\n"
JDK = "FROM eclipse-temurin:21\nWORKDIR /app\n"
MAVEN = "FROM maven:3\nWORKDIR /app\n"
WRAPPER = ".mvn/wrapper/maven-wrapper.properties"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"{NODE}COPY package.json ./\nRUN npm ci\n", "package-lock.json"),
        (f"{NODE}COPY package.json yarn.lock ./\nRUN npm ci\n", "package-lock.json"),
        (f"{NODE}COPY src ./src\nRUN npm run build\n", "package.json"),
        (f"{NODE}RUN npm install -g a\nRUN npm run build\n", "package.json"),
        (f"{NODE}COPY package*.json ./\nRUN npm ci\n", None),
        (f"{NODE}COPY package.json npm-shrinkwrap.json ./\nRUN npm ci\n", None),
        (f"{NODE}COPY . .\nRUN npm ci\n", None),
        (f"{NODE}COPY web/ ./\nRUN npm ci\n", None),
        (f"{NODE}COPY src package.json ./\nRUN npm ci\n", None),
        (f"{NODE}ADD app.tar.gz ./\nRUN npm ci\n", None),
        (f"{NODE}RUN npm init -y && npm ci\n", None),
        (f"{NODE}RUN npm ci --prefix web\n", None),
        ("FROM node:22\nCOPY web /home\nRUN npm ci\n", None),
        (f"{NODE}COPY $FILES ./\nRUN npm ci\n", None),
        (f"{GO}COPY main.go ./\nRUN go build -o a .\n", "go.mod"),
        (f"{GO}COPY cmd ./cmd\nRUN go test ./...\n", "go.mod"),
        (f"{GO}COPY go.* ./\nRUN go build\n", None),
        (f"{GO}COPY main.go ./\nRUN go build main.go\n", None),
        (f"{GO}COPY main.go ./\nRUN GO111MODULE=off go build\n", None),
        (f"{GO}ENV GO111MODULE=off\nCOPY main.go ./\nRUN go build\n", None),
        (f"{GO}COPY main.go ./\nRUN go mod init a && go build\n", None),
        (f"{GO}RUN go mod download a@v1\n", None),
        ("FROM golang:1.15\nCOPY main.go ./\nRUN go build\n", None),
        ("FROM golang:1-alpine\nCOPY main.go ./\nRUN go build\n", None),
        (f"{MAVEN}COPY src ./src\nRUN mvn package\n", "pom.xml"),
        (f"{MAVEN}COPY src .\nRUN mvn package\n", None),
        (f"{JDK}COPY mvnw pom.xml ./\nRUN ./mvnw package\n", WRAPPER),
        (f"{JDK}COPY .mvn .mvn\nCOPY mvnw pom.xml ./\nRUN ./mvnw package\n", None),
        (f"{JDK}COPY mvnw pom.xml ./\nCOPY .mvn/wrapper .mvn/wrapper\nRUN ./mvnw package\n", None),
        (f"{JDK}COPY build.gradle ./\nCOPY src ./src\nRUN ./gradlew build\n", "gradlew"),
        (f"{JDK}COPY gradlew ./\nCOPY src ./src\nRUN ./gradlew build\n", "gradle/wrapper/gradle-wrapper.jar"),
        (f"{JDK}COPY gradlew ./\nCOPY gradle/ gradle/\nRUN ./gradlew build\n", None),
        ("FROM rust:1\nWORKDIR /a\nCOPY src ./src\nRUN cargo build\n", "Cargo.toml"),
        ("FROM ruby:3\nWORKDIR /a\nCOPY Gemfile.lock ./\nRUN bundle install\n", "Gemfile"),
        (f"{BASE}FROM base\nCOPY package.json ./\nRUN npm ci\n", "package-lock.json"),
        (f"{BASE}COPY package*.json ./\nFROM base\nRUN npm ci\n", None),
        (f"{BASE}RUN npm ci\nFROM base\nRUN npm run a\n", "package.json"),
        ("FROM example.com/node:22\nRUN npm ci\n", None),
    ],
)
def test_directories_and_tools(text: str, path: str | None) -> None:
    read = dockerfile.read(Text.canonical(Source("Dockerfile", text)))
    assert [missing.path for missing in copied_files.read_but_not_copied(read)] == ([] if path is None else [path])
