// Text that is right but for its indentation: by how much it is off, and the same correction for the new lines.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edit/fold.hpp"

namespace proffer::edit {

/// Where lines start with `wrong`, they have to start with `right`.
struct Shift {
    std::string_view wrong;
    std::string_view right;
    bool first_line_only = false;
    friend bool operator==(const Shift&, const Shift&) = default;
};

/// The shift that turns `lines` into `file_lines` (same number), apart from differences under `looseness`; nothing when
/// they are off unevenly or not at all.
[[nodiscard]] std::optional<Shift> find_shift(const std::vector<std::string_view>& lines, const std::vector<std::string_view>& file_lines,
                                              Looseness looseness, Undecodable undecodable);

/// `lines` with the shift put right; nothing when a line cannot be.
[[nodiscard]] std::optional<std::vector<std::string_view>> shifted(const std::vector<std::string_view>& lines, const Shift& shift,
                                                                   std::deque<std::string>& owned);

/// The shift for the new lines of a text whose old lines needed `shift`; nothing when they do not fit it. When the old text is a single
/// line it does not say whether all lines lost their indentation or only the first did; the new lines must then make sense in exactly one
/// of the two ways (`unit` tells how many blanks a level has in the file), else nothing.
[[nodiscard]] std::optional<Shift> shift_of_new_lines(const Shift& shift, const std::vector<std::string_view>& old_lines,
                                                      const std::vector<std::string_view>& new_lines,
                                                      const std::function<std::size_t()>& unit);

}  // namespace proffer::edit
