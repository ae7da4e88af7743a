// Which files come first, and why.
#include "locate/ranking.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "locate/facts.hpp"

using namespace proffer::locate;

namespace {

struct Tree {
    std::vector<std::pair<std::string, std::string>> files;

    std::vector<std::string> rank(std::string_view text, std::size_t top = 10) const {
        std::vector<std::string> paths;
        for (const Ranked& one : ranked(text, top)) paths.push_back(files[one.file].first);
        return paths;
    }
    std::vector<Ranked> ranked(std::string_view text, std::size_t top = 10) const {
        const Query query = parse_query(text);
        std::vector<File> listed;
        Matches matches;
        for (const auto& [path, content] : files) {
            listed.push_back({path, kind_of(path), 0, 0});
            matches.add(query, read_facts(make_facts(content, listed.back().kind.family)));
        }
        return rank_files(query, listed, matches, top, [this](std::size_t file) { return std::optional(files[file].second); });
    }
};

Tree project() {
    return {
        {{"docs/guide.md", "Read the configuration with read_config. The configuration file is read once.\n"},
         {"src/cache.py", "class Cache:\n    def lookup(self, key):\n        return self.entries[key]\n"},
         {"src/config.py", "def read_config(path):\n    return load(path)\n"},
         {"src/main.py", "from config import read_config\n\ndef main():\n    read_config('x')\n"},
         {"src/net/retry.py", "def wait(attempt):\n    delay = attempt * 2\n    return delay\n"},
         {"src/net/server.py", "def serve(port):\n    retry = later(1)\n"},
         {"tests/test_config.py", "from config import read_config\ndef test_read_config():\n    read_config('a')\n    read_config('b')\n"},
         {"vendor/lib/config.py", "def read_config(path):\n    return other(path)\n"}}};
}

}  // namespace

TEST_CASE("locate: the file that defines a name comes before those that use it, tests last", "[locate]") {
    const auto paths = project().rank("read_config crashes on a missing file");
    REQUIRE(paths.size() == 8);
    CHECK(paths[0] == "src/config.py");
    CHECK(paths.back() == "tests/test_config.py");
    const auto ranked = project().ranked("read_config crashes on a missing file");
    CHECK(ranked[0].why[0] == "defines 'read_config'");
    CHECK(ranked.back().why.back() == "a test, ranked last");
}

TEST_CASE("locate: paths, frames, modules and plain words lead to files", "[locate]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"something is off in src/net/server.py", "src/net/server.py"},
        {"server.py is slow", "src/net/server.py"},
        {"It fails\n  File \"/usr/x/src/cache.py\", line 3, in lookup\n", "src/cache.py"},
        {"net.retry.wait returns nothing", "src/net/retry.py"},
        {"the delay between each attempt is too short", "src/net/retry.py"},
        {"the cache never forgets an entry", "src/cache.py"},
    }));
    INFO(text);
    CHECK(project().rank(text)[0] == expected);
}

TEST_CASE("locate: documentation comes first when it is asked for", "[locate]") {
    CHECK(project().rank("read_config reads the configuration twice")[0] == "src/config.py");
    CHECK(project().rank("Documentation: the guide should say how the configuration file is read")[0] == "docs/guide.md");
}

TEST_CASE("locate: a query that says nothing ranks without a crash", "[locate]") {
    for (const char* text : {"", "the of and", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", "\xff", "!!!"}) {
        const auto ranked = project().ranked(text);
        CHECK(ranked.size() == 8);
        for (const Ranked& one : ranked) CHECK((one.confidence >= 0 && one.confidence <= 1));
    }
    CHECK(Tree{}.rank("anything").empty());
    CHECK(project().rank("config", 3).size() == 3);
}

TEST_CASE("locate: binary, empty and unreadable files are ranked by their paths", "[locate]") {
    const Tree tree{{{"a/blob.py", std::string("\0\1\2 widget", 10)}, {"a/widget.py", ""}, {"b/other.py", "\xff\xfe\xfd gadgets"}}};
    CHECK(tree.rank("the widget is broken")[0] == "a/widget.py");
}

TEST_CASE("locate: confidence falls with the score", "[locate]") {
    const auto ranked = project().ranked("read_config in src/config.py crashes");
    for (std::size_t i = 1; i < ranked.size(); ++i) {
        CHECK(ranked[i].score <= ranked[i - 1].score);
        CHECK(ranked[i].confidence <= ranked[i - 1].confidence);
    }
    CHECK(ranked[0].confidence > 0.5);
}

TEST_CASE("locate: I4: a thousand files with one name are looked up at once", "[locate]") {
    Tree tree;
    for (int i = 0; i < 3000; ++i) tree.files.emplace_back("d" + std::to_string(i) + "/index.ts", "export const x = 1\n");
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "e" + std::to_string(i) + "/index.ts ";
    const auto start = std::chrono::steady_clock::now();
    CHECK(tree.rank(text).size() == 10);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
