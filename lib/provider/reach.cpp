// One GET for a list of models, under the same rules for hosts and keys as a run's requests.
#include "provider/reach.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.hpp"
#include "json/json.hpp"
#include "provider/addresses.hpp"
#include "provider/failure.hpp"

namespace proffer::provider {
namespace {

using domain::Advice;
using domain::Conclusion;

constexpr std::uint64_t k_list_bytes = 8 * 1024 * 1024;
constexpr std::size_t k_shown_models = 5;
constexpr std::size_t k_date_digits = 8;  // "-20250929"

/// Where a service lists its models.
struct Row {
    std::string_view name;
    std::string_view endpoint;    ///< that a base_url may end with; it is taken off
    std::string_view usual_path;  ///< of a base_url without one; taken off, and put on again before `list`, where `list_below_it`
    std::string_view list;
    bool list_below_it;
};

constexpr std::array k_rows = {
    Row{"anthropic", "/messages", "/v1", "/models?limit=1000", true},
    Row{"openai", "/chat/completions", "/v1", "/models", true},
    Row{"github", "/chat/completions", "/inference", "/catalog/models", false},
    Row{"ollama", "/chat", "/api", "/tags", true},
};

std::string list_url(const Row& row, const http::Url& base) {
    std::string path = base.path.substr(0, base.path.find('?'));
    if (path.ends_with(row.endpoint)) path.resize(path.size() - row.endpoint.size());
    while (path.ends_with('/')) path.pop_back();
    const bool has_usual = path.ends_with(row.usual_path);
    // Anthropic and Ollama have their paths below any base; of the others only one without a path gets the usual.
    if (row.list_below_it && !has_usual && (path.empty() || row.name != "openai")) path += row.usual_path;
    if (!row.list_below_it && has_usual) path.resize(path.size() - row.usual_path.size());
    return base.origin() + path + std::string(row.list);
}

std::vector<http::Header> headers_for(std::string_view provider, const std::string& key) {
    std::vector<http::Header> headers = {{"Accept", "application/json"}};
    if (provider == "anthropic") headers.push_back({"anthropic-version", "2023-06-01"});
    if (key.empty()) return headers;
    if (provider == "anthropic")
        headers.push_back({"x-api-key", key});
    else
        headers.push_back({"Authorization", "Bearer " + key});
    return headers;
}

struct Asking {
    ModelList list;
    std::unique_ptr<http::Client> client;
};

Result<Asking> prepare(const Row& row, const ProviderRequest& request, const std::string& model) {
    const ServiceAddress* const service = find_service(row.name);
    PROFFER_ASSERT(service != nullptr, "every service has an address");
    const std::string key = service->key(request.environment);
    PROFFER_TRY(const Endpoint endpoint, endpoint_of(*service, request, !key.empty()));
    Asking asking;
    asking.list.provider = row.name;
    asking.list.model = model;
    asking.list.origin = endpoint.url.origin();
    if (!service->key_variables.empty()) asking.list.key_variable = service->key_variables.back();
    // Compatible servers often take any name.
    asking.list.is_complete = endpoint.own || row.name == "ollama";
    http::Request& get = asking.list.request;
    get.url = list_url(row, endpoint.url);
    get.headers = headers_for(row.name, key);
    get.connect_timeout = std::chrono::seconds(10);
    get.total_timeout = std::chrono::seconds(20);
    get.body_limit_bytes = k_list_bytes;
    get.allow_private_address = endpoint.allow_private_address;
    get.allow_loopback_address = endpoint.allow_loopback_address;
    PROFFER_TRY(asking.client, http::make_curl_client(client_settings(request, endpoint)));
    return asking;
}

/// Names in {"data":[{"id"}]}, {"models":[{"name"}]} or [{"id"}]; nothing when it is none of these.
std::optional<std::vector<std::string>> names_in(std::string_view body) {
    const auto json = json::Value::parse(body);
    if (!json) return {};
    const bool is_list = json->is_array() || json->find("data") || json->find("models");
    if (!is_list) return {};
    const json::Value array = json->is_array() ? *json : json->find("data").value_or(json->find("models").value_or(*json));
    std::vector<std::string> names;
    for (const json::Value& element : array.elements()) names.push_back(element.string_or("id", element.string_or("name", "")));
    return names;
}

std::string some_of(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const std::string& name : names)
        if (shown.size() < k_shown_models) shown.emplace_back(base::prefix(name, 100));
    return shown.empty() ? "none" : base::join(shown, ", ") + (names.size() > shown.size() ? ", …" : "");
}

Advice judge_names(const ModelList& list, const std::vector<std::string>& names) {
    const std::string where = fmt::format("{} at {}", list.provider, list.origin);
    const bool is_there =
        std::any_of(names.begin(), names.end(), [&](const std::string& name) { return is_same_model(list.provider, list.model, name); });
    if (is_there) return domain::fine("model-reachable", fmt::format("{} answers and has '{}'", where, list.model));
    const std::string message = fmt::format("{} answers, but does not list '{}'; it lists {}", where, list.model, some_of(names));
    const std::string remedy = list.provider == "ollama" ? "run 'ollama pull " + list.model + "', or set model.name to one that is there"
                                                         : "set model.name to one that is listed";
    if (!list.is_complete) return domain::warning("model-reachable", message, remedy);
    return domain::problem("model-reachable", message, remedy, Conclusion::model_error);
}

/// The first word of a line for `sh`, unless only a shell can tell what it is.
std::string program_of(std::string_view line) {
    line = base::trim(line);
    const std::string word(line.substr(0, line.find_first_of(" \t\n")));
    const bool is_plain = !word.empty() && word.find_first_of("$`'\"\\(){}[]<>|&;*?~#=!") == std::string::npos;
    return is_plain ? word : "";
}

bool is_program(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

bool is_found(const std::string& program, const os::Environment& environment) {
    constexpr std::array<std::string_view, 12> k_builtins = {".",    "cat",  "cd",     "command", "echo", "eval",
                                                             "exec", "exit", "printf", "set",     "test", "true"};
    if (std::find(k_builtins.begin(), k_builtins.end(), program) != k_builtins.end()) return true;
    const std::string path = environment.value_or("PATH", "/usr/bin:/bin");
    for (const std::string_view directory : base::split(path, ':'))
        if (is_program(std::filesystem::path(directory.empty() ? "." : directory) / program)) return true;
    return false;
}

Advice advise_on_program(const ProviderRequest& request) {
    const std::string program = program_of(request.model.command);
    if (program.empty()) return domain::fine("model-reachable", "the command is a line only a shell can read; it is not tried");
    // One with a slash is looked for where the run starts it.
    if (program.find('/') != std::string::npos ? is_program(program) : is_found(program, request.environment))
        return domain::fine("model-reachable", fmt::format("the program '{}' is there; it is not run", program));
    if (program.find('/') != std::string::npos && !program.starts_with('/'))
        return domain::warning("model-reachable", fmt::format("no program '{}' in the current directory", program),
                               "check model.command: it runs in the directory that proffer is started in");
    return domain::problem("model-reachable", fmt::format("no program '{}'", program), "install it, or correct model.command",
                           Conclusion::model_error);
}

std::string how_chosen(const ProviderRequest& request, const std::string& name) {
    if (request.model.provider != "auto") return "named by configuration or flag";
    if (name == "anthropic") return "auto: ANTHROPIC_API_KEY is set";
    return name == "openai" ? "auto: OPENAI_API_KEY is set" : "auto: no key is set";
}

Advice unreachable(const ModelList& list, const Error& error) {
    const std::string remedy = error.hint.empty() ? (list.provider == "ollama" ? "start it with 'ollama serve', or set OLLAMA_HOST"
                                                                               : "check the network, the proxy and model.base_url")
                                                  : error.hint;
    return domain::problem("model-reachable", error.text(), remedy, Conclusion::model_error);
}

}  // namespace

bool is_same_model(std::string_view provider, std::string_view wanted, std::string_view listed) {
    if (wanted == listed) return true;
    if (provider == "ollama") return wanted.find(':') == std::string_view::npos && listed == std::string(wanted) + ":latest";
    if (provider != "anthropic" || wanted.empty()) return false;
    constexpr std::string_view k_latest = "-latest";
    if (wanted.ends_with(k_latest)) wanted.remove_suffix(k_latest.size());
    const std::string_view rest = listed.substr(std::min(wanted.size() + 1, listed.size()));
    return listed.starts_with(std::string(wanted) + "-") && rest.size() == k_date_digits &&
           std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Advice judge_model_list(const ModelList& list, const Result<http::Response>& answer) {
    if (!answer) return unreachable(list, answer.error());
    if (answer->status >= 200 && answer->status <= 299) {
        if (const auto names = names_in(answer->body)) return judge_names(list, *names);
        return domain::warning("model-reachable", fmt::format("{} at {} answers with no list of models", list.provider, list.origin),
                               "check model.base_url: a login page or a proxy may be in the way");
    }
    const Service service{list.provider, list.model, list.key_variable};
    const Failure failure = failure_of_answer(service, *answer, 0);
    const bool has_no_list = answer->status == 404 || answer->status == 405 || answer->status == 501;
    if (has_no_list)
        return domain::warning("model-reachable", fmt::format("{} at {} answers, but tells no list of models", list.provider, list.origin),
                               "check model.base_url if the first run fails");
    if (answer->status == 429 || answer->status >= 500)
        return domain::warning("model-reachable", failure.error.text(), "try again later; runs wait and repeat such requests");
    return unreachable(list, failure.error);
}

std::vector<Advice> advise_on_model(const ProviderRequest& request) {
    const auto provider = make_provider(request);
    const bool is_config = !provider && (provider.error().code == ErrorCode::config || provider.error().code == ErrorCode::usage);
    if (!provider) return {domain::problem("model", provider.error(), is_config ? Conclusion::usage_error : Conclusion::model_error)};
    const std::string name((*provider)->name());
    std::vector<Advice> all = {
        domain::fine("model", fmt::format("{}, model '{}' ({})", name, (*provider)->model(), how_chosen(request, name)))};
    if (name == "command") all.push_back(advise_on_program(request));
    const auto row = std::find_if(k_rows.begin(), k_rows.end(), [&](const Row& one) { return one.name == name; });
    if (row == k_rows.end()) return all;
    const auto asking = prepare(*row, request, (*provider)->model());
    if (!asking) {
        all.push_back(domain::problem("model", asking.error(), Conclusion::usage_error));
        return all;
    }
    all.push_back(judge_model_list(asking->list, asking->client->send(asking->list.request)));
    return all;
}

}  // namespace proffer::provider
