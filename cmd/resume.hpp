// `--resume DIR`: goes on where a run ended or was killed, from its artifact directory alone.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cmd/result_output.hpp"
#include "cmd/run_flags.hpp"
#include "cmd/wiring.hpp"
#include "provider/replay.hpp"
#include "report/summary.hpp"
#include "run/units.hpp"

namespace proffer::cmd {

/// What the directory says of the run. All of it is untrusted: it decides what is asked for, never what is run or allowed.
struct Resumed {
    std::filesystem::path directory;
    report::RunSummary recorded;  ///< as far as the last try got
    domain::Oid base;
    std::shared_ptr<provider::RecordedReplies> replies;

    /// Nothing is left to be proposed.
    [[nodiscard]] bool has_proposal() const;
    [[nodiscard]] bool is_published() const;
};

/// Fails with `usage` when other flags say what to run, with `not_found` when nothing is recorded there.
[[nodiscard]] Result<std::optional<Resumed>> read_resumed(const RunFlags& flags);

/// In CI the base must be a commit that the one checked out is built on, so that the directory cannot bring in code of its own.
[[nodiscard]] Result<void> check_base(const Project& project, const Resumed& resumed);

/// What is asked for, as it was.
void lay_over(run::TaskRequest& request, const Resumed& resumed);

/// The task as this side declares it; one that the artifact made up gets the defaults of the file.
[[nodiscard]] domain::Task declared_task(const domain::Config& config, const std::string& name);

/// The units that the run was for, as the base commit has them.
[[nodiscard]] Result<std::vector<run::Unit>> recorded_units(const Project& project, const report::RunStarted& start,
                                                            const std::string& each);

/// What ended before, as a result.
[[nodiscard]] TaskResult result_of(const Resumed& resumed);

}  // namespace proffer::cmd
