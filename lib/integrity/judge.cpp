// Pairs the tests of the base with those of the proposal, across all files that the edits touch, and judges what has no equal.
#include "integrity/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "integrity/data_files.hpp"
#include "integrity/inline_tests.hpp"
#include "integrity/items.hpp"
#include "integrity/new_code.hpp"
#include "integrity/runner_files.hpp"
#include "integrity/test_paths.hpp"

namespace proffer::integrity {
namespace {

constexpr std::size_t k_largest_judged_bytes = 1024 * 1024;
constexpr std::size_t k_most_findings = 100;

/// The tests of one version of the files, and which are paired already.
struct Side {
    std::vector<Item> items;
    std::vector<bool> taken;

    void add(std::vector<Item> more) {
        for (Item& item : more) items.push_back(std::move(item));
        taken.resize(items.size(), false);
    }
};

std::string words_of(const Item& item) {
    std::string key;
    for (const Token& token : item.tokens) key += token.text + '\0';
    return key;
}

class Judge {
 public:
    explicit Judge(TestChanges& changes) : changes_(changes) {}

    void add_file(const std::string& path, const std::optional<std::string>& before, const std::optional<std::string>& after) {
        if (before) before_.add(items_of(path, *before));
        if (before) known_files_.insert(path);
        if (after) after_.add(items_of(path, *after));
        if (before && !after) removed_files_.insert(path);
    }

    void judge() {
        pair_equal(ItemKind::test);
        pair_equal(ItemKind::group);
        pair_equal(ItemKind::import);
        pair_equal(ItemKind::support);
        pair_by_name();
        pair_moved();
        judge_gone();
        judge_new();
    }

 private:
    void report(const Item& item, std::string rule, std::string message, std::size_t line) {
        const std::string test = item.kind == ItemKind::test ? shown_name(item) : "";
        if (changes_.findings.size() < k_most_findings)
            changes_.findings.push_back({std::move(rule), item.file, test, line, std::move(message)});
    }
    static std::string shown_name(const Item& item) { return base::replace_all(item.name.empty() ? item.leaf : item.name, "\"", ""); }
    static std::string subject_of(const Item& item) {
        if (item.kind == ItemKind::group) return fmt::format("what surrounds the tests of '{}'", shown_name(item));
        return item.name.empty() ? "code around the tests" : fmt::format("'{}'", item.name);
    }

    /// Same file, same name, same words; the order may differ.
    void pair_equal(ItemKind kind) {
        std::multimap<std::tuple<std::string, std::string, std::string>, std::size_t> places;
        const auto key = [](const Item& item) { return std::tuple(item.file, item.name, words_of(item)); };
        for (std::size_t i = 0; i < after_.items.size(); ++i)
            if (after_.items[i].kind == kind) places.emplace(key(after_.items[i]), i);
        for (std::size_t i = 0; i < before_.items.size(); ++i) {
            if (before_.items[i].kind != kind) continue;
            const auto found = places.find(key(before_.items[i]));
            if (found == places.end()) continue;
            pair(i, found->second);
            places.erase(found);
        }
    }

    /// Same file, same name, other words.
    void pair_by_name() {
        std::multimap<std::tuple<ItemKind, std::string, std::string>, std::size_t> places;
        for (std::size_t i = 0; i < after_.items.size(); ++i)
            if (!after_.taken[i] && !after_.items[i].name.empty())
                places.emplace(std::tuple(after_.items[i].kind, after_.items[i].file, after_.items[i].name), i);
        for (std::size_t i = 0; i < before_.items.size(); ++i) {
            const Item& old_item = before_.items[i];
            if (before_.taken[i] || old_item.name.empty()) continue;
            const auto found = places.find(std::tuple(old_item.kind, old_item.file, old_item.name));
            if (found == places.end()) continue;
            pair(i, found->second);
            places.erase(found);
        }
    }

    /// The same words elsewhere or under another name; then the same name elsewhere.
    void pair_moved() {
        for (const bool by_words : {true, false}) {
            std::multimap<std::pair<ItemKind, std::string>, std::size_t> places;
            const auto key = [by_words](const Item& item) { return std::pair(item.kind, by_words ? words_of(item) : item.name); };
            for (std::size_t i = 0; i < after_.items.size(); ++i)
                if (!after_.taken[i]) places.emplace(key(after_.items[i]), i);
            for (std::size_t i = 0; i < before_.items.size(); ++i) {
                if (before_.taken[i] || (!by_words && before_.items[i].name.empty())) continue;
                const auto found = places.find(key(before_.items[i]));
                if (found == places.end()) continue;
                pair(i, found->second);
                places.erase(found);
            }
        }
    }

    void pair(std::size_t old_index, std::size_t new_index) {
        before_.taken[old_index] = after_.taken[new_index] = true;
        const Item& old_item = before_.items[old_index];
        const Item& new_item = after_.items[new_index];
        const bool is_same = words_of(old_item) == words_of(new_item) && old_item.skipped == new_item.skipped;
        if (new_item.kind == ItemKind::test && !is_same) changes_.changed.push_back(new_item.file + ": " + shown_name(new_item));
        if (new_item.focused && !old_item.focused && new_item.kind == ItemKind::test)
            return report(new_item, "test-skipped", "makes the runner leave out every other test", new_item.line);
        if (new_item.skipped && !old_item.skipped) {
            if (new_item.kind == ItemKind::test)
                report(new_item, "test-skipped", fmt::format("is skipped now: '{}'", new_item.marker), new_item.line);
            return;
        }
        if (is_same) return;
        judge_words(old_item, new_item);
    }

    void judge_words(const Item& old_item, const Item& new_item) {
        if (old_item.kind == ItemKind::import) return;
        const auto change = judge_change(old_item.tokens, new_item.tokens);
        if (!change) return;
        if (old_item.kind == ItemKind::test) return report(new_item, change->rule, change->detail, new_item.line);
        report(new_item, change->rule, fmt::format("{} {}", subject_of(new_item), change->detail), new_item.line);
    }

    void judge_gone() {
        const Mentions mentions = mentions_of(after_.items);
        for (std::size_t i = 0; i < before_.items.size(); ++i) {
            const Item& item = before_.items[i];
            if (before_.taken[i]) continue;
            if (item.kind == ItemKind::test) {
                report(item, "test-deleted", removed_files_.contains(item.file) ? "is deleted with its file" : "is deleted", item.line);
            } else if (item.kind == ItemKind::support && !is_dead(item, mentions)) {
                const bool asserts = is_pure_assertion(item.tokens);
                report(item, asserts ? "test-loosened" : "test-changed",
                       asserts ? "an assertion is deleted" : fmt::format("{} is removed or changed", subject_of(item)), item.line);
            } else if (item.kind == ItemKind::import && is_binding_lost(item, mentions)) {
                report(item, "test-changed", "an import that tests still need comes from elsewhere", item.line);
            }
        }
    }

    /// Support whose name nothing mentions any more, all tests being there.
    [[nodiscard]] static bool is_dead(const Item& item, const Mentions& mentions) {
        return !item.leaf.empty() && !is_implicit(item) && !mentions.all.contains(item.leaf);
    }

    void judge_new() {
        mark_new_groups();
        std::map<std::string, Before> known;
        const std::set<Binding> bindings = all_bindings(before_.items);
        std::set<std::string> old_tests;
        for (const Item& item : before_.items) {
            Before& file = known[item.file];
            for (const Token& token : item.tokens) file.words.insert(token.text);
            if (item.kind == ItemKind::test) old_tests.insert(item.file + '\0' + item.name);
        }
        for (auto& [path, file] : known) file.bindings = bindings;
        for (std::size_t i = 0; i < after_.items.size(); ++i) {
            const Item& item = after_.items[i];
            if (after_.taken[i]) continue;
            if (item.kind == ItemKind::test) changes_.added.push_back(item.file + ": " + shown_name(item));
            if (item.kind == ItemKind::test && old_tests.contains(item.file + '\0' + item.name) && later_wins(item.file)) {
                report(item, "test-deleted", "is hidden by another one of the same name", item.line);
                continue;
            }
            const auto problem = problem_of_new(item, known_files_.contains(item.file), known[item.file]);
            if (problem) report(item, problem->rule, problem->detail, item.line);
        }
    }

    void mark_new_groups() {
        std::set<std::string> fresh;
        for (std::size_t i = 0; i < after_.items.size(); ++i)
            if (after_.items[i].kind == ItemKind::group && !after_.taken[i])
                fresh.insert(after_.items[i].file + '\0' + after_.items[i].name);
        for (Item& item : after_.items) {
            const std::size_t cut = item.name.rfind(" > ");
            item.in_new_group = cut != std::string::npos && fresh.contains(item.file + '\0' + item.name.substr(0, cut));
        }
    }

    static bool later_wins(const std::string& path) { return path.ends_with(".py") || path.ends_with(".rb"); }

    TestChanges& changes_;
    Side before_, after_;
    std::set<std::string> known_files_, removed_files_;
};

struct File {
    Role role = Role::other;
    std::string path;
    std::optional<std::string> before, after;
};

Result<std::optional<std::string>> read_base(const domain::Snapshot& base, const std::string& path) {
    const auto mode = base.find(path);
    if (!mode || *mode == domain::FileMode::directory) return std::optional<std::string>();
    PROFFER_TRY(std::string text, base.read(path));
    return std::optional(std::move(text));
}

bool is_too_large(const File& file) {
    return (file.before && file.before->size() > k_largest_judged_bytes) || (file.after && file.after->size() > k_largest_judged_bytes);
}

/// Of a Rust file that holds code and tests only the tests are judged.
bool cut_to_inline_tests(File& file) {
    const auto cut = [&](std::optional<std::string>& text) {
        if (!text) return false;
        const auto at = inline_tests_at(file.path, *text);
        if (at)
            text = text->substr(*at);
        else
            text.reset();
        return at.has_value();
    };
    const bool had = cut(file.before), has = cut(file.after);
    return had || has;
}

void judge_single(const File& file, TestChanges& changes) {
    std::optional<Change> change;
    if (file.role == Role::runner) change = judge_runner(file.path, file.before, file.after);
    if (file.role == Role::stand_in) change = Change{"test-runner", "takes the place of something that tests use"};
    if (file.role == Role::data) change = judge_data(file.path, file.before, file.after);
    if (file.role == Role::other) change = judge_source(file.path, file.before.value_or(""), file.after.value_or(""));
    if (change) changes.findings.push_back({change->rule, file.path, "", 0, change->detail});
}

void note_touch(const File& file, TestChanges& changes) {
    if (file.before) changes.touched.push_back(file.path);
    if (file.after) changes.written.push_back(file.path);
}

void judge_moves_of_data(std::vector<File>& files) {
    for (File& gone : files) {
        if (gone.role != Role::data || gone.after || !gone.before) continue;
        const bool moved = std::any_of(files.begin(), files.end(), [&](const File& file) {
            return file.role == Role::data && !file.before && file.after == gone.before;
        });
        if (moved) gone.role = Role::other, gone.after = gone.before;
    }
}

domain::EditSet select(const domain::EditSet& edits, const domain::TestsSettings& tests, const std::vector<domain::CheckSettings>& checks,
                       bool wanted) {
    domain::EditSet selected;
    for (const domain::Edit& edit : edits) {
        const Role role = role_of(edit.path.text(), tests, checks);
        const bool belongs = is_test(role) || role == Role::runner || role == Role::stand_in;
        if (belongs == wanted) selected.push_back(edit);
    }
    return selected;
}

}  // namespace

TestChanges read_test_changes(const domain::EditSet& edits, const domain::Snapshot& base, const domain::TestsSettings& tests,
                              const std::vector<domain::CheckSettings>& checks) {
    TestChanges changes;
    Judge judge(changes);
    std::vector<File> files;
    for (const domain::Edit& edit : edits) {
        File file{role_of(edit.path.text(), tests, checks), edit.path.text(), {}, edit.content};
        auto before = read_base(base, file.path);
        if (before) file.before = *std::move(before);
        if (file.role == Role::other && !is_too_large(file)) {
            judge_single(file, changes);
            if (!cut_to_inline_tests(file)) continue;
            file.role = Role::code;
        }
        files.push_back(std::move(file));
    }
    judge_moves_of_data(files);
    for (const File& file : files) {
        if (file.before == file.after) continue;
        if (is_test(file.role)) note_touch(file, changes);
        if (is_too_large(file))
            changes.findings.push_back({"test-changed", file.path, "", 0, "is too large to be compared"});
        else if (file.role == Role::code)
            judge.add_file(file.path, file.before, file.after);
        else
            judge_single(file, changes);
    }
    judge.judge();
    std::stable_sort(changes.findings.begin(), changes.findings.end(), [](const Finding& a, const Finding& b) { return a.path < b.path; });
    return changes;
}

std::vector<domain::Violation> violations_of(const TestChanges& changes, domain::TestsPolicy policy) {
    std::vector<domain::Violation> violations;
    if (policy == domain::TestsPolicy::edit) return violations;
    for (const Finding& finding : changes.findings) {
        std::string message = finding.test.empty() ? "" : "test '" + base::visible_line(finding.test) + "' ";
        message += finding.message + "; leave it as it is on the base commit ('tests.may' lets tests only be added)";
        violations.push_back({finding.rule, finding.path, std::move(message)});
    }
    if (policy != domain::TestsPolicy::none) return violations;
    std::set<std::string> touched(changes.touched.begin(), changes.touched.end());
    touched.insert(changes.written.begin(), changes.written.end());
    for (const std::string& path : touched) violations.push_back({"test-files", path, "tests may not be touched ('tests.may: none')"});
    return violations;
}

std::string text_of(const Finding& finding) {
    const std::string where =
        "'" + base::visible_line(finding.path) + "'" + (finding.line > 0 ? fmt::format(", line {}", finding.line) : "");
    if (finding.test.empty()) return fmt::format("{}: {}", where, finding.message);
    return fmt::format("test '{}' in {}: {}", base::visible_line(finding.test), where, finding.message);
}

domain::EditSet without_tests(const domain::EditSet& edits, const domain::TestsSettings& tests,
                              const std::vector<domain::CheckSettings>& checks) {
    return select(edits, tests, checks, false);
}

domain::EditSet only_tests(const domain::EditSet& edits, const domain::TestsSettings& tests,
                           const std::vector<domain::CheckSettings>& checks) {
    return select(edits, tests, checks, true);
}

}  // namespace proffer::integrity
