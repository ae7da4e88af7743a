// The effective configuration as YAML, every value spelt out; a task shows the sections in which it differs.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/config.hpp"
#include "config/quantities.hpp"
#include "config/words.hpp"
#include "config/yaml_text.hpp"

namespace proffer::config {
namespace {

using domain::Settings;

/// One line "key: value", or a block below the key.
struct Line {
    std::string key;
    std::string value;  // with what stands between it and the colon
};

std::string render_map(const std::vector<Line>& lines, std::size_t indent) {
    std::string text;
    for (const Line& line : lines) text += "\n" + std::string(indent, ' ') + line.key + ":" + line.value;
    return text;
}

std::string value(std::string_view text) {
    return " " + yaml_value(text);
}
std::string list(const std::vector<std::string>& values) {
    return " " + yaml_list(values);
}
std::string flag(bool on) {
    return on ? " true" : " false";
}

template <typename Value, std::size_t count>
std::string word(Value wanted, const std::array<Word<Value>, count>& words) {
    return " " + std::string(spelling_of<Value>(wanted, words));
}

std::string render_cap(const domain::Cap& cap) {
    return fmt::format("{{calls: {}, tokens: {}, cost: {}}}", cap.calls ? render_count(*cap.calls) : "none",
                       cap.tokens ? render_count(*cap.tokens) : "none", cap.cost_usd ? render_cost(*cap.cost_usd) : "none");
}

std::string render_price(const std::optional<domain::Price>& price) {
    if (!price) return " auto";
    return fmt::format(" {{input: {}, cached: {}, output: {}}}", render_decimal(price->input), render_decimal(price->cached_input),
                       render_decimal(price->output));
}

std::string render_limits(const Settings& settings, std::size_t) {
    const domain::Limits& limits = settings.limits;
    return fmt::format(
        " {{file: {}, files: {}, diff: {} lines, time: {}, tokens: {}, cost: {}, calls: {}, per_subject: {}, per_day: {}, concurrency: "
        "{}}}",
        render_size(limits.file_bytes), limits.files, limits.diff_lines, render_duration(limits.time), render_count(limits.tokens),
        render_cost(limits.cost_usd), limits.calls, render_cap(limits.per_subject), render_cap(limits.per_day), limits.concurrency);
}

std::string render_model(const Settings& settings, std::size_t indent) {
    const domain::ModelSettings& model = settings.model;
    const auto tokens = [](const std::optional<std::uint64_t>& count) { return " " + (count ? render_count(*count) : "auto"); };
    return render_map({{"provider", value(model.provider)},
                       {"name", value(model.name)},
                       {"base_url", value(model.base_url)},
                       {"command", yaml_block(model.command, indent + 2)},
                       {"edits", word(model.edits_in_place, k_edits)},
                       {"temperature", " " + render_decimal(model.temperature)},
                       {"candidates", fmt::format(" {}", model.candidates)},
                       {"fallback", list(model.fallback)},
                       {"edit_format", word(model.edit_format, k_edit_formats)},
                       {"max_output_tokens", tokens(model.max_output_tokens)},
                       {"context", tokens(model.context_tokens)},
                       {"price", render_price(model.price)}},
                      indent);
}

std::string render_checks(const Settings& settings, std::size_t indent) {
    if (settings.checks.empty()) return " []";
    std::string text;
    for (const domain::CheckSettings& check : settings.checks) {
        text += fmt::format("\n{}- name: {}", std::string(indent, ' '), yaml_value(check.name));
        text += render_map({{"run", yaml_block(check.run, indent + 4)},
                            {"timeout", " " + render_duration(check.timeout)},
                            {"on", list(check.on)},
                            {"network", flag(check.network)}},
                           indent + 2);
    }
    return text;
}

std::string render_hints(const Settings& settings, std::size_t indent) {
    if (settings.hints.empty()) return " {}";
    std::vector<Line> lines;
    for (const domain::Hint& hint : settings.hints) lines.push_back({yaml_value(hint.keyword), list(hint.files)});
    return render_map(lines, indent);
}

std::string render_pull_request(const Settings& settings, std::size_t indent) {
    const domain::PullRequestSettings& request = settings.pull_request;
    return render_map({{"branch", value(request.branch)},
                       {"branch_suffix", word(request.branch_suffix, k_branch_suffixes)},
                       {"title", value(request.title)},
                       {"body", yaml_block(request.body, indent + 2)},
                       {"draft", word(request.draft, k_drafts)},
                       {"labels", list(request.labels)},
                       {"assignees", list(request.assignees)},
                       {"reviewers", list(request.reviewers)},
                       {"team_reviewers", list(request.team_reviewers)},
                       {"milestone", value(request.milestone)},
                       {"most_open", fmt::format(" {}", request.most_open)},
                       {"closes", flag(request.closes)},
                       {"auto_merge", flag(request.auto_merge)},
                       {"sign", word(request.sign, k_signs)},
                       {"signoff", flag(request.signoff)}},
                      indent);
}

std::string render_report(const Settings& settings, std::size_t) {
    return fmt::format(" {{dir: {}, formats: {}}}", yaml_value(settings.report.dir), yaml_list(settings.report.formats));
}

std::string render_hook(const Settings& settings, std::size_t) {
    const domain::HookSettings& hook = settings.hook;
    return fmt::format(" {{wait: {}, block: {}, time: {}}}", hook.wait, hook.block, render_duration(hook.time));
}

std::string render_tests(const Settings& settings, std::size_t) {
    return fmt::format(" {{paths: {}, may: {}}}", yaml_list(settings.tests.paths),
                       spelling_of<domain::TestsPolicy>(settings.tests.may, k_tests_policies));
}

struct Section {
    std::string_view key;
    std::string (*render)(const Settings& settings, std::size_t indent);
};

constexpr std::array k_sections = {
    Section{"enabled", [](const Settings& s, std::size_t) { return flag(s.enabled); }},
    Section{"allowed", [](const Settings& s, std::size_t) { return list(s.allowed); }},
    Section{"protected", [](const Settings& s, std::size_t) { return list(s.protected_paths); }},
    Section{"unprotected", [](const Settings& s, std::size_t) { return list(s.unprotected); }},
    Section{"limits", render_limits},
    Section{"model", render_model},
    Section{"checks", render_checks},
    Section{"isolation", [](const Settings& s, std::size_t) { return word(s.isolation, k_isolation_levels); }},
    Section{"proof", [](const Settings& s, std::size_t) { return word(s.proof, k_proofs); }},
    Section{"tests", render_tests},
    Section{"minimise", [](const Settings& s, std::size_t) { return flag(s.minimise); }},
    Section{"hidden_text", [](const Settings& s, std::size_t) { return word(s.hidden_text, k_hidden_texts); }},
    Section{"retries", [](const Settings& s, std::size_t) { return fmt::format(" {}", s.retries); }},
    Section{"cycles", [](const Settings& s, std::size_t) { return fmt::format(" {}", s.cycles); }},
    Section{"hints", render_hints},
    Section{"locate", [](const Settings& s, std::size_t) { return std::string(" {rerank:") + flag(s.locate.rerank) + "}"; }},
    Section{"pull_request", render_pull_request},
    Section{"report", render_report},
    Section{"hook", render_hook},
    Section{"ledger", [](const Settings& s, std::size_t) { return flag(s.ledger); }},
};

std::string render_trigger(const domain::TriggerRule& rule) {
    const std::string word(domain::name(rule.kind));
    return rule.argument.empty() ? word : "{" + word + ": " + yaml_value(rule.argument) + "}";
}

std::string render_task(const domain::Task& task, const Settings& defaults) {
    std::string on;
    for (const domain::TriggerRule& rule : task.on) on += (on.empty() ? "" : ", ") + render_trigger(rule);
    std::vector<Line> lines = {{"on", " [" + on + "]"}};
    if (!task.each.empty()) lines.push_back({"each", value(task.each)});
    if (task.group.by_directory) lines.push_back({"group", " directory"});
    if (task.group.size > 0) lines.push_back({"group", fmt::format(" {}", task.group.size)});
    if (!task.files.empty()) lines.push_back({"files", list(task.files)});
    if (!task.instruction.empty()) lines.push_back({"instruction", yaml_block(task.instruction, 6)});
    if (!task.command.empty()) lines.push_back({"command", yaml_block(task.command, 6)});
    if (task.network) lines.push_back({"network", " true"});
    for (const Section& section : k_sections) {
        std::string own = section.render(task.settings, 6);
        if (own != section.render(defaults, 6)) lines.push_back({std::string(section.key), std::move(own)});
    }
    return "\n  " + yaml_value(task.name) + ":" + render_map(lines, 4);
}

}  // namespace

std::string render_config(const domain::Config& config) {
    std::vector<Line> lines = {{"version", " 1"}};
    for (const Section& section : k_sections) lines.push_back({std::string(section.key), section.render(config.settings, 2)});
    std::string tasks;
    for (const domain::Task& task : config.tasks) tasks += render_task(task, config.settings);
    lines.push_back({"tasks", tasks.empty() ? " {}" : tasks});
    return render_map(lines, 0).substr(1) + "\n";
}

}  // namespace proffer::config
