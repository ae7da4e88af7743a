// What a reader needs of a file without reading it: the lines that define something; and which tests go with a source file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "locate/file_kind.hpp"
#include "locate/parts.hpp"

namespace proffer::locate {

/// The defining lines of a text with their numbers, without those of `shown` (in order), at most `most_lines`; empty when there are none.
[[nodiscard]] std::string outline_of(std::string_view text, Family family, std::size_t most_lines,
                                     const std::vector<LineRange>& shown = {});

/// Lines of the definition of `name`: from its line to that of the next definition no deeper, at most `most_lines`; empty when
/// the text does not define it.
[[nodiscard]] std::string definition_of(std::string_view text, Family family, std::string_view name, std::size_t most_lines);

/// Tests among `paths` that are named after the file at `path` (`test_x.py`, `x_test.go`, `x.spec.ts`, `XTest.java`), at most `most`.
[[nodiscard]] std::vector<std::string> tests_of(std::string_view path, const std::vector<std::string>& paths, std::size_t most);

}  // namespace proffer::locate
