// From values to the fingerprints that are looked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/sealed_format.hpp"

namespace proffer::base {

/// The windows of values of 16 bytes or more, for use in this process alone: also of those too weak to be sealed.
void add_own_windows(const std::vector<std::string>& secrets, SealContent& content);

}  // namespace proffer::base
