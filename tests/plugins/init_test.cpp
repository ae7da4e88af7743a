// `proffer init` with the files of CI systems, which then go to the same readers as those in ci/.
#include <catch2/catch.hpp>

#include <filesystem>

#include "support/program.hpp"
#include "support/require_ok.hpp"

using namespace proffer;

namespace {

constexpr const char* k_action = "acme/robot@0123456789abcdef0123456789abcdef01234567";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct NodeProject : support::TestRepository {
    NodeProject() {
        write("package.json", "{}\n");
        write("package-lock.json", "{}\n");
        write("src/index.js", "x\n");
        (void)commit("base");
    }
};

std::string lint(const support::TestRepository& made, const std::string& place) {
    os::Command command;
    command.arguments = {"node", PROFFER_SOURCE_DIR "/tests/plugins/lint.mjs", PROFFER_PLUGIN_TOOLS};
    for (const auto& entry : std::filesystem::directory_iterator(made.path() / place)) command.arguments.push_back(entry.path().string());
    command.environment = os::Environment::of_process();
    const auto finished = os::run(command);
    REQUIRE_OK(finished);
    return finished->output + finished->error_output;
}

}  // namespace

TEST_CASE("init: the workflows for GitHub are for this repository, and GitHub's own tools take them", "[plugins][init]") {
    const NodeProject made;
    const auto finished = support::proffer(made, {"init", "--github", "--workflows", "all", "--action", k_action});
    INFO(finished.error_output);
    REQUIRE(finished.exit_status == 0);
    CHECK(has(finished.output, "wrote .proffer.yml\nwrote .github/workflows/proffer-app-token.yml\n"));
    CHECK(has(made.read(".proffer.yml"), "npm test"));
    const std::string label = made.read(".github/workflows/proffer-label.yml");
    CHECK(has(label, "- run: npm ci --ignore-scripts\n"));
    CHECK(has(label, std::string("- uses: ") + k_action));
    CHECK(has(made.read(".github/workflows/proffer-schedule.yml"), "          - all\n          - tidy\n"));
    CHECK(has(lint(made, ".github/workflows"), "8 files, 0 findings"));
}

TEST_CASE("init: what is there stays, and is named", "[plugins][init]") {
    const NodeProject made;
    made.write(".proffer.yml",
               "version: 1\nallowed: [src/]\nmodel: {provider: openai}\ntasks:\n  mine:\n    on: manual\n    instruction: x\n");
    made.write(".github/workflows/proffer-label.yml", "mine\n");
    made.write(".gitlab-ci.yml", "mine\n");
    const auto finished = support::proffer(made, {"init", "--github", "--gitlab", "--gitea"});
    INFO(finished.error_output);
    REQUIRE(finished.exit_status == 0);
    CHECK(finished.output ==
          "wrote .github/workflows/proffer-comment.yml\n"
          "wrote .github/workflows/proffer-schedule.yml\n"
          "wrote .gitlab/proffer.yml\n"
          "wrote .gitea/workflows/proffer-comment.yml\n"
          "wrote .gitea/workflows/proffer-label.yml\n"
          "wrote .gitea/workflows/proffer-schedule.yml\n"
          "kept  .proffer.yml, which was there already\n"
          "kept  .github/workflows/proffer-label.yml, which was there already\n"
          "kept  .gitlab-ci.yml, which was there already\n"
          "next: pin 'proffer/proffer' in the workflows to a commit (--action OWNER/NAME@COMMIT writes it)\n"
          "next: set the model's key as a secret of the repository (docs/github.md)\n"
          "next: add 'include: [{local: .gitlab/proffer.yml}]' to .gitlab-ci.yml\n"
          "next: set PROFFER_TOKEN and the model's key as masked, protected variables (docs/gitlab.md)\n"
          "next: set the model's key as a secret of the repository (docs/gitea.md)\n"
          "next: look the files over, validate .proffer.yml with 'proffer check' and commit them\n");
    CHECK(made.read(".github/workflows/proffer-label.yml") == "mine\n");
    CHECK(made.read(".gitlab-ci.yml") == "mine\n");
    const std::string schedule = made.read(".github/workflows/proffer-schedule.yml");
    CHECK(has(schedule, "          - all\n          - mine\n"));
    CHECK(has(schedule, "secrets.OPENAI_API_KEY"));
    CHECK(has(lint(made, ".gitea/workflows"), "3 files, 0 findings"));
    CHECK(support::proffer(made, {"init", "--github", "--gitlab", "--gitea"}).output.find("wrote") == std::string::npos);
}

TEST_CASE("init: a Forgejo repository gets its files where it has others", "[plugins][init]") {
    const NodeProject made;
    made.write(".forgejo/issue_template.md", "x\n");
    REQUIRE(support::proffer(made, {"init", "--gitea"}).exit_status == 0);
    CHECK(std::filesystem::exists(made.path() / ".forgejo/workflows/proffer-label.yml"));
    CHECK_FALSE(std::filesystem::exists(made.path() / ".gitea"));
}

TEST_CASE("init: nothing is written outside of the repository, nor for flags that make no sense", "[plugins][init]") {
    const NodeProject made;
    std::filesystem::create_directories(made.beside("elsewhere"));
    SECTION("a link on the way") {
        std::filesystem::create_symlink(made.beside("elsewhere"), made.path() / ".github");
        CHECK(support::proffer(made, {"init", "--github"}).exit_status == 2);
        CHECK(std::filesystem::is_empty(made.beside("elsewhere")));
    }
    SECTION("a link as the file") {
        std::filesystem::create_directories(made.path() / ".gitlab");
        std::filesystem::create_symlink(made.beside("elsewhere") / "x", made.path() / ".gitlab/proffer.yml");
        CHECK(support::proffer(made, {"init", "--gitlab"}).exit_status == 0);
        CHECK(std::filesystem::is_empty(made.beside("elsewhere")));
    }
    SECTION("no such workflow") {
        const auto finished = support::proffer(made, {"init", "--github", "--workflows", "label,nonsense"});
        CHECK(finished.exit_status == 2);
        CHECK(has(finished.error_output, "there is no workflow 'nonsense'"));
        CHECK_FALSE(std::filesystem::exists(made.path() / ".proffer.yml"));
    }
    SECTION("no action") {
        CHECK(support::proffer(made, {"init", "--github", "--action", "x\n- run: y"}).exit_status == 2);
        CHECK_FALSE(std::filesystem::exists(made.path() / ".proffer.yml"));
    }
}
