// Scripted model services that speak the real wire formats: Ollama's JSON lines, Anthropic's and OpenAI's server-sent events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/http_server.hpp"

namespace proffer::support {

enum class ModelApi {
    ollama,     ///< POST /api/chat
    anthropic,  ///< POST /v1/messages
    openai,     ///< POST …/chat/completions
};

/// One answer of the service. The functions below make them; fields may be changed afterwards.
struct ModelStep {
    std::string text;            ///< of the reply
    std::string stop;            ///< the service's own word; empty: a complete reply
    std::string error_type;      ///< after the text an error event of that type comes, and no end
    bool refuse = false;         ///< a refusal, in the service's own way
    bool without_end = false;    ///< the connection ends in order, but no end marker was sent
    bool without_usage = false;  ///< no token counts
    bool at_once = false;        ///< not streamed although asked for (ollama, openai)
    bool is_http = false;        ///< `http` is sent as it is; nothing is made from the other fields
    HttpAnswer http;             ///< faults and headers; status, type and body are filled in from the above
};

/// A whole reply, streamed in small pieces.
[[nodiscard]] ModelStep reply_with(std::string text);
/// The connection breaks after so many bytes of the body.
[[nodiscard]] ModelStep cut_reply(std::string text, std::size_t bytes);
/// Some text, then an error event inside the 200 answer: "overloaded_error", "api_error", "invalid_request_error", …
[[nodiscard]] ModelStep error_in_reply(std::string text, std::string error_type);
/// The model declines.
[[nodiscard]] ModelStep refusal(std::string text);
/// The reply ends at the token limit.
[[nodiscard]] ModelStep overlong(std::string text);
/// Each event comes after a pause.
[[nodiscard]] ModelStep slow_reply(std::string text, std::chrono::milliseconds pause);
/// One byte a chunk.
[[nodiscard]] ModelStep bytewise_reply(std::string text);
/// A status with a JSON error body, in the service's own shape where `api` matters little.
[[nodiscard]] ModelStep status_with(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {});
/// 429, with Retry-After when `seconds` is not empty.
[[nodiscard]] ModelStep rate_limited(std::string seconds);
/// 529.
[[nodiscard]] ModelStep overloaded();
/// 200 of the right type with bytes that are no events.
[[nodiscard]] ModelStep garbage();
/// 200, text/html.
[[nodiscard]] ModelStep login_page();
/// A good reply under the wrong Content-Type.
[[nodiscard]] ModelStep reply_of_type(std::string text, std::string content_type);

/// Plays its steps in order, one a request; after the last it answers 400 "script is at its end". Requests to other paths or without what
/// the service insists on (anthropic-version, a JSON body) get 404 or 400 and use no step up.
class ModelServer {
 public:
    ModelServer(ModelApi api, std::vector<ModelStep> steps);

    /// For base_url: "http://127.0.0.1:1234", to which each provider adds its own path.
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::string authority() const { return server_.authority(); }
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_.requests(); }
    [[nodiscard]] std::size_t connections() const { return server_.connections(); }

 private:
    HttpAnswer answer(const HttpRequest& request);

    ModelApi api_;
    std::vector<ModelStep> steps_;
    std::size_t next_ = 0;
    HttpServer server_;  // last: its threads use the members above
};

/// The body a service streams for that step, for tests that cut it themselves.
[[nodiscard]] std::string body_of(ModelApi api, const ModelStep& step);

}  // namespace proffer::support
