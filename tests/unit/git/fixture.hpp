// What the tests of this module share: a repository opened under an environment that is the test's own.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "domain/edit.hpp"
#include "git/repository.hpp"
#include "support/require_ok.hpp"
#include "support/test_repository.hpp"

namespace proffer::git {

/// Replaces the variables of this process that git looks at, and restores them.
class ProcessEnvironment {
 public:
    explicit ProcessEnvironment(const std::filesystem::path& home) {
        const os::Environment process = os::Environment::of_process();
        for (const auto& [name, value] : process.variables())
            if (name.starts_with("GIT_") || name.starts_with("XDG_") || name == "HOME") clear(name);
        set("HOME", home.string());
        set("GIT_CONFIG_NOSYSTEM", "1");
    }
    ProcessEnvironment(const ProcessEnvironment&) = delete;
    ProcessEnvironment& operator=(const ProcessEnvironment&) = delete;
    ~ProcessEnvironment() {
        for (const auto& [name, value] : before_) value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
    void set(const std::string& name, const std::string& value) {
        remember(name);
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    void clear(const std::string& name) {
        remember(name);
        ::unsetenv(name.c_str());
    }

 private:
    void remember(const std::string& name) {
        const char* value = ::getenv(name.c_str());
        before_.emplace(name, value == nullptr ? std::nullopt : std::optional<std::string>(value));
    }
    std::map<std::string, std::optional<std::string>> before_;
};

/// A repository of git's, and ways to open it as ours.
struct Fixture {
    support::TestRepository repository;
    ProcessEnvironment environment{repository.home()};
    int stores = 0;

    Result<std::unique_ptr<Repository>> try_open(const std::filesystem::path& directory) {
        return open_repository(directory, repository.beside("store-" + std::to_string(++stores)));
    }
    std::unique_ptr<Repository> open(const std::filesystem::path& directory) {
        auto opened = try_open(directory);
        REQUIRE_OK(opened);
        return *std::move(opened);
    }
    std::unique_ptr<Repository> open() { return open(repository.path()); }
    [[nodiscard]] std::filesystem::path last_store() const { return repository.beside("store-" + std::to_string(stores)); }
};

inline domain::RepoPath path_of(const std::string& text) {
    return *domain::RepoPath::parse(text);
}

inline domain::Oid oid_of(const std::string& text) {
    return *domain::Oid::parse(text);
}

inline domain::Edit put(const std::string& path, std::string content) {
    return {path_of(path), std::move(content), {}};
}

inline domain::Edit removed(const std::string& path) {
    return {path_of(path), {}, {}};
}

inline domain::Edit moved(const std::string& from, const std::string& to, std::string content) {
    return {path_of(to), std::move(content), path_of(from)};
}

inline CommitRequest request_for(const domain::Oid& parent, domain::EditSet edits, std::string message = "Change\n") {
    return {parent,    std::move(edits), std::move(message), {"Ada Author", "ada@example.com"}, {"proffer", "proffer@example.com"},
            1700000000};
}

inline PushSettings settings_for(const std::string& url) {
    PushSettings settings;
    settings.remote_url = url;
    return settings;
}

}  // namespace proffer::git
