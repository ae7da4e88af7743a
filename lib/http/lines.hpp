// Streams of lines: server-sent events and JSON lines, fed in pieces of any size.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::http {

/// Longest line, and longest data of one event (security.md N3).
inline constexpr std::size_t k_line_limit_bytes = 1024 * 1024;

/// One event of `text/event-stream`.
struct SseEvent {
    std::string name;  ///< of the `event` field; empty when there was none
    std::string data;  ///< `data` lines joined by LF
};

/// Returning false stops the feeding; what is left of the bytes is dropped.
using SseSink = std::function<bool(const SseEvent&)>;
using LineSink = std::function<bool(std::string_view)>;

/// Server-sent events as the WHATWG HTML standard defines them (section 9.2.6): LF, CR and CRLF end lines, comments and unknown fields are
/// skipped, an event without a blank line behind it does not count. `id` and `retry` are not kept.
class SseParser {
 public:
    explicit SseParser(std::size_t limit_bytes = k_line_limit_bytes) : limit_(limit_bytes) {}
    /// Fails with `protocol` when a line or an event's data is longer than the limit.
    [[nodiscard]] Result<void> feed(std::string_view bytes, const SseSink& on_event);

 private:
    [[nodiscard]] Result<bool> end_line(const SseSink& on_event);
    [[nodiscard]] Result<void> take_field(std::string_view line);

    std::size_t limit_;
    std::string line_;
    SseEvent event_;
    bool has_data_ = false;
    bool first_line_ = true;
    bool skip_line_feed_ = false;  // the last byte was CR: an LF behind it ends no further line
    bool stopped_ = false;
};

/// JSON lines: blank ones are skipped, CR before LF is dropped.
class NdjsonParser {
 public:
    explicit NdjsonParser(std::size_t limit_bytes = k_line_limit_bytes) : limit_(limit_bytes) {}
    /// Fails with `protocol` when a line is longer than the limit.
    [[nodiscard]] Result<void> feed(std::string_view bytes, const LineSink& on_line);
    /// Hands over a last line that has no line end; whether it is whole the caller must judge.
    void finish(const LineSink& on_line);

 private:
    std::size_t limit_;
    std::string line_;
    bool stopped_ = false;
};

}  // namespace proffer::http
