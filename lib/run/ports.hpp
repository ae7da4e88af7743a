// What the loop needs of the world, as interfaces: cmd/wiring.cpp hands in the real ones, tests their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.hpp"
#include "base/result.hpp"
#include "check/runner.hpp"
#include "forge/forge.hpp"
#include "git/repository.hpp"
#include "locate/targets.hpp"
#include "provider/provider.hpp"
#include "workspace/workspace.hpp"

namespace proffer::run {

/// The artifact directory: journal lines that are on disk when `append` returns, and whole files. Called by one thread at a time.
class Artifact {
 public:
    virtual ~Artifact() = default;
    [[nodiscard]] virtual Result<void> append(std::string_view journal_line) = 0;
    [[nodiscard]] virtual Result<void> write(std::string_view file_name, std::string_view bytes) = 0;
};

class Clock {
 public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::int64_t now_ms() const = 0;                  ///< wall clock, since 1970
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;  ///< for limits and durations
    [[nodiscard]] virtual int stop_signal() const = 0;                      ///< 0: go on
};

struct UnitsDone {
    std::size_t done = 0, failed = 0, all = 0;
    std::chrono::milliseconds elapsed{0};
};

/// Shows people what is going on; untrusted text is its problem. Called by one thread at a time.
class Watcher {
 public:
    virtual ~Watcher() = default;
    virtual void on_event(const std::string& line) = 0;     ///< one line about a step that was just recorded
    virtual void on_reply_text(std::string_view text) = 0;  ///< streamed; void after `on_reply_restart`
    virtual void on_reply_restart() = 0;
    virtual void on_retry(std::string_view why) = 0;
    virtual void on_check_start(std::string_view name) = 0;
    virtual void on_check_output(std::string_view bytes) = 0;
    /// Of a task with `each`: a unit has ended; `line` says how.
    virtual void on_unit(const UnitsDone& done, const std::string& line) { static_cast<void>(done), static_cast<void>(line); }
};

struct Ports {
    git::Repository& repository;
    /// Made at first need, so that a disabled task touches no key and a dry run mounts nothing.
    /// The settings are those of the task, or of another model than its own.
    std::function<Result<std::unique_ptr<provider::Provider>>(const domain::ModelSettings& model)> make_provider;
    std::function<Result<std::unique_ptr<workspace::WorkspaceFactory>>(const domain::Oid& base)> make_workspaces;
    std::function<Result<std::unique_ptr<forge::Forge>>()> make_forge;
    Artifact& artifact;
    Clock& clock;
    Watcher& watcher;
    const base::Redactor& redactor;
    /// The likeliest files of a commit for a text, at most so many; empty: nobody can tell.
    std::function<Result<std::vector<locate::Guess>>(const domain::Oid& base, std::string_view text, std::size_t most)> rank = {};
};

}  // namespace proffer::run
