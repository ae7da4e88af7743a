// Parses the command line, runs one command, prints the final error. The only place that decides the exit status.
#include <cstdio>
#include <cstring>
#include <exception>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/pre_push.hpp"
#include "cmd/wiring.hpp"
#include "domain/conclusion.hpp"
#include "os/signals.hpp"
#include "workspace/factory.hpp"

namespace proffer::cmd {
namespace {

void add_common_flags(CLI::App& app, CommonFlags& common) {
    app.add_option("--repo", common.repo, "The repository (default: the one around the current directory)")->type_name("DIR");
    app.add_option("--config", common.config, "Configuration file to use instead of .proffer.yml")->type_name("FILE");
    app.add_flag("--json", common.json, "Machine-readable result on stdout");
    app.add_flag("-q,--quiet", common.quiet, "Show errors only");
    app.add_flag("-v,--verbose", common.verbose, "Show more");
    app.add_option("--color", common.color, "When to colour the log")->check(CLI::IsMember({"auto", "always", "never"}));
}

int print_error(const Error& error, const CommonFlags& common) {
    const domain::Conclusion conclusion = domain::conclusion_of(error);
    base::log_error(error.text());
    if (!error.hint.empty()) base::log_info("hint: " + error.hint);
    if (common.json) print_json_error(error, conclusion);
    return domain::exit_status(conclusion, os::stop_signal());
}

int run_command(int argument_count, char** arguments) {
    CLI::App app("proffer turns an instruction into a proven pull request, without touching your checkout.", "proffer");
    app.set_version_flag("--version", std::string("proffer ") + PROFFER_VERSION);
    app.require_subcommand(1);
    CommonFlags common;
    common.arguments.assign(arguments + 1, arguments + argument_count);
    std::vector<Run> runs;
    for (const Command& command : k_commands) {
        CLI::App* subcommand = app.add_subcommand(command.name, command.summary);
        add_common_flags(*subcommand, common);
        runs.push_back(command.define(*subcommand, common));
    }
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& error) {
        const bool asked_for_text = error.get_exit_code() == 0;
        // The message repeats arguments, which a workflow may have taken from an issue.
        std::ostringstream out, problem;
        app.exit(error, out, problem);
        std::fputs(base::inert_log_text(out.str()).c_str(), stdout);
        std::fputs(base::inert_log_text(problem.str()).c_str(), stderr);
        return asked_for_text ? 0 : domain::exit_status(domain::Conclusion::usage_error);
    }
    start_logging(common);
    for (std::size_t i = 0; i < k_commands.size(); ++i) {
        if (!app.got_subcommand(k_commands[i].name)) continue;
        const Result<int> status = runs[i]();
        return status ? *status : print_error(status.error(), common);
    }
    return domain::exit_status(domain::Conclusion::usage_error);
}

}  // namespace
}  // namespace proffer::cmd

int main(int argument_count, char** arguments) {
    // The walls are put up by this same program, started again with a clean environment (security.md 4.4).
    if (argument_count > 1 && std::strcmp(arguments[1], "--sandbox-helper") == 0)
        return proffer::workspace::sandbox_helper_main(argument_count, arguments);
    try {
        // A push waits for this one: nothing is set up that it does not need.
        if (const auto push = proffer::cmd::quick_arguments(argument_count, arguments)) return proffer::cmd::run_pre_push(*push);
        proffer::os::watch_signals();
        return proffer::cmd::run_command(argument_count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "proffer: bug: %s\n", proffer::base::inert_log_text(error.what()).c_str());
        return proffer::domain::exit_status(proffer::domain::Conclusion::internal_error);
    }
}
