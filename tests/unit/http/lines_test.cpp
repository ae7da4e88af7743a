#include "http/lines.hpp"

#include <vector>

#include "support/require_ok.hpp"

using namespace proffer;

namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

Events events_of(const std::vector<std::string>& pieces) {
    Events events;
    http::SseParser parser;
    for (const std::string& piece : pieces)
        REQUIRE_OK(parser.feed(piece, [&](const http::SseEvent& event) {
            events.emplace_back(event.name, event.data);
            return true;
        }));
    return events;
}

std::vector<std::string> bytes_of(const std::string& text) {
    std::vector<std::string> pieces;
    for (const char byte : text) pieces.emplace_back(1, byte);
    return pieces;
}

std::vector<std::string> lines_of(const std::vector<std::string>& pieces) {
    std::vector<std::string> lines;
    http::NdjsonParser parser;
    const auto keep = [&](std::string_view line) {
        lines.emplace_back(line);
        return true;
    };
    for (const std::string& piece : pieces) REQUIRE_OK(parser.feed(piece, keep));
    parser.finish(keep);
    return lines;
}

const std::string k_stream =
    "\xEF\xBB\xBF: comment\r\n"
    "event: start\r\ndata: {\"a\":1}\r\n\r\n"
    "data: one\ndata:two\ndata\n\n"
    "id: 7\nretry: 10\nunknown: x\n\n"
    "event: gr\xC3\xBC\xC3\x9F\rdata:  two blanks\r\r"
    ":\n\ndata: [DONE]\n\n"
    "data: cut off";
const Events k_events = {{"start", "{\"a\":1}"}, {"", "one\ntwo\n"}, {"gr\xC3\xBC\xC3\x9F", " two blanks"}, {"", "[DONE]"}};

}  // namespace

TEST_CASE("http: server-sent events come out the same however the stream is cut", "[http]") {
    CHECK(events_of({k_stream}) == k_events);
    CHECK(events_of(bytes_of(k_stream)) == k_events);
    for (std::size_t cut = 0; cut <= k_stream.size(); ++cut) {
        CAPTURE(cut);
        REQUIRE(events_of({k_stream.substr(0, cut), k_stream.substr(cut)}) == k_events);
    }
}

TEST_CASE("http: an event without its blank line does not count", "[http]") {
    CHECK(events_of({"data: a\n"}).empty());
    CHECK(events_of({"data: a\n\ndata: b\n"}) == Events{{"", "a"}});
}

TEST_CASE("http: the sink can end the reading of events", "[http]") {
    int seen = 0;
    http::SseParser parser;
    const auto stop_at_once = [&](const http::SseEvent&) {
        ++seen;
        return false;
    };
    REQUIRE_OK(parser.feed("data: 1\n\ndata: 2\n\n", stop_at_once));
    REQUIRE_OK(parser.feed("data: 3\n\n", stop_at_once));
    CHECK(seen == 1);
}

TEST_CASE("http: a line over the limit ends the stream (N3, P8)", "[http]") {
    const auto ignore = [](const http::SseEvent&) { return true; };
    http::SseParser parser(16);
    REQUIRE_OK(parser.feed("data: 0123456789\n\n", ignore));
    const auto fed = parser.feed("data: 0123456789a\n\n", ignore);
    REQUIRE_FALSE(fed.has_value());
    CHECK(fed.error().code == ErrorCode::protocol);
    CHECK(fed.error().message == "a line of the answer is longer than 16 bytes");
}

TEST_CASE("http: many data lines of one event count together (N3)", "[http]") {
    http::SseParser parser(1000);
    std::string flood;
    for (int line = 0; line < 1000; ++line) flood += "data: x\n";
    CHECK_FALSE(parser.feed(flood, [](const http::SseEvent&) { return true; }).has_value());
}

TEST_CASE("http: a megabyte without a line end is refused at the limit (N3)", "[http]") {
    http::NdjsonParser parser;
    const std::string block(64 * 1024, 'x');
    std::size_t fed = 0;
    while (fed < 4 * http::k_line_limit_bytes && parser.feed(block, [](std::string_view) { return true; })) fed += block.size();
    CHECK(fed == http::k_line_limit_bytes);
}

TEST_CASE("http: JSON lines come out the same however the stream is cut", "[http]") {
    const std::string text = "{\"a\":1}\r\n\n  \n{\"b\":\"gr\xC3\xBC\xC3\x9F\"}\n{\"c\":3}";
    const std::vector<std::string> expected = {"{\"a\":1}", "{\"b\":\"gr\xC3\xBC\xC3\x9F\"}", "{\"c\":3}"};
    CHECK(lines_of(bytes_of(text)) == expected);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        CAPTURE(cut);
        REQUIRE(lines_of({text.substr(0, cut), text.substr(cut)}) == expected);
    }
}
