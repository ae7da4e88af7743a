// Words and their parts.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "locate/words.hpp"

using namespace proffer::locate;

namespace {

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::size_t position = 0;
    for (std::string_view word = next_word(text, position); !word.empty(); word = next_word(text, position)) words.emplace_back(word);
    return words;
}

bool are_parts(std::string_view word, const std::vector<std::string>& expected) {
    const WordParts parts = split_word(word);
    if (parts.count != expected.size()) return false;
    for (std::size_t i = 0; i < parts.count; ++i)
        if (parts.stems[i] != hash_stem(expected[i])) return false;
    return true;
}

}  // namespace

TEST_CASE("locate: words are identifiers; numbers and over-long runs are passed over", "[locate]") {
    CHECK(words_of("a.read_file(x2, 17) -> naïve-café") == std::vector<std::string>{"a", "read_file", "x2", "naïve", "café"});
    CHECK(words_of("12 3.4e 0x1F").size() == 2);
    CHECK(words_of(std::string(200, 'x') + " ok") == std::vector<std::string>{"ok"});
    CHECK(words_of("\xff\xfe \xf0\x9f\x98\x80") == std::vector<std::string>{"\xff\xfe", "\xf0\x9f\x98\x80"});
    CHECK(words_of(" ,;.").empty());
}

TEST_CASE("locate: camelCase, snake_case and acronyms come apart", "[locate]") {
    CHECK(are_parts("readFile", {"read", "file"}));
    CHECK(are_parts("HTTPServerError", {"http", "server", "error"}));
    CHECK(are_parts("__init_subclass__", {"init", "subclass"}));
    CHECK(are_parts("MAX_RETRY_COUNT", {"max", "retry", "count"}));
    CHECK(are_parts("sha256", {"sha256"}));
    CHECK(are_parts("x_1_22", {}));
    CHECK(split_word("readFile").is_compound);
    CHECK(split_word("read_file").is_compound);
    CHECK_FALSE(split_word("File").is_compound);
    CHECK_FALSE(split_word("_file_").is_compound);
}

TEST_CASE("locate: endings come off, so that forms of one word are one", "[locate]") {
    for (const char* form : {"cached", "caches", "caching", "cache"}) CHECK(hash_stem(form) == hash_stem("cache"));
    for (const char* form : {"parser", "parsing", "parses", "parsed"}) CHECK(hash_stem(form) == hash_stem("parse"));
    CHECK(hash_stem("queries") == hash_stem("query"));
    CHECK(hash_stem("running") == hash_stem("runs"));
    CHECK(hash_stem("validation") == hash_stem("validate"));
    CHECK(hash_stem("string") != hash_stem("str"));
    CHECK(hash_stem("class") != hash_stem("clas"));
    CHECK(hash_stem("status") != hash_stem("statu"));
}

TEST_CASE("locate: common words tell nothing", "[locate]") {
    for (const char* word : {"the", "about", "wrong", "your", "behavior", "fix"}) CHECK(is_common(word));
    for (const char* word : {"parser", "lambdify", ""}) CHECK_FALSE(is_common(word));
    CHECK(are_parts("the_parser", {"parser"}));
}

TEST_CASE("locate: I4: a word made to be taken apart for ever is cut", "[locate]") {
    std::string word;
    for (int i = 0; i < 5000; ++i) word += "Ab_";
    CHECK(split_word(word).count <= k_most_parts_of_a_word);
    CHECK(words_of(word).empty());
}
