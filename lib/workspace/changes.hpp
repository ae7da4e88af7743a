// What commands left in a workspace, read back without trusting any of it (security.md P3, F1).
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include "domain/snapshot.hpp"
#include "git/ignore_rules.hpp"
#include "git/repository.hpp"
#include "workspace/workspace.hpp"

namespace proffer::workspace {

/// What the directory holds that is read.
enum class Held {
    layer,  ///< the top of an overlay: what is not there is as in the base, whiteouts hide it
    tree,   ///< all files: what is not there is gone
};

/// Serves all workspaces of a factory; may be shared between threads.
class ChangeReader {
 public:
    /// `directory` is a new place for the ignore rules, made at first need. The base must outlive the reader.
    ChangeReader(const domain::Snapshot& base, std::filesystem::path directory, const git::Layout& layout);

    /// See Workspace::changes. No process may still write below `root`.
    [[nodiscard]] Result<Changes> read(const std::filesystem::path& root, Held held, const ChangeLimits& limits);

 private:
    const domain::Snapshot& base_;
    std::filesystem::path directory_;
    std::filesystem::path exclude_;
    std::mutex mutex_;
    std::optional<git::IgnoreRules> rules_;
};

}  // namespace proffer::workspace
