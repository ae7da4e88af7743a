// Shares the room, then fills it.
#include "run/pack.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/outline.hpp"
#include "locate/parts.hpp"

namespace proffer::run {
namespace {

// Cautious: code has about 3.5 bytes a token (prompt::estimate_tokens).
constexpr std::uint64_t k_bytes_per_token = 3;
constexpr std::uint64_t k_most_reply_tokens = 32'000;
constexpr std::uint64_t k_part_of_limit = 4;
constexpr std::size_t k_least_room_bytes = 4 * 1024;
constexpr std::size_t k_least_share_bytes = 1536;
// What is longer costs more than it tells, whatever the room.
constexpr std::size_t k_most_whole_bytes = 64 * 1024;
constexpr std::size_t k_most_partial_bytes = 32 * 1024;
constexpr std::size_t k_part_for_guidance = 8;
constexpr std::size_t k_least_guidance_bytes = 512;
constexpr std::size_t k_part_for_outline = 6;
constexpr std::size_t k_most_outline_lines = 60;

/// Bytes for each file; the small ones leave what they do not need to the others.
std::vector<std::size_t> shares_of(const std::vector<prompt::Excerpt>& files, std::size_t count, std::size_t room) {
    std::vector<std::size_t> by_size(count);
    std::iota(by_size.begin(), by_size.end(), std::size_t{0});
    std::stable_sort(by_size.begin(), by_size.end(),
                     [&](std::size_t a, std::size_t b) { return files[a].text.size() < files[b].text.size(); });
    std::vector<std::size_t> shares(count);
    std::size_t waiting = count;
    for (const std::size_t file : by_size) {
        const std::size_t size = files[file].text.size();
        const std::size_t wanted = size > k_most_whole_bytes ? k_most_partial_bytes : size;
        shares[file] = std::min(wanted, room / waiting--);
        room -= shares[file];
    }
    return shares;
}

bool is_enough(const prompt::Excerpt& file, std::size_t share, bool needs_whole) {
    return share >= (needs_whole ? file.text.size() : std::min(file.text.size(), k_least_share_bytes));
}

/// How many of the first files have a share that is of use; one at least.
std::size_t count_with_room(const std::vector<prompt::Excerpt>& files, std::size_t room, bool needs_whole) {
    for (std::size_t count = files.size(); count > 1; --count) {
        const std::vector<std::size_t> shares = shares_of(files, count, room);
        bool is_room = true;
        for (std::size_t i = 0; i < count; ++i) is_room = is_room && is_enough(files[i], shares[i], needs_whole);
        if (is_room) return count;
    }
    return std::min<std::size_t>(files.size(), 1);
}

std::string_view text_of(const std::vector<std::string_view>& lines, locate::LineRange range) {
    const std::string_view first = lines[range.first - 1], last = lines[range.last - 1];
    return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

/// Nothing when not one part fits.
prompt::Excerpt in_part(const prompt::Excerpt& file, std::string_view about, std::size_t share) {
    const std::vector<std::string_view> lines = base::split_lines(file.text);
    const locate::Family family = locate::kind_of(file.path).family;
    const std::size_t for_outline = share / k_part_for_outline;
    prompt::Excerpt excerpt{file.path, "", true, file.why};
    const auto ranges = locate::choose_parts(file.path, file.text, about, share - for_outline);
    for (const locate::LineRange& range : ranges) excerpt.parts.push_back({range.first, std::string(text_of(lines, range))});
    excerpt.lines = lines.size();
    excerpt.outline = locate::outline_of(file.text, family, k_most_outline_lines, ranges);
    if (excerpt.outline.size() > for_outline) {
        const std::size_t end = base::prefix(excerpt.outline, for_outline).rfind('\n');
        excerpt.outline.resize(end == std::string::npos ? 0 : end + 1);
    }
    return excerpt;
}

std::size_t size_of(const prompt::Excerpt& excerpt) {
    std::size_t bytes = excerpt.text.size() + excerpt.outline.size();
    for (const prompt::ShownLines& part : excerpt.parts) bytes += part.text.size();
    return bytes;
}

class Packing {
 public:
    Packing(const Context& context, std::string_view about, std::size_t room, bool needs_whole)
        : context_(context), about_(about), room_(room), needs_whole_(needs_whole) {}

    Packed pack() {
        const std::size_t for_guidance = std::min(context_.guidance.size(), room_ / k_part_for_guidance);
        add_targets(room_ - for_guidance);
        add_guidance(for_guidance);
        for (const prompt::Outline& outline : context_.outlines) add_outline(outline);
        return std::move(packed_);
    }

 private:
    void add_targets(std::size_t room) {
        const std::vector<prompt::Excerpt>& files = context_.excerpts;
        const std::size_t count = count_with_room(files, room, needs_whole_);
        const std::vector<std::size_t> shares = shares_of(files, count, room);
        for (std::size_t i = 0; i < count; ++i) add_target(files[i], std::max(shares[i], k_least_share_bytes));
        for (std::size_t i = count; i < files.size(); ++i) leave_out(files[i].path, "it does not fit into the prompt");
    }

    void add_target(const prompt::Excerpt& file, std::size_t share) {
        if (file.text.size() <= share || needs_whole_) return add(file);
        prompt::Excerpt excerpt = in_part(file, about_, share);
        if (excerpt.parts.empty()) return leave_out(file.path, "its lines are too long to be shown in part");
        std::size_t shown = 0;
        for (const prompt::ShownLines& part : excerpt.parts) shown += base::split_lines(part.text).size();
        tell(fmt::format("'{}' was shown in part: {} of its {} lines", file.path, shown, excerpt.lines));
        add(std::move(excerpt));
    }

    void add(prompt::Excerpt excerpt) {
        packed_.bytes += size_of(excerpt);
        packed_.excerpts.push_back(std::move(excerpt));
    }

    void add_guidance(std::size_t room) {
        if (room == context_.guidance.size()) {
            packed_.guidance = context_.guidance;
        } else if (room < k_least_guidance_bytes) {
            leave_out("AGENTS.md", "there was no room for it");
        } else {
            packed_.guidance = base::prefix(context_.guidance, room);
            tell(fmt::format("AGENTS.md was cut to {} bytes", packed_.guidance.size()));
        }
        packed_.bytes += packed_.guidance.size();
    }

    void add_outline(const prompt::Outline& outline) {
        if (packed_.bytes + outline.text.size() > room_) return leave_out(outline.path, "there was no room for its outline");
        packed_.bytes += outline.text.size();
        packed_.outlines.push_back(outline);
    }

    void leave_out(const std::string& path, std::string_view why) { tell(fmt::format("'{}' was left out: {}", path, why)); }
    void tell(std::string line) { packed_.left_out.push_back(std::move(line)); }

    const Context& context_;
    std::string_view about_;
    std::size_t room_;
    bool needs_whole_;
    Packed packed_;
};

}  // namespace

std::size_t room_for_files(std::uint64_t context_tokens, const domain::Settings& settings, std::uint64_t fixed_tokens) {
    const std::uint64_t reply = std::min(settings.model.max_output_tokens.value_or(k_most_reply_tokens), context_tokens / 4);
    // A quarter of the rest is for what is said after failures.
    const std::uint64_t tokens = std::min((context_tokens - reply) / 4 * 3, settings.limits.tokens / k_part_of_limit);
    const std::uint64_t bytes = (tokens - std::min(tokens, fixed_tokens)) * k_bytes_per_token;
    return static_cast<std::size_t>(std::max<std::uint64_t>(bytes, k_least_room_bytes));
}

bool Packed::can_shrink() const {
    return excerpts.size() > 1 || !outlines.empty() || !guidance.empty() || bytes > k_least_share_bytes;
}

std::set<std::string> Packed::paths(bool in_part) const {
    std::set<std::string> paths;
    for (const prompt::Excerpt& excerpt : excerpts)
        if (excerpt.is_partial() == in_part) paths.insert(excerpt.path);
    return paths;
}

Packed pack(const Context& context, std::string_view about, std::size_t room_bytes, bool needs_whole) {
    return Packing(context, about, room_bytes, needs_whole).pack();
}

}  // namespace proffer::run
