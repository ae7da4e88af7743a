// Reads the answer of a service, streamed or whole, into a reply. One object a try. Internal to this module.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/conversation.hpp"
#include "http/lines.hpp"
#include "json/json.hpp"
#include "provider/failure.hpp"

namespace proffer::provider {

/// The forms in which an answer can come.
enum class AnswerForm {
    events,  ///< text/event-stream
    lines,   ///< a JSON value a line
    whole,   ///< one JSON document
};

class Decoder {
 public:
    Decoder(Service service, std::function<void(std::string_view)> on_text) : service_(std::move(service)), on_text_(std::move(on_text)) {}
    virtual ~Decoder() = default;

    /// Called with the Content-Type before any byte; false: this is no answer of the service (security.md N4).
    bool accepts(std::string_view content_type);
    /// False ends the transfer: the reply is at its end, or `failure` says what is wrong.
    bool feed(std::string_view bytes);
    /// After the last byte: the failure, or nothing when the reply is whole.
    std::optional<Failure> finish();

    /// The end marker was seen: whatever happens to the connection now, the reply is whole.
    [[nodiscard]] bool complete() const { return complete_ && !failure_; }
    [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
    [[nodiscard]] bool has_streamed_text() const { return !reply_.text.empty(); }
    /// The service told its token counts.
    [[nodiscard]] bool has_usage() const { return has_usage_; }
    [[nodiscard]] domain::Reply take_reply() { return std::move(reply_); }

 protected:
    /// The form of an answer with that media type (lower case, no parameters), or nothing.
    [[nodiscard]] virtual std::optional<AnswerForm> form_of(std::string_view media_type) const = 0;
    /// One event or line; errors have been dealt with.
    virtual void take_event(const json::Value& event) = 0;
    /// The answer of a server that does not stream.
    virtual void take_whole(const json::Value& answer) { take_event(answer); }
    /// Data that is no JSON but ends the stream: `[DONE]`.
    [[nodiscard]] virtual bool is_end_marker(std::string_view) const { return false; }

    void append_text(std::string_view text);
    void set_usage(const domain::Usage& usage) { reply_.usage = usage, has_usage_ = true; }
    /// Sets the stop reason; an unknown word is a failure, because nothing tells whether the reply is whole.
    void set_stop(std::optional<domain::StopReason> reason, std::string_view word);
    void fail(Failure failure) { failure_ = std::move(failure); }

    Service service_;
    domain::Reply reply_;
    bool complete_ = false;  ///< nothing that matters can follow but the end of the stream
    bool ended_ = false;     ///< nothing at all can follow

 private:
    bool take_data(std::string_view data, bool is_whole);
    void keep_head(std::string_view bytes);

    std::function<void(std::string_view)> on_text_;
    std::optional<AnswerForm> form_;
    std::optional<Failure> failure_;
    http::SseParser events_;
    http::NdjsonParser lines_;
    std::string whole_;
    std::string head_;  // first bytes of the answer, for messages
    bool has_usage_ = false;
    bool has_events_ = false;
};

}  // namespace proffer::provider
