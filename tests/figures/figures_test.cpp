// The table of figures in docs/security.md says what the other tests, run before this one, have counted.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <set>

#include "os/files.hpp"
#include "support/figures.hpp"
#include "support/require_ok.hpp"

namespace fs = std::filesystem;
namespace os = proffer::os;

namespace {

constexpr std::string_view k_begin = "<!-- figures: written by the tests; PROFFER_UPDATE_GOLDEN=1 renews them -->\n";
constexpr std::string_view k_end = "<!-- end of figures -->\n";

constexpr std::string_view k_head = "| rows | what | tried | outcome |\n|---|---|---|---|\n";

std::set<std::string> counted_rows() {
    std::set<std::string> rows;
    for (const auto& entry : fs::directory_iterator(PROFFER_FIGURES)) rows.insert(os::read_file(entry.path()).value());
    return rows;
}

}  // namespace

TEST_CASE("figures: docs/security.md publishes what the tests count", "[figures]") {
    const fs::path page = fs::path(PROFFER_SOURCE_DIR) / "docs/security.md";
    std::string text = os::read_file(page).value();
    const auto begin = text.find(k_begin);
    const auto end = text.find(k_end);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const auto from = begin + k_begin.size();
    const auto rows = counted_rows();
    const char* const update = std::getenv("PROFFER_UPDATE_GOLDEN");
    if (update != nullptr && std::string_view(update) == "1") {
        std::string table(k_head);
        for (const auto& row : rows) table += row;
        REQUIRE_OK(os::write_file(page, text.replace(from, end - from, table)));
        return;
    }
    // A machine that grants no namespaces counts fewer rows, but none that the page does not have.
    const std::string published = text.substr(from, end - from);
    for (const auto& row : rows) {
        INFO(row);
        CHECK(published.find(row) != std::string::npos);
    }
    CHECK(rows.size() >= 10);
}
