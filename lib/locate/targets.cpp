// The order of sources: what the task names, what the instruction mentions, what hints point to.
#include "locate/targets.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "guard/scope.hpp"
#include "locate/mentions.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_most_hinted_text_bytes = 64 * 1024;
constexpr std::string_view k_named_by_task = "named by the task";

bool is_file(const domain::Snapshot& snapshot, std::string_view path) {
    const auto mode = snapshot.find(path);
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

/// Targets in order of their naming, no path twice.
class Collection {
 public:
    explicit Collection(const domain::Snapshot& snapshot) : snapshot_(snapshot) {}

    void add(std::string path, std::string_view why) {
        if (seen_.insert(path).second) targets_.push_back({std::move(path), std::string(why)});
    }

    /// A file, the files below a directory, or those that fit a glob. False when nothing is there by that name.
    Result<bool> add_existing(std::string_view name, std::string_view why) {
        if (is_file(snapshot_, name)) {
            add(std::string(name), why);
            return true;
        }
        const bool is_directory = name == "." || snapshot_.find(name) == domain::FileMode::directory;
        const bool is_glob = name.find_first_of("*?") != std::string_view::npos;
        if (!is_directory && !is_glob) return false;
        PROFFER_TRY(const std::vector<std::string>* paths, all_paths());
        const std::size_t before = seen_.size();
        if (is_directory)
            add_below(name, *paths, why);
        else
            add_matching(guard::Pattern(std::string(name)), *paths, why);
        return seen_.size() > before || is_directory;
    }

    Result<const std::vector<std::string>*> all_paths() {
        if (!paths_) {
            PROFFER_TRY(paths_, snapshot_.paths());
            std::sort(paths_->begin(), paths_->end());
        }
        return &*paths_;
    }

    [[nodiscard]] bool empty() const { return targets_.empty(); }
    [[nodiscard]] std::vector<Target> take() { return std::move(targets_); }

 private:
    // Links and submodules cannot be edited, so that they are no targets.
    void add_if_file(const std::string& path, std::string_view why) {
        if (is_file(snapshot_, path)) add(path, why);
    }

    void add_below(std::string_view directory, const std::vector<std::string>& paths, std::string_view why) {
        const std::string start = directory == "." ? "" : std::string(directory) + "/";
        for (auto path = std::lower_bound(paths.begin(), paths.end(), start); path != paths.end() && path->starts_with(start); ++path)
            add_if_file(*path, why);
    }

    void add_matching(const guard::Pattern& pattern, const std::vector<std::string>& paths, std::string_view why) {
        for (const std::string& path : paths)
            if (pattern.matches(path)) add_if_file(path, why);
    }

    const domain::Snapshot& snapshot_;
    std::optional<std::vector<std::string>> paths_;
    std::vector<Target> targets_;
    std::set<std::string> seen_;
};

std::string_view without_decoration(std::string_view name) {
    while (name.starts_with("./") && name.size() > 2) name.remove_prefix(2);
    while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
    return name;
}

Result<void> add_explicit(Collection& targets, const domain::Snapshot& snapshot, std::string_view given) {
    const std::string_view name = without_decoration(given);
    const std::string shown = "'" + base::visible_line(given) + "'";
    PROFFER_TRY(const bool exists, targets.add_existing(name, k_named_by_task));
    if (exists) return {};
    if (name.find_first_of("*?") != std::string_view::npos)
        return Error{ErrorCode::not_found, "no file matches " + shown, "check the pattern; only files of the base commit count", {}};
    if (snapshot.find(name)) return Error{ErrorCode::denied, shown + " is a link or a submodule", "name the file it leads to", {}};
    if (given.ends_with('/')) return Error{ErrorCode::not_found, "no directory " + shown, "name the file to be created", {}};
    PROFFER_TRY(const domain::RepoPath path, domain::RepoPath::parse(name));
    targets.add(path.text(), k_named_by_task);
    return {};
}

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Both in lower case.
bool has_word(std::string_view text, std::string_view word) {
    if (word.empty()) return false;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool starts = at == 0 || !is_word_byte(text[at - 1]) || !is_word_byte(word.front());
        const bool ends = end == text.size() || !is_word_byte(text[end]) || !is_word_byte(word.back());
        if (starts && ends) return true;
    }
    return false;
}

Result<void> add_hinted(Collection& targets, std::string_view instruction, const std::vector<domain::Hint>& hints) {
    const std::string text = base::to_lower(base::prefix(instruction, k_most_hinted_text_bytes));
    for (const domain::Hint& hint : hints) {
        if (!has_word(text, base::to_lower(hint.keyword))) continue;
        for (const std::string& file : hint.files)
            PROFFER_CHECK(targets.add_existing(without_decoration(file), "hint '" + hint.keyword + "'"));
    }
    return {};
}

}  // namespace

Result<std::vector<Target>> find_targets(const domain::Snapshot& snapshot, const std::vector<std::string>& explicit_files,
                                         std::string_view instruction, const std::vector<domain::Hint>& hints) {
    Collection targets(snapshot);
    for (const std::string& file : explicit_files) PROFFER_CHECK(add_explicit(targets, snapshot, file));
    if (!targets.empty()) return targets.take();

    PROFFER_TRY(const std::vector<std::string>* paths, targets.all_paths());
    for (const std::string& path : find_mentions(instruction, *paths))
        if (is_file(snapshot, path)) targets.add(path, "named in the instruction");
    if (targets.empty()) PROFFER_CHECK(add_hinted(targets, instruction, hints));
    return targets.take();
}

}  // namespace proffer::locate
