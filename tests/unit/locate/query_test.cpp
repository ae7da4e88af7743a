// What an instruction says of files.
#include "locate/query.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

using namespace proffer::locate;

namespace {

std::vector<std::string> paths_of(const std::vector<Mention>& mentions) {
    std::vector<std::string> paths;
    for (const Mention& mention : mentions) paths.push_back(mention.path);
    return paths;
}

double weight_of(const std::vector<Term>& terms, WordHash hash) {
    const auto found = std::find_if(terms.begin(), terms.end(), [&](const Term& term) { return term.hash == hash; });
    return found == terms.end() ? 0 : found->weight;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("locate: words of a query are counted, those of its first line once more", "[locate]") {
    const Query query = parse_query("The parser fails\n\nParsing of a parsed file fails in the parser.");
    CHECK(weight_of(query.words, hash_stem("parse")) == 4);
    CHECK(weight_of(query.title, hash_stem("parse")) == 1);
    CHECK(weight_of(query.words, hash_stem("the")) == 0);
    CHECK(weight_of(query.title, hash_stem("file")) == 0);
}

TEST_CASE("locate: identifiers weigh by where they stand", "[locate]") {
    const Query query = parse_query("readFile loops\nuse `write_file` and openFile; `plain` too\n```\nfrom_fence(bare)\n```");
    CHECK(weight_of(query.identifiers, hash_exact("readFile")) == 2);
    CHECK(weight_of(query.identifiers, hash_exact("write_file")) == 1.5);
    CHECK(weight_of(query.identifiers, hash_exact("openFile")) == 1);
    CHECK(weight_of(query.identifiers, hash_exact("from_fence")) == 1);
    CHECK(weight_of(query.identifiers, hash_exact("plain")) == 0);
    CHECK(weight_of(query.names, hash_exact("plain")) > 0);
    CHECK(weight_of(query.names, hash_exact("bare")) > 0);
    CHECK(weight_of(query.names, hash_exact("use")) == 0);
}

TEST_CASE("locate: paths, modules and frames of a query", "[locate]") {
    CHECK(paths_of(parse_query("see src\\App\\Main.py and `lib/a.c`, but not v1.2 or e.g. this").mentions) ==
          Paths{"src/app/main.py", "lib/a.c"});
    CHECK(paths_of(parse_query("import numpy.linalg.norm").modules) == Paths{"numpy/linalg/norm"});
    CHECK(paths_of(parse_query("https://forge.example/o/r/blob/main/src/a.py#L10 and https://x.example/b.py").mentions) ==
          Paths{"src/a.py"});
    const Query trace = parse_query(
        "It crashes\n  File \"/home/me/p/src/first.py\", line 3, in f\n  File \"src/last.py\", line 9, in g\n    at h (web/x.ts:3:5)\n");
    CHECK(paths_of(trace.frames) == Paths{"web/x.ts", "src/last.py", "home/me/p/src/first.py"});
    CHECK(trace.frames[0].weight == 1);
    CHECK(trace.frames[1].weight < 1);
}

TEST_CASE("locate: comments, links and versions are no part of a query", "[locate]") {
    const Query query =
        parse_query("title\n<!-- secret_word -->\nhttps://example.org/other_word\nnumpy_lib: 1.21.4\nkept_word <!-- open_word\nlast_word");
    for (const char* word : {"secret_word", "other_word", "numpy_lib", "open_word"})
        CHECK(weight_of(query.identifiers, hash_exact(word)) == 0);
    for (const char* word : {"kept_word", "last_word"}) CHECK(weight_of(query.identifiers, hash_exact(word)) == 1);
}

TEST_CASE("locate: I4: any query is read in linear time and gives bounded terms", "[locate]") {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::string> texts = {"",
                                      "\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
                                      std::string(1'000'000, '`'),
                                      std::string(1'000'000, '/'),
                                      std::string(1'000'000, ':'),
                                      std::string("a\0b", 3),
                                      "\xff\xfe\xfd"};
    for (const char* unit : {"<!--", "http://", "a.", "x:1 ", "```\n", "A_", "File \"x.py\", line 1\n", "a.py:1 ", "\n"}) {
        std::string text;
        while (text.size() < 1'000'000) text += unit;
        texts.push_back(text);
    }
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "word_" + std::to_string(i) + " ";
    texts.push_back(many);
    for (const std::string& text : texts) {
        const Query query = parse_query(text);
        CHECK(query.words.size() <= 2000);
        CHECK(query.identifiers.size() <= 2000);
        CHECK(query.mentions.size() <= 100);
    }
    CHECK(parse_query("\xF0\x9F\x98\x80 the").names.size() <= 2);
    CHECK(parse_query("").empty());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}
