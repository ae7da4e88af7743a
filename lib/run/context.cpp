// From targets to excerpts; every file left out is told.
#include "run/context.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "locate/outline.hpp"
#include "run/called.hpp"

namespace proffer::run {
namespace {

constexpr std::uint64_t k_guidance_limit_bytes = 32 * 1024;
constexpr std::size_t k_most_guesses = 20;
// One file in twenty that is shown for such a chance is edited; more of them cost more than they find (docs/locate.md).
constexpr double k_least_chance = 0.05;
constexpr double k_chance_worth_telling = 0.2;
constexpr std::size_t k_most_guessed_targets = 6;
constexpr std::uint64_t k_most_guessed_bytes = 160 * 1024, k_most_counted_bytes = 32 * 1024;
constexpr std::size_t k_most_outlines = 8, k_most_tests = 3, k_most_outline_lines = 40;
constexpr std::size_t k_most_called = 24, k_most_called_bytes = 12 * 1024;
constexpr std::size_t k_most_outline_bytes = 24 * 1024;

bool is_file(domain::FileMode mode) {
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

/// Why a target cannot be shown, or nothing.
std::optional<std::string> obstacle(const domain::Snapshot& snapshot, const locate::Target& target, const guard::Scope& scope,
                                    const domain::Limits& limits) {
    if (guard::looks_secret(target.path)) return "looks like a secret and is never sent to a model";
    if (!scope.allows(target.path)) return "lies outside the allowed directories";
    if (const std::string rule = scope.protecting_rule(target.path); !rule.empty()) return fmt::format("is protected by '{}'", rule);
    const auto mode = snapshot.find(target.path);
    if (!mode) return {};
    if (!is_file(*mode)) return "is no regular file";
    const auto size = snapshot.size_bytes(target.path);
    if (!size) return size.error().message;
    if (*size > limits.file_bytes) return fmt::format("has {} bytes; limits.file is {}", *size, limits.file_bytes);
    return {};
}

Result<void> add_excerpt(const domain::Snapshot& snapshot, const locate::Target& target, Context& context) {
    prompt::Excerpt excerpt{target.path, "", false, target.why};
    if (snapshot.find(target.path)) {
        PROFFER_TRY(excerpt.text, snapshot.read(target.path));
        excerpt.exists = true;
        if (excerpt.text.find('\0') != std::string::npos) {
            context.warnings.push_back(fmt::format("'{}' was left out: it is a binary file", target.path));
            return {};
        }
    }
    context.excerpts.push_back(std::move(excerpt));
    context.targets.push_back(target);
    return {};
}

/// The first that may be edited, then others by their chance, until they become too many or too long.
std::vector<locate::Target> choose_targets(const domain::Snapshot& snapshot, const std::vector<locate::Guess>& guesses,
                                           const guard::Scope& scope, const domain::Limits& limits, std::vector<std::string>& warnings) {
    std::vector<locate::Target> targets;
    std::uint64_t bytes = 0;
    for (const locate::Guess& guess : guesses) {
        if (targets.size() >= std::min<std::uint64_t>(k_most_guessed_targets, limits.files)) break;
        if (!targets.empty() && !guess.chosen && guess.confidence < k_least_chance) break;
        const locate::Target target{guess.path, fmt::format("{}likely ({:.0f} %): {}", guess.chosen ? "chosen by the model; " : "",
                                                            guess.confidence * 100, guess.why)};
        if (const auto reason = obstacle(snapshot, target, scope, limits)) {
            if (guess.chosen || guess.confidence >= k_chance_worth_telling)
                warnings.push_back(fmt::format("'{}' is likely to be meant, but was left out: it {}", guess.path, *reason));
            continue;
        }
        // Long files are shown in part (run/pack).
        bytes += std::min(snapshot.size_bytes(guess.path).value_or(0), k_most_counted_bytes);
        if (!targets.empty() && bytes > k_most_guessed_bytes) break;
        targets.push_back(target);
    }
    return targets;
}

bool has_target(const Context& context, std::string_view path) {
    return std::any_of(context.targets.begin(), context.targets.end(), [&](const locate::Target& target) { return target.path == path; });
}

void add_outline(const domain::Snapshot& snapshot, const std::string& path, const std::string& why, const guard::Scope& scope,
                 const domain::Limits& limits, Context& context) {
    if (has_target(context, path) || obstacle_to_reading(snapshot, path, scope, limits)) return;
    const auto text = snapshot.read(path);
    if (!text || text->find('\0') != std::string::npos) return;
    std::string outline = locate::outline_of(*text, locate::kind_of(path).family, k_most_outline_lines);
    std::size_t bytes = outline.size();
    for (const prompt::Outline& other : context.outlines) bytes += other.text.size();
    if (!outline.empty() && bytes <= k_most_outline_bytes) context.outlines.push_back({path, std::move(outline), why});
}

bool is_shown(const Context& context, std::string_view path) {
    return has_target(context, path) || std::any_of(context.outlines.begin(), context.outlines.end(),
                                                    [&](const prompt::Outline& outline) { return outline.path == path; });
}

/// Where what the targets call is defined, found by one more ranking.
void add_called(const domain::Snapshot& snapshot, const Rank& rank, const guard::Scope& scope, const domain::Limits& limits,
                Context& context) {
    std::vector<CallingText> texts;
    for (const prompt::Excerpt& excerpt : context.excerpts) texts.push_back({excerpt.path, excerpt.text});
    const std::vector<std::string> names = called_elsewhere(texts, k_most_called);
    std::string query;
    for (const std::string& name : names) query += (query.empty() ? "`" : " `") + name + "`";
    if (names.empty()) return;
    std::size_t left = k_most_called_bytes;
    for (const locate::Guess& guess : rank(query, k_most_guesses).value_or({})) {
        if (is_shown(context, guess.path) || obstacle_to_reading(snapshot, guess.path, scope, limits)) continue;
        const auto text = snapshot.read(guess.path);
        if (!text || text->find('\0') != std::string::npos) continue;
        std::vector<std::string> found;
        std::string lines = definitions_in(*text, locate::kind_of(guess.path).family, names, left, found);
        if (found.empty()) continue;
        left -= lines.size();
        context.outlines.push_back(
            {guess.path, std::move(lines), fmt::format("defines '{}', which a target calls", base::join(found, "', '"))});
    }
}

/// Whatever is likely enough and in no part of the prompt.
void tell_left_out(const std::vector<locate::Guess>& guesses, const guard::Scope& scope, Context& context) {
    std::vector<std::string> paths;
    for (const locate::Guess& guess : guesses)
        if (guess.confidence >= k_least_chance && !is_shown(context, guess.path) && scope.allows(guess.path) &&
            !guard::looks_secret(guess.path))
            paths.push_back("'" + guess.path + "'");
    if (!paths.empty())
        context.warnings.push_back(fmt::format("{} left out of the prompt: {}",
                                               base::count_of(paths.size(), "more likely file") + (paths.size() == 1 ? " was" : " were"),
                                               base::join(paths, ", ")));
}

/// Tests of the targets first: what they call must go on to work. Then what the targets call, then what is likely.
Result<void> add_outlines(const domain::Snapshot& snapshot, const std::vector<locate::Guess>& guesses, const Rank& rank,
                          const guard::Scope& scope, const domain::Limits& limits, Context& context) {
    PROFFER_TRY(const std::vector<std::string> paths, snapshot.paths());
    for (const locate::Target& target : context.targets)
        for (const std::string& test : locate::tests_of(target.path, paths, k_most_tests))
            if (context.outlines.size() < k_most_tests)
                add_outline(snapshot, test, fmt::format("tests of '{}'", target.path), scope, limits, context);
    add_called(snapshot, rank, scope, limits, context);
    const std::size_t most = std::max(context.outlines.size(), k_most_outlines);
    for (const locate::Guess& guess : guesses)
        if (context.outlines.size() < most && !is_shown(context, guess.path))
            add_outline(snapshot, guess.path, guess.why, scope, limits, context);
    return {};
}

std::string read_guidance(const domain::Snapshot& snapshot, std::vector<std::string>& warnings) {
    const auto mode = snapshot.find("AGENTS.md");
    if (!mode || !is_file(*mode)) return {};
    auto text = snapshot.read("AGENTS.md");
    if (!text) {
        warnings.push_back("AGENTS.md was left out: " + text.error().message);
        return {};
    }
    if (text->size() > k_guidance_limit_bytes) warnings.push_back(fmt::format("AGENTS.md was cut to {} bytes", k_guidance_limit_bytes));
    return std::string(base::prefix(*text, k_guidance_limit_bytes));
}

void add_target(const domain::Snapshot& snapshot, const locate::Target& target, const guard::Scope& scope, const domain::Limits& limits,
                Result<void>& added, Context& context) {
    if (!added) return;
    if (context.excerpts.size() >= limits.files) {
        context.warnings.push_back(fmt::format("'{}' was left out: limits.files is {}", target.path, limits.files));
    } else if (const auto reason = obstacle(snapshot, target, scope, limits)) {
        context.warnings.push_back(fmt::format("'{}' was left out: it {}", target.path, *reason));
    } else {
        if (!snapshot.find(target.path)) context.warnings.push_back(fmt::format("'{}' does not exist yet; it may be created", target.path));
        added = add_excerpt(snapshot, target, context);
    }
}

}  // namespace

std::optional<std::string> obstacle_to_reading(const domain::Snapshot& snapshot, std::string_view path, const guard::Scope& scope,
                                               const domain::Limits& limits) {
    if (guard::looks_secret(path)) return "looks like a secret and is never sent to a model";
    if (!scope.allows(path)) return "lies outside the allowed directories";
    const auto mode = snapshot.find(path);
    if (!mode) return "is not there";
    if (!is_file(*mode)) return "is no regular file";
    const auto size = snapshot.size_bytes(path);
    if (!size) return size.error().message;
    if (*size > limits.file_bytes) return fmt::format("has {} bytes; limits.file is {}", *size, limits.file_bytes);
    return {};
}

Result<Context> gather_context(const domain::Snapshot& snapshot, const domain::Task& task, const guard::Scope& scope,
                               const std::vector<std::string>& explicit_files, const std::string& instruction, const Rank& rank,
                               const Choose& choose) {
    const domain::Settings& settings = task.settings;
    PROFFER_TRY(std::vector<locate::Target> targets, locate::find_targets(snapshot, explicit_files, instruction, settings.hints));
    Context context;
    std::vector<locate::Guess> guesses;
    if (rank && explicit_files.empty()) {
        auto ranked = rank(instruction, k_most_guesses);
        if (ranked)
            guesses = *std::move(ranked);
        else
            context.warnings.push_back("the files could not be ranked: " + ranked.error().message);
    }
    if (targets.empty() && choose) PROFFER_CHECK(choose(guesses, context.warnings));
    if (targets.empty()) targets = choose_targets(snapshot, guesses, scope, settings.limits, context.warnings);
    Result<void> added;
    for (const locate::Target& target : targets) add_target(snapshot, target, scope, settings.limits, added, context);
    PROFFER_CHECK(added);
    if (!guesses.empty()) PROFFER_CHECK(add_outlines(snapshot, guesses, rank, scope, settings.limits, context));
    tell_left_out(guesses, scope, context);
    context.guidance = read_guidance(snapshot, context.warnings);
    return context;
}

}  // namespace proffer::run
