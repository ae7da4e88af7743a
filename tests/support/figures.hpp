// Figures that docs/security.md publishes. The test that counts something writes it down here; tests/figures holds the page to it.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace proffer::support {

/// One row of the page's table; the same whenever and wherever the tests run. `rows` are those of the threat model, such as "P1-P6".
inline void publish_figure(std::string_view rows, std::string_view what, std::string_view tried, std::string_view outcome) {
    const std::filesystem::path directory = PROFFER_FIGURES;
    std::filesystem::create_directories(directory);
    std::ofstream(directory / std::string(what)) << "| " << rows << " | " << what << " | " << tried << " | " << outcome << " |\n";
}

}  // namespace proffer::support
