// Unified diffs: in fences or bare, with git's headers or plain ones, with any line numbers or none.
#include "base/text.hpp"
#include "diff/quoted_path.hpp"
#include "edit/diff_headers.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "edit/signed_lines.hpp"
#include "edit/spoken_paths.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_no_file_side = "/dev/null";

/// What the headers say about one file.
struct Header {
    std::string old_path, new_path;  ///< without a/ and b/; `/dev/null` as it stands
    std::string rename_from, rename_to;
    std::string mode;  ///< of a new file
    bool git = false;
    bool created = false, removed = false, changes_mode = false, binary = false, copied = false;
    bool has_sides = false;
};

std::string side_path(std::string_view text) {
    return std::string(base::trim(diff::unquoted_path(base::trim(text))));
}

/// a/ and b/ go when both sides have them, or one has and the other is no file.
void strip_prefixes(Header& header) {
    const bool old_a = header.old_path.starts_with("a/"), new_b = header.new_path.starts_with("b/");
    const bool old_none = header.old_path == k_no_file_side, new_none = header.new_path == k_no_file_side;
    if ((!old_a && !old_none) || (!new_b && !new_none)) return;
    if (old_a) header.old_path.erase(0, 2);
    if (new_b) header.new_path.erase(0, 2);
}

class Reader {
 public:
    Reader(const ReplyLines& lines, const Paths& paths) : lines_(lines), paths_(paths) {}

    Requests read() {
        std::size_t i = 0;
        while (i < lines_.size() && !stopped_) i = read_line(i);
        if (!stopped_) finish_file();
        if (!stopped_ && watch_.left_open()) stop(k_incomplete, "the fence round the diff is not closed");
        return std::move(requests_);
    }

 private:
    void stop(const char* reason, std::string message) {
        requests_.refuse(file_ ? file_->path : "", reason, std::move(message));
        stopped_ = true;
    }

    std::size_t read_line(std::size_t i) {
        const std::string_view line = lines_[i];
        const bool was_inside = watch_.inside();
        const bool may = watch_.may_hold_marker(line) || in_diff_fence();
        if (watch_.inside() != was_inside) hunks_in_fence_ = false;
        if (watch_.inside() != was_inside || !may) return i + 1;
        if (line.starts_with("diff --git ")) {
            start_file();
            header_.git = true;
            read_git_names(line.substr(11));
        } else if (is_side_pair(lines_, i)) {
            return read_sides(i);
        } else if (header_.git && !header_.has_sides && is_extended_header(line)) {
            read_extended(line);
        } else if (line.starts_with("@@") && (file_ || in_diff_fence())) {
            return read_hunk(i);
        } else if (is_signature(line)) {
            return i + 2;  // git's version stands below
        } else if (hunks_in_fence_ && !is_blank(line) && !is_extended_header(line)) {
            stop(k_malformed, "each line of a hunk starts with ' ', '-' or '+'");
        }
        return i + 1;
    }

    [[nodiscard]] bool in_diff_fence() const {
        return watch_.fence() && (watch_.fence()->info.starts_with("diff") || watch_.fence()->info.starts_with("patch"));
    }

    void start_file() {
        finish_file();
        watch_.marker_found();
        header_ = Header();
        file_.emplace();
        file_->action = Action::change;
        if (requests_.files.size() >= k_most_edits) stop(k_too_large, "the reply has too many edits");
    }

    /// Names that `---` and `+++` or `rename` lines do not repeat matter only for empty files and pure mode changes.
    void read_git_names(std::string_view names) {
        const std::size_t middle = names.find(" b/");
        if (names.starts_with('"') || middle == std::string_view::npos) return;
        header_.old_path = side_path(names.substr(0, middle));
        header_.new_path = side_path(names.substr(middle + 1));
        strip_prefixes(header_);
        file_->path = header_.new_path;
    }

    void read_extended(std::string_view line) {
        const auto value = [line](std::string_view word) { return side_path(line.substr(word.size())); };
        if (line.starts_with("rename from ")) header_.rename_from = value("rename from ");
        if (line.starts_with("rename to ")) header_.rename_to = value("rename to ");
        if (line.starts_with("copy ")) header_.copied = true;
        if (line.starts_with("new mode ")) header_.changes_mode = true;
        if (line.starts_with("deleted file mode ")) header_.removed = true;
        if (line.starts_with("Binary files ") || line.starts_with("GIT binary patch")) header_.binary = true;
        if (line.starts_with("new file mode ")) {
            header_.created = true;
            header_.mode = value("new file mode ");
        }
    }

    std::size_t read_sides(std::size_t i) {
        if (!file_ || !header_.git || header_.has_sides) start_file();
        header_.has_sides = true;
        header_.old_path = side_path(lines_[i].substr(4));
        header_.new_path = side_path(lines_[i + 1].substr(4));
        strip_prefixes(header_);
        header_.created = header_.created || header_.old_path == k_no_file_side;
        header_.removed = header_.removed || header_.new_path == k_no_file_side;
        file_->path = header_.removed ? header_.old_path : header_.new_path;
        return i + 2;
    }

    // --- hunks ---

    std::size_t read_hunk(std::size_t i) {
        if (!file_) start_headless(i);
        const HunkHeader header = parse_hunk_header(lines_[i]);
        if (++hunks_ > k_most_edits) stop(k_too_large, "the reply has too many edits");
        SignedLines signed_lines;
        ++i;
        for (; i < lines_.size() && !ends_hunk(i, header, signed_lines); ++i) {
            if (signed_lines.add(lines_[i])) continue;
            stop(k_malformed, "each line of a hunk starts with ' ', '-' or '+'");
            return i;
        }
        if (!blanks_are_wanted(header, signed_lines)) signed_lines.drop_bare_blanks();
        if (is_too_short(header, signed_lines)) {
            stop(k_incomplete, "a hunk has fewer lines than its header says");
            return i;
        }
        add_hunk(header, signed_lines);
        return i;
    }

    /// A fence of hunks without file names: for the file named above it or for the only target.
    void start_headless(std::size_t i) {
        std::size_t open = i;
        while (open > 0 && !parse_fence(lines_[open])) --open;
        start_file();
        const std::optional<SpokenPath> said = path_above(lines_, open, 0, Surroundings::plain, paths_);
        file_->path = said ? said->path : paths_.only_target().value_or("");
        header_.new_path = header_.old_path = file_->path;
        header_.has_sides = true;
    }

    static bool is_satisfied(const HunkHeader& header, const SignedLines& read) {
        return header.old_range && header.new_range && read.old_count() >= header.old_range->count &&
               read.new_count() >= header.new_range->count;
    }

    [[nodiscard]] bool ends_hunk(std::size_t i, const HunkHeader& header, const SignedLines& read) const {
        const std::string_view line = lines_[i];
        const bool satisfied = is_satisfied(header, read);
        const bool counted = header.old_range && header.new_range;
        if (watch_.fence() && closes(line, *watch_.fence())) return true;
        if (is_signature(line)) return satisfied;
        if (line.starts_with("@@") || line.starts_with("diff --git ")) return true;
        if (is_side_pair(lines_, i) && (satisfied || !counted)) return true;
        if (satisfied && is_extended_header(line)) return true;
        if (watch_.inside()) return false;
        // Outside a fence the prose behind the diff must not be read as part of it.
        if (line.empty()) return (satisfied || !counted) && !continues_behind(i);
        const bool has_sign = std::string_view(" -+\\").find(line.front()) != std::string_view::npos;
        return satisfied && !has_sign;
    }

    /// In a bare diff: is the blank line at `i` one of the hunk's?
    [[nodiscard]] bool continues_behind(std::size_t i) const {
        std::size_t next = i;
        while (next < lines_.size() && lines_[next].empty() && next < i + 3) ++next;
        const std::string_view line = lines_[next];
        if (line.empty()) return false;
        if (line.front() == '+') return true;
        return (line.front() == ' ' || line.front() == '-') && !line.starts_with("- ");
    }

    static bool blanks_are_wanted(const HunkHeader& header, const SignedLines& read) {
        return header.old_range && header.new_range && read.old_count() <= header.old_range->count &&
               read.new_count() <= header.new_range->count;
    }

    static bool is_too_short(const HunkHeader& header, const SignedLines& read) {
        if (read.empty()) return true;
        if (!header.old_range || !header.new_range) return false;
        return read.old_count() < header.old_range->count || read.new_count() < header.new_range->count;
    }

    void add_hunk(const HunkHeader& header, SignedLines& signed_lines) {
        HunkRequest hunk = signed_lines.finish(requests_);
        if (header.old_range) hunk.line = header.old_range->begin;
        if (!header.heading.empty()) hunk.anchors = {header.heading};
        file_->hunks.push_back(std::move(hunk));
        hunks_in_fence_ = watch_.inside();
    }

    // --- from headers to requests ---

    void finish_file() {
        if (!file_ || stopped_) return;
        FileRequest request = std::move(*file_);
        const bool needs_hunks = header_.has_sides || (!header_.created && !header_.removed && header_.rename_to.empty());
        if (const char* problem = unsupported(); problem != nullptr) {
            stop(k_unsupported, problem);
        } else if (needs_hunks && request.hunks.empty()) {
            stop(k_incomplete, "the diff of '" + base::visible_line(request.path) + "' has no hunks");
        } else if (request.path.empty() && header_.rename_from.empty()) {
            stop(k_no_path, "the diff does not say which file it is for");
        } else if (!header_.rename_from.empty() && !header_.rename_to.empty()) {
            request.path = header_.rename_from;
            request.move_to = header_.rename_to;
            requests_.files.push_back(std::move(request));
        } else if (header_.created) {
            add_created(std::move(request));
        } else if (header_.removed) {
            request.action = Action::remove;
            requests_.files.push_back(std::move(request));
        } else {
            if (header_.old_path != request.path) request.other_path = header_.old_path;
            requests_.files.push_back(std::move(request));
        }
        file_.reset();
    }

    [[nodiscard]] const char* unsupported() const {
        if (header_.binary) return "binary patches are not taken";
        if (header_.copied) return "copies are not taken; write the new file out";
        if (header_.created && !header_.mode.empty() && !header_.mode.starts_with("100")) return "only regular files can be made";
        if (header_.changes_mode && file_->hunks.empty() && header_.rename_from.empty())
            return "changes of a file's mode alone are not taken";
        return nullptr;
    }

    void add_created(FileRequest request) {
        std::string body;
        for (const HunkRequest& hunk : request.hunks) {
            if (!hunk.old_text.empty()) return stop(k_malformed, "the diff of a new file has lines that are not added");
            body += hunk.new_text;
            request.final_newline = hunk.final_newline.value_or(true);
        }
        request.action = Action::create;
        request.hunks.clear();
        request.body = requests_.keep(std::move(body));
        request.bare = true;
        requests_.files.push_back(std::move(request));
    }

    const ReplyLines& lines_;
    const Paths& paths_;
    FenceWatch watch_;
    Requests requests_;
    std::optional<FileRequest> file_;
    Header header_;
    std::size_t hunks_ = 0;
    bool hunks_in_fence_ = false;  ///< the fence we are in has some
    bool stopped_ = false;
};

}  // namespace

Requests read_unified_patch(const ReplyLines& lines, const Paths& paths) {
    return Reader(lines, paths).read();
}

}  // namespace proffer::edit
