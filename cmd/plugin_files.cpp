// Which template becomes which file of the repository.
#include "cmd/plugin_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/plugin_templates.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

constexpr std::string_view k_github = "ci/github-action/workflows/";
constexpr std::string_view k_gitea = "ci/gitea/";
constexpr std::string_view k_gitlab = "ci/gitlab/proffer.yml";
constexpr std::string_view k_gitlab_place = ".gitlab/proffer.yml";

std::string stem(std::string_view path) {
    const std::size_t slash = path.rfind('/') + 1;
    return std::string(path.substr(slash, path.rfind('.') - slash));
}

std::vector<std::string> names_below(std::string_view place) {
    std::vector<std::string> names;
    for (const PluginTemplate& one : plugin_templates())
        if (one.path.starts_with(place)) names.push_back(stem(one.path));
    return names;
}

Result<std::vector<std::string>> chosen_workflows(const std::string& list) {
    const std::vector<std::string> there = names_below(k_github);
    if (list == "all") return there;
    std::vector<std::string> chosen;
    for (const std::string_view part : base::split(list, ',')) {
        const std::string name(base::trim(part));
        if (std::find(there.begin(), there.end(), name) == there.end())
            return Error{
                ErrorCode::usage, fmt::format("there is no workflow '{}'", name), fmt::format("choose of {}", fmt::join(there, ", ")), {}};
        chosen.push_back(name);
    }
    return chosen;
}

std::string_view text_of(const std::string& path) {
    for (const PluginTemplate& one : plugin_templates())
        if (one.path == path) return one.text;
    PROFFER_ASSERT(false, "a template is missing");
}

Result<void> write_workflows(const std::filesystem::path& root, std::string_view templates, const std::string& place,
                             const std::vector<std::string>& names, const config::PluginRequest& request, Written& done) {
    for (const std::string& name : names) {
        const std::string text = config::render_plugin_file(text_of(std::string(templates) + name + ".yml"), request);
        PROFFER_CHECK(write_new_file(root, place + "proffer-" + name + ".yml", text, done));
    }
    return {};
}

Result<void> write_gitlab(const std::filesystem::path& root, const config::PluginRequest& request, Written& done) {
    PROFFER_CHECK(
        write_new_file(root, std::string(k_gitlab_place), config::render_plugin_file(text_of(std::string(k_gitlab)), request), done));
    const std::string include = fmt::format("include:\n  - local: {}\n", k_gitlab_place);
    const std::size_t before = done.kept.size();
    PROFFER_CHECK(write_new_file(root, ".gitlab-ci.yml", include, done));
    if (done.kept.size() > before) done.notes.push_back(fmt::format("add 'include: [{{local: {}}}]' to .gitlab-ci.yml", k_gitlab_place));
    done.notes.emplace_back("set PROFFER_TOKEN and the model's key as masked, protected variables (docs/gitlab.md)");
    return {};
}

bool has_directory(const std::filesystem::path& path) {
    std::error_code none;
    return std::filesystem::is_directory(path, none);
}

}  // namespace

Result<void> write_new_file(const std::filesystem::path& root, const std::string& path, std::string_view text, Written& done) {
    std::filesystem::path place = root;
    for (const std::filesystem::path& part : std::filesystem::path(path).parent_path()) {
        place /= part;
        const auto status = std::filesystem::symlink_status(place);
        if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
            return Error{ErrorCode::usage, fmt::format("'{}' is no directory of this repository", place.string()), "move it away", {}};
    }
    if (std::filesystem::exists(std::filesystem::symlink_status(root / path))) {
        done.kept.push_back(path);
        return {};
    }
    PROFFER_CHECK(os::write_file(root / path, text));
    done.written.push_back(path);
    return {};
}

Result<void> check_plugin_flags(const PluginFlags& flags) {
    if (!flags.action.empty() && !config::is_action_reference(flags.action))
        return Error{ErrorCode::usage, fmt::format("'{}' names no action", flags.action), "write --action OWNER/NAME@COMMIT", {}};
    PROFFER_CHECK(chosen_workflows(flags.workflows));
    return {};
}

Result<void> write_plugin_files(const std::filesystem::path& root, const PluginFlags& flags, const config::PluginRequest& request,
                                Written& done) {
    PROFFER_TRY(const std::vector<std::string> workflows, chosen_workflows(flags.workflows));
    if (flags.github) {
        PROFFER_CHECK(write_workflows(root, k_github, ".github/workflows/", workflows, request, done));
        if (request.action.find('@') == std::string::npos)
            done.notes.emplace_back("pin 'proffer/proffer' in the workflows to a commit (--action OWNER/NAME@COMMIT writes it)");
        done.notes.emplace_back("set the model's key as a secret of the repository (docs/github.md)");
    }
    if (flags.gitlab) PROFFER_CHECK(write_gitlab(root, request, done));
    if (flags.gitea) {
        const std::string place = has_directory(root / ".forgejo") ? ".forgejo/workflows/" : ".gitea/workflows/";
        PROFFER_CHECK(write_workflows(root, k_gitea, place, names_below(k_gitea), request, done));
        done.notes.emplace_back("set the model's key as a secret of the repository (docs/gitea.md)");
    }
    return {};
}

}  // namespace proffer::cmd
