// Line diff: common ends are cut, lines become numbers, then Myers' linear-space search with a cap on its cost.
#include "diff/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

namespace proffer::diff {
namespace {

using Line = std::uint32_t;
using Coordinate = std::int64_t;

constexpr Coordinate k_nowhere = std::numeric_limits<Coordinate>::min() / 2;

/// Gives equal lines equal numbers, by sorting: no choice of lines makes it slow, as it would a hash table.
std::vector<Line> number_lines(const std::vector<std::string_view>& texts) {
    struct Entry {
        std::size_t hash;
        Line index;
    };
    std::vector<Entry> entries;
    entries.reserve(texts.size());
    for (const std::string_view text : texts) entries.push_back({std::hash<std::string_view>{}(text), static_cast<Line>(entries.size())});
    std::sort(entries.begin(), entries.end(),
              [&](const Entry& a, const Entry& b) { return a.hash != b.hash ? a.hash < b.hash : texts[a.index] < texts[b.index]; });
    std::vector<Line> numbers(texts.size());
    Line next = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0 && (entries[i].hash != entries[i - 1].hash || texts[entries[i].index] != texts[entries[i - 1].index])) ++next;
        numbers[entries[i].index] = next;
    }
    return numbers;
}

constexpr std::uint64_t k_steps = 30'000'000;

/// Beyond this many differences from either corner of a box, the search takes the furthest point it has instead of the
/// best one. The work is then at most lines times this: some `k_steps`, whatever the input.
Coordinate search_limit(std::size_t lines, const Effort& effort) {
    const auto best = static_cast<Coordinate>(std::min(effort.steps, k_steps) / (lines + 1));
    const Coordinate limit = std::clamp<Coordinate>(best, effort.steps < k_steps ? 8 : 64, 1024);
    return std::min(limit, static_cast<Coordinate>(lines + 2)) & ~Coordinate{1};
}

struct Box {
    Coordinate old_begin, old_end, new_begin, new_end;
};

struct Point {
    Coordinate x = 0;  // into the old lines of a box
    Coordinate y = 0;  // into the new lines of a box
};

class Search {
 public:
    Search(std::vector<Line> old_lines, std::vector<Line> new_lines, const Effort& effort)
        : old_(std::move(old_lines)),
          new_(std::move(new_lines)),
          removed_(old_.size(), false),
          added_(new_.size(), false),
          limit_(search_limit(old_.size() + new_.size(), effort)),
          forward_(static_cast<std::size_t>(2 * limit_ + 3)),
          backward_(static_cast<std::size_t>(2 * limit_ + 3)) {}

    void run() {
        // A stack of our own: the depth of recursion would be the input's choice.
        std::vector<Box> boxes = {{0, static_cast<Coordinate>(old_.size()), 0, static_cast<Coordinate>(new_.size())}};
        while (!boxes.empty()) {
            const Box box = trimmed(boxes.back());
            boxes.pop_back();
            if (box.old_begin == box.old_end || box.new_begin == box.new_end) {
                mark(box);
                continue;
            }
            const Point split = split_point(box);
            boxes.push_back({box.old_begin + split.x, box.old_end, box.new_begin + split.y, box.new_end});
            boxes.push_back({box.old_begin, box.old_begin + split.x, box.new_begin, box.new_begin + split.y});
        }
    }

    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    [[nodiscard]] const std::vector<bool>& removed() const { return removed_; }
    [[nodiscard]] const std::vector<bool>& added() const { return added_; }

 private:
    [[nodiscard]] bool same(Coordinate old_line, Coordinate new_line) const {
        return old_[static_cast<std::size_t>(old_line)] == new_[static_cast<std::size_t>(new_line)];
    }

    [[nodiscard]] Box trimmed(Box box) const {
        while (box.old_begin < box.old_end && box.new_begin < box.new_end && same(box.old_begin, box.new_begin)) {
            ++box.old_begin;
            ++box.new_begin;
        }
        while (box.old_begin < box.old_end && box.new_begin < box.new_end && same(box.old_end - 1, box.new_end - 1)) {
            --box.old_end;
            --box.new_end;
        }
        return box;
    }

    void mark(const Box& box) {
        for (Coordinate line = box.old_begin; line < box.old_end; ++line) removed_[static_cast<std::size_t>(line)] = true;
        for (Coordinate line = box.new_begin; line < box.new_end; ++line) added_[static_cast<std::size_t>(line)] = true;
    }

    Coordinate& at(std::vector<Coordinate>& reach, Coordinate diagonal) const {
        return reach[static_cast<std::size_t>(diagonal + limit_ + 1)];
    }

    /// Furthest x on `diagonal` after one more difference, before following equal lines.
    Coordinate advance(std::vector<Coordinate>& reach, Coordinate diagonal, Coordinate round) const {
        if (round == 0) return 0;
        const Coordinate from_left = diagonal > -round ? at(reach, diagonal - 1) + 1 : k_nowhere;
        const Coordinate from_above = diagonal < round ? at(reach, diagonal + 1) : k_nowhere;
        return std::max(from_left, from_above);
    }

    /// Any point of the box splits it correctly; this one tries to be on a shortest path. Both searches walk
    /// diagonals of their own corner; the backward one counts from the far corner.
    [[nodiscard]] Point split_point(const Box& box) {
        const Coordinate n = box.old_end - box.old_begin;
        const Coordinate m = box.new_end - box.new_begin;
        const Coordinate delta = n - m;
        for (Coordinate round = 0; round <= limit_; ++round) {
            steps_ += static_cast<std::uint64_t>(2 * round + 2);
            for (Coordinate k = -round; k <= round; k += 2) {
                const Coordinate x = step(box, forward_, k, round, n, m, true);
                const Coordinate other = delta - k;  // the backward diagonal through the same cells
                const bool odd = (delta & 1) != 0;
                if (x >= 0 && odd && other > -round && other < round && x + at(backward_, other) >= n) return {x, x - k};
            }
            for (Coordinate k = -round; k <= round; k += 2) {
                const Coordinate x = step(box, backward_, k, round, n, m, false);
                const Coordinate other = delta - k;
                const bool even = (delta & 1) == 0;
                if (x >= 0 && even && other >= -round && other <= round && x + at(forward_, other) >= n) return {n - x, m - (x - k)};
            }
        }
        return furthest(n, m);
    }

    Coordinate step(const Box& box, std::vector<Coordinate>& reach, Coordinate k, Coordinate round, Coordinate n, Coordinate m,
                    bool ahead) const {
        Coordinate x = advance(reach, k, round);
        Coordinate y = x - k;
        if (x < 0 || x > n || y < 0 || y > m) return at(reach, k) = k_nowhere;
        while (x < n && y < m && (ahead ? same(box.old_begin + x, box.new_begin + y) : same(box.old_end - 1 - x, box.new_end - 1 - y))) {
            ++x;
            ++y;
        }
        return at(reach, k) = x;
    }

    /// The point with most lines behind it, from either corner, when the cost cap is reached.
    [[nodiscard]] Point furthest(Coordinate n, Coordinate m) {
        Point best_forward, best_backward;
        for (Coordinate k = -limit_; k <= limit_; k += 2) {
            if (const Coordinate x = at(forward_, k); x >= 0 && 2 * x - k > best_forward.x + best_forward.y) best_forward = {x, x - k};
            if (const Coordinate x = at(backward_, k); x >= 0 && 2 * x - k > best_backward.x + best_backward.y) best_backward = {x, x - k};
        }
        if (best_forward.x + best_forward.y >= best_backward.x + best_backward.y) return best_forward;
        return {n - best_backward.x, m - best_backward.y};
    }

    std::vector<Line> old_, new_;
    std::vector<bool> removed_, added_;
    Coordinate limit_;
    std::uint64_t steps_ = 0;
    std::vector<Coordinate> forward_, backward_;
};

std::vector<Change> changes_from(const std::vector<bool>& removed, const std::vector<bool>& added, std::size_t offset) {
    std::vector<Change> changes;
    std::size_t o = 0, n = 0;
    while (o < removed.size() || n < added.size()) {
        Change change{o + offset, 0, n + offset, 0};
        while (o < removed.size() && removed[o]) ++o, ++change.old_count;
        while (n < added.size() && added[n]) ++n, ++change.new_count;
        if (change.old_count + change.new_count > 0) {
            changes.push_back(change);
            continue;
        }
        ++o, ++n;
    }
    return changes;
}

/// A block of lines only added or only removed can often stand in several places; people expect the last.
void slide_down(std::vector<Change>& changes, const std::vector<std::string_view>& old_lines,
                const std::vector<std::string_view>& new_lines) {
    for (std::size_t i = changes.size(); i-- > 0;) {
        Change& change = changes[i];
        if (change.old_count > 0 && change.new_count > 0) continue;
        const bool removal = change.old_count > 0;
        const std::vector<std::string_view>& lines = removal ? old_lines : new_lines;
        const std::size_t count = removal ? change.old_count : change.new_count;
        std::size_t begin = removal ? change.old_begin : change.new_begin;
        const std::size_t first = begin;
        const std::size_t limit = i + 1 == changes.size() ? lines.size() : removal ? changes[i + 1].old_begin : changes[i + 1].new_begin;
        while (begin + count < limit && lines[begin] == lines[begin + count]) ++begin;
        change.old_begin += begin - first;
        change.new_begin += begin - first;
    }
}

std::vector<Change> joined(const std::vector<Change>& changes) {
    std::vector<Change> result;
    for (const Change& change : changes) {
        if (!result.empty() && result.back().old_begin + result.back().old_count == change.old_begin &&
            result.back().new_begin + result.back().new_count == change.new_begin) {
            result.back().old_count += change.old_count;
            result.back().new_count += change.new_count;
        } else {
            result.push_back(change);
        }
    }
    return result;
}

}  // namespace

std::vector<Change> diff_lines(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines) {
    Effort effort{k_steps};
    return diff_lines(old_lines, new_lines, effort);
}

std::vector<Change> diff_lines(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines,
                               Effort& effort) {
    const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
    std::size_t head = 0;
    while (head < shorter && old_lines[head] == new_lines[head]) ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) ++tail;

    std::vector<std::string_view> middle(old_lines.begin() + static_cast<std::ptrdiff_t>(head),
                                         old_lines.end() - static_cast<std::ptrdiff_t>(tail));
    const auto old_count = static_cast<std::ptrdiff_t>(middle.size());
    middle.insert(middle.end(), new_lines.begin() + static_cast<std::ptrdiff_t>(head), new_lines.end() - static_cast<std::ptrdiff_t>(tail));
    const std::vector<Line> numbers = number_lines(middle);

    Search search({numbers.begin(), numbers.begin() + old_count}, {numbers.begin() + old_count, numbers.end()}, effort);
    search.run();
    effort.steps -= std::min(effort.steps, search.steps());
    std::vector<Change> changes = changes_from(search.removed(), search.added(), head);
    slide_down(changes, old_lines, new_lines);
    return joined(changes);
}

}  // namespace proffer::diff
