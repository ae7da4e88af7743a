// Installing, beside the hooks that others have put there.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "pushing.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

/// Writes its lines, its arguments and its name down.
constexpr const char* k_witness = "#!/bin/sh\ncat > \"$HOME/lines\"\necho \"$(basename \"$0\") $1 $2\" > \"$HOME/arguments\"\n";

struct Hooked : Pushing {
    Hooked() { remove_hook(); }

    void remove_hook() const { (void)support::proffer(*this, {"hook", "uninstall"}); }
    void write_hook(const std::filesystem::path& file, const std::string& text) const {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    [[nodiscard]] std::filesystem::path hook() const { return path() / ".git/hooks/pre-push"; }
    [[nodiscard]] std::string noted(const std::string& name) const {
        std::ifstream file(home() / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    [[nodiscard]] std::string text(const std::filesystem::path& file) const {
        std::ifstream opened(file);
        return {std::istreambuf_iterator<char>(opened), {}};
    }
    [[nodiscard]] std::string expected_line(const std::string& pushed) const {
        return "refs/heads/main " + pushed + " refs/heads/main " + base + "\n";
    }
};

}  // namespace

TEST_CASE("hook install: twice is once, and uninstalling leaves nothing", "[hook]") {
    Hooked project;
    const std::string before = project.fingerprint();
    const auto first = support::proffer(project, {"hook", "install", "--where", "file"});
    CHECK(first.output == "installed: " + project.hook().string() + "\n");
    const std::string once = project.fingerprint();
    CHECK(support::proffer(project, {"hook", "install", "--where", "file"}).exit_status == 0);
    CHECK(project.fingerprint() == once);
    CHECK(support::proffer(project, {"hook", "status"}).output == first.output);
    CHECK(support::proffer(project, {"hook", "uninstall"}).output == "removed: " + project.hook().string() + "\n");
    CHECK(project.fingerprint() == before);
    CHECK(support::proffer(project, {"hook", "uninstall"}).output == "not installed\n");
    CHECK(support::proffer(project, {"hook", "status"}).output == "not installed\n");
}

TEST_CASE("hook install: an earlier hook goes first, with git's lines and its own name, and comes back", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), k_witness);
    const std::string before = project.fingerprint();
    project.install();
    const std::string pushed = project.commit_more();
    const auto push = project.try_git({"push", "origin", "main"});
    INFO(push.error_output);
    CHECK(push.exit_status == 0);
    CHECK(project.noted("lines") == project.expected_line(pushed));
    CHECK(project.noted("arguments") == "pre-push origin " + project.remote.string() + "\n");
    CHECK(project.conclusion() == "success");
    project.remove_hook();
    CHECK(project.text(project.hook()) == k_witness);
    CHECK_FALSE(std::filesystem::exists(project.hook().string() + ".before-proffer"));
    CHECK_FALSE(before.empty());
}

TEST_CASE("hook install: an earlier hook works without a task, with PROFFER=0 and without proffer", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), k_witness);
    project.install();
    const std::string how = GENERATE(as<std::string>(), "no task", "off", "no program");
    if (how == "no task") project.remove(".proffer.yml");
    if (how == "no program") {
        std::string script = project.text(project.hook());
        script = base::replace_all(script, PROFFER_BINARY, "/nowhere/proffer");
        project.write_hook(project.hook(), script);
    }
    const std::string pushed = project.commit_more();
    os::Command push;
    push.arguments = {"git", "push", "origin", "main"};
    push.environment = project.environment();
    if (how == "off") push.environment.set("PROFFER", "0");
    if (how == "no program") push.environment.set("PATH", "/usr/bin:/bin");
    push.directory = project.path();
    CHECK(os::run(push)->exit_status == 0);
    CHECK(project.noted("lines") == project.expected_line(pushed));
    CHECK(project.pushes().empty());
}

TEST_CASE("hook install: an earlier hook that refuses stops the push, and no task runs", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), "#!/bin/sh\necho no >&2\nexit 3\n");
    project.install();
    (void)project.commit_more();
    const auto push = project.try_git({"push", "origin", "main"});
    CHECK(push.exit_status != 0);
    CHECK(has(push.error_output, "no\n"));
    CHECK(project.tip("main") == project.base);
    CHECK(project.pushes().empty());
}

TEST_CASE("hook install: programs that are no shell scripts are earlier hooks too", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(),
                       "#!/usr/bin/env python3\nimport sys, os\nopen(os.environ['HOME'] + '/lines', 'w').write(sys.stdin.read())\n");
    project.install();
    const std::string pushed = project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    CHECK(project.noted("lines") == project.expected_line(pushed));
    CHECK(project.conclusion() == "success");
}

TEST_CASE("hook install: husky's way, which asks its own name what hook it is", "[hook]") {
    Hooked project;
    // The shape of what husky 9 writes: a stub that reads `h`, which starts the user's script of the same name one directory up.
    project.write_hook(project.path() / ".husky/_/pre-push", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n");
    project.write(".husky/_/h",
                  "n=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n[ -f \"$s\" ] || exit 0\nsh -e \"$s\" \"$@\"\nexit $?\n");
    project.write(".husky/_/.gitignore", "*\n");
    project.write(".husky/pre-push", "cat > \"$HOME/lines\"\n");
    (void)project.git({"config", "core.hooksPath", ".husky/_"});
    const auto installed = support::proffer(project, {"hook", "install", "--where", "file"});
    CHECK(has(installed.output, "/.husky/_/pre-push\n"));
    CHECK_FALSE(has(installed.output, "note: "));
    const std::string pushed = project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    CHECK(project.noted("lines") == project.expected_line(pushed));
    CHECK(project.conclusion() == "success");
}

TEST_CASE("hook install: core.hooksPath of the repository is followed, one of the user's is refused", "[hook]") {
    Hooked project;
    (void)project.git({"config", "core.hooksPath", "githooks"});
    CHECK(
        has(support::proffer(project, {"hook", "install", "--where", "file"}).output, "note: 'githooks/pre-push' is in the working tree"));
    project.remove_hook();
    (void)project.git({"config", "--unset", "core.hooksPath"});
    std::ofstream(project.home() / ".gitconfig") << "[core]\n\thooksPath = " << project.beside("shared").string() << "\n";
    const auto refused = support::proffer(project, {"hook", "install", "--where", "file"});
    CHECK(refused.exit_status != 0);
    CHECK(has(refused.error_output, "core.hooksPath of the global configuration makes"));
    CHECK(has(refused.error_output, "add this line to it yourself: proffer hook pre-push \"$@\""));
    CHECK_FALSE(std::filesystem::exists(project.beside("shared")));
}

TEST_CASE("hook install: what another tool put in our place is not overwritten", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), k_witness);
    project.install();
    project.write_hook(project.hook(), "#!/bin/sh\n# another\n");
    const auto refused = support::proffer(project, {"hook", "install", "--where", "file"});
    CHECK(refused.exit_status != 0);
    CHECK(has(refused.error_output, "is there already"));
    CHECK(support::proffer(project, {"hook", "uninstall"}).output == "not installed\n");
    CHECK(project.text(project.hook()) == "#!/bin/sh\n# another\n");
}

TEST_CASE("hook install: in git's configuration, where the hooks of others stay untouched", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), k_witness);
    const auto installed = support::proffer(project, {"hook", "install", "--where", "config"});
    CHECK(installed.exit_status == 0);
    CHECK(project.git({"config", "hook.proffer.event"}) == "pre-push");
    CHECK(project.text(project.hook()) == k_witness);
    // What git 2.54 starts; older ones do not.
    os::Command hook;
    const std::string pushed = project.commit_more();
    (void)project.git({"push", "--quiet", "--no-verify", "origin", "main"});
    hook.arguments = {"sh", "-c", project.git({"config", "hook.proffer.command"}) + " \"$@\"", "hook", "origin", project.remote.string()};
    hook.environment = project.environment();
    hook.directory = project.path();
    hook.input = project.expected_line(pushed);
    CHECK(os::run(hook)->exit_status == 0);
    CHECK(project.conclusion() == "success");
    CHECK(support::proffer(project, {"hook", "uninstall"}).exit_status == 0);
    CHECK(project.try_git({"config", "hook.proffer.event"}).exit_status != 0);
    CHECK_FALSE(std::filesystem::exists(project.path() / ".git/proffer"));
}

TEST_CASE("hook install: changing the way does not start everything twice", "[hook]") {
    Hooked project;
    project.install();
    CHECK(support::proffer(project, {"hook", "install", "--where", "config"}).exit_status == 0);
    CHECK_FALSE(std::filesystem::exists(project.hook()));
    project.install();
    CHECK(project.try_git({"config", "hook.proffer.event"}).exit_status != 0);
    CHECK(std::filesystem::exists(project.hook()));
}

TEST_CASE("hook install: called twice by one push, for example by two managers of hooks, it runs once", "[hook]") {
    Hooked project;
    project.write_hook(project.hook(), std::string("#!/bin/sh\nlines=$(cat)\nfor i in 1 2; do echo \"$lines\" | ") + PROFFER_BINARY +
                                           " hook pre-push \"$@\" || exit 1; done\n");
    (void)project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    CHECK(project.conclusion() == "success");
    CHECK(project.pushes().size() == 1);
}

TEST_CASE("hook install: outside of a repository it says so", "[hook]") {
    Hooked project;
    const auto refused = support::proffer(project, {"hook", "install", "--repo", project.home().string()});
    CHECK(refused.exit_status != 0);
    CHECK(has(refused.error_output, "no git repository in '"));
}

TEST_CASE("init --hook: installs the hook, and writes a configuration only where there is none", "[hook]") {
    Hooked project;
    const std::string before = project.read(".proffer.yml");
    CHECK(support::proffer(project, {"init", "--hook"}).exit_status == 0);
    CHECK(project.read(".proffer.yml") == before);
    CHECK_FALSE(has(support::proffer(project, {"hook", "status"}).output, "not installed"));
    project.remove(".proffer.yml");
    CHECK(support::proffer(project, {"init", "--hook"}).exit_status == 0);
    CHECK(has(project.read(".proffer.yml"), "version: 1"));
}
