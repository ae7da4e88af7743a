// Cuts text into words that could be paths and looks each up once.
#include "locate/mentions.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/text.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_most_mentions = 50;
constexpr std::size_t k_longest_word_bytes = 4096;
constexpr std::string_view k_separators = " \t\r\n\"'`()[]{}<>,;|=";
constexpr std::string_view k_trailing = ".:!?*_";

/// Finds files by the end of their path: sorted backwards, all paths with one ending stand together.
class Endings {
 public:
    explicit Endings(const std::vector<std::string>& paths) {
        reversed_.reserve(paths.size());
        for (const std::string& path : paths) reversed_.emplace_back(path.rbegin(), path.rend());
        std::sort(reversed_.begin(), reversed_.end());
    }

    /// The one file below some directory whose path ends with `ending`; nothing when there are none or several.
    [[nodiscard]] std::optional<std::string> only(std::string_view ending) const {
        const std::string wanted = std::string(ending.rbegin(), ending.rend()) + "/";
        const auto first = std::lower_bound(reversed_.begin(), reversed_.end(), wanted);
        if (first == reversed_.end() || !first->starts_with(wanted)) return {};
        const auto second = std::next(first);
        if (second != reversed_.end() && second->starts_with(wanted)) return {};
        return std::string(first->rbegin(), first->rend());
    }

 private:
    std::vector<std::string> reversed_;
};

/// Without what stands round a path in prose, logs and links: "./", ":12:5", "::test", "#L7", a full stop.
std::string_view tidy(std::string_view word) {
    word = word.substr(0, std::min(word.find("::"), word.find('#')));
    const auto trim_end = [&](std::string_view characters) {
        const std::size_t last = word.find_last_not_of(characters);
        word = word.substr(0, last == std::string_view::npos ? 0 : last + 1);
    };
    trim_end(k_trailing);
    for (int number = 0; number < 2; ++number) {
        const std::size_t colon = word.rfind(':');
        if (colon == std::string_view::npos || word.find_first_not_of("0123456789-", colon + 1) != std::string_view::npos) break;
        word = word.substr(0, colon);
    }
    while (word.starts_with("./") || word.starts_with('*') || word.starts_with('_')) {
        if (word.starts_with('_') && !word.ends_with('_')) break;  // a name may start so
        word.remove_prefix(word.starts_with("./") ? 2 : 1);
    }
    return word;
}

/// A name that nobody writes by chance: with an ending, or as Makefile and LICENSE are written.
bool looks_like_file_name(std::string_view word) {
    const std::size_t dot = word.rfind('.');
    const bool has_ending = dot != std::string_view::npos && dot + 1 < word.size();
    return has_ending || (!word.empty() && word.front() >= 'A' && word.front() <= 'Z');
}

class Finder {
 public:
    explicit Finder(const std::vector<std::string>& paths) : paths_(paths), endings_(paths) {}

    [[nodiscard]] std::optional<std::string> find(std::string_view word) const {
        const bool has_directory = word.find('/') != std::string_view::npos;
        if (!has_directory && !looks_like_file_name(word)) return {};
        if (is_tracked(word)) return std::string(word);
        if (auto file = endings_.only(word)) return file;
        return has_directory ? find_inside(word) : std::nullopt;
    }

 private:
    [[nodiscard]] bool is_tracked(std::string_view path) const { return std::binary_search(paths_.begin(), paths_.end(), path); }

    /// "/home/me/project/src/a.py", "b/src/a.py" and links end with a tracked path.
    [[nodiscard]] std::optional<std::string> find_inside(std::string_view word) const {
        const bool is_diff_path = word.starts_with("a/") || word.starts_with("b/");
        if (is_diff_path && is_tracked(word.substr(2))) return std::string(word.substr(2));
        for (std::size_t slash = word.find('/'); slash != std::string_view::npos; slash = word.find('/')) {
            word.remove_prefix(slash + 1);
            const bool has_directory = word.find('/') != std::string_view::npos;
            if (has_directory && is_tracked(word)) return std::string(word);
        }
        return {};
    }

    const std::vector<std::string>& paths_;
    Endings endings_;
};

}  // namespace

std::vector<std::string> find_mentions(std::string_view text, const std::vector<std::string>& paths) {
    const Finder finder(paths);
    std::vector<std::string> found;
    std::unordered_set<std::string> judged;  // words, then also their files
    for (std::size_t begin = text.find_first_not_of(k_separators); begin != std::string_view::npos && found.size() < k_most_mentions;) {
        const std::size_t end = std::min(text.find_first_of(k_separators, begin), text.size());
        const std::string word = base::replace_all(std::string(tidy(text.substr(begin, end - begin))), "\\", "/");
        begin = text.find_first_not_of(k_separators, end);
        if (word.size() > k_longest_word_bytes || !judged.insert(word).second) continue;
        auto file = finder.find(word);
        if (!file || (*file != word && !judged.insert(*file).second)) continue;
        found.push_back(*std::move(file));
    }
    return found;
}

}  // namespace proffer::locate
