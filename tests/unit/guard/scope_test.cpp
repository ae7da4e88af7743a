// Which paths a pattern matches, a scope allows, and the built-in list protects.
#include "guard/scope.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace proffer::guard;

TEST_CASE("pattern: matched by whole components (P4)", "[guard]") {
    struct Row {
        std::string_view pattern, path;
        bool matches;
    };
    const std::vector<Row> rows = {
        {"src", "src/a", true},
        {"src/", "src/a", true},
        {"src", "src2/a", false},
        {"src/", "src2/a", false},
        {"src", "a/src/b", false},
        {"src", "src", true},
        {"./src", "src/a", true},
        {"/src", "src/a", true},
        {"src//lib", "src/lib/a", true},
        {"src/lib", "src/a", false},
        {".", "a/b", true},
        {"./", "a", true},
        {"/", "a", true},
        {"", "a", false},
        {"**", "a/b", true},
        {"src/*", "src/a", true},
        {"src/*", "src/a/b", false},
        {"src/*/", "src/a/b", true},
        {"src/*/", "src/a", false},
        {"*/", "a", false},
        {"src/**", "src/a", true},
        {"src/**", "src/a/b/c", true},
        {"src/**", "src", false},
        {"src/**/", "src/a", true},
        {"src/**", "src2/a", false},
        {"*.py", "a.py", true},
        {"*.py", "x/y/a.py", true},
        {"*.py", "a.pyc", false},
        {"*.py", "x.py/a", false},
        {"/*.py", "x/a.py", false},
        {"src/**/*.py", "src/a.py", true},
        {"src/**/*.py", "src/x/y/a.py", true},
        {"src/**/*.py", "a.py", false},
        {"**/*.py", "a.py", true},
        {"**/test", "a/b/test/c", true},
        {"a/**/b", "a/b", true},
        {"a/**/b", "a/x/b", true},
        {"a/**/b", "a/x/y/b/z", true},
        {"a/**/b", "ab", false},
        {"a/**/b/**/c", "a/1/b/2/b/3/c", true},
        {"?.c", "a.c", true},
        {"?.c", "ab.c", false},
        {"x/?.c", "x/é.c", true},
        {"x/a?c", "x/a/c", false},
        {"packages/*/src", "packages/a/src/x", true},
        {"packages/*/src", "packages/a/b/src/x", false},
        {"[id].tsx", "[id].tsx", true},
        {"app/[id]/", "app/[id]/page.tsx", true},
        {"app/[id]/", "app/i/page.tsx", false},
        {"src/../x", "x", false},
        {"..", "a", false},
        {"src/a.py", "src/a.py", true},
        {"src/a.py", "src/a.pyc", false},
        {"*a*b*c", "x/1a2b3c", true},
        {"*a*b*c", "x/1a2c3b", false},
        {"SRC", "src/a", false},
        {"src/a**z", "src/abcz", true},
        {"src/a**z", "src/a/z", false},
    };
    for (const Row& row : rows) {
        INFO(row.pattern << " on " << row.path);
        CHECK(Pattern(std::string(row.pattern)).matches(row.path) == row.matches);
    }
}

TEST_CASE("pattern: what forbids covers what lies below", "[guard]") {
    CHECK(Pattern("src/gen*").matches_with_ancestors("src/generated/a/b"));
    CHECK(Pattern("*.lock").matches_with_ancestors("x/a.lock/b"));
    CHECK_FALSE(Pattern("src/gen*").matches_with_ancestors("src/other/a"));
    CHECK_FALSE(Pattern("").matches_with_ancestors("a"));
}

TEST_CASE("pattern: hostile patterns and paths take linear memory and little time", "[guard]") {
    std::string stars, spans, path;
    for (int i = 0; i < 300; ++i) stars += "*a", spans += "**/a/", path += "a/";
    CHECK_FALSE(Pattern("x/" + stars + "b").matches("x/" + std::string(3000, 'a')));
    CHECK_FALSE(Pattern(spans + "b/*.c").matches(path + "c"));
}

TEST_CASE("scope: an accepted path lies below an allowed directory, component by component (P4)", "[guard]") {
    std::mt19937 random(3);
    const std::vector<std::string> words = {"src", "src2", "sr", "lib", "a", "src.", "Src", "src-x", "s"};
    const auto random_path = [&](std::size_t most) {
        std::string path = words[random() % words.size()];
        for (std::size_t i = random() % most; i > 0; --i) path += "/" + words[random() % words.size()];
        return path;
    };
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        const Scope scope{{random_path(2) + (random() % 2 ? "/" : ""), random_path(3)}, {}, {}, {}};
        const std::string path = random_path(5);
        bool expected = false;
        for (std::string directory : scope.allowed) {
            if (directory.ends_with('/')) directory.pop_back();
            expected = expected || path == directory || path.starts_with(directory + "/");
        }
        INFO(path << " in " << scope.allowed[0] << ", " << scope.allowed[1]);
        REQUIRE(scope.allows(path) == expected);
        accepted += expected ? 1 : 0;
    }
    CHECK(accepted > 500);
}

TEST_CASE("scope: files named by the task are allowed as exact paths", "[guard]") {
    const Scope scope{{"src/"}, {"CHANGELOG.md", "x*.txt"}, {}, {}};
    CHECK(scope.allows("CHANGELOG.md"));
    CHECK(scope.allows("x*.txt"));
    CHECK_FALSE(scope.allows("xa.txt"));
    CHECK_FALSE(scope.allows("docs/CHANGELOG.md"));
    CHECK_FALSE(Scope{}.allows("a"));
}

TEST_CASE("protected: the built-in list, in every spelling (2.5, P2)", "[guard]") {
    const Scope scope{{"."}, {}, {}, {}};
    for (const std::string_view path : {".github/workflows/ci.yml",
                                        ".GitHub/workflows/ci.yml",
                                        ".github /workflows/ci.yml",
                                        ".github./x",
                                        ".gitlab-ci.yml",
                                        ".GITLAB-CI.YML",
                                        "sub/.gitlab-ci.yml",
                                        ".gitlab/x",
                                        ".circleci/config.yml",
                                        ".buildkite/p.yml",
                                        ".gitea/workflows/x",
                                        ".forgejo/workflows/x",
                                        "azure-pipelines.yml",
                                        "azure-pipelines/x.yml",
                                        "Jenkinsfile",
                                        "ci/Jenkinsfile",
                                        "jenkinsfile.release",
                                        "bitbucket-pipelines.yml",
                                        "CODEOWNERS",
                                        "docs/CODEOWNERS",
                                        "a/b/codeowners",
                                        ".gitattributes",
                                        "src/.gitattributes",
                                        "src/.GITATTRIBUTES",
                                        ".gitmodules",
                                        ".GITMODULES",
                                        "gi7eba~1",
                                        "GI7EBA~2",
                                        "gi7d29~1",
                                        "gitmod~1",
                                        "src/gitatt~1",
                                        "lfscon~1",
                                        ".lfsconfig",
                                        "x/.lfsconfig",
                                        ".gitconfig",
                                        "src/.gitattributes::$DATA",
                                        "src/.gitattributes:x",
                                        "src/.git\u200cattributes",
                                        "src/.g\u0131tattributes",
                                        ".husky/pre-commit",
                                        "pkg/.husky/pre-commit",
                                        ".githooks/x",
                                        "lefthook.yml",
                                        "lefthook-local.yml",
                                        ".pre-commit-config.yaml",
                                        "x/.pre-commit-config.yaml",
                                        ".gitignore",
                                        ".vscode/settings.json",
                                        ".npmrc",
                                        ".env",
                                        ".dockerignore",
                                        "AGENTS.md",
                                        "src/agents.md",
                                        "CLAUDE.md",
                                        "src/CLAUDE.md",
                                        "GEMINI.md",
                                        ".cursor/rules/x.mdc",
                                        "src/.cursorrules",
                                        ".claude/settings.json",
                                        "src/.claude/x",
                                        ".codex/config.toml",
                                        ".mcp.json",
                                        "docs/copilot-instructions.md",
                                        ".proffer.yml",
                                        ".PROFFER.YML",
                                        "sub/.proffer.yml",
                                        "github~1/workflows/ci.yml",
                                        "GITLAB~1.YML",
                                        "\u200b.github/x"}) {
        INFO(path);
        CHECK_FALSE(scope.protecting_rule(path).empty());
    }
}

TEST_CASE("protected: ordinary files are not, nor manifests that checks execute", "[guard]") {
    const Scope scope{{"."}, {}, {}, {}};
    for (const std::string_view path : {"src/a.py",       "package.json",      "Makefile",           "conftest.py",    "setup.py",
                                        "CMakeLists.txt", "build.rs",          "src/.eslintrc.json", "src/.gitignore", "github/x",
                                        "docs/agent.md",  "src/hooks/useX.ts", "claude/x.py",        "src/cursor.ts",  "backup~1",
                                        "file~",          "a~1.txt",           "docs/lefthook.md",   "gi~1",           "src/gitlab/x"}) {
        INFO(path);
        CHECK(scope.protecting_rule(path).empty());
    }
}

TEST_CASE("protected: configured entries, folded as file systems fold", "[guard]") {
    const Scope scope{{"."}, {}, {"src/generated/**", "*.lock", "Caf\u00e9"}, {"src/generated/ok"}};
    CHECK(scope.protecting_rule("src/generated/a") == "src/generated/**");
    CHECK(scope.protecting_rule("SRC/Generated/a/b") == "src/generated/**");
    CHECK(scope.protecting_rule("x/Cargo.LOCK") == "*.lock");
    CHECK(scope.protecting_rule("cafe\u0301/x") == "Caf\u00e9");
    CHECK(scope.protecting_rule("src/generated2/a").empty());
    CHECK(scope.protecting_rule("src/generated/ok") == "src/generated/**");  // only built-in entries can be lifted
}

TEST_CASE("protected: 'unprotected' lifts built-in entries, but never git's own files and .proffer.yml", "[guard]") {
    const Scope scope{
        {"."}, {}, {}, {".github/workflows/**", ".gitattributes", ".proffer.yml", "**/.gitmodules", ".gitignore", "CLAUDE.md"}};
    CHECK(scope.protecting_rule(".github/workflows/ci.yml").empty());
    CHECK(scope.protecting_rule(".gitignore").empty());
    CHECK(scope.protecting_rule("CLAUDE.md").empty());
    CHECK(scope.protecting_rule("x/CLAUDE.md") == "**/claude.md");
    CHECK(scope.protecting_rule(".github/CODEOWNERS") == "**/codeowners");
    CHECK(scope.protecting_rule(".GitHub/workflows/ci.yml") == ".github");
    CHECK(scope.protecting_rule(".gitattributes") == "**/.gitattributes");
    CHECK(scope.protecting_rule(".proffer.yml") == "**/.proffer.yml");
    CHECK(scope.protecting_rule("a/.gitmodules") == "**/.gitmodules");
    CHECK(scope.protecting_rule(".github/workflows/.gitattributes") == "**/.gitattributes");
}
