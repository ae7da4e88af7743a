// Reads from the base commit alone.
#include "run/needs.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/outline.hpp"
#include "prompt/context.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_most_symbol_lines = 80;
constexpr std::size_t k_most_places_of_a_symbol = 3;
constexpr std::size_t k_most_ranked = 20;

class Answer {
 public:
    explicit Answer(const AttemptScene& scene) : scene_(scene) {}

    void add_file(const std::string& path) {
        if (const auto text = readable_text(path); text && add({path, *text, true, "asked for"})) whole_.insert(path);
    }

    void add_symbol(const std::string& symbol) {
        std::size_t places = 0;
        for (const locate::Guess& guess : guesses_for(symbol)) {
            if (places == k_most_places_of_a_symbol) break;
            if (obstacle_to_reading(scene_.snapshot, guess.path, scene_.scope, scene_.task.settings.limits)) continue;
            const auto text = scene_.snapshot.read(guess.path);
            if (!text) continue;
            std::string lines = locate::definition_of(*text, locate::kind_of(guess.path).family, symbol, k_most_symbol_lines);
            if (lines.empty()) continue;
            ++places;
            add({guess.path, std::move(lines), true, fmt::format("it defines '{}'; lines with their numbers", symbol)});
        }
        if (places == 0) refuse(symbol, "is defined nowhere that proffer can see");
    }

    [[nodiscard]] NeedsAnswer answer() const {
        std::string text;
        if (!shown_.empty())
            text += "What you asked for, as far as it can be shown:\n\n" + prompt::render_files(shown_, scene_.nonce) + "\n";
        for (const std::string& line : refused_) text += line + "\n";
        text += "\nNow reply with the edits, in the format you were given. No further request is answered.\n";
        return {std::move(text), whole_};
    }

 private:
    [[nodiscard]] std::vector<locate::Guess> guesses_for(const std::string& symbol) const {
        if (!scene_.rank) return {};
        return scene_.rank(fmt::format("`{}`", symbol), k_most_ranked).value_or({});
    }

    std::optional<std::string> readable_text(const std::string& path) {
        if (const auto reason = obstacle_to_reading(scene_.snapshot, path, scene_.scope, scene_.task.settings.limits)) {
            refuse(path, *reason);
            return {};
        }
        auto text = scene_.snapshot.read(path);
        if (!text || text->find('\0') != std::string::npos) {
            refuse(path, "cannot be shown");
            return {};
        }
        return *std::move(text);
    }

    bool add(prompt::Excerpt excerpt) {
        bytes_ += excerpt.text.size();
        const bool holds_nonce = base::to_lower(excerpt.text).find(base::to_lower(scene_.nonce)) != std::string::npos;
        const bool is_too_long = bytes_ > scene_.shown.room_bytes;
        if (is_too_long || holds_nonce)
            refuse(excerpt.path, is_too_long ? "would make this too long" : "cannot be shown");
        else
            shown_.push_back(std::move(excerpt));
        return !is_too_long && !holds_nonce;
    }

    /// The name is the model's own, but what follows it is read as ours.
    void refuse(std::string_view what, std::string_view why) {
        refused_.push_back(fmt::format("'{}' {}.", base::visible_line(base::prefix(what, 200)), base::visible_line(why)));
    }

    const AttemptScene& scene_;
    std::vector<prompt::Excerpt> shown_;
    std::set<std::string> whole_;
    std::vector<std::string> refused_;
    std::size_t bytes_ = 0;
};

}  // namespace

prompt::Needs needs_of(const domain::Reply& reply) {
    return reply.stop == domain::StopReason::complete ? prompt::parse_needs(reply.text) : prompt::Needs();
}

NeedsAnswer answer_needs(const AttemptScene& scene, const prompt::Needs& needs) {
    Answer answer(scene);
    for (const std::string& path : needs.paths) answer.add_file(path);
    for (const std::string& symbol : needs.symbols) answer.add_symbol(symbol);
    scene.ports.watcher.on_event(
        fmt::format("the model asked for {}", base::count_of(needs.paths.size() + needs.symbols.size(), "more place")));
    return answer.answer();
}

}  // namespace proffer::run
