// Unified diffs read back into hunks, for reports.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "diff/quoted_path.hpp"
#include "diff/unified.hpp"

namespace proffer::diff {
namespace {

std::string_view without_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    return line;
}

std::string path_of_side(std::string_view text) {
    // In quotes a CR belongs to the name; else to the line's end.
    while (!text.ends_with('"') && text.ends_with('\r')) text.remove_suffix(1);
    std::string path = unquoted_path(text);
    if (path == "/dev/null") return "";
    if (path.starts_with("a/") || path.starts_with("b/")) path.erase(0, 2);
    return path;
}

struct Range {
    std::size_t begin = 0;
    std::size_t count = 1;
};

bool read_number(std::string_view& text, std::size_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool read_range(std::string_view& text, char sign, Range& range) {
    if (!text.starts_with(sign)) return false;
    text.remove_prefix(1);
    if (!read_number(text, range.begin)) return false;
    if (!text.starts_with(',')) return true;
    text.remove_prefix(1);
    return read_number(text, range.count);
}

/// "@@ -1,2 +3,4 @@ rest"
bool read_hunk_header(std::string_view line, Range& old_range, Range& new_range) {
    if (!line.starts_with("@@ ")) return false;
    line.remove_prefix(3);
    if (!read_range(line, '-', old_range) || !line.starts_with(' ')) return false;
    line.remove_prefix(1);
    return read_range(line, '+', new_range) && line.starts_with(" @@");
}

/// `diff --git a/p b/p`: the two names are equal there unless it is a rename, which has lines of its own.
std::string path_of_git_header(std::string_view rest) {
    if (rest.starts_with('"')) return path_of_side(rest);
    const std::size_t half = rest.size() / 2;
    if (rest.size() % 2 == 1 && rest[half] == ' ' && rest.starts_with("a/") && rest.substr(half + 1).starts_with("b/"))
        return std::string(rest.substr(2, half - 2));
    return path_of_side(rest.substr(0, rest.find(" b/")));
}

class Reader {
 public:
    explicit Reader(std::string_view text) : lines_(base::split_lines(text)) {}

    std::vector<FileDiff> read() {
        while (next_ < lines_.size()) read_line(without_end(lines_[next_]));
        return std::move(files_);
    }

 private:
    void read_line(std::string_view line) {
        Range old_range, new_range;
        if (line.starts_with("diff --git ")) {
            start_git(line.substr(11));
        } else if (line.starts_with("--- ") && next_ + 1 < lines_.size() && lines_[next_ + 1].starts_with("+++ ")) {
            read_sides(line);
        } else if (!files_.empty() && read_hunk_header(line, old_range, new_range)) {
            ++next_;
            read_hunk(line, old_range, new_range);
            return;
        } else if (in_git_header_) {
            read_extended(line);
        }
        ++next_;
    }

    void start_git(std::string_view names) {
        FileDiff file;
        file.old_path = file.new_path = path_of_git_header(names);
        files_.push_back(std::move(file));
        in_git_header_ = true;
    }

    void read_extended(std::string_view line) {
        FileDiff& file = files_.back();
        if (line.starts_with("new file mode ")) file.old_path.clear();
        if (line.starts_with("deleted file mode ")) file.new_path.clear();
        if (line.starts_with("rename from ") || line.starts_with("copy from "))
            file.old_path = unquoted_path(line.substr(line.find("from ") + 5));
        if (line.starts_with("rename to ") || line.starts_with("copy to "))
            file.new_path = unquoted_path(line.substr(line.find("to ") + 3));
        if (line.starts_with("Binary files ") || line == "GIT binary patch") file.binary = true;
    }

    void read_sides(std::string_view line) {
        if (!in_git_header_) files_.emplace_back();
        files_.back().old_path = path_of_side(line.substr(4));
        files_.back().new_path = path_of_side(without_end(lines_[++next_]).substr(4));
        in_git_header_ = false;
    }

    void read_hunk(std::string_view header, Range old_range, Range new_range) {
        in_git_header_ = false;
        Hunk hunk{std::string(header), {}};
        std::size_t old_line = old_range.begin, new_line = new_range.begin;
        while (next_ < lines_.size() && (old_range.count > 0 || new_range.count > 0)) {
            const std::string_view line = without_end(lines_[next_]);
            const char sign = line.empty() ? ' ' : line.front();
            const std::string text(line.empty() ? line : line.substr(1));
            if (sign == ' ' && old_range.count > 0 && new_range.count > 0) {
                hunk.lines.push_back({LineKind::context, text, old_line++, new_line++});
                --old_range.count, --new_range.count;
            } else if (sign == '-' && old_range.count > 0) {
                hunk.lines.push_back({LineKind::removed, text, old_line++, 0});
                --old_range.count;
            } else if (sign == '+' && new_range.count > 0) {
                hunk.lines.push_back({LineKind::added, text, 0, new_line++});
                --new_range.count;
            } else if (sign != '\\') {
                break;
            }
            ++next_;
        }
        files_.back().hunks.push_back(std::move(hunk));
    }

    std::vector<std::string_view> lines_;
    std::size_t next_ = 0;
    bool in_git_header_ = false;
    std::vector<FileDiff> files_;
};

std::size_t count_lines(const FileDiff& file, LineKind kind) {
    std::size_t count = 0;
    for (const Hunk& hunk : file.hunks)
        count += static_cast<std::size_t>(
            std::count_if(hunk.lines.begin(), hunk.lines.end(), [kind](const HunkLine& line) { return line.kind == kind; }));
    return count;
}

}  // namespace

std::size_t FileDiff::added() const {
    return count_lines(*this, LineKind::added);
}

std::size_t FileDiff::removed() const {
    return count_lines(*this, LineKind::removed);
}

std::vector<FileDiff> parse_unified(std::string_view text) {
    return Reader(text).read();
}

}  // namespace proffer::diff
