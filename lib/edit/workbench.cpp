// Whole files, new files, removals and renames; hunks are in workbench_hunks.cpp.
#include "edit/workbench.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "edit/reasons.hpp"
#include "edit/reply_lines.hpp"
#include "edit/whole_file.hpp"

namespace proffer::edit {
namespace {

/// Steps of searching, and of comparing old and new texts, for a reply as a whole: each well under a second.
constexpr std::uint64_t k_budget = 300'000'000;
constexpr std::uint64_t k_effort = 100'000'000;
constexpr std::size_t k_most_refusals = 100;

std::string shown(std::string_view path) {
    return "'" + base::visible_line(base::prefix(path, 300)) + "'";
}

std::string most_of_a_file() {
    return std::to_string(k_most_file_bytes / 1024 / 1024) + " MiB and " + std::to_string(k_most_file_lines) + " lines";
}

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// Are half of the old lines in the new text? Then it is that file.
bool resembles(const FileText& file, std::string_view body) {
    std::set<std::string_view> lines;
    for (const std::string_view line : lines_of(body)) lines.insert(line);
    const auto kept =
        std::count_if(file.lines().begin(), file.lines().end(), [&](const FileLine& line) { return lines.find(line.text) != lines.end(); });
    return static_cast<std::size_t>(kept) * 2 >= file.size();
}

/// As such, or as JSON may spell it.
bool has_replacement_character(std::string_view reply) {
    const auto holds = [reply](std::string_view spelt) { return reply.find(spelt) != std::string_view::npos; };
    return holds("\xEF\xBF\xBD") || holds("\\ufffd") || holds("\\uFFFD");
}

}  // namespace

Workbench::Workbench(const domain::Snapshot& files, const Paths& paths, std::string_view reply)
    : files_(files), paths_(paths), reply_has_replacements_(has_replacement_character(reply)), budget_(k_budget), effort_{k_effort} {}

bool Workbench::refuse(const std::string& path, std::size_t hunk, const char* reason, std::string message) {
    if (refusals_.size() >= k_most_refusals)
        ++left_out_;
    else
        refusals_.push_back({path, hunk, reason, std::move(message), "", 0, false});
    return false;
}

void Workbench::refuse(const Problem& problem) {
    refuse(problem.path, 0, problem.reason.c_str(), problem.message);
}

void Workbench::placed(const OpenFile& file, std::size_t hunk, std::string_view how, std::size_t line) {
    placements_.push_back({file.path.text(), hunk, std::string(how), line});
}

std::variant<ResolvedPath, Problem> Workbench::resolve(const FileRequest& request, Wanted wanted) const {
    std::variant<ResolvedPath, Problem> resolved = paths_.resolve(request.path, wanted);
    const Problem* problem = std::get_if<Problem>(&resolved);
    if (problem == nullptr || problem->reason != k_no_file || request.other_path.empty()) return resolved;
    // A diff against a copy: "--- src/a.py" and "+++ src/a.py.new" are no rename without saying so.
    if (name_of(request.other_path) != name_of(request.path)) return resolved;
    return paths_.resolve(request.other_path, wanted);
}

Workbench::OpenFile* Workbench::open(const FileRequest& request, Wanted wanted, bool* folder_guessed) {
    if (request.path.empty()) {
        refuse("", 0, k_no_path, "the reply does not say which file the edit is for");
        return nullptr;
    }
    if (const auto known = open_.find(request.path); known != open_.end()) return &known->second;
    const std::variant<ResolvedPath, Problem> resolved = resolve(request, wanted);
    if (const Problem* problem = std::get_if<Problem>(&resolved)) {
        refuse(request.path, 0, problem->reason.c_str(), problem->message);
        return nullptr;
    }
    const ResolvedPath& found = std::get<ResolvedPath>(resolved);
    if (folder_guessed != nullptr) *folder_guessed = found.folder_guessed;
    return open_at(found.path, request.path);
}

Workbench::OpenFile* Workbench::open_at(const domain::RepoPath& path, const std::string& spelt) {
    if (const auto known = open_.find(path.text()); known != open_.end()) return &known->second;
    OpenFile file{path, nullptr, false, {}, 0, 0, {}, false, false, {}};
    if (paths_.is_file(path.text())) {
        const Result<std::uint64_t> size = files_.size_bytes(path.text());
        Result<std::string> content = !size || *size > k_most_file_bytes ? Result<std::string>(std::string()) : files_.read(path.text());
        if (!size || !content) {
            refuse(spelt, 0, k_unsupported, "cannot read " + shown(path.text()));
            return nullptr;
        }
        if (*size > k_most_file_bytes || is_too_large(*content)) {
            refuse(spelt, 0, k_too_large, shown(path.text()) + " is too large to be edited: a file may have " + most_of_a_file());
            return nullptr;
        }
        opened_bytes_ += content->size();
        if (opened_bytes_ > k_most_opened_bytes) {
            refuse(spelt, 0, k_too_large,
                   "the reply is about too many or too large files: all that it changes may have " +
                       std::to_string(k_most_opened_bytes / 1024 / 1024) + " MiB");
            return nullptr;
        }
        file.text = std::make_unique<FileText>(*std::move(content));
        if (!file.text->is_utf8() && reply_has_replacements_) file.text->set_undecodable(Undecodable::as_replacement);
        file.existed = true;
    }
    return &open_.emplace(path.text(), std::move(file)).first->second;
}

bool Workbench::has_room(OpenFile& file, std::size_t more_lines) {
    const std::size_t lines = file.text ? file.text->size() : 0;
    lines_held_ = lines_held_ - file.lines_held + lines;
    file.lines_held = lines;
    return lines + more_lines <= 2 * k_most_file_lines && lines_held_ + more_lines <= k_most_held_lines;
}

void Workbench::carry_out(const FileRequest& request) {
    switch (request.action) {
        case Action::whole_file: return write_whole(request);
        case Action::create: return create(request);
        case Action::change: return change(request);
        case Action::remove: return remove(request);
    }
}

// --- whole files ---

void Workbench::write_whole(const FileRequest& request) {
    if (is_too_large(request.body)) {
        refuse(request.path, 0, k_too_large,
               "the new text of " + shown(request.path) + " is too large: a file may have " + most_of_a_file());
        return;
    }
    bool folder_guessed = false;
    OpenFile* file = open(request, Wanted::any, &folder_guessed);
    if (file == nullptr) return;
    if (folder_guessed && file->text && !resembles(*file->text, request.body)) {
        // Not the file of that name which we know, so the folder was meant.
        const Result<domain::RepoPath> path = domain::RepoPath::parse(request.path);
        file = path ? open_at(*path, request.path) : nullptr;
        if (file == nullptr) return;
    }
    if (file->whole && *file->whole == request.body) return;
    if (file->whole || file->changed_by_hunks || file->removed) {
        refuse(request.path, 0, k_conflicting,
               "the reply has several edits for " + shown(file->path.text()) + " that contradict each other");
        return;
    }
    file->whole = request.body;
    const std::optional<std::string> body =
        unwrap_body(request.body, file->path.text(), file->text.get(), request.bare ? Wrapping::none : Wrapping::possible);
    if (!body)
        refuse(request.path, 0, k_incomplete, "the fence round the text of " + shown(file->path.text()) + " is not closed");
    else
        write_over(*file, request, *body);
}

void Workbench::write_over(OpenFile& file, const FileRequest& request, const std::string& body) {
    if (!file.text) {
        file.text = std::make_unique<FileText>(new_file(body));
        return placed(file, 0, "new-file", 0);
    }
    if (file.text->is_binary()) {
        refuse(request.path, 0, k_unsupported, shown(file.path.text()) + " is a binary file");
        return;
    }
    if (!has_room(file, static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n')))) {
        refuse(request.path, 0, k_too_large, "the reply is about too many lines of files");
        return;
    }
    if (request.bare && ends_at_own_fence(*file.text, body)) {
        refuse(request.path, 0, k_incomplete,
               "the text of " + shown(file.path.text()) + " ends at a fence of its own; put a longer fence round it");
        return;
    }
    const std::string before = file.text->render();
    if (const std::optional<Problem> problem = replace_whole(*file.text, body, effort_)) {
        refuse(request.path, 0, problem->reason.c_str(), problem->message);
        return;
    }
    std::string after = file.text->render();
    placed(file, 0, after == before ? "unchanged" : "whole-file", 0);
    // Nothing else may change the file, so that its lines are not needed any more.
    file.text = std::make_unique<FileText>(std::move(after));
    lines_held_ -= std::exchange(file.lines_held, 0);
}

void Workbench::create(const FileRequest& request) {
    OpenFile* file = open(request, Wanted::absent);
    if (file == nullptr) return;
    if (file->whole && !file->existed && *file->whole == request.body) return;  // said twice
    if (is_too_large(request.body)) {
        refuse(request.path, 0, k_too_large, "the text of " + shown(request.path) + " is too large: a file may have " + most_of_a_file());
    } else if (file->text || file->removed) {
        refuse(request.path, 0, k_exists, shown(file->path.text()) + " exists already; change it instead of adding it");
    } else {
        std::string content = new_file(request.body);
        if (!request.final_newline && content.ends_with('\n')) content.pop_back();
        file->text = std::make_unique<FileText>(std::move(content));
        file->whole = request.body;
        placed(*file, 0, "new-file", 0);
    }
}

// --- removals and renames ---

void Workbench::remove(const FileRequest& request) {
    OpenFile* file = open(request, Wanted::existing);
    if (file == nullptr) return;
    if (file->removed && !file->moved_from) return;  // said twice
    if (!file->text || file->whole || file->changed_by_hunks) {
        refuse(request.path, 0, k_conflicting, "the reply removes " + shown(file->path.text()) + " and has other edits for it");
        return;
    }
    const std::string before = file->text->render();
    const bool all_placed = std::all_of(request.hunks.begin(), request.hunks.end(),
                                        [&](const HunkRequest& hunk) { return change_lines(*file, request, hunk); });
    if (all_placed && !request.hunks.empty() && file->text->size() > 0)
        refuse(request.path, 0, k_not_found, "the diff that removes " + shown(file->path.text()) + " does not hold all of its lines");
    if (!all_placed || (!request.hunks.empty() && file->text->size() > 0)) {
        file->text = std::make_unique<FileText>(before);
        return;
    }
    file->removed = true;
    file->text.reset();
    placed(*file, 0, "delete", 0);
}

void Workbench::move(OpenFile& file, const FileRequest& request) {
    if (!file.existed) {
        refuse(request.path, 0, k_no_file, "there is no file " + shown(file.path.text()) + " to move");
        return;
    }
    const std::variant<ResolvedPath, Problem> resolved = paths_.resolve(request.move_to, Wanted::absent);
    if (const Problem* problem = std::get_if<Problem>(&resolved)) {
        refuse(request.move_to, 0, problem->reason.c_str(), problem->message);
        return;
    }
    const domain::RepoPath target = std::get<ResolvedPath>(resolved).path;
    if (target == file.path) return;
    OpenFile* moved = open_at(target, request.move_to);
    if (moved == nullptr) return;
    if (moved->text || moved->removed || moved->moved_from) {
        refuse(request.move_to, 0, k_exists, "cannot move " + shown(file.path.text()) + " onto " + shown(target.text()) + ", which exists");
        return;
    }
    moved->text = std::move(file.text);
    moved->moved_from = file.path;
    moved->whole = "";  // further edits of either name would contradict this one
    file.removed = true;
    placed(*moved, 0, "rename", 0);
}

// --- result ---

/// A file of the reply cannot be a folder of another one.
void Workbench::refuse_files_below_files() {
    const auto is_written = [this](const std::string& path) {
        const auto file = open_.find(path);
        return file != open_.end() && file->second.text;
    };
    for (auto file = open_.begin(); file != open_.end();) {
        const std::string path = file->first;
        std::size_t slash = file->second.text ? path.find('/') : std::string::npos;
        while (slash != std::string::npos && !is_written(path.substr(0, slash))) slash = path.find('/', slash + 1);
        if (slash == std::string::npos) {
            ++file;
            continue;
        }
        std::erase_if(placements_, [&](const Placement& placement) { return placement.path == path; });
        refuse(path, 0, k_bad_path, shown(path.substr(0, slash)) + " is no folder");
        file = open_.erase(file);
    }
}

void Workbench::finish(const domain::Snapshot& base, const domain::EditSet& placed, Understood& understood) {
    refuse_files_below_files();
    std::map<std::string, domain::Edit> merged;
    for (const domain::Edit& edit : placed) merged.insert_or_assign(edit.path.text(), edit);
    for (auto& [path, file] : open_) {
        const auto before = merged.find(path);
        std::optional<domain::RepoPath> moved_from = file.moved_from;
        if (!moved_from && before != merged.end()) moved_from = before->second.moved_from;
        domain::Edit edit{file.path, {}, moved_from};
        if (file.text) edit.content = file.text->render();
        file.text.reset();  // else all texts would be held twice
        const Result<std::string> original = base.read(path);
        const bool same = edit.content ? original && *original == *edit.content && !moved_from : !original;
        if (same)
            merged.erase(path);
        else
            merged.insert_or_assign(path, std::move(edit));
    }
    for (auto& [path, edit] : merged) understood.edits.push_back(std::move(edit));
    if (left_out_ > 0) refusals_.back().message += " (and " + base::count_of(left_out_, "more refusal") + ")";
    understood.placements = std::move(placements_);
    understood.refusals = std::move(refusals_);
}

}  // namespace proffer::edit
