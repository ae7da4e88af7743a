// <MODIFIED path="p">…</MODIFIED>, <DELETED path="p"/>, <RENAMED from="a" to="b"/>.
#include "base/text.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "edit/tags.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_close = "</MODIFIED>";

enum class Kind { none, modified, removed, renamed };

Kind kind_of(const Tag& tag) {
    if (tag.is("MODIFIED")) return Kind::modified;
    if (tag.is("DELETED") || tag.is("DELETE") || tag.is("REMOVED")) return Kind::removed;
    if (tag.is("RENAMED") || tag.is("RENAME") || tag.is("MOVED")) return Kind::renamed;
    return Kind::none;
}

std::string path_of(const Tag& tag) {
    return std::string(base::trim(tag.attribute({"path", "file", "filename", "name"}).value_or("")));
}

bool says_deleted(const Tag& tag) {
    for (const std::string_view name : {"deleted", "delete", "removed"})
        if (const auto value = tag.attribute({name}); value && base::to_lower(*value) != "false") return true;
    return false;
}

/// Where a closing tag counts: at the start of a line, or, when a reply does not add up like that, at the end of one too.
enum class Closing { at_line_start, at_line_end_too };

class Reader {
 public:
    Reader(const ReplyLines& lines, Closing closing) : lines_(lines), closing_(closing) {}

    Requests read() {
        for (Spot spot; spot.line < lines_.size() && !stopped_;) spot = read_at(spot);
        if (stopped_) return std::move(requests_);
        if (watch_.left_open()) stop("", k_incomplete, "the fence round the edits is not closed");
        return std::move(requests_);
    }
    [[nodiscard]] bool stopped() const { return stopped_; }

 private:
    /// A line, and where on it to go on when a tag follows another one there.
    struct Spot {
        std::size_t line = 0;
        std::optional<std::size_t> offset;
    };

    Spot read_at(const Spot& spot) {
        if (spot.offset) return read_tag(spot.line, *spot.offset);
        const std::string_view line = lines_[spot.line];
        if (!watch_.may_hold_marker(line)) return {spot.line + 1, {}};
        return read_tag(spot.line, lines_.offset(spot.line) + (line.size() - trim_left(line).size()));
    }

    void stop(std::string path, const char* reason, std::string message) {
        requests_.refuse(std::move(path), reason, std::move(message));
        stopped_ = true;
    }

    /// Reads the tag that starts at byte `at` on line `i`; returns where to go on.
    Spot read_tag(std::size_t i, std::size_t at) {
        const Spot next{i + 1, {}};
        const std::optional<Tag> tag = parse_tag(lines_.text().substr(at));
        if (!tag) return next;
        const Kind kind = kind_of(*tag);
        if (kind == Kind::none) return next;
        watch_.marker_found();
        if (requests_.files.size() >= k_most_edits) {
            stop("", k_too_large, "the reply has too many edits");
            return next;
        }
        if (tag->closing) {
            if (kind == Kind::modified) stop("", k_malformed, "a closing tag '</MODIFIED>' has no opening one");
            return next;
        }
        if (kind == Kind::renamed) return read_rename(*tag, i);
        if (kind == Kind::removed || says_deleted(*tag)) return read_removal(*tag, i, at);
        return read_body(*tag, i, at + tag->size_bytes);
    }

    Spot read_rename(const Tag& tag, std::size_t i) {
        if (auto request = file_operation(tag))
            requests_.files.push_back(*std::move(request));
        else
            stop("", k_no_path, "a renaming tag must say from where and to where");
        return {i + 1, {}};
    }

    /// <DELETED path="p"/>, or with a closing tag of its own and nothing but blanks or a remark of one line before it.
    Spot read_removal(const Tag& tag, std::size_t i, std::size_t at) {
        const std::string path = path_of(tag);
        if (path.empty()) {
            stop("", k_no_path, "a deleting tag must name the file in its 'path'");
            return {i + 1, {}};
        }
        requests_.files.push_back({Action::remove, path, "", "", {}, {}, false, true});
        if (tag.self_closing) return {i + 1, {}};
        constexpr std::size_t k_longest_remark = 1000;
        const std::string close = "</" + std::string(tag.name) + ">";
        const std::string_view behind = lines_.text().substr(at + tag.size_bytes, k_longest_remark);
        const std::size_t end = behind.find(close);
        if (end == std::string_view::npos)
            stop(path, k_incomplete, "the tag for '" + base::visible_line(path) + "' is not closed");
        else if (!is_blank(behind.substr(0, end)) && behind.substr(0, end).find('\n') != std::string_view::npos)
            stop(path, k_malformed, "the tag that deletes '" + base::visible_line(path) + "' has a body");
        else
            while (i < lines_.size() && lines_.offset(i) <= at + tag.size_bytes + end) ++i;
        return {stopped_ ? i + 1 : i, {}};
    }

    Spot read_body(const Tag& tag, std::size_t i, std::size_t begin) {
        const std::string path = path_of(tag);
        const Spot next{i + 1, {}};
        if (path.empty()) {
            stop("", k_no_path, "a '<MODIFIED>' tag must name the file in its 'path'");
            return next;
        }
        if (tag.self_closing) {
            requests_.files.push_back({Action::whole_file, path, "", "", {}, {}, false, true});
            return next;
        }
        const std::optional<End> end = find_end(i, begin);
        if (!end) {
            stop(path, k_incomplete, "the tag for '" + base::visible_line(path) + "' is not closed");
            return next;
        }
        const std::string_view body = without_tag_lines(lines_.text().substr(begin, end->offset - begin));
        if (end->line == i && body.find(k_close) != std::string_view::npos) {
            stop(path, k_malformed, "several tags are on one line; put each on a line of its own");
            return next;
        }
        requests_.files.push_back({Action::whole_file, path, "", "", body, {}, false, true});
        return behind_close(end->line, end->offset);
    }

    /// What is left of the lines of the two tags is no line of the file.
    static std::string_view without_tag_lines(std::string_view body) {
        if (const std::size_t first = body.find('\n'); first != std::string_view::npos && is_blank(body.substr(0, first)))
            body.remove_prefix(first + 1);
        const std::size_t last = body.find_last_not_of(" \t");
        if (last == std::string_view::npos) return {};
        return body[last] == '\n' ? body.substr(0, last + 1) : body;
    }

    /// Another tag may follow on the closing tag's line.
    [[nodiscard]] Spot behind_close(std::size_t i, std::size_t close) const {
        const std::size_t behind = close + k_close.size();
        const std::string_view rest = lines_.text().substr(behind, lines_.offset(i + 1) - behind);
        const std::string_view text = trim_left(rest);
        if (!text.starts_with('<')) return {i + 1, {}};
        return {i, behind + (rest.size() - text.size())};
    }

    struct End {
        std::size_t line = 0;
        std::size_t offset = 0;  ///< of the closing tag
    };

    /// The closing tag that belongs to the opening one on line `i`; balanced pairs inside are text.
    [[nodiscard]] std::optional<End> find_end(std::size_t i, std::size_t begin) const {
        std::size_t depth = 1;
        if (const std::optional<End> here = end_on_line(i, begin)) return here;
        for (std::size_t line = i + 1; line < lines_.size(); ++line) {
            const std::string_view text = trim_left(lines_[line]);
            const std::size_t offset = lines_.offset(line) + (lines_[line].size() - text.size());
            if (text.starts_with('<')) {
                const std::optional<Tag> tag = parse_tag(text);
                if (tag && tag->is("MODIFIED") && tag->closing && --depth == 0) return End{line, offset};
                if (tag && tag->is("MODIFIED") && tag->closing) continue;
                const bool opens = tag && tag->is("MODIFIED") && !tag->self_closing && !path_of(*tag).empty();
                if (opens && !end_on_line(line, offset + tag->size_bytes)) ++depth;
                if (opens) continue;
            }
            if (closing_ == Closing::at_line_start) continue;
            if (const std::optional<End> end = end_on_line(line, lines_.offset(line)); end && --depth == 0) return end;
        }
        return {};
    }

    /// A closing tag that ends line `line`, not before `from`.
    [[nodiscard]] std::optional<End> end_on_line(std::size_t line, std::size_t from) const {
        const std::string_view text = base::trim_right(lines_[line]);
        if (text.size() < k_close.size() || base::to_lower(text.substr(text.size() - k_close.size())) != "</modified>") return {};
        const std::size_t offset = lines_.offset(line) + text.size() - k_close.size();
        if (offset < from) return {};
        return End{line, offset};
    }

    const ReplyLines& lines_;
    Closing closing_;
    FenceWatch watch_;
    Requests requests_;
    bool stopped_ = false;
};

}  // namespace

std::optional<FileRequest> file_operation(const Tag& tag) {
    if (tag.closing) return {};
    FileRequest request;
    const Kind kind = kind_of(tag);
    if (kind == Kind::removed || (kind == Kind::modified && says_deleted(tag))) {
        request.action = Action::remove;
        request.path = path_of(tag);
    } else if (kind == Kind::renamed) {
        request.action = Action::change;
        request.path = std::string(base::trim(tag.attribute({"from", "old", "path"}).value_or("")));
        request.move_to = std::string(base::trim(tag.attribute({"to", "new"}).value_or("")));
        if (request.move_to.empty()) return {};
    }
    return request.path.empty() ? std::nullopt : std::optional(std::move(request));
}

Requests read_modified_tags(const ReplyLines& lines) {
    Reader strict(lines, Closing::at_line_start);
    Requests requests = strict.read();
    if (!strict.stopped()) return requests;
    Reader lenient(lines, Closing::at_line_end_too);
    Requests second = lenient.read();
    return lenient.stopped() ? std::move(requests) : std::move(second);
}

}  // namespace proffer::edit
