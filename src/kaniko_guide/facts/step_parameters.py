"""The parameters of common steps, and of the objects that the Kubernetes plugin's steps receive."""

from collections.abc import Mapping, Sequence

from kaniko_guide.facts import Fact, Facts, load


class CallFact(Fact, frozen=True):
    """The parameters of a step or object.

    Attributes:
        parameters: all of them.
        required: those without which a declarative pipeline is rejected.
        integers: those of type `int`.
        values: the words that a parameter accepts.
        within: the call in which the name has this meaning; empty for anywhere.
        one_of: groups of parameters of which one is needed, or else the step fails.
    """

    parameters: frozenset[str]
    required: tuple[str, ...] = ()
    integers: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[str]] = {}
    within: str = ""
    one_of: tuple[tuple[str, ...], ...] = ()


class File(Facts, frozen=True, kw_only=True):
    """`step_parameters.yml`."""

    calls: Mapping[str, CallFact]
    parameters: Mapping[str, CallFact]


def call(name: str, enclosing: Sequence[str] = ()) -> CallFact | None:
    """The parameters of a step or object; None if they are not known. Job DSL has other ones in its `parameters`.

    Args:
        name: of the call.
        enclosing: the names of the calls around it, the innermost last.
    """
    file = load(__file__, File)
    is_pipeline = enclosing[:1] == ("pipeline",) or "properties" in enclosing
    return (file.parameters if is_pipeline and enclosing[-1:] == ("parameters",) else file.calls).get(name)
