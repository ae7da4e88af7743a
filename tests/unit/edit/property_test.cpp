// Random edits of random files, written in every format: exact ones apply exactly, disturbed ones apply or are refused.
#include <random>

#include "base/text.hpp"
#include "case_table.hpp"
#include "diff/line_diff.hpp"
#include "diff/unified.hpp"

using namespace proffer;
using namespace proffer::test;

namespace {

using Random = std::mt19937;
using Lines = std::vector<std::string>;

std::string random_line(Random& random) {
    static const std::vector<std::string> k_words = {"return x",   "if a:",       "}",      "{",        "",
                                                     "x = 1",      "def f():",    "# note", "    deep", "\ttab",
                                                     "call(a, b)", "caf\xC3\xA9", "- item", "+ more"};
    std::string line(4 * (random() % 3), ' ');
    line += k_words[random() % k_words.size()];
    if (random() % 3 == 0) line += " " + std::to_string(random() % 30);
    return base::trim(line).empty() ? "" : line;
}

Lines random_file(Random& random) {
    Lines lines;
    for (std::size_t i = 6 + random() % 40; i > 0; --i) lines.push_back(random_line(random));
    lines.front() = "first " + std::to_string(random() % 100);
    lines.back() = "last";
    return lines;
}

/// One to three changes, nothing that the checks against laziness would mind.
Lines edited(const Lines& before, Random& random) {
    Lines after = before;
    for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
        const auto at = after.begin() + static_cast<std::ptrdiff_t>(1 + random() % (after.size() - 2));
        const std::size_t kind = random() % 3;
        if (kind == 0) *at = random_line(random) + "!";
        if (kind == 1) after.insert(at, random_line(random) + "?");
        if (kind == 2 && after.size() > before.size() - 2) after.erase(at);
    }
    return after;
}

std::string text_of(const Lines& lines, const std::string& end = "\n") {
    std::string text;
    for (const std::string& line : lines) text += line + end;
    return text;
}

struct Hunk {
    Lines old_lines, new_lines;
};

/// Changed stretches with as much context as makes each old text unique.
std::vector<Hunk> hunks_of(const Lines& before, const Lines& after) {
    std::vector<std::string_view> old_views(before.begin(), before.end()), new_views(after.begin(), after.end());
    const auto changes = diff::diff_lines(old_views, new_views);
    if (changes.empty()) return {};
    Hunk whole;
    const std::size_t old_begin = changes.front().old_begin > 3 ? changes.front().old_begin - 3 : 0;
    const std::size_t skipped = changes.front().old_begin - old_begin;
    const std::size_t old_end = std::min(before.size(), changes.back().old_begin + changes.back().old_count + 3);
    const std::size_t behind = old_end - changes.back().old_begin - changes.back().old_count;
    whole.old_lines.assign(before.begin() + static_cast<std::ptrdiff_t>(old_begin), before.begin() + static_cast<std::ptrdiff_t>(old_end));
    whole.new_lines.assign(after.begin() + static_cast<std::ptrdiff_t>(changes.front().new_begin - skipped),
                           after.begin() + static_cast<std::ptrdiff_t>(changes.back().new_begin + changes.back().new_count + behind));
    return {whole};
}

std::string as_tags(const Lines&, const Lines& after) {
    return "Here:\n<MODIFIED path=\"d/f.py\">\n" + text_of(after) + "</MODIFIED>\nDone.\n";
}
std::string as_delimiters(const Lines&, const Lines& after) {
    return "--- FILE: d/f.py ---\n" + text_of(after) + "--- END FILE ---\n";
}
std::string as_fence(const Lines&, const Lines& after) {
    return "d/f.py\n````python\n" + text_of(after) + "````\n";
}
std::string as_blocks(const Lines& before, const Lines& after) {
    std::string reply = "d/f.py\n";
    for (const Hunk& hunk : hunks_of(before, after))
        reply += "<<<<<<< SEARCH\n" + text_of(hunk.old_lines) + "=======\n" + text_of(hunk.new_lines) + ">>>>>>> REPLACE\n";
    return reply;
}
std::string as_tagged_pairs(const Lines& before, const Lines& after) {
    std::string reply = "<file>d/f.py</file>\n";
    for (const Hunk& hunk : hunks_of(before, after))
        reply += "<original>\n" + text_of(hunk.old_lines) + "</original>\n<patched>\n" + text_of(hunk.new_lines) + "</patched>\n";
    return reply;
}
std::string as_diff(const Lines& before, const Lines& after) {
    return "```diff\n" + diff::render_unified("d/f.py", text_of(before), text_of(after)) + "```\n";
}
std::string as_patch(const Lines& before, const Lines& after) {
    std::string reply = "*** Begin Patch\n*** Update File: d/f.py\n";
    for (const diff::FileDiff& file : diff::parse_unified(diff::render_unified("d/f.py", text_of(before), text_of(after)))) {
        for (const diff::Hunk& hunk : file.hunks) {
            reply += "@@\n";
            for (const diff::HunkLine& line : hunk.lines)
                reply += (line.kind == diff::LineKind::context ? " " : line.kind == diff::LineKind::added ? "+" : "-") + line.text + "\n";
        }
    }
    return reply + "*** End Patch\n";
}

using Writer = std::string (*)(const Lines&, const Lines&);
const std::vector<std::pair<std::string, Writer>> k_writers = {{"tags", as_tags},     {"delimiters", as_delimiters}, {"fence", as_fence},
                                                               {"blocks", as_blocks}, {"pairs", as_tagged_pairs},    {"diff", as_diff},
                                                               {"patch", as_patch}};

std::string crlf(const std::string& text) {
    return base::replace_all(text, "\n", "\r\n");
}

std::string with_trailing_blanks(const Lines& lines, Random& random) {
    std::string text;
    for (const std::string& line : lines) text += line + std::string(random() % 3, ' ') + "\n";
    return text;
}

/// The file's bytes after `reply`, or nothing when it was refused.
std::optional<std::string> applied(const std::string& file, const std::string& reply, std::string& record) {
    const auto understood = understand({{"d/f.py", file}}, {"d/f.py"}, reply);
    record = told(understood);
    if (!understood.refusals.empty()) return {};
    if (understood.edits.empty()) return file;
    return understood.edits[0].content;
}

}  // namespace

TEST_CASE("edit: random edits apply exactly in every format, or are refused as ambiguous", "[edit]") {
    Random random(2024);  // deterministic on purpose
    int applied_count = 0, all = 0;
    for (int round = 0; round < 300; ++round) {
        const Lines before = random_file(random), after = edited(before, random);
        if (before == after) continue;
        for (const auto& [name, write] : k_writers) {
            std::string record;
            const std::string reply = write(before, after);
            const auto content = applied(text_of(before), reply, record);
            INFO(name << " " << round << "\n" << record << "\n" << text_of(before) << "----\n" << reply);
            ++all;
            if (!content) {
                REQUIRE((record.find("ambiguous") != std::string::npos || record.find("empty-search") != std::string::npos));
                continue;
            }
            ++applied_count;
            REQUIRE(*content == text_of(after));
        }
    }
    CHECK(applied_count > all * 95 / 100);
}

TEST_CASE("edit: edits of CR LF files and of files without a final newline apply exactly too", "[edit]") {
    Random random(7);
    for (int round = 0; round < 100; ++round) {
        const Lines before = random_file(random), after = edited(before, random);
        for (const auto& [name, write] : k_writers) {
            std::string record;
            const std::string reply = write(before, after);
            INFO(name << " " << round << "\n" << reply);
            if (const auto content = applied(crlf(text_of(before)), reply, record)) REQUIRE(*content == crlf(text_of(after)));
            if (const auto content = applied(text_of(before), crlf(reply), record)) REQUIRE(*content == text_of(after));
            std::string cut_before = text_of(before), cut_after = text_of(after);
            cut_before.pop_back();
            cut_after.pop_back();
            if (name == "diff") continue;  // says that there is a final newline where it counts
            if (const auto content = applied(cut_before, reply, record)) REQUIRE(*content == cut_after);
        }
    }
}

TEST_CASE("edit: with trailing blanks in the file, changed lines are right and the others keep theirs", "[edit]") {
    Random random(99);
    for (int round = 0; round < 150; ++round) {
        const Lines before = random_file(random), after = edited(before, random);
        const std::string file = with_trailing_blanks(before, random);
        for (const Writer write : {as_blocks, as_tagged_pairs, as_diff, as_patch}) {
            std::string record;
            const auto content = applied(file, write(before, after), record);
            if (!content) continue;
            std::string bare;
            for (const std::string_view line : base::split_lines(*content)) bare += std::string(base::trim_right(line)) + "\n";
            INFO(record << "\n" << file << "----\n" << write(before, after));
            REQUIRE(bare == text_of(after));
        }
    }
}

TEST_CASE("edit: evenly shifted indentation applies exactly or is refused", "[edit]") {
    Random random(5);
    int applied_count = 0;
    for (int round = 0; round < 200; ++round) {
        const Lines before = random_file(random), after = edited(before, random);
        Lines deep_before, deep_after;
        for (const std::string& line : before) deep_before.push_back(line.empty() ? line : "    " + line);
        for (const std::string& line : after) deep_after.push_back(line.empty() ? line : "    " + line);
        for (const Writer write : {as_blocks, as_tagged_pairs}) {
            std::string record;
            INFO(round << "\n" << text_of(deep_before) << "----\n" << write(before, after));
            if (const auto content = applied(text_of(deep_before), write(before, after), record)) {
                INFO(record);
                REQUIRE(*content == text_of(deep_after));
                ++applied_count;
            }
            if (const auto content = applied(text_of(before), write(deep_before, deep_after), record)) REQUIRE(*content == text_of(after));
        }
    }
    CHECK(applied_count > 200);
}

TEST_CASE("edit: a reply cut at any byte is refused or gives whole edits only", "[edit]") {
    Random random(3);
    const Lines before = random_file(random), after = edited(before, random);
    REQUIRE(before != after);
    for (const auto& [name, write] : k_writers) {
        const std::string reply = write(before, after);
        for (std::size_t size = 0; size < reply.size(); ++size) {
            std::string record;
            const auto content = applied(text_of(before), reply.substr(0, size), record);
            INFO(name << " cut at " << size << "\n" << reply.substr(0, size) << "\n" << record);
            if (content) REQUIRE((*content == text_of(after)));
        }
    }
}

TEST_CASE("edit: random garbage made of markers never crashes and never depends on anything but its input (P8)", "[edit]") {
    Random random(12345);
    const std::vector<std::string> pieces = {"<<<<<<< SEARCH\n",
                                             "=======\n",
                                             ">>>>>>> REPLACE\n",
                                             "```\n",
                                             "```python\n",
                                             "~~~~\n",
                                             "<MODIFIED path=\"f\">\n",
                                             "</MODIFIED>",
                                             "\n",
                                             "--- FILE: f ---\n",
                                             "--- END FILE ---\n",
                                             "*** Begin Patch\n",
                                             "*** Update File: f\n",
                                             "*** End Patch\n",
                                             "@@\n",
                                             "@@ -1,2 +1,3 @@\n",
                                             "+x\n",
                                             "-a\n",
                                             " b\n",
                                             "--- a/f\n",
                                             "+++ b/f\n",
                                             "diff --git a/f b/f\n",
                                             "<file>f</file>\n",
                                             "<original>",
                                             "</original>\n",
                                             "<patched>",
                                             "</patched>\n",
                                             "a\n",
                                             "...\n",
                                             "f\n",
                                             "\xFF\xFE",
                                             std::string("\0", 1),
                                             "\r\n",
                                             "<DELETED path=f/>\n",
                                             "*** Add File: g\n",
                                             "rename from f\n",
                                             "rename to g\n",
                                             "1 | a\n",
                                             "{\"edits\": [",
                                             "]}",
                                             "\\",
                                             "  ",
                                             "<![CDATA[",
                                             "&lt;",
                                             "*** Move to: h\n",
                                             "*** End of File\n"};
    for (int round = 0; round < 4000; ++round) {
        std::string reply;
        for (std::size_t i = random() % 24; i > 0; --i) reply += pieces[random() % pieces.size()];
        const auto first = understand({{"f", "a\nb\nc\n"}, {"d/f", "a\n"}}, {"f"}, reply);
        const auto second = understand({{"f", "a\nb\nc\n"}, {"d/f", "a\n"}}, {"f"}, reply);
        REQUIRE(changes_of(first) == changes_of(second));
        REQUIRE(told(first) == told(second));
        for (std::size_t i = 1; i < first.edits.size(); ++i) REQUIRE(first.edits[i - 1].path < first.edits[i].path);
    }
}
