// Requests to and events from Anthropic's Messages API.
#include "provider/anthropic.hpp"

#include <array>
#include <atomic>

#include "provider/prices.hpp"
#include "provider/streamed_call.hpp"

namespace proffer::provider {
namespace {

constexpr std::uint64_t k_output_tokens = 32'768;        // thinking counts, so a whole file needs more than its own size
constexpr std::uint64_t k_old_output_tokens = 8'192;     // Claude 3.5
constexpr std::uint64_t k_oldest_output_tokens = 4'096;  // Claude 3
constexpr double k_cache_write_surcharge = 0.25;         // of the input price, for entries that live five minutes

std::uint64_t usual_output_tokens(std::string_view model) {
    if (model.starts_with("claude-3-5")) return k_old_output_tokens;
    if (model.starts_with("claude-3-7")) return k_output_tokens;
    return model.starts_with("claude-3") ? k_oldest_output_tokens : k_output_tokens;
}

/// Claude models from 4.7 on answer 400 to any temperature but their own. Source:
/// platform.claude.com/docs/en/about-claude/models/migration-guide.
bool takes_temperature(std::string_view model) {
    constexpr std::array<std::string_view, 9> k_families = {"claude-2",           "claude-3",        "claude-sonnet-4",
                                                            "claude-haiku-4",     "claude-opus-4-0", "claude-opus-4-1",
                                                            "claude-opus-4-2025", "claude-opus-4-5", "claude-opus-4-6"};
    if (!model.starts_with("claude-")) return true;
    for (const std::string_view family : k_families)
        if (model.starts_with(family)) return true;
    return false;
}

std::optional<domain::StopReason> stop_reason(std::string_view word) {
    if (word == "end_turn" || word == "stop_sequence") return domain::StopReason::complete;
    if (word == "max_tokens" || word == "model_context_window_exceeded") return domain::StopReason::length;
    if (word == "refusal") return domain::StopReason::refusal;
    return {};
}

std::uint64_t count_of(const json::Value& usage, std::string_view key) {
    const std::int64_t count = usage.integer_or(key, 0);
    return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

class AnthropicDecoder : public Decoder {
 public:
    /// `cache_write_tokens` receives the tokens written to the cache, which cost more than others.
    AnthropicDecoder(Service service, std::function<void(std::string_view)> on_text, std::uint64_t& cache_write_tokens)
        : Decoder(std::move(service), std::move(on_text)), cache_write_tokens_(cache_write_tokens) {
        cache_write_tokens_ = 0;
    }

 protected:
    [[nodiscard]] std::optional<AnswerForm> form_of(std::string_view media_type) const override {
        if (media_type == "text/event-stream") return AnswerForm::events;
        return {};
    }
    void take_event(const json::Value& event) override;

 private:
    void take_usage(const json::Value& owner);
    domain::Usage usage_;
    std::uint64_t fresh_tokens_ = 0;
    std::uint64_t& cache_write_tokens_;
    bool has_stop_ = false;
};

void AnthropicDecoder::take_event(const json::Value& event) {
    const std::string type = event.string_or("type", "");
    if (type == "message_start") {
        const auto message = event.find("message");
        if (!message) return;
        reply_.model = message->string_or("model", "");
        take_usage(*message);
    } else if (type == "content_block_delta") {
        const auto delta = event.find("delta");
        if (delta && delta->string_or("type", "") == "text_delta") append_text(delta->string_or("text", ""));
    } else if (type == "message_delta") {
        take_usage(event);
        const auto delta = event.find("delta");
        const std::string word = delta ? delta->string_or("stop_reason", "") : "";
        if (word.empty()) return;
        has_stop_ = true;
        set_stop(stop_reason(word), word);
    } else if (type == "message_stop") {
        if (!has_stop_) set_stop({}, "none given");
        complete_ = ended_ = true;
    }
}

/// Counts are cumulative: a later one replaces an earlier one, and an absent one leaves it.
void AnthropicDecoder::take_usage(const json::Value& owner) {
    const auto usage = owner.find("usage");
    if (!usage) return;
    if (usage->find("input_tokens")) fresh_tokens_ = count_of(*usage, "input_tokens");
    if (usage->find("cache_read_input_tokens")) usage_.cached_input_tokens = count_of(*usage, "cache_read_input_tokens");
    if (usage->find("cache_creation_input_tokens")) cache_write_tokens_ = count_of(*usage, "cache_creation_input_tokens");
    if (usage->find("output_tokens")) usage_.output_tokens = count_of(*usage, "output_tokens");
    usage_.input_tokens = fresh_tokens_ + usage_.cached_input_tokens + cache_write_tokens_;
    set_usage(usage_);
}

class Anthropic : public Provider {
 public:
    Anthropic(ServiceSettings settings, std::unique_ptr<http::Client> client)
        : settings_(std::move(settings)), client_(std::move(client)), sends_temperature_(takes_temperature(settings_.service.model)) {}
    [[nodiscard]] std::string_view name() const override { return "anthropic"; }
    [[nodiscard]] std::string model() const override { return settings_.service.model; }
    [[nodiscard]] std::optional<domain::Price> price() const override {
        return settings_.price ? settings_.price : find_price(name(), {model()});
    }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override;

 private:
    [[nodiscard]] http::Request make_request(const domain::Prompt& prompt, const AskLimits& limits) const;
    [[nodiscard]] std::string make_body(const domain::Prompt& prompt, const AskLimits& limits) const;
    bool repair(const http::Response& response);

    ServiceSettings settings_;
    std::unique_ptr<http::Client> client_;
    std::atomic<bool> sends_temperature_;  // learnt from a refusal; kept for the next call
};

std::string Anthropic::make_body(const domain::Prompt& prompt, const AskLimits& limits) const {
    json::Writer body;
    body.begin_object().member("model", settings_.service.model).member("stream", true);
    const auto usual = usual_output_tokens(settings_.service.model);
    body.member("max_tokens", output_limit(settings_.max_output_tokens.value_or(usual), limits.output_tokens).value_or(usual));
    if (sends_temperature_) body.member("temperature", settings_.temperature);
    if (!prompt.system.empty()) {
        // The system text is the same in every attempt, so that the service may keep what it computed for it.
        body.key("system").begin_array().begin_object().member("type", "text").member("text", prompt.system);
        body.key("cache_control").begin_object().member("type", "ephemeral").end_object();
        body.end_object().end_array();
    }
    body.key("messages").begin_array();
    for (const domain::Message& message : prompt.messages)
        body.begin_object().member("role", std::string(role_name(message.role))).member("content", message.text).end_object();
    body.end_array().end_object();
    return body.text();
}

http::Request Anthropic::make_request(const domain::Prompt& prompt, const AskLimits& limits) const {
    http::Request request;
    request.method = "POST";
    request.url = settings_.url;
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "text/event-stream"}, {"anthropic-version", "2023-06-01"}};
    if (!settings_.key.empty()) request.headers.push_back({"x-api-key", settings_.key});
    request.body = make_body(prompt, limits);
    return request;
}

bool Anthropic::repair(const http::Response& response) {
    if (response.body.find("temperature") == std::string::npos) return false;
    return sends_temperature_.exchange(false);
}

Result<domain::Reply> Anthropic::ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    std::uint64_t cache_write_tokens = 0;
    Exchange exchange;
    exchange.make_request = [&] { return make_request(prompt, limits); };
    exchange.make_decoder = [&](std::function<void(std::string_view)> on_text) {
        return std::make_unique<AnthropicDecoder>(settings_.service, std::move(on_text), cache_write_tokens);
    };
    exchange.repair = [&](const http::Response& response) { return repair(response); };
    PROFFER_TRY(domain::Reply reply, streamed_call(*client_, settings_, exchange, prompt, limits, watcher));
    const auto price = settings_.price ? settings_.price : find_price(name(), {reply.model, model()});
    reply.usage.cost_usd = cost_at(price, reply.usage);
    if (price) *reply.usage.cost_usd += static_cast<double>(cache_write_tokens) * price->input * k_cache_write_surcharge / 1e6;
    return reply;
}

}  // namespace

std::unique_ptr<Provider> make_anthropic(ServiceSettings settings, std::unique_ptr<http::Client> client) {
    return std::make_unique<Anthropic>(std::move(settings), std::move(client));
}

}  // namespace proffer::provider
