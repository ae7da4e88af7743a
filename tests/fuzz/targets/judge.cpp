// The guard on edit sets. Parts: allowed patterns, protected patterns, a secret a line, then edits: a line with the path, then the content;
// a path behind `! ` is removed, and `from > to` is a move.
#include "guard/judge.hpp"
#include "base/redact.hpp"
#include "fuzz/support/input.hpp"
#include "support/memory_snapshot.hpp"

#include <map>

using namespace proffer;

namespace {

support::MemorySnapshot files_of_ours() {
    support::MemorySnapshot files{
        {"src/app.py", "print('one')\n"}, {"README.md", "# Read me\n"}, {".github/workflows/ci.yml", "on: push\n"}};
    files.add("link", "src", domain::FileMode::symlink);
    files.add("module", "0123456789012345678901234567890123456789", domain::FileMode::submodule);
    files.add("tool.sh", "#!/bin/sh\n", domain::FileMode::executable);
    return files;
}

void add_edit(std::map<std::string, domain::Edit>& edits, std::string_view part) {
    auto [name, content] = fuzz::first_line(part);
    const bool removes = name.starts_with("! ");
    if (removes) name.remove_prefix(2);
    const std::size_t arrow = name.find(" > ");
    const auto path = domain::RepoPath::parse(arrow == std::string_view::npos ? name : name.substr(arrow + 3));
    if (!path) return;
    domain::Edit edit{*path, std::string(content), {}};
    if (removes) edit.content.reset();
    if (arrow != std::string_view::npos) {
        const auto from = domain::RepoPath::parse(name.substr(0, arrow));
        if (!from || removes) return;
        edit.moved_from = *from;
        edits.insert_or_assign(from->text(), domain::Edit{*from, {}, {}});
    }
    edits.insert_or_assign(path->text(), edit);
}

void check_accepted(const domain::EditSet& edits, const domain::Snapshot& base, const guard::Scope& scope, const base::Redactor& secrets) {
    for (const domain::Edit& edit : edits) {
        const std::string& path = edit.path.text();
        PROFFER_PROMISE(scope.allows(path) && scope.protecting_rule(path).empty(), "accepted edits are in scope");
        PROFFER_PROMISE(!edit.content || !secrets.finds_secret(*edit.content), "accepted edits hold no secret");
        for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
            const auto mode = base.find(path.substr(0, end));
            PROFFER_PROMISE(mode != domain::FileMode::symlink && mode != domain::FileMode::submodule, "accepted edits go through no link");
        }
        PROFFER_PROMISE(base.find(path) != domain::FileMode::symlink, "accepted edits replace no link");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const support::MemorySnapshot files = files_of_ours();
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const guard::Scope scope{fuzz::short_list(fuzz::part(parts, 0)), {}, fuzz::short_list(fuzz::part(parts, 1)), {}};
    const base::Redactor secrets(fuzz::short_list(fuzz::part(parts, 2)));
    std::map<std::string, domain::Edit> by_path;
    for (std::size_t i = 3; i < parts.size(); ++i) add_edit(by_path, parts[i]);
    domain::EditSet edits;
    for (auto& [path, edit] : by_path) edits.push_back(std::move(edit));
    const auto violations = guard::judge_edits(edits, files, scope, {}, secrets);
    for (const domain::Violation& violation : violations)
        PROFFER_PROMISE(!violation.rule.empty() && fuzz::is_printable(violation.message), "a violation is told on one line");
    if (violations.empty()) {
        check_accepted(edits, files, scope, secrets);
        PROFFER_PROMISE(guard::judge_paths(edits, files).empty(), "what is accepted in full has good paths");
    }
    return 0;
}
