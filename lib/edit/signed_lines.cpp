// Signed lines to old and new text.
#include "edit/signed_lines.hpp"

#include "edit/reply_lines.hpp"

namespace proffer::edit {

void SignedLines::note_missing_newline() {
    old_lacks_newline_ = old_lacks_newline_ || last_sign_ != '+';
    new_lacks_newline_ = new_lacks_newline_ || last_sign_ != '-';
}

bool SignedLines::add(std::string_view line) {
    const char sign = line.empty() ? ' ' : line.front();
    if (sign == '\\') {
        note_missing_newline();
        return true;
    }
    if (sign != ' ' && sign != '-' && sign != '+') return false;
    bare_blanks_ = line.empty() ? bare_blanks_ + 1 : 0;
    const std::string_view text = line.empty() ? line : line.substr(1);
    if (sign != '+') {
        old_text_.append(text).push_back('\n');
        ++old_count_;
    }
    if (sign != '-') {
        new_text_.append(text).push_back('\n');
        ++new_count_;
    }
    removes_ = removes_ || (sign == '-' && !is_blank(text));
    adds_ = adds_ || sign == '+';
    last_sign_ = sign;
    return true;
}

void SignedLines::drop_bare_blanks() {
    old_text_.resize(old_text_.size() - bare_blanks_);
    new_text_.resize(new_text_.size() - bare_blanks_);
    old_count_ -= bare_blanks_;
    new_count_ -= bare_blanks_;
    bare_blanks_ = 0;
}

HunkRequest SignedLines::finish(Requests& requests) {
    HunkRequest hunk;
    hunk.has_signs = true;
    hunk.removes = removes_;
    if (old_lacks_newline_ || new_lacks_newline_) hunk.final_newline = !new_lacks_newline_;
    hunk.old_text = requests.keep(std::move(old_text_));
    hunk.new_text = requests.keep(std::move(new_text_));
    *this = SignedLines();
    return hunk;
}

}  // namespace proffer::edit
