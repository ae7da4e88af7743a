// The trailers are those that run/proposal writes.
#include "forge/our_commits.hpp"

#include <algorithm>

namespace proffer::forge {

bool is_ours(const git::RemoteCommit& commit, std::string_view committer_email, std::string_view forge_committer_email) {
    constexpr std::string_view k_trailer = "\nProffer-Task: ";
    const std::string& email = commit.committer.email;
    const bool is_committed_by_us = email == committer_email || (!forge_committer_email.empty() && email == forge_committer_email);
    return is_committed_by_us && commit.message.find(k_trailer) != std::string::npos;
}

std::string event_key_of(std::string_view message) {
    constexpr std::string_view k_trailer = "\nProffer-Event: ";
    const auto found = message.rfind(k_trailer);
    if (found == std::string_view::npos) return {};
    const std::string_view rest = message.substr(found + k_trailer.size());
    return std::string(rest.substr(0, rest.find('\n')));
}

bool answer_event(const std::vector<git::RemoteCommit>& commits, std::string_view event_key, std::string_view committer_email) {
    return !event_key.empty() && std::any_of(commits.begin(), commits.end(), [&](const git::RemoteCommit& commit) {
        return is_ours(commit, committer_email, k_github_committer) && event_key_of(commit.message) == event_key;
    });
}

}  // namespace proffer::forge
