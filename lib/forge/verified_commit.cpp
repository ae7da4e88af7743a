// The proposal as whole files, read back from its own patch.
#include "forge/verified_commit.hpp"

#include <utility>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

/// The mode that the file keeps: that of the base, also where it moved.
bool is_executable(const domain::Snapshot& base, const domain::Edit& edit) {
    const std::string& path = edit.moved_from ? edit.moved_from->text() : edit.path.text();
    return base.find(path) == domain::FileMode::executable;
}

}  // namespace

Result<GithubCommit> commit_for_api(git::Repository& repository, const Proposal& proposal, const std::string& branch) {
    PROFFER_TRY(const std::string patch, repository.format_patch(proposal.commit));
    PROFFER_TRY(const domain::EditSet edits, repository.read_patch(proposal.base, patch));
    PROFFER_TRY(const auto base, repository.snapshot(proposal.base));
    const auto end_of_headline = proposal.message.find('\n');
    GithubCommit commit{branch,
                        proposal.base,
                        {},
                        {},
                        proposal.message.substr(0, end_of_headline),
                        std::string(base::trim(proposal.message.substr(std::min(end_of_headline, proposal.message.size()))))};
    for (const domain::Edit& edit : edits) {
        if (edit.content)
            commit.additions.push_back({edit.path, *edit.content, is_executable(*base, edit), false});
        else
            commit.deletions.push_back(edit.path);
    }
    return commit;
}

}  // namespace proffer::forge
