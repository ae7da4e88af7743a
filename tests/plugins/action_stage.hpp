// The usual stage of the action's tests: a labelled issue on GitHub, and a scripted model.
#pragma once

#include <string>
#include <vector>

#include "action_job.hpp"

namespace proffer::plugins {

inline constexpr const char* k_title = "Make add return the sum";
inline constexpr const char* k_key = "sk-ant-api03-0123456789abcdefghijABCDEFGHIJ";

inline scene::Staged::File labelled() {
    return {plugins::labelled_configuration()};
}

struct Stage {
    explicit Stage(std::vector<support::ModelStep> steps = {support::reply_with(support::modified("src/calc.py", scene::k_right))},
                   const scene::Staged::File& whole = labelled())
        : staged(scene::StageKind::github, whole),
          model(support::ModelApi::anthropic, std::move(steps)),
          job(staged, staged.stage.api().add_issue(k_title)) {
        job.with["provider"] = "anthropic";
        job.with["api-key"] = k_key;
        job.with["base-url"] = model.url();
    }
    [[nodiscard]] JobResult run() { return job.run(job.labelled(k_title)); }
    [[nodiscard]] std::size_t pull_requests() { return staged.stage.api().pull_requests().size(); }

    scene::Staged staged;
    support::ModelServer model;
    ActionJob job;
};

inline bool names_an_error(const JobResult& result, const std::string& part) {
    for (const std::string& command : result.commands)
        if (command.starts_with("error: ") && has(command, part)) return true;
    return false;
}

}  // namespace proffer::plugins
