// What GitLab's published description of its API (doc/api/openapi of gitlab-org/gitlab: openapi_v2.yaml, openapi_v3.yaml) and the
// `params` blocks of lib/api/*.rb, from which it is made, say of the paths that proffer uses: names, types and what is required. Only the
// parameters that proffer could use are listed. GitLab itself ignores unknown parameters; here they are violations.
#pragma once

#include <string_view>
#include <vector>

namespace proffer::forge::gitlab_description {

enum class Type { text, number, flag, numbers, names };

struct Parameter {
    std::string_view name;
    Type type = Type::text;
    bool is_required = false;
    std::string_view values = "";  ///< "asc|desc"; empty: any
};

/// `path` below /api/v4; parts that begin with a colon stand for any one part.
struct Operation {
    std::string_view method;
    std::string_view path;
    std::vector<Parameter> query;
    std::vector<Parameter> body;
    bool needs_one = false;  ///< "at least one parameter must be provided"
};

inline const std::vector<Parameter>& merge_request_fields() {
    static const std::vector<Parameter> fields = {{"assignee_id", Type::number},
                                                  {"assignee_ids", Type::numbers},
                                                  {"reviewer_ids", Type::numbers},
                                                  {"description"},
                                                  {"labels", Type::names},
                                                  {"add_labels", Type::names},
                                                  {"remove_labels", Type::names},
                                                  {"milestone_id", Type::number},
                                                  {"remove_source_branch", Type::flag},
                                                  {"allow_collaboration", Type::flag},
                                                  {"squash", Type::flag}};
    return fields;
}

inline std::vector<Parameter> with_merge_request_fields(std::vector<Parameter> own) {
    own.insert(own.end(), merge_request_fields().begin(), merge_request_fields().end());
    return own;
}

inline const std::vector<Operation>& operations() {
    static const Parameter page{"page", Type::number}, per_page{"per_page", Type::number}, sort{"sort", Type::text, false, "asc|desc"};
    static const Parameter order{"order_by", Type::text, false, "created_at|updated_at"};
    static const Parameter filter{"activity_filter", Type::text, false, "all_notes|only_comments|only_activity"};
    static const std::vector<Operation> all = {
        {"GET", "/user", {}, {}},
        {"GET", "/job", {}, {}},
        {"GET", "/personal_access_tokens/self", {}, {}},
        {"GET", "/users", {{"username"}, {"search"}, {"active", Type::flag}, page, per_page}, {}},
        {"GET", "/projects/:id", {{"statistics", Type::flag}, {"license", Type::flag}}, {}},
        {"GET", "/projects/:id/members/all/:user_id", {}, {}},
        {"GET",
         "/projects/:id/milestones",
         {{"title"}, {"state", Type::text, false, "active|closed|all"}, {"search"}, {"include_ancestors", Type::flag}, page, per_page},
         {}},
        {"GET",
         "/groups/:id/milestones",
         {{"title"}, {"state", Type::text, false, "active|closed|all"}, {"search"}, {"include_ancestors", Type::flag}, page, per_page},
         {}},
        {"GET",
         "/projects/:id/merge_requests",
         {{"state", Type::text, false, "opened|closed|locked|merged|all"},
          {"order_by", Type::text, false, "created_at|label_priority|milestone_due|popularity|priority|title|updated_at|merged_at"},
          sort,
          {"source_branch"},
          {"target_branch"},
          {"author_id", Type::number},
          page,
          per_page},
         {}},
        {"POST",
         "/projects/:id/merge_requests",
         {},
         with_merge_request_fields({{"title", Type::text, true},
                                    {"source_branch", Type::text, true},
                                    {"target_branch", Type::text, true},
                                    {"target_project_id", Type::number}})},
        {"GET", "/projects/:id/merge_requests/:iid", {{"render_html", Type::flag}}, {}},
        {"PUT",
         "/projects/:id/merge_requests/:iid",
         {},
         with_merge_request_fields({{"title"}, {"target_branch"}, {"state_event", Type::text, false, "close|reopen"}}),
         true},
        {"PUT",
         "/projects/:id/merge_requests/:iid/merge",
         {},
         {{"auto_merge", Type::flag},
          {"merge_when_pipeline_succeeds", Type::flag},
          {"sha"},
          {"squash", Type::flag},
          {"should_remove_source_branch", Type::flag}}},
        {"GET", "/projects/:id/issues/:iid", {}, {}},
        {"GET", "/projects/:id/issues/:iid/notes", {order, sort, filter, page, per_page}, {}},
        {"POST", "/projects/:id/issues/:iid/notes", {}, {{"body", Type::text, true}, {"internal", Type::flag}}},
        {"PUT", "/projects/:id/issues/:iid/notes/:note_id", {}, {{"body"}}},
        {"GET", "/projects/:id/merge_requests/:iid/notes", {order, sort, filter, page, per_page}, {}},
        {"POST", "/projects/:id/merge_requests/:iid/notes", {}, {{"body", Type::text, true}, {"internal", Type::flag}}},
        {"PUT", "/projects/:id/merge_requests/:iid/notes/:note_id", {}, {{"body"}}},
        {"POST", "/projects/:id/issues/:iid/award_emoji", {}, {{"name", Type::text, true}}},
        {"POST", "/projects/:id/merge_requests/:iid/award_emoji", {}, {{"name", Type::text, true}}},
        {"POST", "/projects/:id/issues/:iid/notes/:note_id/award_emoji", {}, {{"name", Type::text, true}}},
        {"POST", "/projects/:id/merge_requests/:iid/notes/:note_id/award_emoji", {}, {{"name", Type::text, true}}},
    };
    return all;
}

}  // namespace proffer::forge::gitlab_description
