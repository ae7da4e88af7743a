// Lines such as `--- FILE: p ---`.
#pragma once

#include <string_view>

namespace proffer::edit {

struct Delimiter {
    enum class Kind { none, begin, end, removal } kind = Kind::none;
    std::string_view path;
};

[[nodiscard]] Delimiter parse_delimiter(std::string_view line);

}  // namespace proffer::edit
