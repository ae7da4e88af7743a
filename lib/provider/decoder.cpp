// What decoding has in common over all services: framing, errors in the stream, and when a reply is whole.
#include "provider/decoder.hpp"

#include "base/text.hpp"

namespace proffer::provider {
namespace {

constexpr std::size_t k_head_bytes = 1024;

std::string media_type(std::string_view content_type) {
    return base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

bool Decoder::accepts(std::string_view content_type) {
    form_ = form_of(media_type(content_type));
    return form_.has_value();
}

bool Decoder::feed(std::string_view bytes) {
    keep_head(bytes);
    Result<void> read;
    if (form_ == AnswerForm::whole)
        whole_ += bytes;
    else if (form_ == AnswerForm::events)
        read = events_.feed(bytes, [this](const http::SseEvent& event) { return take_data(event.data, false); });
    else
        read = lines_.feed(bytes, [this](std::string_view line) { return take_data(line, false); });
    if (!read) fail(failure_of_content(service_, "a reply that cannot be read (" + read.error().message + ")", head_));
    return !failure_ && !ended_;
}

std::optional<Failure> Decoder::finish() {
    if (failure_) return failure_;
    if (form_ == AnswerForm::whole) take_data(whole_, true);
    if (form_ == AnswerForm::lines && !complete_) lines_.finish([this](std::string_view line) { return take_data(line, false); });
    if (failure_ || complete_) return failure_;
    if (base::trim(head_).empty()) return failure_of_content(service_, "nothing", "");
    return has_events_ ? failure_of_cut(service_) : failure_of_content(service_, "something that is no reply", head_);
}

bool Decoder::take_data(std::string_view data, bool is_whole) {
    if (is_end_marker(data)) {
        ended_ = complete_ = true;
        return false;
    }
    const auto event = json::Value::parse(data);
    if (!event || !event->is_object()) {
        // A line that is cut in the middle looks like garbage; only in front of the first event is it surely some.
        if (has_events_ && !complete_)
            fail(failure_of_cut(service_));
        else if (!complete_)
            fail(failure_of_content(service_, "something that is no reply", head_));
        return false;
    }
    if (const auto error = find_service_error(*event)) {
        fail(failure_of_event(service_, *error));
        return false;
    }
    has_events_ = true;
    if (is_whole)
        take_whole(*event);
    else
        take_event(*event);
    return !failure_ && !ended_;
}

void Decoder::append_text(std::string_view text) {
    if (text.empty()) return;
    reply_.text += text;
    if (on_text_) on_text_(text);
}

void Decoder::set_stop(std::optional<domain::StopReason> reason, std::string_view word) {
    if (reason) {
        reply_.stop = *reason;
        return;
    }
    Failure failure;
    failure.brief = service_.name + " ended its reply for an unknown reason ('" + base::visible_line(base::prefix(word, 80)) + "')";
    failure.error = {ErrorCode::protocol, failure.brief, "", {}};
    fail(std::move(failure));
}

void Decoder::keep_head(std::string_view bytes) {
    if (head_.size() < k_head_bytes) head_ += bytes.substr(0, k_head_bytes - head_.size());
}

}  // namespace proffer::provider
