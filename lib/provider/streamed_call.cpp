// The loop of tries: send, decode, classify, wait.
#include "provider/streamed_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <variant>

#include "base/text.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

namespace proffer::provider {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_shortest_try = milliseconds(100);  // with less time left a further try cannot go well
constexpr int k_repairs = 3;                                // as many as there are things a service may not like

using Outcome = std::variant<domain::Reply, Failure>;

class Call {
 public:
    Call(http::Client& client, const ServiceSettings& settings, const Exchange& exchange, const domain::Prompt& prompt,
         const AskLimits& limits, const AskWatcher& watcher)
        : client_(client),
          settings_(settings),
          exchange_(exchange),
          prompt_(prompt),
          watcher_(watcher),
          end_(os::monotonic() + limits.time) {}

    Result<domain::Reply> run();

 private:
    Outcome try_once();
    Outcome judge(const Result<http::Response>& response, Decoder& decoder);
    domain::Reply finished(Decoder& decoder) const;
    Result<void> wait(const Failure& failure, int next_try);
    [[nodiscard]] milliseconds time_left() const { return end_ - os::monotonic(); }

    http::Client& client_;
    const ServiceSettings& settings_;
    const Exchange& exchange_;
    const domain::Prompt& prompt_;
    const AskWatcher& watcher_;
    milliseconds end_;
    std::mt19937 random_{std::random_device()()};
    int repairs_ = 0;
    bool repaired_ = false;
    bool has_streamed_ = false;
};

Result<domain::Reply> Call::run() {
    int next_try = 1;
    while (true) {
        if (time_left() <= milliseconds(0))
            return Error{ErrorCode::timed_out, settings_.service.name + ": no time left for a call", "", {}};
        Outcome outcome = try_once();
        if (auto* reply = std::get_if<domain::Reply>(&outcome)) return std::move(*reply);
        if (repaired_) continue;
        Failure& failure = std::get<Failure>(outcome);
        if (!failure.retryable) return std::move(failure.error);
        if (++next_try > settings_.retry.tries)
            return std::move(failure.error).while_doing(fmt::format("trying {} times", settings_.retry.tries));
        PROFFER_CHECK(wait(failure, next_try));
        if (has_streamed_ && watcher_.on_restart) watcher_.on_restart();
    }
}

Outcome Call::try_once() {
    http::Request request = exchange_.make_request();
    request.total_timeout = std::max(time_left(), milliseconds(1));
    request.connect_timeout = std::min(request.connect_timeout, request.total_timeout);
    request.idle_timeout = settings_.idle_timeout;
    request.allow_private_address = settings_.allow_private_address;
    request.allow_loopback_address = settings_.allow_loopback_address;
    const std::unique_ptr<Decoder> decoder = exchange_.make_decoder(watcher_.on_text);
    request.accepts_stream = [&](const http::Response& head) { return decoder->accepts(head.header("content-type")); };
    const auto response = client_.send(request, [&](std::string_view bytes) { return decoder->feed(bytes); });
    has_streamed_ = decoder->has_streamed_text();
    return judge(response, *decoder);
}

Outcome Call::judge(const Result<http::Response>& response, Decoder& decoder) {
    repaired_ = false;
    // The order matters: a whole reply counts even when the connection breaks behind it, and what the server said comes before how it
    // ended.
    if (decoder.complete()) return finished(decoder);
    if (decoder.failure()) return *decoder.failure();
    if (!response) return failure_of_transport(settings_.service, response.error());
    if (response->status < 200 || response->status > 299) {
        repaired_ = response->status == 400 && exchange_.repair && repairs_++ < k_repairs && exchange_.repair(*response);
        return failure_of_answer(settings_.service, *response, os::now_ms() / 1000);
    }
    if (!response->body.empty()) {
        const std::string type = base::visible_line(base::prefix(response->header("content-type"), 80));
        return failure_of_content(settings_.service, "content of type '" + type + "'", response->body);
    }
    if (auto failure = decoder.finish()) return *std::move(failure);
    return finished(decoder);
}

domain::Reply Call::finished(Decoder& decoder) const {
    const bool has_usage = decoder.has_usage();
    domain::Reply reply = decoder.take_reply();
    if (reply.model.empty()) reply.model = settings_.service.model;
    if (has_usage) return reply;
    reply.usage.input_tokens = estimated_tokens(prompt_bytes(prompt_));
    reply.usage.output_tokens = estimated_tokens(reply.text.size());
    return reply;
}

Result<void> Call::wait(const Failure& failure, int next_try) {
    const milliseconds delay = http::retry_delay(next_try - 1, failure.retry_after, settings_.retry, random_);
    const std::string seconds = fmt::format("{:.1f} s", static_cast<double>(delay.count()) / 1000);
    if (delay + k_shortest_try >= time_left()) return Error(failure.error).while_doing("waiting " + seconds + " would pass the time limit");
    if (watcher_.on_retry)
        watcher_.on_retry(fmt::format("{}; trying again in {} ({} of {})", failure.brief, seconds, next_try, settings_.retry.tries));
    os::sleep_for(delay);
    if (os::is_to_stop()) return Error{ErrorCode::interrupted, "call to " + settings_.service.name + " was stopped", "", {}};
    return {};
}

}  // namespace

Result<domain::Reply> streamed_call(http::Client& client, const ServiceSettings& settings, const Exchange& exchange,
                                    const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) {
    return Call(client, settings, exchange, prompt, limits, watcher).run();
}

}  // namespace proffer::provider
