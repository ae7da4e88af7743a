// Whether a model can be asked, found out without asking it: nothing here costs a token. For `proffer doctor`.
#pragma once

#include <string>
#include <vector>

#include "domain/advice.hpp"
#include "http/client.hpp"
#include "provider/factory.hpp"

namespace proffer::provider {

/// A service's list of models, and what it takes to see it.
struct ModelList {
    std::string provider;  ///< "anthropic", "openai", "github", "ollama"
    std::string model;     ///< that a run would ask
    std::string origin;    ///< for people
    std::string key_variable;
    bool is_complete = true;  ///< what is not in it cannot be asked; else it is only likely
    http::Request request;
};

/// What the answer to `list.request` means. Pure.
[[nodiscard]] domain::Advice judge_model_list(const ModelList& list, const Result<http::Response>& answer);

/// Ollama's "m" is "m:latest"; Anthropic's "m" and "m-latest" stand for "m-20250929". Elsewhere names are equal or not. Pure.
[[nodiscard]] bool is_same_model(std::string_view provider, std::string_view wanted, std::string_view listed);

/// Provider and key first, as a run would choose them; then the service is asked for its list of models, or the program is looked for.
[[nodiscard]] std::vector<domain::Advice> advise_on_model(const ProviderRequest& request);

}  // namespace proffer::provider
