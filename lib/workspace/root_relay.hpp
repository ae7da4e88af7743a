// The helper once more, as root: for systems that grant namespaces to nobody else, where `sudo` asks for no password.
#pragma once

#include "base/result.hpp"
#include "os/descriptor.hpp"
#include "workspace/sandbox_specification.hpp"

namespace proffer::workspace {

/// Starts it, waits for it, gives its exit status. Its stdin carries the specification and then stays open: when this process ends,
/// however, that one finds it closed and ends too; we could not kill it. `stop` becomes readable when it is to end.
[[nodiscard]] Result<int> run_as_root(const SandboxSpecification& specification, const os::Descriptor& stop);

struct Received {
    SandboxSpecification specification;
    os::Descriptor lifeline;
};

/// In that other process: what it is to do. Fails with `denied` unless it was started for a user who is not root.
[[nodiscard]] Result<Received> receive_as_root();

}  // namespace proffer::workspace
