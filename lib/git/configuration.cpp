// Reads git's configuration files. Nothing in them is run; the git program sees only what transport_settings() lets through.
#include "git/configuration.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "os/files.hpp"

namespace proffer::git {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> k_transport_sections = {"credential.", "http.", "url."};
constexpr std::array<std::string_view, 3> k_transport_keys = {"core.askpass", "core.sshcommand", "ssh.variant"};
constexpr std::size_t k_most_settings = 10'000;

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

Result<void> add_file(git_config* configuration, const fs::path& file, git_config_level_t level, git_repository* repository) {
    if (file.empty() || !is_there(file)) return {};
    const int status = git_config_add_file_ondisk(configuration, file.c_str(), level, repository, 1);
    if (status == 0) return {};
    Error error = failure(status, "cannot read '" + file.string() + "'");
    error.hint = "git config --list --show-origin shows where git stops reading";
    return error;
}

fs::path xdg_directory(const os::Environment& environment) {
    if (const auto directory = environment.find("XDG_CONFIG_HOME")) return fs::path(*directory) / "git";
    if (const auto home = environment.find("HOME")) return fs::path(*home) / ".config" / "git";
    return {};
}

bool is_true(const std::optional<std::string>& value) {
    int flag = 0;
    return value && git_config_parse_bool(&flag, value->c_str()) == 0 && flag != 0;
}

Result<void> add_system_file(git_config* configuration, const os::Environment& environment, git_repository* repository) {
    if (is_true(environment.find("GIT_CONFIG_NOSYSTEM"))) return {};
    return add_file(configuration, environment.value_or("GIT_CONFIG_SYSTEM", "/etc/gitconfig"), GIT_CONFIG_LEVEL_SYSTEM, repository);
}

Result<void> add_user_files(git_config* configuration, const os::Environment& environment, git_repository* repository) {
    PROFFER_CHECK(add_system_file(configuration, environment, repository));
    if (const auto replacement = environment.find("GIT_CONFIG_GLOBAL"))
        return add_file(configuration, *replacement, GIT_CONFIG_LEVEL_GLOBAL, repository);
    const fs::path xdg = xdg_directory(environment);
    if (!xdg.empty()) PROFFER_CHECK(add_file(configuration, xdg / "config", GIT_CONFIG_LEVEL_XDG, repository));
    const auto home = environment.find("HOME");
    return home ? add_file(configuration, fs::path(*home) / ".gitconfig", GIT_CONFIG_LEVEL_GLOBAL, repository) : Result<void>();
}

std::string quoted(const fs::path& path) {
    std::string text = "\"";
    for (const char c : path.string()) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + "\"";
}

Result<void> write_defaults(const os::Environment& environment, const fs::path& defaults) {
    const fs::path xdg = xdg_directory(environment);
    std::string text;
    for (const auto& [key, name] : {std::pair("excludesFile", "ignore"), std::pair("attributesFile", "attributes")})
        if (!xdg.empty() && is_there(xdg / name)) text += std::string("\t") + key + " = " + quoted(xdg / name) + "\n";
    return text.empty() ? Result<void>() : os::write_file(defaults, "[core]\n" + text);
}

bool is_transport_setting(std::string_view key) {
    const auto begins = [&](std::string_view section) { return key.starts_with(section); };
    return std::any_of(k_transport_sections.begin(), k_transport_sections.end(), begins) ||
           std::find(k_transport_keys.begin(), k_transport_keys.end(), key) != k_transport_keys.end();
}

template <typename Wanted>
std::vector<Setting> select(git_config* configuration, const Wanted& wanted) {
    std::vector<Setting> settings;
    ConfigIteratorHandle iterator;
    if (git_config_iterator_new(Out(iterator), configuration) != 0) return settings;
    git_config_entry* entry = nullptr;
    while (settings.size() < k_most_settings && git_config_next(&entry, iterator.get()) == 0) {
        // A key without a value means true.
        if (wanted(entry->name)) settings.push_back({entry->name, entry->value == nullptr ? "true" : entry->value});
    }
    return settings;
}

}  // namespace

void set_home(const os::Environment& environment) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, environment.value_or("HOME", "").c_str());
}

Result<ConfigHandle> read_user_configuration(const os::Environment& environment, git_repository* repository) {
    ConfigHandle configuration;
    if (const int status = git_config_new(Out(configuration)); status != 0) return failure(status, "cannot read git's configuration");
    PROFFER_CHECK(add_user_files(configuration.get(), environment, repository));
    return configuration;
}

Result<ConfigHandle> read_whole_configuration(const os::Environment& environment, git_repository* repository, const Layout& layout,
                                              const fs::path& defaults) {
    PROFFER_TRY(ConfigHandle configuration, read_user_configuration(environment, repository));
    PROFFER_CHECK(write_defaults(environment, defaults));
    PROFFER_CHECK(add_file(configuration.get(), defaults, GIT_CONFIG_LEVEL_PROGRAMDATA, repository));
    PROFFER_CHECK(add_file(configuration.get(), layout.common_dir / "config", GIT_CONFIG_LEVEL_LOCAL, repository));
    if (is_true(find_value(configuration.get(), "extensions.worktreeconfig")))
        PROFFER_CHECK(add_file(configuration.get(), layout.git_dir / "config.worktree", GIT_CONFIG_LEVEL_APP, repository));
    return configuration;
}

Result<std::vector<Setting>> transport_settings(const os::Environment& environment, git_repository* repository) {
    PROFFER_TRY(const ConfigHandle configuration, read_user_configuration(environment, repository));
    return select(configuration.get(), is_transport_setting);
}

std::optional<std::string> find_value(git_config* configuration, const std::string& key) {
    Buffer value;
    if (git_config_get_string_buf(value.out(), configuration, key.c_str()) != 0) return {};
    return std::string(value.view());
}

std::vector<Setting> values_below(git_config* configuration, const std::string& prefix) {
    return select(configuration, [&](std::string_view key) { return key.starts_with(prefix); });
}

}  // namespace proffer::git
