// Carries out requests on files in memory and keeps the record of how each was placed or why not.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "edit/ladder.hpp"
#include "edit/paths.hpp"
#include "edit/understand.hpp"

namespace proffer::edit {

class Workbench {
 public:
    /// `files` is what the reply is read against; all arguments must outlive this.
    Workbench(const domain::Snapshot& files, const Paths& paths, std::string_view reply);

    void carry_out(const FileRequest& request);
    void refuse(const Problem& problem);

    /// Moves placements and refusals to `understood` and merges the files with `placed` into its edits, leaving out
    /// those that are as in `base`.
    void finish(const domain::Snapshot& base, const domain::EditSet& placed, Understood& understood);

 private:
    struct OpenFile {
        domain::RepoPath path;
        std::unique_ptr<FileText> text;  ///< null while there is no such file
        bool existed = false;
        std::optional<domain::RepoPath> moved_from;
        std::size_t hunks = 0;
        std::size_t lines_held = 0;             ///< when it was last looked at
        std::optional<std::string_view> whole;  ///< body of a request for the whole file
        bool changed_by_hunks = false;
        bool removed = false;
        std::map<std::string_view, std::string_view> seen;  ///< old text to new text of hunks
    };

    OpenFile* open(const FileRequest& request, Wanted wanted, bool* folder_guessed = nullptr);
    OpenFile* open_at(const domain::RepoPath& path, const std::string& spelt);
    [[nodiscard]] std::variant<ResolvedPath, Problem> resolve(const FileRequest& request, Wanted wanted) const;

    void write_whole(const FileRequest& request);
    void write_over(OpenFile& file, const FileRequest& request, const std::string& body);
    void create(const FileRequest& request);
    void remove(const FileRequest& request);
    void change(const FileRequest& request);
    void move(OpenFile& file, const FileRequest& request);

    bool change_lines(OpenFile& file, const FileRequest& request, const HunkRequest& hunk);
    bool place_hunk(OpenFile& file, const FileRequest& request, const HunkRequest& hunk);
    bool fill_empty(OpenFile& file, const FileRequest& request, const HunkRequest& hunk);
    bool lay_on_all(OpenFile& file, const Found& found, const HunkRequest& hunk);
    bool repeats(OpenFile& file, const FileRequest& request, const HunkRequest& hunk, bool& stop);
    bool refuse_place(OpenFile& file, const FileRequest& request, const HunkRequest& hunk, const NotFound& why);

    void refuse_files_below_files();

    /// May the file, and may all files together, have so many lines more?
    [[nodiscard]] bool has_room(OpenFile& file, std::size_t more_lines);

    bool refuse(const std::string& path, std::size_t hunk, const char* reason, std::string message);
    void placed(const OpenFile& file, std::size_t hunk, std::string_view how, std::size_t line);

    const domain::Snapshot& files_;
    const Paths& paths_;
    bool reply_has_replacements_;
    Budget budget_;
    diff::Effort effort_;
    std::size_t opened_bytes_ = 0;
    std::size_t lines_held_ = 0;  ///< of all files that were split into lines
    std::map<std::string, OpenFile> open_;
    std::vector<Placement> placements_;
    std::vector<Refusal> refusals_;
    std::size_t left_out_ = 0;  ///< refusals beyond those that are told
    std::deque<std::string> owned_;
};

}  // namespace proffer::edit
