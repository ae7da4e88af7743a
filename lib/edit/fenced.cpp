// Whole files in code fences: under their names, or one fence for the only target.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "edit/fences.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "edit/spoken_paths.hpp"
#include "edit/whole_file.hpp"

namespace proffer::edit {
namespace {

std::string language_of(const Fence& fence) {
    std::string_view word = fence.info.substr(0, fence.info.find_first_of(" \t:{"));
    return base::to_lower(word);
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_shell(const Fence& fence) {
    return is_any_of(language_of(fence), {"sh", "bash", "shell", "zsh", "fish", "console", "terminal", "shell-session", "shellsession",
                                          "sh-session", "cmd", "bat", "batch", "powershell", "ps1", "pwsh", "command", "cli"});
}

/// What a program prints, or a change rather than a file.
bool is_no_file(const Fence& fence) {
    return is_any_of(language_of(fence), {"output", "stdout", "stderr", "log", "diff", "patch"});
}

bool is_script(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return true;
    return is_any_of(base::to_lower(name.substr(dot)),
                     {".sh", ".bash", ".zsh", ".ksh", ".fish", ".bat", ".cmd", ".ps1", ".bats", ".command"});
}

bool may_be_file(const Fence& fence, std::string_view path) {
    if (is_no_file(fence)) return false;
    return !is_shell(fence) || is_script(path);
}

}  // namespace

Fences find_fences(const ReplyLines& lines, const Paths& paths) {
    Fences result;
    std::optional<Fence> open;
    std::size_t behind_last = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::optional<Fence> fence = parse_fence(lines[i]);
        if (!open && fence) {
            open = fence;
            FencedBlock block{*fence, i, lines.size(), "", false};
            if (std::optional<std::string> path = path_in_info(fence->info, paths)) {
                block.path = *std::move(path);
            } else if (std::optional<SpokenPath> said = path_above(lines, i, behind_last, Surroundings::plain, paths)) {
                block.path = std::move(said->path);
                block.said_in_passing = said->said == Said::in_a_sentence;
            }
            result.blocks.push_back(std::move(block));
            if (result.blocks.size() > k_most_edits) return result;
        } else if (open && closes(lines[i], *open)) {
            result.blocks.back().close = i;
            behind_last = i + 1;
            open.reset();
        } else if (open && fence && fence->sign == open->sign && fence->length >= open->length) {
            result.nested = true;
        }
    }
    result.left_open = open.has_value();
    return result;
}

namespace {

class Reader {
 public:
    Reader(const ReplyLines& lines, const Paths& paths) : lines_(lines), paths_(paths), fences_(find_fences(lines, paths)) {}

    Requests read() {
        if (fences_.blocks.size() > k_most_edits)
            requests_.refuse("", k_too_large, "the reply has too many edits");
        else if (fences_.nested)
            requests_.refuse("", k_malformed, "a fence is opened inside another one of the same length; use a longer one outside");
        else if (fences_.left_open)
            requests_.refuse(fences_.blocks.back().path, k_incomplete, "a fence is not closed");
        else
            read_blocks();
        return std::move(requests_);
    }

 private:
    void read_blocks() {
        std::vector<const FencedBlock*> named, unnamed;
        for (const FencedBlock& block : fences_.blocks) {
            if (!block.path.empty() && may_be_file(block.fence, block.path))
                named.push_back(&block);
            else if (block.path.empty() && !is_no_file(block.fence) && !is_shell(block.fence))
                unnamed.push_back(&block);
        }
        if (!named.empty())
            read_named(named, unnamed);
        else
            read_single();
    }

    void read_named(const std::vector<const FencedBlock*>& named, const std::vector<const FencedBlock*>& unnamed) {
        for (const FencedBlock* block : named) add(*block, block->path);
        if (unnamed.empty()) return;
        // "Running `a.py` prints:" names no file that follows.
        const bool unsure = std::any_of(named.begin(), named.end(), [](const FencedBlock* block) { return block->said_in_passing; });
        const bool splits_markdown =
            std::any_of(named.begin(), named.end(), [](const FencedBlock* block) { return is_markdown(block->path); });
        if (unsure || splits_markdown || !covers_targets(named))
            requests_.refuse("", k_no_path, "a fence has no file name above it; put the path on the line before each fence");
    }

    /// All targets have a fence of their own: one without a name is an example.
    [[nodiscard]] bool covers_targets(const std::vector<const FencedBlock*>& named) const {
        if (paths_.targets().empty()) return false;
        return std::all_of(paths_.targets().begin(), paths_.targets().end(), [&](const domain::RepoPath& target) {
            return std::any_of(named.begin(), named.end(), [&](const FencedBlock* block) {
                const auto resolved = paths_.resolve(block->path, Wanted::any);
                return std::holds_alternative<ResolvedPath>(resolved) && std::get<ResolvedPath>(resolved).path == target;
            });
        });
    }

    void read_single() {
        const std::optional<std::string> target = paths_.only_target();
        std::vector<const FencedBlock*> candidates;
        for (const FencedBlock& block : fences_.blocks)
            if (block.path.empty() && may_be_file(block.fence, target.value_or(""))) candidates.push_back(&block);
        if (candidates.empty())
            requests_.refuse("", k_no_edits, "the reply has no edit in a known format");
        else if (!target)
            requests_.refuse("", k_no_path, "the fence does not say which file it is for; put the path on the line before it");
        else if (candidates.size() > 1)
            requests_.refuse(*target, k_malformed,
                             "there are several fences for '" + base::visible_line(*target) + "'; send one with the whole file");
        else
            add(*candidates.front(), *target);
    }

    void add(const FencedBlock& block, const std::string& path) {
        FileRequest request;
        request.action = Action::whole_file;
        request.path = path;
        request.bare = true;
        request.body = body_of(block);
        requests_.files.push_back(std::move(request));
    }

    /// Without the indentation of a fence that stands in a list.
    std::string_view body_of(const FencedBlock& block) {
        const std::string_view body = lines_.between(block.open + 1, block.close);
        const std::string_view open = lines_[block.open];
        const std::string_view indent = open.substr(0, block.fence.indent);
        if (indent.empty()) return body;
        std::string text;
        for (std::size_t i = block.open + 1; i < block.close; ++i) {
            std::string_view line = lines_.between(i, i + 1);
            if (!line.starts_with(indent) && !is_blank(line)) return body;
            if (line.starts_with(indent)) line.remove_prefix(indent.size());
            text += line;
        }
        return requests_.keep(std::move(text));
    }

    const ReplyLines& lines_;
    const Paths& paths_;
    Fences fences_;
    Requests requests_;
};

}  // namespace

Requests read_fenced(const ReplyLines& lines, const Paths& paths) {
    return Reader(lines, paths).read();
}

}  // namespace proffer::edit
