// The table of services, and what of it the operator has changed.
#include "provider/addresses.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "http/operator_settings.hpp"
#include "os/signals.hpp"

namespace proffer::provider {
namespace {

const std::array<ServiceAddress, 4>& services() {
    static const std::array<ServiceAddress, 4> k_services = {{
        {"anthropic", "https://api.anthropic.com", {"ANTHROPIC_API_KEY"}, {"ANTHROPIC_BASE_URL"}, {"api.anthropic.com"}},
        {"openai",
         "https://api.openai.com/v1",
         {"OPENAI_API_KEY"},
         {"OPENAI_BASE_URL", "OPENAI_API_BASE"},
         {"api.openai.com", "eu.api.openai.com", "us.api.openai.com"}},
        {"github",
         "https://models.github.ai/inference",
         {"PROFFER_MODEL_TOKEN", "GITHUB_TOKEN"},
         {"GITHUB_MODELS_BASE_URL"},
         {"models.github.ai"}},
        {"ollama", "http://127.0.0.1:11434", {}, {"OLLAMA_BASE_URL", "OLLAMA_HOST"}, {}},
    }};
    return k_services;
}

/// The first variable that is set, without blanks around it.
std::string first_set(const os::Environment& environment, const std::vector<std::string_view>& names) {
    for (const std::string_view name : names)
        if (const auto value = environment.find(name)) return std::string(base::trim(*value));
    return {};
}

}  // namespace

std::string ServiceAddress::key(const os::Environment& environment) const {
    return first_set(environment, key_variables);
}

const ServiceAddress* find_service(std::string_view name) {
    const auto found = std::find_if(services().begin(), services().end(), [&](const ServiceAddress& one) { return one.name == name; });
    return found == services().end() ? nullptr : &*found;
}

Result<Endpoint> endpoint_of(const ServiceAddress& service, const ProviderRequest& request, bool has_key) {
    EndpointQuestion question;
    question.provider = service.name;
    question.default_url = service.default_url;
    question.own_hosts = service.own_hosts;
    question.base_url = request.model.base_url;
    question.from_operator = request.base_url_from_operator;
    question.allowed_hosts = request.allowed_hosts;
    question.has_key = has_key;
    for (const std::string_view variable : service.url_variables) {
        const std::string value = first_set(request.environment, {variable});
        if (!value.empty()) question.operator_urls.push_back(service.name == "ollama" ? ollama_url(value) : value);
    }
    for (std::string& host : split_hosts(request.environment.value_or("PROFFER_ALLOW_HOSTS", "")))
        question.allowed_hosts.push_back(std::move(host));
    return choose_endpoint(question);
}

http::ClientSettings client_settings(const ProviderRequest& request, const Endpoint& endpoint) {
    const auto variable = [&](const char* name) { return request.environment.value_or(name, ""); };
    http::ClientSettings settings = http::operator_settings(variable, endpoint.url.origin());
    settings.user_agent = request.user_agent;
    settings.should_stop = [] { return os::is_to_stop(); };
    return settings;
}

}  // namespace proffer::provider
