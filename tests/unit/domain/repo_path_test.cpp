// Which paths are safe, which names are fit for new files, which spellings collide.
#include "domain/repo_path.hpp"

#include <catch2/catch.hpp>

#include "support/require_ok.hpp"

using namespace proffer;
using domain::collision_key;
using domain::new_name_problem;
using domain::RepoPath;

namespace {

RepoPath path_of(std::string_view text) {
    auto path = RepoPath::parse(text);
    REQUIRE_OK(path);
    return *path;
}

std::string problem_of(std::string_view text) {
    return new_name_problem(path_of(text)).value_or("");
}

bool is_refused(std::string_view text) {
    const auto path = RepoPath::parse(text);
    return !path && path.error().code == ErrorCode::denied && !path.error().hint.empty();
}

}  // namespace

TEST_CASE("repo path: its parts", "[domain]") {
    CHECK(path_of("src/lib/a.PY").components() == std::vector<std::string_view>{"src", "lib", "a.PY"});
    CHECK(path_of("src/lib/a.PY").file_name() == "a.PY");
    CHECK(path_of("src/lib/a.PY").extension() == ".py");
    CHECK(path_of("src/lib/a.PY").parent() == "src/lib");
    CHECK(path_of("a").parent().empty());
    CHECK(path_of("a").file_name() == "a");
    CHECK(path_of(".bashrc").extension().empty());
    CHECK(path_of("x/a.").extension().empty());
    CHECK(path_of("a.tar.gz").extension() == ".gz");
}

TEST_CASE("repo path: what leaves the repository is refused (P1)", "[domain]") {
    for (const std::string_view bad : {"",
                                       ".",
                                       "..",
                                       "/",
                                       "/etc/passwd",
                                       "../x",
                                       "a/../x",
                                       "a/..",
                                       "a/.",
                                       "./a",
                                       "a//b",
                                       "a/",
                                       "//a",
                                       "C:/x",
                                       "c:\\x",
                                       "C:",
                                       "\\x",
                                       "\\\\srv\\s\\x",
                                       "\\\\?\\C:\\x",
                                       "..\\x",
                                       "a\\..\\x",
                                       "src/..\\..\\x",
                                       "a\\.. \\x",
                                       "a\\..",
                                       "x/a\\..",
                                       "a\\...\\..\\b"}) {
        INFO(bad);
        CHECK(is_refused(bad));
    }
    CHECK(is_refused(std::string_view("a\0b", 3)));
    CHECK(is_refused(std::string_view("\0", 1)));
    CHECK(RepoPath::parse("../x").error().message == "path '../x' has a '..' component");
    CHECK(RepoPath::parse("a/\x1b/").error().message == "path 'a/\\x1b/' ends in '/', which names a directory");
}

TEST_CASE("repo path: no spelling of .git is let in, at any place (P2)", "[domain]") {
    for (const std::string name :
         {".git",       ".GIT",       ".Git",       ".git ",      ".git.",        ".git . .",   ".git::$INDEX_ALLOCATION",
          ".git:x",     "git~1",      "GIT~2",      "git~9",      "git~12",       "git~1 .",    ".g\u200cit",
          ".gi\u200dt", "\u200e.git", ".git\ufeff", ".\u202egit", "\u206a.GIT",   ".g\u00adit", ".git\U000E0020",
          ".g\u0130t",  ".g\u0131t",  ".G\u0130T",  ".gi\u0307t", ".git\u2060 .", ".git\x01",   ".g\x7fit"}) {
        for (const std::string& path : {name, name + "/config", "src/" + name, "src/" + name + "/hooks/x", "a\\" + name,
                                        "src/a\\" + name + "\\b", name + "\\config"}) {
            INFO(path);
            CHECK(is_refused(path));
        }
    }
}

TEST_CASE("repo path: odd names that real repositories track are accepted", "[domain]") {
    for (const std::string_view good : {".gitignore",
                                        ".github/workflows/ci.yml",
                                        ".gitattributes",
                                        ".gitmodules",
                                        "git",
                                        "git~",
                                        "git~a",
                                        "agit~1",
                                        ".gitx",
                                        "x.git",
                                        "x.git/HEAD",
                                        "test.git/config",
                                        "..a",
                                        "...",
                                        "a..b",
                                        "a../b",
                                        "con",
                                        "aux.txt",
                                        "src/nul",
                                        "x.",
                                        "x ",
                                        " x",
                                        "a:b",
                                        "a:$DATA",
                                        "-rf",
                                        "--help",
                                        ":(glob)x",
                                        "*",
                                        "\"q\"",
                                        "a\nb",
                                        "a\tb",
                                        "tab\x1b",
                                        "caf\xe9.txt",
                                        "\xff\xfe",
                                        "a\\b",
                                        "dir\\file.c",
                                        "x\\",
                                        "e\u0301",
                                        "\u202ex",
                                        "\xed\xa0\x80",
                                        "[id].tsx",
                                        "(group)/page.tsx",
                                        "@scope/x",
                                        "~backup",
                                        "file~",
                                        "#x#",
                                        "$RECYCLE.BIN",
                                        "日本語/ファイル.txt",
                                        "😀.md",
                                        "gi7eba~1",
                                        "c:x",
                                        "ab:/x",
                                        ".git\xff",
                                        "..\xc0\xaf"}) {
        INFO(good);
        CHECK_FALSE(is_refused(good));
    }
}

TEST_CASE("repo path: hostile length is no problem to parse", "[domain]") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "a/";
    CHECK_FALSE(is_refused(deep + "a"));
    CHECK(is_refused(std::string(1'000'000, '/')));
    CHECK(RepoPath::parse(std::string(1'000'000, '/')).error().message.size() < 500);
}

TEST_CASE("new names: what breaks elsewhere is refused (P1, P6)", "[domain]") {
    for (const std::string_view bad :
         {"con",      "CON",      "aux.txt",  "nul",      "COM1",    "lpt1.c",       "CONIN$",  "conout$.x",  "com¹",
          "COM³.log", "prn ",     "con .txt", "x.",       "x ",      "x. .",         " ",       "a:b",        "a:$DATA",
          "c:x",      "a\nb",     "a\rb",     "a\tb",     "a\x1b",   "a\x7f",        "a\u0085", "-rf",        "--help",
          "~x",       ":(glob)x", ":/x",      ":!x",      "*",       "\"q\"",        "a?",      "a|b",        "a<b",
          "a>b",      "a\\b",     "\u202ex",  "a\u200bb", "a\ufffe", "\xed\xa0\x80", "caf\xe9", "cafe\u0301", "src/con/x",
          "src/x./y", "😀\u200d😀", "...",      "\ufeffx"}) {
        INFO(bad);
        if (!is_refused(bad)) CHECK_FALSE(problem_of(bad).empty());
    }
    CHECK(problem_of("src/aux.c") == "'aux.c' is a device on Windows");
    CHECK(problem_of("cafe\u0301") == "'cafe\u0301' is not in Unicode normal form C");
    CHECK(problem_of("a\rb") == "'a\\rb' holds a control character");
}

TEST_CASE("new names: limits are exact (P1)", "[domain]") {
    CHECK(problem_of(std::string(255, 'a')).empty());
    CHECK_FALSE(problem_of(std::string(256, 'a')).empty());
    std::string deep = "a";
    for (int i = 1; i < 64; ++i) deep += "/a";
    CHECK(problem_of(deep).empty());
    CHECK(problem_of(deep + "/a") == "path has more than 64 components");
    std::string long_path(240, 'b');
    for (int i = 1; i < 17; ++i) long_path += "/" + std::string(240, 'b');
    REQUIRE(long_path.size() == 4096);
    CHECK(problem_of(long_path).empty());
    CHECK(problem_of(long_path + "c") == "path is longer than 4096 bytes");
}

TEST_CASE("new names: what people use is fine", "[domain]") {
    for (const std::string_view good : {"src/main.py", ".bashrc", "a b.txt",     "[id].tsx",  "(group)/page.tsx",
                                        "@scope/x",    "file~",   "a-b",         "a+b=c",     "#x",
                                        "日本語.txt",  "café.md", "😀.md",        "console.c", "com",
                                        "com10",       "lpt",     "auxiliary.h", "nullable",  "a;b",
                                        "a&b",         "it's",    "{x}",         "100%",      "$x",
                                        "..a"}) {
        INFO(good);
        CHECK(problem_of(good).empty());
    }
}

TEST_CASE("collision key: spellings of one file are one (P5)", "[domain]") {
    const auto same = [](std::string_view a, std::string_view b) {
        INFO(a << " | " << b);
        CHECK(collision_key(a) == collision_key(b));
    };
    same("README.MD", "readme.md");
    same("caf\u00e9", "cafe\u0301");
    same("CAF\u00c9", "cafe\u0301");
    same("\u212Aelvin", "kelvin");  // Kelvin sign
    same("\u212Bngstr\u00f6m", "\u00e5ngstr\u00f6m");
    same("stra\u00dfe", "STRASSE");
    same("\u0130stanbul", "istanbul");     // Turkish capital dotted i
    same("d\u0131\u015f", "di\u015f");     // Turkish dotless i
    same("\u03a3\u03c2", "\u03c3\u03c3");  // final sigma
    same(".g\u200citattributes", ".gitattributes");
    same(".github /workflows./ci.yml", ".GitHub/Workflows/ci.yml");
    same(
        "a\xff"
        "B",
        "A\xff"
        "b");
    same("x\U000E0041", "X");
}

TEST_CASE("collision key: different files stay different", "[domain]") {
    const auto differ = [](std::string_view a, std::string_view b) {
        INFO(a << " | " << b);
        CHECK(collision_key(a) != collision_key(b));
    };
    differ("a", "b");
    differ("a/b", "ab");
    differ("\u0430", "a");  // Cyrillic
    differ("\uff41", "a");  // fullwidth: no file system folds it
    differ("a.b", "ab");
    differ("caf\xe9", "caf\xe8");
    differ("/a", "a");
    differ(" a", "a");
}
