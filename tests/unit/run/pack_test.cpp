// What of the context a prompt of a given size holds.
#include "run/pack.hpp"
#include "run/models.hpp"

#include <catch2/catch.hpp>

#include "fakes.hpp"

using namespace proffer;
using run::Context;
using run::pack;
using run::Packed;
using run::room_for_files;
using run_test::World;
using Lines = std::vector<std::string>;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string functions(std::size_t count) {
    std::string text = "import os\n";
    for (std::size_t i = 0; i < count; ++i) text += "def name_" + std::to_string(i) + "(x):\n    return 'some text to fill a line'\n";
    return text;
}

Context context_of(const std::vector<std::pair<std::string, std::string>>& files) {
    Context context;
    for (const auto& [path, text] : files) context.excerpts.push_back({path, text, true, "because"});
    return context;
}

Lines shown_paths(const Packed& packed) {
    Lines paths;
    for (const prompt::Excerpt& excerpt : packed.excerpts) paths.push_back(excerpt.path);
    return paths;
}

}  // namespace

TEST_CASE("pack: everything is shown whole where there is room", "[run][pack]") {
    Context context = context_of({{"a.py", functions(50)}, {"b.py", functions(20)}});
    context.guidance = "Be brief.\n";
    context.outlines = {{"c.py", "    1  def c():\n", ""}};
    const Packed packed = pack(context, "name_3", 100'000, false);
    REQUIRE(packed.excerpts.size() == 2);
    CHECK(packed.excerpts[0].text == functions(50));
    CHECK_FALSE(packed.excerpts[0].is_partial());
    CHECK(packed.guidance == "Be brief.\n");
    CHECK(packed.outlines.size() == 1);
    CHECK(packed.left_out.empty());
    CHECK(packed.bytes == functions(50).size() + functions(20).size() + 10 + context.outlines[0].text.size());
}

TEST_CASE("pack: a large target is shown in part, around what the text is about; small ones stay whole", "[run][pack]") {
    const Packed packed = pack(context_of({{"big.py", functions(400)}, {"small.py", functions(5)}}), "fix `name_321`", 6000, false);
    REQUIRE(shown_paths(packed) == Lines{"big.py", "small.py"});
    const prompt::Excerpt& big = packed.excerpts[0];
    REQUIRE(big.is_partial());
    CHECK(big.text.empty());
    CHECK(big.lines == 801);
    bool holds_it = false;
    for (const prompt::ShownLines& part : big.parts) holds_it = holds_it || contains(part.text, "def name_321(x):\n    return");
    CHECK(holds_it);
    CHECK(contains(big.outline, "def name_"));
    CHECK_FALSE(contains(big.outline, "def name_321("));
    CHECK_FALSE(packed.excerpts[1].is_partial());
    CHECK(packed.bytes <= 6000);
    REQUIRE(packed.left_out.size() == 1);
    CHECK(contains(packed.left_out[0], "'big.py' was shown in part: "));
    CHECK(contains(packed.left_out[0], " of its 801 lines"));
    CHECK(packed.paths(true) == std::set<std::string>{"big.py"});
}

TEST_CASE("pack: a file beyond 64 KiB is shown in part however much room there is", "[run][pack]") {
    const Packed packed = pack(context_of({{"big.py", functions(2000)}}), "name_7", 10'000'000, false);
    CHECK(packed.excerpts.at(0).is_partial());
    CHECK(packed.bytes <= std::size_t{32} * 1024);
}

TEST_CASE("pack: the last targets go when shares become too small, never the first", "[run][pack]") {
    const Context context = context_of({{"a.py", functions(400)}, {"b.py", functions(400)}, {"c.py", functions(400)}});
    CHECK(shown_paths(pack(context, "x", 3 * 1536, false)) == Lines{"a.py", "b.py", "c.py"});
    const Packed two = pack(context, "x", 3 * 1536 - 1, false);
    CHECK(shown_paths(two) == Lines{"a.py", "b.py"});
    CHECK(two.left_out.back() == "'c.py' was left out: it does not fit into the prompt");
    CHECK(shown_paths(pack(context, "x", 10, false)) == Lines{"a.py"});
}

TEST_CASE("pack: where files are asked for whole, none is shown in part", "[run][pack]") {
    const Context context = context_of({{"a.py", functions(400)}, {"b.py", functions(400)}});
    const Packed packed = pack(context, "x", 20'000 + functions(400).size(), true);
    REQUIRE(shown_paths(packed) == Lines{"a.py"});
    CHECK_FALSE(packed.excerpts[0].is_partial());
}

TEST_CASE("pack: after the targets guidance, then outlines in their order, while they fit", "[run][pack]") {
    Context context = context_of({{"a.py", functions(10)}});
    context.guidance = std::string(8000, 'g');
    context.outlines = {{"tests.py", std::string(500, 't'), ""}, {"called.py", std::string(7000, 'c'), ""}, {"likely.py", "l\n", ""}};
    const Packed packed = pack(context, "x", 8000, false);
    CHECK(packed.guidance.size() == 1000);
    REQUIRE(packed.outlines.size() == 2);
    CHECK(packed.outlines[0].path == "tests.py");
    CHECK(packed.outlines[1].path == "likely.py");
    CHECK(packed.left_out == Lines{"AGENTS.md was cut to 1000 bytes", "'called.py' was left out: there was no room for its outline"});
    CHECK(pack(context, "x", 3000, false).left_out.front() == "'AGENTS.md' was left out: there was no room for it");
}

TEST_CASE("pack: a file of one endless line cannot be shown in part", "[run][pack]") {
    const Packed packed = pack(context_of({{"min.js", std::string(100'000, 'x')}}), "x", 50'000, false);
    CHECK(packed.excerpts.empty());
    CHECK(packed.left_out == Lines{"'min.js' was left out: its lines are too long to be shown in part"});
}

TEST_CASE("pack: the room is what the context leaves beside reply, rules and failures", "[run][pack]") {
    domain::Settings settings;
    settings.limits.tokens = 10'000'000;
    // 200,000 less 32,000 of a reply, three quarters of it, less what is fixed, at three bytes a token.
    CHECK(room_for_files(200'000, settings, 1000) == (std::size_t{168'000} / 4 * 3 - 1000) * 3);
    CHECK(room_for_files(12'000, settings, 1000) == (std::size_t{9000} / 4 * 3 - 1000) * 3);
    settings.model.max_output_tokens = 1000;
    CHECK(room_for_files(200'000, settings, 0) == std::size_t{199'000} / 4 * 3 * 3);
    settings.limits.tokens = 40'000;
    CHECK(room_for_files(200'000, settings, 0) == 30'000);
    CHECK(room_for_files(4000, settings, 1'000'000) == 4096);
}

TEST_CASE("run: a prompt has the size of the model's context, and what was left out is told", "[run][pack]") {
    World world;
    world.repository.tree.add("src/big.py", functions(400));
    world.request.task.files = {"src/big.py"};
    world.request.task.settings.model.context_tokens = 8000;
    world.request.task.instruction = "Mend name_211.";
    const std::string fixed = "def name_211(x):\n    return 'right'\n";
    world.script.add_file("src/big.py", "right\n");
    world.script.add_file("src/big.py", "right\n" + functions(390));
    world.script.add("src/big.py\n<<<<<<< SEARCH\ndef name_211(x):\n    return 'some text to fill a line'\n=======\n" + fixed +
                     ">>>>>>> REPLACE\n");
    const auto outcome = world.run();
    CHECK(outcome.conclusion == domain::Conclusion::success);
    REQUIRE(world.script.asked.size() == 3);
    const std::string& prompt = world.script.asked[0].messages[0].text;
    CHECK(prompt.size() < 8000 * 3);
    CHECK(contains(prompt, "Of its 801 lines these are shown"));
    CHECK(contains(prompt, "def name_211(x):\n    return 'some text to fill a line'\n"));
    CHECK(contains(world.script.asked[0].system, "SEARCH"));
    CHECK(contains(world.artifact.journal, "'src/big.py' was shown in part: "));
    // The whole files that came first would have lost the rest.
    CHECK(contains(world.script.asked[1].messages.back().text, "shown-in-part"));
    CHECK(contains(world.script.asked[2].messages.back().text, "shown-in-part"));
    CHECK_FALSE(contains(world.script.asked[1].messages.back().text, "write out the whole file"));
}

TEST_CASE("run: a file that was asked for may be replaced as a whole, one that nobody showed is told", "[run][pack]") {
    World world;
    world.repository.tree.add("src/big.py", functions(300));
    world.repository.tree.add("src/other.py", "x = 1\n");
    world.repository.tree.add("src/second.py", functions(300));
    world.request.task.files = {"src/big.py", "src/second.py"};
    world.request.task.settings.model.context_tokens = 12'000;
    world.request.task.settings.limits.tokens = 10'000'000;
    world.script.add("<NEED path=\"src/big.py\"/>\n");
    world.script.add_file("src/big.py", functions(300) + "wrong\n");
    world.script.add("<MODIFIED path=\"src/big.py\">\n" + functions(300) +
                     "right\n</MODIFIED>\n<MODIFIED path=\"src/other.py\">\nx = 2\n</MODIFIED>\n");
    const auto outcome = world.run();
    INFO(world.artifact.journal);
    CHECK(outcome.conclusion == domain::Conclusion::success);
    CHECK(world.script.asked.size() == 3);
    const std::string told = " was replaced as a whole by a model that had not been shown it";
    CHECK(contains(world.artifact.journal, "'src/other.py'" + told));
    CHECK_FALSE(contains(world.artifact.journal, "'src/big.py'" + told));
}

TEST_CASE("run: the next model's prompt has the size of its own context", "[run][pack]") {
    CHECK(run::usual_context_tokens("github") == 12'000);
    CHECK(run::usual_context_tokens("anthropic") == 200'000);
    World world;
    world.repository.tree.add("src/big.py", functions(800));
    world.request.task.files = {"src/big.py"};
    world.request.task.settings.limits.tokens = 10'000'000;
    world.request.task.settings.model.provider = "anthropic";
    world.request.task.settings.model.fallback = {"github:small"};
    world.script.replies.emplace_back(Error{ErrorCode::network, "down", "", {}});
    world.script.add("src/big.py\n<<<<<<< SEARCH\nimport os\n=======\nimport right\n>>>>>>> REPLACE\n");
    const auto outcome = world.run();
    INFO(world.artifact.journal);
    CHECK(outcome.conclusion == domain::Conclusion::success);
    REQUIRE(world.script.asked.size() == 2);
    CHECK(contains(world.script.asked[0].messages[0].text, "def name_799("));
    CHECK(world.script.asked[1].messages[0].text.size() < 8000 * 3);
}
