// Ollama's `/api/chat`, streamed as JSON lines. Source: github.com/ollama/ollama, docs/api.md.
#pragma once

#include <memory>

#include "http/client.hpp"
#include "provider/provider.hpp"
#include "provider/service.hpp"

namespace proffer::provider {

inline constexpr std::string_view k_ollama_model = "qwen2.5-coder";

/// The context Ollama must be asked for, since it cuts longer prompts without a word: prompt and output, rounded up to a multiple of
/// 2048, at least 4096 tokens. The prompt is counted at 3 bytes a token, on the safe side.
[[nodiscard]] std::uint64_t context_tokens(std::size_t prompt_size_bytes, std::uint64_t output_tokens);

[[nodiscard]] std::unique_ptr<Provider> make_ollama(ServiceSettings settings, std::unique_ptr<http::Client> client);

}  // namespace proffer::provider
