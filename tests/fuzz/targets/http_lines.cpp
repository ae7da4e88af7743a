// Server-sent events and JSON lines, whatever way the bytes are cut.
#include "http/lines.hpp"

#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

constexpr std::size_t k_limit = 200;  // low, so that it is met

std::string events_of(const std::vector<std::string_view>& chunks) {
    http::SseParser parser(k_limit);
    std::string seen;
    for (const std::string_view chunk : chunks) {
        const auto fed = parser.feed(chunk, [&](const http::SseEvent& event) {
            PROFFER_PROMISE(event.data.size() <= k_limit, "no event is longer than the limit");
            seen += event.name + ":" + event.data + "\n";
            return event.name != "stop";
        });
        if (!fed) return seen + "too long";
    }
    return seen;
}

std::string lines_of(const std::vector<std::string_view>& chunks) {
    http::NdjsonParser parser(k_limit);
    std::string seen;
    const auto on_line = [&](std::string_view line) {
        PROFFER_PROMISE(line.size() <= k_limit && line.find('\n') == std::string_view::npos, "a line is one line within the limit");
        seen += std::string(line) + "\n";
        return line != "stop";
    };
    for (const std::string_view chunk : chunks)
        if (!parser.feed(chunk, on_line)) return seen + "too long";
    parser.finish(on_line);
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    for (const auto& cut : {fuzz::single_bytes(input), fuzz::chunks_of(input)}) {
        PROFFER_PROMISE(events_of({input}) == events_of(cut), "events do not depend on how they are cut");
        PROFFER_PROMISE(lines_of({input}) == lines_of(cut), "lines do not depend on how they are cut");
    }
    return 0;
}
