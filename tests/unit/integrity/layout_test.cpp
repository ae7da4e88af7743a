// Layout, comments and functions in the languages that proffer reads.
#include "integrity/layout.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace proffer;
using integrity::differs_in_layout_only;
using integrity::functions_of;
using integrity::is_same_code;

namespace {

struct Case {
    const char* path;
    const char* before;
    const char* layout;   ///< the same, laid out otherwise
    const char* code;     ///< another program
    const char* comment;  ///< the same program with other words for people
};

const Case k_cases[] = {
    {"a.py", "def f(a, b):\n    return g(a, b)  # sum\n", "def f(a,b):\n    return g(\n        a,\n        b,\n    )  # sum\n",
     "def f(a, b):\n    return g(b, a)  # sum\n", "def f(a, b):\n    return g(a, b)  # total\n"},
    {"a.js", "function f(a) {\n  return g(a, 'x'); // sum\n}\n", "function f(a)\n{\n    return g( a, \"x\" ); // sum\n}\n",
     "function f(a) {\n  return g(a, 'y'); // sum\n}\n", "function f(a) {\n  return g(a, 'x'); // total\n}\n"},
    {"a.ts", "const f = (a: number) => { return a; }; /* sum */\n", "const f = (a: number) => {\n  return a;\n};\n/* sum */\n",
     "const f = (a: string) => { return a; }; /* sum */\n", "const f = (a: number) => { return a; }; /* total */\n"},
    {"a.go", "func f(a int) int {\n\treturn g(a) // sum\n}\n", "func f( a int ) int {\n    return g( a ) // sum\n}\n",
     "func f(a int) int {\n\treturn g(-a) // sum\n}\n", "func f(a int) int {\n\treturn g(a) // total\n}\n"},
    {"a.rs", "fn f(a: i32) -> i32 { g(a) } // sum\n", "fn f(a: i32) -> i32 {\n    g(a)\n}\n// sum\n",
     "fn f(a: i32) -> i32 { g(-a) } // sum\n", "fn f(a: i32) -> i32 { g(a) } // total\n"},
    {"a.cpp", "int f(int a) { return g(a); } // sum\n", "int f( int a )\n{\n\treturn g( a );\n}\n// sum\n",
     "int f(int a) { return g(&a); } // sum\n", "int f(int a) { return g(a); } // total\n"},
    {"A.java", "class A { int f(int a) { return g(a); } } // sum\n", "class A {\n  int f(int a) {\n    return g(a);\n  }\n}\n// sum\n",
     "class A { int f(int a) { return h(a); } } // sum\n", "class A { int f(int a) { return g(a); } } // total\n"},
};

std::string ranges(const char* path, const std::string& text) {
    std::string shown;
    for (const auto& range : functions_of(path, text)) shown += std::to_string(range.first) + "-" + std::to_string(range.last) + " ";
    return shown;
}

}  // namespace

TEST_CASE("integrity: layout is told from code and from comments, in seven languages", "[integrity]") {
    for (const Case& one : k_cases) {
        CAPTURE(one.path);
        CHECK(differs_in_layout_only(one.path, one.before, one.before));
        CHECK(differs_in_layout_only(one.path, one.before, one.layout));
        CHECK_FALSE(differs_in_layout_only(one.path, one.before, one.code));
        CHECK_FALSE(is_same_code(one.path, one.before, one.code));
        CHECK_FALSE(differs_in_layout_only(one.path, one.before, one.comment));
        CHECK(is_same_code(one.path, one.before, one.comment));
    }
}

TEST_CASE("integrity: a docstring is for people", "[integrity]") {
    CHECK(is_same_code("a.py", "def f():\n    # why\n    return 1\n", "def f():\n    \"\"\"What.\"\"\"\n    # why\n    return 1\n"));
    CHECK_FALSE(differs_in_layout_only("a.py", "def f():\n    return 1\n", "def f():\n    \"\"\"What.\"\"\"\n    return 1\n"));
}

TEST_CASE("integrity: where blanks are the program they are no layout", "[integrity]") {
    CHECK_FALSE(differs_in_layout_only("a.py", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n"));
    CHECK_FALSE(differs_in_layout_only("a.py", "x = 'a b'\n", "x = 'ab'\n"));
    CHECK_FALSE(differs_in_layout_only("a.yaml", "a:\n  b: 1\n", "a:\nb: 1\n"));
    CHECK_FALSE(differs_in_layout_only("a.rs", "fn f() -> i32 { g() }\n", "fn f() -> i32 { g(); }\n"));
    CHECK_FALSE(differs_in_layout_only("a.js", "return a\n", "return\na\n"));
    CHECK_FALSE(differs_in_layout_only("a.c", "#define A 1\nint a;\n", "#define A 1 int a;\n"));
    CHECK_FALSE(differs_in_layout_only("Makefile", "a:\n\tb\n", "a:\n    b\n"));
    CHECK(differs_in_layout_only("a.yaml", "a:  \n\n  b: 1\n", "a:\n  b: 1\n"));
}

TEST_CASE("integrity: functions of a file, those inside of others not counted", "[integrity]") {
    CHECK(ranges("a.py",
                 "import x\n\n@x\ndef f():\n    def g():\n        pass\n    return g\n\nclass A:\n    def h(self):\n        pass\n") ==
          "3-7 10-11 ");
    CHECK(ranges("a.js", "function f() {\n  return () => 1;\n}\nclass A {\n  m() {\n    return 2;\n  }\n}\n") == "1-3 5-7 ");
    CHECK(ranges("a.go", "package a\n\nfunc f() {\n\tg()\n}\n\nfunc (t T) m() {\n}\n") == "3-5 7-8 ");
    CHECK(ranges("a.rs", "impl A {\n    fn f() {\n        g();\n    }\n}\n") == "2-4 ");
    CHECK(ranges("A.java", "class A {\n  int f() {\n    return 1;\n  }\n}\n") == "2-4 ");
    CHECK(ranges("a.cpp",
                 "namespace n {\nclass A : public B {\n    int f() const {\n        if (x) { y(); }\n        return 1;\n    }\n};\n"
                 "static int g(int a)\n{\n    return a;\n}\n}\n") == "3-6 8-11 ");
    CHECK(ranges("a.c", "struct s { int a; };\nint f(void)\n{\n    while (1) {\n    }\n}\nint x[] = { 1, 2 };\n") == "2-6 ");
    CHECK(ranges("a.yaml", "a: 1\n").empty());
    CHECK(ranges("a.py", "").empty());
    CHECK(ranges("a.c", "}}}{{{(((").empty());
}
