// `proffer init`: a starter .proffer.yml and the files of CI systems for the repository at hand; never overwrites.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cmd/command.hpp"
#include "cmd/install_hook.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/plugin_files.hpp"
#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"
#include "config/config.hpp"
#include "json/json.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_config_limit_bytes = 1024 * 1024;

Result<std::vector<std::string>> tracked_paths(const git::Repository& repository) {
    const auto head = repository.resolve("");
    if (!head) return std::vector<std::string>();  // nothing is committed yet
    PROFFER_TRY(const auto snapshot, repository.snapshot(*head));
    return snapshot->paths();
}

/// Whoever is at the keyboard, or a schedule, can start it.
bool starts_by_hand(const domain::Task& task) {
    return std::any_of(task.on.begin(), task.on.end(), [](const domain::TriggerRule& rule) {
        return rule.kind == domain::TriggerKind::manual || rule.kind == domain::TriggerKind::dispatch ||
               rule.kind == domain::TriggerKind::schedule;
    });
}

/// What the configuration that is there now, the starter or an older file, says of tasks and models. A broken one says nothing.
void read_config(const std::filesystem::path& path, config::PluginRequest& request) {
    const auto text = os::read_file(path, k_config_limit_bytes);
    if (!text) return;
    const config::Parsed parsed = config::parse_config(*text, path.string());
    if (!parsed.config) return;
    request.provider = parsed.config->settings.model.provider;
    for (const domain::Task& task : parsed.config->tasks)
        if (starts_by_hand(task)) request.tasks.push_back(task.name);
}

void print_done(const Written& done, bool as_json) {
    std::string text;
    for (const std::string& path : done.written) text += "wrote " + path + "\n";
    for (const std::string& path : done.kept) text += "kept  " + path + ", which was there already\n";
    for (const std::string& note : done.notes) text += "next: " + note + "\n";
    if (!as_json) return print_text(text);
    json::Writer writer(json::Style::pretty);
    writer.begin_object().member("conclusion", domain::name(domain::Conclusion::success)).member("exit_code", 0);
    for (const auto& [key, list] :
         {std::pair("written", &done.written), std::pair("kept", &done.kept), std::pair("next_steps", &done.notes)}) {
        writer.key(key).begin_array();
        for (const std::string& one : *list) writer.value(one);
        writer.end_array();
    }
    print_json(writer.end_object().text());
}

Result<int> init_plugins(const CommonFlags& common, const PluginFlags& flags, const Project& project, const std::string& starter,
                         const std::vector<std::string>& paths) {
    PROFFER_CHECK(check_plugin_flags(flags));
    Written done;
    const std::filesystem::path config = common.config.empty() ? project.root() / ".proffer.yml" : std::filesystem::path(common.config);
    if (common.config.empty()) PROFFER_CHECK(write_new_file(project.root(), ".proffer.yml", starter, done));
    config::PluginRequest request{paths, {}, "", flags.action};
    read_config(config, request);
    PROFFER_CHECK(write_plugin_files(project.root(), flags, request, done));
    done.notes.emplace_back("look the files over, validate .proffer.yml with 'proffer check' and commit them");
    print_done(done, common.json);
    return 0;
}

Result<int> init(const CommonFlags& common, const PluginFlags& flags) {
    PROFFER_TRY(const Project project, open_project(common));
    if (project.repository->layout().bare)
        return Error{ErrorCode::usage, "a bare repository has no place for .proffer.yml", "run it in a checkout", {}};
    PROFFER_TRY(const std::vector<std::string> paths, tracked_paths(*project.repository));
    if (flags.github || flags.gitlab || flags.gitea) return init_plugins(common, flags, project, config::render_starter(paths), paths);
    const std::filesystem::path path = common.config.empty() ? project.root() / ".proffer.yml" : std::filesystem::path(common.config);
    if (std::filesystem::exists(std::filesystem::symlink_status(path)))
        return Error{
            ErrorCode::usage, fmt::format("'{}' exists already", path.string()), "edit it, or validate it with 'proffer check'", {}};
    PROFFER_CHECK(os::write_file(path, config::render_starter(paths)));
    print_conclusion(domain::Conclusion::success, fmt::format("wrote {}", path.string()), common.json,
                     "look it over, validate it with 'proffer check' and commit it");
    return 0;
}

bool has_config(const CommonFlags& common) {
    const std::filesystem::path path =
        common.config.empty() ? std::filesystem::path(common.repo) / ".proffer.yml" : std::filesystem::path(common.config);
    return std::filesystem::exists(std::filesystem::symlink_status(path));
}

Result<int> init_with_hook(const CommonFlags& common, const PluginFlags& flags) {
    const bool wants_files = flags.github || flags.gitlab || flags.gitea;
    if (wants_files || !has_config(common)) PROFFER_CHECK(init(common, flags));
    return install_hook(common, "auto");
}

}  // namespace

Run define_init(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<PluginFlags>();
    auto with_hook = std::make_shared<bool>(false);
    app.add_flag("--hook", *with_hook, "Install the pre-push hook (an existing .proffer.yml is kept)");
    app.add_flag("--github", flags->github, "Write workflows for GitHub Actions as well");
    app.add_flag("--gitlab", flags->gitlab, "Write a job for GitLab CI as well");
    app.add_flag("--gitea", flags->gitea, "Write workflows for Gitea or Forgejo as well");
    app.add_option("--workflows", flags->workflows, "Which workflows for GitHub: names with commas between them, or all")
        ->type_name("LIST");
    app.add_option("--action", flags->action, "Where the workflows take the action from, as OWNER/NAME@COMMIT")->type_name("ACTION");
    return [flags, with_hook, &common] { return *with_hook ? init_with_hook(common, *flags) : init(common, *flags); };
}

}  // namespace proffer::cmd
