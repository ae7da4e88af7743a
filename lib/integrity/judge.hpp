// What an edit set does to tests (security.md F2): decided from the texts, never from what a model says of them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "domain/violation.hpp"

namespace proffer::integrity {

/// Something that is not known to be harmless to a test.
struct Finding {
    std::string
        rule;  ///< "test-deleted", "test-skipped", "test-emptied", "test-loosened", "test-changed", "snapshot", "threshold", "test-runner"
    std::string path;
    std::string test;      ///< its name; empty: the file as a whole
    std::size_t line = 0;  ///< in the file before (deleted) or after; 0: not known
    std::string message;   ///< goes on after the subject: "has fewer assertions (2 → 1)"
};

struct TestChanges {
    std::vector<Finding> findings;     ///< in order of path
    std::vector<std::string> added;    ///< tests that are new: "path: name"
    std::vector<std::string> changed;  ///< tests that are changed, harmlessly or not
    std::vector<std::string> touched;  ///< test files of the base that are edited or removed
    std::vector<std::string> written;  ///< test files that the edits write: new, changed or moved
};

[[nodiscard]] TestChanges read_test_changes(const domain::EditSet& edits, const domain::Snapshot& base, const domain::TestsSettings& tests,
                                            const std::vector<domain::CheckSettings>& checks);

/// What the policy does not let pass; empty for `edit`.
[[nodiscard]] std::vector<domain::Violation> violations_of(const TestChanges& changes, domain::TestsPolicy policy);

/// "test 'adds' in 'tests/a.js', line 3: has fewer assertions (2 → 1)".
[[nodiscard]] std::string text_of(const Finding& finding);

/// The edits without those of test files: the proposal's code, with the tests of the base.
[[nodiscard]] domain::EditSet without_tests(const domain::EditSet& edits, const domain::TestsSettings& tests,
                                            const std::vector<domain::CheckSettings>& checks);
/// Only the edits of test files: the proposal's tests, with the code of the base.
[[nodiscard]] domain::EditSet only_tests(const domain::EditSet& edits, const domain::TestsSettings& tests,
                                         const std::vector<domain::CheckSettings>& checks);

}  // namespace proffer::integrity
