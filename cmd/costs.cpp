// Adds up a month's entries by task.
#include "cmd/costs.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/accounting.hpp"
#include "cmd/plain_output.hpp"
#include "json/json.hpp"
#include "os/clock.hpp"

namespace proffer::cmd {
namespace {

struct Sum {
    std::uint64_t runs = 0;
    ledger::Use used;

    void add(const ledger::Entry& entry) {
        runs += entry.runs;
        used += entry.used;
    }
};

struct Costs {
    std::string month;
    std::map<std::string, Sum> tasks;
    Sum total;
};

Costs add_up(const ledger::Month& month) {
    Costs costs{month.name, {}, {}};
    for (const ledger::Entry& entry : month.entries) {
        costs.tasks[entry.task].add(entry);
        costs.total.add(entry);
    }
    return costs;
}

std::string cost_of(const ledger::Use& used) {
    if (used.unpriced && used.cost_usd == 0) return "unknown";
    return fmt::format("{}{:.4f} USD", used.unpriced ? "over " : "", used.cost_usd);
}

void print_row(const std::string& name, std::size_t width, const Sum& sum) {
    const std::string gap(width - std::min(width, name.size()), ' ');
    print_text(fmt::format("{}{}  {:>6}  {:>6}  {:>12}  {:>12}  {:>12}  {:>16}\n", name, gap, sum.runs, sum.used.calls,
                           sum.used.input_tokens, sum.used.cached_input_tokens, sum.used.output_tokens, cost_of(sum.used)));
}

void print_table(const Costs& costs) {
    if (costs.tasks.empty()) {
        print_text(fmt::format("no run has been counted in {}\n", costs.month));
        return;
    }
    std::size_t width = costs.month.size();
    for (const auto& [task, sum] : costs.tasks) width = std::max(width, base::visible_line(task).size());
    print_text(fmt::format("{}{}  {:>6}  {:>6}  {:>12}  {:>12}  {:>12}  {:>16}\n", costs.month,
                           std::string(width - costs.month.size(), ' '), "runs", "calls", "tokens in", "cached", "tokens out", "cost"));
    for (const auto& [task, sum] : costs.tasks) print_row(base::visible_line(task), width, sum);
    print_row("all", width, costs.total);
}

void write_sum(json::Writer& writer, const Sum& sum) {
    writer.member("runs", sum.runs).member("calls", sum.used.calls).member("tokens_in", sum.used.input_tokens);
    writer.member("tokens_cached", sum.used.cached_input_tokens).member("tokens_out", sum.used.output_tokens);
    writer.member("cost_usd", sum.used.cost_usd).member("cost_complete", !sum.used.unpriced);
}

void print_as_json(const Costs& costs) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object().member("month", costs.month).key("tasks").begin_array();
    for (const auto& [task, sum] : costs.tasks) {
        writer.begin_object().member("task", task);
        write_sum(writer, sum);
        writer.end_object();
    }
    writer.end_array().key("total").begin_object();
    write_sum(writer, costs.total);
    writer.end_object().member("exit_code", 0).end_object();
    print_json(writer.text());
}

}  // namespace

Result<int> print_costs(const CommonFlags& common, const std::string& month, bool on_remote) {
    if (!month.empty() && !ledger::is_month(month))
        return Error{ErrorCode::usage, fmt::format("'{}' is no month", base::visible_line(month)), "write it as 2026-11", {}};
    PROFFER_TRY(Project project, open_project(common));
    PROFFER_TRY(const auto store, open_ledger(project, on_remote || counts_on_remote(project)));
    PROFFER_TRY(const ledger::Month entries, store->read(month.empty() ? ledger::month_of(os::now_ms()) : month));
    const Costs costs = add_up(entries);
    if (common.json)
        print_as_json(costs);
    else
        print_table(costs);
    return 0;
}

}  // namespace proffer::cmd
