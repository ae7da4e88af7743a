// `proffer hook`: puts the hook into the repository, takes it out, says what is there; and the hook itself.
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/install_hook.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/pre_push.hpp"
#include "cmd/push_worker.hpp"
#include "hook/install.hpp"
#include "json/json.hpp"
#include "os/environment.hpp"

namespace proffer::cmd {
namespace {

struct HookFlags {
    std::string where = "auto";
    PrePushArguments push;
    std::string job;
};

hook::Where where_of(const std::string& word) {
    if (word == "file") return hook::Where::file;
    return word == "config" ? hook::Where::configuration : hook::Where::automatic;
}

Result<hook::InstallRequest> request_for(const CommonFlags& common, const std::string& where) {
    std::error_code problem;
    const std::string directory = std::filesystem::weakly_canonical(std::filesystem::absolute(common.repo, problem), problem).string();
    const auto place = hook::find_place(directory, "");
    if (!place)
        return Error{ErrorCode::not_found,
                     fmt::format("no git repository in '{}' or above it", base::visible_line(directory)),
                     "start proffer inside a repository, or name it with --repo",
                     {}};
    hook::InstallRequest request{*place, os::Environment::of_process(), "", where_of(where)};
    const std::string program = std::filesystem::read_symlink("/proc/self/exe", problem).string();
    if (!problem) request.program = program;
    return request;
}

void print_installation(const hook::Installation& one, std::string_view what) {
    const bool is_file = one.where == hook::Where::file;
    print_text(fmt::format("{}: {}\n", what, base::visible_line(is_file ? one.script : "hook.proffer of the repository's configuration")));
    if (!one.earlier.empty()) print_text(fmt::format("earlier hook: {} (started first)\n", base::visible_line(one.earlier)));
    for (const std::string& note : one.notes) print_text(fmt::format("note: {}\n", base::visible_line(note)));
}

void print_installations(const std::vector<hook::Installation>& all, std::string_view what, bool as_json) {
    if (!as_json) {
        for (const hook::Installation& one : all) print_installation(one, what);
        if (all.empty()) print_text("not installed\n");
        return;
    }
    json::Writer writer(json::Style::pretty);
    writer.begin_object().key("hooks").begin_array();
    for (const hook::Installation& one : all) {
        writer.begin_object().member("where", one.where == hook::Where::file ? "file" : "config");
        writer.member("script", one.script).member("earlier", one.earlier).key("notes").begin_array();
        for (const std::string& note : one.notes) writer.value(note);
        writer.end_array().end_object();
    }
    writer.end_array().member("exit_code", 0).end_object();
    print_json(writer.text());
}

Result<int> uninstall(const CommonFlags& common) {
    PROFFER_TRY(const hook::InstallRequest request, request_for(common, "auto"));
    PROFFER_TRY(const auto removed, hook::uninstall_hook(request));
    print_installations(removed, "removed", common.json);
    return 0;
}

Result<int> show_installed(const CommonFlags& common) {
    PROFFER_TRY(const hook::InstallRequest request, request_for(common, "auto"));
    PROFFER_TRY(const auto found, hook::find_installed(request));
    print_installations(found, "installed", common.json);
    return 0;
}

}  // namespace

Result<int> install_hook(const CommonFlags& common, const std::string& where) {
    PROFFER_TRY(const hook::InstallRequest request, request_for(common, where));
    PROFFER_TRY(hook::Installation made, hook::install_hook(request));
    print_installations({std::move(made)}, "installed", common.json);
    return 0;
}

Run define_hook(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<HookFlags>();
    app.require_subcommand(1);
    const auto add = [&app](const char* name, const char* summary) {
        CLI::App* made = app.add_subcommand(name, summary);
        made->fallthrough();
        return made;
    };
    CLI::App* const install = add("install", "start tasks that are 'on: pre-push' with every push; hooks that are there keep working");
    install->add_option("--where", flags->where, "git's hook file, or its configuration (git 2.54 and newer; the default there)")
        ->check(CLI::IsMember({"auto", "file", "config"}));
    const CLI::App* const remove = add("uninstall", "take the hook out again; what it took the place of comes back");
    const CLI::App* const status = add("status", "say whether and where the hook is installed");
    CLI::App* const pre_push = add("pre-push", "the hook itself, started by git");
    pre_push->add_option("--earlier", flags->push.earlier, "A hook to start first")->type_name("FILE");
    pre_push->add_option("remote", flags->push.remote, "The remote's name, as git gives it");
    pre_push->add_option("url", flags->push.url, "The remote's url, as git gives it");
    CLI::App* const work = add("work", "");
    work->group("");  // internal, see cmd/push_worker.hpp
    work->add_option("job", flags->job)->required();
    return [=, &common]() -> Result<int> {
        if (install->parsed()) return install_hook(common, flags->where);
        if (remove->parsed()) return uninstall(common);
        if (status->parsed()) return show_installed(common);
        if (work->parsed()) return work_on_push(flags->job);
        return run_pre_push(flags->push);
    };
}

}  // namespace proffer::cmd
