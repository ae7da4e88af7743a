// Splits streams into server-sent events and JSON lines.
#include "http/lines.hpp"

#include "base/text.hpp"

namespace proffer::http {
namespace {

Error too_long(std::size_t limit) {
    return {ErrorCode::protocol, "a line of the answer is longer than " + std::to_string(limit) + " bytes", "", {}};
}

}  // namespace

Result<void> SseParser::feed(std::string_view bytes, const SseSink& on_event) {
    while (!bytes.empty() && !stopped_) {
        if (skip_line_feed_ && bytes.front() == '\n') bytes.remove_prefix(1);
        skip_line_feed_ = false;
        const std::size_t end = bytes.find_first_of("\r\n");
        const std::string_view piece = bytes.substr(0, end);
        if (piece.size() > limit_ - line_.size()) return too_long(limit_);
        line_ += piece;
        if (end == std::string_view::npos) return {};
        skip_line_feed_ = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        PROFFER_TRY(const bool goes_on, end_line(on_event));
        stopped_ = !goes_on;
    }
    return {};
}

Result<bool> SseParser::end_line(const SseSink& on_event) {
    std::string_view line = line_;
    if (first_line_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    first_line_ = false;
    if (!line.empty()) {
        PROFFER_CHECK(take_field(line));
        line_.clear();
        return true;
    }
    line_.clear();
    const SseEvent event = std::move(event_);
    const bool complete = std::exchange(has_data_, false);
    event_ = {};
    return complete ? on_event(event) : true;
}

Result<void> SseParser::take_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "event") event_.name = value;
    if (name != "data") return {};
    if (value.size() + event_.data.size() >= limit_) return too_long(limit_);
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
    return {};
}

Result<void> NdjsonParser::feed(std::string_view bytes, const LineSink& on_line) {
    while (!bytes.empty() && !stopped_) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (piece.size() > limit_ - line_.size()) return too_long(limit_);
        line_ += piece;
        if (end == std::string_view::npos) return {};
        bytes.remove_prefix(end + 1);
        const std::string_view line = base::trim(line_);
        if (!line.empty()) stopped_ = !on_line(line);
        line_.clear();
    }
    return {};
}

void NdjsonParser::finish(const LineSink& on_line) {
    const std::string_view line = base::trim(line_);
    if (!line.empty() && !stopped_) stopped_ = !on_line(line);
    line_.clear();
}

}  // namespace proffer::http
