// Rows of replies and what must become of the files.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "edit/understand.hpp"
#include "support/memory_snapshot.hpp"

namespace proffer::test {

using Files = std::vector<std::pair<const std::string, std::string>>;
/// New content by path; nothing: removed.
using Changes = std::map<std::string, std::optional<std::string>>;

struct Row {
    std::string name;
    Files files;
    std::vector<std::string> targets;
    std::string reply;
    Changes changes;     ///< all of them, when the reply must be applied
    std::string reason;  ///< of one of the refusals, when it must be refused
};

inline Row applies(std::string name, Files files, std::vector<std::string> targets, std::string reply, Changes changes) {
    return {std::move(name), std::move(files), std::move(targets), std::move(reply), std::move(changes), ""};
}

inline Row refuses(std::string name, Files files, std::vector<std::string> targets, std::string reply, std::string reason) {
    return {std::move(name), std::move(files), std::move(targets), std::move(reply), {}, std::move(reason)};
}

inline support::MemorySnapshot snapshot_of(const Files& files) {
    support::MemorySnapshot base;
    for (const auto& [path, content] : files) base.add(path, content);
    return base;
}

inline std::vector<domain::RepoPath> targets_of(const std::vector<std::string>& names) {
    std::vector<domain::RepoPath> targets;
    for (const std::string& name : names) targets.push_back(*domain::RepoPath::parse(name));
    return targets;
}

inline edit::Understood understand(const Files& files, const std::vector<std::string>& targets, std::string_view reply) {
    const support::MemorySnapshot base = snapshot_of(files);
    return edit::understand_reply(reply, base, targets_of(targets));
}

inline Changes changes_of(const edit::Understood& understood) {
    Changes changes;
    for (const domain::Edit& edit : understood.edits) changes[edit.path.text()] = edit.content;
    return changes;
}

inline std::string told(const edit::Understood& understood) {
    std::string out = std::string(edit::name(understood.format));
    for (const edit::Refusal& refusal : understood.refusals) out += "\n  " + refusal.reason + " " + refusal.path + ": " + refusal.message;
    for (const edit::Placement& placement : understood.placements) out += "\n  placed " + placement.path + " " + placement.how;
    return out;
}

inline void check(const Row& row, edit::Format format) {
    INFO(row.name << "\n" << row.reply);
    const edit::Understood understood = understand(row.files, row.targets, row.reply);
    INFO(told(understood));
    CHECK(edit::name(understood.format) == edit::name(format));
    if (row.reason.empty()) {
        CHECK(understood.refusals.empty());
        CHECK(changes_of(understood) == row.changes);
        return;
    }
    std::vector<std::string> reasons;
    for (const edit::Refusal& refusal : understood.refusals) {
        reasons.push_back(refusal.reason);
        CHECK(!refusal.message.empty());
        CHECK(refusal.message.find('\n') == std::string::npos);
    }
    CHECK_THAT(reasons, Catch::VectorContains(row.reason));
}

inline void check_all(const std::vector<Row>& rows, edit::Format format) {
    for (const Row& row : rows) check(row, format);
}

/// "line 1\nline 2\n…"
inline std::string numbered_lines(int count, const std::string& word = "line ") {
    std::string text;
    for (int i = 1; i <= count; ++i) text += word + std::to_string(i) + "\n";
    return text;
}

}  // namespace proffer::test
