// The environment of the git program, and what its words mean.
#include "git/program.hpp"

#include <map>

#include "git/push_result.hpp"
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

/// The configuration that the environment hands to git, in order.
std::vector<std::pair<std::string, std::string>> configuration_of(const os::Environment& environment) {
    std::vector<std::pair<std::string, std::string>> settings;
    const int count = std::stoi(environment.value_or("GIT_CONFIG_COUNT", "0"));
    for (int i = 0; i < count; ++i) {
        const auto& variables = environment.variables();
        settings.emplace_back(variables.at("GIT_CONFIG_KEY_" + std::to_string(i)), variables.at("GIT_CONFIG_VALUE_" + std::to_string(i)));
    }
    return settings;
}

std::string last_value(const os::Environment& environment, const std::string& key) {
    std::string found = "(none)";
    for (const auto& [name, value] : configuration_of(environment))
        if (name == key) found = value;
    return found;
}

const os::Environment k_process({{"PATH", "/usr/bin"},
                                 {"HOME", "/home/me"},
                                 {"ANTHROPIC_API_KEY", "sk-model"},
                                 {"GH_TOKEN", "ghp-own"},
                                 {"HTTPS_PROXY", "http://proxy:3128"},
                                 {"SSH_AUTH_SOCK", "/run/agent"},
                                 {"GIT_DIR", "/hook/.git"},
                                 {"GIT_CONFIG_PARAMETERS", "'a.b'='c'"},
                                 {"GIT_CONFIG_COUNT", "7"},
                                 {"GIT_TRACE_CURL", "1"},
                                 {"GIT_EXEC_PATH", "/evil"},
                                 {"GIT_SSL_NO_VERIFY", "1"},
                                 {"GIT_SSL_CAINFO", "/etc/ca.pem"},
                                 {"GIT_SSH_COMMAND", "ssh -i mine"},
                                 {"GIT_ASKPASS", "/usr/bin/askpass"},
                                 {"LC_ALL", "de_DE.UTF-8"},
                                 {"LANGUAGE", "de"}});

PushSettings with_token(const std::string& url) {
    PushSettings settings = settings_for(url);
    settings.token = "t0ken";
    return settings;
}

}  // namespace

TEST_CASE("git: the program sees no inherited GIT_ variable but the user's way to log in (G2)", "[git]") {
    const os::Environment environment = program_environment(k_process, settings_for("https://host/r"), "https://host/r", {});
    for (const char* name :
         {"GIT_DIR", "GIT_CONFIG_PARAMETERS", "GIT_TRACE_CURL", "GIT_EXEC_PATH", "GIT_SSL_NO_VERIFY", "ANTHROPIC_API_KEY", "LANGUAGE"})
        CHECK(environment.variables().count(name) == 0);
    CHECK(environment.value_or("GIT_SSH_COMMAND", "") == "ssh -i mine");
    CHECK(environment.value_or("GIT_ASKPASS", "") == "/usr/bin/askpass");
    CHECK(environment.value_or("GH_TOKEN", "") == "ghp-own");
    CHECK(environment.value_or("GIT_CONFIG_GLOBAL", "") == "/dev/null");
    CHECK(environment.value_or("GIT_CONFIG_NOSYSTEM", "") == "1");
    CHECK(environment.value_or("GIT_ATTR_NOSYSTEM", "") == "1");
    CHECK(environment.value_or("GIT_TERMINAL_PROMPT", "") == "0");
    CHECK(environment.value_or("GIT_ALLOW_PROTOCOL", "") == "https:http:ssh:git:file");
    CHECK(environment.value_or("GIT_SSL_CAINFO", "") == "/etc/ca.pem");
    CHECK(environment.value_or("LC_ALL", "") == "C");
    CHECK(last_value(environment, "core.hooksPath") == "/dev/null");
    CHECK(last_value(environment, "transfer.fsckObjects") == "true");
    CHECK(last_value(environment, "credential.helper") == "(none)");
}

TEST_CASE("git: in CI the program sees only what a transport needs", "[git]") {
    PushSettings settings = settings_for("https://host/r");
    settings.use_global_configuration = false;
    const os::Environment environment = program_environment(k_process, settings, "https://host/r", {{"core.sshcommand", "evil"}});
    for (const char* name : {"GH_TOKEN", "ANTHROPIC_API_KEY", "GIT_SSH_COMMAND", "GIT_DIR"})
        CHECK(environment.variables().count(name) == 0);
    CHECK(environment.value_or("HTTPS_PROXY", "") == "http://proxy:3128");
    CHECK(environment.value_or("SSH_AUTH_SOCK", "") == "/run/agent");
    CHECK(environment.variables().at("GIT_ASKPASS").empty());
    CHECK(last_value(environment, "core.sshcommand") == "(none)");
}

TEST_CASE("git: a token is one header for one repository, and nothing else logs in", "[git]") {
    const std::vector<Setting> own = {{"credential.helper", "store"}, {"http.https://host/.extraheader", "Authorization: other"}};
    const os::Environment environment =
        program_environment(k_process, with_token("https://me:pw@host/o/r.git"), "https://host/o/r.git", own);
    const std::string key = "http.https://host/o/r.git.extraHeader";
    std::vector<std::string> headers;
    for (const auto& [name, value] : configuration_of(environment)) {
        if (name == key) headers.push_back(value);
        CHECK(name.find("t0ken") == std::string::npos);
        CHECK(value.find("t0ken") == std::string::npos);
    }
    // base64 of "x-access-token:t0ken"
    CHECK(headers == std::vector<std::string>{"", "Authorization: Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4="});
    CHECK(last_value(environment, "http.followRedirects") == "false");
    CHECK(last_value(environment, "http.https://host/o/r.git.followRedirects") == "false");
    CHECK(last_value(environment, "credential.helper").empty());
    CHECK(environment.variables().at("GIT_ASKPASS").empty());
}

TEST_CASE("git: a token does not travel where no header does", "[git]") {
    const auto url = GENERATE(as<std::string>(), "git@host:o/r.git", "ssh://host/o/r.git", "/srv/r.git", "git://host/r.git");
    const os::Environment environment = program_environment(k_process, with_token(url), url, {});
    for (const auto& [name, value] : configuration_of(environment)) {
        CHECK(name.find("extraHeader") == std::string::npos);
        CHECK(value.find("Authorization") == std::string::npos);
    }
}

TEST_CASE("git: git's own words about a push are understood", "[git]") {
    struct Case {
        int status;
        std::string output;
        std::string error_output;
        std::optional<ErrorCode> code;  // nothing: created
    };
    const std::string ours = "\tabc:refs/heads/b\t";
    const auto each = GENERATE_COPY(values<Case>({
        {0, "To x\n*" + ours + "[new branch]\nDone\n", "", {}},
        {1, "!" + ours + "[rejected] (stale info)\n", "error: failed to push some refs", ErrorCode::conflict},
        {1, "!" + ours + "[rejected] (fetch first)\n", "", ErrorCode::conflict},
        {1, "!" + ours + "[remote rejected] (cannot lock ref 'refs/heads/b': reference already exists)\n", "", ErrorCode::conflict},
        {1, "!" + ours + "[remote rejected] (failed to update ref)\n", "", ErrorCode::conflict},
        {1, "!" + ours + "[remote rejected] (protected branch hook declined)\n", "remote: error: GH006: Protected branch update failed\n",
         ErrorCode::denied},
        {1, "!" + ours + "[remote rejected] (push declined due to repository rule violations)\n", "remote: error: GH013\n",
         ErrorCode::denied},
        {1,
         "!" + ours +
             "[remote rejected] (refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml` without `workflows` "
             "permission)\n",
         "", ErrorCode::denied},
        {1, "!" + ours + "[remote rejected] (shallow update not allowed)\n", "", ErrorCode::git},
        {1, "!" + ours + "[remote rejected] (unpacker error)\n", "remote: error: disk full\n", ErrorCode::git},
        {1, "!" + ours + "[remote failure] (remote failed to report status)\n", "", ErrorCode::network},
        {128, "",
         "remote: Permission to o/r.git denied to bot.\nfatal: unable to access 'https://h/': The requested URL returned error: 403\n",
         ErrorCode::unauthorized},
        {128, "", "fatal: Authentication failed for 'https://h/'\n", ErrorCode::unauthorized},
        {128, "", "fatal: could not read Username for 'https://h': terminal prompts disabled\n", ErrorCode::unauthorized},
        {128, "", "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.\n", ErrorCode::unauthorized},
        {128, "", "remote: Repository not found.\nfatal: repository 'https://h/' not found\n", ErrorCode::unauthorized},
        {128, "", "fatal: unable to access 'https://h/': Could not resolve host: h\n", ErrorCode::network},
        {128, "", "fatal: unable to access 'https://h/': Failed to connect to h port 443: Connection refused\n", ErrorCode::network},
        {128, "", "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\n", ErrorCode::network},
        {128, "", "send-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly\n",
         ErrorCode::network},
        {128, "", "fatal: early EOF\n", ErrorCode::network},
        {128, "", "fatal: unable to access 'https://h/': server certificate verification failed\n", ErrorCode::network},
        {128, "", "fatal: something new\n", ErrorCode::git},
        {1, "*" + ours + "[new branch]\n", "", ErrorCode::git},
        {0, "", "Everything up-to-date\n", ErrorCode::git},
        {0, "*\tabc:refs/heads/other\t[new branch]\n", "", ErrorCode::git},
        {137, "", "", ErrorCode::git},
    }));
    CAPTURE(each.output, each.error_output);
    const auto judged = judge_push({each.status, false, each.output, each.error_output}, "refs/heads/b", "https://h/");
    REQUIRE(judged.has_value() == !each.code);
    if (each.code) CHECK(judged.error().code == *each.code);
}

TEST_CASE("git: a push that takes too long is a network error", "[git]") {
    const auto judged = judge_push({143, true, "", ""}, "refs/heads/b", "https://me:pw@h/");
    REQUIRE_FALSE(judged);
    CHECK(judged.error().code == ErrorCode::network);
    CHECK(judged.error().message == "cannot push branch 'b' to 'https://h/': no end after 5 minutes");
    CHECK(judged.error().hint == "try again: proffer publish resumes from the artifact");
}

TEST_CASE("git: passwords in a url do not get into messages", "[git]") {
    const std::string url = "https://me:hunter22@h/r.git";
    const auto judged = judge_push({128, false, "", "fatal: unable to access '" + url + "/': something\n"}, "refs/heads/b", url);
    REQUIRE_FALSE(judged);
    CHECK(judged.error().message == "cannot push branch 'b' to 'https://h/r.git': fatal: unable to access 'https://h/r.git/': something");
}
