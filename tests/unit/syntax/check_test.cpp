// Errors told for classic slips of each language, and which of them count as new.
#include "syntax/check.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace proffer;
using syntax::find_errors;
using syntax::find_new_errors;
using syntax::language_of;

namespace {

std::string told(const std::vector<domain::Diagnostic>& errors) {
    std::string text;
    for (const domain::Diagnostic& error : errors) text += (text.empty() ? "" : "\n") + error.text();
    return text;
}

}  // namespace

TEST_CASE("syntax: languages by file name", "[syntax]") {
    const auto [path, language] = GENERATE(table<std::string, std::string>({
        {"a.py", "python"},
        {"src/a.PYI", "python"},
        {"a.js", "javascript"},
        {"a.mjs", "javascript"},
        {"a.cjs", "javascript"},
        {"a.jsx", "javascript"},
        {"a.ts", "typescript"},
        {"a.tsx", "tsx"},
        {"a.go", "go"},
        {"a.rs", "rust"},
        {"A.java", "java"},
        {"a.c", "c"},
        {"a.h", "c++"},
        {"a.hpp", "c++"},
        {"a.cc", "c++"},
        {"a.rb", "ruby"},
        {"x/Rakefile", "ruby"},
        {"a.sh", "bash"},
        {"a.bash", "bash"},
        {"package.json", "json"},
        {"a.yml", "yaml"},
        {"a.yaml", "yaml"},
        {".github/workflows/ci.yml", "yaml"},
        {"tsconfig.json", ""},
        {"x/tsconfig.build.json", ""},
        {"a.jsonc", ""},
        {".vscode/settings.json", ""},
        {"a.txt", ""},
        {"py", ""},
        {".py", ""},
        {"a.py/b", ""},
        {"", ""},
    }));
    INFO(path);
    CHECK(language_of(path).value_or("") == language);
}

TEST_CASE("syntax: classic slips are told with their place", "[syntax]") {
    const auto [path, text, expected] = GENERATE(table<std::string, std::string, std::string>({
        {"a.py", "x = 1\ndef f(:\n    return 1\n", "a.py:2:7: missing ')'"},
        {"a.py", "def f()\n    return 1\n", "a.py:1:1: syntax error near 'def f()'"},
        {"a.py", "x = (1,\ny = 2\n", "a.py:1:3: syntax error near '= (1,'"},
        {"a.py", "s = 'abc\nt = 1\n", "a.py:1:5: syntax error near ''abc'"},
        {"a.py", "if x = 1:\n    pass\n", "a.py:1:6: syntax error near '= 1:'"},
        {"a.py", "def f():\nreturn 1\n", "a.py:1:9: expected an indented block"},
        {"a.py", "def f():\n    x = 1\n      y = 2\n", "a.py:3:7: unexpected indent"},
        {"a.py", "  x = 1\n", "a.py:1:3: unexpected indent"},
        {"a.py", "x = 1\n```\n", "a.py:2:1: syntax error near '```'"},
        {"a.js", "function f() {\n  if (x) {\n    return 1;\n}\n", "a.js:4:2: missing '}'"},
        {"a.js", "const a = [1, 2;\n", "a.js:1:16: missing ']'"},
        {"a.js", "let a = {b: 1 c: 2};\n", "a.js:1:15: syntax error near 'c: 2};'"},
        {"a.ts", "function f(a: string, b number) {}\n", "a.ts:1:23: syntax error near 'b number) {}'"},
        {"a.tsx", "const a = <div><span></div>;\n", "a.tsx:1:1: syntax error near 'const a = <div><span></div>;'"},
        {"a.go", "package a\n\nfunc f( {\n}\n", "a.go:3:8: missing ')'"},
        {"a.go", "package a\n\nfunc f() {\n}\n}\n", "a.go:5:1: syntax error near '}'"},
        {"a.rs", "fn f() {\n    let x = 1\n    let y = 2;\n}\n", "a.rs:2:14: missing ';'"},
        {"A.java", "class A {\n  void f() {\n    int x = 1\n  }\n}\n", "A.java:3:14: missing ';'"},
        {"a.c", "int f(void) {\n  return 1\n}\n", "a.c:2:11: missing ';'"},
        {"a.cpp", "class A {\n  void f() {\n    g();\n};\n", "a.cpp:1:9: '{' is never closed"},
        {"a.cpp", "int f() {\n  g(1, [2);\n}\n", "a.cpp:2:10: ')' does not close '['"},
        {"a.c", "int f(void) {\n  return 1;\n}\n}\n", "a.c:4:1: unexpected '}'"},
        {"a.c", "int f(void) {\n  puts(\"x);\n}\n", "a.c:2:8: the quote is never closed"},
        {"a.h", "/* int f(void);\n", "a.h:1:1: the comment is never closed"},
        {"a.cc", "```cpp\nint f();\n```\n", "a.cc:1:1: unexpected '`'"},
        {"a.hpp", "auto x = R\"(abc)\" R\"x(abc)\";\n", "a.hpp:1:20: the raw string is never closed"},
        {"a.rb", "def f\n  if x\n    1\nend\n", "a.rb:1:1: syntax error near 'def f'"},
        {"a.sh", "if [ -f x ]; then\n  echo\n", "a.sh:3:1: missing 'fi'"},
        {"a.json", "{\"a\": 1,\n \"b\": 2,}\n", "a.json:2:8: syntax error near ',}'"},
        {"a.json", "{\"a\": 1\n", "a.json:1:8: missing '}'"},
        {"a.yml", "a: b: c\n", "a.yml:1:5: not valid YAML: illegal map value"},
        {"a.yml", "a: [1\nb: 2\n", "a.yml:2:2: not valid YAML: end of sequence flow not found"},
        {"a.yml", "a: \"b\nc: d\n", "a.yml:1:4: not valid YAML: the quote is never closed"},
    }));
    INFO(text);
    CHECK(told(find_errors(path, text)) == expected);
}

TEST_CASE("syntax: sound files have no errors", "[syntax]") {
    const auto [path, text] = GENERATE(table<std::string, std::string>({
        {"a.py",
         "\"\"\"doc\"\"\"\nif x: pass\nelse:\n    # comment\n    a = 1; b = 2\n  # odd comment\n    c = (1,\n2)\n\n@d\nasync def f(x: int "
         "= 3) -> None:\n\tmatch x:\n\t\tcase 1:\n\t\t\tyield f'{x!r}'\n"},
        {"a.py", "x = 1 + \\\n    2\ny = 3; \\\n    z = 4\n"},
        {"a.py", "class A: ...\n\n\ndef f():\n    '''\n  text\n    '''\n    return [\n  1,\n    ]\n"},
        {"a.py", ""},
        {"a.js", "#!/usr/bin/env node\nimport a from 'b';\nconst f = async (x) => <A {...x}>{`${x?.y ?? 1}`}</A>;\nexport default f;\n"},
        {"a.ts",
         "enum A { B = 1 }\nabstract class C<T extends keyof D> { private readonly x!: T; }\nconst e = <T,>(a: T): a is T => true;\n"},
        {"a.tsx", "export const A: React.FC<{ a: number }> = ({ a }) => <>{a}</>;\n"},
        {"a.go",
         "package a\n\ntype T[K comparable] struct{ m map[K]int }\n\nfunc (t *T[K]) f() (err error) {\n\tdefer func() { recover() "
         "}()\n\treturn\n}\n"},
        {"a.rs",
         "#![allow(x)]\nuse a::{b, c};\nimpl<'a, T: Clone> A<'a, T> { fn f(&self) -> Option<&'a T> { if let Some(x) = y { x? } else { None "
         "} } }\n"},
        {"A.java", "package a;\n\nrecord A<T>(int x) { static <U> void f() { var y = switch (1) { case 1 -> 2; default -> 3; }; } }\n"},
        {"a.c", "#include <a.h>\n#define X(a) do { a; } while (0)\nstatic int f(int a[static 3]) { return (struct s){.x = 1}.x; }\n"},
        {"a.h", "#pragma once\ntemplate <typename T> class A { public: int class_; };\n"},
        {"a.h", "int f(int class, int new);\n"},
        {"a.cpp",
         "template <typename T> concept C = requires(T t) { t.f(); };\nauto f = []<typename T>(T&& t) noexcept -> decltype(auto) { return "
         "t; };\n"},
        // Code that the grammars cannot read, but compilers can.
        {"a.cpp", "TEST_CASE(\"x\", \"[y]\") {\n    PROFFER_TRY(const auto x, f());\n}\nvoid f(std::string hint = {});\n"},
        {"a.cpp",
         "#ifdef A\nvoid f(int x) {\n#else\nvoid f() {\n#endif\n#if 0\n\" ( {\n#else\n  g(1'000, '\"', R\"x()\" ( )x\", "
         "u8'\\'');\n#endif\n}\nFOO(BAR) baz\n"},
        {"a.c",
         "#define OPEN {\n#define LONG \\\n  } ( \n/* { */ // (\nlocal void quit(char *why)\n{\n  for_each(x) puts(\"a\\\nb\");\n}\n"},
        {"a.rb", "class A < B\n  def f(x:, **y) = x&.z\n  %w[a b].each { |c| puts <<~X }\n    text #{c}\n  X\nend\n"},
        {"a.sh", "set -euo pipefail\nfor f in *.c; do [[ $f == a* ]] && echo \"${f%.c}\" <<<x; done\ncat <<'E'\nif\nE\n"},
        {"a.json", "{\"a\": [1, 2.5e3, true, null, \"\\u00e9\"]}\n"},
        {"a.json", "\xEF\xBB\xBF{}\n"},
        {"a.yml", "a: &x {b: !Ref c}\nd: *x\n---\n- 'it''s'\n- \"a \\\" b\"\n- |\n  text: {{ x }}\n"},
        {"chart.yaml", "{{- if .Values.x }}\na: b: c\n{{- end }}\n"},
        {"a.txt", "((((\n"},
    }));
    INFO(path << "\n" << text);
    CHECK(told(find_errors(path, text)).empty());
}

TEST_CASE("syntax: a sound file must stay sound, and a new one be so", "[syntax]") {
    CHECK(told(find_new_errors("a.py", "x = 1\n", "x = (1\n")) == "a.py:1:1: syntax error near 'x = (1'");
    CHECK(told(find_new_errors("a.c", std::nullopt, "int f( {\n")) != "");
    CHECK(find_new_errors("a.c", std::nullopt, "int f(void);\n").empty());
    CHECK(find_new_errors("a.txt", std::nullopt, "(").empty());
}

TEST_CASE("syntax: errors that were there before do not count, wherever their lines moved", "[syntax]") {
    const std::string before = "a = 1\nprint >>x, y if\nb = 1\n";
    REQUIRE_FALSE(find_errors("a.py", before).empty());
    CHECK(find_new_errors("a.py", before, before).empty());
    CHECK(find_new_errors("a.py", before, "c = 1\nd = 1\n" + before).empty());
    CHECK(find_new_errors("a.py", before, "a = 1\n").empty());
    CHECK(told(find_new_errors("a.py", before, "if c = 1:\n    pass\n" + before)) == "a.py:1:6: syntax error near '= 1:'");
}

TEST_CASE("syntax: the same error once more is new", "[syntax]") {
    const std::string line = "x = = 1\n";
    const std::string before = line + "y = 1\n";
    REQUIRE(find_errors("a.py", before).size() == 1);
    CHECK(find_new_errors("a.py", before, line + "y = 1\n" + line).size() == 1);
}

TEST_CASE("syntax: YAML that could not be read before proves nothing after", "[syntax]") {
    CHECK(find_new_errors("a.yml", "a: b: c\n", "x: [\na: b: c\n").empty());
    CHECK(find_new_errors("a.yml", "a: b\n", "a: b: c\n").size() == 1);
}

TEST_CASE("syntax: at most 20 errors are told", "[syntax]") {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "x = = 1\ny = 2\n";
    CHECK(find_errors("a.py", text).size() == 20);
}

TEST_CASE("syntax: what was too much to read before proves nothing after", "[syntax]") {
    std::string large;
    for (int i = 0; i < 12'000; ++i) large += "x = 1\n";
    CHECK(find_errors("a.py", large + "x = (\n").empty());
    CHECK(find_new_errors("a.py", large + "x = (\n", "x = (\n").empty());
    CHECK(find_errors("a.py", large.substr(0, large.size() / 3) + "x = (\n").size() == 1);
}

TEST_CASE("syntax: garbage is survived in bounded time", "[syntax]") {
    const std::string path =
        GENERATE("a.py", "a.js", "a.ts", "a.tsx", "a.go", "a.rs", "a.java", "a.c", "a.cpp", "a.rb", "a.sh", "a.json", "a.yml");
    std::string noise;
    std::uint32_t state = 12345;
    for (int i = 0; i < 8'000; ++i) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    std::string nested;
    for (int i = 0; i < 10'000; ++i) nested += "([{";
    const std::string megabyte[] = {std::string(1'000'000, '('), std::string(1'000'000, '"'),       std::string(1'000'000, '\n'),
                                    std::string(1'000'000, ' '), std::string(1'000'000, '0') + "x", nested + nested + nested};
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& text : megabyte) (void)find_new_errors(path, "x", text);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    for (const std::string& text : {noise, nested.substr(0, 9'000), std::string(9'000, '"'), std::string(9'000, '\0'),
                                    std::string("\xFF\xFE\n'\"`<<"), std::string("\xEF\xBB\xBF")})
        (void)find_new_errors(path, noise.substr(0, 100), text);
    INFO(path);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(120));
}
