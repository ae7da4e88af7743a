// Facts kept between runs: shared, and never believed when damaged.
#include "index/cache.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "os/files.hpp"
#include "support/require_ok.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
using namespace proffer::index;
namespace fs = std::filesystem;

namespace {

FactsKey key_of(unsigned number, locate::Family family = locate::Family::python) {
    FactsKey key{{}, family};
    for (std::size_t i = 0; i < 4; ++i) key.id[i] = static_cast<std::uint8_t>(number >> (8 * (3 - i)));
    return key;
}

std::string facts_of(unsigned number) {
    return "facts of " + std::to_string(number) + std::string(number % 50, '.');
}

/// Writes the facts of [begin, end) as one run does.
void fill(const fs::path& directory, unsigned begin, unsigned end) {
    Cache cache = Cache::open(directory);
    std::vector<SegmentWriter> writers;
    writers.push_back(cache.writer());
    std::vector<FactsKey> keys;
    for (unsigned i = begin; i < end; ++i) {
        writers.back().add(key_of(i), facts_of(i));
        keys.push_back(key_of(i));
    }
    cache.finish(std::move(writers), keys);
}

std::vector<fs::path> files_of(const fs::path& directory) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) files.push_back(entry.path());
    return files;
}

unsigned known(const fs::path& directory, unsigned end) {
    const Cache cache = Cache::open(directory);
    std::string bytes;
    unsigned count = 0;
    for (unsigned i = 0; i < end; ++i)
        if (cache.find(key_of(i), bytes)) {
            CHECK(bytes == facts_of(i));
            ++count;
        }
    return count;
}

}  // namespace

TEST_CASE("index: facts come back under their own key only", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, 1000);
    CHECK(known(directory, 2000) == 1000);
    const Cache cache = Cache::open(directory);
    std::string bytes;
    CHECK_FALSE(cache.find(key_of(1, locate::Family::go), bytes));
    CHECK(files_of(directory).size() == 1);
}

TEST_CASE("index: megabytes of new facts are written the first time", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, 50'000);
    CHECK(known(directory, 50'000) == 50'000);
}

TEST_CASE("index: few new facts are not written where there are none yet", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, static_cast<unsigned>(k_fewest_new_facts) - 1);
    CHECK_FALSE(fs::exists(directory.parent_path()));
    fill(directory, 0, 1000);
    fill(directory, 1000, 1003);
    CHECK(known(directory, 1003) == 1003);
}

TEST_CASE("index: a damaged segment is never believed, whatever byte it is", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, 300);
    const fs::path file = files_of(directory).at(0);
    const auto sound = os::read_file(file);
    REQUIRE_OK(sound);
    std::mt19937 random(11);
    for (int round = 0; round < 400; ++round) {
        std::string broken = *sound;
        const std::size_t at = round < 60 ? static_cast<std::size_t>(round) : random() % broken.size();
        broken[at] = static_cast<char>(broken[at] ^ (1 << (random() % 8)));
        REQUIRE_OK(os::write_file(file, broken, os::Durability::renamed));
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        CHECK(known(directory, 300) <= 300);  // each that is found is right: checked inside
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{48}, sound->size() / 2, sound->size() - 1}) {
        REQUIRE_OK(os::write_file(file, sound->substr(0, size), os::Durability::renamed));
        CHECK(known(directory, 300) == 0);
        CHECK_FALSE(fs::exists(file));
    }
    fill(directory, 0, 300);
    CHECK(known(directory, 300) == 300);
}

TEST_CASE("index: what others could have written is not believed", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, 300);
    SECTION("a segment that the group may write") {
        ::chmod(files_of(directory).at(0).c_str(), 0660);
        CHECK(known(directory, 300) == 0);
    }
    SECTION("a directory that all may write") {
        ::chmod(directory.c_str(), 0777);
        CHECK(known(directory, 300) == 0);
        CHECK_FALSE(Cache::open(directory).keeps());
    }
    SECTION("a link in place of the directory") {
        fs::rename(directory, temporary.path() / "elsewhere");
        fs::create_directory_symlink(temporary.path() / "elsewhere", directory);
        CHECK(known(directory, 300) == 0);
    }
    SECTION("a link in place of a segment") {
        const fs::path file = files_of(directory).at(0);
        fs::rename(file, temporary.path() / "elsewhere");
        fs::create_symlink(temporary.path() / "elsewhere", file);
        CHECK(known(directory, 300) == 0);
    }
}

TEST_CASE("index: many segments become one, and nothing is lost", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    for (unsigned run = 0; run < 12; ++run) fill(directory, run * 300, (run + 1) * 300);
    CHECK(files_of(directory).size() <= 9);
    CHECK(known(directory, 3600) == 3600);
}

TEST_CASE("index: beyond its size only what the tree at hand needs is kept", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    fill(directory, 0, 2000);
    Cache cache = Cache::open(directory);
    std::vector<SegmentWriter> writers;
    writers.push_back(cache.writer());
    for (unsigned i = 2000; i < 2300; ++i) writers.back().add(key_of(i), facts_of(i));
    std::vector<FactsKey> in_use;
    for (unsigned i = 1900; i < 2300; ++i) in_use.push_back(key_of(i));
    cache.finish(std::move(writers), in_use, 60'000);
    CHECK(known(directory, 2300) == 400);
    std::uintmax_t bytes = 0;
    for (const fs::path& file : files_of(directory)) bytes += fs::file_size(file);
    CHECK(bytes <= 60'000);
}

TEST_CASE("index: several runs may write at once", "[index]") {
    const support::TempDir temporary;
    const fs::path directory = temporary.path() / "proffer" / "facts";
    {
        std::vector<std::jthread> threads;
        for (unsigned run = 0; run < 8; ++run)
            threads.emplace_back([&directory, run] {
                for (unsigned round = 0; round < 5; ++round) fill(directory, run * 500, run * 500 + 500);
            });
    }
    CHECK(known(directory, 4000) == 4000);
    for (const fs::path& file : files_of(directory)) CHECK(file.extension() == k_segment_ending);
}

TEST_CASE("index: where nothing can be written nothing is kept, and nothing fails", "[index]") {
    const support::TempDir temporary;
    REQUIRE_OK(os::write_file(temporary.path() / "file", "x", os::Durability::renamed));
    fill(temporary.path() / "file" / "proffer" / "facts", 0, 300);
    fill("", 0, 300);
    CHECK(known("", 300) == 0);
    CHECK_FALSE(Cache::open("").keeps());
}

TEST_CASE("index: facts are kept in the git directory, or in the user's cache where that is read-only", "[index]") {
    const support::TempDir temporary;
    git::Layout layout;
    layout.common_dir = temporary.path() / "repo.git";
    fs::create_directory(layout.common_dir);
    const os::Environment environment({{"HOME", "/home/someone"}, {"XDG_CACHE_HOME", "/cache"}});
    CHECK(cache_directory(layout, environment) == fs::canonical(layout.common_dir) / "proffer" / "facts-v1");
    layout.common_dir = "/proc/self";  // nobody can write there, root neither
    const fs::path shared = cache_directory(layout, environment);
    if (::access("/proc/self", W_OK) != 0) CHECK(shared.string().starts_with("/cache/proffer/facts-v1-"));
    layout.common_dir = temporary.path() / "none";
    CHECK(cache_directory(layout, environment).empty());
}
