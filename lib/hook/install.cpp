// Asks git where hooks belong; writes and removes nothing else than what it names in its result.
#include "hook/install.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.hpp"
#include "hook/earlier_hook.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

namespace proffer::hook {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_first_words = "# The pre-push hook of proffer:";
constexpr std::uint64_t k_script_bytes = 1024 * 1024;
constexpr const char* k_event_key = "hook.proffer.event";
constexpr const char* k_command_key = "hook.proffer.command";

/// The user's own git, in the repository, without what a hook inherits.
class Git {
 public:
    explicit Git(const InstallRequest& request) : environment_(request.environment), directory_(request.place.root()) {
        environment_.erase_git_variables();
        for (const char* name : {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"})
            if (const auto value = request.environment.find(name)) environment_.set(name, *value);
        environment_.set("LC_ALL", "C");
    }

    [[nodiscard]] Result<os::Finished> run(std::vector<std::string> arguments) const {
        os::Command command;
        command.arguments = std::move(arguments);
        command.arguments.insert(command.arguments.begin(), "git");
        command.environment = environment_;
        command.directory = directory_;
        auto finished = os::run(command);
        if (!finished && finished.error().code == ErrorCode::not_found)
            return Error{ErrorCode::not_found, "cannot find the git program", "install git", {}};
        return finished;
    }

    /// What it prints, without the line end; empty when it fails.
    [[nodiscard]] Result<std::string> ask(std::vector<std::string> arguments) const {
        PROFFER_TRY(const os::Finished finished, run(std::move(arguments)));
        return finished.succeeded() ? std::string(base::trim_right(finished.output)) : std::string();
    }

    [[nodiscard]] Result<void> demand(std::vector<std::string> arguments) const {
        PROFFER_TRY(const os::Finished finished, run(std::move(arguments)));
        if (finished.succeeded()) return {};
        return Error{ErrorCode::git, "git refuses: " + base::visible_line(base::trim(finished.error_output)), "", {}};
    }

 private:
    os::Environment environment_;
    std::string directory_;
};

/// "git version 2.54.0".
bool knows_configured_hooks(const std::string& version) {
    int numbers[2] = {0, 0};
    const char* at = version.data() + std::min(version.size(), std::string_view("git version ").size());
    const char* const end = version.data() + version.size();
    for (int& number : numbers) {
        const auto [rest, problem] = std::from_chars(at, end, number);
        if (problem != std::errc()) return false;
        at = rest == end ? end : rest + 1;
    }
    return numbers[0] > 2 || (numbers[0] == 2 && numbers[1] >= 54);
}

std::string read_script(const std::string& path) {
    const auto text = os::read_file(path, k_script_bytes);
    return text ? *text : std::string();
}

bool is_there(const std::string& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

Result<void> move_file(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return os::system_error("cannot rename '" + from + "' to '" + to + "'");
    return {};
}

Result<void> write_script(const std::string& path, const std::string& program) {
    PROFFER_CHECK(os::write_file(path, hook_script(program)));
    if (::chmod(path.c_str(), 0755) != 0) return os::system_error("cannot make '" + path + "' executable");
    return {};
}

std::string configured_script(const Place& place) {
    return place.common_dir + "/proffer/pre-push";
}

std::string earlier_of(const std::string& script) {
    return script + std::string(k_earlier_suffix);
}

/// Where git looks for `pre-push`.
Result<std::string> hook_file(const Git& git, const Place& place) {
    PROFFER_TRY(const std::string directory, git.ask({"rev-parse", "--git-path", "hooks"}));
    if (directory.empty()) return Error{ErrorCode::git, "git does not tell where hooks belong", "", {}};
    return ((fs::path(place.root()) / directory).lexically_normal() / "pre-push").string();
}

Error shared_directory(const std::string& file, const std::string& scope) {
    return {ErrorCode::denied,
            fmt::format("core.hooksPath of the {} configuration makes '{}' a hook of every repository", scope, file),
            "add this line to it yourself: proffer hook pre-push \"$@\"",
            {}};
}

Result<void> refuse_shared(const Git& git, const std::string& file) {
    PROFFER_TRY(const std::string answer, git.ask({"config", "--show-scope", "--get", "core.hooksPath"}));
    const std::string scope = answer.substr(0, answer.find('\t'));
    if (scope == "global" || scope == "system") return shared_directory(file, scope);
    return {};
}

/// What is in the working tree and not ignored, people commit.
Result<void> note_visible_file(const Git& git, const Place& place, Installation& made) {
    const std::string relative = fs::path(made.script).lexically_relative(place.root()).string();
    const bool is_inside = !place.work_dir.empty() && !relative.starts_with("..") && !relative.starts_with(".git/");
    if (!is_inside) return {};
    PROFFER_TRY(const os::Finished ignored, git.run({"check-ignore", "--quiet", "--", relative}));
    if (!ignored.succeeded()) made.notes.push_back(fmt::format("'{}' is in the working tree: 'git status' shows it", relative));
    return {};
}

Result<Installation> install_file(const Git& git, const InstallRequest& request) {
    Installation made;
    made.where = Where::file;
    PROFFER_TRY(made.script, hook_file(git, request.place));
    PROFFER_CHECK(refuse_shared(git, made.script));
    const std::string earlier = earlier_of(made.script);
    if (is_there(made.script) && !is_our_script(read_script(made.script))) {
        if (is_there(earlier))
            return Error{ErrorCode::conflict,
                         fmt::format("'{}' is not ours, and '{}' is there already", made.script, earlier),
                         "keep one of them as 'pre-push', then install again",
                         {}};
        PROFFER_CHECK(move_file(made.script, earlier));
    }
    if (is_there(earlier)) made.earlier = earlier;
    if (auto written = write_script(made.script, request.program); !written) {
        if (is_there(earlier) && !is_there(made.script)) (void)move_file(earlier, made.script);
        return std::move(written).error();
    }
    PROFFER_CHECK(note_visible_file(git, request.place, made));
    return made;
}

Result<Installation> install_configuration(const Git& git, const InstallRequest& request) {
    Installation made;
    made.where = Where::configuration;
    made.script = configured_script(request.place);
    PROFFER_CHECK(write_script(made.script, request.program));
    PROFFER_CHECK(git.demand({"config", "--local", "--replace-all", k_command_key, base::shell_quote(made.script)}));
    PROFFER_CHECK(git.demand({"config", "--local", "--replace-all", k_event_key, "pre-push"}));
    return made;
}

Result<std::optional<Installation>> find_file(const Git& git, const InstallRequest& request) {
    Installation found;
    found.where = Where::file;
    PROFFER_TRY(found.script, hook_file(git, request.place));
    if (!is_our_script(read_script(found.script))) return std::optional<Installation>();
    if (is_there(earlier_of(found.script))) found.earlier = earlier_of(found.script);
    return std::optional(std::move(found));
}

Result<std::optional<Installation>> find_configuration(const Git& git, const InstallRequest& request) {
    PROFFER_TRY(const std::string command, git.ask({"config", "--local", "--get", k_command_key}));
    if (command.empty()) return std::optional<Installation>();
    return std::optional(Installation{Where::configuration, configured_script(request.place), "", {}});
}

Result<void> remove_file(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && is_there(path)) return os::system_error("cannot remove '" + path + "'");
    return {};
}

Result<void> undo(const Git& git, const Installation& found) {
    if (found.where == Where::configuration) {
        PROFFER_CHECK(git.demand({"config", "--local", "--remove-section", "hook.proffer"}));
        PROFFER_CHECK(remove_file(found.script));
        ::rmdir(fs::path(found.script).parent_path().c_str());
        return {};
    }
    if (!found.earlier.empty()) return move_file(found.earlier, found.script);
    return remove_file(found.script);
}

}  // namespace

std::string hook_script(const std::string& program) {
    return R"(#!/bin/sh
# The pre-push hook of proffer: finds the program and hands over to it. 'proffer hook uninstall' takes it away. See docs/hook.md.
earlier=$0.before-proffer
for proffer in )" +
           (program.empty() ? "''" : base::shell_quote(program)) + R"( "$HOME/.local/bin/proffer" /usr/local/bin/proffer; do
  [ -x "$proffer" ] && exec "$proffer" hook pre-push --earlier "$earlier" -- "$@"
done
command -v proffer >/dev/null && exec proffer hook pre-push --earlier "$earlier" -- "$@"
[ -x "$earlier" ] && exec "$earlier" "$@"
echo 'proffer: cannot find the program; the push goes on without it' >&2
)";
}

bool is_our_script(std::string_view text) {
    const auto second = text.find('\n');
    return second != std::string_view::npos && text.substr(second + 1).starts_with(k_first_words);
}

Result<Installation> install_hook(const InstallRequest& request) {
    const Git git(request);
    PROFFER_TRY(const std::string version, git.ask({"version"}));
    Where where = request.where;
    if (where == Where::automatic) where = knows_configured_hooks(version) ? Where::configuration : Where::file;
    PROFFER_TRY(Installation made, where == Where::file ? install_file(git, request) : install_configuration(git, request));
    if (where == Where::configuration && !knows_configured_hooks(version))
        made.notes.push_back("this git is older than 2.54 and does not start hooks of the configuration");
    // One is enough: the other would start everything twice.
    PROFFER_TRY(const auto other, where == Where::file ? find_configuration(git, request) : find_file(git, request));
    if (other) PROFFER_CHECK(undo(git, *other));
    return made;
}

Result<std::vector<Installation>> uninstall_hook(const InstallRequest& request) {
    PROFFER_TRY(const std::vector<Installation> found, find_installed(request));
    const Git git(request);
    for (const Installation& each : found) PROFFER_CHECK(undo(git, each));
    return found;
}

Result<std::vector<Installation>> find_installed(const InstallRequest& request) {
    const Git git(request);
    std::vector<Installation> all;
    PROFFER_TRY(const auto configured, find_configuration(git, request));
    if (configured) all.push_back(*configured);
    PROFFER_TRY(const auto file, find_file(git, request));
    if (file) all.push_back(*file);
    return all;
}

}  // namespace proffer::hook
