// `limits`, `retries`, `cycles` and the other settings that are one value, and the table of all settings.
#include <algorithm>
#include <array>
#include <limits>

#include "config/quantities.hpp"
#include "config/sections.hpp"
#include "config/words.hpp"

namespace proffer::config {
namespace {

using domain::Limits;
using domain::Settings;

std::optional<std::uint64_t> parse_files(std::string_view text) {
    return parse_count(text, "file");
}
std::optional<std::uint64_t> parse_lines(std::string_view text) {
    return parse_count(text, "line");
}
std::optional<std::uint64_t> parse_tokens(std::string_view text) {
    return parse_count(text, "token");
}

constexpr int k_most_at_once = 64;

std::optional<std::uint64_t> parse_calls(std::string_view text) {
    return parse_count(text, "call");
}

/// An amount, or the word that takes away what the top level caps.
template <auto parse>
auto parse_or_none(std::string_view text) {
    using Amount = decltype(parse(text));
    if (text == "none") return std::optional<Amount>(std::in_place);
    const Amount amount = parse(text);
    return amount ? std::optional<Amount>(std::in_place, amount) : std::nullopt;
}

using domain::Cap;

constexpr std::array k_cap_fields = {
    Field<Cap>{"calls",
               [](Reader& r, const Node& n, Cap& c) {
                   r.amount(n, c.calls, parse_or_none<parse_calls>, {"a number of calls or none", "50"});
               }},
    Field<Cap>{"tokens",
               [](Reader& r, const Node& n, Cap& c) {
                   r.amount(n, c.tokens, parse_or_none<parse_tokens>, {"a number of tokens or none", "2M"});
               }},
    Field<Cap>{"cost",
               [](Reader& r, const Node& n, Cap& c) {
                   r.amount(n, c.cost_usd, parse_or_none<parse_cost>, {"a sum in US dollars or none", "5.00 USD"});
               }},
};

void read_cap(Reader& reader, const Node& node, Cap& out) {
    reader.map(node, out, k_cap_fields, {"a map", "{cost: 5.00 USD}"});
}

constexpr std::array k_limits_fields = {
    Field<Limits>{"file",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.file_bytes, parse_size, {"a size", "50KB"});
                  }},
    Field<Limits>{"files",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.files, parse_files, {"a number of files", "20"});
                  }},
    Field<Limits>{"diff",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.diff_lines, parse_lines, {"a number of lines", "2000 lines"});
                  }},
    Field<Limits>{"time",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.time, parse_duration, {"a duration", "20m"});
                  }},
    Field<Limits>{"tokens",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.tokens, parse_tokens, {"a number of tokens", "400k"});
                  }},
    Field<Limits>{"cost",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.cost_usd, parse_cost, {"a sum in US dollars", "2.00 USD"});
                  }},
    Field<Limits>{"calls",
                  [](Reader& r, const Node& n, Limits& l) {
                      r.amount(n, l.calls, parse_calls, {"a number of model calls", "100"});
                  }},
    Field<Limits>{"per_subject", [](Reader& r, const Node& n, Limits& l) { read_cap(r, n, l.per_subject); }},
    Field<Limits>{"per_day", [](Reader& r, const Node& n, Limits& l) { read_cap(r, n, l.per_day); }},
    Field<Limits>{"concurrency", [](Reader& r, const Node& n, Limits& l) { r.integer(n, l.concurrency, 1, k_most_at_once); }},
};

constexpr std::array k_locate_fields = {
    Field<domain::LocateSettings>{"rerank", [](Reader& r, const Node& n, domain::LocateSettings& l) { r.boolean(n, l.rerank); }},
};

constexpr int k_most_retries = 20;
constexpr int k_most_cycles = 20;

constexpr std::array k_settings_fields = {
    Field<Settings>{"enabled", [](Reader& r, const Node& n, Settings& s) { r.boolean(n, s.enabled); }},
    Field<Settings>{"allowed", [](Reader& r, const Node& n, Settings& s) { r.patterns(n, s.allowed); }},
    Field<Settings>{"protected", [](Reader& r, const Node& n, Settings& s) { r.patterns(n, s.protected_paths); }},
    Field<Settings>{"unprotected", [](Reader& r, const Node& n, Settings& s) { r.patterns(n, s.unprotected); }},
    Field<Settings>{"limits", [](Reader& r, const Node& n, Settings& s) { read_limits(r, n, s.limits); }},
    Field<Settings>{"model", [](Reader& r, const Node& n, Settings& s) { read_model(r, n, s.model); }},
    Field<Settings>{"checks", [](Reader& r, const Node& n, Settings& s) { read_checks(r, n, s.checks); }},
    Field<Settings>{"retries", [](Reader& r, const Node& n, Settings& s) { r.integer(n, s.retries, 0, k_most_retries); }},
    Field<Settings>{"cycles", [](Reader& r, const Node& n, Settings& s) { r.integer(n, s.cycles, 0, k_most_cycles); }},
    Field<Settings>{"hints", [](Reader& r, const Node& n, Settings& s) { read_hints(r, n, s.hints); }},
    Field<Settings>{"locate", [](Reader& r, const Node& n, Settings& s) { read_locate(r, n, s.locate); }},
    Field<Settings>{"pull_request", [](Reader& r, const Node& n, Settings& s) { read_pull_request(r, n, s.pull_request); }},
    Field<Settings>{"report", [](Reader& r, const Node& n, Settings& s) { read_report(r, n, s.report); }},
    Field<Settings>{"isolation",
                    [](Reader& r, const Node& n, Settings& s) {
                        // A task may ask for more than the file does, never for less.
                        int wanted = 0;
                        r.word<int>(n, wanted, k_isolation_levels);
                        s.isolation = std::max(s.isolation, wanted);
                    }},
    Field<Settings>{"proof", [](Reader& r, const Node& n, Settings& s) { r.word<domain::Proof>(n, s.proof, k_proofs); }},
    Field<Settings>{"minimise", [](Reader& r, const Node& n, Settings& s) { r.boolean(n, s.minimise); }},
    Field<Settings>{"hidden_text",
                    [](Reader& r, const Node& n, Settings& s) { r.word<domain::HiddenText>(n, s.hidden_text, k_hidden_texts); }},
    Field<Settings>{"hook", [](Reader& r, const Node& n, Settings& s) { read_hook(r, n, s.hook); }},
    Field<Settings>{"ledger", [](Reader& r, const Node& n, Settings& s) { r.boolean(n, s.ledger); }},
    Field<Settings>{"tests", [](Reader& r, const Node& n, Settings& s) { read_tests(r, n, s.tests); }},
};

}  // namespace

void read_limits(Reader& reader, const Node& node, Limits& out) {
    reader.map(node, out, k_limits_fields, {"a map", "{file: 50KB, time: 20m}"});
}

void read_locate(Reader& reader, const Node& node, domain::LocateSettings& out) {
    reader.map(node, out, k_locate_fields, {"a map", "{rerank: true}"});
}

std::span<const Field<Settings>> settings_fields() {
    return k_settings_fields;
}

}  // namespace proffer::config
