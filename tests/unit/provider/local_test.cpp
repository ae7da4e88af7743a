// Providers without a network: a command, and recorded replies.
#include "provider/command.hpp"
#include "provider/replay.hpp"
#include "report/event.hpp"
#include "support/temp_dir.hpp"
#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;
using support::TempDir;

namespace {

std::unique_ptr<provider::Provider> command(const std::string& line) {
    auto request = request_for(ModelApi::ollama, "");
    request.model.provider = "command";
    request.model.command = line;
    return provider_of(request);
}

std::unique_ptr<provider::Provider> replay(const TempDir& directory) {
    auto made = provider::make_replay(directory.path(), "");
    REQUIRE_OK(made);
    return *std::move(made);
}

}  // namespace

TEST_CASE("provider: a command gets the prompt on stdin and its output is the reply", "[provider]") {
    const Asked asked = ask(*command("printf 'got: '; cat"));
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "got: You edit files.\n\nFix it.\n");
    CHECK(asked.streamed == asked.reply->text);
    CHECK(asked.reply->stop == domain::StopReason::complete);
    CHECK(asked.reply->model == "command");
    CHECK(asked.reply->usage.input_tokens == 8);  // 25 bytes
    CHECK(asked.reply->usage.cost_usd == 0.0);
}

TEST_CASE("provider: several messages are told apart in a command's prompt", "[provider]") {
    const domain::Prompt prompt{"Rules.\n",
                                {{domain::Role::user, "one"}, {domain::Role::assistant, "two\n"}, {domain::Role::user, "three"}}};
    CHECK(provider::render_prompt(prompt) == "Rules.\n\n--- user ---\none\n\n--- assistant ---\ntwo\n\n--- user ---\nthree\n");
    CHECK(provider::render_prompt({"", {{domain::Role::user, "only"}}}) == "only\n");
}

TEST_CASE("provider: a command sees no secrets of ours (X1)", "[provider]") {
    const Asked asked = ask(*command("cat >/dev/null; env"));
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text.find("PATH=") != std::string::npos);
    CHECK(asked.reply->text.find("test-key") == std::string::npos);
    CHECK(asked.reply->text.find("test-token") == std::string::npos);
}

TEST_CASE("provider: a command that fails", "[provider]") {
    const Error error = error_of(ask(*command("cat >/dev/null; echo half; echo first >&2; echo 'no model' >&2; exit 3")));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == "command ended with exit status 3: no model");
}

TEST_CASE("provider: a command that hangs", "[provider]") {
    provider::AskLimits limits;
    limits.time = std::chrono::milliseconds(200);
    CHECK(error_of(ask(*command("sleep 30"), limits)).code == ErrorCode::timed_out);
}

TEST_CASE("provider: a command that says more than a reply may hold (P8)", "[provider]") {
    const Error error = error_of(ask(*command("head -c 17000000 /dev/zero")));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == "reply of the command is larger than 16777216 bytes");
}

TEST_CASE("provider: no command is a configuration error", "[provider]") {
    provider::ProviderRequest request;
    request.model.provider = "command";
    const auto made = provider::make_provider(request);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::config);
}

TEST_CASE("provider: recorded files are played in byte order of their names", "[provider]") {
    const TempDir directory;
    for (const std::string name : {"10.md", "02.md", "a.txt", "B.txt", ".hidden", "1.md"}) directory.write(name, "reply " + name);
    directory.write("sub/00.md", "in a directory");
    std::filesystem::create_symlink("/etc/hostname", directory.path() / "00-link");
    const auto provider = replay(directory);
    CHECK(provider->name() == "replay");
    for (const std::string name : {"02.md", "1.md", "10.md", "B.txt", "a.txt"}) {
        const Asked asked = ask(*provider);
        REQUIRE_OK(asked.reply);
        CHECK(asked.reply->text == "reply " + name);
        CHECK(asked.streamed == asked.reply->text);
        CHECK(asked.reply->usage.cost_usd == 0.0);
        CHECK(asked.reply->usage.output_tokens == (asked.reply->text.size() * 2 + 6) / 7);
    }
    const Error error = error_of(ask(*provider));
    CHECK(error.code == ErrorCode::exhausted);
    CHECK(error.message == "no recorded reply is left in '" + directory.path().string() + "' (5 used)");
}

TEST_CASE("provider: a journal is played with its usage, models and stop reasons", "[provider]") {
    const TempDir directory;
    domain::Usage usage;
    usage.input_tokens = 11;
    usage.output_tokens = 22;
    usage.cost_usd = 0.5;
    std::string journal;
    std::uint64_t sequence = 0;
    const auto add = [&](report::Event event) { journal += report::render_line({++sequence, 1000, std::move(event)}); };
    report::RunStarted started;
    started.task = "t";
    add(started);
    report::Reranked choice;
    choice.problem = "no route to host";
    add(choice);
    choice.answered = true;
    choice.reply = "src/a.py";
    choice.stop = "complete";
    choice.usage = usage;
    add(choice);
    add(report::ReplyReceived{"first", "complete", "model-x", usage, 5});
    add(report::AttemptFailed{"checks", "red", {}, ""});
    report::Diagnosed diagnosed;
    diagnosed.reply = "second, a diagnosis";
    diagnosed.usage = usage;
    add(diagnosed);
    add(report::ReplyReceived{"third", "length", "model-x", usage, 5});
    directory.write("journal.jsonl", journal);
    directory.write("report.md", "not a reply");
    const auto provider = replay(directory);
    CHECK(error_of(ask(*provider)).message == "the recorded call failed: no route to host");
    const Asked chosen = ask(*provider);
    REQUIRE_OK(chosen.reply);
    CHECK(chosen.reply->text == "src/a.py");
    CHECK(chosen.reply->usage.output_tokens == 22);
    const Asked first = ask(*provider);
    REQUIRE_OK(first.reply);
    CHECK(first.reply->text == "first");
    CHECK(first.reply->model == "model-x");
    CHECK(first.reply->usage.input_tokens == 11);
    CHECK(first.reply->usage.output_tokens == 22);
    CHECK(ask(*provider).reply->text == "second, a diagnosis");
    const Asked third = ask(*provider);
    REQUIRE_OK(third.reply);
    CHECK(third.reply->text == "third");
    CHECK(third.reply->stop == domain::StopReason::length);
    CHECK(error_of(ask(*provider)).code == ErrorCode::exhausted);
}

TEST_CASE("provider: nothing recorded", "[provider]") {
    const TempDir directory;
    const auto empty = provider::make_replay(directory.path(), "");
    REQUIRE_FALSE(empty.has_value());
    CHECK(empty.error().code == ErrorCode::not_found);
    CHECK(empty.error().message == "no recorded reply in '" + directory.path().string() + "'");
    const auto missing = provider::make_replay(directory.path() / "missing", "");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == ErrorCode::not_found);
}

namespace {

report::Journal journal_of(const std::vector<std::pair<report::Lane, std::string>>& replies) {
    report::Journal journal;
    for (const auto& [lane, text] : replies) {
        domain::Usage usage;
        usage.input_tokens = 7;
        report::JournalLine line{journal.lines.size() + 1, 1000, report::ReplyReceived{text, "complete", "m", usage, 5}};
        line.lane = lane;
        journal.lines.push_back(std::move(line));
    }
    return journal;
}

/// Counts how often it is asked.
class Counting : public provider::Provider {
 public:
    explicit Counting(int& asked) : asked_(asked) {}
    [[nodiscard]] std::string_view name() const override { return "counting"; }
    [[nodiscard]] std::string model() const override { return "fresh"; }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt&, const provider::AskLimits&, const provider::AskWatcher&) override {
        ++asked_;
        return domain::Reply{"new", domain::StopReason::complete, {}, "fresh"};
    }

 private:
    int& asked_;
};

}  // namespace

TEST_CASE("provider: a resumed run gets each lane's recorded replies first, marked as paid for, then asks", "[provider]") {
    const report::Lane other{2, 1};
    const auto recorded =
        std::make_shared<provider::RecordedReplies>(std::vector{journal_of({{{}, "a"}, {other, "x"}, {{}, "b"}}), journal_of({{{}, "a"}})});
    CHECK(recorded->count() == 3);
    int asked = 0;
    const auto first = provider::make_resuming(recorded, std::make_unique<Counting>(asked));
    const auto second = provider::make_resuming(recorded, std::make_unique<Counting>(asked));  // of a fallback
    provider::AskLimits limits;
    const Asked a = ask(*first, limits);
    CHECK(a.reply->text == "a");
    CHECK(a.streamed == "a");
    CHECK(a.reply->replayed);
    CHECK(a.reply->usage.input_tokens == 7);
    CHECK(ask(*second, limits).reply->text == "b");
    CHECK(asked == 0);
    limits.lane = other;
    CHECK(ask(*first, limits).reply->text == "x");
    const Asked fresh = ask(*first, limits);
    CHECK(fresh.reply->text == "new");
    CHECK_FALSE(fresh.reply->replayed);
    CHECK(asked == 1);
}
