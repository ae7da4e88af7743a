// `tasks` and their `on`: what starts a task, what it does, and where.
#include <algorithm>
#include <array>

#include "config/sections.hpp"
#include "config/words.hpp"

namespace proffer::config {
namespace {

using domain::Task;
using domain::TriggerKind;
using domain::TriggerRule;

constexpr std::size_t k_longest_name_bytes = 64;
constexpr Expected k_on_expected{"a trigger, a list or a map of triggers", "[manual, {issue-label: proffer}]"};

bool takes_argument(TriggerKind kind) {
    return kind == TriggerKind::issue_label || kind == TriggerKind::comment;
}

std::optional<TriggerKind> find_kind(Reader& reader, std::string_view word, Place place) {
    std::vector<std::string_view> words;
    for (const TriggerKind kind : k_trigger_kinds) {
        if (domain::name(kind) == word) return kind;
        words.push_back(domain::name(kind));
    }
    Node node;
    node.kind = NodeKind::scalar;
    node.place = place;
    node.text = word;
    reader.wrong_word(node, words);
    return {};
}

void add_rule(std::vector<TriggerRule>& rules, TriggerKind kind, std::string argument = {}) {
    const bool is_known =
        std::any_of(rules.begin(), rules.end(), [&](const TriggerRule& r) { return r.kind == kind && r.argument == argument; });
    if (!is_known) rules.push_back({kind, std::move(argument)});
}

void read_trigger_word(Reader& reader, const Node& node, std::vector<TriggerRule>& rules) {
    const auto kind = find_kind(reader, node.text, node.place);
    if (!kind) return;
    if (*kind == TriggerKind::issue_label)
        reader.problem(node.place, "'issue-label' names no label", "write 'issue-label: proffer'");
    else if (*kind == TriggerKind::comment)
        reader.problem(node.place, "'comment' names no command", "write 'comment: /proffer'");
    else
        add_rule(rules, *kind);
}

bool is_comment_command(std::string_view text) {
    return text.size() > 1 && text.front() == '/' && text.find_first_of(" \t\n") == std::string_view::npos;
}

void read_trigger_argument(Reader& reader, const Node& node, TriggerKind kind, std::vector<TriggerRule>& rules) {
    std::string argument;
    reader.filled_text(node, argument);
    if (argument.empty()) return;
    if (kind == TriggerKind::comment && !is_comment_command(argument))
        reader.problem(node.place, reader.name() + " must be one word that starts with '/'", "for example /proffer");
    else
        add_rule(rules, kind, std::move(argument));
}

void read_trigger_entry(Reader& reader, const Entry& entry, std::vector<TriggerRule>& rules) {
    const auto kind = find_kind(reader, entry.key, entry.place);
    if (!kind) return;
    const Node& value = entry.value;
    reader.within(entry.key, [&] {
        if (!takes_argument(*kind)) {
            if (value.kind == NodeKind::null || (value.kind == NodeKind::scalar && value.text == "true"))
                add_rule(rules, *kind);
            else
                reader.wrong(value, {"without a value", std::string(entry.key) + ":"});
        } else if (value.kind == NodeKind::list) {
            for (const Node& item : value.items) read_trigger_argument(reader, item, *kind, rules);
        } else {
            read_trigger_argument(reader, value, *kind, rules);
        }
    });
}

void read_trigger(Reader& reader, const Node& node, std::vector<TriggerRule>& rules) {
    if (node.kind == NodeKind::scalar)
        read_trigger_word(reader, node, rules);
    else if (reader.is(node, NodeKind::map, k_on_expected))
        for (const Entry& entry : node.entries) read_trigger_entry(reader, entry, rules);
}

constexpr int k_most_units_together = 10'000;

void read_group(Reader& reader, const Node& node, Task& task) {
    task.group = {};
    if (node.kind == NodeKind::scalar && node.text == "directory")
        task.group.by_directory = true;
    else
        reader.integer(node, task.group.size, 1, k_most_units_together);
}

constexpr std::array k_task_fields = {
    Field<Task>{"on", [](Reader& r, const Node& n, Task& t) { read_triggers(r, n, t.on); }},
    Field<Task>{"instruction", [](Reader& r, const Node& n, Task& t) { r.filled_text(n, t.instruction); }},
    Field<Task>{"command", [](Reader& r, const Node& n, Task& t) { r.command(n, t.command, Reader::Expands::files); }},
    Field<Task>{"network", [](Reader& r, const Node& n, Task& t) { r.boolean(n, t.network); }},
    Field<Task>{"each", [](Reader& r, const Node& n, Task& t) { r.pattern(n, t.each); }},
    Field<Task>{"group", read_group},
    Field<Task>{"files", [](Reader& r, const Node& n, Task& t) { r.patterns(n, t.files); }},
};

/// The name becomes part of a branch name.
bool is_task_name(std::string_view name) {
    const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= k_longest_name_bytes && is_alphanumeric(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

void read_task_key(Reader& reader, const Entry& entry, Task& task) {
    if (reader.field(entry, task, k_task_fields) || reader.field(entry, task.settings, settings_fields())) return;
    if (entry.key == "version" || entry.key == "tasks") {
        reader.problem(entry.place, quoted(entry.key) + " belongs to the top level", "take it out of the task");
        return;
    }
    std::vector<std::string_view> known = Reader::keys_of(std::span<const Field<Task>>(k_task_fields));
    for (const std::string_view key : Reader::keys_of(settings_fields())) known.push_back(key);
    reader.unknown_key(entry, known);
}

void check_task(Reader& reader, const Entry& entry, const Task& task) {
    const Node* instruction = entry.value.find("instruction");
    const Node* command = entry.value.find("command");
    if (instruction == nullptr && command == nullptr)
        reader.problem(entry.place, "task " + quoted(entry.key) + " says nothing to do", "give it an 'instruction' or a 'command'");
    if (instruction != nullptr && command != nullptr)
        reader.problem(entry.place, "task " + quoted(entry.key) + " has both 'instruction' and 'command'", "make two tasks of it");
    if (const Node* group = entry.value.find("group"); group != nullptr && entry.value.find("each") == nullptr)
        reader.problem(group->place, "task " + quoted(entry.key) + " has 'group' without 'each'", "say with 'each' what the units are");
    if (const Node* network = entry.value.find("network"); network != nullptr && command == nullptr)
        reader.problem(network->place, "task " + quoted(entry.key) + " has 'network' without 'command'",
                       "what checks may use stands beside each of them");
    const bool tried_scope = entry.value.find("allowed") != nullptr || entry.value.find("files") != nullptr;
    if (task.settings.allowed.empty() && task.files.empty() && !tried_scope)
        reader.problem(entry.place, "task " + quoted(entry.key) + " may change nothing", "give 'allowed' at the top level or in the task");
}

Task read_task(Reader& reader, const Entry& entry, const domain::Settings& defaults) {
    Task task;
    task.name = entry.key;
    task.settings = defaults;
    if (!is_task_name(entry.key))
        reader.problem(entry.place, quoted(entry.key) + " is no task name",
                       "use letters, digits, '-' and '_', at most 64; it becomes part of a branch name");
    if (!reader.is(entry.value, NodeKind::map, {"a map", "{instruction: Fix the typo.}"})) return task;
    for (const Entry& key : entry.value.entries) read_task_key(reader, key, task);
    check_task(reader, entry, task);
    return task;
}

}  // namespace

void read_triggers(Reader& reader, const Node& node, std::vector<TriggerRule>& out) {
    std::vector<TriggerRule> rules;
    const bool is_list = node.kind == NodeKind::list;
    if (!is_list)
        read_trigger(reader, node, rules);
    else
        for (const Node& item : node.items) read_trigger(reader, item, rules);
    const bool is_empty = is_list ? node.items.empty() : node.kind == NodeKind::map && node.entries.empty();
    if (is_empty)
        reader.problem(node.place, reader.name() + " is empty, so nothing ever starts the task", "write 'on: manual' or leave the key out");
    out = std::move(rules);
}

void read_tasks(Reader& reader, const Node& node, const domain::Settings& defaults, std::vector<Task>& out) {
    if (node.kind == NodeKind::null) return;
    if (!reader.is(node, NodeKind::map, {"a map of tasks", "{fix-typos: {instruction: Fix the typos.}}"})) return;
    for (const Entry& entry : node.entries) reader.within(entry.key, [&] { out.push_back(read_task(reader, entry, defaults)); });
}

}  // namespace proffer::config
