"""What the guide states about Jenkins and its plugins, with the plugin's release and files: `jenkins_claims.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load


class PluginRelease(Fact, frozen=True):
    """A release of a plugin whose source was read.

    Attributes:
        repository: on GitHub.
        release: its tag.
        date: of the release.
        path: the directory below which the files of proofs are.
    """

    repository: str
    release: str
    date: dt.date
    path: str

    def address(self, file: str) -> str:
        """The address of a file at the release.

        Args:
            file: below the directory.
        """
        return f"https://github.com/{self.repository}/blob/{self.release}/{self.path}/{file}"


class SourceProof(Fact, frozen=True):
    """Files of a plugin that prove a claim.

    Attributes:
        plugin: a key of the data's `repositories`.
        files: below the directory of the plugin's release.
        inferred: what else the claim rests on; empty if the files state it.
    """

    plugin: str
    files: tuple[str, ...]
    inferred: str = ""


class JenkinsClaim(Fact, frozen=True, kw_only=True):
    """A claim.

    Attributes:
        id: unique; printed by the script with which a reader tries it.
        subject: the option, step or setting that it is about.
        condition: when the outcome applies.
        outcome: what happens.
        proof: the source in which it was read.
        tried_by: the file of `snippets/jenkins-claims` that tries it; empty for none.
        page: the section of the guide that states it.
    """

    id: str
    subject: str
    condition: Bilingual
    outcome: Bilingual
    proof: SourceProof
    tried_by: str = ""
    page: str


class File(Facts, frozen=True, kw_only=True):
    """`jenkins_claims.yml`."""

    repositories: Mapping[str, PluginRelease]
    claims: tuple[JenkinsClaim, ...]


def claims() -> tuple[JenkinsClaim, ...]:
    """All claims, in the order of the data."""
    return load(__file__, File).claims


def plugins() -> Mapping[str, PluginRelease]:
    """The releases that were read, by plugin."""
    return load(__file__, File).repositories
