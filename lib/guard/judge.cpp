// Judges an edit set as a whole: every rule, and the limits on the set.
#include "guard/judge.hpp"

#include "base/text.hpp"
#include "diff/unified.hpp"
#include "guard/rules.hpp"

namespace proffer::guard {
namespace {

using domain::Edit;

constexpr std::uint64_t k_largest_set_bytes = 4 * 1024 * 1024;
constexpr std::uint64_t k_largest_judged_bytes = 16 * 1024 * 1024;

/// What the edits of a set add up to.
struct Sums {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t changed_lines = 0;
};

std::string at_most(std::uint64_t limit, std::string_view setting) {
    return "at most " + std::to_string(limit) + " are allowed ('" + std::string(setting) + "')";
}

void judge_sums(const Sums& sums, const domain::Limits& limits, Violations& violations) {
    if (sums.files > limits.files)
        violations.push_back(
            {"files", "", "the edits change " + base::count_of(sums.files, "file") + "; " + at_most(limits.files, "limits.files")});
    if (sums.bytes > k_largest_set_bytes)
        violations.push_back({"size", "",
                              "the edits write " + base::count_of(sums.bytes, "byte") + "; at most " + std::to_string(k_largest_set_bytes) +
                                  " may be written"});
    if (sums.changed_lines > limits.diff_lines)
        violations.push_back(
            {"diff", "",
             "the edits change " + base::count_of(sums.changed_lines, "line") + "; " + at_most(limits.diff_lines, "limits.diff")});
}

/// A file that was larger before may stay so.
void judge_growth(const Edit& edit, const std::optional<std::string>& before, const domain::Limits& limits, Violations& violations) {
    if (!edit.content || edit.content->size() <= std::max<std::uint64_t>(limits.file_bytes, before.value_or("").size())) return;
    violations.push_back(
        {"size", edit.path.text(),
         "the file would have " + base::count_of(edit.content->size(), "byte") + "; " + at_most(limits.file_bytes, "limits.file")});
}

/// Size and content of one edit; adds to `sums`.
void judge_change(const Edit& edit, const Proposed& proposed, const domain::Limits& limits, const base::Redactor& secrets, Sums& sums,
                  Violations& violations) {
    if (proposed.is_moved_away(edit)) return;  // counted where it goes
    ++sums.files;
    if (edit.content) sums.bytes += edit.content->size();
    const auto before = proposed.before(edit);
    if (!before) {
        violations.push_back({"size", edit.path.text(), before.error().text()});
        return;
    }
    const std::size_t count = violations.size();
    judge_content(edit, *before, secrets, violations);
    if (violations.size() == count) judge_growth(edit, *before, limits, violations);
    const bool too_large = violations.size() > count && violations.back().rule == "size";
    if (!too_large && sums.bytes <= k_largest_set_bytes)
        sums.changed_lines += diff::changed_lines(before->value_or(""), edit.content.value_or(""));
}

}  // namespace

Proposed::Proposed(const domain::EditSet& edits, const domain::Snapshot& base) : edits_(edits), base_(base) {
    for (const Edit& edit : edits) {
        by_path_.emplace(edit.path.text(), &edit);
        if (edit.moved_from) by_origin_.emplace(edit.moved_from->text(), &edit);
    }
}

const Edit* Proposed::find(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

bool Proposed::removes(std::string_view path) const {
    const Edit* edit = find(path);
    return edit != nullptr && !edit->content;
}

bool Proposed::writes(std::string_view path) const {
    const Edit* edit = find(path);
    return edit != nullptr && edit->content.has_value();
}

bool Proposed::is_moved_away(const Edit& edit) const {
    return !edit.content && by_origin_.contains(edit.path.text());
}

Result<std::optional<std::string>> Proposed::before(const Edit& edit) const {
    const std::string& path = edit.moved_from ? edit.moved_from->text() : edit.path.text();
    const auto mode = base_.find(path);
    if (mode != domain::FileMode::regular && mode != domain::FileMode::executable) return std::optional<std::string>();
    PROFFER_TRY(const std::uint64_t size, base_.size_bytes(path));
    if (size > k_largest_judged_bytes)
        return Error{ErrorCode::exhausted,
                     "'" + base::visible_line(path) + "' has " + base::count_of(size, "byte") + ", too many to judge an edit of it",
                     "",
                     {}};
    PROFFER_TRY(std::string content, base_.read(path));
    return std::optional<std::string>(std::move(content));
}

std::vector<domain::Violation> judge_edits(const domain::EditSet& edits, const domain::Snapshot& base, const Scope& scope,
                                           const domain::Limits& limits, const base::Redactor& secrets) {
    const Proposed proposed(edits, base);
    Violations violations;
    Sums sums;
    for (const Edit& edit : edits) {
        if (proposed.find(edit.path.text()) != &edit) {
            violations.push_back({"path", edit.path.text(), "'" + base::visible_line(edit.path.text()) + "' is edited twice"});
            continue;
        }
        judge_path(edit, proposed, scope, violations);
        judge_change(edit, proposed, limits, secrets, sums, violations);
    }
    judge_collisions(proposed, violations);
    judge_sums(sums, limits, violations);
    for (domain::Violation& violation : violations) {  // a path may hold a secret, whatever rule it breaks
        violation.path = secrets.redact(violation.path);
        violation.message = secrets.redact(violation.message);
    }
    return violations;
}

std::vector<domain::Violation> judge_paths(const domain::EditSet& edits, const domain::Snapshot& base) {
    const Scope everything{{"."}, {}, {}, {}};
    const Proposed proposed(edits, base);
    Violations violations;
    for (const Edit& edit : edits) judge_path(edit, proposed, everything, violations);
    judge_collisions(proposed, violations);
    std::erase_if(violations, [](const domain::Violation& violation) { return violation.rule == "protected"; });
    return violations;
}

}  // namespace proffer::guard
