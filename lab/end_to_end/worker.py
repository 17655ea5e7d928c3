"""What `sandbox` starts: prepares the place, then plays what it is asked to."""

from __future__ import annotations

import functools
import json
import os
import queue
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lab.end_to_end import play, world
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.end_to_end.sandbox import Step


def main() -> None:
    """Answer until the lifeline ends."""
    questions: queue.Queue[dict[str, str]] = queue.Queue()
    threading.Thread(target=_lifeline, args=(questions,), daemon=True).start()
    _say(_try(_prepare))
    while True:
        folder = Path(questions.get()["play"])
        _say(_try(functools.partial(_play, folder)))


def _lifeline(questions: queue.Queue[dict[str, str]]) -> None:
    """Take questions, and end the worker, whatever it does, as soon as there can be no more."""
    for line in sys.stdin:
        questions.put(json.loads(line))
    os._exit(0)


def _prepare() -> dict[str, object]:
    world.prepare()
    return {"ready": True}


def _play(folder: Path) -> dict[str, object]:
    return asdict(play.play(folder, _tell))


def _tell(step: Step) -> None:
    _say({"step": asdict(step)})


def _try(act: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return act()
    except UnavailableError as error:
        return {"unavailable": error.name, "reason": error.reason}
    except Exception:  # noqa: BLE001 (whatever it is, the one who asked must hear of it)
        return {"crash": traceback.format_exc()}


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
