// RFC 4648, section 4.
#pragma once

#include <string>
#include <string_view>

namespace proffer::base {

/// With padding, without line ends.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace proffer::base
