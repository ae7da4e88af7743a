// Reads journals back: cut off anywhere, or written by a newer version.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "json/json.hpp"
#include "report/event.hpp"
#include "report/event_fields.hpp"
#include "report/event_kinds.hpp"
#include "report/figures.hpp"

namespace proffer::report {
namespace {

/// Fills each field it is shown from the object; what is absent or of another type keeps its default.
class FieldReader {
 public:
    explicit FieldReader(const json::Value& object) : object_(object) {}

    template <typename T>
    void operator()(std::string_view key, T& member) {
        if (const auto value = object_.at(key)) read(*value, member);
    }

 private:
    static int digit(char byte) {
        if (byte >= '0' && byte <= '9') return byte - '0';
        return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
    }
    /// What is no pair of digits stays as it is: `***` where a secret was taken out.
    static void read_hex(const std::string& digits, std::string& bytes) {
        bytes.clear();
        for (std::size_t i = 0; i < digits.size(); ++i) {
            const int high = digit(digits[i]);
            const int low = i + 1 < digits.size() ? digit(digits[i + 1]) : -1;
            bytes += high < 0 || low < 0 ? digits[i] : static_cast<char>(high * 16 + low);
            if (high >= 0 && low >= 0) ++i;
        }
    }
    static void read(const json::Value& value, std::string& text) {
        if (value.is_object())
            read_hex(value.string_or(k_hex_key, ""), text);
        else if (auto string = value.string())
            text = *std::move(string);
    }
    static void read(const json::Value& value, bool& flag) { flag = value.boolean().value_or(flag); }
    static void read(const json::Value& value, double& number) { number = value.number().value_or(number); }
    static void read(const json::Value& value, std::int64_t& number) { number = value.integer().value_or(number); }
    static void read(const json::Value& value, int& number) {
        const std::int64_t wide = value.integer().value_or(number);
        if (std::in_range<int>(wide)) number = static_cast<int>(wide);
    }
    static void read(const json::Value& value, std::uint64_t& number) {
        const auto wide = value.integer();
        if (wide && *wide >= 0) number = static_cast<std::uint64_t>(*wide);
    }
    static void read(const json::Value& value, std::chrono::milliseconds& duration) {
        duration = std::chrono::milliseconds(value.integer().value_or(duration.count()));
    }
    static void read(const json::Value& value, domain::Verdict& verdict) {
        using domain::Verdict;
        const std::string word = value.string().value_or("");
        for (const Verdict known : {Verdict::passed, Verdict::failed, Verdict::timed_out, Verdict::not_run})
            if (word == domain::name(known)) verdict = known;
    }
    static void read(const json::Value& value, std::optional<double>& number) {
        if (value.is_null())
            number.reset();
        else if (const auto known = value.number())
            number = *known;
    }
    template <typename T>
    static void read(const json::Value& value, std::vector<T>& elements) {
        if (!value.is_array()) return;
        elements.clear();
        for (const json::Value& element : value.elements()) read(element, elements.emplace_back());
    }
    template <typename T>
    requires std::is_class_v<T>
    static void read(const json::Value& value, T& object) {
        FieldReader field(value);
        visit_fields(object, field);
    }

    const json::Value& object_;
};

template <std::size_t... indices>
std::optional<Event> make_event(std::string_view word, std::index_sequence<indices...>) {
    std::optional<Event> event;
    ((word == k_event_kinds[indices] ? (void)event.emplace(std::in_place_index<indices>) : (void)0), ...);
    return event;
}

int positive_or_none(const json::Value& object, std::string_view key) {
    const std::int64_t number = object.integer_or(key, 0);
    return number > 0 && std::in_range<int>(number) ? static_cast<int>(number) : 0;
}

enum class Reading { line, unknown_event, garbage };

Reading read_line(std::string_view text, JournalLine& line) {
    const auto object = json::Value::parse(text);
    if (!object || !object->is_object()) return Reading::garbage;
    const auto time = parse_iso_time(object->string_or("time", ""));
    const std::string word = object->string_or("event", "");
    const std::int64_t sequence = object->integer_or("sequence", 0);
    if (!time || word.empty() || sequence < 1) return Reading::garbage;
    auto event = make_event(word, std::make_index_sequence<k_event_kinds.size()>());
    if (!event) return Reading::unknown_event;
    FieldReader field(*object);
    std::visit([&](auto& known) { visit_fields(known, field); }, *event);
    const Lane lane{positive_or_none(*object, "unit"), positive_or_none(*object, "candidate")};
    line = {static_cast<std::uint64_t>(sequence), *time, *std::move(event), lane};
    return Reading::line;
}

std::size_t count_lines(std::string_view text) {
    std::size_t count = 0;
    for (const std::string_view line : base::split_lines(text)) count += base::trim(line).empty() ? 0 : 1;
    return count;
}

}  // namespace

Result<JournalLine> parse_journal_line(std::string_view text) {
    JournalLine line;
    if (read_line(text, line) == Reading::line) return line;
    return Error{ErrorCode::protocol, "no journal line", "take an artifact that proffer wrote", {}};
}

Result<Journal> parse_journal(std::string_view text) {
    Journal journal;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view row = text.substr(begin, end - begin);
        JournalLine line;
        const Reading reading = base::trim(row).empty() ? Reading::unknown_event : read_line(row, line);
        if (reading == Reading::garbage) {
            journal.dropped = count_lines(text.substr(begin));
            break;
        }
        if (reading == Reading::line)
            journal.lines.push_back(std::move(line));
        else if (!base::trim(row).empty())
            ++journal.unknown;
        begin = end + 1;
    }
    if (journal.lines.empty() || !std::holds_alternative<RunStarted>(journal.lines.front().event))
        return Error{ErrorCode::not_found, "the journal has no valid first line", "name the directory of a run's report", {}};
    journal.complete = std::holds_alternative<RunFinished>(journal.lines.back().event);
    return journal;
}

}  // namespace proffer::report
