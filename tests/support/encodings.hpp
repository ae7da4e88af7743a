// The ways to write a secret down that redaction is measured against (security.md O8): those it sees through and those it does not.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::support {

enum class Caught { yes, no };

struct Encoding {
    std::string name;
    std::function<std::string(std::string_view)> encode;
    Caught caught;  ///< of a token: 20 or more letters and digits
};

[[nodiscard]] const std::vector<Encoding>& encodings();

}  // namespace proffer::support
