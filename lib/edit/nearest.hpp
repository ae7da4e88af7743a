// What is shown of a file next to a refusal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "edit/file_text.hpp"

namespace proffer::edit {

struct Window {
    std::string text;      ///< numbered lines
    std::size_t line = 0;  ///< of the first, from 1; 0: none
};

/// The stretch of the file that shares most lines with `wanted`, at most 40 lines; nothing when it shares none. Linear.
[[nodiscard]] Window nearest_window(FileText& file, const std::vector<std::string_view>& wanted);

/// Each of the places (lines from 0) with two lines round it; the first few of many.
[[nodiscard]] Window places_window(const FileText& file, const std::vector<std::size_t>& places);

}  // namespace proffer::edit
