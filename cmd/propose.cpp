// `proffer propose`: everything up to the verdict; the artifact directory is the result.
#include <memory>

#include "cmd/ci_files.hpp"
#include "cmd/command.hpp"
#include "cmd/run_flags.hpp"

namespace proffer::cmd {

Run define_propose(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<RunFlags>();
    flags->publish = "none";
    add_run_flags(app, *flags);
    return [flags, &common] { return tell_ci(run_tasks(common, *flags)); };
}

}  // namespace proffer::cmd
