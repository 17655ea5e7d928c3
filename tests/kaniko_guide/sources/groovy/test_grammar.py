from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.sources.groovy import grammar, tokens
from kaniko_guide.text import Source, Text
from tests.support import executed_lines

REJECTED = (
    {
        "<<<<<<< HEAD\nb()\n=======\nc()\n>>>>>>> x": "A conflict marker of git: a merge conflict was not resolved.",
        "a { def b = 1 def c = 2 }": "`def` starts another statement; a line break or `;` is missing in front of it.",
        "def b = 'x' def c = 2": "`def` starts another statement; a line break or `;` is missing in front of it.",
        "x = = 1": "A value is missing in front of `=`.",
        "x = * 2": "A value is missing in front of `*`.",
        "x = && y": "A value is missing in front of `&&`.",
        "x.y. = 1": "A value is missing in front of `=`.",
        "def class = 1": "`class` can't be the name of a variable.",
        "def 1a = 1": "`1a` can't be the name of a variable.",
        "else { a() }": "No `if` precedes this `else`.",
        "a {\n else { b() }\n}": "No `if` precedes this `else`.",
        "do { a() } while (b)": "The Groovy of Jenkins has no `do … while`; write `while`.",
        "x = a !in b": "The Groovy of Jenkins has no `!in`; write `!(a in b)`.",
        "x = a !instanceof B": "The Groovy of Jenkins has no `!instanceof`; write `!(a instanceof b)`.",
        "x = a ? b": "No `:` follows this `?`; a conditional expression has the form `a ? b : c`.",
        "f(a ? 'b')": "No `:` follows this `?`; a conditional expression has the form `a ? b : c`.",
        "a?.b?[0]": "No `:` follows this `?`; a conditional expression has the form `a ? b : c`.",
        "a { import b.C\n }": "`import` is only allowed at the top level of the file.",
        "f('a' 'b')": "A comma or an operator is missing before `'b'`.",
        "f('a'\n 'b')": "A comma or an operator is missing before `'b'`.",
        "x = [a: 1, b 2]": "A comma or an operator is missing before `2`.",
        "f(timeout 5)": "A comma or an operator is missing before `5`.",
        "a { throw }": "Nothing follows `throw`.",
        "f(a: 'x' b: 'y')": "A comma or an operator is missing before `b`.",
        "f(\n a: 'x' // c\n b: 'y'\n)": "A comma or an operator is missing before `b`.",
        "f(true b: 1)": "A comma or an operator is missing before `b`.",
        "f(1 b: 1)": "A comma or an operator is missing before `b`.",
        "f(c: ['a'] b: 'x')": "A comma or an operator is missing before `b`.",
        "f(g('a') b: 1)": "A comma or an operator is missing before `b`.",
        "f 'a' b: 1": "A comma or an operator is missing before `b`.",
        "a([f(1)\n g(2)])": "A comma or an operator is missing before `g`.",
        "a(['a'\n 'b'])": "A comma or an operator is missing before `'b'`.",
        "a('b'c)": "A comma or an operator is missing before `c`.",
        "kubernetes { yamlFile 'x',\n }": "Nothing follows `,`.",
        "a { b = \n}": "Nothing follows `=`.",
        "a { b() +\n}": "Nothing follows `+`.",
        "if a == b { c() }": "`if` requires parentheses.",
        "try { a() }\ncatch { b() }": "`catch` requires parentheses.",
        "for x in y { a() }": "`for` requires parentheses.",
        "if (a = 'b') { c() }": "The condition of `if` must not assign; write `==` or `!=` to compare.",
        "if (a =! 0) { c() }": "The condition of `if` must not assign; write `==` or `!=` to compare.",
        "a([(b: 'c')]) { d() }": "The arguments (`b:`) need the name of a step in front.",
        "try { a() }\nb()": "`try` has neither `catch` nor `finally`.",
        "a([string b: 'c', d: 'e']) { f() }": (
            "A call in brackets, or after another argument, needs parentheses: write `string(…)`."
        ),
        "a([b: 1, name 'c'])": "A call in brackets, or after another argument, needs parentheses: write `name(…)`.",
        "a 'b',\n c d: 'e'": "A call in brackets, or after another argument, needs parentheses: write `c(…)`.",
        'x { sh "a",\n sh "b",\n sh "c" }': (
            "A call in brackets, or after another argument, needs parentheses: write `sh(…)`."
        ),
        "def a-b = 1": "`def` takes the name of a variable and `=`; `-` is not allowed here.",
        "def a[] = 1": "`def` takes the name of a variable and `=`; `[]` is not allowed here.",
        "def a '[]' = 1": "`def` takes the name of a variable and `=`; `'[]'` is not allowed here.",
        "a((def x) -> { b() })": "The Groovy of Jenkins has no `(…) -> …`; write a closure, as in `{ x -> … }`.",
        "x = (a) -> a": "The Groovy of Jenkins has no `(…) -> …`; write a closure, as in `{ x -> … }`.",
        "sh 'tr '[:upper:]' '[:lower:]''": (
            "The string in front of `[:upper:]` has ended, so this is code; use the other kind of quotes inside."
        ),
        "x { mail to: 'a'\n subject: 'b',\n body: 'c' }": (
            "`subject:` starts a statement; the previous line lacks its comma, or the name of a step is missing."
        ),
        "x { def a() { b() } }": (
            "A block cannot define the method `a`; move it to the top level, or write `def a = { … }`."
        ),
        'x { echo "a".. }': "Nothing follows `..`.",
        "a(b + )": "Nothing follows `+`.",
        "tools { Docker 'a' }": (
            "A string cannot follow the capitalized `Docker`, which is a type here; `=` or parentheses are missing."
        ),
    }
    | {
        f'sh "a ${{{found}}}"': (
            f"Groovy reads `${{{found}}}` in a double-quoted string and has no such expansion; "
            f"write `\\${{{found}}}` for the shell."
        )
        for found in ("X:0:7", "X%.*", "X^^", "X:=d", "X:?e", "X?", "X[@]", "X,,", "env.X:-d", "env.X:7")
    }
    | {
        f'sh "a ${{{code}}} b"': message
        for code, message in {
            "env.": "Nothing follows `.`.",
            "a +": "Nothing follows `+`.",
            "a.b ?:": "Nothing follows `?:`.",
            "a:": "Nothing follows `:`.",
            ".a": "A value is missing in front of `.`.",
            "%a%": "A value is missing in front of `%`.",
            "a ?? 'b'": "A value is missing in front of `?`.",
            "a ? : b": "A value is missing in front of `:`.",
            "a && == b": "A value is missing in front of `==`.",
            "a = > b": "A value is missing in front of `>`.",
            "a.b ? 'c'": "No `:` follows this `?`; a conditional expression has the form `a ? b : c`.",
            "a, b": "`${…}` in a double-quoted string contains a single value; `,` is not allowed here.",
            "env.A, b": "`${…}` in a double-quoted string contains a single value; `,` is not allowed here.",
            "{ a }": (
                "Groovy has no `${{ a }}` in strings; write a variable as `${…}`, or `\\${{ a }}` to keep the text."
            ),
        }.items()
    }
)
"""What Groovy 2.4 rejects, and the message; `test_against_groovy` compares it."""


def found(text: str) -> list[str]:
    code = tokens.read(Text.canonical(Source("Jenkinsfile", text)))
    assert code.problems == ()
    return [problem.message.en for problem in grammar.problems(code)]


def test_rejected() -> None:
    for text, message in REJECTED.items():
        with check(f"{text}, {message}"):
            assert found(f"{text}\n")[:1] == [message]


def test_accepted() -> None:
    for text in [
        "f(a: 'x'\n, b: 'y')",
        "f('a',)",
        "f([a: 1,])",
        "f(c ? 'a' : b)",
        "f(c ? g(a) : b)",
        "f(c ? (String) b : d)",
        "f(c ? a[0] : b)",
        "f('x' as String, 'y' in z)",
        "for (String s : l) { a() }",
        "for (s in l) { a() }",
        "switch (x) { case 'a': b(); break; default: c() }",
        "a.if",
        "x = [if: 1, for: 2]",
        "a 'b' 'c'",
        "a 'b'\n'c'",
        "x = a ?\n 'b' : 'c'",
        "try { a() } // c\n finally { b() }",
        "if ((x = a()) == 2) { b() }",
        "if (x !== ~'a') { b() }",
        "String x = 'a'",
        "a { x -> }",
        "enum A { X, Y, }",
        "import a.b.*\nx()",
        "assert x : 'y'",
        'sh "a ${} ${f a, b} ${f.g a, b} ${def x, y} ${a; b;} ${-> a} ${{ -> a }} ${a++} ${a ?: -1} ${a === b} ${~a}"',
        'sh "a ${a?.b ? c.d : e} ${a ? b.c: d} ${a ? [b: c] : {d}} ${a*.b} ${a.&b} ${a as Map<?, ?>} ${b c: d}"',
        'sh "a ${x ? 1 : 2} ${x?.y} ${x ?: 3} ${x % 2} ${x[1..2]} ${x ^ 1}"',
        "[(String) x]",
        "while (x = a()) { b() }",
        "a 'b', c 'd'",
        "a(b ? c : d, e in f, new G('h'), (String) i)",
        "a(b ?\n c\n : 'd',\n e)",
        "def (a, b) = [1, 2]",
        "def a\ndef b, c = 1",
        "a { -> b() }",
        "a { b, c -> d() }",
        "'a'[0] + 'b'[:]",
        "class A { def b() { c() } }",
        "x = new A() { def b() { c() } }",
        "@A('b')\nimport c.D",
        "x { switch (a) { case 'b': 'c'; break\n default: 'd' } }",
        "parallel a: { b() }, c: { d() }",
        "def a(b = 'c', String d) { e() }",
        "a { b -> def c = 1 }",
        "case1: def b = 1",
        "x = -1; y = !z; v = +w; u = ~t; s = [*r]; f(*q)",
        "x = 1; def y = 2",
        "@groovy.transform.Field def x = 1",
        "List<?> a = b()\nMap<String, ?> c\nMap<? extends A, ? super B> d",
        "x = a\n ? b\n : c",
        "x = a ? b : c ? d : e",
        "x = a ? [b: 1] : 2",
        "if (a) b()\nelse c()",
        "if (a) { b() } else { c() }",
        "a.do { b() }\na.class\na.import",
        "def do1 = 1, class2 = 2",
        "x = y in [1, 2] && !(z in w)",
        "f(x in 1..2, y as int)",
        "sh '<<<<<<< HEAD'\nx = a << b",
        "x = a <=> b",
    ]:
        with check(f"{text}"):
            assert found(f"{text}\n") == []


def test_the_order_is_that_of_the_file() -> None:
    code = tokens.read(Text.canonical(Source("Jenkinsfile", "a { if b { c() }\n d,\n}\nf(a: 'x' b: 'y')\n")))
    starts = [problem.where.origin(0) for problem in grammar.problems(code)]
    assert starts == sorted(starts)
    assert len(starts) == 3


@pytest.mark.slow
def test_executed_lines_grow_with_the_length() -> None:
    for around, repeated in ("x = a{}", ".b()"), ("node {{ sh cmd{} }}", " + cmd"), ("node {{{} }}", " f();"):
        few, many = (lines_for(around.format(repeated * count)) for count in (100, 800))
        assert many < 9 * few, repeated


def lines_for(text: str) -> int:
    code = tokens.read(Text.canonical(Source("Jenkinsfile", text)))
    return executed_lines(lambda: list(grammar.problems(code)))
