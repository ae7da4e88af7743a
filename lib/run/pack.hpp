// What of the gathered context goes into a prompt of a given size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/settings.hpp"
#include "run/context.hpp"

namespace proffer::run {

/// Bytes that the files of a first prompt may have: what `context_tokens` leave beside a reply, a conversation about failures, and what is
/// always sent (`fixed_tokens`: rules, scope, instruction); and no more than a quarter of `limits.tokens`, as several prompts must fit in
/// there. Never less than 4 KiB.
[[nodiscard]] std::size_t room_for_files(std::uint64_t context_tokens, const domain::Settings& settings, std::uint64_t fixed_tokens);

struct Packed {
    std::vector<prompt::Excerpt> excerpts;
    std::vector<prompt::Outline> outlines;
    std::string guidance;
    std::vector<std::string> left_out;  ///< one line each
    std::size_t bytes = 0;              ///< of all that is shown

    /// Less can be shown without showing nothing.
    [[nodiscard]] bool can_shrink() const;
    /// Of the files that are shown in part, or of the others.
    [[nodiscard]] std::set<std::string> paths(bool in_part) const;
};

/// In this order: the targets, guidance (an eighth of the room at most), outlines as they are sorted. Targets share what there is: small
/// ones are whole, the others have `choose_parts` for `about` (the instruction, and what failed); when shares become too small to be of
/// use, the last targets are left out, but never the first. With `needs_whole` files are whole or left out.
[[nodiscard]] Packed pack(const Context& context, std::string_view about, std::size_t room_bytes, bool needs_whole);

}  // namespace proffer::run
