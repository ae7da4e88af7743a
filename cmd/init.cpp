// `proffer init`: a starter .proffer.yml for the repository at hand; never overwrites.
#include <fmt/format.h>

#include "cmd/command.hpp"
#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"
#include "config/config.hpp"

namespace proffer::cmd {
namespace {

Result<std::vector<std::string>> tracked_paths(const git::Repository& repository) {
    const auto head = repository.resolve("");
    if (!head) return std::vector<std::string>();  // nothing is committed yet
    PROFFER_TRY(const auto snapshot, repository.snapshot(*head));
    return snapshot->paths();
}

Result<int> init(const CommonFlags& common) {
    PROFFER_TRY(const Project project, open_project(common));
    if (project.repository->layout().bare)
        return Error{ErrorCode::usage, "a bare repository has no place for .proffer.yml", "run it in a checkout", {}};
    const std::filesystem::path path = common.config.empty() ? project.root() / ".proffer.yml" : std::filesystem::path(common.config);
    if (std::filesystem::exists(std::filesystem::symlink_status(path)))
        return Error{
            ErrorCode::usage, fmt::format("'{}' exists already", path.string()), "edit it, or validate it with 'proffer check'", {}};
    PROFFER_TRY(const std::vector<std::string> paths, tracked_paths(*project.repository));
    PROFFER_CHECK(os::write_file(path, config::render_starter(paths)));
    print_conclusion(domain::Conclusion::success, fmt::format("wrote {}", path.string()), common.json,
                     "look it over, validate it with 'proffer check' and commit it");
    return 0;
}

}  // namespace

Run define_init(CLI::App&, CommonFlags& common) {
    return [&common] { return init(common); };
}

}  // namespace proffer::cmd
