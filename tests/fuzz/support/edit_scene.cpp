// Scenes from inputs, and the checks that all edit targets share.
#include "fuzz/support/edit_scene.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "edit/workbench.hpp"
#include "fuzz/support/input.hpp"

namespace proffer::fuzz {
namespace {

constexpr std::size_t k_most_files = 8;

bool is_file(const domain::Snapshot& snapshot, std::string_view path) {
    const auto mode = snapshot.find(path);
    return mode && *mode != domain::FileMode::directory;
}

/// A file above `path` in the tree, or nothing.
std::string file_above(const domain::Snapshot& snapshot, std::string_view path) {
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1))
        if (is_file(snapshot, path.substr(0, slash))) return std::string(path.substr(0, slash));
    return "";
}

void add_file(Scene& scene, std::string_view part) {
    auto [name, content] = first_line(part);
    bool is_target = false;
    bool ends_open = false;
    for (; name.size() > 2 && name[1] == ' ' && (name[0] == '*' || name[0] == '-'); name.remove_prefix(2))
        (name[0] == '*' ? is_target : ends_open) = true;
    const auto path = domain::RepoPath::parse(name);
    if (!path || scene.files.size() == k_most_files) return;
    if (scene.snapshot.find(path->text()) || !file_above(scene.snapshot, path->text()).empty()) return;
    if (ends_open && content.ends_with('\n')) content.remove_suffix(1);
    scene.files.push_back({path->text(), std::string(content)});
    scene.snapshot.add(path->text(), std::string(content));
    if (is_target) scene.targets.push_back(*path);
}

void add_files_of_ours(Scene& scene) {
    add_file(scene, "src/app.py\nimport sys\n\n\ndef main():\n    print('one')\n    print('two')\n\n\nif True:\n    main()\n");
    add_file(scene, "- notes.txt\nfirst\nsecond\nthird");
    add_file(scene, "win.txt\nalpha\r\nbeta\r\ngamma\r\n");
    add_file(scene, "old.c\n/* caf\xE9 */\nint a;\n\tint b;\n");
    add_file(scene, "empty.md\n");
}

void check_edits(const Scene& scene, const edit::Understood& understood) {
    const auto removes = [&](const std::string& path) {
        return std::any_of(understood.edits.begin(), understood.edits.end(),
                           [&](const domain::Edit& edit) { return edit.path.text() == path && !edit.content; });
    };
    const domain::Edit* previous = nullptr;
    for (const domain::Edit& edit : understood.edits) {
        const std::string& path = edit.path.text();
        PROFFER_PROMISE(previous == nullptr || previous->path < edit.path, "edits are sorted, one a path");
        PROFFER_PROMISE(domain::RepoPath::parse(path).has_value(), "every edited path is below the root");
        const auto before = scene.snapshot.read(path);
        if (edit.content) {
            PROFFER_PROMISE(edit.moved_from || !before || *before != *edit.content, "files that would not change are left out");
            PROFFER_PROMISE(scene.snapshot.find(path) != domain::FileMode::directory, "no file in the place of a directory");
        } else {
            PROFFER_PROMISE(before.has_value(), "only what is there is removed");
        }
        const std::string above = file_above(scene.snapshot, path);
        PROFFER_PROMISE(above.empty() || removes(above), "no file below a file");
        if (edit.moved_from && understood.refusals.empty())
            PROFFER_PROMISE(removes(edit.moved_from->text()), "what was moved is gone from where it was");
        previous = &edit;
    }
}

void check_refusals(const edit::Understood& understood) {
    for (const edit::Refusal& refusal : understood.refusals) {
        PROFFER_PROMISE(!refusal.reason.empty() && !refusal.message.empty(), "a refusal has a reason and a message");
        PROFFER_PROMISE(is_printable(refusal.message), "a refusal's message is one line without control characters");
    }
}

/// The lines above the first place that any hunk of a file went to keep their bytes.
void check_confined(const Scene& scene, const edit::Understood& understood) {
    std::map<std::string, std::size_t> first_lines;
    for (const edit::Placement& placement : understood.placements) {
        const bool in_place = placement.line > 0 && placement.how != "whole-file";
        if (in_place) first_lines.try_emplace(placement.path, placement.line);
        if (in_place) first_lines[placement.path] = std::min(first_lines[placement.path], placement.line);
    }
    for (const domain::Edit& edit : understood.edits) {
        const auto first = first_lines.find(edit.moved_from ? edit.moved_from->text() : edit.path.text());
        const auto before = scene.snapshot.read(edit.moved_from ? edit.moved_from->text() : edit.path.text());
        if (first == first_lines.end() || !edit.content || !before) continue;
        std::size_t bytes = 0;
        const auto lines = base::split_lines(*before);
        for (std::size_t i = 0; i + 1 < first->second && i < lines.size(); ++i) bytes += lines[i].size();
        PROFFER_PROMISE(edit.content->starts_with(before->substr(0, bytes)), "lines above the first changed one keep their bytes");
    }
}

bool is_inside(std::string_view view, std::string_view whole) {
    return view.data() >= whole.data() && view.data() + view.size() <= whole.data() + whole.size();
}

void check_requests(const edit::Requests& requests, std::string_view reply) {
    const auto is_kept = [&](std::string_view view) {
        return view.empty() || is_inside(view, reply) ||
               std::any_of(requests.owned.begin(), requests.owned.end(), [&](const std::string& own) { return is_inside(view, own); });
    };
    std::size_t hunks = 0;
    for (const edit::FileRequest& file : requests.files) {
        PROFFER_PROMISE(is_kept(file.body), "a body is text of the reply");
        for (const edit::HunkRequest& hunk : file.hunks)
            PROFFER_PROMISE(is_kept(hunk.old_text) && is_kept(hunk.new_text), "a hunk is text of the reply");
        hunks += file.hunks.size();
    }
    PROFFER_PROMISE(requests.files.size() <= edit::k_most_edits && hunks <= edit::k_most_edits, "a reply has a limited number of edits");
    for (const edit::Problem& problem : requests.problems) PROFFER_PROMISE(is_printable(problem.message), "a problem is told on one line");
}

}  // namespace

Scene parse_scene(std::string_view input) {
    Scene scene;
    const std::vector<std::string_view> parts = parts_of(input);
    scene.reply = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) add_file(scene, parts[i]);
    if (scene.files.empty()) add_files_of_ours(scene);
    return scene;
}

void check_understood(const Scene& scene, const edit::Understood& understood) {
    check_edits(scene, understood);
    check_refusals(understood);
    check_confined(scene, understood);
}

int check_reader(std::string_view input, const Reader& reader) {
    const Scene scene = parse_scene(input);
    const edit::Paths paths(scene.snapshot, scene.targets);
    const edit::ReplyLines lines(scene.reply);
    const edit::Requests requests = reader(lines, paths);
    check_requests(requests, scene.reply);
    edit::Understood understood;
    edit::Workbench workbench(scene.snapshot, paths, scene.reply);
    for (const edit::FileRequest& request : requests.files) workbench.carry_out(request);
    for (const edit::Problem& problem : requests.problems) workbench.refuse(problem);
    workbench.finish(scene.snapshot, {}, understood);
    check_understood(scene, understood);
    return 0;
}

std::string digest(const edit::Understood& understood) {
    std::string text(edit::name(understood.format));
    for (const edit::Placement& placement : understood.placements)
        text += "\n" + placement.path + " " + std::to_string(placement.hunk) + " " + placement.how;
    for (const edit::Refusal& refusal : understood.refusals)
        text += "\n" + refusal.path + " " + std::to_string(refusal.hunk) + " " + refusal.reason + " " + refusal.message;
    return text;
}

support::MemorySnapshot with_edits(const domain::Snapshot& snapshot, const domain::EditSet& edits) {
    std::map<std::string, std::string> files;
    for (const std::string& path : snapshot.paths().value_or({})) files[path] = snapshot.read(path).value_or("");
    for (const domain::Edit& edit : edits)
        if (!edit.content) files.erase(edit.path.text());
    for (const domain::Edit& edit : edits)
        if (edit.content) files[edit.path.text()] = *edit.content;
    support::MemorySnapshot changed;
    for (auto& [path, content] : files) changed.add(path, std::move(content));
    return changed;
}

}  // namespace proffer::fuzz
