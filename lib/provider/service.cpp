// Quantities every provider needs.
#include "provider/service.hpp"

#include <algorithm>

namespace proffer::provider {

std::optional<std::uint64_t> output_limit(std::optional<std::uint64_t> setting, std::uint64_t limit) {
    if (limit == 0) return setting;
    return std::min(setting.value_or(limit), limit);
}

std::size_t prompt_bytes(const domain::Prompt& prompt) {
    std::size_t bytes = prompt.system.size();
    for (const domain::Message& message : prompt.messages) bytes += message.text.size();
    return bytes;
}

std::uint64_t estimated_tokens(std::size_t bytes) {
    return (static_cast<std::uint64_t>(bytes) * 2 + 6) / 7;
}

std::string_view role_name(domain::Role role) {
    return role == domain::Role::user ? "user" : "assistant";
}

}  // namespace proffer::provider
