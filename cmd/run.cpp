// `proffer run`: propose, then publish.
#include <memory>

#include "cmd/ci_files.hpp"
#include "cmd/command.hpp"
#include "cmd/run_flags.hpp"

namespace proffer::cmd {

Run define_run(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<RunFlags>();
    add_run_flags(app, *flags);
    app.add_option("--publish", flags->publish, "How far to publish")->check(CLI::IsMember({"pull-request", "branch", "none"}));
    app.add_option("--work", flags->work)->group("");
    app.add_option("--handover", flags->handover)->group("");  // internal, see cmd/proposing_half.hpp
    app.add_option("--pushed", flags->pushed)->group("");      // internal, see cmd/pushed.hpp
    app.add_option("--pushed-branch", flags->pushed_branch)->group("");
    return [flags, &common] { return tell_ci(run_tasks(common, *flags)); };
}

}  // namespace proffer::cmd
