// Wire formats of the scripted model services.
#include "support/model_server.hpp"

#include "json/json.hpp"

namespace proffer::support {
namespace {

constexpr std::size_t k_piece_bytes = 12;  // of text in one event
constexpr std::size_t k_chunk_bytes = 64;  // of body in one write

/// The text in small pieces that do not cut a UTF-8 sequence (each event must be valid JSON).
std::vector<std::string> pieces_of(const std::string& text) {
    std::vector<std::string> pieces;
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = std::min(start + k_piece_bytes, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        pieces.push_back(text.substr(start, end - start));
        start = end;
    }
    return pieces;
}

std::string quoted(const std::string& text) {
    json::Writer writer;
    writer.value(text);
    return writer.text();
}

std::string tokens_of(const std::string& text) {
    return std::to_string(text.size() / 4 + 1);
}

std::string event(const std::string& name, const std::string& data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
}

std::string error_object(const std::string& type) {
    return R"({"type":)" + quoted(type) + R"(,"message":"scripted trouble"})";
}

std::string anthropic_end(const ModelStep& step) {
    if (!step.error_type.empty()) return event("error", R"({"type":"error","error":)" + error_object(step.error_type) + "}");
    if (step.without_end) return "";
    const std::string stop = step.refuse ? "refusal" : step.stop.empty() ? "end_turn" : step.stop;
    const std::string usage = step.without_usage ? "" : R"(,"usage":{"output_tokens":)" + tokens_of(step.text) + "}";
    return event("content_block_stop", R"({"type":"content_block_stop","index":0})") +
           event("message_delta",
                 R"({"type":"message_delta","delta":{"stop_reason":)" + quoted(stop) + R"(,"stop_sequence":null})" + usage + "}") +
           event("message_stop", R"({"type":"message_stop"})");
}

std::string anthropic_body(const ModelStep& step) {
    const std::string usage =
        step.without_usage
            ? ""
            : R"(,"usage":{"input_tokens":25,"cache_creation_input_tokens":100,"cache_read_input_tokens":200,"output_tokens":1})";
    std::string body = event("message_start", R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",)"
                                              R"("content":[],"model":"claude-scripted-20260101","stop_reason":null,"stop_sequence":null)" +
                                                  usage + "}}");
    body += event("content_block_start", R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})");
    body += event("ping", R"({"type": "ping"})");
    for (const std::string& piece : pieces_of(step.text))
        body += event("content_block_delta",
                      R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":)" + quoted(piece) + "}}");
    return body + anthropic_end(step);
}

std::string openai_chunk(const std::string& delta, const std::string& finish) {
    return R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-scripted",)"
           R"("choices":[{"index":0,"delta":)" +
           delta + R"(,"logprobs":null,"finish_reason":)" + finish + "}],\"usage\":null}\n\n";
}

std::string openai_usage(const ModelStep& step) {
    return R"({"prompt_tokens":300,"completion_tokens":)" + tokens_of(step.text) +
           R"(,"total_tokens":310,"prompt_tokens_details":{"cached_tokens":128}})";
}

std::string openai_stop(const ModelStep& step) {
    return step.stop.empty() ? "stop" : step.stop;
}

std::string openai_body(const ModelStep& step) {
    std::string body = openai_chunk(R"({"role":"assistant","content":"","refusal":null})", "null");
    const std::string member = step.refuse ? "refusal" : "content";
    for (const std::string& piece : pieces_of(step.text)) body += openai_chunk("{" + quoted(member) + ":" + quoted(piece) + "}", "null");
    if (!step.error_type.empty()) return body + "data: {\"error\":" + error_object(step.error_type) + "}\n\n";
    if (step.without_end) return body;
    body += openai_chunk("{}", quoted(openai_stop(step)));
    if (!step.without_usage)
        body += R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-scripted","choices":[],"usage":)" +
                openai_usage(step) + "}\n\n";
    return body + "data: [DONE]\n\n";
}

std::string openai_whole(const ModelStep& step) {
    return R"({"id":"chatcmpl-1","object":"chat.completion","model":"gpt-scripted","choices":[{"index":0,"message":{"role":"assistant","content":)" +
           quoted(step.text) + R"(},"finish_reason":)" + quoted(openai_stop(step)) + R"(}],"usage":)" + openai_usage(step) + "}";
}

std::string ollama_head() {
    return R"({"model":"scripted:latest","created_at":"2026-01-01T00:00:00.000Z",)";
}

std::string ollama_message(const std::string& text) {
    return R"("message":{"role":"assistant","content":)" + quoted(text) + "}";
}

std::string ollama_end(const ModelStep& step) {
    const std::string usage =
        step.without_usage ? "" : R"(,"prompt_eval_count":42,"prompt_eval_duration":1000,"eval_count":)" + tokens_of(step.text);
    return R"(,"done":true,"done_reason":)" + quoted(step.stop.empty() ? "stop" : step.stop) + R"(,"total_duration":5000)" + usage + "}\n";
}

std::string ollama_body(const ModelStep& step) {
    if (step.at_once) return ollama_head() + ollama_message(step.text) + ollama_end(step);
    std::string body;
    for (const std::string& piece : pieces_of(step.text)) body += ollama_head() + ollama_message(piece) + ",\"done\":false}\n";
    if (!step.error_type.empty()) return body + "{\"error\":" + quoted(step.error_type + ": scripted trouble") + "}\n";
    return step.without_end ? body : body + ollama_head() + ollama_message("") + ollama_end(step);
}

std::string content_type(ModelApi api, const ModelStep& step) {
    if (api == ModelApi::ollama) return step.at_once ? "application/json; charset=utf-8" : "application/x-ndjson";
    return step.at_once ? "application/json" : "text/event-stream; charset=utf-8";
}

bool is_path_of(ModelApi api, const std::string& path) {
    if (api == ModelApi::openai) return path.ends_with("/chat/completions");  // GitHub Models has another prefix
    return path == (api == ModelApi::ollama ? "/api/chat" : "/v1/messages");
}

bool has_type(const HttpAnswer& answer) {
    for (const auto& [name, value] : answer.headers)
        if (name == "Content-Type") return true;
    return false;
}

}  // namespace

ModelStep reply_with(std::string text) {
    ModelStep step;
    step.text = std::move(text);
    step.http.chunk_bytes = k_chunk_bytes;
    return step;
}

ModelStep cut_reply(std::string text, std::size_t bytes) {
    ModelStep step = reply_with(std::move(text));
    step.http.cut_after_bytes = bytes;
    return step;
}

ModelStep error_in_reply(std::string text, std::string error_type) {
    ModelStep step = reply_with(std::move(text));
    step.error_type = std::move(error_type);
    return step;
}

ModelStep refusal(std::string text) {
    ModelStep step = reply_with(std::move(text));
    step.refuse = true;
    return step;
}

ModelStep overlong(std::string text) {
    ModelStep step = reply_with(std::move(text));
    step.stop = "length";
    return step;
}

ModelStep slow_reply(std::string text, std::chrono::milliseconds pause) {
    ModelStep step = reply_with(std::move(text));
    step.http.delay_between = pause;
    return step;
}

ModelStep bytewise_reply(std::string text) {
    ModelStep step = reply_with(std::move(text));
    step.http.chunk_bytes = 1;
    return step;
}

ModelStep status_with(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers) {
    ModelStep step;
    step.is_http = true;
    step.http.status = status;
    step.http.body = std::move(body);
    step.http.headers = std::move(headers);
    if (!has_type(step.http)) step.http.headers.emplace_back("Content-Type", "application/json");
    return step;
}

ModelStep rate_limited(std::string seconds) {
    ModelStep step = status_with(429, R"({"type":"error","error":{"type":"rate_limit_error","message":"slow down"}})");
    if (!seconds.empty()) step.http.headers.emplace_back("Retry-After", std::move(seconds));
    return step;
}

ModelStep overloaded() {
    return status_with(529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
}

ModelStep garbage() {
    ModelStep step = reply_with("");
    step.http.body = "data: {\"half\":\n\n\x01\x02 not a reply\n\n";
    return step;
}

ModelStep login_page() {
    return status_with(200, "\n<!doctype html>\n<title>Log in</title>\n", {{"Content-Type", "text/html"}});
}

ModelStep reply_of_type(std::string text, std::string content_type) {
    ModelStep step = reply_with(std::move(text));
    step.http.headers.emplace_back("Content-Type", std::move(content_type));
    return step;
}

std::string body_of(ModelApi api, const ModelStep& step) {
    ModelStep named = step;
    if (api == ModelApi::anthropic && step.stop == "length") named.stop = "max_tokens";
    switch (api) {
        case ModelApi::ollama: return ollama_body(named);
        case ModelApi::anthropic: return anthropic_body(named);
        case ModelApi::openai: return step.at_once ? openai_whole(named) : openai_body(named);
    }
    return "";
}

ModelServer::ModelServer(ModelApi api, std::vector<ModelStep> steps)
    : api_(api), steps_(std::move(steps)), server_([this](const HttpRequest& request) { return answer(request); }) {}

HttpAnswer ModelServer::answer(const HttpRequest& request) {
    if (request.method != "POST" || !is_path_of(api_, request.path())) return status_with(404, R"({"error":"no such path"})").http;
    if (!json::Value::parse(request.body)) return status_with(400, R"({"error":"the body is no JSON"})").http;
    if (api_ == ModelApi::anthropic && request.header("anthropic-version").empty())
        return status_with(400, R"({"type":"error","error":{"type":"invalid_request_error","message":"anthropic-version: required"}})")
            .http;
    if (next_ == steps_.size()) return status_with(400, R"({"error":"script is at its end"})").http;
    const ModelStep& step = steps_[next_++];
    if (step.is_http) return step.http;
    HttpAnswer answer = step.http;
    if (answer.body.empty()) answer.body = body_of(api_, step);
    if (!has_type(answer)) answer.headers.emplace_back("Content-Type", content_type(api_, step));
    return answer;
}

}  // namespace proffer::support
