// Writes events as journal lines. Bytes that are no UTF-8 are kept as {"hex": …}, so that a replay sees what the run saw.
#include <span>
#include <type_traits>

#include "base/text.hpp"
#include "json/json.hpp"
#include "report/event.hpp"
#include "report/event_fields.hpp"
#include "report/event_kinds.hpp"
#include "report/figures.hpp"

namespace proffer::report {
namespace {

/// Writes each field it is shown as a member of the object that is open.
class FieldWriter {
 public:
    explicit FieldWriter(json::Writer& writer) : writer_(writer) {}

    template <typename T>
    void operator()(std::string_view key, const T& member) {
        writer_.key(key);
        write(member);
    }

 private:
    void write(const std::string& text) {
        if (base::is_valid_utf8(text)) {
            writer_.value(text);
            return;
        }
        const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        writer_.begin_object().member(k_hex_key, base::hex(bytes)).end_object();
    }
    void write(bool flag) { writer_.value(flag); }
    void write(int number) { writer_.value(number); }
    void write(double number) { writer_.value(number); }
    void write(std::int64_t number) { writer_.value(number); }
    void write(std::uint64_t number) { writer_.value(number); }
    void write(std::chrono::milliseconds duration) { writer_.value(static_cast<std::int64_t>(duration.count())); }
    void write(domain::Verdict verdict) { writer_.value(domain::name(verdict)); }
    void write(const std::optional<double>& number) {
        if (number)
            writer_.value(*number);
        else
            writer_.null();
    }
    template <typename T>
    void write(const std::vector<T>& elements) {
        writer_.begin_array();
        for (const T& element : elements) write(element);
        writer_.end_array();
    }
    template <typename T>
    requires std::is_class_v<T>
    void write(const T& object) {
        writer_.begin_object();
        visit_fields(object, *this);
        writer_.end_object();
    }

    json::Writer& writer_;
};

}  // namespace

std::string_view kind(const Event& event) {
    return k_event_kinds.at(event.index());
}

std::string render_line(const JournalLine& line) {
    json::Writer writer;
    writer.begin_object().member("sequence", line.sequence).member("time", iso_time(line.time_ms)).member("event", kind(line.event));
    if (line.lane.unit != 0) writer.member("unit", line.lane.unit);
    if (line.lane.candidate != 0) writer.member("candidate", line.lane.candidate);
    FieldWriter field(writer);
    std::visit([&](const auto& event) { visit_fields(event, field); }, line.event);
    writer.end_object();
    return writer.text() + "\n";
}

}  // namespace proffer::report
