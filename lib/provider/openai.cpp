// Requests to and chunks from chat completion servers.
#include "provider/openai.hpp"

#include <atomic>

#include "provider/prices.hpp"
#include "provider/streamed_call.hpp"

namespace proffer::provider {
namespace {

/// The o series and every gpt-N from 5 on think before they answer: they take no temperature, and count their limit under another name.
bool is_reasoning(std::string_view model) {
    const std::size_t slash = model.rfind('/');  // "openai/o3-mini" at GitHub Models
    if (slash != std::string_view::npos) model.remove_prefix(slash + 1);
    const auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
    if (model.size() >= 2 && model[0] == 'o' && is_digit(model[1])) return true;
    if (!model.starts_with("gpt-") || model.size() < 5 || !is_digit(model[4])) return false;
    return model[4] >= '5' || (model.size() > 5 && is_digit(model[5]));
}

/// Compatible servers spell these in several ways.
std::optional<domain::StopReason> stop_reason(std::string_view word) {
    for (const std::string_view known : {"stop", "eos", "eos_token", "stop_sequence", "end_turn"})
        if (word == known) return domain::StopReason::complete;
    if (word == "length" || word == "max_tokens") return domain::StopReason::length;
    if (word == "content_filter" || word == "refusal") return domain::StopReason::refusal;
    return {};
}

std::uint64_t count_of(const std::optional<json::Value>& owner, std::string_view key) {
    const std::int64_t count = owner ? owner->integer_or(key, 0) : 0;
    return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

class OpenAiDecoder : public Decoder {
 public:
    using Decoder::Decoder;

 protected:
    [[nodiscard]] std::optional<AnswerForm> form_of(std::string_view media_type) const override {
        if (media_type == "text/event-stream") return AnswerForm::events;
        if (media_type == "application/json") return AnswerForm::whole;
        return {};
    }
    void take_event(const json::Value& event) override { take(event, "delta"); }
    void take_whole(const json::Value& answer) override { take(answer, "message"); }
    [[nodiscard]] bool is_end_marker(std::string_view data) const override { return data == "[DONE]"; }

 private:
    void take(const json::Value& chunk, std::string_view part_name);
    void take_choice(const json::Value& choice, std::string_view part_name);
    bool refused_ = false;
};

void OpenAiDecoder::take(const json::Value& chunk, std::string_view part_name) {
    if (reply_.model.empty()) reply_.model = chunk.string_or("model", "");
    if (const auto choices = chunk.find("choices")) {
        for (const json::Value& choice : choices->elements())
            if (choice.integer_or("index", 0) == 0) take_choice(choice, part_name);
    }
    const auto usage = chunk.find("usage");
    if (!usage || !usage->is_object()) return;
    domain::Usage counts;
    counts.input_tokens = count_of(usage, "prompt_tokens");
    counts.output_tokens = count_of(usage, "completion_tokens");
    counts.cached_input_tokens = count_of(usage->find("prompt_tokens_details"), "cached_tokens");
    set_usage(counts);
}

void OpenAiDecoder::take_choice(const json::Value& choice, std::string_view part_name) {
    if (const auto part = choice.find(part_name)) {
        append_text(part->string_or("content", ""));
        const std::string refusal = part->string_or("refusal", "");
        refused_ = refused_ || !refusal.empty();
        append_text(refusal);
    }
    const std::string word = choice.string_or("finish_reason", "");
    if (word.empty()) return;
    set_stop(stop_reason(word), word);
    if (refused_) reply_.stop = domain::StopReason::refusal;
    complete_ = true;  // usage and [DONE] may follow
}

class OpenAi : public Provider {
 public:
    OpenAi(ServiceSettings settings, std::unique_ptr<http::Client> client)
        : settings_(std::move(settings)),
          client_(std::move(client)),
          sends_temperature_(!is_reasoning(settings_.service.model)),
          new_limit_name_(is_reasoning(settings_.service.model)) {}
    [[nodiscard]] std::string_view name() const override { return settings_.service.name; }
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
    // Learnt from refusals; kept for the next call.
    std::atomic<bool> sends_temperature_;
    std::atomic<bool> new_limit_name_;
    std::atomic<bool> asks_for_usage_{true};
};

void write_message(json::Writer& body, std::string_view role, const std::string& text) {
    body.begin_object().member("role", std::string(role)).member("content", text).end_object();
}

std::string OpenAi::make_body(const domain::Prompt& prompt, const AskLimits& limits) const {
    json::Writer body;
    body.begin_object().member("model", settings_.service.model).member("stream", true);
    if (asks_for_usage_) body.key("stream_options").begin_object().member("include_usage", true).end_object();
    if (sends_temperature_) body.member("temperature", settings_.temperature);
    if (const auto limit = output_limit(settings_.max_output_tokens, limits.output_tokens))
        body.member(new_limit_name_ ? "max_completion_tokens" : "max_tokens", *limit);
    body.key("messages").begin_array();
    if (!prompt.system.empty()) write_message(body, "system", prompt.system);
    for (const domain::Message& message : prompt.messages) write_message(body, role_name(message.role), message.text);
    body.end_array().end_object();
    return body.text();
}

http::Request OpenAi::make_request(const domain::Prompt& prompt, const AskLimits& limits) const {
    http::Request request;
    request.method = "POST";
    request.url = settings_.url;
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "text/event-stream, application/json"}};
    if (!settings_.key.empty()) request.headers.push_back({"Authorization", "Bearer " + settings_.key});
    request.body = make_body(prompt, limits);
    return request;
}

bool OpenAi::repair(const http::Response& response) {
    const auto blames = [&](std::string_view parameter) { return response.body.find(parameter) != std::string::npos; };
    if (blames("temperature")) return sends_temperature_.exchange(false);
    // The message names both parameters: the one it refuses and the one it wants.
    if (blames("max_completion_tokens")) return !new_limit_name_.exchange(true);
    if (blames("stream_options") || blames("include_usage")) return asks_for_usage_.exchange(false);
    return false;
}

Result<domain::Reply> OpenAi::ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    Exchange exchange;
    exchange.make_request = [&] { return make_request(prompt, limits); };
    exchange.make_decoder = [&](std::function<void(std::string_view)> on_text) {
        return std::make_unique<OpenAiDecoder>(settings_.service, std::move(on_text));
    };
    exchange.repair = [&](const http::Response& response) { return repair(response); };
    PROFFER_TRY(domain::Reply reply, streamed_call(*client_, settings_, exchange, prompt, limits, watcher));
    reply.usage.cost_usd = cost_at(settings_.price ? settings_.price : find_price(name(), {reply.model, model()}), reply.usage);
    return reply;
}

}  // namespace

std::unique_ptr<Provider> make_openai(ServiceSettings settings, std::unique_ptr<http::Client> client) {
    return std::make_unique<OpenAi>(std::move(settings), std::move(client));
}

}  // namespace proffer::provider
