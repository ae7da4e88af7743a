// <file>p</file> <original>…</original> <patched>…</patched>, once or often.
#include "base/text.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_file = "<file>", k_file_end = "</file>";
constexpr std::string_view k_original = "<original>", k_original_end = "</original>";
constexpr std::string_view k_patched = "<patched>", k_patched_end = "</patched>";

/// What stands between two tags, as lines: what is left of the tags' own lines is not part of it.
std::string_view lines_between(std::string_view body) {
    if (const std::size_t first = body.find('\n'); first != std::string_view::npos && is_blank(body.substr(0, first)))
        body.remove_prefix(first + 1);
    const std::size_t last = body.find_last_not_of(" \t");
    if (last == std::string_view::npos) return {};
    return body[last] == '\n' ? body.substr(0, last + 1) : body;
}

/// Is there nothing but blanks between the start of the line and `at`?
bool starts_line(std::string_view text, std::size_t at) {
    while (at > 0 && text[at - 1] != '\n' && is_blank(text.substr(at - 1, 1))) --at;
    return at == 0 || text[at - 1] == '\n';
}

bool has_line_starting_with(std::string_view text, std::string_view start) {
    for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1))
        if (starts_line(text, at)) return true;
    return false;
}

class Reader {
 public:
    Reader(const ReplyLines& lines, const Paths& paths) : lines_(lines), text_(lines.text()), path_(paths.only_target().value_or("")) {}

    Requests read() {
        for (std::size_t i = 0; i < lines_.size() && !stopped_;) {
            const bool may = watch_.may_hold_marker(lines_[i]);
            at_ = lines_.offset(i) + (lines_[i].size() - trim_left(lines_[i]).size());
            if (!may || !read_tag()) {
                ++i;
                continue;
            }
            while (i < lines_.size() && lines_.offset(i) < at_) ++i;
        }
        if (!stopped_ && watch_.left_open()) stop("the fence round the edits is not closed");
        return std::move(requests_);
    }

 private:
    void stop(std::string message, const char* reason = k_incomplete) {
        requests_.refuse(path_, reason, std::move(message));
        stopped_ = true;
    }

    [[nodiscard]] bool here(std::string_view tag) const { return text_.substr(at_, tag.size()) == tag; }

    /// A comment behind the file's name, as in "<file>a.py</file>  # the parser", is no part of it.
    void skip_to_next_tag() {
        const std::size_t next = text_.find_first_not_of(" \t\r", at_);
        const bool has_remark = next != std::string_view::npos && (text_[next] == '#' || text_.substr(next, 2) == "//");
        at_ = text_.find_first_not_of(" \t\r\n", has_remark ? text_.find('\n', next) : at_);
        if (at_ == std::string_view::npos) at_ = text_.size();
    }

    /// Reads what starts at `at_` and moves behind it; false when that is no tag of ours.
    bool read_tag() {
        if (here(k_file)) return read_file();
        if (here(k_original)) return read_pair();
        for (const std::string_view tag : {k_patched, k_patched_end, k_original_end, k_file_end})
            if (here(tag)) stop("'" + std::string(tag) + "' does not line up with the tags before it", k_malformed);
        return stopped_;
    }

    bool read_file() {
        constexpr std::size_t k_longest = 5000;
        const std::string_view behind = text_.substr(at_ + k_file.size(), k_longest);
        const std::size_t end = behind.find(k_file_end);
        watch_.marker_found();
        if (end == std::string_view::npos) {
            stop("a '<file>' tag is not closed");
            return true;
        }
        path_ = std::string(base::trim(behind.substr(0, end)));
        at_ += k_file.size() + end + k_file_end.size();
        skip_to_next_tag();
        if (!here(k_original)) {
            stop("'<file>' is not followed by '<original>'", k_malformed);
            return true;
        }
        return read_pair();
    }

    bool read_pair() {
        watch_.marker_found();
        const std::size_t old_begin = at_ + k_original.size();
        const std::size_t old_end = end_of_original(old_begin);
        if (old_end == std::string_view::npos) {
            stop("an '<original>' has no '</original>' with '<patched>' behind it");
            return true;
        }
        const std::size_t new_begin = text_.find(k_patched, old_end) + k_patched.size();
        const std::size_t new_end = text_.find(k_patched_end, new_begin);
        if (new_end == std::string_view::npos) {
            stop("a '<patched>' tag is not closed");
            return true;
        }
        const std::string_view old_text = lines_between(text_.substr(old_begin, old_end - old_begin));
        const std::string_view new_text = lines_between(text_.substr(new_begin, new_end - new_begin));
        if (has_line_starting_with(old_text, k_original) || has_line_starting_with(old_text, k_file) ||
            has_line_starting_with(new_text, k_original) || has_line_starting_with(new_text, k_file)) {
            stop("one edit starts before the one before it is closed");
            return true;
        }
        add(old_text, new_text);
        at_ = new_end + k_patched_end.size();
        return true;
    }

    /// Files may hold the tag themselves; the one meant has the new text behind it.
    [[nodiscard]] std::size_t end_of_original(std::size_t begin) const {
        for (std::size_t end = text_.find(k_original_end, begin); end != std::string_view::npos;
             end = text_.find(k_original_end, end + 1)) {
            const std::size_t next = text_.find_first_not_of(" \t\r\n", end + k_original_end.size());
            if (next != std::string_view::npos && text_.substr(next, k_patched.size()) == k_patched) return end;
        }
        return std::string_view::npos;
    }

    void add(std::string_view old_text, std::string_view new_text) {
        if (++edits_ > k_most_edits) return stop("the reply has too many edits", k_too_large);
        if (requests_.files.empty() || requests_.files.back().path != path_) {
            FileRequest request;
            request.action = Action::change;
            request.path = path_;
            requests_.files.push_back(std::move(request));
        }
        HunkRequest hunk;
        hunk.old_text = old_text;
        hunk.new_text = new_text;
        requests_.files.back().hunks.push_back(hunk);
    }

    const ReplyLines& lines_;
    std::string_view text_;
    FenceWatch watch_;
    Requests requests_;
    std::string path_;
    std::size_t at_ = 0;
    std::size_t edits_ = 0;
    bool stopped_ = false;
};

}  // namespace

Requests read_original_patched(const ReplyLines& lines, const Paths& paths) {
    return Reader(lines, paths).read();
}

}  // namespace proffer::edit
