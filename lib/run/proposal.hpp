// From edits that passed to a commit of our own, its texts and its patch.
#pragma once

#include <string>

#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "run/recorder.hpp"
#include "run/task_run.hpp"

namespace proffer::run {

struct ProposalTexts {
    std::string branch;
    std::string title;    ///< one line of plain characters: no other workflow's shell reads anything else from it (security.md O7)
    std::string message;  ///< of the commit
};

/// Branch from the template, title from the template or the instruction. Fails with `config` when the branch cannot be a branch name.
[[nodiscard]] Result<ProposalTexts> make_texts(const TaskRequest& request, const std::string& instruction, const std::string& provider,
                                               const std::string& model);

/// The branch alone: all that can be known of a proposal before it is made.
[[nodiscard]] Result<std::string> branch_name(const TaskRequest& request);

/// At most 72 characters of `[A-Za-z0-9 .,_/()-]`; others become blanks, runs of blanks one.
[[nodiscard]] std::string plain_title(std::string_view text);

/// Values for the configuration's templates: the trigger's and `task`.
[[nodiscard]] std::map<std::string, std::string> template_values(const TaskRequest& request);

/// Commits `edits`, records ProposalMade and writes proposal.patch.
[[nodiscard]] Result<report::ProposalMade> make_proposal(const TaskRequest& request, const domain::EditSet& edits,
                                                         const domain::Snapshot& snapshot, bool passed, const std::string& instruction,
                                                         const provider::Provider& provider, Ports& ports, Recorder& recorder);

}  // namespace proffer::run
