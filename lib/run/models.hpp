// The task's model and those of `fallback`, each made at its first use.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "domain/settings.hpp"
#include "run/ports.hpp"

namespace proffer::run {

/// May be used by several threads at once, as its providers may.
class Models {
 public:
    /// Both outlive this.
    Models(const domain::ModelSettings& settings, const Ports& ports) : settings_(settings), ports_(ports) {}

    /// The task's own is 0. A varied one replies differently to the same prompt: its temperature is at least 0.8.
    [[nodiscard]] Result<provider::Provider*> at(std::size_t index, bool is_varied = false);
    /// What the prompt and the reply may have together: `model.context`, or what the provider's models usually take.
    [[nodiscard]] Result<std::uint64_t> context_tokens(std::size_t index);
    [[nodiscard]] std::size_t count() const { return 1 + settings_.fallback.size(); }

 private:
    const domain::ModelSettings& settings_;
    const Ports& ports_;
    std::mutex mutex_;
    std::map<std::pair<std::size_t, bool>, std::unique_ptr<provider::Provider>> made_;
};

/// What models of that provider take at least; their services refuse more, but Ollama forgets it without a word.
[[nodiscard]] std::uint64_t usual_context_tokens(std::string_view provider);

/// The settings of a model of `fallback`: "NAME" of the same provider, or "PROVIDER:NAME".
[[nodiscard]] domain::ModelSettings fallback_settings(const domain::ModelSettings& settings, const std::string& entry);

}  // namespace proffer::run
