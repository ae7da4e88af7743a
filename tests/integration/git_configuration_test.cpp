// Git as an attacker's tool: configuration, hooks, attributes and variables that make git run programs or send a push elsewhere, through
// the built program (security.md G1, G2, G4). Each program leaves its name in a file.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.hpp"
#include "scene.hpp"
#include "support/figures.hpp"

using namespace proffer;
using namespace proffer::scene;
namespace fs = std::filesystem;

namespace {

/// A configuration key that names a program; `rest` is what the program does after leaving its mark.
struct Key {
    std::string name;
    std::string rest = "exit 0";
    std::vector<std::string> ordinary = {};  ///< a git command that runs it; empty: none of those a flow could stand for
};

const std::vector<Key> k_keys = {
    {"core.fsmonitor", "exit 0", {"status"}},
    {"core.pager", "cat"},
    {"core.editor"},
    {"core.sshCommand"},
    {"core.askPass"},
    {"core.alternateRefsCommand"},
    {"core.gitProxy"},
    {"filter.ev.clean", "cat", {"add", "--renormalize", "."}},
    {"filter.ev.smudge", "cat", {"worktree", "add", "-f", "--detach", "../smudged"}},
    {"filter.ev.process", "exit 1", {"add", "--renormalize", "."}},
    {"diff.ev.textconv", "cat \"$1\"", {"diff"}},
    {"diff.ev.command", "exit 0", {"diff"}},
    {"diff.external", "exit 0", {"-c", "core.attributesFile=/dev/null", "diff", "--", "untouched.bin"}},
    {"pager.log", "cat"},
    {"credential.helper"},
    {"gpg.program"},
    {"uploadpack.packObjectsHook", "exec \"$@\""},
    {"remote.origin.uploadpack", "exec git-upload-pack \"$@\"", {"fetch", "origin"}},
    {"remote.origin.receivepack", "exec git-receive-pack \"$@\"", {"push", "origin", "HEAD:refs/heads/ordinary"}},
    {"trailer.x.command"},
    {"merge.ev.driver"},
    {"sequence.editor"},
    {"interactive.diffFilter", "cat"},
};

/// With those that are no programs, the 28 of the appendix: core.hooksPath, url.*.insteadOf, gc.auto, alias.status, include.path.
enum class Place { config, worktree_config, included_file };

std::string placed(Place place) {
    if (place == Place::config) return ".git/config";
    return place == Place::worktree_config ? ".git/config.worktree" : "an included file";
}

void write_program(const fs::path& file, const std::string& mark, const std::string& name, const std::string& rest) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\necho '" << name << "' >> '" << mark << "'\n" << rest << "\n";
    fs::permissions(file, fs::perms::owner_all);
}

/// The usual project with attributes that call for the filters, and an empty repository to be redirected to.
class Trapped : public Project {
 public:
    Trapped() : Project(configuration("provider: replay", "retries: 0\ncycles: 0\n")) {
        write(".gitattributes", "*.py filter=ev diff=ev merge=ev\n");
        write("untouched.bin", "old\n");
        (void)git({"add", ".gitattributes", "untouched.bin"});
        (void)git({"commit", "-qm", "attributes", "--", ".gitattributes", "untouched.bin"});
        (void)git({"push", "-q", "origin", "HEAD:main"});
        write("untouched.bin", "new\n");
        write("src/calc.py", std::string(k_base) + "# work in progress\n");
        marks = beside("marks").string();
        elsewhere = beside("elsewhere.git");
        (void)git({"init", "-q", "--bare", elsewhere.string()});
        head = git({"rev-parse", "HEAD"});
    }

    void set(Place place, const std::string& key, const std::string& value) {
        if (place == Place::config) {
            (void)git({"config", "--local", key, value});
        } else if (place == Place::worktree_config) {
            (void)git({"config", "--local", "extensions.worktreeConfig", "true"});
            (void)git({"config", "--worktree", key, value});
        } else {
            (void)git({"config", "--local", "include.path", beside("included").string()});
            (void)git({"config", "--file", beside("included").string(), key, value});
        }
    }

    void plant(Place place, const Key& key) {
        const fs::path program = beside("programs") / base::replace_all(key.name, ".", "-");
        write_program(program, marks, key.name, key.rest);
        set(place, key.name, program.string());
    }

    void plant_hooks(const fs::path& directory) const {
        for (const char* hook :
             {"applypatch-msg",   "pre-applypatch", "post-applypatch", "pre-commit",         "pre-merge-commit",   "prepare-commit-msg",
              "commit-msg",       "post-commit",    "pre-rebase",      "post-checkout",      "post-merge",         "pre-push",
              "pre-receive",      "update",         "proc-receive",    "post-receive",       "post-update",        "reference-transaction",
              "push-to-checkout", "pre-auto-gc",    "post-rewrite",    "sendemail-validate", "fsmonitor-watchman", "post-index-change"})
            write_program(directory / hook, marks, std::string("hook ") + hook, "exit 0");
    }

    void plant_all(Place place) {
        for (const Key& key : k_keys) plant(place, key);
        plant_hooks(beside("hooks-elsewhere"));
        plant_hooks(path() / ".git/hooks");
        set(place, "core.hooksPath", beside("hooks-elsewhere").string());
        set(place, "url." + elsewhere.string() + ".insteadOf", remote.string());
        set(place, "url." + elsewhere.string() + ".pushInsteadOf", remote.string());
        set(place, "remote.origin.proxy", "http://127.0.0.1:9");
        set(place, "http.proxy", "http://127.0.0.1:9");
        set(place, "gc.auto", "1");
        set(place, "alias.status", "!" + (beside("programs") / "alias-status").string());
        write_program(beside("programs") / "alias-status", marks, "alias.status", "exit 0");
        set(place, "commit.gpgSign", "true");
        set(place, "push.gpgSign", "true");
        set(place, "core.attributesFile", beside("attributes").string());
        set(place, "core.fsmonitor", (beside("programs") / "core-fsmonitor").string());
        std::ofstream(path() / ".git/info/attributes") << "* filter=ev diff=ev merge=ev\n";
        planted = fingerprint({"proffer-report"});
        forget_marks();
    }

    void forget_marks() const { fs::remove(marks); }
    [[nodiscard]] std::set<std::string> fired() const {
        std::ifstream file(marks);
        std::set<std::string> names;
        for (std::string line; std::getline(file, line);) names.insert(line);
        return names;
    }
    [[nodiscard]] bool is_redirected() const { return !git_in(elsewhere, {"for-each-ref"}).empty(); }
    [[nodiscard]] std::string proposed_text() const { return git_in(remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n"; }

    std::string marks;
    std::string head;
    std::string planted;
    fs::path elsewhere;
};

const std::string k_reply = support::modified("src/calc.py", k_right);

enum class Flow { run, propose, publish, replay, dry_run, check_and_apply };

std::string name_of(Flow flow) {
    constexpr std::array k_names = {"run", "propose", "publish", "replay", "run --dry-run", "check and apply"};
    return k_names[static_cast<std::size_t>(flow)];
}

/// What has to be there before the flow, made while nothing is planted yet.
void prepare(const Trapped& project, Flow flow) {
    if (flow != Flow::publish && flow != Flow::replay) return;
    const auto replies = support::record_replies(project, {k_reply});
    REQUIRE(support::proffer(project, {"propose", "fix-add", "--replay", replies.string()}).exit_status == 0);
}

os::Finished perform(const Trapped& project, Flow flow) {
    const std::string replies = support::record_replies(project, {k_reply}).string();
    switch (flow) {
        case Flow::run: return support::proffer(project, {"run", "fix-add", "--replay", replies});
        case Flow::propose: return support::proffer(project, {"propose", "fix-add", "--replay", replies});
        case Flow::publish: return support::proffer(project, {"publish", "proffer-report"});
        case Flow::replay: return support::proffer(project, {"replay", "proffer-report"});
        case Flow::dry_run: return support::proffer(project, {"run", "fix-add", "--dry-run", "--replay", replies});
        case Flow::check_and_apply: break;
    }
    const auto checked = support::proffer(project, {"check"});
    if (checked.exit_status != 0) return checked;
    const fs::path copy = project.beside("copy");
    fs::create_directories(copy / "src");
    std::ofstream(copy / "src/calc.py") << k_base;
    std::ofstream(project.beside("reply.md")) << k_reply;
    return support::proffer(project, {"apply", "--root", copy.string(), "--reply", project.beside("reply.md").string()});
}

void check_untouched_by(Trapped& project, Flow flow) {
    const os::Finished finished = perform(project, flow);
    INFO(name_of(flow) << "\n" << finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.fired().empty());
    CHECK_FALSE(project.is_redirected());
    const bool pushes = flow == Flow::run || flow == Flow::publish;
    CHECK(project.proposed_branches() == (pushes ? "proffer/fix-add" : ""));
    if (pushes) CHECK(project.proposed_text() == k_right);
}

}  // namespace

TEST_CASE("git configuration: what is planted does run under ordinary git commands (control)", "[git-configuration]") {
    for (const Key& key : k_keys) {
        if (key.ordinary.empty()) continue;
        INFO(key.name);
        Trapped project;
        project.plant(Place::config, key);
        project.forget_marks();
        (void)project.try_git(key.ordinary);
        CHECK(project.fired() == std::set{key.name});
    }
    Trapped project;
    SECTION("hooks, by core.hooksPath and in their own place") {
        if (GENERATE(false, true)) project.set(Place::config, "core.hooksPath", project.beside("hooks-elsewhere").string());
        project.plant_hooks(project.beside("hooks-elsewhere"));
        project.plant_hooks(project.path() / ".git/hooks");
        (void)project.try_git({"commit", "-qam", "x"});
        CHECK(project.fired().count("hook pre-commit") == 1);
        CHECK(project.fired().count("hook reference-transaction") == 1);
    }
    SECTION("an included file") {
        project.plant(Place::included_file, k_keys.front());
        project.forget_marks();
        (void)project.try_git({"status"});
        CHECK(project.fired() == std::set<std::string>{"core.fsmonitor"});
    }
    SECTION("the worktree's own configuration") {
        project.plant(Place::worktree_config, k_keys.front());
        project.forget_marks();
        (void)project.try_git({"status"});
        CHECK(project.fired() == std::set<std::string>{"core.fsmonitor"});
    }
    SECTION("another address") {
        project.set(Place::config, "url." + project.elsewhere.string() + ".insteadOf", project.remote.string());
        (void)project.try_git({"push", "-q", "origin", "HEAD:refs/heads/x"});
        CHECK(project.is_redirected());
    }
}

TEST_CASE("git configuration: 28 keys in three places, 6 flows: nothing is executed, nothing redirected (G1)", "[git-configuration]") {
    const Place place = GENERATE(Place::config, Place::worktree_config, Place::included_file);
    const Flow flow = GENERATE(Flow::run, Flow::propose, Flow::publish, Flow::replay, Flow::dry_run, Flow::check_and_apply);
    INFO(placed(place));
    Trapped project;
    prepare(project, flow);
    project.plant_all(place);
    check_untouched_by(project, flow);
    CHECK(project.fingerprint({"proffer-report"}) == project.planted);
    support::publish_figure("G1", "hostile git keys in 3 places and 6 flows", "28 keys",
                            "0 executed, 0 redirected");
}

TEST_CASE("git configuration: each key alone, in a run that pushes (G1)", "[git-configuration]") {
    const Key key = GENERATE(from_range(k_keys));
    INFO(key.name);
    Trapped project;
    project.plant(Place::config, key);
    project.forget_marks();
    check_untouched_by(project, Flow::run);
}

TEST_CASE("git configuration: from a linked worktree and from a submodule nothing is executed either (G1)", "[git-configuration]") {
    Trapped project;
    fs::path directory = project.beside("linked");
    SECTION("linked worktree") {
        (void)project.git({"worktree", "add", "-q", "--detach", directory.string()});
        project.plant_all(Place::worktree_config);
        for (const Key& key : k_keys)
            (void)project.git_in(directory, {"config", "--worktree", key.name,
                                             (project.beside("programs") / base::replace_all(key.name, ".", "-")).string()});
    }
    SECTION("submodule") {
        (void)project.git({"submodule", "--quiet", "add", project.remote.string(), "module"});
        directory = project.path() / "module";
        project.plant_all(Place::config);
        for (const Key& key : k_keys)
            (void)project.git_in(directory,
                                 {"config", key.name, (project.beside("programs") / base::replace_all(key.name, ".", "-")).string()});
    }
    project.forget_marks();
    const auto replies = support::record_replies(project, {k_reply});
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string(), "--repo", directory.string(),
                                                     "--report", project.beside("report").string()});
    INFO(finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.fired().empty());
    CHECK_FALSE(project.is_redirected());
    CHECK(project.proposed_text() == k_right);
}

TEST_CASE("git configuration: inherited GIT_ variables change nothing (G2)", "[git-configuration]") {
    Trapped project;
    Trapped other;
    const std::string program = project.beside("program").string();
    write_program(program, project.marks, "variable", "exit 0");
    const std::string other_git = (other.path() / ".git").string();
    const std::string other_before = other.fingerprint();
    using Variables = std::map<std::string, std::string>;
    const std::vector<Variables> all = {
        {{"GIT_DIR", other_git}},
        {{"GIT_DIR", other_git}, {"GIT_WORK_TREE", other.path().string()}},
        {{"GIT_COMMON_DIR", other_git}},
        {{"GIT_INDEX_FILE", other_git + "/index"}},
        {{"GIT_OBJECT_DIRECTORY", other_git + "/objects"}},
        {{"GIT_ALTERNATE_OBJECT_DIRECTORIES", other_git + "/objects"}, {"GIT_QUARANTINE_PATH", other_git + "/objects"}},
        {{"GIT_NAMESPACE", "evil"}},
        {{"GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='" + program + "' 'core.hooksPath'='" + project.beside("").string() + "'"}},
        {{"GIT_CONFIG_COUNT", "2"},
         {"GIT_CONFIG_KEY_0", "core.fsmonitor"},
         {"GIT_CONFIG_VALUE_0", program},
         {"GIT_CONFIG_KEY_1", "url." + project.elsewhere.string() + ".insteadOf"},
         {"GIT_CONFIG_VALUE_1", project.remote.string()}},
        {{"GIT_CONFIG_COUNT", "99999999"}},
        {{"GIT_EXTERNAL_DIFF", program}, {"GIT_PAGER", program}, {"GIT_EDITOR", program}, {"GIT_SEQUENCE_EDITOR", program}},
        {{"GIT_SSH_COMMAND", program},
         {"GIT_SSH", program},
         {"GIT_PROXY_COMMAND", program},
         {"GIT_ASKPASS", program},
         {"SSH_ASKPASS", program}},
        {{"GIT_EXEC_PATH", project.beside("").string()}},
        {{"GIT_TEMPLATE_DIR", project.beside("hooks-elsewhere").string()}},
        {{"GIT_CEILING_DIRECTORIES", project.path().parent_path().string()}, {"GIT_DISCOVERY_ACROSS_FILESYSTEM", "0"}},
        {{"GIT_ATTR_SOURCE", "HEAD"}, {"GIT_LITERAL_PATHSPECS", "1"}, {"GIT_ICASE_PATHSPECS", "1"}},
        {{"GIT_REPLACE_REF_BASE", "refs/evil/"}, {"GIT_GRAFT_FILE", other_git + "/config"}, {"GIT_SHALLOW_FILE", other_git + "/config"}},
        {{"GIT_TRACE", project.beside("trace").string()}, {"GIT_TRACE_CURL", "1"}, {"GIT_TRACE_PACKET", project.beside("trace").string()}},
        {{"GIT_ALLOW_PROTOCOL", "none"}, {"GIT_PROTOCOL_FROM_USER", "0"}, {"GIT_DEFAULT_HASH", "sha256"}},
        {{"GIT_PREFIX", "../"}, {"GIT_INTERNAL_SUPER_PREFIX", "x/"}, {"GIT_REFLOG_ACTION", "x"}, {"GIT_OPTIONAL_LOCKS", "x"}},
    };
    const auto number = GENERATE(range(0, 20));
    REQUIRE(all.size() == 20);
    const Variables& variables = all[static_cast<std::size_t>(number)];
    INFO(variables.begin()->first);
    project.plant_hooks(project.beside("hooks-elsewhere/hooks"));
    const auto replies = support::record_replies(project, {k_reply});
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string()}, variables);
    INFO(finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.fired().empty());
    CHECK_FALSE(project.is_redirected());
    CHECK(project.proposed_text() == k_right);
    CHECK(other.fingerprint() == other_before);
    CHECK_FALSE(fs::exists(project.beside("trace")));
}

TEST_CASE("git configuration: as a hook of git itself, proffer's push starts no second hook (G4)", "[git-configuration]") {
    Trapped project;
    const std::string replies = support::record_replies(project, {k_reply}).string();
    const bool linked = GENERATE(false, true);
    fs::path directory = project.path();
    if (linked) {
        directory = project.beside("linked");
        (void)project.git({"worktree", "add", "-q", "--detach", directory.string()});
    }
    write_program(
        project.path() / ".git/hooks/pre-push", project.marks, "pre-push",
        "exec '" PROFFER_BINARY "' run fix-add --replay '" + replies + "' --report '" + project.beside("report").string() + "' </dev/null");
    (void)project.git_in(directory,
                         {"-c", "core.fsmonitor=" + project.beside("program").string(), "-c",
                          "url." + project.elsewhere.string() + ".insteadOf=/nowhere", "push", "-q", "origin", "HEAD:refs/heads/mine"});
    std::ifstream file(project.marks);
    std::string lines((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CHECK(lines == "pre-push\n");
    CHECK(project.proposed_text() == k_right);
    CHECK(project.git_in(project.remote, {"rev-parse", "mine"}) == project.head);
}

TEST_CASE("git configuration: a remote that names a program or an option is refused", "[git-configuration]") {
    const auto url = GENERATE(as<std::string>(), "ext::sh -c 'echo ext >> %s'", "--upload-pack=touch", "-oProxyCommand=touch", "fd::3",
                              "file:///nowhere\nx", "evil::https://example.com/r");
    Trapped project;
    const std::string value = base::replace_all(url, "%s", project.marks);
    (void)project.git({"config", GENERATE(as<std::string>(), "remote.origin.url", "remote.origin.pushurl"), value});
    const auto replies = support::record_replies(project, {k_reply});
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string()});
    INFO(url << "\n" << finished.output << finished.error_output);
    CHECK(finished.exit_status == 4);
    CHECK(project.fired().empty());
    CHECK(project.proposed_branches().empty());
}
