// Watches over a command until it ends, or must.
#pragma once

#include <sys/types.h>

#include <string>

#include "os/descriptor.hpp"

namespace proffer::workspace {

/// Room on a file system that a command may not use up: other programs of this machine need it too (security.md X8).
class DiskFloor {
 public:
    /// Of the file system `directory` lies on; watches nothing when that cannot be told.
    explicit DiskFloor(const std::string& directory);
    [[nodiscard]] bool is_reached() const;

 private:
    os::Descriptor directory_;
    unsigned long long bytes_ = 0;
    unsigned long long files_ = 0;
};

/// Called before the command is started: its end is then never missed.
void prepare_to_supervise();
/// For the started process, before it becomes the command.
void forget_supervision();

/// Reaps whatever ends until `child` does, and gives its exit status. When `lifeline`, if open, has no other end any more, or the disk is
/// almost full, `child` is killed first; the latter is told on our output.
[[nodiscard]] int supervise(pid_t child, const os::Descriptor& lifeline, const DiskFloor& floor);

}  // namespace proffer::workspace
