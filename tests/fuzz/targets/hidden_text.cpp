// Markdown of strangers, split into what people see and what they do not.
#include "prompt/hidden_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

/// What is left is the text with pieces taken out, in order.
bool is_subsequence(std::string_view part, std::string_view whole) {
    std::size_t at = 0;
    for (const char c : whole)
        if (at < part.size() && part[at] == c) ++at;
    return at == part.size();
}

void check_split(std::string_view text, const prompt::SplitText& split) {
    // Bytes that are no UTF-8 are spelt out.
    if (base::is_valid_utf8(text)) {
        PROFFER_PROMISE(split.visible.size() <= text.size() && is_subsequence(split.visible, text), "nothing is added to the text");
        PROFFER_PROMISE(split.has_hidden() == (split.visible.size() < text.size()), "nothing is taken out untold");
    }
    PROFFER_PROMISE(base::is_valid_utf8(split.visible), "what is left is UTF-8");
    PROFFER_PROMISE(split.hidden.size() <= 200, "the list is short");
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    for (const prompt::HiddenPart& part : split.hidden) {
        PROFFER_PROMISE(part.line >= 1 && part.line <= lines, "a part is on a line of the text");
        PROFFER_PROMISE(part.text.size() <= 5000 && !part.kind.empty(), "a part is short and has a name");
    }
}

/// No tag, no selector above sixteen: nothing that could spell a message.
void check_code_points(std::string_view visible) {
    for (const base::InvisibleCodePoint& found : base::find_invisible(visible))
        PROFFER_PROMISE(found.code_point < 0xE0000, "no message in invisible characters is left");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const prompt::SplitText split = prompt::split_hidden(text);
    if (text.size() <= 256 * 1024) check_split(text, split);
    check_code_points(split.visible);
    check_split(text, prompt::split_invisible(text));
    return 0;
}
