// Reads and writes the file of a month, and knows the calendar.
#include "ledger/month.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "json/json.hpp"

namespace proffer::ledger {
namespace {

constexpr int k_version = 1;
constexpr std::size_t k_most_entries = 50'000;
constexpr std::int64_t k_most = 1'000'000'000'000'000;  // of anything: sums stay far from the end of the type
constexpr std::int64_t k_day_ms = 24LL * 3600 * 1000;

std::chrono::sys_days day_at(std::int64_t time_ms) {
    return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time_ms)));
}

std::chrono::year_month_day date_at(std::int64_t time_ms) {
    return std::chrono::year_month_day(day_at(time_ms));
}

std::int64_t start_of(std::chrono::sys_days day) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(day.time_since_epoch()).count();
}

Error damaged(const std::string& what) {
    return {ErrorCode::protocol, what, "", {}};
}

Result<std::uint64_t> count_at(const json::Value& object, std::string_view key) {
    PROFFER_TRY(const json::Value member, object.at(key));
    PROFFER_TRY(const std::int64_t count, member.integer());
    if (count < 0 || count > k_most) return damaged(fmt::format("'{}' is out of range", key));
    return static_cast<std::uint64_t>(count);
}

Result<double> sum_at(const json::Value& object, std::string_view key) {
    PROFFER_TRY(const json::Value member, object.at(key));
    PROFFER_TRY(const double sum, member.number());
    if (!std::isfinite(sum) || sum < 0 || sum > 1e12) return damaged(fmt::format("'{}' is out of range", key));
    return sum;
}

Result<Use> read_use(const json::Value& object) {
    Use use;
    PROFFER_TRY(use.calls, count_at(object, "calls"));
    PROFFER_TRY(use.input_tokens, count_at(object, "input_tokens"));
    PROFFER_TRY(use.cached_input_tokens, count_at(object, "cached_input_tokens"));
    PROFFER_TRY(use.output_tokens, count_at(object, "output_tokens"));
    PROFFER_TRY(use.cost_usd, sum_at(object, "cost_usd"));
    use.unpriced = object.boolean_or("unpriced", false);
    return use;
}

Result<Hold> read_hold(const json::Value& object) {
    Hold hold;
    PROFFER_TRY(hold.calls, count_at(object, "calls"));
    PROFFER_TRY(hold.tokens, count_at(object, "tokens"));
    PROFFER_TRY(hold.cost_usd, sum_at(object, "cost_usd"));
    PROFFER_TRY(const std::uint64_t until, count_at(object, "until_ms"));
    hold.until_ms = static_cast<std::int64_t>(until);
    return hold;
}

Result<Entry> read_entry(const json::Value& object) {
    Entry entry;
    PROFFER_TRY(const json::Value id, object.at("id"));
    PROFFER_TRY(entry.id, id.string());
    PROFFER_TRY(const std::uint64_t time, count_at(object, "time_ms"));
    entry.time_ms = static_cast<std::int64_t>(time);
    PROFFER_TRY(const json::Value task, object.at("task"));
    PROFFER_TRY(entry.task, task.string());
    PROFFER_TRY(const json::Value subject, object.at("subject"));
    PROFFER_TRY(entry.subject, subject.string());
    PROFFER_TRY(entry.runs, count_at(object, "runs"));
    PROFFER_TRY(const json::Value used, object.at("used"));
    PROFFER_TRY(entry.used, read_use(used));
    if (const auto held = object.find("held")) {
        PROFFER_TRY(entry.held, read_hold(*held));
    }
    return entry;
}

void write_entry(json::Writer& writer, const Entry& entry) {
    writer.begin_object().member("id", entry.id).member("time_ms", entry.time_ms);
    writer.member("task", entry.task).member("subject", entry.subject).member("runs", entry.runs);
    const Use& used = entry.used;
    writer.key("used").begin_object().member("calls", used.calls).member("input_tokens", used.input_tokens);
    writer.member("cached_input_tokens", used.cached_input_tokens).member("output_tokens", used.output_tokens);
    writer.member("cost_usd", used.cost_usd).member("unpriced", used.unpriced).end_object();
    if (entry.held) {
        writer.key("held").begin_object().member("calls", entry.held->calls).member("tokens", entry.held->tokens);
        writer.member("cost_usd", entry.held->cost_usd).member("until_ms", entry.held->until_ms).end_object();
    }
    writer.end_object();
}

}  // namespace

Use& Use::operator+=(const Use& other) {
    calls += other.calls;
    input_tokens += other.input_tokens;
    cached_input_tokens += other.cached_input_tokens;
    output_tokens += other.output_tokens;
    cost_usd += other.cost_usd;
    unpriced = unpriced || other.unpriced;
    return *this;
}

Use use_of(std::uint64_t calls, const domain::Usage& usage) {
    return {calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens, usage.cost_usd.value_or(0), !usage.cost_usd};
}

Entry* Month::find(std::string_view id) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return !id.empty() && entry.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

std::string month_of(std::int64_t time_ms) {
    const auto date = date_at(time_ms);
    return fmt::format("{:04}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

std::string day_of(std::int64_t time_ms) {
    return fmt::format("{}-{:02}", month_of(time_ms), static_cast<unsigned>(date_at(time_ms).day()));
}

std::string moment_of(std::int64_t time_ms) {
    const std::int64_t minutes = (time_ms - start_of(day_at(time_ms))) / 60'000;
    return fmt::format("{} {:02}:{:02} UTC", day_of(time_ms), minutes / 60, minutes % 60);
}

std::int64_t next_day_ms(std::int64_t time_ms) {
    return start_of(day_at(time_ms) + std::chrono::days(1));
}

std::int64_t next_month_ms(std::int64_t time_ms) {
    const auto date = date_at(time_ms);
    return start_of(std::chrono::sys_days((date.year() / date.month() + std::chrono::months(1)) / std::chrono::day(1)));
}

bool is_month(std::string_view name) {
    if (name.size() != 7 || name[4] != '-') return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6})
        if (std::isdigit(static_cast<unsigned char>(name[i])) == 0) return false;
    const std::string_view month = name.substr(5);
    return month >= "01" && month <= "12";
}

std::string render_month(const Month& month) {
    json::Writer writer;
    writer.begin_object().member("version", k_version).member("month", month.name).key("entries").begin_array();
    for (const Entry& entry : month.entries) write_entry(writer, entry);
    writer.end_array().end_object();
    return writer.text() + "\n";
}

Result<Month> parse_month(std::string_view text, const std::string& name) {
    Month month{name, {}};
    if (text.empty()) return month;
    PROFFER_TRY(const json::Value document, json::Value::parse(text));
    PROFFER_TRY(const std::uint64_t version, count_at(document, "version"));
    if (version != k_version) return damaged(fmt::format("version {} is not known here", version));
    if (document.string_or("month", "") != name) return damaged("it is of another month");
    PROFFER_TRY(const json::Value entries, document.at("entries"));
    if (!entries.is_array()) return damaged("'entries' is no list");
    for (const json::Value& object : entries.elements()) {
        if (month.entries.size() == k_most_entries) return damaged("it has too many entries");
        PROFFER_TRY(Entry entry, read_entry(object));
        month.entries.push_back(std::move(entry));
    }
    return month;
}

void compact(Month& month, std::int64_t now_ms) {
    const std::string today = day_of(now_ms);
    std::map<std::pair<std::string, std::string>, std::size_t> sums;
    std::vector<Entry> kept;
    for (Entry& entry : month.entries) {
        // A run that is late may still say what it used.
        const bool is_over = !entry.held || entry.held->until_ms + k_day_ms < now_ms;
        if (!is_over || day_of(entry.time_ms) == today) {
            kept.push_back(std::move(entry));
            continue;
        }
        const auto [place, is_new] = sums.try_emplace({entry.task, entry.subject}, kept.size());
        if (is_new) {
            kept.push_back({"", entry.time_ms, entry.task, entry.subject, entry.runs, entry.used, {}});
            continue;
        }
        kept[place->second].runs += entry.runs;
        kept[place->second].used += entry.used;
    }
    month.entries = std::move(kept);
}

}  // namespace proffer::ledger
