// The mount view of the sandbox.
#pragma once

#include "base/result.hpp"
#include "workspace/sandbox_specification.hpp"

namespace proffer::workspace {

/// A root of our own with what `specification` shows and nothing else of this machine. Called in the first process of the new pid
/// namespace, so that /proc shows that one.
[[nodiscard]] Result<void> set_up_mounts(const SandboxSpecification& specification);

}  // namespace proffer::workspace
