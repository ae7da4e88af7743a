// *** Begin Patch … *** End Patch: Add, Update (with Move) and Delete File.
#include "base/text.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "edit/signed_lines.hpp"

namespace proffer::edit {
namespace {

std::optional<std::string> behind(std::string_view line, std::string_view words) {
    line = base::trim(line);
    if (!line.starts_with(words)) return {};
    return std::string(base::trim(line.substr(words.size())));
}

class Reader {
 public:
    explicit Reader(const ReplyLines& lines) : lines_(lines) {}

    Requests read() {
        for (std::size_t i = 0; i < lines_.size() && !stopped_;) {
            const std::string_view line = base::trim(lines_[i]);
            const bool may = watch_.may_hold_marker(lines_[i]);
            if (may && line == "*** Begin Patch") {
                watch_.marker_found();
                i = read_patch(i + 1);
            } else if (may && (line == "*** End Patch" || line.starts_with("*** Update File:") || line.starts_with("*** Add File:"))) {
                stop("", k_incomplete, "the patch has no '*** Begin Patch'");
            } else {
                ++i;
            }
        }
        if (!stopped_ && watch_.left_open()) stop("", k_incomplete, "the fence round the patch is not closed");
        return std::move(requests_);
    }

 private:
    void stop(std::string path, const char* reason, std::string message) {
        requests_.refuse(std::move(path), reason, std::move(message));
        stopped_ = true;
    }

    /// Reads sections up to the end of the patch; returns the line behind it.
    std::size_t read_patch(std::size_t i) {
        while (i < lines_.size() && !stopped_) {
            const std::string_view line = lines_[i];
            if (base::trim(line) == "*** End Patch") return i + 1;
            if (requests_.files.size() >= k_most_edits)
                stop("", k_too_large, "the reply has too many edits");
            else if (const auto added = behind(line, "*** Add File:"))
                i = read_addition(*added, i + 1);
            else if (const auto removed = behind(line, "*** Delete File:"))
                i = read_removal(*removed, i + 1);
            else if (const auto updated = behind(line, "*** Update File:"))
                i = read_update(*updated, i + 1);
            else if (is_blank(line))
                ++i;
            else
                stop("", k_malformed, "in a patch each file starts with '*** Add File:', '*** Update File:' or '*** Delete File:'");
        }
        if (!stopped_) stop("", k_incomplete, "the patch has no '*** End Patch'");
        return i;
    }

    static bool starts_section(std::string_view line) { return line.starts_with("*** "); }

    std::size_t read_addition(const std::string& path, std::size_t i) {
        std::string body;
        bool any = false;
        for (; i < lines_.size() && !starts_section(lines_[i]); ++i) {
            const std::string_view line = lines_[i];
            if (line.starts_with('+')) {
                body.append(line.substr(1)).push_back('\n');
                any = true;
            } else if (!is_blank(line) || (i + 1 < lines_.size() && lines_[i + 1].starts_with('+'))) {
                stop(path, k_malformed, "each line of a new file starts with '+'");
                return i;
            }
        }
        if (!any) body.clear();
        requests_.files.push_back({Action::create, path, "", "", requests_.keep(std::move(body)), {}, true, true});
        return i;
    }

    std::size_t read_removal(const std::string& path, std::size_t i) {
        requests_.files.push_back({Action::remove, path, "", "", {}, {}, false, true});
        return i;
    }

    std::size_t read_update(const std::string& path, std::size_t i) {
        FileRequest request;
        request.action = Action::change;
        request.path = path;
        if (const auto to = behind(lines_[i], "*** Move to:")) {
            request.move_to = *to;
            ++i;
        }
        while (i < lines_.size() && !stopped_ && base::trim(lines_[i]) != "*** End Patch" && !is_file_header(lines_[i]))
            i = read_hunk(request, i);
        if (!stopped_ && request.hunks.empty() && request.move_to.empty()) stop(path, k_malformed, "an update without any change");
        if (!stopped_) requests_.files.push_back(std::move(request));
        return i;
    }

    static bool is_file_header(std::string_view line) {
        return line.starts_with("*** Add File:") || line.starts_with("*** Update File:") || line.starts_with("*** Delete File:");
    }

    std::size_t read_hunk(FileRequest& request, std::size_t i) {
        constexpr std::size_t k_most_anchors = 100;
        std::vector<std::string_view> anchors;
        for (; lines_[i].starts_with("@@") && anchors.size() <= k_most_anchors; ++i)
            if (const std::string_view anchor = anchor_of(lines_[i]); !anchor.empty()) anchors.push_back(anchor);
        if (anchors.size() > k_most_anchors) {
            stop(request.path, k_malformed, "a hunk of the patch has too many '@@' lines above it");
            return i;
        }
        SignedLines signed_lines;
        bool at_end = false;
        for (; i < lines_.size() && !lines_[i].starts_with("@@") && !at_end; ++i) {
            const std::string_view line = lines_[i];
            if (base::trim(line) == "*** End of File") {
                at_end = true;
            } else if (starts_section(line)) {
                break;
            } else if (!signed_lines.add(line)) {
                stop(request.path, k_malformed, "each line of a hunk starts with ' ', '-' or '+'");
                return i;
            }
        }
        signed_lines.drop_bare_blanks();
        if (++hunks_ > k_most_edits) stop(request.path, k_too_large, "the reply has too many edits");
        if (signed_lines.empty()) {
            if (!anchors.empty() || i == lines_.size()) stop(request.path, k_incomplete, "a hunk of the patch is empty");
            return i == lines_.size() || !starts_section(lines_[i]) || is_file_header(lines_[i]) || base::trim(lines_[i]) == "*** End Patch"
                       ? i
                       : unknown_section(request, i);
        }
        HunkRequest hunk = signed_lines.finish(requests_);
        hunk.anchors = std::move(anchors);
        hunk.at_end = at_end;
        request.hunks.push_back(std::move(hunk));
        return i;
    }

    std::size_t unknown_section(const FileRequest& request, std::size_t i) {
        stop(request.path, k_malformed, "the patch has an unknown '***' line");
        return i;
    }

    /// "@@ def f():" and "@@ def f(): @@" name a line above; bare rows and line ranges name none.
    static std::string_view anchor_of(std::string_view line) {
        line = base::trim(line.substr(2));
        if (line.ends_with("@@")) line = base::trim(line.substr(0, line.size() - 2));
        const bool is_range =
            line.starts_with('-') && line.find('+') != std::string_view::npos && line.size() > 1 && line[1] >= '0' && line[1] <= '9';
        return is_range ? std::string_view{} : line;
    }

    const ReplyLines& lines_;
    FenceWatch watch_;
    Requests requests_;
    std::size_t hunks_ = 0;
    bool stopped_ = false;
};

}  // namespace

Requests read_begin_patch(const ReplyLines& lines) {
    return Reader(lines).read();
}

}  // namespace proffer::edit
