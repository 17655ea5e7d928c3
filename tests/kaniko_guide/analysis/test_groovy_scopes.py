from __future__ import annotations

from pytest_check import check

from kaniko_guide.analysis import groovy_scopes
from kaniko_guide.sources.groovy import tokens
from kaniko_guide.text import Source, Text

CASES = {
    "def a = 1\nnode { echo a }": "",
    'node { def a = 1\n echo "$a ${a.b}" }': "",
    "node { a = 1 }\nnode { echo a }": "",
    "stage('b') { def a = 1 }\nstage('c') { echo a }": "a declared",
    "def a = 1\ndef b() { echo a }": "a declared",
    "import groovy.transform.Field\n@Field def a = 1\ndef b() { echo a }": "",
    "@groovy.transform.Field def a = 1\ndef b() { echo a }": "",
    "@groovy.transform.Field\n  String a = 1\ndef b() { echo a }": "",
    "def (a, b) = c()\nnode { echo a + b }": "",
    "def b(c, d = 1) { echo c + d }": "",
    "[1].each { echo it }\n[1].each { a -> echo a }\nfor (a in [1]) { echo a }": "",
    "try { b() } catch (e) { echo e.message }": "",
    "try { b() } catch (C | D a) { echo a }": "C, D",
    "node { echo a }": "a",
    "node { echo(b: a, c: [d: a2]) }": "a, a2",
    'node { echo "x ${a}" }': "a",
    "node { a.b() }": "a receiver",
    "pipeline { agent any\noptions { timestamps }\nstages { stage('b') { steps { echo a } } } }": "a",
    "node { x = b ? c : new D() }": "b, c",
    "String a = 'b'\nnode { echo a }": "",
    "Map<String, List<File>> a(List<String> b) { b.any { it } }": "",
    "for (Map.Entry<String, String> a : b()) { echo a }\nfor (List<String> c : b()) { echo c }": "Map receiver",
    "for (int a = 0; a < b; a++) { echo a }\nfor (def c = d, e = 1; c < e; c++) { echo c + e }": "b, d",
    "for (f = 0; f < 3; f++) { echo f }": "",
    "a(b < c)": "b, c",
}


def test_uses() -> None:
    for text, expected in CASES.items():
        with check(text):
            code = tokens.read(Text.canonical(Source("Jenkinsfile", f"{text}\n")))
            found = [
                f"{use.name}{' declared' * use.declared}{' receiver' * use.is_receiver}"
                for use in groovy_scopes.unresolved(code)
            ]
            assert ", ".join(found) == expected


def test_known_calls() -> None:
    assert groovy_scopes.is_known(("node", "stage", ".", "each", "own"), frozenset({"own"}))
    assert not groovy_scopes.is_known(("node", "stepOfALibrary"), frozenset())
