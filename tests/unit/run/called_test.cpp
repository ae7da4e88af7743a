// What the targets call is found and shown with its definition.
#include "run/called.hpp"

#include <catch2/catch.hpp>

#include "fakes.hpp"

using namespace proffer;
using run::called_elsewhere;
using Names = std::vector<std::string>;

TEST_CASE("run: names that a text calls and does not define, the most frequent first", "[run][locate]") {
    CHECK(called_elsewhere({{"a.py", "def own(x):\n    return helper(parse(x)) + helper(own(1)) + len(x)\n"}}, 10) ==
          Names{"helper", "parse"});
    CHECK(called_elsewhere({{"a.py", "parse(1)\n"}, {"b.py", "def parse(x):\n    pass\n"}}, 10).empty());
    CHECK(called_elsewhere({{"a.rs", "fn f() { report!(load_it(1)); if (x) {} }\n"}}, 10) == Names{"load_it", "report"});
    CHECK(called_elsewhere({{"a.py", "aaa(1); bbb(2); ccc(3)\n"}}, 2) == Names{"aaa", "bbb"});
    CHECK(called_elsewhere({{"a.py", "\xff\xfe(((("}, {"b", ""}}, 10).empty());
}

TEST_CASE("run: definitions are shown with their lines, as many as fit", "[run][locate]") {
    const std::string text = "import x\n\ndef parse(a):\n    return a\n\ndef other():\n    pass\n\ndef helper(b):\n    return b\n";
    Names found;
    CHECK(run::definitions_in(text, locate::Family::python, {"helper", "nowhere", "parse"}, 1000, found) ==
          "    9  def helper(b):\n   10      return b\n       …\n    3  def parse(a):\n    4      return a\n    5  \n");
    CHECK(found == Names{"helper", "parse"});
    found.clear();
    CHECK(run::definitions_in(text, locate::Family::python, {"helper", "parse"}, 50, found).find("parse") == std::string::npos);
    CHECK(found == Names{"helper"});
}

TEST_CASE("run: the model sees the definitions that the targets call, from files that it may read", "[run][locate]") {
    run_test::World world;
    world.request.task.files.clear();
    world.repository.tree.add("src/main.py", "from lib import load_it, drop_it\n\ndef work():\n    return load_it(1) + drop_it(2)\n");
    world.repository.tree.add("src/lib.py",
                              "def load_it(n):\n    return n + 'lib-body'\n\ndef unrelated():\n    return 'unrelated-body'\n");
    world.repository.tree.add("ops/x.py", "def drop_it(n):\n    return 'ops-body'\n");
    std::vector<std::string> ranked;
    world.rank = [&](const domain::Oid&, std::string_view text, std::size_t) -> Result<std::vector<locate::Guess>> {
        ranked.emplace_back(text);
        if (ranked.size() == 1) return std::vector<locate::Guess>{{"src/main.py", 0.9, "x"}};
        return std::vector<locate::Guess>{{"ops/x.py", 0.5, "x"}, {"src/lib.py", 0.4, "x"}, {"src/main.py", 0.1, "x"}};
    };
    world.script.add_file("src/main.py", "right = 1\n");
    CHECK(world.run().conclusion == domain::Conclusion::success);
    REQUIRE(ranked.size() == 2);
    CHECK(ranked[1] == "`drop_it` `load_it`");
    REQUIRE_FALSE(world.script.asked.empty());
    const std::string& prompt = world.script.asked[0].messages[0].text;
    CHECK(prompt.find("### src/lib.py\n\nShown because: defines 'load_it', which a target calls.\n```\n    1  def load_it(n):\n") !=
          std::string::npos);
    CHECK(prompt.find("unrelated-body") == std::string::npos);
    CHECK(prompt.find("ops-body") == std::string::npos);
}

TEST_CASE("run: what of the likely files is left out of the prompt is told", "[run][locate]") {
    run_test::World world;
    world.request.task.files.clear();
    std::vector<locate::Guess> guesses;
    for (int i = 0; i < 12; ++i) {
        const std::string path = "src/f" + std::to_string(i) + ".py";
        world.repository.tree.add(path, "def f" + std::to_string(i) + "():\n    pass\n");
        guesses.push_back({path, 0.3, "x"});
    }
    world.request.task.settings.limits.files = 2;
    world.rank = [&](const domain::Oid&, std::string_view, std::size_t) -> Result<std::vector<locate::Guess>> { return guesses; };
    world.script.add_file("src/f0.py", "right = 1\n");
    CHECK(world.run().conclusion == domain::Conclusion::success);
    CHECK(world.artifact.journal.find("2 more likely files were left out of the prompt: 'src/f10.py', 'src/f11.py'") != std::string::npos);
}
