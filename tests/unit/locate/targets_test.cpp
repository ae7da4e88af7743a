// Which source of targets wins, and what each finds.
#include "locate/targets.hpp"

#include <chrono>

#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using locate::find_targets;
using locate::Target;

namespace {

support::MemorySnapshot repository() {
    support::MemorySnapshot snapshot{{"Makefile", ""},         {"README.md", ""},       {"docs/README.md", ""},     {"install", ""},
                                     {"src/a.py", ""},         {"src/app/main.py", ""}, {"src/app/config.py", ""},  {"src/lib/main.py", ""},
                                     {"src/_private_.py", ""}, {"tests/test_a.py", ""}, {"web/Button.test.tsx", ""}};
    snapshot.add("src/link.py", "a.py", domain::FileMode::symlink);
    return snapshot;
}

std::vector<std::string> paths_of(const std::vector<Target>& targets) {
    std::vector<std::string> paths;
    for (const Target& target : targets) paths.push_back(target.path);
    return paths;
}

std::vector<std::string> named(const std::vector<std::string>& files) {
    const auto targets = find_targets(repository(), files, "", {});
    REQUIRE_OK(targets);
    return paths_of(*targets);
}

std::vector<std::string> mentioned(std::string_view instruction) {
    const auto targets = find_targets(repository(), {}, instruction, {});
    REQUIRE_OK(targets);
    for (const Target& target : *targets) CHECK(target.why == "named in the instruction");
    return paths_of(*targets);
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("locate: explicit files, directories and globs", "[locate]") {
    CHECK(named({"src/a.py"}) == Paths{"src/a.py"});
    CHECK(named({"./src/a.py", "src/a.py"}) == Paths{"src/a.py"});
    CHECK(named({"src/new.py"}) == Paths{"src/new.py"});
    CHECK(named({"src/app"}) == Paths{"src/app/config.py", "src/app/main.py"});
    CHECK(named({"src/app/", "src/app/main.py", "README.md"}) == Paths{"src/app/config.py", "src/app/main.py", "README.md"});
    CHECK(named({"src/*.py"}) == Paths{"src/_private_.py", "src/a.py"});
    CHECK(named({"src/**/main.py"}) == Paths{"src/app/main.py", "src/lib/main.py"});
    CHECK(named({"."}).size() == 11);
    const auto targets = find_targets(repository(), {"src/a.py"}, "mentions README.md", {});
    REQUIRE_OK(targets);
    CHECK(*targets == std::vector<Target>{{"src/a.py", "named by the task"}});
}

TEST_CASE("locate: explicit names that cannot be targets are refused", "[locate]") {
    const auto [name, code, message] = GENERATE(table<std::string, ErrorCode, std::string>({
        {"*.rs", ErrorCode::not_found, "no file matches '*.rs'"},
        {"src/link.py", ErrorCode::denied, "'src/link.py' is a link or a submodule"},
        {"src/none/", ErrorCode::not_found, "no directory 'src/none/'"},
    }));
    const auto targets = find_targets(repository(), {name}, "", {});
    REQUIRE_FALSE(targets.has_value());
    CHECK(targets.error().code == code);
    CHECK(targets.error().message == message);
    for (const char* escaping : {"../x", "/etc/passwd", ".git/config", "src/../../x", ""})
        CHECK_FALSE(find_targets(repository(), {escaping}, "", {}).has_value());
}

TEST_CASE("locate: paths and file names in the instruction", "[locate]") {
    const auto [instruction, expected] = GENERATE(table<std::string, Paths>({
        {"Fix src/a.py.", {"src/a.py"}},
        {"Fix `src/a.py`, then tests/test_a.py!", {"src/a.py", "tests/test_a.py"}},
        {"see src/a.py:12:5: error and (src/app/main.py:3)", {"src/a.py", "src/app/main.py"}},
        {"File \"/home/me/project/src/app/main.py\", line 3", {"src/app/main.py"}},
        {"--- a/src/a.py\n+++ b/src/a.py", {"src/a.py"}},
        {"https://forge.example/o/r/blob/main/src/a.py#L10-L12", {"src/a.py"}},
        {"python -m pytest tests/test_a.py::test_one", {"tests/test_a.py"}},
        {"src\\app\\config.py on Windows", {"src/app/config.py"}},
        {"config.py is wrong", {"src/app/config.py"}},
        {"app/main.py is wrong", {"src/app/main.py"}},
        {"main.py is ambiguous", {}},
        {"README.md of the root", {"README.md"}},
        {"the Makefile and **web/Button.test.tsx**", {"Makefile", "web/Button.test.tsx"}},
        {"Button.test.tsx, test.tsx", {"web/Button.test.tsx"}},
        {"_private_.py", {"src/_private_.py"}},
        {"install the tests in src and docs/", {}},
        {"Config.py SRC/A.PY", {}},
        {"src/link.py", {}},
        {"nothing.py ../a.py /a.py .py . .. / // :12 ::", {}},
        {"", {}},
    }));
    INFO(instruction);
    CHECK(mentioned(instruction) == expected);
}

TEST_CASE("locate: hints count when nothing is named, by whole word and any case", "[locate]") {
    const std::vector<domain::Hint> hints = {
        {"Config", {"src/app/config.py", "missing.py"}}, {"web page", {"web/"}}, {"c++", {"src/a.py"}}};
    const auto hinted = [&](std::string_view instruction) {
        const auto targets = find_targets(repository(), {}, instruction, hints);
        REQUIRE_OK(targets);
        return *targets;
    };
    CHECK(hinted("change the CONFIG, please") == std::vector<Target>{{"src/app/config.py", "hint 'Config'"}});
    CHECK(hinted("the web page of the config") ==
          std::vector<Target>{{"src/app/config.py", "hint 'Config'"}, {"web/Button.test.tsx", "hint 'web page'"}});
    CHECK(hinted("use c++20") == std::vector<Target>{{"src/a.py", "hint 'c++'"}});
    CHECK(hinted("reconfigure configs config_x").empty());
    CHECK(paths_of(hinted("config of README.md")) == Paths{"README.md"});
}

TEST_CASE("locate: at most 50 targets come from a text", "[locate]") {
    support::MemorySnapshot snapshot;
    std::string text;
    for (int i = 0; i < 200; ++i) {
        snapshot.add("f" + std::to_string(i) + ".c", "");
        text += "f" + std::to_string(i) + ".c ";
    }
    const auto targets = find_targets(snapshot, {}, text, {});
    REQUIRE_OK(targets);
    CHECK(targets->size() == 50);
    CHECK(targets->front().path == "f0.c");
}

TEST_CASE("locate: I4: hostile texts are read in linear time", "[locate]") {
    support::MemorySnapshot snapshot;
    for (int i = 0; i < 2000; ++i) snapshot.add("d" + std::to_string(i) + "/index.ts", "");
    std::string text;
    for (int i = 0; i < 60'000; ++i) text += "x" + std::to_string(i) + "/index.ts ";
    text += std::string(300'000, '/') + " " + std::string(300'000, ':') + " " + std::string(300'000, '*');
    const std::vector<domain::Hint> hints(200, {"xx", {}});
    const auto start = std::chrono::steady_clock::now();
    const auto targets = find_targets(snapshot, {}, text, hints);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    REQUIRE_OK(targets);
    CHECK(targets->empty());
}
