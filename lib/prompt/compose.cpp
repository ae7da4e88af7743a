// The first prompt of an attempt: rules for the system, the task for the user.
#include "prompt/compose.hpp"

#include <algorithm>

#include "prompt/context.hpp"
#include "prompt/rules.hpp"

namespace proffer::prompt {
namespace {

// Where whole files stop being the best-formed format (docs/edits.md, "What to ask for").
constexpr std::size_t k_small_file_bytes = 12 * 1024;
constexpr std::ptrdiff_t k_small_file_lines = 300;

bool is_small(const Excerpt& excerpt) {
    return excerpt.text.size() <= k_small_file_bytes && std::count(excerpt.text.begin(), excerpt.text.end(), '\n') <= k_small_file_lines;
}

}  // namespace

domain::EditFormat choose_format(const Request& request) {
    if (request.edit_format != domain::EditFormat::automatic) return request.edit_format;
    const bool all_small = std::all_of(request.excerpts.begin(), request.excerpts.end(), is_small);
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
