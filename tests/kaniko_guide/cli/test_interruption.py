"""A signal ends a command as Ctrl-C does; later ones do not end its clean-up."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from kaniko_guide.cli.interruption import ended_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_interrupts_and_the_next_are_ignored(number: signal.Signals) -> None:
    before, is_cleaned_up = signal.getsignal(number), False

    def work() -> None:
        nonlocal is_cleaned_up
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            os.kill(os.getpid(), number)
            is_cleaned_up = True

    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        work()
    assert (is_cleaned_up, signal.getsignal(number)) == (True, before)


def test_after_protection_no_signal_interrupts() -> None:
    with ended_by_signals() as protect:
        protect()
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_in_another_thread_signals_stay_as_they_are() -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            with ended_by_signals() as protect:
                protect()
        except ValueError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert errors == []
