"""What secrets look like in logs and files: `secrets.yml`, which explains the fields."""

from kaniko_guide.facts import Fact, Facts, load


class SecretFormat(Fact, frozen=True, kw_only=True):
    """A form of secrets."""

    id: str
    pattern: str
    ignore_case: bool = False


class File(Facts, frozen=True, kw_only=True):
    """`secrets.yml`."""

    formats: tuple[SecretFormat, ...]


def formats() -> tuple[SecretFormat, ...]:
    """All forms, in the order in which they are masked."""
    return load(__file__, File).formats
