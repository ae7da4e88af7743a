// From targets to excerpts; every file left out is told.
#include "run/context.hpp"

#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "guard/judge.hpp"

namespace proffer::run {
namespace {

constexpr std::uint64_t k_guidance_limit_bytes = 32 * 1024;

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

}  // namespace

Result<Context> gather_context(const domain::Snapshot& snapshot, const domain::Task& task, const guard::Scope& scope,
                               const std::vector<std::string>& explicit_files, const std::string& instruction) {
    const domain::Settings& settings = task.settings;
    PROFFER_TRY(const std::vector<locate::Target> targets, locate::find_targets(snapshot, explicit_files, instruction, settings.hints));
    Context context;
    for (const locate::Target& target : targets) {
        if (context.excerpts.size() >= settings.limits.files) {
            context.warnings.push_back(fmt::format("'{}' was left out: limits.files is {}", target.path, settings.limits.files));
        } else if (const auto reason = obstacle(snapshot, target, scope, settings.limits)) {
            context.warnings.push_back(fmt::format("'{}' was left out: it {}", target.path, *reason));
        } else {
            if (!snapshot.find(target.path))
                context.warnings.push_back(fmt::format("'{}' does not exist yet; it may be created", target.path));
            PROFFER_CHECK(add_excerpt(snapshot, target, context));
        }
    }
    context.guidance = read_guidance(snapshot, context.warnings);
    return context;
}

}  // namespace proffer::run
