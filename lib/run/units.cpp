// Lists, shares, groups.
#include "run/units.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::run {
namespace {

constexpr int k_most_shares = 256;

bool is_file(const domain::Snapshot& base, const std::string& path) {
    const auto mode = base.find(path);
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

std::string_view parent_of(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// The first directory on the way to `path` that the pattern names, with its slash; empty: none.
std::string directory_for(const guard::Pattern& pattern, const std::string& path) {
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (pattern.matches(path.substr(0, slash))) return path.substr(0, slash + 1);
    return {};
}

/// Paths are sorted, but files of a directory need not stand together: "a-b" comes before "a/b".
std::vector<Unit> directories_of(const std::vector<std::string>& paths, const std::string& each) {
    const guard::Pattern pattern(each.ends_with('/') ? each.substr(0, each.size() - 1) : each);
    std::map<std::string, std::vector<std::string>> directories;
    for (const std::string& path : paths)
        if (std::string directory = directory_for(pattern, path); !directory.empty()) directories[std::move(directory)].push_back(path);
    std::vector<Unit> units;
    for (auto& [name, files] : directories) units.push_back({0, name, std::move(files)});
    return units;
}

std::vector<Unit> files_of(const std::vector<std::string>& paths, const std::string& each) {
    const guard::Pattern pattern(each);
    std::vector<Unit> units;
    for (const std::string& path : paths)
        if (pattern.matches(path)) units.push_back({0, path, {path}});
    return units;
}

bool has_one_of(const Unit& unit, const std::vector<std::string>& narrowed) {
    return std::any_of(narrowed.begin(), narrowed.end(), [&](const std::string& path) {
        return path == unit.name || path + "/" == unit.name || std::binary_search(unit.files.begin(), unit.files.end(), path);
    });
}

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || text.empty()) return {};
    return number;
}

}  // namespace

Result<std::vector<Unit>> list_units(const domain::Snapshot& base, const std::string& each, const std::vector<std::string>& narrowed) {
    PROFFER_TRY(std::vector<std::string> paths, base.paths());
    std::erase_if(paths, [&](const std::string& path) { return !is_file(base, path); });
    std::vector<Unit> units;
    if (!each.ends_with('/')) units = files_of(paths, each);
    if (units.empty()) units = directories_of(paths, each);
    for (std::size_t i = 0; i < units.size(); ++i) units[i].number = static_cast<int>(i + 1);
    if (!narrowed.empty()) std::erase_if(units, [&](const Unit& unit) { return !has_one_of(unit, narrowed); });
    return units;
}

std::vector<Unit> units_named(const std::vector<Unit>& units, const std::vector<std::string>& names) {
    const std::set<std::string_view> wanted(names.begin(), names.end());
    std::vector<Unit> found;
    std::copy_if(units.begin(), units.end(), std::back_inserter(found), [&](const Unit& unit) { return wanted.contains(unit.name); });
    return found;
}

Result<Share> parse_share(std::string_view text) {
    const auto slash = text.find('/');
    const int index = number_in(text.substr(0, slash)).value_or(0);
    const int count = slash == std::string_view::npos ? 0 : number_in(text.substr(slash + 1)).value_or(0);
    if (count < 1 || count > k_most_shares || index < 1 || index > count)
        return Error{ErrorCode::usage,
                     fmt::format("'{}' is no share", base::visible_line(text)),
                     fmt::format("write it as 2/5: the second of five; at most {}", k_most_shares),
                     {}};
    return Share{index, count};
}

std::vector<Unit> share_of(const std::vector<Unit>& units, const Share& share) {
    std::vector<Unit> own;
    for (std::size_t i = static_cast<std::size_t>(share.index - 1); i < units.size(); i += static_cast<std::size_t>(share.count))
        own.push_back(units[i]);
    return own;
}

std::vector<std::vector<Unit>> in_groups(const std::vector<Unit>& units, const domain::Grouping& grouping) {
    std::vector<std::vector<Unit>> groups;
    if (grouping.by_directory) {
        std::map<std::string, std::vector<Unit>, std::less<>> directories;
        for (const Unit& unit : units) directories[std::string(parent_of(unit.name))].push_back(unit);
        for (auto& [directory, together] : directories) groups.push_back(std::move(together));
        return groups;
    }
    const std::size_t size = grouping.size > 0 ? static_cast<std::size_t>(grouping.size) : std::max<std::size_t>(units.size(), 1);
    for (std::size_t i = 0; i < units.size(); i += size) {
        const auto first = units.begin() + static_cast<std::ptrdiff_t>(i);
        groups.emplace_back(first, first + static_cast<std::ptrdiff_t>(std::min(size, units.size() - i)));
    }
    return groups;
}

guard::Scope scope_of(const domain::Task& task) {
    const domain::Settings& settings = task.settings;
    guard::Scope scope{settings.allowed, task.files, settings.protected_paths, settings.unprotected};
    if (!task.each.empty()) scope.files.push_back(task.each);
    return scope;
}

domain::Limits limits_together(domain::Limits limits, std::size_t units) {
    const auto times = [units](std::uint64_t limit) {
        const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        return units > 0 && limit > most / units ? most : limit * std::max<std::uint64_t>(units, 1);
    };
    limits.files = times(limits.files);
    limits.diff_lines = times(limits.diff_lines);
    // What a cap over several runs leaves is for all of them together.
    if (limits.calls_key == "limits.calls") limits.calls = times(limits.calls);
    return limits;
}

std::optional<Join::Conflict> Join::add(int unit, const domain::EditSet& edits) {
    for (const domain::Edit& edit : edits)
        if (const auto earlier = owned_.find(edit.path.text()); earlier != owned_.end() && earlier->second.edit.content != edit.content)
            return Conflict{edit.path.text(), earlier->second.unit};
    for (const domain::Edit& edit : edits) owned_.try_emplace(edit.path.text(), Owned{edit, unit});
    return {};
}

domain::EditSet Join::edits() const {
    domain::EditSet edits;
    for (const auto& [path, owned] : owned_) edits.push_back(owned.edit);
    std::sort(edits.begin(), edits.end(), [](const domain::Edit& a, const domain::Edit& b) { return a.path < b.path; });
    return edits;
}

}  // namespace proffer::run
