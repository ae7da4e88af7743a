// Repository, configuration, switches, walls and model; what is about the forge is in examine_forge.cpp.
#include "cmd/examine.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ci/trigger.hpp"
#include "cmd/examine_forge.hpp"
#include "cmd/wiring.hpp"
#include "domain/isolation.hpp"
#include "git/version.hpp"
#include "os/process.hpp"
#include "provider/reach.hpp"

namespace proffer::cmd {
namespace {

using domain::Advice;
using domain::Conclusion;
using Advices = std::vector<Advice>;

constexpr std::size_t k_most_models = 8;
/// A failing server is told as such after seconds, not minutes.
constexpr const char* k_retry_base_ms = "100";

/// Keeps and shows nothing.
class NoArtifact : public run::Artifact {
 public:
    Result<void> append(std::string_view) override { return {}; }
    Result<void> write(std::string_view, std::string_view) override { return {}; }
};

class NoWatcher : public run::Watcher {
 public:
    void on_event(const std::string&) override {}
    void on_reply_text(std::string_view) override {}
    void on_reply_restart() override {}
    void on_retry(std::string_view) override {}
    void on_check_start(std::string_view) override {}
    void on_check_output(std::string_view) override {}
};

Advice examine_repository(const Project& project) {
    const git::Layout& layout = project.repository->layout();
    std::string kind = layout.bare ? "bare" : "with a working tree";
    if (layout.shallow) kind += ", shallow";
    if (layout.partial) kind += ", partial";
    const std::string branch = project.repository->head_branch();
    return domain::fine("repository-kind", fmt::format("{} ({}; HEAD {})", project.root().string(), kind,
                                                       branch.empty() ? "is detached" : "on '" + branch + "'"));
}

Advice examine_git(const Project& project) {
    os::Command command;
    command.arguments = {"git", "--version"};
    command.environment = project.environment;
    command.environment.erase_git_variables();
    command.timeout = std::chrono::seconds(10);
    command.output_limit_bytes = 4096;
    auto finished = os::run(command);
    if (!finished) return git::judge_git_version(std::move(finished).error());
    return git::judge_git_version(std::move(finished->output));
}

Advice examine_identity(const Project& project, const ExamineFlags& flags) {
    const auto identity = identity_from(flags.author, project);
    if (!identity) return domain::problem("identity", identity.error(), Conclusion::usage_error);
    return domain::fine("identity", fmt::format("commits are by {} <{}>", identity->name, identity->email));
}

void examine_switches(Advices& all, const Project& project, const domain::Config& config) {
    if (!is_enabled(project.environment))
        all.push_back(domain::problem("enabled", "PROFFER_ENABLED switches proffer off", "unset PROFFER_ENABLED", Conclusion::disabled));
    else if (!config.settings.enabled)
        all.push_back(domain::problem("enabled", "the configuration switches proffer off", "set 'enabled: true' in '.proffer.yml'",
                                      Conclusion::disabled));
    std::vector<std::string> off;
    for (const domain::Task& task : config.tasks)
        if (!task.settings.enabled && config.settings.enabled) off.push_back(task.name);
    if (!off.empty())
        all.push_back(domain::warning("enabled", fmt::format("switched off: {}", fmt::join(off, ", ")), "set 'enabled: true' in the task"));
    else if (all.back().name != "enabled")
        all.push_back(domain::fine("enabled", "proffer is switched on"));
}

/// Defaults when there is none that can be read: the rest of the examination still tells something.
domain::Config examine_configuration(Advices& all, const Project& project, const CommonFlags& common, const Result<domain::Oid>& base) {
    auto loaded = load_config(project, common, base ? *base : *domain::Oid::parse(std::string(40, '0')));
    if (!loaded) {
        all.push_back(domain::problem("configuration", loaded.error(), Conclusion::usage_error));
        return {};
    }
    all.push_back(
        domain::fine("configuration", fmt::format("{}: {}", loaded->source, base::count_of(loaded->config.tasks.size(), "task"))));
    if (loaded->config.tasks.empty())
        all.push_back(domain::warning("tasks", "none is declared: only 'run --instruction' does anything", "declare one under 'tasks'"));
    return std::move(loaded->config);
}

int least_isolation(const Project& project, const domain::Config& config, const ExamineFlags& flags) {
    if (!flags.isolation.empty()) return domain::parse_level(flags.isolation);
    const bool is_ci = ci::is_ci(project.environment);
    int least = std::max(domain::minimum_level(is_ci ? domain::Trust::configuration : domain::Trust::own), config.settings.isolation);
    for (const domain::Task& task : config.tasks) least = std::max(least, task.settings.isolation);
    return least;
}

Advice examine_runner(Project& project, const domain::Config& config, const ExamineFlags& flags, const domain::Oid& base) {
    NoArtifact artifact;
    NoWatcher watcher;
    SystemClock clock;
    AdapterChoices choices;
    choices.artifact_directory = artifact_directory(project, "", config.settings.report);
    choices.shown = flags.shown;
    const run::Ports ports = make_ports(project, choices, artifact, clock, watcher);
    const auto workspaces = ports.make_workspaces(base);
    if (!workspaces) return domain::problem("runner", workspaces.error(), domain::conclusion_of(workspaces.error()));
    const domain::Isolation& isolation = (*workspaces)->isolation();
    const int least = least_isolation(project, config, flags);
    const std::string why = isolation.reason.empty() ? "" : "; " + isolation.reason;
    if (isolation.level < least)
        return domain::problem(
            "runner", fmt::format("checks need isolation L{}, and this machine gives {}{}", least, isolation.text(), why),
            fmt::format("run on a machine that grants namespaces, or allow less with '--isolation L{}'", std::max(isolation.level, 1)),
            Conclusion::not_authorized);
    if (isolation.level <= 1)
        return domain::warning("runner", fmt::format("{}: checks can read and write what you can{}", isolation.text(), why),
                               "run on a machine that grants namespaces");
    return domain::fine("runner", fmt::format("{} (least: L{})", isolation.text(), least));
}

domain::ModelSettings laid_over(domain::ModelSettings model, const ExamineFlags& flags) {
    if (!flags.provider.empty()) {
        if (flags.provider != model.provider) model.name.clear();
        model.provider = flags.provider;
    }
    if (!flags.model.empty()) model.name = flags.model;
    if (!flags.base_url.empty()) model.base_url = flags.base_url;
    return model;
}

/// Each way to a model once, with the tasks that take it.
std::map<std::string, std::pair<domain::ModelSettings, std::vector<std::string>>> models_of(const domain::Config& config,
                                                                                            const ExamineFlags& flags) {
    std::map<std::string, std::pair<domain::ModelSettings, std::vector<std::string>>> models;
    const auto add = [&](const domain::ModelSettings& given, const std::string& task) {
        domain::ModelSettings model = laid_over(given, flags);
        const std::string key = model.provider + '\n' + model.name + '\n' + model.base_url + '\n' + model.command;
        if (models.size() >= k_most_models && !models.contains(key)) return;
        auto& entry = models.try_emplace(key, std::move(model), std::vector<std::string>()).first->second;
        if (!task.empty()) entry.second.push_back(task);
    };
    for (const domain::Task& task : config.tasks)
        if (task.command.empty()) add(task.settings.model, task.name);
    if (config.tasks.empty()) add(config.settings.model, "");
    return models;
}

void examine_models(Advices& all, const Project& project, const domain::Config& config, const ExamineFlags& flags) {
    const auto models = models_of(config, flags);
    if (models.empty()) all.push_back(domain::fine("model", "no task asks one"));
    for (const auto& [key, entry] : models) {
        provider::ProviderRequest request;
        request.model = entry.first;
        request.base_url_from_operator = !flags.base_url.empty();
        request.allowed_hosts = allowed_hosts(project, flags.allowed_hosts);
        request.environment = project.environment;
        request.user_agent = k_user_agent;
        for (Advice& advice : provider::advise_on_model(request)) {
            if (models.size() > 1) advice.message = fmt::format("{}: {}", fmt::join(entry.second, ", "), advice.message);
            all.push_back(std::move(advice));
        }
    }
}

void examine_project(Advices& all, Project& project, const CommonFlags& common, const ExamineFlags& flags) {
    all.push_back(examine_repository(project));
    all.push_back(examine_git(project));
    all.push_back(examine_identity(project, flags));
    const auto base = project.repository->resolve("");
    if (!base) all.push_back(domain::problem("base", base.error(), domain::conclusion_of(base.error())));
    const domain::Config config = examine_configuration(all, project, common, base);
    examine_switches(all, project, config);
    if (base) all.push_back(examine_runner(project, config, flags, *base));
    examine_models(all, project, config, flags);
    for (Advice& advice : examine_forge(project, config)) all.push_back(std::move(advice));
}

}  // namespace

Advices examine(const CommonFlags& common, const ExamineFlags& flags) {
    auto project = open_project(common);
    if (!project) return {domain::problem("repository-kind", project.error(), domain::conclusion_of(project.error()))};
    if (!project->environment.find("PROFFER_RETRY_BASE_MS")) project->environment.set("PROFFER_RETRY_BASE_MS", k_retry_base_ms);
    Advices all;
    examine_project(all, *project, common, flags);
    for (Advice& advice : all) {
        advice.message = project->redactor.redact(advice.message);
        advice.remedy = project->redactor.redact(advice.remedy);
    }
    return all;
}

}  // namespace proffer::cmd
