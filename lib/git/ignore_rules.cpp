// A repository with nothing in it but the ignore files, for libgit2 to ask.
#include "git/ignore_rules.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "git/library.hpp"
#include "os/files.hpp"

namespace proffer::git {

namespace {

constexpr std::uint64_t k_most_bytes = 1024 * 1024;

bool is_ignore_file(std::string_view path) {
    return path == ".gitignore" || path.ends_with("/.gitignore");
}

/// What is a pattern elsewhere is a name here.
std::string as_literal(std::string_view directory) {
    std::string text;
    for (const char c : directory) {
        if (std::string_view("*?[\\").find(c) != std::string_view::npos) text += '\\';
        text += c;
    }
    return text;
}

/// A line of the ignore file in `directory` as one of the root's; empty: it says nothing.
std::string at_root(std::string_view line, std::string_view directory) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) return {};
    const bool negates = line.starts_with('!');
    if (negates) line.remove_prefix(1);
    const std::string_view body = line.ends_with('/') ? line.substr(0, line.size() - 1) : line;
    const bool is_anchored = body.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) return {};
    return (negates ? "!/" : "/") + as_literal(directory) + (is_anchored ? "/" : "/**/") + std::string(line);
}

/// All rules in one file, those of deeper directories later: libgit2 (1.5) drops a `!` rule unless the same file has what it takes back.
Result<std::string> rules_of(const domain::Snapshot& base) {
    PROFFER_TRY(std::vector<std::string> paths, base.paths());
    std::erase_if(paths, [](const std::string& path) { return !is_ignore_file(path); });
    const auto depth = [](const std::string& path) { return std::count(path.begin(), path.end(), '/'); };
    std::stable_sort(paths.begin(), paths.end(), [&](const auto& a, const auto& b) { return depth(a) < depth(b); });
    std::string rules;
    for (const std::string& path : paths) {
        // git follows no link to find its rules, and neither do we.
        const auto mode = base.find(path);
        if (mode != domain::FileMode::regular && mode != domain::FileMode::executable) continue;
        PROFFER_TRY(const std::string text, base.read(path));
        if (text.size() > k_most_bytes) continue;
        const auto slash = path.rfind('/');
        for (const std::string_view line : ::proffer::base::split_lines(text))
            rules += (slash == std::string::npos ? std::string(line) : at_root(line, path.substr(0, slash))) + "\n";
    }
    return rules;
}

}  // namespace

struct IgnoreRules::Rules {
    RepositoryHandle repository;
};

IgnoreRules::IgnoreRules(std::unique_ptr<Rules> rules) : rules_(std::move(rules)) {}
IgnoreRules::IgnoreRules(IgnoreRules&& other) noexcept = default;
IgnoreRules& IgnoreRules::operator=(IgnoreRules&& other) noexcept = default;
IgnoreRules::~IgnoreRules() = default;

Result<IgnoreRules> IgnoreRules::make(const domain::Snapshot& base, const std::filesystem::path& directory,
                                      const std::filesystem::path& exclude) {
    start_library();
    auto rules = std::make_unique<Rules>();
    const int status = git_repository_init(Out(rules->repository), directory.c_str(), 0);
    if (status != 0) return failure(status, "cannot read the ignore rules");
    PROFFER_TRY(const std::string text, rules_of(base));
    const std::string own = os::read_file(exclude, k_most_bytes).value_or("");
    PROFFER_CHECK(os::write_file(directory / ".gitignore", own + "\n" + text, os::Durability::renamed));
    return IgnoreRules(std::move(rules));
}

Result<bool> IgnoreRules::ignores(const std::string& path) const {
    int ignored = 0;
    const int status = git_ignore_path_is_ignored(&ignored, rules_->repository.get(), path.c_str());
    if (status != 0) return failure(status, "cannot tell whether git ignores a path");
    return ignored == 1;
}

}  // namespace proffer::git
