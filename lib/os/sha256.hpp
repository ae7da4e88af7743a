// The name under which this level and those above know base's SHA-256.
#pragma once

#include "base/sha256.hpp"

namespace proffer::os {

using base::Sha256;

}  // namespace proffer::os
