// `proffer check`: every problem of the configuration, or that there is none.
#include <memory>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"
#include "config/config.hpp"
#include "prompt/template.hpp"

namespace proffer::cmd {
namespace {

/// Names any trigger may give to templates (docs/configuration.md).
const std::vector<std::string> k_template_names = {
    "task",
    "base",
    "unit",
    "instruction",
    "issue.number",
    "issue.title",
    "issue.body",
    "issue.url",
    "issue.author",
    "comment.body",
    "comment.author",
    "comment.path",
    "comment.line",
    "comment.diff_hunk",
    "review.body",
    "review.state",
    "push.log",
    "push.diff",
    "push.files",
    "push.branch",
    "push.ref",
    "push.remote",
    "push.commit",
    "push.before",
    "workflow.name",
    "workflow.log",
    "workflow.branch",
    "workflow.url",
    "pull_request.number",
    "pull_request.title",
    "pull_request.body",
    "pull_request.branch",
    "pull_request.author",
    "pull_request.url",
    "inputs.instruction",
};

/// Logs what is wrong with one template; gives the number of problems.
std::size_t check_template(const std::string& where, const std::string& text) {
    const auto unknown = prompt::unknown_names(text, k_template_names);
    if (!unknown) {
        base::log_error(fmt::format("{}: {}", where, unknown.error().message));
        return 1;
    }
    std::vector<std::string_view> known(k_template_names.begin(), k_template_names.end());
    for (const std::string& name : *unknown) {
        // A dispatch has whatever inputs its workflow declares.
        if (name.starts_with("inputs.")) continue;
        const auto near = base::nearest(name, known);
        base::log_warning(fmt::format("{}: no trigger gives '{}'{}", where, name, near ? fmt::format("; did you mean '{}'?", *near) : ""));
    }
    return 0;
}

std::size_t check_templates(const domain::Config& config) {
    std::size_t problems = 0;
    for (const domain::Task& task : config.tasks) {
        const std::string where = fmt::format("task '{}'", task.name);
        problems += check_template(where + ", instruction", task.instruction);
        problems += check_template(where + ", pull_request.branch", task.settings.pull_request.branch);
        problems += check_template(where + ", pull_request.title", task.settings.pull_request.title);
        problems += check_template(where + ", pull_request.body", task.settings.pull_request.body);
    }
    return problems;
}

Result<int> check(const CommonFlags& common, bool prints) {
    PROFFER_TRY(const Project project, open_project(common));
    auto base = project.repository->resolve("");
    // Before the first commit there may be a file to check all the same; the zero id is never looked up then.
    if (!base) base = domain::Oid::parse(std::string(40, '0'));
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, *base));
    if (const std::size_t problems = check_templates(loaded.config); problems > 0)
        return Error{ErrorCode::config,
                     fmt::format("{} in the templates", base::count_of(problems, "problem")),
                     "correct the templates named above",
                     {}};
    if (prints)
        print_text(config::render_config(loaded.config));
    else
        print_conclusion(domain::Conclusion::success,
                         fmt::format("{}: {}, no problem", loaded.source, base::count_of(loaded.config.tasks.size(), "task")), common.json,
                         "run a task with 'proffer run TASK'");
    return 0;
}

}  // namespace

Run define_check(CLI::App& app, CommonFlags& common) {
    auto prints = std::make_shared<bool>(false);
    app.add_flag("--print", *prints, "Print the effective configuration as YAML");
    return [prints, &common] { return check(common, *prints); };
}

}  // namespace proffer::cmd
