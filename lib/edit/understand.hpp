// From a model's reply to complete edits, or to reasons why not (shared design: docs/edits.md).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/edit.hpp"
#include "domain/snapshot.hpp"

namespace proffer::edit {

/// The family of reply formats that was recognised; one a reply.
enum class Format {
    none,
    modified_tags,    ///< <MODIFIED path="p">…</MODIFIED>
    file_delimiters,  ///< --- FILE: p --- … --- END FILE ---
    search_replace,   ///< <<<<<<< SEARCH … ======= … >>>>>>> REPLACE
    begin_patch,      ///< *** Begin Patch … *** End Patch
    unified_diff,
    original_patched,  ///< <file>/<original>/<patched>
    fenced_named,      ///< a fenced block under a file's name
    fenced_single,     ///< one fenced block for the only target
    json,              ///< read, never asked for
};

/// "modified-tags" and so on; told in the report.
[[nodiscard]] std::string_view name(Format format);

/// How one edit of the reply was placed.
struct Placement {
    std::string path;      ///< as resolved
    std::size_t hunk = 0;  ///< from 1 within the path
    std::string how;       ///< "whole-file", "delete", "rename", "new-file", or the rung: "exact", "trailing-blanks", …
    std::size_t line = 0;  ///< first line in the old file, from 1; 0 for whole files
};

/// Why one edit of the reply cannot be taken.
struct Refusal {
    std::string path;              ///< as the reply spelt it; untrusted; may be empty
    std::size_t hunk = 0;          ///< from 1 within the path; 0: the whole file or reply
    std::string reason;            ///< code: "no-edits", "incomplete", "not-found", "ambiguous", "bad-path", "elided", …
    std::string message;           ///< one line for people and for the model
    std::string nearest;           ///< numbered lines of the nearest place; empty when there is none
    std::size_t nearest_line = 0;  ///< from 1; 0: none
    bool already_there = false;    ///< the new text already stands in the file
};

struct Understood {
    Format format = Format::none;
    domain::EditSet edits;  ///< complete, against `base`; files that would not change are left out
    std::vector<Placement> placements;
    std::vector<Refusal> refusals;  ///< not empty: nothing may be applied; `edits` then holds what could be placed
};

/// A longer reply is refused without a look at it.
inline constexpr std::size_t k_most_reply_bytes = std::size_t{128} * 1024 * 1024;

/// Reads `reply` against `base`. `targets` are the files the model was asked about: with exactly one, a lone
/// fenced block is taken for it. `placed` are edits kept from an earlier reply of the same attempt, on top
/// of which this one is read. Pure, linear in the reply; never fails: what is not understood is a refusal.
[[nodiscard]] Understood understand_reply(std::string_view reply, const domain::Snapshot& base,
                                          const std::vector<domain::RepoPath>& targets, const domain::EditSet& placed = {});

}  // namespace proffer::edit
