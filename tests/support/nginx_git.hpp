// The real `git http-backend` behind a real nginx that asks for a login, on loopback.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "os/environment.hpp"

namespace proffer::support {

struct NginxLogin {
    std::string user;  ///< for basic
    std::string token;
};

/// Serves the bare repositories of a directory: below /basic/ to who sends user and token, below /bearer/ to who sends the token alone,
/// below /small/ like /basic/ but nothing of more than a few bytes. Throws when nginx or fcgiwrap is not installed.
class NginxGit {
 public:
    NginxGit(const std::filesystem::path& repositories, const std::filesystem::path& scratch, const os::Environment& environment,
             const NginxLogin& login);
    ~NginxGit();
    NginxGit(const NginxGit&) = delete;
    NginxGit& operator=(const NginxGit&) = delete;

    [[nodiscard]] std::string url(const std::string& place, const std::string& repository) const;
    /// Status and target, a line a request.
    [[nodiscard]] std::string access_log() const;

 private:
    std::filesystem::path scratch_;
    int holder_ = -1;
    std::uint16_t port_ = 0;
    std::vector<pid_t> children_;
};

}  // namespace proffer::support
