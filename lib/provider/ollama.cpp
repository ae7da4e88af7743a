// Requests to and lines from Ollama.
#include "provider/ollama.hpp"

#include <algorithm>

#include "provider/prices.hpp"
#include "provider/streamed_call.hpp"

namespace proffer::provider {
namespace {

constexpr std::uint64_t k_output_allowance_tokens = 8192;  // room for the reply when nothing limits it
constexpr std::uint64_t k_context_step_tokens = 2048;
constexpr std::uint64_t k_least_context_tokens = 4096;
constexpr std::uint64_t k_frame_tokens = 64;  // what the model's chat template puts around the messages

std::optional<domain::StopReason> stop_reason(std::string_view word) {
    // Versions before 0.1.41 give no reason.
    if (word == "stop" || word.empty()) return domain::StopReason::complete;
    if (word == "length") return domain::StopReason::length;
    return {};
}

class OllamaDecoder : public Decoder {
 public:
    using Decoder::Decoder;

 protected:
    [[nodiscard]] std::optional<AnswerForm> form_of(std::string_view media_type) const override {
        // A whole answer is one line, so both types are read alike.
        if (media_type == "application/x-ndjson" || media_type == "application/json") return AnswerForm::lines;
        return {};
    }
    void take_event(const json::Value& event) override;
};

void OllamaDecoder::take_event(const json::Value& event) {
    if (reply_.model.empty()) reply_.model = event.string_or("model", "");
    if (const auto message = event.find("message")) append_text(message->string_or("content", ""));
    if (!event.boolean_or("done", false)) return;
    const std::string word = event.string_or("done_reason", "");
    set_stop(stop_reason(word), word);
    complete_ = ended_ = true;
    // A prompt that is still in the server's memory is not counted again.
    if (!event.find("prompt_eval_count") || !event.find("eval_count")) return;
    domain::Usage usage;
    usage.input_tokens = static_cast<std::uint64_t>(std::max<std::int64_t>(0, event.integer_or("prompt_eval_count", 0)));
    usage.output_tokens = static_cast<std::uint64_t>(std::max<std::int64_t>(0, event.integer_or("eval_count", 0)));
    set_usage(usage);
}

class Ollama : public Provider {
 public:
    Ollama(ServiceSettings settings, std::unique_ptr<http::Client> client) : settings_(std::move(settings)), client_(std::move(client)) {}
    [[nodiscard]] std::string_view name() const override { return "ollama"; }
    [[nodiscard]] std::string model() const override { return settings_.service.model; }
    [[nodiscard]] std::optional<domain::Price> price() const override { return settings_.price.value_or(domain::Price{}); }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) override;

 private:
    [[nodiscard]] std::string make_body(const domain::Prompt& prompt, const AskLimits& limits) const;

    ServiceSettings settings_;
    std::unique_ptr<http::Client> client_;
};

void write_message(json::Writer& body, std::string_view role, const std::string& text) {
    body.begin_object().member("role", std::string(role)).member("content", text).end_object();
}

std::string Ollama::make_body(const domain::Prompt& prompt, const AskLimits& limits) const {
    const auto limit = output_limit(settings_.max_output_tokens, limits.output_tokens);
    // A caller's limit may be the whole budget of a run, far more than one reply needs; what the user set is meant.
    const std::uint64_t allowance =
        settings_.max_output_tokens ? *limit : std::min(limit.value_or(k_output_allowance_tokens), k_output_allowance_tokens);
    json::Writer body;
    body.begin_object().member("model", settings_.service.model).member("stream", true);
    body.key("options").begin_object();
    body.member("num_ctx", context_tokens(prompt_bytes(prompt), allowance)).member("temperature", settings_.temperature);
    if (limit) body.member("num_predict", *limit);
    body.end_object();
    body.key("messages").begin_array();
    if (!prompt.system.empty()) write_message(body, "system", prompt.system);
    for (const domain::Message& message : prompt.messages) write_message(body, role_name(message.role), message.text);
    body.end_array().end_object();
    return body.text();
}

Result<domain::Reply> Ollama::ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    Exchange exchange;
    exchange.make_request = [&] {
        http::Request request;
        request.method = "POST";
        request.url = settings_.url;
        request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/x-ndjson"}};
        request.body = make_body(prompt, limits);
        return request;
    };
    exchange.make_decoder = [&](std::function<void(std::string_view)> on_text) {
        return std::make_unique<OllamaDecoder>(settings_.service, std::move(on_text));
    };
    PROFFER_TRY(domain::Reply reply, streamed_call(*client_, settings_, exchange, prompt, limits, watcher));
    reply.usage.cost_usd = cost_at(price(), reply.usage);
    return reply;
}

}  // namespace

std::uint64_t context_tokens(std::size_t prompt_size_bytes, std::uint64_t output_tokens) {
    const std::uint64_t needed = (static_cast<std::uint64_t>(prompt_size_bytes) + 2) / 3 + k_frame_tokens + output_tokens;
    const std::uint64_t rounded = (needed + k_context_step_tokens - 1) / k_context_step_tokens * k_context_step_tokens;
    return std::max(rounded, k_least_context_tokens);
}

std::unique_ptr<Provider> make_ollama(ServiceSettings settings, std::unique_ptr<http::Client> client) {
    return std::make_unique<Ollama>(std::move(settings), std::move(client));
}

}  // namespace proffer::provider
