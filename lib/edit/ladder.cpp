// The rungs, their order, and what settles a text that stands in several places.
#include "edit/ladder.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "edit/elision.hpp"
#include "edit/indentation.hpp"
#include "edit/line_numbers.hpp"
#include "edit/reasons.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

using Lines = std::vector<std::string_view>;
using Outcome = std::optional<std::variant<Found, NotFound>>;  // nothing: try the next rung

/// Old and new lines as one rung sees them; `dropped` old lines were cut from the top.
struct Text {
    Lines old_lines;
    Lines new_lines;
    std::size_t dropped = 0;
};

/// When nothing could settle which is meant, it does not matter how many more there are.
constexpr std::size_t k_enough_places = 20;

NotFound in_several_places(std::vector<std::size_t> places) {
    const std::string count = std::to_string(places.size()) + (places.size() == k_enough_places ? " or more" : "");
    return {k_ambiguous, "the old text stands in " + count + " places; add lines around it until it stands in one", std::move(places)};
}

class Ladder {
 public:
    Ladder(FileText& file, const HunkRequest& hunk, Budget& budget, std::deque<std::string>& owned)
        : file_(file), hunk_(hunk), budget_(budget), owned_(owned) {}

    std::variant<Found, NotFound> climb() {
        const Text text{lines_of(hunk_.old_text), lines_of(hunk_.new_text), 0};
        if (Outcome outcome = climb_with_edges(text)) return settled_result(*outcome, "");
        if (const std::optional<Text> bare = without_numbers(text))
            if (Outcome outcome = climb_with_edges(*bare)) return settled_result(*outcome, "line-numbers");
        if (Outcome outcome = match_pieces(text)) return *outcome;
        return nowhere(text);
    }

 private:
    static std::variant<Found, NotFound> settled_result(std::variant<Found, NotFound> outcome, std::string_view how) {
        if (Found* found = std::get_if<Found>(&outcome); found != nullptr && !how.empty()) found->how = how;
        return outcome;
    }

    /// Rungs 1 to 4, then the same without blank lines at the edges.
    Outcome climb_with_edges(const Text& text) {
        if (Outcome outcome = climb_equal(text)) return outcome;
        if (Outcome outcome = match_shifted(text)) return outcome;
        const std::optional<Text> inner = without_blank_edges(text);
        if (!inner) return {};
        Outcome outcome = climb_equal(*inner);
        if (!outcome) outcome = match_shifted(*inner);
        if (outcome) return settled_result(*outcome, "edge-blanks");
        return {};
    }

    Outcome climb_equal(const Text& text) {
        if (text.old_lines.empty()) return {};
        constexpr std::pair<Looseness, std::string_view> k_rungs[] = {
            {Looseness::exact, "exact"}, {Looseness::trailing, "trailing-blanks"}, {Looseness::folded, "punctuation"}};
        for (const auto& [looseness, how] : k_rungs) {
            std::vector<std::size_t> places = find_lines(file_, text.old_lines, looseness, budget_, most_places());
            if (budget_.exhausted()) return too_costly();
            if (places.empty()) continue;
            const std::optional<std::size_t> place = settle(places, text);
            if (!place) return in_several_places(std::move(places));
            if (const auto other = stated_place(*place, text))
                return in_several_places({std::min(*place, *other), std::max(*place, *other)});
            return Found{{Place{*place, text.old_lines, text.new_lines, looseness}}, how};
        }
        return {};
    }

    /// The text is at `found`, but also, apart from its indentation, at the line that the reply gives: which is meant?
    std::optional<std::size_t> stated_place(std::size_t found, const Text& text) {
        const std::size_t stated = hunk_.line + text.dropped;
        if (hunk_.line == 0 || file_.lines()[found].base_line == stated) return {};
        budget_.spend(file_.size() / 4);
        const auto line = std::find_if(file_.lines().begin(), file_.lines().end(),
                                       [stated](const FileLine& candidate) { return candidate.base_line == stated; });
        const auto begin = static_cast<std::size_t>(line - file_.lines().begin());
        if (begin + text.old_lines.size() > file_.size()) return {};
        for (std::size_t i = 0; i < text.old_lines.size(); ++i)
            if (!same_line(file_.lines()[begin + i].text, text.old_lines[i], Looseness::trimmed, file_.undecodable())) return {};
        return begin;
    }

    [[nodiscard]] std::size_t most_places() const {
        const bool may_settle = hunk_.line > 0 || hunk_.at_end || !hunk_.anchors.empty();
        return may_settle ? std::numeric_limits<std::size_t>::max() : k_enough_places;
    }

    static std::variant<Found, NotFound> too_costly() {
        return NotFound{k_too_costly, "the reply needs more searching than is allowed; send fewer or smaller edits", {}};
    }

    // --- rung 4 ---

    struct Shifted {
        std::size_t begin;
        Shift shift;
        Looseness looseness;
    };

    Outcome match_shifted(const Text& text) {
        if (std::all_of(text.old_lines.begin(), text.old_lines.end(), is_blank)) return {};
        constexpr std::uint64_t k_steps_to_compare = 64;  // a line, with its indentation and up to three times
        std::vector<std::size_t> places;
        std::vector<Shifted> found;
        find_keys(file_, text.old_lines, Looseness::trimmed, budget_, [&](std::size_t begin) {
            budget_.spend(text.old_lines.size() * k_steps_to_compare);
            if (const std::optional<Shifted> shifted_here = shift_at(begin, text)) {
                found.push_back(*shifted_here);
                places.push_back(begin);
            } else {
                uneven_at_ = begin;
            }
            return found.size() < most_places();
        });
        if (budget_.exhausted()) return too_costly();
        if (found.empty()) return {};
        const std::optional<std::size_t> place = settle(places, text);
        if (!place) return in_several_places(std::move(places));
        const auto chosen = std::find_if(found.begin(), found.end(), [&](const Shifted& here) { return here.begin == *place; });
        return corrected(*chosen, text);
    }

    std::optional<Shifted> shift_at(std::size_t begin, const Text& text) {
        Lines file_lines;
        for (std::size_t i = 0; i < text.old_lines.size(); ++i) file_lines.push_back(file_.lines()[begin + i].text);
        for (const Looseness looseness : {Looseness::exact, Looseness::trailing, Looseness::folded}) {
            const std::optional<Shift> shift = find_shift(text.old_lines, file_lines, looseness, file_.undecodable());
            if (!shift) continue;
            if (lost_its_sign(*shift)) return {};
            return Shifted{begin, *shift, looseness};
        }
        return {};
    }

    /// In a diff, context that has lost its sign is short of one blank, and matches elsewhere only with an odd number of
    /// blanks too many or too few; the added lines are as they should be. A removed line would tell.
    [[nodiscard]] bool lost_its_sign(const Shift& shift) const {
        if (!hunk_.has_signs) return false;
        if (shift.first_line_only) return true;
        const bool has_tabs = shift.wrong.find('\t') != std::string_view::npos || shift.right.find('\t') != std::string_view::npos;
        return !hunk_.removes && !has_tabs && (shift.wrong.size() + shift.right.size()) % 2 == 1;
    }

    Outcome corrected(const Shifted& here, const Text& text) {
        const std::optional<Shift> shift =
            shift_of_new_lines(here.shift, text.old_lines, text.new_lines, [this] { return indentation_unit(); });
        const auto old_lines = shifted(text.old_lines, here.shift, owned_);
        const auto new_lines = shift ? shifted(text.new_lines, *shift, owned_) : std::nullopt;
        if (!old_lines || !new_lines) {
            return NotFound{
                k_indentation, "the indentation of the old text is off, and that of the new text cannot be put right with it", {}};
        }
        return Found{{Place{here.begin, *old_lines, *new_lines, here.looseness}}, "indentation"};
    }

    /// The smallest indentation in the file.
    [[nodiscard]] std::size_t indentation_unit() {
        budget_.spend(file_.size());
        std::size_t unit = 0;
        for (const FileLine& line : file_.lines()) {
            const std::size_t width = indentation(line.text).size();
            if (width > 0 && !is_blank(line.text) && (unit == 0 || width < unit)) unit = width;
        }
        return unit;
    }

    // --- rung 5 ---

    static std::size_t leading_blanks(const Lines& lines) {
        return static_cast<std::size_t>(std::find_if_not(lines.begin(), lines.end(), is_blank) - lines.begin());
    }
    static std::size_t trailing_blanks(const Lines& lines) {
        return static_cast<std::size_t>(std::find_if_not(lines.rbegin(), lines.rend(), is_blank) - lines.rbegin());
    }

    /// Nothing when there are no blank edges, or nothing but blanks. The new text loses as many as it shares.
    static std::optional<Text> without_blank_edges(const Text& text) {
        const std::size_t head = leading_blanks(text.old_lines);
        if (head == text.old_lines.size()) return {};
        const std::size_t tail = trailing_blanks(text.old_lines);
        if (head + tail == 0) return {};
        Text inner;
        inner.old_lines.assign(text.old_lines.begin() + static_cast<std::ptrdiff_t>(head),
                               text.old_lines.end() - static_cast<std::ptrdiff_t>(tail));
        const std::size_t new_head = std::min(head, leading_blanks(text.new_lines));
        const std::size_t new_tail = std::min({tail, trailing_blanks(text.new_lines), text.new_lines.size() - new_head});
        inner.new_lines.assign(text.new_lines.begin() + static_cast<std::ptrdiff_t>(new_head),
                               text.new_lines.end() - static_cast<std::ptrdiff_t>(new_tail));
        inner.dropped = text.dropped + head;
        return inner;
    }

    // --- rung 6 ---

    std::optional<Text> without_numbers(const Text& text) {
        const auto old_lines = without_line_numbers(text.old_lines);
        if (!old_lines) return {};
        const auto new_lines = without_line_numbers(text.new_lines);
        if (!new_lines && std::any_of(text.new_lines.begin(), text.new_lines.end(), has_line_number)) return {};
        return Text{*old_lines, new_lines.value_or(text.new_lines), text.dropped};
    }

    // --- rung 7 ---

    static std::vector<Lines> pieces_of(const Lines& lines) {
        std::vector<Lines> pieces(1);
        for (const std::string_view line : lines) {
            if (is_dots(line))
                pieces.emplace_back();
            else
                pieces.back().push_back(line);
        }
        return pieces;
    }

    Outcome match_pieces(const Text& text) {
        if (hunk_.has_signs) return {};
        const std::vector<Lines> old_pieces = pieces_of(text.old_lines), new_pieces = pieces_of(text.new_lines);
        if (old_pieces.size() < 2) return {};
        if (old_pieces.size() != new_pieces.size())
            return NotFound{k_elided, "'...' stands for lines in the old text but not as often in the new one; write the lines out", {}};
        Found found{{}, "elision"};
        std::size_t next = 0;
        for (std::size_t i = 0; i < old_pieces.size(); ++i) {
            if (old_pieces[i].empty() && new_pieces[i].empty()) continue;
            const std::optional<Place> place = place_piece(old_pieces[i], new_pieces[i], next);
            if (!place)
                return NotFound{k_elided, "a piece of the old text between '...' is not found exactly once; write the lines out", {}};
            next = place->begin + place->old_lines.size();
            found.places.push_back(*place);
        }
        if (found.places.empty()) return {};
        return found;
    }

    std::optional<Place> place_piece(const Lines& old_piece, const Lines& new_piece, std::size_t next) {
        if (old_piece.empty()) return {};
        for (const Looseness looseness : {Looseness::exact, Looseness::trailing, Looseness::folded}) {
            const std::vector<std::size_t> places = find_lines(file_, old_piece, looseness, budget_);
            if (places.size() == 1 && places.front() >= next) return Place{places.front(), old_piece, new_piece, looseness};
            if (!places.empty()) return {};
        }
        return {};
    }

    // --- several places ---

    /// The one place, or the one that an exact line number, an anchor or the end of the file points to.
    std::optional<std::size_t> settle(const std::vector<std::size_t>& places, const Text& text) {
        if (places.size() == 1) return places.front();
        if (hunk_.line > 0)
            for (const std::size_t place : places)
                if (file_.lines()[place].base_line == hunk_.line + text.dropped) return place;
        if (hunk_.at_end && places.back() + text.old_lines.size() == file_.size()) return places.back();
        return below_anchors(places);
    }

    /// The first place below the anchors, each of which must stand in one place below the one before it.
    std::optional<std::size_t> below_anchors(const std::vector<std::size_t>& places) {
        if (hunk_.anchors.empty()) return {};
        std::size_t line = 0;
        for (const std::string_view anchor : hunk_.anchors) {
            const std::optional<std::size_t> found = find_anchor(anchor, line);
            if (!found) return {};
            line = *found;
        }
        const auto place = std::lower_bound(places.begin(), places.end(), line);
        if (place == places.end()) return {};
        return *place;
    }

    std::optional<std::size_t> find_anchor(std::string_view anchor, std::size_t from) {
        budget_.spend(file_.size());
        const std::uint64_t key = line_key(anchor, Looseness::trimmed, file_.undecodable());
        if (!file_.may_have(Looseness::trimmed, key)) return {};
        const std::vector<std::uint64_t>& keys = file_.keys(Looseness::trimmed);
        std::optional<std::size_t> found;
        for (std::size_t i = from; i < file_.size(); ++i) {
            if (keys[i] != key || !same_line(file_.lines()[i].text, anchor, Looseness::trimmed, file_.undecodable())) continue;
            if (found) return {};
            found = i;
        }
        return found;
    }

    [[nodiscard]] NotFound nowhere(const Text& text) const {
        if (uneven_at_)
            return {k_indentation, "the old text is there but for its indentation, which is off unevenly; copy the lines exactly", {}};
        if (std::any_of(text.old_lines.begin(), text.old_lines.end(), is_dots))
            return {k_elided, "'...' stands for lines in the old text; write the lines out", {}};
        return {k_not_found, "the old text is not in the file; copy it line by line from the file as it is now", {}};
    }

    FileText& file_;
    const HunkRequest& hunk_;
    Budget& budget_;
    std::deque<std::string>& owned_;
    std::optional<std::size_t> uneven_at_;
};

}  // namespace

std::variant<Found, NotFound> find_place(FileText& file, const HunkRequest& hunk, Budget& budget, std::deque<std::string>& owned) {
    return Ladder(file, hunk, budget, owned).climb();
}

}  // namespace proffer::edit
