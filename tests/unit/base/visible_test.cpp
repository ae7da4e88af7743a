// Text in which nothing is hidden from the reader, the terminal or the CI runner.
#include <catch2/catch.hpp>
#include <random>

#include "base/text.hpp"

using namespace proffer::base;

namespace {

std::string utf8(char32_t code_point) {
    std::string text;
    append_utf8(text, code_point);
    return text;
}

/// What the GitHub runner does to a line, after its documented format: `::command` behind blanks of any kind, and the
/// older `##[command]` anywhere. Lines end at CR and LF.
bool runner_finds_command(std::string_view text) {
    std::string lines(text);
    for (char& c : lines)
        if (c == '\r') c = '\n';
    for (std::string_view line : split_lines(lines)) {
        if (line.find("##[") != std::string_view::npos) return true;
        static const std::vector<std::string> blanks = {" ",          "\t",         "\v",         "\f",         "\n",         utf8(0x85),
                                                        utf8(0xA0),   utf8(0x1680), utf8(0x2000), utf8(0x2003), utf8(0x200A), utf8(0x2028),
                                                        utf8(0x2029), utf8(0x202F), utf8(0x205F), utf8(0x3000)};
        for (bool trimmed = true; trimmed;) {
            trimmed = false;
            for (const std::string& blank : blanks)
                if (line.starts_with(blank)) line.remove_prefix(blank.size()), trimmed = true;
        }
        if (line.starts_with("::")) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("utf-8: valid and invalid sequences", "[base]") {
    CHECK(is_valid_utf8("aé€😀"));
    for (const std::string_view bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                       "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xFF"})
        CHECK_FALSE(is_valid_utf8(bad));
}

TEST_CASE("utf-8: every code point survives a round trip", "[base]") {
    for (char32_t code_point = 0; code_point <= 0x10FFFF; code_point += 7) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
        const std::string text = utf8(code_point);
        std::size_t position = 0;
        REQUIRE(next_code_point(text, position) == code_point);
        REQUIRE(position == text.size());
    }
}

TEST_CASE("utf-8: an invalid byte moves by one", "[base]") {
    std::size_t position = 0;
    CHECK_FALSE(next_code_point("\xE2\x82x", position));
    CHECK(position == 1);
    position = 5;
    CHECK_FALSE(next_code_point("abc", position));
}

TEST_CASE("visible: controls, bidirectional and invalid bytes are shown on one line (O3)", "[base]") {
    CHECK(visible_line("a\nb\r\tc") == "a\\nb\\r\\tc");
    CHECK(visible_line("\x1b]52;c;eA==\x07") == "\\x1b]52;c;eA==\\x07");
    CHECK(visible_line("a\u202Eb") == "a⟨U+202E⟩b");
    CHECK(visible_line("\U000E0041") == "⟨U+E0041⟩");
    CHECK(visible_line("\xff\x80") == "\\xff\\x80");
    CHECK(visible_line("\u0085\u2028\ufeff") == "⟨U+0085⟩⟨U+2028⟩⟨U+FEFF⟩");
    CHECK(visible_line(std::string_view("\0", 1)) == "\\x00");
}

TEST_CASE("visible: text keeps LF and tab, and CR LF becomes LF", "[base]") {
    CHECK(visible_text("a\r\n\tb\rc\n\f\v") == "a\n\tb\\rc\n\\x0c\\x0b");
    CHECK(visible_text("end\r") == "end\\r");
}

TEST_CASE("visible: emoji, Persian and Hindi text come through byte for byte (I2)", "[base]") {
    for (const std::string_view text :
         {"👩‍👩‍👧‍👦 ❤️ 1️⃣ 🏳️‍🌈 👍🏽 ☎︎", "می‌خواهم", "क्‍ष",
          "Ελληνικά, русский, 日本語, 한국어, עברית", "naïve ﬁ Å", "ภาษาไทย தமிழ் ქართული አማርኛ Tiếng Việt العَرَبِيَّة",
          "👨🏽‍💻 🧑‍🤝‍🧑 👩‍❤️‍💋‍👨 🇩🇪 #️⃣ *️⃣ ™️ ❤︎",
          "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F "
          "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F 🏴‍☠️"}) {
        CHECK(visible_text(text) == text);
        CHECK(find_invisible(text).empty());
    }
}

TEST_CASE("visible: joiners and selectors away from emoji are found (I2)", "[base]") {
    CHECK(find_invisible("a\u200Db").size() == 1);
    CHECK(find_invisible("a\uFE0F").size() == 1);
    CHECK(find_invisible("😀\uFE0F\uFE0F\uFE0E").size() == 2);
    CHECK(find_invisible("1\uFE0F").size() == 1);
    CHECK(find_invisible("1\uFE0F\u200D😀").size() == 2);
    CHECK(find_invisible("😀\u200D").size() == 1);
    CHECK(find_invisible("🏴\U000E0061\U000E007F").size() == 2);
    CHECK(find_invisible("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F\U000E0041").size() == 1);
    CHECK(find_invisible("\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F").size() == 6);
}

TEST_CASE("visible: every code point of the list is found in every context (I2)", "[base]") {
    std::vector<char32_t> listed = {0x61C, 0x180E, 0x115F, 0x1160, 0x3164, 0xFFA0, 0xAD, 0xFEFF, 0x1B, 0x07, 0x7F, 0x85, 0x9B};
    const auto add = [&](char32_t first, char32_t last) {
        for (char32_t c = first; c <= last; ++c) listed.push_back(c);
    };
    add(0x00, 0x08), add(0x0E, 0x1A), add(0x1C, 0x1F), add(0x80, 0x84), add(0x86, 0x9A), add(0x9C, 0x9F);
    add(0xE0000, 0xE007F), add(0xFE00, 0xFE0F), add(0xE0100, 0xE01EF), add(0x200B, 0x200F), add(0x2060, 0x2064);
    add(0x206A, 0x206F), add(0x202A, 0x202E), add(0x2066, 0x2069), add(0xFFF9, 0xFFFB);
    for (const char32_t code_point : listed)
        for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                                            {"a", "b"},
                                                                                            {"\n", ""},
                                                                                            {"", "\n"},
                                                                                            {"é", "é"},
                                                                                            {"日", "本"},
                                                                                            {" ", " "},
                                                                                            {"(", ")"},
                                                                                            {"\"", "\""},
                                                                                            {"Б", "Г"}}) {
            const auto found = find_invisible(before + utf8(code_point) + after);
            REQUIRE(found.size() == 1);
            REQUIRE(found[0].position == before.size());
            REQUIRE(found[0].code_point == code_point);
        }
}

TEST_CASE("log text: no CI runner finds a command in it (O1)", "[base]") {
    CHECK(inert_log_text("::add-mask::x") == ": :add-mask::x");
    CHECK(inert_log_text("  \u00A0\u3000::error::x\nstd::string\r\n\t::x") == "  \u00A0\u3000: :error::x\nstd::string\n\t: :x");
    CHECK(inert_log_text("a ##[error]b ##vso[task]") == "a ## [error]b ## vso[task]");
    CHECK(inert_log_text("a\r::x") == "a\\r::x");
}

TEST_CASE("log text: section markers are broken wherever they stand (O2)", "[base]") {
    CHECK(inert_log_text("a section_start:1:b\r\x1b[0K") == "a section_start :1:b\\r\\x1b[0K");
    CHECK(inert_log_text("section_end:1:b") == "section_end :1:b");
}

TEST_CASE("log text: a block's lines end at every kind of line end and stand behind bars (O1)", "[base]") {
    CHECK(inert_log_block("a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h") == "| a\n| b\n| c\n| d\n| e\n| f\n| g\n| h\n");
    CHECK(inert_log_block("\n\tx\n") == "| \n|     x\n");
    CHECK(inert_log_block("::debug::x\n \u3000::debug::x") == "| : :debug::x\n|  \u3000: :debug::x\n");
}

TEST_CASE("log text: 30,000 random command-like strings are inert and printable (O1, O2)", "[base]") {
    const std::vector<std::string> pieces = {"::",
                                             ":",
                                             "##[",
                                             "##",
                                             "[",
                                             "add-mask::",
                                             "stop-commands",
                                             " ",
                                             "\t",
                                             "\r",
                                             "\n",
                                             "\v",
                                             "\f",
                                             "\x1b[0K",
                                             "section_start:1:a\r",
                                             utf8(0x85),
                                             utf8(0xA0),
                                             utf8(0x2028),
                                             utf8(0x2029),
                                             utf8(0x3000),
                                             utf8(0xFEFF),
                                             utf8(0x200B),
                                             "x",
                                             "]",
                                             "\xC2",
                                             "vso["};
    std::mt19937 random(7);
    for (int round = 0; round < 30'000; ++round) {
        std::string text;
        for (std::size_t i = 0, count = random() % 9; i < count; ++i) text += pieces[random() % pieces.size()];
        const std::string inert = inert_log_text(text);
        INFO(visible_line(text));
        REQUIRE_FALSE(runner_finds_command(inert));
        REQUIRE_FALSE(runner_finds_command("prefix\n" + inert));
        for (const char c : inert) REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
    }
}
