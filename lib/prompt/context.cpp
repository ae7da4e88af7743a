// Lays out what the model may know, files verbatim.
#include "prompt/context.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "prompt/fence.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_most_guidance_bytes = 32 * 1024;

Result<void> refuse_nonce(std::string_view what, std::string_view text, std::string_view nonce) {
    if (base::to_lower(text).find(base::to_lower(nonce)) == std::string::npos) return {};
    return Error{
        ErrorCode::denied, fmt::format("{} holds the mark that fences untrusted text", what), "run again: each run has a new mark", {}};
}

std::string render_list(std::string_view title, const std::vector<std::string>& entries) {
    if (entries.empty()) return {};
    std::string text = fmt::format("## {}\n\n", title);
    for (const std::string& entry : entries) text += "- " + base::visible_line(entry) + "\n";
    return text + "\n";
}

std::string render_scope(const std::vector<std::string>& allowed) {
    std::vector<std::string> entries;
    for (const std::string& path : allowed) entries.push_back(path == "." ? "the whole repository" : path);
    return render_list("Allowed paths", entries);
}

std::string render_parts(const Excerpt& excerpt) {
    std::string text =
        fmt::format("Of its {} lines these are shown, for blocks or hunks: a whole file would lose the others.\n", excerpt.lines);
    for (const ShownLines& part : excerpt.parts) {
        const std::size_t count = base::split_lines(part.text).size();
        text += fmt::format("\nLines {} to {}:\n{}", part.first, part.first + count - 1, code_fence(part.text));
    }
    if (!excerpt.outline.empty()) text += "\nDefined in the others, with line numbers:\n" + code_fence(excerpt.outline);
    return text + "\n";
}

std::string render_excerpt(const Excerpt& excerpt) {
    std::string text = "### " + base::visible_line(excerpt.path) + "\n\n";
    if (!excerpt.why.empty()) text += "Shown because: " + base::visible_line(excerpt.why) + ".\n";
    if (!excerpt.exists) return text + "This file does not exist yet; create it.\n\n";
    if (excerpt.is_partial()) return text + render_parts(excerpt);
    if (excerpt.text.empty()) return text + "This file is empty.\n\n";
    if (!excerpt.text.ends_with('\n')) text += "The file has no line end after its last line.\n";
    return text + code_fence(excerpt.text) + "\n";
}

std::string render_outlines(const std::vector<Outline>& outlines, std::string_view nonce) {
    if (outlines.empty()) return {};
    std::string text;
    for (const Outline& outline : outlines) {
        text += "### " + base::visible_line(outline.path) + "\n\n";
        if (!outline.why.empty()) text += "Shown because: " + base::visible_line(outline.why) + ".\n";
        text += code_fence(outline.text) + "\n";
    }
    return "## Other files, in part\n\nLines with their numbers, for reading; ask for a whole file before you change it.\n\n" +
           untrusted("outlines", text, nonce) + "\n";
}

/// One that holds the mark is left out: a check may print what the model made it print.
std::string render_facts(const std::vector<std::string>& facts, std::string_view nonce) {
    std::string text;
    for (const std::string& fact : facts)
        if (base::to_lower(fact).find(base::to_lower(nonce)) == std::string::npos) text += "- " + base::visible_text(fact) + "\n";
    if (text.empty()) return {};
    return "\n## Earlier attempts\n\nEach of them failed of this; nothing of them was applied.\n\n" +
           untrusted("earlier attempts", text, nonce);
}

}  // namespace

Result<void> check_request(const Request& request) {
    PROFFER_CHECK(check_nonce(request.nonce));
    PROFFER_CHECK(refuse_nonce("the instruction", request.instruction, request.nonce));
    PROFFER_CHECK(refuse_nonce("AGENTS.md", request.guidance, request.nonce));
    for (const Excerpt& excerpt : request.excerpts) {
        const std::string name = "'" + base::visible_line(excerpt.path) + "'";
        PROFFER_CHECK(refuse_nonce(name, excerpt.path, request.nonce));
        PROFFER_CHECK(refuse_nonce(name, excerpt.text, request.nonce));
        PROFFER_CHECK(refuse_nonce(name, excerpt.why, request.nonce));
        PROFFER_CHECK(refuse_nonce(name, excerpt.outline, request.nonce));
        for (const ShownLines& part : excerpt.parts) PROFFER_CHECK(refuse_nonce(name, part.text, request.nonce));
    }
    for (const Outline& outline : request.outlines) {
        const std::string name = "'" + base::visible_line(outline.path) + "'";
        for (const std::string* part : {&outline.path, &outline.text, &outline.why})
            PROFFER_CHECK(refuse_nonce(name, *part, request.nonce));
    }
    return {};
}

std::string render_files(const std::vector<Excerpt>& excerpts, std::string_view nonce) {
    std::string files;
    for (const Excerpt& excerpt : excerpts) files += render_excerpt(excerpt);
    return untrusted("files", files, nonce);
}

std::string render_context(const Request& request) {
    std::string text = render_scope(request.allowed);
    text += render_list("Checks the result must pass", request.checks);
    if (!request.guidance.empty()) {
        const std::string guidance = base::head_and_tail(base::visible_text(request.guidance), k_most_guidance_bytes);
        text += "## Guidance of the repository\n\n" + untrusted("AGENTS.md", guidance, request.nonce) + "\n";
    }
    if (!request.excerpts.empty()) text += "## Files\n\n" + render_files(request.excerpts, request.nonce) + "\n";
    text += render_outlines(request.outlines, request.nonce);
    return text + "## Instruction\n\n" + untrusted("instruction", base::visible_text(request.instruction), request.nonce) +
           render_facts(request.facts, request.nonce);
}

}  // namespace proffer::prompt
