"""Messages are found in Go sources, with their place and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import log_texts

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """package sample

import ("errors"; "fmt"; "os")

const place = "the " + "place"

type failure struct{ code int; cause error }

func (f failure) Error() string { return fmt.Sprintf("failed with %d", f.code) }

type outer struct{ cause error }

func (o outer) Error() string { return "outer: " + o.cause.Error() }

func run(name string, err error) error {
	fmt.Fprintln(os.Stderr, "to stderr")
	fmt.Fprintln(os.Stdout, "to stdout")
	recorder.Eventf(pod, "Warning", "Failed", "Failed to pull %q", name)
	fail("own\\tfunction")
	switch name {
	case "a": return errors.New("at " + place)
	case "b": return fmt.Errorf("reading %s: %w", name, err)
	case "c": return errors.Wrapf(err, "opening %s", name)
	case "d": return fmt.Errorf("no %s", name)
	case "e": return errors.New(name)
	}
	return errors.New("with " + name)
}
"""


def test_texts_are_found_with_place_and_kind(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    for name in ("sample.go", "sample_test.go", "vendor/other.go"):
        (tmp_path / name).write_text(SOURCE, "utf-8")
    found = log_texts.extract([tmp_path], tmp_path, ["fail:0"])
    assert [(text.text, text.position, text.call, text.kind) for text in found] == [
        ("failed with %d", "sample.go:9", "Error()", "leaf"),
        ("outer: %s", "sample.go:13", "Error()", "wrapper"),
        ("to stderr", "sample.go:16", "fmt.Fprintln", "leaf"),
        ("Failed to pull %q", "sample.go:18", "recorder.Eventf", "leaf"),
        ("own\\tfunction", "sample.go:19", "fail", "leaf"),
        ("at the place", "sample.go:21", "errors.New", "leaf"),
        ("reading %s: %w", "sample.go:22", "fmt.Errorf", "wrapper"),
        ("opening %s: %w", "sample.go:23", "errors.Wrapf", "wrapper"),
        ("no %s", "sample.go:24", "fmt.Errorf", "leaf"),
        ("with %s", "sample.go:27", "errors.New", "leaf"),
    ]
