// Thousands of hostile paths: none may pass both RepoPath and the guard of a task that may write below src/.
#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;

namespace {

const guard::Scope k_scope{{"src/"}, {}, {}, {}};

/// The same odd neighbours in every directory that the hostile names are tried in.
support::MemorySnapshot base_tree() {
    support::MemorySnapshot base{{"other/x", "x\n"}};
    for (const std::string directory : {"src/", "src/new/", "src/new/deep/"}) {
        for (const std::string name : {"a.py", "README.md", "caf\u00e9.py", "kelvin"}) base.add(directory + name, "old\n");
        base.add(directory + "link", "/etc", domain::FileMode::symlink);
        base.add(directory + "module", "", domain::FileMode::submodule);
    }
    return base;
}

/// Names that must not come into being at any place: the families of P1, P2, P6, 2.5 and the odd names that git accepts.
std::vector<std::string> hostile_names() {
    std::vector<std::string> names = {
        // leaving the repository
        "..",
        "../x",
        "../../etc/passwd",
        "a/../../x",
        "..\\x",
        "a\\..\\x",
        "..\\..\\x",
        "C:\\x",
        "C:/x",
        "c:x",
        "\\\\srv\\s\\x",
        "\\x",
        "//x",
        "a//x",
        "./x",
        "a/./x",
        "x/",
        "x/.",
        "x/..",
        ".. /x",
        "...\\..\\x",
        "\xc0\xae\xc0\xae/x",
        "\xe0\x80\xae./x",
        "..\xc0\xaf"
        "x",
        // git's own directory
        ".git",
        ".GIT",
        ".Git",
        ".git/config",
        ".git/hooks/pre-commit",
        ".git ",
        ".git.",
        ".git. .",
        ".git::$INDEX_ALLOCATION",
        ".git::$DATA",
        ".git:x",
        "git~1",
        "GIT~1",
        "git~2/x",
        "git~9",
        ".g\u200cit/config",
        ".gi\u200dt/config",
        "\u200e.git/config",
        ".git\ufeff/config",
        ".g\u202eit",
        ".\u206fgit",
        ".g\u0130t/config",
        ".g\u0131t/config",
        "a\\.git\\config",
        "a\\GIT~1",
        ".g\u00adit",
        ".git\u200b",
        // what git, CI, reviews and agents obey
        ".gitmodules",
        ".GITMODULES",
        "gi7eba~1",
        ".gitmodules ",
        ".gitattributes",
        ".gitattributes::$DATA",
        ".lfsconfig",
        "CODEOWNERS",
        "codeowners",
        "CLAUDE.md",
        "AGENTS.md",
        ".cursorrules",
        ".claude/settings.json",
        ".husky/pre-push",
        ".proffer.yml",
        ".gitlab-ci.yml",
        ".GITLAB-CI.YML",
        // device names
        "con",
        "CON",
        "aux.txt",
        "nul",
        "COM1",
        "com9.log",
        "lpt1.c",
        "CONIN$",
        "CONOUT$",
        "com\u00b9",
        "prn ",
        "PRN.tar.gz",
        "dir/nul/x",
        // blanks and dots at the end, separators of streams, wildcards
        "x.",
        "x ",
        "x. .",
        " ",
        "...",
        "a:b",
        "a:$DATA",
        "*",
        "a*b",
        "a?b",
        "a|b",
        "a<b",
        "a>b",
        "\"q\"",
        "a\\b",
        // options, pathspecs, homes
        "-rf",
        "--help",
        "~",
        "~root/x",
        ":(glob)x",
        ":/x",
        ":!x",
        // controls and what is not seen
        "a\nb",
        "a\rb",
        "a\tb",
        "a\x1b[2Jb",
        "a\x7f",
        "a\u0085b",
        "\u202ex",
        "a\u200bb",
        "a\u2066b",
        "a\ufffe",
        "\ufeffx",
        "\U000E0041",
        "a\u3164",
        // encodings
        "\xed\xa0\x80",
        "caf\xe9",
        "\xff",
        "a\x80",
        "cafe\u0301",
        "\u212Aelvin",
        "\u1100\u1161",
        // length
        std::string(256, 'a'),
        "x/" + std::string(300, 'b'),
        // through links and submodules, over directories, against existing spellings
        "link/passwd",
        "link",
        "module/x",
        "module",
        "a.py/x",
        "readme.md",
        "README.MD",
        "A.PY",
        "CAF\u00c9.py",
        "caf\u00e9.PY",
    };
    std::string deep = "d";
    for (int i = 0; i < 70; ++i) deep += "/d";
    names.push_back(deep);
    names.push_back(std::string("a\0b", 3));
    return names;
}

using Change = std::function<std::string(const std::string&)>;

/// Each keeps a hostile name hostile: it only adds what is refused by itself, or another spelling.
std::vector<Change> changes() {
    const auto append = [](std::string end) { return [=](const std::string& name) { return name + end; }; };
    std::vector<Change> all = {[](const std::string& name) { return name; }, [](const std::string& name) { return "\ufeff" + name; },
                               [](const std::string& name) { return base::replace_all(name, "/", "\\") + "\\x"; }};
    for (const std::string end : {"\u200d", " ", ".", ":$DATA", "\n", "\xff", "/..", "\\..\\.."}) all.push_back(append(end));
    return all;
}

/// Where the name stands. The first group lies outside `src/`, or leaves it.
std::vector<Change> places() {
    const auto around = [](std::string before, std::string after) {
        return [=](const std::string& name) { return before + name + after; };
    };
    return {around("", ""),
            around("", "/x"),
            around("src/../", ""),
            around("./src/", ""),
            around("/src/", ""),
            around("src2/", ""),
            around("src//", ""),
            around("SRC/", ""),
            around("src/", ""),
            around("src/", "/x.py"),
            around("src/new/", ""),
            around("src/new/deep/", "/file.txt"),
            around("src/", "/.git/config")};
}

/// True when a new file of that name would be proposed.
bool passes(const std::string& text, const domain::Snapshot& base) {
    const auto path = domain::RepoPath::parse(text);
    if (!path) return false;
    const domain::EditSet edits = {{*path, "x\n", {}}};
    return guard::judge_edits(edits, base, k_scope, {}, {}).empty();
}

}  // namespace

TEST_CASE("hostile paths: of more than 12,000 none passes (P1, P2, P3, P5, P6)", "[guard]") {
    const auto base = base_tree();
    std::set<std::string> tried;
    for (const std::string& name : hostile_names())
        for (const Change& change : changes())
            for (const Change& place : places()) {
                const std::string path = place(change(name));
                if (!tried.insert(path).second) continue;
                if (passes(path, base)) FAIL_CHECK("passed: " << base::visible_line(path));
            }
    CHECK(tried.size() >= 12'000);
}

TEST_CASE("hostile paths: odd files that are tracked can be edited, and ordinary ones made", "[guard]") {
    support::MemorySnapshot base;
    const std::vector<std::string> tracked = {"src/con",
                                              "src/aux.txt",
                                              "src/x.",
                                              "src/x ",
                                              "src/a:b",
                                              "src/-rf",
                                              "src/--help",
                                              "src/:(glob)x",
                                              "src/*",
                                              "src/\"q\"",
                                              "src/a\nb",
                                              "src/a\tb",
                                              "src/caf\xe9.txt",
                                              "src/\xff\xfe",
                                              "src/a\\b",
                                              "src/e\u0301",
                                              "src/\u202ex",
                                              "src/...",
                                              "src/$RECYCLE.BIN/x",
                                              "src/~x",
                                              "src/README.md",
                                              "src/readme.md",
                                              "src/a?b",
                                              "src/" + std::string(300, 'a'),
                                              "src/.gitignore"};
    for (const std::string& path : tracked) base.add(path, "old\n");
    for (const std::string& path : tracked) {
        INFO(base::visible_line(path));
        const auto parsed = domain::RepoPath::parse(path);
        REQUIRE_OK(parsed);
        CHECK(guard::judge_edits({{*parsed, "new\n", {}}}, base, k_scope, {}, {}).empty());
        CHECK(guard::judge_edits({{*parsed, {}, {}}}, base, k_scope, {}, {}).empty());
    }
    for (const std::string path : {"src/main.py", "src/[id].tsx", "src/(group)/page.tsx", "src/日本語/é.md", "src/.hidden/x", "src/a b.txt",
                                   "src/@types/x.d.ts", "src/#x", "src/$x", "src/console.c", "src/x~"}) {
        INFO(path);
        CHECK(passes(path, base));
    }
}
