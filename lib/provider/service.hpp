// What a provider over HTTP knows of its service. Internal to this module.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/conversation.hpp"
#include "domain/usage.hpp"
#include "http/retry.hpp"

namespace proffer::provider {

struct Service {
    std::string name;          ///< "anthropic", …
    std::string model;         ///< as asked for
    std::string key_variable;  ///< environment variable of the key, for hints; empty: needs none
};

struct ServiceSettings {
    Service service;
    std::string url;  ///< of the one endpoint that is called
    std::string key;  ///< empty: none is sent
    double temperature = 0;
    std::optional<std::uint64_t> max_output_tokens;
    bool allow_private_address = false;
    bool allow_loopback_address = false;
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);
    http::RetryLimits retry;
    std::optional<domain::Price> price;  ///< that the user names; nothing: the table's
};

/// The smaller of the user's setting and the caller's limit (0: none); nothing when neither is given.
[[nodiscard]] std::optional<std::uint64_t> output_limit(std::optional<std::uint64_t> setting, std::uint64_t limit);

/// Bytes of system text and messages together.
[[nodiscard]] std::size_t prompt_bytes(const domain::Prompt& prompt);

/// About 3.5 bytes of text or code make a token; rounded up.
[[nodiscard]] std::uint64_t estimated_tokens(std::size_t bytes);

/// "user" or "assistant".
[[nodiscard]] std::string_view role_name(domain::Role role);

}  // namespace proffer::provider
