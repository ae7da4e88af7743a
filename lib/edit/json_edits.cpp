// Edits as JSON: never asked for, read when a model sends them all the same.
#include "edit/json_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "edit/fences.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "json/json.hpp"

namespace proffer::edit {
namespace {

/// What a document takes in memory is a multiple of its length.
constexpr std::size_t k_longest_document = 4 * 1024 * 1024;

using json::Value;

template <std::size_t N>
std::optional<std::string> text_at(const Value& object, const std::array<std::string_view, N>& names) {
    for (const std::string_view name : names)
        if (const std::optional<Value> member = object.find(name); member && member->is_string())
            if (Result<std::string> text = member->string()) return *text;
    return {};
}

constexpr std::array<std::string_view, 6> k_path_names = {"path", "file", "file_path", "filename", "filePath", "filepath"};
constexpr std::array<std::string_view, 8> k_old_names = {"search",   "old",      "old_str", "old_string",
                                                         "original", "old_text", "find",    "before"};
constexpr std::array<std::string_view, 8> k_new_names = {"replace", "new",      "new_str",     "new_string",
                                                         "patched", "new_text", "replacement", "after"};
constexpr std::array<std::string_view, 5> k_body_names = {"content", "contents", "file_text", "code", "text"};
constexpr std::array<std::string_view, 4> k_list_names = {"edits", "files", "changes", "modifications"};

bool is_edit(const Value& value) {
    if (!value.is_object() || !text_at(value, k_path_names)) return false;
    return text_at(value, k_body_names) || text_at(value, k_new_names) || value.boolean_or("deleted", false) ||
           value.boolean_or("delete", false) ||
           k_list_names.end() != std::find_if(k_list_names.begin(), k_list_names.end(), [&](std::string_view name) {
               const std::optional<Value> list = value.find(name);
               return list && list->is_array();
           });
}

/// The edits of a document in any of the shapes that models use; empty when it has none of them.
std::vector<Value> edits_of(const Value& document) {
    std::vector<Value> edits;
    if (document.is_array()) edits = document.elements();
    if (is_edit(document)) edits = {document};
    if (document.is_object() && edits.empty())
        for (const std::string_view name : k_list_names)
            if (const std::optional<Value> list = document.find(name); list && list->is_array() && edits.empty()) edits = list->elements();
    for (const Value& edit : edits)
        if (!is_edit(edit)) return {};
    return edits;
}

class Reader {
 public:
    Requests read(const std::vector<Value>& edits) {
        for (const Value& edit : edits) read_edit(edit, text_at(edit, k_path_names).value_or(""));
        return std::move(requests_);
    }

 private:
    void read_edit(const Value& edit, const std::string& path) {
        FileRequest request;
        request.path = path;
        request.bare = true;
        if (edit.boolean_or("deleted", false) || edit.boolean_or("delete", false)) {
            request.action = Action::remove;
        } else if (const std::optional<std::string> body = text_at(edit, k_body_names)) {
            request.action = Action::whole_file;
            request.body = requests_.keep(*body);
        } else {
            request.action = Action::change;
            read_hunks(edit, request);
        }
        requests_.files.push_back(std::move(request));
    }

    void read_hunks(const Value& edit, FileRequest& request) {
        if (text_at(edit, k_new_names)) add_hunk(edit, request);
        for (const std::string_view name : k_list_names)
            if (const std::optional<Value> list = edit.find(name))
                for (const Value& hunk : list->elements()) add_hunk(hunk, request);
    }

    void add_hunk(const Value& value, FileRequest& request) {
        const std::optional<std::string> fresh = text_at(value, k_new_names);
        if (!fresh) return requests_.refuse(request.path, k_malformed, "an edit has no new text");
        HunkRequest hunk;
        hunk.old_text = requests_.keep(text_at(value, k_old_names).value_or(""));
        hunk.new_text = requests_.keep(*fresh);
        request.hunks.push_back(hunk);
    }

    Requests requests_;
};

/// The document: the whole reply, or its only fence.
std::string_view document_text(const ReplyLines& lines, const Paths& paths) {
    const std::string_view whole = base::trim(lines.text());
    if (whole.starts_with('{') || whole.starts_with('[')) return whole;
    if (whole.find("```") == std::string_view::npos) return {};
    const Fences fences = find_fences(lines, paths);
    if (fences.blocks.size() != 1 || fences.left_open || !fences.blocks.front().path.empty()) return {};
    const FencedBlock& block = fences.blocks.front();
    const std::string_view inner = base::trim(lines.between(block.open + 1, block.close));
    return inner.starts_with('{') || inner.starts_with('[') ? inner : std::string_view{};
}

}  // namespace

bool is_json_edits(const ReplyLines& lines, const Paths& paths) {
    const std::string_view text = document_text(lines, paths);
    if (text.empty()) return false;
    if (text.size() > k_longest_document) return text.ends_with('}') || text.ends_with(']');
    // A lone fence of JSON is the file itself when that is what was asked for.
    const bool fenced = text.size() != base::trim(lines.text()).size();
    if (const auto target = paths.only_target(); fenced && target && base::to_lower(*target).ends_with(".json")) return false;
    const Result<Value> document = Value::parse(text);
    return document && !edits_of(*document).empty();
}

Requests read_json_edits(const ReplyLines& lines, const Paths& paths) {
    Requests requests;
    const std::string_view text = document_text(lines, paths);
    if (text.size() > k_longest_document) {
        requests.refuse("", k_too_large, "a JSON document may have 4 MiB; send the edits in another format or in parts");
        return requests;
    }
    const Result<Value> document = Value::parse(text);
    if (document) {
        const std::vector<Value> edits = edits_of(*document);
        if (edits.size() <= k_most_edits) return Reader().read(edits);
        requests.refuse("", k_too_large, "the reply has too many edits");
    }
    return requests;
}

}  // namespace proffer::edit
