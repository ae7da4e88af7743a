// What a reply asks for, read but not yet held against any file: the common form behind every format.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::edit {

/// Some lines that become others. Texts are whole lines; views into the reply or into `Requests::owned`.
struct HunkRequest {
    std::string_view old_text;
    std::string_view new_text;
    std::size_t line = 0;                   ///< where the reply says the old text starts, from 1; 0: it does not say
    std::vector<std::string_view> anchors;  ///< lines that stand somewhere above it, outermost first
    bool at_end = false;                    ///< the old text ends the file
    bool has_signs = false;                 ///< from a diff: each line carried a sign
    bool removes = true;                    ///< has lines with text to take away (always true outside diffs)
    bool several_dividers = false;          ///< the text holds rows that look like its divider
    std::optional<bool> final_newline;      ///< said in so many words ("\ No newline at end of file")
};

enum class Action {
    whole_file,  ///< `body` is the file, new or not
    create,      ///< `body` is a file that must not exist yet
    change,      ///< `hunks`, perhaps together with `move_to`
    remove,      ///< `hunks`, if any, must take away the whole file
};

struct FileRequest {
    Action action = Action::whole_file;
    std::string path;        ///< as spelt; empty: the reply names none
    std::string other_path;  ///< a diff's old name, where it differs
    std::string move_to;     ///< as spelt; empty: the file stays where it is
    std::string_view body;
    std::vector<HunkRequest> hunks;
    bool bare = false;          ///< the body is known to have no fence or escapes of a model's round it
    bool final_newline = true;  ///< of a new file
};

struct Problem {
    std::string path;  ///< as spelt; may be empty
    std::string reason;
    std::string message;
};

struct Requests {
    std::vector<FileRequest> files;
    std::vector<Problem> problems;
    std::deque<std::string> owned;  ///< texts that had to be rewritten; addresses are stable

    std::string_view keep(std::string text) { return owned.emplace_back(std::move(text)); }
    void refuse(std::string path, const char* reason, std::string message) {
        problems.push_back({std::move(path), reason, std::move(message)});
    }
};

/// A reply with more edits than this is refused, and so are files and single texts beyond these sizes.
inline constexpr std::size_t k_most_edits = 4'000;
inline constexpr std::size_t k_most_reply_lines = 20'000'000;
inline constexpr std::size_t k_most_file_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t k_most_file_lines = 250'000;
/// All files together that one reply may have opened.
inline constexpr std::size_t k_most_opened_bytes = 24 * 1024 * 1024;
/// Lines of those whose lines were looked at, which cost more than their bytes.
inline constexpr std::size_t k_most_held_lines = 1'000'000;

}  // namespace proffer::edit
