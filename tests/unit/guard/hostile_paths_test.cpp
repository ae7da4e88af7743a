// Thousands of hostile paths: none may pass both RepoPath and the guard of a task that may write below src/.
#include <catch2/catch.hpp>
#include <set>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "support/figures.hpp"
#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"
#include "unit/guard/hostile_names.hpp"

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

/// Hostile because of what `base_tree` holds: links, submodules, files in the way, other spellings.
std::vector<std::string> names_in_the_way() {
    return {
        "link/passwd", "link", "module/x", "module", "a.py/x", "readme.md", "README.MD", "A.PY", "CAF\u00c9.py", "caf\u00e9.PY",
    };
}

/// Protected at the top only.
bool is_for_the_top(const std::string& name) {
    return name.find("workflows") != std::string::npos;
}

/// True when a new file of that name would be proposed.
bool passes(const std::string& text, const domain::Snapshot& base, const guard::Scope& scope = k_scope) {
    const auto path = domain::RepoPath::parse(text);
    if (!path) return false;
    const domain::EditSet edits = {{*path, "x\n", {}}};
    return guard::judge_edits(edits, base, scope, {}, {}).empty();
}

}  // namespace

TEST_CASE("hostile paths: of more than 12,000 none passes (P1, P2, P3, P5, P6)", "[guard]") {
    const auto base = base_tree();
    std::vector<std::string> names = names_in_the_way();
    for (const std::string& name : attack::hostile_names())
        if (!is_for_the_top(name)) names.push_back(name);
    std::set<std::string> tried;
    std::vector<std::string> passed;
    for (const std::string& name : names)
        for (const attack::Change& change : attack::changes())
            for (const attack::Change& place : attack::places()) {
                const std::string path = place(change(name));
                if (!tried.insert(path).second) continue;
                if (passes(path, base)) passed.push_back(base::visible_line(path));
            }
    CHECK(passed.empty());
    CHECK(tried.size() >= 12'000);
    support::publish_figure("P1-P6", "paths that attack", std::to_string(tried.size()), std::to_string(passed.size()) + " let through");
}

TEST_CASE("hostile paths: where everything is allowed none of them passes either (P1, P2, P6, 2.5)", "[guard]") {
    const auto base = base_tree();
    const guard::Scope everything{{"."}, {}, {}, {}};
    std::set<std::string> tried;
    for (const std::string& name : attack::hostile_names())
        for (const attack::Change& change : attack::changes())
            for (const attack::Change& place : attack::places()) {
                const std::string path = place(change(name));
                if ((is_for_the_top(name) && path != change(name)) || !tried.insert(path).second) continue;
                if (passes(path, base, everything)) FAIL_CHECK("passed: " << base::visible_line(path));
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
