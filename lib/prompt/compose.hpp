// From a task and files to what the model reads, within the limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/check_result.hpp"
#include "domain/conversation.hpp"
#include "domain/diagnostic.hpp"
#include "domain/settings.hpp"
#include "domain/violation.hpp"

namespace proffer::prompt {

/// Lines of a file, verbatim.
struct ShownLines {
    std::size_t first = 0;  ///< from 1
    std::string text;
};

struct Excerpt {
    std::string path;
    std::string text;    ///< the whole file; empty when it is shown in part
    bool exists = true;  ///< false: the file is to be created
    std::string why;     ///< told to the model

    // Of a file that is shown in part:
    std::vector<ShownLines> parts = {};  ///< in order; empty: `text` is shown
    std::size_t lines = 0;               ///< of the whole file
    std::string outline = {};            ///< numbered lines of what is not shown

    [[nodiscard]] bool is_partial() const { return !parts.empty(); }
};

/// Of a file that is shown for reading alone.
struct Outline {
    std::string path;
    std::string text;  ///< numbered lines
    std::string why;   ///< told to the model
};

struct Request {
    std::string instruction;  ///< rendered; untrusted when it came from an issue
    std::string guidance;     ///< AGENTS.md of the base commit; empty: none
    std::vector<Excerpt> excerpts;
    std::vector<Outline> outlines;
    std::vector<std::string> allowed;  ///< scope, told to the model
    std::vector<std::string> facts;    ///< what earlier attempts failed of, with lines of output; untrusted (security.md X11)
    std::vector<std::string> checks;   ///< commands the proposal will have to pass
    domain::EditFormat edit_format = domain::EditFormat::automatic;
    std::string provider;  ///< with `model`, decides the format that is asked for
    std::string model;
    std::string nonce;  ///< fences untrusted text; at least 128 random bits in hex
};

/// The format actually asked for when `automatic`: whole files while every excerpt is small and complete, else search/replace. Small
/// is 300 lines and 12 KB; for models that lose much with blocks, twice that (docs/edits.md).
[[nodiscard]] domain::EditFormat choose_format(const Request& request);

/// Small enough to be asked for whole by any model.
[[nodiscard]] bool is_small(std::string_view text);

/// Rules, a short worked example of the format, guidance, files, instruction. Text that holds the nonce is refused
/// with `denied`.
[[nodiscard]] Result<domain::Prompt> compose(const Request& request);

struct RefusedEdit {
    std::string problem;  ///< path, number, reason code, message; one line
    std::string nearest;  ///< numbered lines of the file; may be empty
};

struct RefusedEdits {
    std::vector<RefusedEdit> refused;
    std::vector<std::string> kept;     ///< what could be placed: a path each, with the numbers of its edits
    std::vector<Excerpt> whole_files;  ///< not empty: these are asked for as whole files now; as they stand with what is kept
};

/// What is said after a failed attempt; each returns one user message. Untrusted output is fenced with `nonce`
/// and kept to 32 KiB, head and tail.
[[nodiscard]] std::string feedback_for_refusals(const RefusedEdits& edits, std::string_view nonce);
[[nodiscard]] std::string feedback_for_violations(const std::vector<domain::Violation>& violations);
[[nodiscard]] std::string feedback_for_syntax(const std::vector<domain::Diagnostic>& errors);
[[nodiscard]] std::string feedback_for_checks(const std::vector<domain::CheckResult>& results, std::string_view nonce);
[[nodiscard]] std::string feedback_for_stop(domain::StopReason reason);

struct FailedAttempt {
    int number = 0;
    std::string phase;    ///< "reply", "edits", "guard", "syntax", "checks"
    std::string problem;  ///< feedback text of that attempt
};

/// Asks for a root cause and corrected instructions after all attempts of a cycle failed.
[[nodiscard]] Result<domain::Prompt> compose_diagnosis(const Request& request, const std::vector<FailedAttempt>& attempts);

struct Diagnosis {
    std::string root_cause;
    std::string instructions;  ///< the corrected instruction
};

/// Reads the reply to `compose_diagnosis`; nothing usable gives empty instructions.
[[nodiscard]] Diagnosis parse_diagnosis(std::string_view reply);

/// A rough count from bytes (3.5 bytes a token), for limits and context sizes, never for accounting.
[[nodiscard]] std::uint64_t estimate_tokens(const domain::Prompt& prompt);

}  // namespace proffer::prompt
