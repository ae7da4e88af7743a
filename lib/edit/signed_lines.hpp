// Collects the signed lines of one hunk of a diff into its old and its new text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "edit/requests.hpp"

namespace proffer::edit {

class SignedLines {
 public:
    /// Takes a line ` context`, `-old`, `+new`, a blank one (context) or `\ No newline at end of file`. False when the
    /// line has none of these signs.
    bool add(std::string_view line);

    /// Blank lines at the end that carry no sign may just be what separates the hunk from what follows.
    void drop_bare_blanks();

    [[nodiscard]] bool empty() const { return old_count_ + new_count_ == 0; }
    [[nodiscard]] std::size_t old_count() const { return old_count_; }
    [[nodiscard]] std::size_t new_count() const { return new_count_; }
    [[nodiscard]] bool has_old() const { return old_count_ > 0; }
    [[nodiscard]] bool removes() const { return removes_; }
    [[nodiscard]] bool adds() const { return adds_; }

    /// Old and new text, kept in `requests`.
    [[nodiscard]] HunkRequest finish(Requests& requests);

 private:
    void note_missing_newline();

    std::string old_text_, new_text_;
    std::size_t old_count_ = 0, new_count_ = 0;
    std::size_t bare_blanks_ = 0;  ///< at the end
    bool removes_ = false, adds_ = false;
    bool old_lacks_newline_ = false, new_lacks_newline_ = false;
    char last_sign_ = ' ';
};

}  // namespace proffer::edit
