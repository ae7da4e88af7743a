// `proffer locate`, and runs whose instruction names no file, through the built program.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/text.hpp"
#include "json/json.hpp"
#include "os/files.hpp"
#include "scene.hpp"
#include "support/model_server.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using support::ModelApi;
using support::ModelServer;
using support::TestRepository;
namespace fs = std::filesystem;

namespace {

/// A small program with one file for each subject, and everything that may stand in a tree beside.
void write_project(TestRepository& repository) {
    repository.write("src/cache.py", "class Cache:\n    def evict_oldest(self):\n        self.entries.pop(0)\n");
    repository.write("src/config.py", "def read_config(path):\n    return parse(path)\n");
    repository.write("src/net/retry.py", "def wait(attempt):\n    return attempt * 2\n");
    repository.write("tests/test_cache.py", "from src.cache import Cache\ndef test_evict_oldest():\n    Cache().evict_oldest()\n");
    repository.write("docs/cache.md", "The cache calls evict_oldest when it is full.\n");
    repository.write("image.py", std::string("\0\1 evict_oldest evict_oldest", 28));
    repository.write("latin.py", "# \xe9vict_oldest \xff\xfe\n");
    repository.write("large.txt", std::string(3'000'000, 'x'));
    repository.write("pointer.py", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    fs::create_symlink("src/cache.py", repository.path() / "link.py");
    repository.commit("a project");
}

std::vector<std::string> paths_of(const json::Value& result) {
    std::vector<std::string> paths;
    for (const json::Value& file : result.find("files")->elements()) paths.push_back(file.string_or("path", ""));
    return paths;
}

std::vector<std::string> located(const TestRepository& repository, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "locate");
    const auto run = support::proffer_json(repository, std::move(arguments));
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    return paths_of(run.result);
}

}  // namespace

TEST_CASE("locate: JSON gives paths, scores and reasons, the defining file first", "[locate]") {
    TestRepository repository;
    write_project(repository);
    const std::string before = repository.fingerprint();
    const auto run = support::proffer_json(repository, {"locate", "--instruction", "evict_oldest drops the newest entry", "--top", "3"});
    CHECK(run.finished.exit_status == 0);
    const auto files = run.result.find("files")->elements();
    REQUIRE(files.size() == 3);
    CHECK(files[0].string_or("path", "") == "src/cache.py");
    CHECK(files[0].number_or("score", 0) > 0.3);
    CHECK(files[0].number_or("score", 0) <= 1);
    CHECK(files[0].find("why")->elements().front().string().value_or("") == "defines 'evict_oldest'");
    CHECK(files[1].number_or("score", 1) <= files[0].number_or("score", 0));
    CHECK(repository.fingerprint() == before);
}

TEST_CASE("locate: any commit of bare, shallow and partial repositories, without a checkout", "[locate]") {
    TestRepository repository;
    write_project(repository);
    repository.git({"config", "uploadpack.allowFilter", "true"});
    const std::string first = repository.git({"rev-parse", "HEAD"});
    repository.git({"mv", "src/cache.py", "src/store.py"});
    repository.commit("move it");
    const std::string url = "file://" + repository.path().string();
    const std::string bare = repository.beside("bare").string(), shallow = repository.beside("shallow").string(),
                      partial = repository.beside("partial").string();
    repository.git({"clone", "-q", "--bare", url, bare});
    repository.git({"clone", "-q", "--depth", "1", "--no-checkout", url, shallow});
    repository.git({"clone", "-q", "--bare", "--filter=blob:none", url, partial});
    const std::string query = "evict_oldest drops the newest entry";
    CHECK(located(repository, {"--git-dir", bare, "--instruction", query})[0] == "src/store.py");
    CHECK(located(repository, {"--git-dir", bare, "--rev", first, "--instruction", query})[0] == "src/cache.py");
    CHECK(located(repository, {"--git-dir", shallow, "--instruction", query})[0] == "src/store.py");
    // Without blobs the paths are what is left.
    CHECK(located(repository, {"--git-dir", partial, "--instruction", "the retry in src/net waits too long"})[0] == "src/net/retry.py");
    CHECK(support::proffer(repository, {"locate", "--git-dir", partial, "-v", "--instruction", "x"})
              .error_output.find("not in this partial clone") != std::string::npos);
}

TEST_CASE("locate: -v tells a person why, and what was passed over", "[locate]") {
    TestRepository repository;
    write_project(repository);
    const auto run = support::proffer(repository, {"locate", "-v", "--instruction", "evict_oldest is slow"});
    CHECK(run.exit_status == 0);
    CHECK(run.output.find("src/cache.py  (defines 'evict_oldest'") != std::string::npos);
    CHECK(run.output.find(" definitions 1.00") != std::string::npos);
    for (const char* line :
         {"1 file too large to be read", "1 file kept by Git LFS", "1 file without text", "1 passed over: links and submodules"})
        CHECK(run.error_output.find(line) != std::string::npos);
}

TEST_CASE("locate: O1: hostile paths and queries reach no terminal and no log as they are", "[locate]") {
    TestRepository repository;
    repository.write("src/::error::\x1b[31mred.py", "def red_alert():\n    pass\n");
    repository.commit("hostile");
    for (const std::string& query : {std::string("red_alert \x1b[2J\n::set-output name=x::y"), std::string("\xF0\x9F\x98\x80"),
                                     std::string("\xff\xfe red_alert"), std::string(100'000, 'a') + " red_alert"}) {
        const auto run = support::proffer(repository, {"locate", "-v", "--instruction", query});
        CHECK(run.exit_status == 0);
        CHECK((run.output + run.error_output).find('\x1b') == std::string::npos);
        CHECK(("\n" + run.output + run.error_output).find("\n::") == std::string::npos);
    }
}

TEST_CASE("locate: what is kept of a large tree is used, and rebuilt when it is damaged", "[locate]") {
    TestRepository repository;
    for (int i = 0; i < 400; ++i)
        repository.write("src/part_" + std::to_string(i) + ".py", "def handler_" + std::to_string(i) + "():\n    pass\n");
    repository.commit("many");
    const fs::path kept = repository.path() / ".git/proffer/facts-v1";
    const auto said = [&] { return support::proffer(repository, {"locate", "-v", "--instruction", "handler_37 fails", "--top", "1"}); };
    const auto first = said();
    CHECK(first.output.find("src/part_37.py") != std::string::npos);
    CHECK(first.error_output.find("400 read") != std::string::npos);
    CHECK(repository.git({"status", "--porcelain"}).empty());
    const auto second = said();
    CHECK(second.output == first.output);
    CHECK(second.error_output.find("0 read (0.0 MB), 400 from the cache") != std::string::npos);
    repository.write("src/part_37.py", "def other():\n    pass\n");
    repository.write("src/moved.py", "def handler_37():\n    pass\n");
    repository.commit("change");
    const auto third = said();
    CHECK(third.output.find("src/moved.py") != std::string::npos);
    CHECK(third.error_output.find(" 1 read") != std::string::npos);  // the other new file holds what was known
    for (const auto& entry : fs::directory_iterator(kept)) fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    const auto fourth = said();
    CHECK(fourth.output == third.output);
    CHECK(fourth.error_output.find("401 read") != std::string::npos);
    CHECK(said().error_output.find("401 from the cache") != std::string::npos);
}

TEST_CASE("locate: what was kept of another repository tells nothing of it, and changes nothing here", "[locate]") {
    TestRepository theirs;
    for (int i = 0; i < 400; ++i)
        theirs.write("hidden_place/secret_project_" + std::to_string(i) + ".py", "def confidential_" + std::to_string(i) + "(): pass\n");
    theirs.write("hidden_place/shared.py", "def handler_37():\n    pass\n");
    theirs.commit("theirs");
    (void)located(theirs, {"--instruction", "confidential_37"});
    const fs::path kept = theirs.path() / ".git/proffer/facts-v1";
    REQUIRE(fs::exists(kept));
    for (const auto& entry : fs::directory_iterator(kept)) {
        const std::string bytes = *os::read_file(entry.path(), 1U << 30U);
        for (const char* word : {"hidden_place", "secret_project", "confidential", "shared", "handler"})
            CHECK(bytes.find(word) == std::string::npos);
    }

    TestRepository ours;
    for (int i = 0; i < 400; ++i) ours.write("src/part_" + std::to_string(i) + ".py", "def part_" + std::to_string(i) + "(): pass\n");
    ours.write("src/shared.py", "def handler_37():\n    pass\n");  // a blob of both
    ours.commit("ours");
    // As a cache step of CI with a careless key brings it.
    fs::create_directories(ours.path() / ".git/proffer");
    fs::copy(kept, ours.path() / ".git/proffer/facts-v1", fs::copy_options::recursive);
    for (const std::string query : {"confidential_37 in hidden_place/secret_project_5.py", "handler_37 fails", "part_12 fails"}) {
        CAPTURE(query);
        const auto with = support::proffer(ours, {"locate", "--json", "--instruction", query});
        const auto without = support::proffer(ours, {"locate", "--json", "--no-cache", "--instruction", query});
        CHECK(with.exit_status == 0);
        CHECK(with.output == without.output);
        for (const char* word : {"hidden_place", "secret_project"}) CHECK(with.output.find(word) == std::string::npos);
    }
    CHECK(located(ours, {"--instruction", "handler_37 fails"}).at(0) == "src/shared.py");
}

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
const std::string k_memory_limit;  // sanitizers reserve far more than they use
#else
/// All of the address space, libraries and threads included.
const std::string k_memory_limit = "ulimit -v 700000 2>/dev/null; ";
#endif

}  // namespace

TEST_CASE("locate: bad input: a file of 100 MB, submodules, a query of 1 MB or of emoji alone, within bounded memory", "[locate]") {
    TestRepository repository;
    write_project(repository);
    // Of text, so that only its size can be why it is not read.
    std::string line = "evict_oldest " + std::string(86, 'x') + "\n";
    std::string large;
    while (large.size() < 100'000'000) large += line;
    repository.write("huge.py", large);
    repository.git({"update-index", "--add", "--cacheinfo", "160000," + repository.git({"rev-parse", "HEAD"}) + ",third/party"});
    repository.git({"add", "huge.py"});
    repository.git({"commit", "-qm", "bad input"});
    std::string long_query = "evict_oldest drops the newest entry\n";
    while (long_query.size() < 1'000'000)
        long_query += "and then it goes on and on about retry_later_" + std::to_string(long_query.size()) + "\n";
    std::string emoji;
    while (emoji.size() < 10'000) emoji += "\xF0\x9F\x98\x80 \xE2\x9C\x85";
    struct Query {
        std::string text;
        std::string first;  ///< empty: any
    };
    for (const Query& query : {Query{long_query, "src/cache.py"}, Query{emoji, ""}, Query{"evict_oldest is slow", "src/cache.py"}}) {
        os::Command command;
        command.arguments = {"/bin/sh", "-c", k_memory_limit + "exec \"$0\" locate -v --no-cache", PROFFER_BINARY};
        command.environment = repository.environment();
        command.directory = repository.path();
        command.input = query.text;
        command.timeout = std::chrono::minutes(2);
        const auto finished = os::run(command);
        REQUIRE_OK(finished);
        INFO(finished->error_output);
        CHECK(finished->exit_status == 0);
        if (!query.first.empty()) CHECK(finished->output.find("  " + query.first + "  ") < finished->output.find('\n'));
        CHECK(finished->error_output.find("2 files too large to be read: ranked by path alone") != std::string::npos);
        CHECK(finished->error_output.find("2 passed over: links and submodules cannot be edited") != std::string::npos);
    }
}

TEST_CASE("locate: usage errors say what to do", "[locate]") {
    TestRepository repository;
    write_project(repository);
    CHECK(support::proffer(repository, {"locate", "--rev", "nowhere", "--instruction", "x"}).exit_status != 0);
    CHECK(support::proffer(repository, {"locate", "--git-dir", repository.beside("none").string(), "--instruction", "x"}).exit_status != 0);
    const auto unknown = support::proffer(repository, {"locate", "--without", "magic", "--instruction", "x"});
    CHECK(unknown.exit_status == 2);
    CHECK(unknown.error_output.find("no part of the score is called 'magic'") != std::string::npos);
}

namespace {

/// What the model was asked when task `fix` ran, which must succeed.
std::vector<support::HttpRequest> requests_of_fix(const TestRepository& repository, const ModelServer& server) {
    const auto finished =
        support::proffer(repository, {"run", "fix"}, {{"PROFFER_ALLOW_HOSTS", server.authority()}, {"PROFFER_RETRY_BASE_MS", "1"}});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    return server.requests();
}

}  // namespace

TEST_CASE("locate: a run whose instruction names no file shows the model the right one, and more when it asks", "[locate]") {
    ModelServer server(ModelApi::ollama, {support::reply_with("<NEED path=\"src/config.py\"/>\n"),
                                          support::reply_with(support::modified("src/cache.py", "class Cache:\n    pass\n"))});
    TestRepository repository;
    repository.write(".proffer.yml", "version: 1\nallowed: [src/, tests/]\nmodel: {provider: ollama, name: scripted, base_url: '" +
                                         server.url() +
                                         "'}\ntasks:\n  fix:\n    on: manual\n    instruction: evict_oldest drops the newest entry\n");
    write_project(repository);
    repository.add_bare_remote();
    const std::string before = repository.fingerprint({"proffer-report"});
    const auto requests = requests_of_fix(repository, server);
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].body.find("self.entries.pop(0)") != std::string::npos);
    CHECK(requests[0].body.find("return parse(path)") == std::string::npos);
    CHECK(requests[1].body.find("return parse(path)") != std::string::npos);
    CHECK(repository.fingerprint({"proffer-report"}) == before);
}

TEST_CASE("locate: a file too large for the model is shown in part, edited by blocks, never replaced by what was shown", "[locate]") {
    std::string text = "import os\n\n";
    for (int i = 0; i < 600; ++i) text += "def step_" + std::to_string(i) + "(value):\n    return value + " + std::to_string(i) + "\n\n";
    const std::string before = "def step_417(value):\n    return value + 417\n", after = "def step_417(value):\n    return value - 417\n";
    ModelServer server(ModelApi::ollama,
                       {support::reply_with(support::modified("src/steps.py", "import os\n\n" + after)),
                        support::reply_with("src/steps.py\n<<<<<<< SEARCH\n" + before + "=======\n" + after + ">>>>>>> REPLACE\n")});
    TestRepository repository;
    repository.write(".proffer.yml",
                     "version: 1\nallowed: [src/]\nmodel: {provider: ollama, name: scripted, context: 8k, base_url: '" + server.url() +
                         "'}\nchecks:\n  - {name: tests, run: python3 -B -c 'import src.steps as s; assert s.step_417(417) == 0 and "
                         "s.step_599(1) == 600'}\ntasks:\n  fix:\n    on: manual\n    instruction: step_417 must subtract\n");
    repository.write("src/steps.py", text);
    repository.commit("large");
    const fs::path remote = repository.add_bare_remote();
    const auto requests = requests_of_fix(repository, server);
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].body.find("return value + 417") != std::string::npos);
    CHECK(requests[0].body.size() < 3U * 8000);
    CHECK(requests[1].body.find("shown-in-part") != std::string::npos);
    const std::string markdown = repository.read("proffer-report/report.md");
    CHECK(markdown.find("was shown in part: ") != std::string::npos);
    const std::string expected = std::string(text).replace(text.find(before), before.size(), after);
    CHECK(base::trim_right(repository.git_in(remote, {"show", "proffer/fix:src/steps.py"})) == base::trim_right(expected));
    CHECK(support::proffer(repository, {"replay", "proffer-report"}).exit_status == 0);
}

namespace {

/// A task that names no file, asked of a scripted server with the key on.
struct Choice {
    explicit Choice(std::vector<support::ModelStep> steps) : server(ModelApi::ollama, std::move(steps)) {
        repository.write(".proffer.yml",
                         "version: 1\nallowed: [src/, tests/]\nlocate: {rerank: true}\nlimits: {files: 1}\nmodel: {provider: ollama, name: "
                         "scripted, base_url: '" +
                             server.url() + "'}\ntasks:\n  fix:\n    on: manual\n    instruction: evict_oldest drops the newest entry\n");
        write_project(repository);
        repository.add_bare_remote();
        finished =
            support::proffer(repository, {"run", "fix"}, {{"PROFFER_ALLOW_HOSTS", server.authority()}, {"PROFFER_RETRY_BASE_MS", "1"}});
    }
    [[nodiscard]] json::Value report() const { return *json::Value::parse(repository.read("proffer-report/report.json")); }

    ModelServer server;
    TestRepository repository;
    os::Finished finished;
};

std::string first_target(const json::Value& report) {
    return report.find("targets")->elements().at(0).string_or("path", "");
}

const std::string k_retry_reply = support::modified("src/net/retry.py", "def wait(attempt):\n    return attempt * 3\n");

}  // namespace

TEST_CASE("locate: rerank: the file that the model chooses becomes the target, the call is counted, and a replay agrees", "[locate]") {
    const Choice choice({support::reply_with("src/net/retry.py\n../../etc/passwd\n.git/config\n"), support::reply_with(k_retry_reply)});
    INFO(choice.finished.error_output);
    REQUIRE(choice.finished.exit_status == 0);
    const auto requests = choice.server.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].body.find("def evict_oldest") != std::string::npos);
    CHECK(requests[0].body.find("self.entries.pop(0)") == std::string::npos);
    CHECK(requests[0].body.find("\"num_predict\":2000") != std::string::npos);
    const json::Value report = choice.report();
    CHECK(first_target(report) == "src/net/retry.py");
    const json::Value reranked = *report.at("reranked");
    REQUIRE(reranked.find("chosen")->elements().size() == 1);
    const auto attempts = report.find("attempts")->elements();
    const double attempt_tokens = attempts.at(0).at("reply")->at("usage")->number_or("output_tokens", 0);
    CHECK(report.at("usage")->number_or("output_tokens", 0) == attempt_tokens + reranked.at("usage")->number_or("output_tokens", 0));
    CHECK(choice.repository.read("proffer-report/report.md").find("it chose 1") != std::string::npos);
    const auto replayed = support::proffer(choice.repository, {"replay", "proffer-report"});
    INFO(replayed.error_output << replayed.output);
    CHECK(replayed.exit_status == 0);
}

TEST_CASE("locate: rerank: nonsense changes nothing and is told", "[locate]") {
    const Choice choice({support::reply_with("/etc/passwd\nsrc/../src/cache.py\n"),
                         support::reply_with(support::modified("src/cache.py", "class Cache:\n    pass\n"))});
    INFO(choice.finished.error_output);
    REQUIRE(choice.finished.exit_status == 0);
    CHECK(first_target(choice.report()) == "src/cache.py");
    CHECK(choice.finished.error_output.find("the model's choice of files counts for nothing: the reply names none of the files") !=
          std::string::npos);
}

TEST_CASE("locate: rerank: a server that fails only then does not stop the run", "[locate]") {
    const Choice choice({support::garbage(), support::garbage(), support::garbage(), support::garbage(), support::garbage(),
                         support::garbage(), support::reply_with(support::modified("src/cache.py", "class Cache:\n    pass\n"))});
    INFO(choice.finished.error_output);
    CHECK(choice.finished.exit_status == 0);
    CHECK(first_target(choice.report()) == "src/cache.py");
    CHECK(support::proffer(choice.repository, {"replay", "proffer-report"}).exit_status == 0);
}
