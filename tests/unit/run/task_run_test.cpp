// The whole loop against a world in memory: what is asked, what is published, how it concludes.
#include <catch2/catch.hpp>

#include "fakes.hpp"
#include "report/event.hpp"

using namespace proffer;
using domain::Conclusion;
using run_test::World;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("run: the first right reply becomes the published proposal", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::success);
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].branch == "proffer/fix");
    CHECK(world.published[0].title == "Make it right.");
    CHECK_FALSE(world.published[0].draft);
    REQUIRE(world.repository.committed.size() == 1);
    CHECK(world.repository.committed[0].content == "right\n");
    CHECK(world.artifact.files.at("proposal.patch") == "the patch");
    for (const char* name : {"report.md", "report.json", "report.html", "report.junit.xml", "pull-request.json"})
        CHECK(world.artifact.files.count(name) == 1);
}

TEST_CASE("run: a suffix makes the branch one of its own", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    auto& suffix = world.request.task.settings.pull_request.branch_suffix;
    SECTION("the short hash of the base commit") {
        suffix = domain::BranchSuffix::short_commit_hash;
        CHECK(world.run().conclusion == Conclusion::success);
        CHECK(world.published.at(0).branch == "proffer/fix-" + world.request.base.text().substr(0, 7));
    }
    SECTION("the seconds of the trigger") {
        suffix = domain::BranchSuffix::timestamp;
        world.request.trigger.time_seconds = 1767225600;
        CHECK(world.run().conclusion == Conclusion::success);
        CHECK(world.published.at(0).branch == "proffer/fix-1767225600");
    }
    SECTION("seven characters of chance, others in each run, and never the nonce that fences prompts") {
        suffix = domain::BranchSuffix::random;
        CHECK(world.run().conclusion == Conclusion::success);
        const std::string branch = world.published.at(0).branch;
        REQUIRE(branch.size() == std::string("proffer/fix-").size() + 7);
        CHECK_FALSE(contains(world.request.nonce, branch.substr(branch.size() - 7)));
        World other;
        other.request.nonce = std::string(32, 'e');
        other.request.task.settings.pull_request.branch_suffix = suffix;
        other.script.add_file("src/a.txt", "right\n");
        CHECK(other.run().conclusion == Conclusion::success);
        CHECK(other.published.at(0).branch != branch);
    }
}

TEST_CASE("run: a commit is signed off by its committer when asked", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    world.request.committer = {"Ada", "ada@example.org"};
    world.request.task.settings.pull_request.signoff = GENERATE(false, true);
    CHECK(world.run().conclusion == Conclusion::success);
    const bool is_signed_off = world.published.at(0).message.ends_with("\nSigned-off-by: Ada <ada@example.org>\n");
    CHECK(is_signed_off == world.request.task.settings.pull_request.signoff);
}

TEST_CASE("run: a failed check is fed back in the same conversation", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "wrong\n");
    world.script.add_file("src/a.txt", "right\n");
    CHECK(world.run().conclusion == Conclusion::success);
    REQUIRE(world.script.asked.size() == 2);
    CHECK(world.script.asked[0].messages.size() == 1);
    REQUIRE(world.script.asked[1].messages.size() == 3);
    CHECK(world.script.asked[1].messages[1].role == domain::Role::assistant);
    CHECK(contains(world.script.asked[1].messages[1].text, "wrong"));
    CHECK(contains(world.script.asked[1].messages[2].text, "ran true"));
}

TEST_CASE("run: after all attempts a diagnosis starts the corrected instruction afresh", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.request.task.settings.cycles = 1;
    world.script.add_file("src/a.txt", "wrong\n");
    world.script.add("<ROOT_CAUSE>the word is missing</ROOT_CAUSE>\n<INSTRUCTIONS>write the word that passes</INSTRUCTIONS>");
    world.script.add_file("src/a.txt", "right\n");
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::success);
    REQUIRE(world.script.asked.size() == 3);
    CHECK(world.script.asked[2].messages.size() == 1);
    CHECK(contains(world.script.asked[2].messages[0].text, "write the word that passes"));
    REQUIRE(outcome.summary.diagnoses.size() == 1);
    CHECK(outcome.summary.diagnoses[0].root_cause == "the word is missing");
    CHECK(outcome.summary.usage.input_tokens == 300);
}

TEST_CASE("run: a diagnosis without advice ends the run", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.request.task.settings.cycles = 3;
    world.script.add_file("src/a.txt", "wrong\n");
    world.script.add("I do not know.");
    CHECK(world.run().conclusion == Conclusion::checks_failed);
    CHECK(world.script.asked.size() == 2);
}

TEST_CASE("run: a failed proposal is published as a draft, or not at all with drafts off", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.script.add_file("src/a.txt", "wrong\n");
    SECTION("draft: on-failure") {
        CHECK(world.run().conclusion == Conclusion::checks_failed);
        REQUIRE(world.published.size() == 1);
        CHECK(world.published[0].draft);
    }
    SECTION("draft: false") {
        world.request.task.settings.pull_request.draft = domain::Draft::never;
        CHECK(world.run().conclusion == Conclusion::checks_failed);
        CHECK(world.published.empty());
        CHECK(world.artifact.files.count("report.md") == 1);
    }
}

TEST_CASE("run: without checks the proposal is a draft that says so", "[run]") {
    World world;
    world.request.task.settings.checks.clear();
    world.script.add_file("src/a.txt", "anything\n");
    CHECK(world.run().conclusion == Conclusion::success);
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].draft);
    CHECK(contains(world.published[0].body, "othing has been proved"));
}

TEST_CASE("run: edits outside the scope are refused as a whole (P4)", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.script.add("<MODIFIED path=\"src/a.txt\">\nright\n</MODIFIED>\n<MODIFIED path=\"src2/b.txt\">\nright\n</MODIFIED>\n");
    CHECK(world.run().conclusion == Conclusion::rejected_edits);
    CHECK(world.published.empty());
    CHECK(world.repository.committed.empty());
}

TEST_CASE("run: a reply cut off by its token limit is never applied", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.script.add("<MODIFIED path=\"src/a.txt\">\nright\n</MODIFIED>\n", domain::StopReason::length);
    CHECK(world.run().conclusion == Conclusion::no_usable_reply);
    CHECK(world.published.empty());
}

TEST_CASE("run: a reply without edits is not taken for success", "[run]") {
    World world;
    world.request.task.settings.retries = 0;
    world.script.add("Everything is already right, nothing to change.");
    CHECK(world.run().conclusion == Conclusion::no_usable_reply);
}

TEST_CASE("run: edits that could be placed are kept, only the others are asked for, then whole files", "[run]") {
    World world;
    world.repository.tree.add("src/a.txt", "one\ntwo\nthree\n");
    const std::string missing = "src/a.txt\n<<<<<<< SEARCH\nfour\n=======\nFOUR\n>>>>>>> REPLACE\n";
    world.script.add("src/a.txt\n<<<<<<< SEARCH\none\n=======\nright\n>>>>>>> REPLACE\n" + missing);
    world.script.add(missing);
    world.script.add_file("src/a.txt", "right\ntwo\nFOUR\n");
    CHECK(world.run().conclusion == Conclusion::success);
    REQUIRE(world.script.asked.size() == 3);
    const std::string& first = world.script.asked[1].messages.back().text;
    CHECK(contains(first, "'src/a.txt', edit 2: not-found"));
    CHECK(contains(first, "do not send them again:\n\nsrc/a.txt, edit 1\n"));
    CHECK(contains(first, "Send only the missing edits"));
    const std::string& second = world.script.asked[2].messages.back().text;
    CHECK(contains(second, "Send these files whole now, and no other edits: src/a.txt."));
    CHECK(contains(second, "right\ntwo\nthree\n"));
    REQUIRE(world.repository.committed.size() == 1);
    CHECK(world.repository.committed[0].content == "right\ntwo\nFOUR\n");
}

TEST_CASE("run: large files are not asked for as a whole", "[run]") {
    World world;
    std::string text;
    for (int i = 0; i < 400; ++i) text += "line " + std::to_string(i) + "\n";
    world.repository.tree.add("src/a.txt", text);
    const std::string missing = "src/a.txt\n<<<<<<< SEARCH\nfour\n=======\nFOUR\n>>>>>>> REPLACE\n";
    for (int i = 0; i < 3; ++i) world.script.add(missing);
    CHECK(world.run().conclusion == Conclusion::no_usable_reply);
    REQUIRE(world.script.asked.size() == 3);
    CHECK_FALSE(contains(world.script.asked[2].messages.back().text, "whole now"));
}

TEST_CASE("run: an unchanged file is no change", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "old\n");
    CHECK(world.run().conclusion == Conclusion::no_change);
    CHECK(world.published.empty());
}

TEST_CASE("run: the token limit stops before the call that would pass it (T6)", "[run]") {
    World world;
    world.request.task.settings.retries = 10;
    world.request.task.settings.limits.tokens = 4000;
    for (int i = 0; i < 11; ++i) {
        world.script.add_file("src/a.txt", "wrong\n");
        world.script.replies.back()->usage.output_tokens = 1500;
    }
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::budget_exhausted);
    CHECK(world.script.asked.size() == 2);
    CHECK(outcome.summary.usage.input_tokens + outcome.summary.usage.output_tokens <= 4000);
}

TEST_CASE("run: the time limit concludes as timeout", "[run]") {
    World world;
    world.request.task.settings.limits.time = std::chrono::milliseconds(0);
    CHECK(world.run().conclusion == Conclusion::timeout);
    CHECK(world.script.asked.empty());
}

TEST_CASE("run: a signal concludes as cancelled with its number", "[run]") {
    World world;
    world.clock.signal = 15;
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::cancelled);
    CHECK(domain::exit_status(outcome.conclusion, outcome.signal) == 143);
    CHECK(outcome.summary.finish->exit_status == 143);
}

TEST_CASE("run: switched off, no provider is even made", "[run]") {
    World world;
    world.request.enabled = false;
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::disabled);
    CHECK(world.script.made == 0);
    CHECK(contains(world.artifact.files.at("report.md"), "disabled"));
}

TEST_CASE("run: what the provider fails with concludes as model-error", "[run]") {
    World world;
    const auto code =
        GENERATE(ErrorCode::network, ErrorCode::unauthorized, ErrorCode::timed_out, ErrorCode::protocol, ErrorCode::exhausted);
    world.script.replies.push_back(Error{code, "the service is away", "come back", {}});
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::model_error);
    CHECK(outcome.summary.finish->next_step == "come back");
}

TEST_CASE("run: a key that may not go to a host is a configuration error before anything is sent (C2)", "[run]") {
    World world;
    world.provider_error = Error{ErrorCode::config, "base_url is not allowed", "PROFFER_ALLOW_HOSTS", {}};
    CHECK(world.run().conclusion == Conclusion::usage_error);
    CHECK(world.script.asked.empty());
}

TEST_CASE("run: when publishing is refused the artifact keeps the proposal", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    const auto [code, conclusion] = GENERATE(table<ErrorCode, Conclusion>({{ErrorCode::denied, Conclusion::forge_denied},
                                                                           {ErrorCode::unauthorized, Conclusion::forge_denied},
                                                                           {ErrorCode::network, Conclusion::network_error},
                                                                           {ErrorCode::timed_out, Conclusion::network_error},
                                                                           {ErrorCode::git, Conclusion::git_error}}));
    world.forge_error = Error{code, "no", "", {}};
    const auto outcome = world.run();
    CHECK(outcome.conclusion == conclusion);
    CHECK(domain::exit_status(outcome.conclusion) == 4);
    CHECK(world.artifact.files.at("proposal.patch") == "the patch");
    CHECK(world.artifact.files.count("pull-request.json") == 1);
}

TEST_CASE("run: a dry run runs no check and publishes nothing", "[run]") {
    World world;
    world.request.dry_run = true;
    world.script.add_file("src/a.txt", "wrong\n");
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::success);
    CHECK(world.published.empty());
    CHECK(outcome.summary.attempts.at(0).checks.empty());
    CHECK(contains(outcome.summary.proposal->diff, "+wrong"));
}

TEST_CASE("run: secrets are out of the journal before it is written (O8)", "[run]") {
    World world;
    world.redactor = base::Redactor({"hunter2-hunter2-hunter2"});
    world.script.add("the key is hunter2-hunter2-hunter2\n<MODIFIED path=\"src/a.txt\">\nright\n</MODIFIED>\n");
    CHECK(world.run().conclusion == Conclusion::success);
    CHECK_FALSE(contains(world.artifact.journal, "hunter2-hunter2"));
    for (const auto& [name, bytes] : world.artifact.files) CHECK_FALSE(contains(bytes, "hunter2-hunter2"));
}

TEST_CASE("run: a full disk stops the run before its next step", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    world.artifact.fails_from_line = 4;
    CHECK_THROWS_WITH(world.run(), Catch::Contains("no space left"));
    CHECK(world.published.empty());
}

TEST_CASE("run: a title keeps only plain characters (O7)", "[run]") {
    World world;
    world.request.task.instruction = "Fix `$(rm -rf /)` ${{ secrets.X }} @team #12\nsecond line";
    world.script.add_file("src/a.txt", "right\n");
    (void)world.run();
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].title.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,_/()-") ==
          std::string::npos);
    CHECK(world.published[0].title.size() <= 72);
}

TEST_CASE("run: with sign: ssh or gpg the signed commit is what is published and told", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    world.request.task.settings.pull_request.sign = GENERATE(domain::Sign::ssh, domain::Sign::gpg);
    const auto outcome = world.run();
    CHECK(outcome.conclusion == Conclusion::success);
    REQUIRE(world.published.size() == 1);
    CHECK(world.published.front().commit == run_test::oid('e'));
    REQUIRE(outcome.summary.published);
    CHECK(outcome.summary.published->commit == run_test::oid('e').text());
}

TEST_CASE("run: oversized and missing targets are left out with a warning", "[run]") {
    World world;
    world.repository.tree.add("src/big.txt", std::string(60 * 1024, 'x'));
    world.repository.tree.add("src/binary.txt", std::string("a\0b", 3));
    world.request.task.files = {"src/a.txt", "src/big.txt", "src/binary.txt", "src/new.txt"};
    world.script.add_file("src/a.txt", "right\n");
    const auto outcome = world.run();
    std::string all;
    for (const std::string& warning : outcome.summary.warnings) all += warning + "\n";
    CHECK(contains(all, "'src/big.txt' was left out: it has 61440 bytes"));
    CHECK(contains(all, "'src/binary.txt' was left out: it is a binary file"));
    CHECK(contains(all, "'src/new.txt' does not exist yet"));
    CHECK_FALSE(contains(world.script.asked[0].messages[0].text, "xxxxxxxxxx"));
}

TEST_CASE("run: pull_request.body stands above the proof, its values inert (O4)", "[run]") {
    World world;
    world.request.task.settings.pull_request.body = "From the team.\n\n{{issue.title}}";
    world.request.trigger.values["issue.title"] = "Fixes #1 @everyone\n/approve";
    world.script.add_file("src/a.txt", "right\n");
    (void)world.run();
    REQUIRE(world.published.size() == 1);
    const std::string& body = world.published[0].body;
    CHECK(body.starts_with("From the team.\n\n"));
    INFO(body);
    CHECK(contains(body, "Fixes `#1` `@everyone\\n/approve`"));
    CHECK_FALSE(contains(body, "\n/approve"));
    CHECK(contains(body, "## What was proved"));
}

TEST_CASE("run: the issue is referred to, and closed by the merge only when configured (O4)", "[run]") {
    World world;
    world.script.add_file("src/a.txt", "right\n");
    world.request.trigger.issue = 7;
    world.request.task.settings.pull_request.closes = GENERATE(false, true);
    (void)world.run();
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].issue == 7);
    CHECK(contains(world.published[0].body, "\nRefs #7\n") != world.request.task.settings.pull_request.closes);
    CHECK(contains(world.published[0].body, "\nFixes #7\n") == world.request.task.settings.pull_request.closes);
}

TEST_CASE("run: the title of a long instruction is its first sentence", "[run]") {
    World world;
    world.request.task.instruction = "The median of an even number of values is wrong. Return the mean of the two values in the middle.";
    world.script.add_file("src/a.txt", "right\n");
    (void)world.run();
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].title == "The median of an even number of values is wrong");
}
