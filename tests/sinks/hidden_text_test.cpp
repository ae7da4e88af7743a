// Random Markdown, read by cmark-gfm and by our splitter: what the one does not show, the other does not deliver.
#include "prompt/hidden_text.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "markdown_oracle.hpp"

using namespace proffer;
using namespace proffer::sinks;

namespace {

/// Words are "w1q", "w2q", …: nothing of the markup contains one.
std::string random_markdown(std::mt19937& random) {
    // No tags and no markup that stays open in a paragraph: a browser reads on where cmark-gfm stops.
    static const std::vector<std::string> pieces = {
        "<!-- ",   " -->",    "\n\n<!-- ", " -->\n\n", "<?",      "?>",         "[",  "]",          "(",
        ")",       "](",      "]: ",       "[^a]",     "[^a]: ",  "\n\n[^b]: ", "![", " \"",        "\" ",
        "'",       "`",       "``",        "\n```\n",  "\n~~~\n", "\n```js ",   "\n", "\n\n",       "\n    ",
        "\n> ",    "\n- ",    "\n1. ",     "\n  ",     "> ",      "- ",         "|",  "\n|-|-|\n",  "\n| --- | --- |\n",
        "\n---\n", "\n===\n", "# ",        "\\",       "\t",      " ",          "  ", "<http://x>", "/url",
        "*",       "_",       "\r\n"};
    std::string text;
    for (std::size_t i = 0, count = 3 + random() % 10; i < count; ++i) {
        text += pieces[random() % pieces.size()];
        if (random() % 10 < 7) text += "w" + std::to_string(i) + "q";
        if (random() % 4 == 0) text += " ";
    }
    return text;
}

std::set<std::string> words_of(std::string_view text) {
    std::set<std::string> words;
    for (std::size_t at = text.find('w'); at != std::string_view::npos; at = text.find('w', at + 1)) {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        if (end > at + 1 && end < text.size() && text[end] == 'q') words.insert(std::string(text.substr(at, end - at)));
    }
    return words;
}

/// What a browser shows of raw HTML that has no tags.
std::string without_comments(std::string html) {
    for (const auto& [begin, end] : {std::pair<std::string_view, std::string_view>{"<!--", "-->"}, {"<?", "?>"}})
        for (std::size_t at = html.find(begin); at != std::string::npos; at = html.find(begin)) {
            const std::size_t close = html.find(end, at + 2);
            html.erase(at, close == std::string::npos ? close : close + end.size() - at);
        }
    return html;
}

/// Words in text and code, but not in the text of images; and those of plain addresses, which stay.
std::set<std::string> shown_words(const std::string& xml) {
    std::set<std::string> words;
    std::string shown;
    std::size_t images = 0;
    for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
        const std::string_view rest = std::string_view(xml).substr(at);
        const std::string_view tag = rest.substr(0, rest.find('>') + 1);
        if (rest.starts_with("<image")) ++images;
        if (rest.starts_with("</image")) --images;
        if (const std::size_t address = tag.find("destination=\""); address != std::string_view::npos)
            shown += std::string(tag.substr(address, tag.find('"', address + 13) - address)) + " ";
        const bool is_text = rest.starts_with("<text") || rest.starts_with("<code");
        const bool is_html = rest.starts_with("<html");
        const std::string inside(rest.substr(tag.size(), rest.find('<', 1) - tag.size()));
        if (is_text && images == 0) shown += inside + " ";
        if (is_html) shown += without_comments(unescaped(inside)) + " ";
    }
    return words_of(shown);
}

}  // namespace

TEST_CASE("hidden text: nothing is delivered that cmark-gfm does not show (I1)", "[sinks]") {
    if (read_by_cmark("text").empty()) FAIL("cmark-gfm is missing: run scripts/setup --test");
    std::mt19937 random(7);
    std::size_t hidden = 0;
    for (int round = 0; round < 600; ++round) {
        const std::string text = random_markdown(random);
        const std::set<std::string> shown = shown_words(read_by_cmark(text));
        const prompt::SplitText split = prompt::split_hidden(text);
        for (const std::string& word : words_of(split.visible)) {
            CAPTURE(text, split.visible, word);
            if (!shown.contains(word)) FAIL_CHECK("delivered, but not shown");
        }
        hidden += words_of(text).size() - words_of(split.visible).size();
    }
    CHECK(hidden > 300);
}
