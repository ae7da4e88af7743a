// Path recovery: exact first, then slips of spelling, then the end of a path, then the bare name; never a guess between two.
#include "edit/paths.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/reasons.hpp"

namespace proffer::edit {
namespace {

constexpr std::size_t k_longest_path = 4096;
/// Files that fit a name; more need not be looked up.
constexpr std::size_t k_enough_to_tell = 6;

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string_view folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// By whole components: "a/b.py" ends in "b.py", "ab.py" does not.
bool ends_in(std::string_view path, std::string_view end) {
    return path.size() > end.size() && path.ends_with(end) && path[path.size() - end.size() - 1] == '/';
}

std::string without_current_folder(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    return std::string(path);
}

Problem bad_path(std::string_view spelt, const std::string& why) {
    return {std::string(spelt), k_bad_path, why};
}

Problem several(std::string_view spelt, const std::vector<std::string>& fits) {
    constexpr std::size_t k_listed = 5;
    std::string list;
    for (std::size_t i = 0; i < fits.size() && i < k_listed; ++i) list += (i > 0 ? ", '" : "'") + base::visible_line(fits[i]) + "'";
    if (fits.size() > k_listed) list += ", …";
    return {std::string(spelt), k_ambiguous_path,
            "'" + base::visible_line(base::prefix(spelt, 200)) + "' fits several files: " + list + "; give the whole path"};
}

}  // namespace

bool Paths::is_file(std::string_view path) const {
    const std::optional<domain::FileMode> mode = files_.find(path);
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

bool Paths::is_target(std::string_view path) const {
    return std::any_of(targets_.begin(), targets_.end(), [path](const domain::RepoPath& target) { return target.text() == path; });
}

std::optional<std::string> Paths::only_target() const {
    if (targets_.size() != 1) return {};
    return targets_.front().text();
}

bool Paths::knows(std::string_view spelt) const {
    if (spelt.empty() || spelt.size() > k_longest_path) return false;
    const std::string path = without_current_folder(spelt);
    if (!domain::RepoPath::parse(path)) return false;
    if (is_target(path) || !targets_ending_in(path).empty()) return true;
    // Once all files are listed there is no need to ask for each word of a long reply.
    if (!by_name_ && is_file(path)) return true;
    const Names& named = files_named(name_of(path));
    return std::any_of(named.begin(), named.end(),
                       [&](const std::string& file) { return (file == path || ends_in(file, path)) && is_file(file); });
}

Paths::Names Paths::targets_ending_in(std::string_view path) const {
    Names fits;
    for (const domain::RepoPath& target : targets_)
        if (ends_in(target.text(), path)) fits.push_back(target.text());
    return fits;
}

Paths::Names Paths::targets_named(std::string_view name) const {
    Names fits;
    for (const domain::RepoPath& target : targets_)
        if (target.file_name() == name) fits.push_back(target.text());
    return fits;
}

const Paths::Names& Paths::files_named(std::string_view name) const {
    if (!by_name_) {
        by_name_.emplace();
        if (Result<Names> all = files_.paths())
            for (std::string& path : *all) (*by_name_)[std::string(name_of(path))].push_back(std::move(path));
    }
    static const Names k_none;
    const auto found = by_name_->find(std::string(name));
    return found == by_name_->end() ? k_none : found->second;
}

Paths::Names Paths::files_ending_in(std::string_view path) const {
    Names fits;
    for (const std::string& file : files_named(name_of(path)))
        if (fits.size() <= k_enough_to_tell && ends_in(file, path) && is_file(file)) fits.push_back(file);
    return fits;
}

/// The part of `path` that is a file or link where a folder would have to be; empty: none.
std::string_view Paths::file_in_the_way(std::string_view path) const {
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        const std::optional<domain::FileMode> mode = files_.find(path.substr(0, slash));
        if (!mode) return {};
        if (mode != domain::FileMode::directory) return path.substr(0, slash);
    }
    return {};
}

std::variant<ResolvedPath, Problem> Paths::resolve(std::string_view spelt, Wanted wanted) const {
    if (spelt.size() > k_longest_path) return bad_path(base::prefix(spelt, 200), "the path is too long");
    std::string path = without_current_folder(spelt);
    if (path.find('\\') != std::string::npos && !is_file(path)) {
        const std::string slashed = without_current_folder(base::replace_all(path, "\\", "/"));
        if (domain::RepoPath::parse(slashed) && (is_file(slashed) || is_target(slashed))) path = slashed;
    }
    const Result<domain::RepoPath> parsed = domain::RepoPath::parse(path);
    if (!parsed) return bad_path(spelt, parsed.error().message);
    const std::optional<domain::FileMode> mode = files_.find(path);
    if (const std::string_view other = file_in_the_way(path); !other.empty())
        return bad_path(spelt, "'" + base::visible_line(other) + "' is no folder");
    if (mode && !is_file(path)) return bad_path(spelt, "'" + base::visible_line(path) + "' is no regular file");
    if (!mode && wanted != Wanted::existing && path.find('\\') != std::string::npos)
        return bad_path(spelt, "'" + base::visible_line(path) + "' has a backslash; separate folders with '/'");
    if (mode || wanted == Wanted::absent || is_target(path)) return ResolvedPath{*parsed, mode.has_value(), false};
    return recover(path, wanted);
}

std::variant<ResolvedPath, Problem> Paths::recover(const std::string& path, Wanted wanted) const {
    const auto resolved = [this](const std::string& text, bool folder_guessed) -> std::variant<ResolvedPath, Problem> {
        const Result<domain::RepoPath> parsed = domain::RepoPath::parse(text);
        if (!parsed) return bad_path(text, parsed.error().message);
        return ResolvedPath{*parsed, is_file(text), folder_guessed};
    };
    if (path.starts_with("a/") || path.starts_with("b/"))
        if (const std::string rest = path.substr(2); is_file(rest) || is_target(rest)) return resolved(rest, false);

    Names fits = targets_ending_in(path);
    // A whole file beside known targets is new unless its path fits one of them.
    if (fits.empty() && (wanted == Wanted::existing || targets_.empty())) fits = files_ending_in(path);
    if (fits.size() > 1) return several(path, fits);
    if (fits.size() == 1) return resolved(fits.front(), wanted == Wanted::any && !is_target(fits.front()));

    const std::string_view name = name_of(path), folder = folder_of(path);
    const bool folder_made_up = !folder.empty() && !files_.find(folder);
    if (wanted == Wanted::existing || folder_made_up) fits = targets_named(name);
    if (fits.empty() && wanted == Wanted::existing && targets_.empty()) fits = files_named(name);
    if (fits.size() > 1 && wanted == Wanted::existing) return several(path, fits);
    if (fits.size() == 1 && is_file(fits.front())) return resolved(fits.front(), true);

    if (wanted == Wanted::existing) return Problem{path, k_no_file, "there is no file '" + base::visible_line(path) + "'"};
    return resolved(path, false);
}

}  // namespace proffer::edit
