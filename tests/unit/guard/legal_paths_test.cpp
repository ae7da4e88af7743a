// Odd names that people do use: none may be refused, as a new file or as one that is there (security.md P1, P5, P6: no false rejects).
#include <catch2/catch.hpp>

#include <fstream>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "support/figures.hpp"
#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;

namespace {

std::vector<std::string> legal_paths() {
    std::ifstream file(PROFFER_SOURCE_DIR "/tests/data/legal_paths.txt");
    std::vector<std::string> paths;
    for (std::string line; std::getline(file, line);) paths.push_back(line);
    return paths;
}

void check_nothing_refused(const std::vector<std::string>& paths, const domain::Snapshot& base) {
    domain::EditSet edits;
    for (const std::string& text : paths) {
        const auto path = domain::RepoPath::parse(text);
        INFO(text);
        REQUIRE_OK(path);
        edits.push_back({*path, "new\n", {}});
    }
    domain::Limits limits;
    limits.files = limits.diff_lines = 1'000'000;
    for (const auto& violation : guard::judge_edits(edits, base, guard::Scope{{"."}, {}, {}, {}}, limits, {}))
        FAIL_CHECK(violation.rule << ": " << violation.message);
}

}  // namespace

TEST_CASE("legal paths: more than 2,000 odd names can be made and edited", "[guard]") {
    const std::vector<std::string> paths = legal_paths();
    REQUIRE(paths.size() > 2'000);
    SECTION("as new files") {
        check_nothing_refused(paths, support::MemorySnapshot());
        support::publish_figure("P1-P6", "odd but legal paths of public trees", std::to_string(paths.size()), "0 refused");
    }
    SECTION("as files that are there") {
        support::MemorySnapshot base;
        for (const std::string& path : paths) base.add(path, "old\n");
        check_nothing_refused(paths, base);
    }
}
