"""What the guide states about Jenkins and its plugins, with the plugin's release and files: `jenkins_claims.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.claims import Claim


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


class JenkinsClaim(Claim, frozen=True, kw_only=True):
    """A claim that was read in the source of a plugin; condition and outcome are bilingual.

    Attributes:
        tried_by: the file of `snippets/jenkins-claims` that tries it; empty for none.
        page: the section of the guide that states it.
    """

    condition: Bilingual
    outcome: Mapping[str, Bilingual]
    tried_by: str = ""
    page: str

    @property
    def plugin(self) -> str:
        """The key of the plugin in the data's `repositories`."""
        (plugin,) = self.proof.files
        return plugin

    @property
    def files(self) -> tuple[str, ...]:
        """The plugin's files that prove it."""
        return self.proof.files[self.plugin]


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
