// Why an edit of a reply is refused: the codes of Refusal::reason.
#pragma once

namespace proffer::edit {

inline constexpr const char* k_no_edits = "no-edits";              ///< the reply holds no edit in any known format
inline constexpr const char* k_incomplete = "incomplete";          ///< a tag, block, fence, patch or hunk is left open
inline constexpr const char* k_malformed = "malformed";            ///< markers or signs do not line up
inline constexpr const char* k_too_large = "too-large";            ///< more bytes, lines or edits than are read
inline constexpr const char* k_no_path = "no-path";                ///< no file is named and there is not exactly one target
inline constexpr const char* k_bad_path = "bad-path";              ///< absolute, leaves the root, git's own, no regular file
inline constexpr const char* k_ambiguous_path = "ambiguous-path";  ///< the name fits several files
inline constexpr const char* k_no_file = "no-file";                ///< the file to be changed does not exist
inline constexpr const char* k_exists = "exists";                  ///< adding or moving onto a file that exists
inline constexpr const char* k_empty = "empty";                    ///< a whole file without text for a file that has some
inline constexpr const char* k_empty_search = "empty-search";      ///< nothing to look for in a file that has text
inline constexpr const char* k_not_found = "not-found";            ///< the old text is nowhere in the file
inline constexpr const char* k_ambiguous = "ambiguous";            ///< the old text is in several places
inline constexpr const char* k_indentation = "indentation";        ///< found but for indentation, and that is off unevenly
inline constexpr const char* k_elided = "elided";                  ///< "the rest is unchanged" stands in for lines
inline constexpr const char* k_too_short = "too-short";            ///< a whole file with under half of the old lines
inline constexpr const char* k_shown_in_part = "shown-in-part";    ///< a whole file for one of which only parts were shown (lib/run)
inline constexpr const char* k_conflicting = "conflicting";        ///< two edits that contradict each other
inline constexpr const char* k_encoding = "encoding";              ///< new text that the file's encoding cannot hold
inline constexpr const char* k_unsupported = "unsupported";        ///< binary files, mode changes, symbolic links
inline constexpr const char* k_too_costly = "too-costly";          ///< looking further would take too long

}  // namespace proffer::edit
