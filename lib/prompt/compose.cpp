// The first prompt of an attempt: rules for the system, the task for the user.
#include "prompt/compose.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "prompt/context.hpp"
#include "prompt/rules.hpp"

namespace proffer::prompt {
namespace {

// Where whole files stop being the best-formed format (docs/edits.md, "What is asked for").
constexpr std::size_t k_small_file_bytes = 12 * 1024;
constexpr std::ptrdiff_t k_small_file_lines = 300;
constexpr int k_weak_factor = 2;

bool is_small(std::string_view text, int factor) {
    return text.size() <= k_small_file_bytes * static_cast<std::size_t>(factor) &&
           std::count(text.begin(), text.end(), '\n') <= k_small_file_lines * factor;
}

/// The large models of the large services write blocks as well as whole files; small and local ones do much worse with blocks.
bool writes_blocks_well(const Request& request) {
    if (request.provider != "anthropic" && request.provider != "openai" && request.provider != "github") return false;
    const std::string model = base::to_lower(request.model);
    const auto smaller = {"-mini", "-nano", "haiku", "-lite", "flash", "-small"};
    return std::none_of(smaller.begin(), smaller.end(), [&](const char* word) { return model.find(word) != std::string::npos; });
}

}  // namespace

bool is_small(std::string_view text) {
    return is_small(text, 1);
}

domain::EditFormat choose_format(const Request& request) {
    if (request.edit_format != domain::EditFormat::automatic) return request.edit_format;
    const int factor = writes_blocks_well(request) ? 1 : k_weak_factor;
    const bool all_small = std::all_of(request.excerpts.begin(), request.excerpts.end(), [factor](const Excerpt& excerpt) {
        return !excerpt.is_partial() && is_small(excerpt.text, factor);
    });
    return all_small ? domain::EditFormat::whole : domain::EditFormat::search_replace;
}

Result<domain::Prompt> compose(const Request& request) {
    PROFFER_CHECK(check_request(request));
    const domain::EditFormat format = choose_format(request);
    domain::Prompt prompt;
    prompt.system = system_rules(format);
    prompt.messages.push_back({domain::Role::user, render_context(request) + "\n" + std::string(answer_reminder(format)) + "\n"});
    return prompt;
}

std::uint64_t estimate_tokens(const domain::Prompt& prompt) {
    std::uint64_t bytes = prompt.system.size();
    for (const domain::Message& message : prompt.messages) bytes += message.text.size();
    return (bytes * 2 + 6) / 7;  // 3.5 bytes a token, rounded up
}

}  // namespace proffer::prompt
