// The words of `.proffer.yml` that stand for our enumerators; reading and rendering share them.
#pragma once

#include <array>

#include "config/reader.hpp"
#include "domain/settings.hpp"

namespace proffer::config {

inline constexpr std::array k_providers = {"auto", "anthropic", "openai", "github", "ollama", "command", "replay"};
inline constexpr std::array k_report_formats = {"markdown", "json", "html", "junit"};

inline constexpr std::array k_edit_formats = {
    Word<domain::EditFormat>{"auto", domain::EditFormat::automatic},
    Word<domain::EditFormat>{"whole", domain::EditFormat::whole},
    Word<domain::EditFormat>{"search-replace", domain::EditFormat::search_replace},
    Word<domain::EditFormat>{"diff", domain::EditFormat::diff},
};

/// Of `model.edits`: who makes them.
inline constexpr std::array k_edits = {Word<bool>{"reply", false}, Word<bool>{"in-place", true}};

inline constexpr std::array k_drafts = {
    Word<domain::Draft>{"true", domain::Draft::always},
    Word<domain::Draft>{"false", domain::Draft::never},
    Word<domain::Draft>{"on-failure", domain::Draft::on_failure},
};

inline constexpr std::array k_signs = {
    Word<domain::Sign>{"auto", domain::Sign::automatic}, Word<domain::Sign>{"api", domain::Sign::api},
    Word<domain::Sign>{"ssh", domain::Sign::ssh},        Word<domain::Sign>{"gpg", domain::Sign::gpg},
    Word<domain::Sign>{"none", domain::Sign::none},
};

inline constexpr std::array k_branch_suffixes = {
    Word<domain::BranchSuffix>{"none", domain::BranchSuffix::none},
    Word<domain::BranchSuffix>{"random", domain::BranchSuffix::random},
    Word<domain::BranchSuffix>{"timestamp", domain::BranchSuffix::timestamp},
    Word<domain::BranchSuffix>{"short-commit-hash", domain::BranchSuffix::short_commit_hash},
};

inline constexpr std::array k_proofs = {
    Word<domain::Proof>{"green", domain::Proof::green},
    Word<domain::Proof>{"red-green", domain::Proof::red_green},
};

inline constexpr std::array k_hidden_texts = {
    Word<domain::HiddenText>{"show", domain::HiddenText::show},
    Word<domain::HiddenText>{"refuse", domain::HiddenText::refuse},
};

inline constexpr std::array k_isolation_levels = {Word<int>{"auto", 0}, Word<int>{"L2", 2}, Word<int>{"L3", 3}};

inline constexpr std::array k_tests_policies = {
    Word<domain::TestsPolicy>{"none", domain::TestsPolicy::none},
    Word<domain::TestsPolicy>{"add", domain::TestsPolicy::add},
    Word<domain::TestsPolicy>{"edit", domain::TestsPolicy::edit},
};

inline constexpr std::array k_trigger_kinds = {
    domain::TriggerKind::manual,   domain::TriggerKind::schedule,       domain::TriggerKind::push,
    domain::TriggerKind::pre_push, domain::TriggerKind::dispatch,       domain::TriggerKind::issue_label,
    domain::TriggerKind::comment,  domain::TriggerKind::review_comment, domain::TriggerKind::workflow_failure,
};

}  // namespace proffer::config
