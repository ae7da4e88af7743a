// More than 500 hostile configuration files: each is read, or refused with the place; none takes long (security.md C4).
#include <catch2/catch.hpp>

#include <ctime>

#include "base/text.hpp"
#include "config/config.hpp"
#include "support/figures.hpp"

using namespace proffer;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

enum class Verdict {
    refused,  ///< whatever place it stands at
    any,      ///< text in one place, a wrong type in another
};

struct Piece {
    std::string text;
    Verdict verdict = Verdict::refused;
};

/// What stands where a value is expected.
std::vector<Piece> hostile_values() {
    std::vector<Piece> pieces;
    for (const std::string text : {"&a x",
                                   "&a [x]",
                                   "&a {x: y}",
                                   "*a",
                                   "*",
                                   "&",
                                   "&a *a",
                                   "[&a x, *a]",
                                   "{<<: *a}",
                                   "{<<: {a: b}}",
                                   "{<<: [{a: b}, {c: d}]}",
                                   "!!binary aGVsbG8=",
                                   "!!str x",
                                   "!!int 7",
                                   "!!float .1",
                                   "!!bool yes",
                                   "!!null ''",
                                   "!!set {a, b}",
                                   "!!omap [a: b]",
                                   "!!pairs [a: b]",
                                   "!!map {a: b}",
                                   "!!seq [a]",
                                   "!!timestamp 2001-01-01",
                                   "!!merge <<",
                                   "!!python/object/apply:os.system ['true']",
                                   "!!python/name:os.system",
                                   "!!ruby/object:Gem::Installer {}",
                                   "!!js/function 'x'",
                                   "!!java.net.URL ['http://127.0.0.1']",
                                   "!local x",
                                   "! x",
                                   "!<tag:yaml.org,2002:str> x",
                                   "!e!x y",
                                   "{[a]: b}",
                                   "{{a: b}: c}",
                                   "{? [a, b] : c}",
                                   "{~: a}",
                                   "{null: a, null: b}",
                                   "{a: 1, a: 2}",
                                   "{a: 1, 'a': 2}",
                                   "{a: 1, \"\\x61\": 2}",
                                   "[",
                                   "{",
                                   "[[",
                                   "{{",
                                   "]",
                                   "}",
                                   "[}",
                                   "{]",
                                   "[a",
                                   "{a: b",
                                   "[a, b",
                                   "\"",
                                   "'",
                                   "\"a",
                                   "'a",
                                   "'a''",
                                   "\"a\\",
                                   "\"\\q\"",
                                   "\"\\x\"",
                                   "\"\\x4\"",
                                   "\"\\u12\"",
                                   "\"\\ud800\"",
                                   "\"\\U00110000\"",
                                   "\"\\0\"",
                                   "\"\\x00\"",
                                   "\"\\e[2J\"",
                                   "\"\\a\"",
                                   "\"\\x1b]52;c;x\\x07\"",
                                   "\"\\x7f\"",
                                   "@x",
                                   "`x`",
                                   "%x",
                                   "a: b",
                                   "a: b: c",
                                   "- a",
                                   "- - - a",
                                   "? a",
                                   "? a\n  : b",
                                   "|x",
                                   ">9+9\n",
                                   "|0\n x",
                                   "|10\n x",
                                   "\x01",
                                   "a\x02"
                                   "b",
                                   "a\x1b[2J",
                                   "a\x7f",
                                   "\xff",
                                   "\xc3\x28",
                                   "\xed\xa0\x80",
                                   "\xf4\x90\x80\x80",
                                   "\xc0\x80"})
        pieces.push_back({text});
    pieces.push_back({std::string("a\0b", 3)});
    pieces.push_back({"[" + repeated("[", 20) + repeated("]", 20) + "]"});
    pieces.push_back({repeated("{a: ", 20) + "b" + repeated("}", 20)});
    pieces.push_back({"[" + repeated("x, ", 10'001) + "]"});
    pieces.push_back({std::string(300 * 1024, 'x')});
    pieces.push_back({"'" + std::string(300 * 1024, ' ') + "'"});
    for (const std::string text : {"",
                                   "~",
                                   "null",
                                   "NULL",
                                   "yes",
                                   "on",
                                   "0x7fffffffffffffffff",
                                   "1e999",
                                   "-1e999",
                                   ".inf",
                                   "-.inf",
                                   ".nan",
                                   "0o777",
                                   "0b1",
                                   "1_000",
                                   "99999999999999999999999999",
                                   "-0",
                                   "+1",
                                   "2001-12-14t21:59:43.10-05:00",
                                   "12:30:45",
                                   "=",
                                   "<<",
                                   "!",
                                   "a#b",
                                   "a #b",
                                   "'a\n  b'",
                                   "\"a\n  b\"",
                                   "|\n  a\n  b",
                                   ">\n  a\n\n  b",
                                   "|-\n  a",
                                   "|+\n  a\n\n",
                                   "\xef\xbb\xbfx",
                                   "\xe2\x80\xa8",
                                   "\xe2\x80\xae",
                                   "\xc2\x85",
                                   "a\tb",
                                   "\t",
                                   "\"\\u0085\"",
                                   "[]",
                                   "{}",
                                   "[,]",
                                   "[a,,b]",
                                   "{a}",
                                   "{a:}",
                                   "{a: }",
                                   "{a,b}",
                                   "[a: b]",
                                   "a,b",
                                   "x: ",
                                   "\\",
                                   "$(touch x)",
                                   "`touch x`",
                                   "{{files}}",
                                   "../..",
                                   "/etc/passwd",
                                   "::set-env name=x::y"})
        pieces.push_back({text, Verdict::any});
    return pieces;
}

/// Files with a hole for a value.
std::vector<std::pair<std::string, std::string>> holes() {
    const std::string rest = "tasks:\n  t:\n    on: manual\n    instruction: x\n";
    return {{"version: 1\nallowed: [src/]\nmodel:\n  name: ", "\n" + rest},
            {"version: 1\nallowed: ", "\n" + rest},
            {"version: 1\nallowed: [src/]\nchecks:\n  - name: a\n    run: ", "\n" + rest},
            {"version: 1\nallowed: [src/]\ntasks:\n  t:\n    on: manual\n    instruction: ", "\n"},
            {"version: 1\nallowed: [src/]\nlimits: {time: ", "}\n" + rest},
            {"version: ", "\n" + rest}};
}

/// Whole files.
std::vector<std::string> hostile_files() {
    constexpr std::size_t k_size = 255 * 1024;
    std::vector<std::string> files = {"", "\n", "#", "# only a comment\n", "---", "---\n...\n", "...\n", "--- a\n--- b\n",
                                      "%YAML 1.2\n---\na: b\n", "%YAML 9.9\n---\na: b\n", "%TAG ! tag:x,2000:\n---\na: !x b\n", "%\n", "a",
                                      "[a]", "- a", "a: b\n a: c\n", "\ta: b\n", "a:\n\tb: c\n",
                                      "\xff\xfe"
                                      "a\0",
                                      "\xfe\xff\0a", std::string("a\0:\0 \0b\0", 8), std::string(1, '\0'), "\xef\xbb\xbf",
                                      "\xef\xbb\xbf\xef\xbb\xbf"
                                      "a: b",
                                      "version: 1\nversion: 1\n", "version: 1\n\"version\": 1\n", "version: 1\n<<: {allowed: [.]}\n",
                                      "1: a\n", "1.5: a\n", "true: a\n", "? a\n", "? |\n  a\n: b\n", "? [a, b]\n: c\n", "? {a: b}\n: c\n",
                                      "[a]: b\n", "{a: b}: c\n", "*a: b\n", "&a b: c\n", "!t a: b\n", "'a': b\n\"a\": c\n", ": a\n", ":\n",
                                      "a:b\n", "a :b\n", "- a\nb: c\n", "a: b\n- c\n", "a: |\n b\n  c\n d\n e:\n", "\r\n", "a: b\rc: d\r",
                                      "a: &a [*a]\n", "a: &a {b: *a}\n",
                                      // billion laughs, in lists and in maps
                                      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c "
                                      "[*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
                                      "a: &a {x: 1}\nb: &b {<<: *a, y: *a}\nc: &c {<<: [*a, *b], z: *b}\n"};
    for (const std::string part : {"[",
                                   "{",
                                   "]",
                                   "}",
                                   "[[]",
                                   "{a: ",
                                   "x: [",
                                   "[a,",
                                   "[a: ",
                                   "- ",
                                   "-\n",
                                   "? ",
                                   "? a\n",
                                   ": ",
                                   ":\n",
                                   "a: &b\n",
                                   "&a ",
                                   "*a ",
                                   "!",
                                   "!!str ",
                                   "!<",
                                   "\"",
                                   "'",
                                   "\"\\\"",
                                   "''",
                                   "a:\n ",
                                   "#",
                                   "# x\n",
                                   "\n",
                                   "\r",
                                   "\r\n",
                                   " ",
                                   " \n",
                                   "\t",
                                   "|\n",
                                   ">\n",
                                   "---\n",
                                   "...\n",
                                   "--- ",
                                   "a b ",
                                   "%TAG ! x\n",
                                   "%",
                                   "a\n\n",
                                   "a",
                                   "a: b\n",
                                   "a,",
                                   ", ",
                                   "\\",
                                   "\xef\xbb\xbf",
                                   "\xc2\x85",
                                   "\xe2\x80\xa8",
                                   "\xf0\x9f\x98\x80",
                                   "\xff",
                                   "&a [*a, ",
                                   "<<: ",
                                   "{<<: ",
                                   "{? ",
                                   "[? ",
                                   "[- ",
                                   "{{",
                                   "}}",
                                   "a: |\n  x\n",
                                   "'a': \"b\"\n",
                                   "\"a\\\n\""})
        files.push_back(repeated(part, k_size / part.size()));
    files.push_back("a: |\n" + repeated("  \n", k_size / 3));
    files.push_back("a: >\n" + repeated("  x\n\n", k_size / 5));
    files.push_back("a: \"" + repeated("\\u0061", k_size / 6) + "\"\n");
    files.push_back("a: '" + repeated("''", k_size / 2) + "'\n");
    std::string staircase;
    for (std::size_t i = 0; staircase.size() + i < k_size; ++i) staircase += std::string(i, ' ') + "a:\n";
    files.push_back(staircase);
    std::string unique;
    for (int i = 0; unique.size() < k_size; ++i) unique += "k" + std::to_string(i) + ": v\n";
    files.push_back(unique);
    return files;
}

/// True when it was read; else every problem has its place in the file.
bool is_accepted(const std::string& text) {
    const std::clock_t start = std::clock();
    const config::Parsed parsed = config::parse_config(text, "f");
    const auto spent = (std::clock() - start) / (CLOCKS_PER_SEC / 1000);
    CHECK(spent < 1000);  // 50 ms are the aim; builds without optimisation and with sanitizers are slower
    CHECK(parsed.config.has_value() == parsed.diagnostics.empty());
    const std::size_t lines = base::split_lines(text).size() + 1;
    for (const auto& diagnostic : parsed.diagnostics) {
        CHECK(diagnostic.line >= 1);
        CHECK(static_cast<std::size_t>(diagnostic.line) <= lines);
        CHECK_FALSE(diagnostic.text().empty());
        CHECK(diagnostic.text().size() < 2'000);
        CHECK(base::visible_line(diagnostic.text()) == diagnostic.text());
    }
    return parsed.config.has_value();
}

}  // namespace

TEST_CASE("hostile yaml: more than 500 files end with a place or are read, each in no time (C4)", "[config]") {
    std::size_t count = 0;
    for (const auto& [before, behind] : holes())
        for (const Piece& piece : hostile_values()) {
            INFO(base::prefix(piece.text, 40) << " behind " << before);
            const bool accepted = is_accepted(before + piece.text + behind);
            if (piece.verdict == Verdict::refused) CHECK_FALSE(accepted);
            ++count;
        }
    for (const std::string& file : hostile_files()) {
        INFO(base::prefix(file, 40));
        CHECK_FALSE(is_accepted(file));
        ++count;
    }
    CHECK(count >= 500);
    support::publish_figure("C4", "hostile configuration files", std::to_string(count), "each refused with its place, or read as it stands");
}
