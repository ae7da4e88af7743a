// Where months are kept, and what happens when several write.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "ledger/caps.hpp"
#include "ledger/store.hpp"
#include "os/files.hpp"
#include "support/require_ok.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
using namespace proffer::ledger;

namespace {

constexpr const char* k_month = "2026-11";

Result<void> count_call(Month& month) {
    note(month, "a", {1, 0, 0, 0, 0, false});
    return {};
}

}  // namespace

TEST_CASE("ledger: a month that nobody wrote is empty; what one store writes another reads", "[ledger]") {
    const support::TempDir directory;
    const auto store = make_file_store(directory.path() / "deep/ledger");
    CHECK(store->read(k_month)->entries.empty());
    REQUIRE_OK(store->change(k_month, [](Month& month) {
        settle(month, {"a", 1, "t", "task t", 1, {}, {}});
        return Result<void>();
    }));
    CHECK(make_file_store(directory.path() / "deep/ledger")->read(k_month)->entries.size() == 1);
    CHECK(store->read("2026-10")->entries.empty());
}

TEST_CASE("ledger: of many that write at once none is lost (T6)", "[ledger]") {
    const support::TempDir directory;
    REQUIRE_OK(make_file_store(directory.path())->change(k_month, [](Month& month) {
        settle(month, {"a", 1, "t", "task t", 1, {}, {}});
        return Result<void>();
    }));
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&] {
            for (int n = 0; n < 10; ++n) (void)make_file_store(directory.path())->change(k_month, count_call);
        });
    for (std::thread& writer : writers) writer.join();
    CHECK(make_file_store(directory.path())->read(k_month)->entries.at(0).used.calls == 40);
}

TEST_CASE("ledger: a change that fails leaves the file as it was", "[ledger]") {
    const support::TempDir directory;
    const auto store = make_file_store(directory.path());
    const auto refused = store->change(k_month, [](Month& month) {
        month.entries.resize(3);
        return Result<void>(Error{ErrorCode::exhausted, "no", "", {}});
    });
    CHECK(refused.error().code == ErrorCode::exhausted);
    CHECK_FALSE(std::filesystem::exists(directory.path() / "2026-11.json"));
}

TEST_CASE("ledger: a damaged file is neither read nor written over, and the hint says what to do (T6)", "[ledger]") {
    const support::TempDir directory;
    const auto file = directory.path() / "2026-11.json";
    const std::string bytes = GENERATE(std::string(), std::string("{"), std::string("\0\0\0", 3), std::string("{\"version\":1}"));
    std::ofstream(file) << bytes;
    const auto store = make_file_store(directory.path());
    const auto changed = store->change(k_month, count_call);
    REQUIRE_FALSE(changed.has_value());
    CHECK(changed.error().code == ErrorCode::protocol);
    CHECK(changed.error().message.starts_with("the ledger '" + file.string() + "' is damaged: "));
    CHECK(changed.error().hint == "mend it, or remove '" + file.string() + "' to count from zero");
    CHECK(*os::read_file(file) == bytes);
}
