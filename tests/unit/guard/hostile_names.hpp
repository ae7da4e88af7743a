// Names and places that attack paths are made of (security.md P1, P2, P6 and its appendix).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace proffer::attack {

/// Names that must not come into being at any place: the families of P1, P2, P6, 2.5 and the odd names that git accepts. Those of CI
/// (`.github`) are protected at the top of the tree only.
inline std::vector<std::string> hostile_names() {
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
        ".GitHub/workflows/ci.yml",
        ".github /workflows/ci.yml",
        ".github./workflows/ci.yml",
        ".g\u0131thub/workflows/ci.yml",
        "GITHUB~1/workflows/ci.yml",
    };
    std::string deep = "d";
    for (int i = 0; i < 70; ++i) deep += "/d";
    names.push_back(deep);
    names.push_back(std::string("a\0b", 3));
    return names;
}

using Change = std::function<std::string(const std::string&)>;

/// Each keeps a hostile name hostile: it only adds what is refused by itself, or another spelling.
inline std::vector<Change> changes() {
    const auto append = [](std::string end) { return [=](const std::string& name) { return name + end; }; };
    std::vector<Change> all = {[](const std::string& name) { return name; }, [](const std::string& name) { return "\ufeff" + name; },
                               [](const std::string& name) { return base::replace_all(name, "/", "\\") + "\\x"; }};
    for (const std::string end : {"\u200d", " ", ".", ":$DATA", "\n", "\xff", "/..", "\\..\\.."}) all.push_back(append(end));
    return all;
}

/// Where the name stands. The first group lies outside `src/`, or leaves it.
inline std::vector<Change> places() {
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

}  // namespace proffer::attack
