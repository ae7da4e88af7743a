// A file as lines with their own ends, changed in place so that every byte outside the changed lines stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/line_diff.hpp"
#include "edit/encoding.hpp"
#include "edit/fold.hpp"

namespace proffer::edit {

enum class LineEnd : std::uint8_t { none, lf, cr_lf };

struct FileLine {
    std::string_view text;        ///< without its end
    std::uint32_t base_line = 0;  ///< from 1 in the file as it was; 0: the reply put it there
    LineEnd end = LineEnd::lf;    ///< none for a last line only
};

/// Not copyable: its lines are views into itself.
class FileText {
 public:
    explicit FileText(std::string content);
    FileText(const FileText&) = delete;
    FileText& operator=(const FileText&) = delete;

    [[nodiscard]] const std::vector<FileLine>& lines() const;
    [[nodiscard]] std::size_t size() const { return lines().size(); }
    [[nodiscard]] const std::string& original() const { return original_; }
    [[nodiscard]] bool is_utf8() const { return is_utf8_; }
    [[nodiscard]] bool is_binary() const { return is_binary_; }
    /// How the reply spells bytes that are no UTF-8; matters for such files only.
    [[nodiscard]] Undecodable undecodable() const { return undecodable_; }
    void set_undecodable(Undecodable undecodable);

    /// Keys of all lines under `looseness`; computed at first use, kept up to date.
    [[nodiscard]] const std::vector<std::uint64_t>& keys(Looseness looseness);

    /// False when no line has `key`; true does not mean that one has. Saves most searches that fail.
    [[nodiscard]] bool may_have(Looseness looseness, std::uint64_t key) {
        const std::optional<Keys>& of_level = keys_[static_cast<std::size_t>(looseness)];
        if (!of_level) (void)keys(looseness);
        return of_level->has(key);
    }

    /// Makes `changes`, in order and counted from line `begin`, with lines of `texts`, which are copied and get the file's
    /// first line end. However many changes there are, the lines are gone through once.
    void change(std::size_t begin, const std::vector<diff::Change>& changes, const std::vector<std::string_view>& texts);

    /// For files that are not UTF-8.
    [[nodiscard]] const Encoding& encoding();

    [[nodiscard]] bool final_newline() const { return final_newline_; }
    void set_final_newline(bool present);

    /// The whole file: byte order mark, lines, last line end as it was.
    [[nodiscard]] std::string render() const;

    /// Number of the nearest line at or after `index` that was in the file before; 0: none.
    [[nodiscard]] std::size_t base_line_at(std::size_t index) const;

 private:
    struct Keys {
        std::vector<std::uint64_t> of_lines;
        std::vector<bool> seen;  ///< by the low bits of a key; never forgets; a power of two of them
        [[nodiscard]] bool has(std::uint64_t key) const { return seen[key & (seen.size() - 1)]; }
        void note(std::uint64_t key) { seen[key & (seen.size() - 1)] = true; }
    };

    std::string original_;
    std::string_view mark_;          // byte order mark, or nothing
    LineEnd newline_ = LineEnd::lf;  // of new lines
    // Split at first use: of many files only the whole text is needed.
    mutable std::vector<FileLine> lines_;
    mutable bool is_split_ = false;
    bool final_newline_ = true;
    bool is_utf8_ = true;
    bool is_binary_ = false;
    Undecodable undecodable_ = Undecodable::as_latin1;
    std::optional<Keys> keys_[static_cast<std::size_t>(Looseness::trimmed) + 1];
    std::deque<std::string> inserted_;  // new lines, those of a call one after another
    std::optional<Encoding> encoding_;
};

/// Lines of `text` without their ends; a byte order mark before the first is dropped.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace proffer::edit
