// Lines, UTF-8, quoting and cutting of text.
#include "base/text.hpp"

#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

/// A word as `sh` reads it: single quotes, and a backslash outside them.
std::string read_by_shell(std::string_view text) {
    std::string word;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') {
            quoted = !quoted;
        } else if (!quoted && text[i] == '\\' && i + 1 < text.size()) {
            word += text[++i];
        } else {
            const bool is_special = std::string_view(" \t\n\"$`&|;<>()*?[]#~!{}").find(text[i]) != std::string_view::npos;
            PROFFER_PROMISE(quoted || !is_special, "nothing special is left outside quotes");
            word += text[i];
        }
    }
    PROFFER_PROMISE(!quoted, "quotes are closed");
    return word;
}

void check_lines(std::string_view text) {
    std::string joined;
    for (const std::string_view line : base::split_lines(text)) {
        PROFFER_PROMISE(!line.empty() && line.find('\n') >= line.size() - 1, "a line ends at its line end");
        joined += line;
    }
    PROFFER_PROMISE(joined == text, "lines together are the text");
}

void check_cutting(std::string_view text, std::size_t bytes) {
    const std::string_view head = base::prefix(text, bytes);
    PROFFER_PROMISE(head.size() <= bytes && text.starts_with(head), "a prefix is one");
    if (base::is_valid_utf8(text)) PROFFER_PROMISE(base::is_valid_utf8(head), "a prefix ends between characters");
    const std::string kept = base::head_and_tail(text, bytes);
    PROFFER_PROMISE(text.size() <= bytes ? kept == text : kept.size() <= bytes + 200, "head and tail are short");
}

void check_code_points(std::string_view text) {
    std::string again;
    bool valid = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        const auto code_point = base::next_code_point(text, at);
        PROFFER_PROMISE(at > before && at <= text.size(), "reading goes on");
        valid = valid && code_point.has_value();
        if (code_point) base::append_utf8(again, *code_point);
    }
    PROFFER_PROMISE(valid == base::is_valid_utf8(text), "valid is what can be read");
    if (valid) PROFFER_PROMISE(again == text, "code points make the text again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    check_lines(text);
    check_code_points(text);
    check_cutting(text, size / 2);
    check_cutting(text, 7);
    if (text.find('\0') == std::string_view::npos)
        PROFFER_PROMISE(read_by_shell(base::shell_quote(text)) == text, "a shell reads the word");
    static_cast<void>(base::nearest(text, std::vector<std::string_view>{"instruction", "checks", "allowed", text.substr(size / 2)}));
    return 0;
}
