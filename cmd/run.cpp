// `proffer run`: propose, then publish.
#include <memory>

#include "cmd/command.hpp"
#include "cmd/run_flags.hpp"

namespace proffer::cmd {

Run define_run(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<RunFlags>();
    add_run_flags(app, *flags);
    app.add_option("--publish", flags->publish, "How far to publish")->check(CLI::IsMember({"pull-request", "branch", "none"}));
    // Internal, see cmd/proposing_half.hpp.
    app.add_option("--handover", flags->handover)->group("");
    app.add_option("--only", flags->only)->group("")->allow_extra_args(false);
    return [flags, &common] { return run_tasks(common, *flags); };
}

}  // namespace proffer::cmd
