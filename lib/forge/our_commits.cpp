// The trailer is the one that run/proposal writes.
#include "forge/our_commits.hpp"

namespace proffer::forge {

bool is_ours(const git::RemoteCommit& commit, std::string_view committer_email, std::string_view forge_committer_email) {
    constexpr std::string_view k_trailer = "\nProffer-Task: ";
    const std::string& email = commit.committer.email;
    const bool is_committed_by_us = email == committer_email || (!forge_committer_email.empty() && email == forge_committer_email);
    return is_committed_by_us && commit.message.find(k_trailer) != std::string::npos;
}

}  // namespace proffer::forge
