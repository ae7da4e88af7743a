// Where an edit may write: scope, protected paths, names of new files, and what stands at the path in the base.
#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "guard/rules.hpp"

namespace proffer::guard {
namespace {

using domain::Edit;
using domain::FileMode;

constexpr std::size_t k_named_directories = 12;

bool is_file(std::optional<FileMode> mode) {
    return mode == FileMode::regular || mode == FileMode::executable;
}

std::string quoted(std::string_view path) {
    constexpr std::size_t k_shown_bytes = 300;
    return "'" + base::visible_line(base::prefix(path, k_shown_bytes)) + (path.size() > k_shown_bytes ? "…'" : "'");
}

/// "only 'src', 'tests' may be changed": what a model needs to repair its edits.
std::string allowed_places(const Scope& scope) {
    std::vector<std::string> places;
    for (const std::vector<std::string>* names : {&scope.allowed, &scope.files})
        for (const std::string& name : *names) places.push_back(quoted(name));
    if (places.empty()) return "no path is allowed: 'allowed' is empty";
    const std::size_t more = places.size() - std::min(places.size(), k_named_directories);
    places.resize(places.size() - more);
    return "only " + base::join(places, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : std::string()) + " may be changed";
}

void judge_scope(const Edit& edit, const Scope& scope, Violations& violations) {
    const std::string& path = edit.path.text();
    if (!scope.allows(path))
        violations.push_back({"outside-scope", path, quoted(path) + " is outside the task's scope; " + allowed_places(scope)});
    if (const std::string rule = scope.protecting_rule(path); !rule.empty())
        violations.push_back({"protected", path, quoted(path) + " is protected by the rule " + quoted(rule) + "; leave it as it is"});
}

void judge_ancestors(const Edit& edit, const Proposed& proposed, Violations& violations) {
    const std::string& path = edit.path.text();
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const std::string_view ancestor = std::string_view(path).substr(0, slash);
        const std::optional<FileMode> mode = proposed.base().find(ancestor);
        if (mode == FileMode::symlink || mode == FileMode::submodule) {
            const std::string kind = mode == FileMode::symlink ? "a symbolic link" : "a submodule";
            violations.push_back({"symlink", path, quoted(path) + " lies below " + quoted(ancestor) + ", which is " + kind});
            return;
        }
        if (is_file(mode) || proposed.writes(ancestor)) {
            violations.push_back({"not-a-file", path, quoted(path) + " lies below " + quoted(ancestor) + ", which is a file"});
            return;
        }
    }
}

void judge_entry(const Edit& edit, const Proposed& proposed, Violations& violations) {
    const std::string& path = edit.path.text();
    const std::optional<FileMode> mode = proposed.base().find(path);
    if (is_file(mode)) return;
    if (mode == FileMode::symlink)
        violations.push_back({"symlink", path, quoted(path) + " is a symbolic link; edit the file it points to"});
    else if (mode == FileMode::submodule)
        violations.push_back({"symlink", path, quoted(path) + " is a submodule; its files belong to another repository"});
    else if (mode == FileMode::directory)
        violations.push_back({"not-a-file", path, quoted(path) + " is a directory; name a file in it"});
    else if (!edit.content)
        violations.push_back({"path", path, quoted(path) + " cannot be removed: the base commit has no such file"});
    else if (const auto problem = domain::new_name_problem(edit.path))
        violations.push_back({"path", path, "a new file may not be named so: " + *problem});
}

/// A move brings a file's mode along; it must be a real one, and the only one of that file.
void judge_origin(const Edit& edit, const Proposed& proposed, Violations& violations) {
    if (!edit.moved_from) return;
    const std::string& path = edit.path.text();
    const std::string& origin = edit.moved_from->text();
    const auto refuse = [&](const std::string& why) {
        violations.push_back({"mode", path, quoted(path) + " cannot take over " + quoted(origin) + ": " + why});
    };
    if (!edit.content)
        refuse("it is removed itself");
    else if (!is_file(proposed.base().find(origin)))
        refuse("the base commit has no such file");
    else if (!proposed.removes(origin))
        refuse("that file is not removed");
    else if (is_file(proposed.base().find(path)))
        refuse("the file exists already and keeps its own mode");
    for (const Edit& other : proposed.edits()) {
        if (&other == &edit) return;
        if (other.moved_from && *other.moved_from == *edit.moved_from) return refuse("another file does already");
    }
}

}  // namespace

void judge_path(const Edit& edit, const Proposed& proposed, const Scope& scope, Violations& violations) {
    judge_scope(edit, scope, violations);
    judge_ancestors(edit, proposed, violations);
    judge_entry(edit, proposed, violations);
    judge_origin(edit, proposed, violations);
}

}  // namespace proffer::guard
