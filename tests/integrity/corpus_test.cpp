// A corpus of edits to tests, weakened and honest, in many languages: how many of the first are found, and how many of the second pass.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "integrity/judge.hpp"
#include "support/memory_snapshot.hpp"

namespace {

using namespace proffer;

using Files = std::map<std::string, std::string>;

struct Case {
    std::string corpus, name;
    bool is_weak = false;
    Files before, after;
};

[[noreturn]] void give_up(const std::string& why) {
    throw std::runtime_error(why);
}

/// Reads the sections of one corpus file; the head of each says what it is.
class Reader {
 public:
    Reader(std::string corpus, const std::string& text) : corpus_(std::move(corpus)) {
        for (const std::string_view line : base::split_lines(text)) lines_.emplace_back(line);
    }

    std::vector<Case> read() {
        while (at_ < lines_.size()) read_section();
        return std::move(cases_);
    }

 private:
    [[nodiscard]] std::string line() const { return std::string(base::trim_right(lines_[at_])); }
    [[nodiscard]] bool is_directive() const {
        for (const char* start : {"#### ", "@@ ", "<<<<", "delete ", "move ", "write "})
            if (lines_[at_].starts_with(start)) return true;
        return false;
    }
    /// Up to the next line that begins so; moves behind it.
    std::string text_until(const std::string& stop) {
        std::string text;
        for (; at_ < lines_.size() && line() != stop; ++at_) text += lines_[at_];
        if (at_ == lines_.size()) give_up(corpus_ + ": no " + stop);
        ++at_;
        return text;
    }
    std::string content() {
        std::string text;
        for (; at_ < lines_.size() && !is_directive(); ++at_) text += lines_[at_];
        return text;
    }

    void read_section() {
        const std::string head = line();
        ++at_;
        if (head.starts_with("#### base "))
            first_ = head.substr(10), files_[first_] = content();
        else if (head.starts_with("#### file "))
            files_[head.substr(10)] = content();
        else if (head.starts_with("#### weak "))
            read_case(head.substr(10), true);
        else if (head.starts_with("#### honest "))
            read_case(head.substr(12), false);
        else
            give_up(corpus_ + ": what is '" + head + "'?");
    }

    void read_case(const std::string& name, bool is_weak) {
        Case made{corpus_, name, is_weak, files_, files_};
        std::string current = first_;
        while (at_ < lines_.size() && !lines_[at_].starts_with("#### ")) read_step(made, current);
        if (made.before == made.after) give_up(corpus_ + ": '" + name + "' changes nothing");
        cases_.push_back(std::move(made));
    }

    void read_step(Case& made, std::string& current) {
        const std::string step = line();
        ++at_;
        if (step.starts_with("@@ ")) {
            current = step.substr(3);
        } else if (step.starts_with("delete ")) {
            made.after.erase(step.substr(7));
        } else if (step.starts_with("write ")) {
            made.after[step.substr(6)] = content();
        } else if (step.starts_with("move ")) {
            const std::size_t arrow = step.find(" -> ");
            auto node = made.after.extract(step.substr(5, arrow - 5));
            node.key() = step.substr(arrow + 4);
            made.after.insert(std::move(node));
        } else if (step == "<<<<") {
            replace(made, current);
        } else if (!step.empty()) {
            give_up(corpus_ + ": " + made.name + ": what is '" + step + "'?");
        }
    }

    void replace(Case& made, const std::string& path) {
        std::string from = text_until("===="), to = text_until(">>>>");
        std::string& text = made.after[path];
        if (!from.empty()) from.pop_back();
        if (!to.empty()) to.pop_back();
        const std::size_t place = text.find(from);
        if (place == std::string::npos || from.empty()) give_up(corpus_ + ": '" + made.name + "': no such text: " + from);
        text.replace(place, from.size(), to);
    }

    std::string corpus_, first_;
    std::vector<std::string> lines_;
    std::size_t at_ = 0;
    Files files_;
    std::vector<Case> cases_;
};

integrity::TestChanges judge(const Case& made) {
    support::MemorySnapshot base;
    domain::EditSet edits;
    for (const auto& [path, text] : made.before) base.add(path, text);
    Files all = made.before;
    all.insert(made.after.begin(), made.after.end());
    for (const auto& [path, ignored] : all) {
        const auto old_file = made.before.find(path), new_file = made.after.find(path);
        const bool is_same = old_file != made.before.end() && new_file != made.after.end() && old_file->second == new_file->second;
        if (is_same) continue;
        domain::Edit edit{*domain::RepoPath::parse(path), {}, {}};
        if (new_file != made.after.end()) edit.content = new_file->second;
        edits.push_back(std::move(edit));
    }
    return integrity::read_test_changes(edits, base, {}, {});
}

struct Score {
    int weak = 0, found = 0, honest = 0, alarms = 0;
};

void print(const std::string& name, const Score& score) {
    std::printf("%-10s weakened %3d, found %3d (%.1f %%); honest %3d, false alarms %2d (%.1f %%)\n", name.c_str(), score.weak, score.found,
                score.weak == 0 ? 100.0 : 100.0 * score.found / score.weak, score.honest, score.alarms,
                score.honest == 0 ? 0.0 : 100.0 * score.alarms / score.honest);
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

Score play(const std::vector<Case>& cases, bool is_loud) {
    Score score;
    for (const Case& made : cases) {
        const integrity::TestChanges changes = judge(made);
        const bool is_flagged = !integrity::violations_of(changes, domain::TestsPolicy::add).empty();
        (made.is_weak ? score.weak : score.honest) += 1;
        score.found += made.is_weak && is_flagged ? 1 : 0;
        score.alarms += !made.is_weak && is_flagged ? 1 : 0;
        if (made.is_weak != is_flagged)
            std::printf("%s %s: %s\n", made.is_weak ? "MISSED" : "FALSE ALARM", made.corpus.c_str(), made.name.c_str());
        if (is_loud || made.is_weak != is_flagged)
            for (const auto& finding : changes.findings)
                std::printf("    %s: %s: %s\n", made.name.c_str(), finding.rule.c_str(), integrity::text_of(finding).c_str());
    }
    return score;
}

}  // namespace

int main(int count, char** arguments) {
    const bool is_loud = count > 2 && std::string_view(arguments[2]) == "-v";
    Score all;
    int languages = 0;
    for (const auto& entry : std::filesystem::directory_iterator(count > 1 ? arguments[1] : ".")) {
        const std::string name = entry.path().stem().string();
        const Score score = play(Reader(name, read_file(entry.path())).read(), is_loud);
        print(name, score);
        all.weak += score.weak, all.found += score.found, all.honest += score.honest, all.alarms += score.alarms;
        ++languages;
    }
    print("all", all);
    const bool is_large_enough = all.weak >= 100 && all.honest >= 100 && languages >= 6;
    return is_large_enough && all.found == all.weak && all.alarms == 0 ? 0 : 1;
}
