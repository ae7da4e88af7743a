// report.html in a real browser: hostile text stays text (security.md O11).
#include <catch2/catch.hpp>

#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

/// The document after headless Chromium has loaded it and run whatever it lets run.
std::string dom_of(const support::TestRepository& repository, const std::filesystem::path& page) {
    os::Command command;
    command.arguments = {"chromium",
                         "--headless",
                         "--no-sandbox",
                         "--disable-gpu",
                         "--disable-quic",
                         "--no-first-run",
                         "--disable-background-networking",
                         "--disable-component-update",
                         "--disable-sync",
                         "--user-data-dir=" + repository.beside("browser").string(),
                         "--virtual-time-budget=2000",
                         "--dump-dom",
                         "file://" + page.string()};
    command.environment = repository.environment();
    command.timeout = std::chrono::minutes(1);
    const auto finished = os::run(command);
    if (!finished) throw std::runtime_error("cannot run chromium (scripts/setup --test installs it): " + finished.error().text());
    return finished->output;
}

}  // namespace

TEST_CASE("report.html: scripts, handlers and pictures in replies and output stay text (O11)", "[browser]") {
    const std::string payload =
        "<script>document.title='OWNED'</script><img src=x onerror=\"document.title='OWNED'\"><svg onload=document.title='OWNED'>"
        "</code></pre></details><iframe src='javascript:parent.document.title=1'></iframe>\n";
    Project project(
        "version: 1\nallowed: [src/]\nmodel: {provider: replay}\nretries: 0\ncycles: 0\nchecks:\n  - {name: tests, run: cat src/calc.py}\n"
        "tasks: {fix-add: {on: manual, files: [src/calc.py], instruction: \"<script>document.title='OWNED'</script> & more\"}}\n");
    const auto replies =
        support::record_replies(project, {payload + support::modified("src/calc.py", "x = \"\"\"" + payload + "\"\"\"\n")});
    REQUIRE(support::proffer(project, {"run", "fix-add", "--replay", replies.string()}).exit_status == 0);
    const std::string dom = dom_of(project, project.path() / "proffer-report/report.html");
    CHECK(dom.find("fix-add") != std::string::npos);
    CHECK(dom.find("&lt;script&gt;document.title='OWNED'&lt;/script&gt;") != std::string::npos);
    CHECK(dom.find("<script") == std::string::npos);
    CHECK(dom.find("<img") == std::string::npos);
    CHECK(dom.find("<iframe") == std::string::npos);
    CHECK(dom.find("<title>OWNED") == std::string::npos);
}
