// What a path says of the file: its language, and whether a fix is likely to be in it.
#pragma once

#include <cstdint>
#include <string_view>

namespace proffer::locate {

/// How definitions look.
enum class Family : std::uint8_t { none, python, script, go, rust, c, cpp, java, ruby, other };

struct FileKind {
    Family family = Family::none;
    bool is_text = true;     ///< false: never read (images, archives, …)
    bool is_source = false;  ///< program text; else documentation, configuration, data
    bool is_test = false;
    bool is_doc = false;        ///< and whatever lies in a directory of documentation or examples
    bool is_generated = false;  ///< vendored, minified, written by a program
    bool is_init = false;       ///< `__init__.py`, `index.ts`, `mod.rs`: mostly a list of others
};

[[nodiscard]] FileKind kind_of(std::string_view path);

}  // namespace proffer::locate
