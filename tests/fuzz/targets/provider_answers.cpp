// Answers of model services, streamed or whole, must read alike however the network cuts them. The first line is the service, the
// status and the content type; the rest is the body.
#include <charconv>
#include <functional>
#include <memory>

#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "provider/anthropic.hpp"
#include "provider/ollama.hpp"
#include "provider/openai.hpp"

using namespace proffer;

namespace {

struct Answer {
    std::string service = "openai";
    int status = 200;
    std::string content_type = "text/event-stream";
    std::string_view body;
};

Answer parse_answer(std::string_view input) {
    const auto [head, body] = fuzz::first_line(input);
    const auto words = base::split(head, ' ');
    Answer answer;
    answer.body = body;
    answer.service = std::string(words[0]);
    if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), answer.status);
    if (words.size() > 2) answer.content_type = std::string(words[2]);
    return answer;
}

/// A server that gives the same answer to every request, in the chunks it is told.
class ScriptedClient : public http::Client {
 public:
    ScriptedClient(const Answer& answer, std::vector<std::string_view> chunks) : answer_(answer), chunks_(std::move(chunks)) {}

    Result<http::Response> send(const http::Request& request, const http::BodySink& on_body) override {
        http::Response response;
        response.status = answer_.status;
        response.headers = {{"Content-Type", answer_.content_type}, {"Retry-After", answer_.content_type}};
        const bool is_good = answer_.status >= 200 && answer_.status <= 299;
        if (!is_good || !request.accepts_stream(response)) {
            response.body = std::string(answer_.body.substr(0, 64 * 1024));
            return response;
        }
        for (const std::string_view chunk : chunks_)
            if (!on_body(chunk)) break;
        return response;
    }

 private:
    const Answer& answer_;
    std::vector<std::string_view> chunks_;
};

std::unique_ptr<provider::Provider> make_provider(const Answer& answer, std::vector<std::string_view> chunks) {
    provider::ServiceSettings settings;
    settings.service = {answer.service, "some-model", "SOME_KEY"};
    settings.url = "https://example.org/";
    settings.retry.tries = 1;  // no waiting
    auto client = std::make_unique<ScriptedClient>(answer, std::move(chunks));
    if (answer.service == "anthropic") return provider::make_anthropic(std::move(settings), std::move(client));
    if (answer.service == "ollama") return provider::make_ollama(std::move(settings), std::move(client));
    return provider::make_openai(std::move(settings), std::move(client));
}

/// Everything a caller may see of a call. Of a failure, only its code: how much of the body a message can quote depends on what had come.
std::string seen(const Answer& answer, std::vector<std::string_view> chunks) {
    std::string streamed;
    provider::AskWatcher watcher;
    watcher.on_text = [&](std::string_view text) { streamed += text; };
    const auto reply = make_provider(answer, std::move(chunks))->ask({"Rules.", {{domain::Role::user, "Do."}}}, {}, watcher);
    if (!reply) return "error " + std::string(base::name(reply.error().code));
    PROFFER_PROMISE(reply->text == streamed, "what was streamed is the reply");
    return std::string(domain::name(reply->stop)) + " " + reply->model + " " + std::to_string(reply->usage.input_tokens) + " " +
           std::to_string(reply->usage.cached_input_tokens) + " " + std::to_string(reply->usage.output_tokens) + " " + reply->text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Answer answer = parse_answer(fuzz::text_of(data, size));
    const std::string whole = seen(answer, {answer.body});
    PROFFER_PROMISE(whole == seen(answer, fuzz::single_bytes(answer.body)), "an answer byte by byte is the same answer");
    PROFFER_PROMISE(whole == seen(answer, fuzz::chunks_of(answer.body)), "an answer in chunks is the same answer");
    return 0;
}
