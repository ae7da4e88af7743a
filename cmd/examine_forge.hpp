// The part of an examination that is about the remote and its forge.
#pragma once

#include <vector>

#include "cmd/wiring.hpp"
#include "domain/advice.hpp"

namespace proffer::cmd {

[[nodiscard]] std::vector<domain::Advice> examine_forge(Project& project, const domain::Config& config);

}  // namespace proffer::cmd
