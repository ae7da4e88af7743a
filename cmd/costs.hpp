// What runs have cost in a month, as a table.
#pragma once

#include <string>

#include "cmd/command.hpp"

namespace proffer::cmd {

/// Prints tokens and cost per task; `month` is "2026-11", empty: this one. In CI, and when `on_remote`, of the ledger on the remote.
[[nodiscard]] Result<int> print_costs(const CommonFlags& common, const std::string& month, bool on_remote);

}  // namespace proffer::cmd
