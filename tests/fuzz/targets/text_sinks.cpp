// Untrusted text on its way into terminals, logs, Markdown, HTML, XML and shells.
#include "report/text_sinks.hpp"
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "prompt/fence.hpp"
#include "unit/report/oracles.hpp"

using namespace proffer;
namespace testing = proffer::report::testing;

namespace {

void check_logs(std::string_view text) {
    const std::string line = base::visible_line(text);
    PROFFER_PROMISE(fuzz::is_printable(line) && base::find_invisible(line).empty(), "a visible line is visible");
    PROFFER_PROMISE(base::visible_line(line) == line, "a visible line stays as it is");
    const std::string lines = base::visible_text(text);
    PROFFER_PROMISE(fuzz::is_printable(lines, "\n\t") && base::find_invisible(lines).empty(), "a visible text is visible");
    const std::string log = base::inert_log_text(text);
    PROFFER_PROMISE(log.find("##[") == std::string::npos, "no old command in a log");
    for (const std::string_view one : base::split(log, '\n')) {
        std::size_t at = 0;
        while (at < one.size() && (one[at] == ' ' || one[at] == '\t')) ++at;
        PROFFER_PROMISE(!one.substr(at).starts_with("::"), "no command in a log");
    }
}

/// The oracle takes these marks for active wherever they stand; without a host or a number behind them they are words.
std::string without_harmless(std::string line) {
    for (const std::string_view mark : {"http:", "https:", "www.", "GH-", "PROJ-"}) {
        for (std::size_t at = line.find(mark); at != std::string::npos; at = line.find(mark, at)) {
            const std::size_t behind = at + mark.size();
            const bool is_letter = behind < line.size() && static_cast<unsigned char>(line[behind] | 0x20) >= 'a';
            const bool is_digit = behind < line.size() && line[behind] >= '0' && line[behind] <= '9';
            const bool is_slash = behind < line.size() && line[behind] == '/';
            if (is_digit || is_slash || (is_letter && mark == "www."))
                at = behind;
            else
                line.erase(at, mark.size());
        }
    }
    return line;
}

void check_markdown(std::string_view text) {
    for (const std::string& line : {report::markdown_line(text), report::markdown_code(text), report::markdown_cell_code(text)}) {
        PROFFER_PROMISE(fuzz::is_printable(line), "one line of Markdown without control characters");
        const auto why = testing::activity(without_harmless(testing::without_code_spans(line)));
        PROFFER_PROMISE(!why, "nothing in a line of Markdown is active");
    }
    const std::string block = report::markdown_block(text);
    const testing::MarkdownReading reading = testing::read_markdown(block);
    PROFFER_PROMISE(reading.active_lines.empty() && !reading.open_fence, "a block of Markdown is all inside its fence");
    PROFFER_PROMISE(testing::quick_actions(block).empty(), "no quick action in a block of Markdown");
    PROFFER_PROMISE(fuzz::is_printable(report::markdown_link(text)), "a link is one line");
}

void check_markup(std::string_view text) {
    for (const std::string& safe : {report::html_text(text), report::xml_text(text)}) {
        PROFFER_PROMISE(safe.find_first_of("<>\"'") == std::string::npos, "no markup in a text");
        PROFFER_PROMISE(testing::only_known_entities(safe) && testing::only_xml_characters(safe), "entities and characters are ours");
    }
}

void check_prompt(std::string_view text) {
    const testing::MarkdownReading reading = testing::read_markdown(prompt::code_fence(text));
    PROFFER_PROMISE(reading.active_lines.empty() && !reading.open_fence, "a fence of the prompt holds all of its text");
    PROFFER_PROMISE(prompt::attribute(text).find_first_of("\"\n") == std::string::npos, "an attribute cannot end its tag");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    check_logs(text);
    check_markdown(text);
    check_markup(text);
    check_prompt(text);
    return 0;
}
