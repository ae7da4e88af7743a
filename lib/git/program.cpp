// Runs the git program where nothing but proffer and the user's own configuration decides what it does.
#include "git/program.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

constexpr std::chrono::minutes k_timeout{5};
constexpr std::uint64_t k_output_limit_bytes = 1024 * 1024;

// The user's own ways to log in; they count where the user's configuration counts.
constexpr std::array<std::string_view, 5> k_own_login = {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS",
                                                         "GIT_PROXY_SSL_CAINFO"};
// Whom TLS trusts; set by operators of runners with a certificate authority of their own.
constexpr std::array<std::string_view, 2> k_trust = {"GIT_SSL_CAINFO", "GIT_SSL_CAPATH"};
constexpr std::array<std::string_view, 24> k_transport = {"PATH",
                                                          "HOME",
                                                          "USER",
                                                          "LOGNAME",
                                                          "SHELL",
                                                          "TMPDIR",
                                                          "LANG",
                                                          "TZ",
                                                          "TERM",
                                                          "HTTP_PROXY",
                                                          "http_proxy",
                                                          "HTTPS_PROXY",
                                                          "https_proxy",
                                                          "ALL_PROXY",
                                                          "all_proxy",
                                                          "NO_PROXY",
                                                          "no_proxy",
                                                          "SSH_AUTH_SOCK",
                                                          "SSH_AGENT_PID",
                                                          "SSL_CERT_FILE",
                                                          "SSL_CERT_DIR",
                                                          "CURL_CA_BUNDLE",
                                                          "XDG_RUNTIME_DIR",
                                                          "LD_LIBRARY_PATH"};

template <std::size_t size>
void copy(const std::array<std::string_view, size>& names, const os::Environment& from, os::Environment& to) {
    for (const std::string_view name : names)
        if (const auto value = from.find(name)) to.set(std::string(name), *value);
}

os::Environment local_environment(const os::Environment& process) {
    os::Environment environment = process;
    environment.erase_git_variables();
    for (const auto& [name, value] : process.variables())
        if (name.ends_with("_API_KEY")) environment.erase(name);
    copy(k_own_login, process, environment);
    return environment;
}

os::Environment bare_environment(const os::Environment& process) {
    os::Environment environment;
    copy(k_transport, process, environment);
    return environment;
}

std::vector<Setting> own_settings() {
    return {
        {"core.hooksPath", "/dev/null"},   // G4: our push starts no hook
        {"gc.auto", "0"},                  // and no housekeeping
        {"maintenance.auto", "false"},     //
        {"transfer.fsckObjects", "true"},  // G6: what a server sends is looked at
        {"push.followTags", "false"},      //
        {"push.gpgSign", "false"},         //
        {"push.recurseSubmodules", "no"},  //
        {"submodule.recurse", "false"},    //
        {"protocol.version", "2"},         //
        {"http.lowSpeedLimit", "1"},       // a silent server is given up after a minute
        {"http.lowSpeedTime", "60"},
    };
}

/// The header goes to exactly this repository: the most specific http.<url> wins, and what stood there before is dropped.
std::vector<Setting> token_settings(const PushSettings& push, const std::string& url) {
    const std::string section = "http." + without_userinfo(url) + ".";
    const std::string login = push.bearer ? "Bearer " + push.token : "Basic " + base::base64(push.username + ":" + push.token);
    return {
        {"credential.helper", ""},
        {"http.followRedirects", "false"},
        {section + "followRedirects", "false"},
        {section + "extraHeader", ""},
        {section + "extraHeader", "Authorization: " + login},
    };
}

void set_configuration(os::Environment& environment, const std::vector<Setting>& settings) {
    environment.set("GIT_CONFIG_COUNT", std::to_string(settings.size()));
    for (std::size_t i = 0; i < settings.size(); ++i) {
        environment.set("GIT_CONFIG_KEY_" + std::to_string(i), settings[i].key);
        environment.set("GIT_CONFIG_VALUE_" + std::to_string(i), settings[i].value);
    }
}

}  // namespace

os::Environment program_environment(const os::Environment& process, const PushSettings& push, const std::string& url,
                                    const std::vector<Setting>& user_settings) {
    const bool has_token = !push.token.empty() && is_http(url);
    os::Environment environment = push.use_global_configuration ? local_environment(process) : bare_environment(process);
    copy(k_trust, process, environment);
    std::vector<Setting> settings = own_settings();
    if (push.use_global_configuration) settings.insert(settings.end(), user_settings.begin(), user_settings.end());
    if (has_token) {
        const std::vector<Setting> login = token_settings(push, url);
        settings.insert(settings.end(), login.begin(), login.end());
    }
    set_configuration(environment, settings);
    // An empty GIT_ASKPASS keeps git from asking SSH_ASKPASS for a user name.
    if (has_token || !push.use_global_configuration) environment.set("GIT_ASKPASS", "");
    environment.set("GIT_TERMINAL_PROMPT", "0");
    environment.set("GIT_CONFIG_NOSYSTEM", "1");
    environment.set("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.set("GIT_ATTR_NOSYSTEM", "1");
    environment.set("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
    environment.set("GIT_OPTIONAL_LOCKS", "0");
    // push_result.cpp reads git's words.
    environment.set("LC_ALL", "C");
    environment.erase("LANGUAGE");
    return environment;
}

Result<os::Finished> run_program(const std::filesystem::path& store, const os::Environment& environment,
                                 const std::vector<std::string>& arguments, std::string input) {
    os::Command command;
    command.arguments = {"git", "--git-dir=" + store.string()};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    command.directory = store.string();
    command.input = std::move(input);
    command.timeout = k_timeout;
    command.output_limit_bytes = k_output_limit_bytes;
    // Without a terminal ssh cannot ask for a passphrase and wait for ever; it fails at once and says why.
    command.new_session = true;
    Result<os::Finished> finished = os::run(command);
    if (!finished && finished.error().code == ErrorCode::not_found)
        return Error{ErrorCode::not_found, "cannot find the git program", "install git; proffer pushes with it", {}};
    return finished;
}

}  // namespace proffer::git
