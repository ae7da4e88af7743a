// --- FILE: p --- … --- END FILE ---, and --- DELETE FILE: p ---.
#include "base/text.hpp"
#include "edit/delimiters.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"

namespace proffer::edit {
namespace {

/// "WORDS" of `--- WORDS ---`; nothing for other lines.
std::optional<std::string_view> between_dashes(std::string_view line) {
    constexpr std::size_t k_longest = 6000;
    line = base::trim(line);
    if (line.size() > k_longest || !line.starts_with("---") || !line.ends_with("---")) return {};
    const std::size_t first = line.find_first_not_of('-'), last = line.find_last_not_of('-');
    if (first == std::string_view::npos || line[first] != ' ' || line[last] != ' ') return {};
    return base::trim(line.substr(first, last - first));
}

std::optional<std::string_view> behind_word(std::string_view text, std::string_view word) {
    if (text.size() < word.size() || base::to_lower(text.substr(0, word.size())) != word) return {};
    return base::trim(text.substr(word.size()));
}

}  // namespace

Delimiter parse_delimiter(std::string_view line) {
    const std::optional<std::string_view> words = between_dashes(line);
    if (!words) return {};
    if (base::to_lower(*words) == "end file") return {Delimiter::Kind::end, {}};
    for (const std::string_view word : {"delete file:", "deleted file:", "remove file:"})
        if (const auto path = behind_word(*words, word)) return {Delimiter::Kind::removal, *path};
    if (const auto path = behind_word(*words, "end file:")) return {Delimiter::Kind::end, *path};
    if (const auto path = behind_word(*words, "file:")) return {Delimiter::Kind::begin, *path};
    return {};
}

namespace {

class Reader {
 public:
    explicit Reader(const ReplyLines& lines) : lines_(lines) {}

    Requests read() {
        for (std::size_t i = 0; i < lines_.size() && requests_.problems.empty();) {
            const Delimiter delimiter = watch_.may_hold_marker(lines_[i]) ? parse_delimiter(lines_[i]) : Delimiter{};
            i = read_delimiter(delimiter, i);
        }
        if (requests_.problems.empty() && watch_.left_open()) requests_.refuse("", k_incomplete, "the fence round the edits is not closed");
        return std::move(requests_);
    }

 private:
    std::size_t read_delimiter(const Delimiter& delimiter, std::size_t i) {
        if (delimiter.kind == Delimiter::Kind::none) return i + 1;
        watch_.marker_found();
        const std::string path(delimiter.path);
        if (requests_.files.size() >= k_most_edits) {
            requests_.refuse(path, k_too_large, "the reply has too many edits");
        } else if (delimiter.kind == Delimiter::Kind::end) {
            requests_.refuse("", k_malformed, "an '--- END FILE ---' has no '--- FILE: … ---' before it");
        } else if (path.empty()) {
            requests_.refuse("", k_no_path, "a '--- FILE: … ---' line must name the file");
        } else if (delimiter.kind == Delimiter::Kind::removal) {
            requests_.files.push_back({Action::remove, path, "", "", {}, {}, false, true});
        } else if (const std::size_t end = end_of_body(i + 1); end < lines_.size()) {
            requests_.files.push_back({Action::whole_file, path, "", "", lines_.between(i + 1, end), {}, false, true});
            return end + 1;
        } else {
            requests_.refuse(path, k_incomplete, "'" + base::visible_line(path) + "' has no '--- END FILE ---'");
        }
        return i + 1;
    }

    /// Balanced pairs inside a body are its text.
    [[nodiscard]] std::size_t end_of_body(std::size_t line) const {
        std::size_t depth = 1;
        for (; line < lines_.size(); ++line) {
            const Delimiter::Kind kind = parse_delimiter(lines_[line]).kind;
            if (kind == Delimiter::Kind::begin) ++depth;
            if (kind == Delimiter::Kind::end && --depth == 0) break;
        }
        return line;
    }

    const ReplyLines& lines_;
    FenceWatch watch_;
    Requests requests_;
};

}  // namespace

Requests read_file_delimiters(const ReplyLines& lines) {
    return Reader(lines).read();
}

}  // namespace proffer::edit
