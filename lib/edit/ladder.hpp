// Finds the one place in a file that a hunk means: rung by rung, from equal lines to lines that only differ in how they
// were copied. There is no rung for text that is merely similar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "edit/file_text.hpp"
#include "edit/requests.hpp"

namespace proffer::edit {

/// One stretch of the file and what it becomes. `old_lines` are the file's as the reply has them, corrected.
struct Place {
    std::size_t begin = 0;
    std::vector<std::string_view> old_lines;
    std::vector<std::string_view> new_lines;
    Looseness looseness = Looseness::exact;  ///< how old and new lines may be compared
};

struct Found {
    std::vector<Place> places;  ///< in order of position; several for a text with elisions
    std::string_view how;       ///< the rung: "exact", "trailing-blanks", "punctuation", …
};

struct NotFound {
    const char* reason = "";
    std::string message;
    std::vector<std::size_t> places;  ///< lines from 0 where the text is, when it is in several
};

/// Counts steps over all hunks of a reply, so that no reply makes us search for long.
class Budget {
 public:
    explicit Budget(std::uint64_t steps) : left_(steps) {}
    void spend(std::uint64_t steps) { left_ = steps < left_ ? left_ - steps : 0; }
    [[nodiscard]] bool exhausted() const { return left_ == 0; }

 private:
    std::uint64_t left_;
};

/// `owned` keeps corrected lines alive for as long as the result is used.
[[nodiscard]] std::variant<Found, NotFound> find_place(FileText& file, const HunkRequest& hunk, Budget& budget,
                                                       std::deque<std::string>& owned);

/// Changes only what differs between old and new lines; lines that both share keep the file's bytes. False, and nothing
/// changed, when a new line cannot be written in the file's encoding.
[[nodiscard]] bool lay_on(FileText& file, const Place& place, diff::Effort& effort);
[[nodiscard]] inline bool lay_on(FileText& file, const Place& place) {
    diff::Effort effort{30'000'000};
    return lay_on(file, place, effort);
}

/// Calls `visit` for each position where lines with the keys of `wanted` begin, overlapping ones too, until it returns
/// false. Keys are hashes: what they find has to be looked at again. Linear.
void find_keys(FileText& file, const std::vector<std::string_view>& wanted, Looseness looseness, Budget& budget,
               const std::function<bool(std::size_t)>& visit);

/// Positions where `wanted` stands in `file`, overlapping ones too, up to `most` of them. Linear.
[[nodiscard]] std::vector<std::size_t> find_lines(FileText& file, const std::vector<std::string_view>& wanted, Looseness looseness,
                                                  Budget& budget, std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace proffer::edit
