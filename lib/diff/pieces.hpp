// An edit set as parts that can be taken or left one by one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "diff/line_diff.hpp"
#include "domain/edit.hpp"
#include "domain/snapshot.hpp"

namespace proffer::diff {

struct Piece {
    std::size_t edit = 0;          ///< the index of its edit
    std::optional<Change> change;  ///< lines of an edited text; nothing: a file as a whole (new, removed, moved, no text)
    std::size_t added = 0;         ///< lines
    std::size_t removed = 0;

    /// Where it stands in the file of the edit set, from 1; of removed lines, where they stood.
    [[nodiscard]] std::size_t line() const { return change ? change->new_begin + 1 : 1; }
};

/// Changes with at most one unchanged line between them are one piece. Owns the texts of both sides.
class Pieces {
 public:
    Pieces(domain::EditSet edits, const domain::Snapshot& base);

    [[nodiscard]] const std::vector<Piece>& all() const { return pieces_; }
    [[nodiscard]] std::size_t size() const { return pieces_.size(); }
    [[nodiscard]] const domain::Edit& edit_of(const Piece& piece) const { return edits_[piece.edit]; }
    [[nodiscard]] const std::string& path_of(const Piece& piece) const { return edit_of(piece).path.text(); }
    /// The file before and after all edits; nothing where there is none.
    [[nodiscard]] const std::optional<std::string>& before(const Piece& piece) const { return texts_[piece.edit].before; }
    [[nodiscard]] const std::optional<std::string>& after(const Piece& piece) const { return edit_of(piece).content; }

    /// The edits of those pieces alone; `taken` has an entry a piece. All of them give the edit set itself, none an empty one.
    [[nodiscard]] domain::EditSet with(const std::vector<bool>& taken) const;
    /// The file of a piece that has a change, with this one alone.
    [[nodiscard]] std::string text_with(const Piece& piece) const;

 private:
    struct Texts {
        std::optional<std::string> before;
        bool in_lines = false;            ///< its pieces are changes of lines
        std::optional<std::size_t> with;  ///< the edit that this one comes and goes with: the target of a move
    };
    void split(std::size_t edit);
    [[nodiscard]] std::string rebuilt(std::size_t edit, const std::vector<const Change*>& changes) const;

    domain::EditSet edits_;
    std::vector<Texts> texts_;  // one an edit
    std::vector<Piece> pieces_;
};

}  // namespace proffer::diff
