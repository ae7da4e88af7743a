// `model`: which provider is asked, and how.
#include <array>

#include "base/text.hpp"
#include "config/quantities.hpp"
#include "config/sections.hpp"
#include "config/words.hpp"

namespace proffer::config {
namespace {

using domain::ModelSettings;

constexpr int k_most_candidates = 16;
constexpr double k_highest_temperature = 2;
constexpr std::uint64_t k_least_context_tokens = 4000;

std::optional<double> parse_temperature(std::string_view text) {
    const auto value = parse_decimal(text);
    return value && *value <= k_highest_temperature ? value : std::nullopt;
}

std::optional<std::optional<std::uint64_t>> parse_output_tokens(std::string_view text) {
    if (text == "auto") return std::optional<std::uint64_t>();
    if (const auto count = parse_count(text, "token")) return std::optional<std::uint64_t>(*count);
    return {};
}

std::optional<std::optional<std::uint64_t>> parse_context_tokens(std::string_view text) {
    const auto tokens = parse_output_tokens(text);
    if (tokens && *tokens && **tokens < k_least_context_tokens) return {};
    return tokens;
}

void read_provider(Reader& reader, const Node& node, ModelSettings& model) {
    std::vector<std::string_view> words(k_providers.begin(), k_providers.end());
    for (const std::string_view word : words) {
        if (node.kind != NodeKind::scalar || node.text != word) continue;
        model.provider = word;
        return;
    }
    reader.wrong_word(node, words);
}

/// Why `url` is no address of a server, or nothing.
std::string_view url_problem(std::string_view url) {
    const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    if (scheme == 0) return "must start with 'https://' or 'http://'";
    const std::string_view rest = url.substr(scheme);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    if (authority.find('@') != std::string_view::npos) return "must not hold a user name or password";
    if (authority.empty() || authority.front() == ':') return "names no host";
    if (rest.find_first_of("?#") != std::string_view::npos) return "must have no query and no fragment";
    if (rest.find_first_of(" \t\r\n\\\"<>{}") != std::string_view::npos || base::visible_line(url) != url)
        return "holds a character that no address has";
    return {};
}

void read_base_url(Reader& reader, const Node& node, std::string& out) {
    std::string url;
    reader.text(node, url);
    if (const auto problem = url.empty() ? std::string_view() : url_problem(url); !problem.empty()) {
        // An address that may hold a password is not repeated.
        reader.problem(node.place, reader.name() + " " + std::string(problem),
                       "for example https://llm.example.com/v1; keys come from the environment");
        return;
    }
    out = std::move(url);
}

void read_model_command(Reader& reader, const Node& node, std::string& out) {
    if (node.kind == NodeKind::scalar && node.text.empty())
        out.clear();
    else
        reader.command(node, out, Reader::Expands::nothing);
}

std::optional<double> parse_price(std::string_view text) {
    return parse_cost(text);
}

using domain::Price;

constexpr Expected k_price_amount = {"US dollars per million tokens", "3.00"};

constexpr std::array k_price_fields = {
    Field<Price>{"input", [](Reader& r, const Node& n, Price& p) { r.amount(n, p.input, parse_price, k_price_amount); }},
    Field<Price>{"cached", [](Reader& r, const Node& n, Price& p) { r.amount(n, p.cached_input, parse_price, k_price_amount); }},
    Field<Price>{"output", [](Reader& r, const Node& n, Price& p) { r.amount(n, p.output, parse_price, k_price_amount); }},
};

/// `auto`, or all of it: half a price would be a wrong one.
void read_price(Reader& reader, const Node& node, std::optional<Price>& out) {
    if (node.kind == NodeKind::scalar && node.text == "auto") {
        out.reset();
        return;
    }
    Price price;
    reader.map(node, price, k_price_fields, {"a map or auto", "{input: 3.00, cached: 0.30, output: 15.00}"});
    if (node.kind != NodeKind::map) return;
    if (node.find("input") == nullptr || node.find("output") == nullptr) {
        reader.problem(node.place, reader.name() + " lacks 'input' or 'output'", "for example {input: 3.00, cached: 0.30, output: 15.00}");
        return;
    }
    // Without a word on it a cache saves nothing.
    if (node.find("cached") == nullptr) price.cached_input = price.input;
    out = price;
}

constexpr std::
    array
        k_model_fields =
            {
                Field<ModelSettings>{"provider", read_provider},
                Field<ModelSettings>{"name", [](Reader& r, const Node& n, ModelSettings& m) { r.text(n, m.name); }},
                Field<ModelSettings>{"base_url", [](Reader& r, const Node& n, ModelSettings& m) { read_base_url(r, n, m.base_url); }},
                Field<ModelSettings>{"command", [](Reader& r, const Node& n, ModelSettings& m) { read_model_command(r, n, m.command); }},
                Field<ModelSettings>{"edits",
                                     [](Reader& r, const Node& n, ModelSettings& m) { r.word<bool>(n, m.edits_in_place, k_edits); }},
                Field<ModelSettings>{"temperature",
                                     [](Reader& r, const Node& n, ModelSettings& m) {
                                         r.amount(n, m.temperature, parse_temperature, {"a number from 0 to 2", "0.7"});
                                     }},
                Field<ModelSettings>{"candidates",
                                     [](Reader& r, const Node& n, ModelSettings& m) { r.integer(n, m.candidates, 1, k_most_candidates); }},
                Field<ModelSettings>{"fallback", [](Reader& r, const Node& n, ModelSettings& m) { r.texts(n, m.fallback); }},
                Field<ModelSettings>{"edit_format", [](Reader& r, const Node& n,
                                                       ModelSettings& m) { r.word<domain::EditFormat>(n, m.edit_format, k_edit_formats); }},
                Field<ModelSettings>{"max_output_tokens",
                                     [](Reader& r, const Node& n, ModelSettings& m) {
                                         r.amount(n, m.max_output_tokens, parse_output_tokens, {"a number of tokens or auto", "16k"});
                                     }},
                Field<ModelSettings>{
                    "context",
                    [](Reader& r, const Node& n, ModelSettings& m) {
                        r.amount(n, m.context_tokens, parse_context_tokens, {"a number of tokens from 4k, or auto", "128k"});
                    }},
                Field<ModelSettings>{"price", [](Reader& r, const Node& n, ModelSettings& m) { read_price(r, n, m.price); }},
};

/// A model's name and address mean nothing to another provider, its price and context nothing to another model.
void forget_other_provider(const Node& node, ModelSettings& model) {
    const Node* name = node.find("name");
    if (name != nullptr && name->text != model.name) model.forget_of_name();
    const Node* provider = node.find("provider");
    if (provider == nullptr || provider->kind != NodeKind::scalar || provider->text == model.provider) return;
    model.name.clear();
    model.base_url.clear();
    model.fallback.clear();
    model.forget_of_name();
}

}  // namespace

void read_model(Reader& reader, const Node& node, ModelSettings& out) {
    forget_other_provider(node, out);
    reader.map(node, out, k_model_fields, {"a map", "{provider: anthropic}"});
    if (const Node* edits = node.find("edits"); edits != nullptr && out.edits_in_place && out.provider != "command")
        reader.problem(edits->place, "'edits: in-place' needs provider 'command'", "add 'provider: command' and the agent's 'command'");
    const Node* command = node.find("command");
    const bool told_already = command != nullptr && !command->text.empty();
    if (out.provider != "command" || !out.command.empty() || node.kind != NodeKind::map || told_already) return;
    reader.problem(node.place, "provider 'command' without 'model.command'", "name the program, for example 'command: my-agent --stdin'");
}

}  // namespace proffer::config
