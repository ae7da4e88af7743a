// Where the action takes the program from, and what it needs of the machine.
#include "action_stage.hpp"

#include <filesystem>

#include "base/sha256.hpp"
#include "os/files.hpp"

using namespace proffer;
using plugins::has;
using plugins::JobResult;
using plugins::names_an_error;
using plugins::Stage;

namespace {

/// Serves a release of the action's own repository beside the forge.
void serve_release(Stage& stage, const std::string& binary, const std::string& sum) {
    stage.staged.stage.meddle([=](const support::HttpRequest& request, const auto& really) -> support::HttpAnswer {
        const std::string release = "/proffer/proffer/releases/download/v9.9.9/";
        if (!request.path().starts_with("/proffer/proffer/")) return really();
        if (request.path() == release + "SHA256SUMS")
            return {
                200, {}, std::string(64, '0') + "  proffer-other\n" + sum + "  proffer-linux-x86_64\n" + sum + "  proffer-linux-aarch64\n"};
        if (request.path().starts_with(release + "proffer-linux-")) return {200, {}, binary};
        return {404, {}, "none"};
    });
}

std::string program() {
    const auto bytes = os::read_file(PROFFER_BINARY, 1024ULL * 1024 * 1024);
    REQUIRE_OK(bytes);
    return *bytes;
}

std::size_t downloads(Stage& stage) {
    std::size_t count = 0;
    for (const auto& request : stage.staged.stage.api().requests())
        if (has(request.target, "/v9.9.9/proffer-linux-")) ++count;
    return count;
}

}  // namespace

TEST_CASE("action: a release is installed when its SHA-256 is right, once", "[plugins]") {
    Stage stage(std::vector<support::ModelStep>(2, support::reply_with(support::modified("src/calc.py", scene::k_right))));
    const std::string binary = program();
    serve_release(stage, binary, base::sha256(binary));
    stage.job.with.erase("binary-path");
    stage.job.with["version"] = GENERATE(as<std::string>(), "9.9.9", "v9.9.9");
    const JobResult first = stage.run();
    INFO(first.log);
    CHECK(first.exit == 0);
    CHECK(stage.pull_requests() == 1);
    CHECK(has(first.log, "release 9.9.9, SHA-256 " + base::sha256(binary)));
    CHECK(downloads(stage) == 1);
    CHECK(stage.run().exit == 0);
    CHECK(downloads(stage) == 1);
}

TEST_CASE("action: a download with another SHA-256 is never run", "[plugins]") {
    Stage stage;
    const std::string marker = stage.staged.beside("ran").string();
    const std::string evil = "#!/bin/sh\ntouch " + marker + "\n";
    stage.job.with.erase("binary-path");
    stage.job.with["version"] = "9.9.9";
    SECTION("than the release says") {
        serve_release(stage, evil, std::string(64, 'a'));
    }
    SECTION("than the workflow says") {
        serve_release(stage, evil, base::sha256(evil));
        stage.job.with["version"] = "9.9.9@sha256:" + std::string(64, 'b');
    }
    SECTION("and no sum at all") {
        serve_release(stage, evil, "nonsense");
    }
    SECTION("or the release is not there") {
        stage.job.with["version"] = "9.9.8";
    }
    SECTION("or the version is none") {
        stage.job.with["version"] = "../../x";
    }
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == 2);
    CHECK(names_an_error(result, ""));
    CHECK_FALSE(std::filesystem::exists(marker));
    CHECK(stage.pull_requests() == 0);
}

namespace {

/// A machine that has these programs and no others.
void equip(Stage& stage, const std::vector<std::string>& programs) {
    const auto directory = stage.staged.beside("bin");
    std::filesystem::create_directories(directory);
    for (const std::string& program : programs)
        for (const char* place : {"/usr/bin/", "/bin/"})
            if (std::filesystem::exists(place + program) && !std::filesystem::exists(directory / program))
                std::filesystem::create_symlink(place + program, directory / program);
    stage.job.env["PATH"] = directory.string();
}

const std::vector<std::string> k_bare = {"bash", "cat", "chmod", "dirname", "mkdir", "mv", "rm", "sed", "sh", "tr", "uname"};

}  // namespace

TEST_CASE("action: on a bare machine it needs bash, git and coreutils, and says what is missing", "[plugins]") {
    Stage stage;
    std::vector<std::string> programs = k_bare;
    std::string missing;
    SECTION("nothing but git") {
        programs.push_back("git");
        programs.push_back("python3");  // of the check
    }
    SECTION("no git") {
        missing = "this runner has no 'git'";
    }
    SECTION("a release without sha256sum") {
        programs.push_back("git");
        stage.job.with.erase("binary-path");
        stage.job.with["version"] = "9.9.9";
        missing = "this runner has no 'sha256sum'";
    }
    SECTION("a release without curl and wget") {
        programs.push_back("git");
        programs.push_back("sha256sum");
        stage.job.with.erase("binary-path");
        stage.job.with["version"] = "9.9.9";
        missing = "neither 'curl' nor 'wget'";
    }
    equip(stage, programs);
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == (missing.empty() ? 0 : 2));
    CHECK((missing.empty() || names_an_error(result, missing)));
    CHECK(stage.pull_requests() == (missing.empty() ? 1 : 0));
}

TEST_CASE("action: the installing action puts the program on the PATH", "[plugins]") {
    Stage stage;
    stage.job.action = PROFFER_SOURCE_DIR "/ci/github-action/install";
    stage.job.with = {{"binary-path", PROFFER_BINARY}};
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == 0);
    CHECK(result.outputs.at("path") == PROFFER_BINARY);
    CHECK(result.path == std::filesystem::path(PROFFER_BINARY).parent_path().string() + "\n");
    CHECK(has(result.log, "proffer 0."));
}

TEST_CASE("action: cancelled while it installs it leaves nothing running either", "[plugins]") {
    Stage stage;
    stage.staged.stage.meddle([](const support::HttpRequest& request, const auto& really) -> support::HttpAnswer {
        if (!request.path().starts_with("/proffer/proffer/")) return really();
        support::HttpAnswer answer{200, {}, std::string(1000, '0')};
        answer.chunk_bytes = 1;
        answer.delay_between = std::chrono::milliseconds(20);
        return answer;
    });
    stage.job.with.erase("binary-path");
    stage.job.with["version"] = "9.9.9";
    stage.job.cancel_after_ms = 1500;
    stage.job.cancel_signals = {GENERATE(as<std::string>(), "SIGINT", "SIGTERM")};
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == (stage.job.cancel_signals[0] == "SIGINT" ? 130 : 143));
    CHECK(result.orphans.empty());
    CHECK(stage.pull_requests() == 0);
}
