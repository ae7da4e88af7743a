// `locate: {rerank: true}`: what the model's choice does to a run, and what it cannot do.
#include <catch2/catch.hpp>

#include "fakes.hpp"

using namespace proffer;
using domain::Conclusion;
using run_test::World;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The ranking says a, then b; the key is on.
struct Choosing : World {
    Choosing() {
        request.task.files.clear();
        request.task.settings.allowed = {"src"};
        request.task.settings.locate.rerank = true;
        repository.tree.add("src/a.py", "def first():\n    return 'a-body'\n");
        repository.tree.add("src/b.py", "def second():\n    return 'b-body'\n");
        repository.tree.add("src/c.py", "def third():\n    return 'c-body'\n");
        repository.tree.add("src/.env", "PASSWORD=1\n");
        repository.tree.add("ops/x.py", "def deploy():\n    return 'ops-body'\n");
        rank = [](const domain::Oid&, std::string_view, std::size_t) -> Result<std::vector<locate::Guess>> {
            return std::vector<locate::Guess>{
                {"src/a.py", 0.5, "x"}, {"src/.env", 0.3, "x"}, {"ops/x.py", 0.2, "x"}, {"src/b.py", 0.01, "y"}, {"src/c.py", 0.01, "z"}};
        };
    }
    /// Ends in success with the reply given; the prompt of the first attempt.
    std::string prompt_after(const std::string& choice, domain::StopReason stop = domain::StopReason::complete) {
        script.add(choice, stop);
        script.add_file("src/b.py", "right = 1\n");
        CHECK(run().conclusion == Conclusion::success);
        REQUIRE(script.asked.size() == 2);
        return script.asked[1].messages[0].text;
    }
};

}  // namespace

TEST_CASE("run: what the model chooses comes first, however unlikely it was", "[run][locate]") {
    Choosing world;
    const std::string prompt = world.prompt_after("src/c.py\nsrc/b.py\n");
    CHECK(contains(prompt, "### src/c.py\n\nShown because: chosen by the model; likely (1 %): z."));
    CHECK(prompt.find("c-body") < prompt.find("b-body"));
    CHECK(prompt.find("b-body") < prompt.find("a-body"));
    const std::string& asked = world.script.asked[0].messages[0].text;
    CHECK(contains(asked, "### src/a.py\n\n```\n    1  def first():\n"));
    CHECK_FALSE(contains(asked, "a-body"));
    CHECK(contains(world.artifact.journal, "\"event\":\"reranked\",\"candidates\":3,\"chosen\":[\"src/c.py\",\"src/b.py\"]"));
}

TEST_CASE("run: I5: the model chooses only among what it may see and change", "[run][locate]") {
    Choosing world;
    const std::string prompt = world.prompt_after("src/.env\nops/x.py\n../../etc/passwd\nsrc/b.py\n");
    const std::string& asked = world.script.asked[0].messages[0].text;
    CHECK_FALSE(contains(asked, ".env"));
    CHECK_FALSE(contains(asked, "ops/x.py"));
    CHECK(prompt.find("b-body") < prompt.find("a-body"));
    CHECK_FALSE(contains(prompt, "PASSWORD"));
    CHECK_FALSE(contains(prompt, "ops-body"));
}

TEST_CASE("run: an unusable choice changes nothing and is a warning; what it cost is counted", "[run][locate]") {
    Choosing world;
    std::string problem;
    std::string prompt;
    SECTION("prose") {
        prompt = world.prompt_after("I would look at everything.");
        problem = "the reply names none of the files";
    }
    SECTION("cut off") {
        prompt = world.prompt_after("src/b.py\nsrc/", domain::StopReason::length);
        problem = "the reply was cut off at the token limit";
    }
    SECTION("declined") {
        prompt = world.prompt_after("src/b.py", domain::StopReason::refusal);
        problem = "the model declined";
    }
    CHECK(contains(prompt, "a-body"));
    CHECK_FALSE(contains(prompt, "b-body"));
    CHECK(contains(world.artifact.journal, "the model's choice of files counts for nothing: " + problem));
    CHECK(contains(world.artifact.files.at("report.md"), "The model was asked which of 3 likely files are meant"));
    CHECK(contains(world.artifact.files.at("report.json"), "\"input_tokens\": 200"));
}

TEST_CASE("run: a call for a choice that fails ends the run only when the next call would fail as well", "[run][locate]") {
    Choosing world;
    const auto run_with = [&](ErrorCode code) {
        world.script.replies.emplace_back(Error{code, "the service said no", "", {}});
        world.script.add_file("src/a.py", "right = 1\n");
        return world.run();
    };
    SECTION("goes on") {
        const auto code = GENERATE(ErrorCode::network, ErrorCode::protocol, ErrorCode::rate_limited, ErrorCode::timed_out);
        CHECK(run_with(code).conclusion == Conclusion::success);
        CHECK(contains(world.artifact.journal, "the model's choice of files counts for nothing: the service said no"));
        CHECK(contains(world.artifact.journal, "\"answered\":false"));
    }
    SECTION("ends") {
        const auto code = GENERATE(ErrorCode::unauthorized, ErrorCode::exhausted, ErrorCode::not_found);
        CHECK(run_with(code).conclusion != Conclusion::success);
        CHECK(world.script.asked.size() == 1);
    }
    SECTION("signal") {
        world.clock.signal = 15;
        world.script.add_file("src/a.py", "right = 1\n");
        CHECK(world.run().conclusion == Conclusion::cancelled);
        CHECK(world.script.asked.empty());
    }
}

TEST_CASE("run: the model is not asked for a choice where something decides, or where there is none", "[run][locate]") {
    Choosing world;
    world.script.add_file("src/a.py", "right = 1\n");
    SECTION("named by the task") {
        world.request.task.files = {"src/a.py"};
    }
    SECTION("named in the instruction") {
        world.request.task.instruction = "Make src/a.py right.";
    }
    SECTION("hinted at") {
        world.request.task.settings.hints = {{"right", {"src/a.py"}}};
    }
    SECTION("switched off") {
        world.request.task.settings.locate.rerank = false;
    }
    SECTION("one candidate") {
        world.rank = [](const domain::Oid&, std::string_view, std::size_t) -> Result<std::vector<locate::Guess>> {
            return std::vector<locate::Guess>{{"src/a.py", 0.5, "x"}, {"src/.env", 0.3, "x"}};
        };
    }
    CHECK(world.run().conclusion == Conclusion::success);
    CHECK(world.script.asked.size() == 1);
    CHECK_FALSE(contains(world.artifact.journal, "reranked"));
}
