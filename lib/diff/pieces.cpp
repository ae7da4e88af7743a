// Splits edits into changes of lines, and puts any choice of them together again.
#include "diff/pieces.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace proffer::diff {
namespace {

constexpr std::size_t k_most_gap_lines = 1;

bool is_text(const std::optional<std::string>& text) {
    return text && text->find('\0') == std::string::npos;
}

std::vector<Change> joined(const std::vector<Change>& changes) {
    std::vector<Change> result;
    for (const Change& change : changes) {
        const bool is_near = !result.empty() && change.old_begin - (result.back().old_begin + result.back().old_count) <= k_most_gap_lines;
        if (!is_near) {
            result.push_back(change);
            continue;
        }
        Change& last = result.back();
        last.old_count = change.old_begin + change.old_count - last.old_begin;
        last.new_count = change.new_begin + change.new_count - last.new_begin;
    }
    return result;
}

}  // namespace

Pieces::Pieces(domain::EditSet edits, const domain::Snapshot& base) : edits_(std::move(edits)), texts_(edits_.size()) {
    for (std::size_t i = 0; i < edits_.size(); ++i) {
        if (auto text = base.read(edits_[i].path.text())) texts_[i].before = *std::move(text);
        if (!edits_[i].moved_from) continue;
        for (std::size_t source = 0; source < edits_.size(); ++source)
            if (edits_[source].path == *edits_[i].moved_from && !edits_[source].content) texts_[source].with = i;
    }
    for (std::size_t i = 0; i < edits_.size(); ++i) split(i);
}

void Pieces::split(std::size_t edit) {
    Texts& texts = texts_[edit];
    if (texts.with) return;
    const std::optional<std::string>& after = edits_[edit].content;
    const auto lines_of = [](const std::optional<std::string>& text) { return base::split_lines(text ? std::string_view(*text) : ""); };
    const auto old_lines = lines_of(texts.before), new_lines = lines_of(after);
    texts.in_lines = is_text(texts.before) && is_text(after) && !edits_[edit].moved_from && *texts.before != *after;
    if (!texts.in_lines) {
        pieces_.push_back({edit, {}, new_lines.size(), old_lines.size()});
        return;
    }
    for (const Change& change : joined(diff_lines(old_lines, new_lines)))
        pieces_.push_back({edit, change, change.new_count, change.old_count});
}

std::string Pieces::rebuilt(std::size_t edit, const std::vector<const Change*>& changes) const {
    const auto old_lines = base::split_lines(*texts_[edit].before);
    const auto new_lines = base::split_lines(*edits_[edit].content);
    std::string text;
    std::size_t at = 0;
    const auto keep_until = [&](std::size_t end) {
        for (; at < end; ++at) text += old_lines[at];
    };
    for (const Change* change : changes) {
        keep_until(change->old_begin);
        for (std::size_t i = 0; i < change->new_count; ++i) text += new_lines[change->new_begin + i];
        at = change->old_begin + change->old_count;
    }
    keep_until(old_lines.size());
    return text;
}

domain::EditSet Pieces::with(const std::vector<bool>& taken) const {
    std::vector<std::vector<const Change*>> changes(edits_.size());
    std::vector<std::size_t> left(edits_.size(), 0), used(edits_.size(), 0);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        const Piece& piece = pieces_[i];
        ++(taken[i] ? used : left)[piece.edit];
        if (taken[i] && piece.change) changes[piece.edit].push_back(&*piece.change);
    }
    domain::EditSet edits;
    for (std::size_t i = 0; i < edits_.size(); ++i) {
        const std::size_t leading = texts_[i].with.value_or(i);
        if (used[leading] == 0) continue;
        edits.push_back(edits_[i]);
        if (texts_[i].in_lines && left[i] > 0) edits.back().content = rebuilt(i, changes[i]);
    }
    return edits;
}

std::string Pieces::text_with(const Piece& piece) const {
    return rebuilt(piece.edit, {&*piece.change});
}

}  // namespace proffer::diff
