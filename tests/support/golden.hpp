// Golden files: what a person once read and found right. PROFFER_UPDATE_GOLDEN=1 rewrites them.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace proffer::support {

/// Holds `actual` to the file `name` below tests/data.
inline void check_golden(std::string_view name, const std::string& actual) {
    const std::filesystem::path path = std::filesystem::path(PROFFER_SOURCE_DIR) / "tests/data" / name;
    const char* const update = std::getenv("PROFFER_UPDATE_GOLDEN");
    if (update != nullptr && std::string_view(update) == "1") {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << actual;
    }
    std::ifstream file(path, std::ios::binary);
    INFO("golden file " << path << "; PROFFER_UPDATE_GOLDEN=1 rewrites it");
    REQUIRE(file.good());
    const std::string expected{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    CHECK(actual == expected);
}

}  // namespace proffer::support
