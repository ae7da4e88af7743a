// Templates: names, sections, and what is refused.
#include "prompt/template.hpp"

#include "support/require_ok.hpp"

using namespace proffer;
using prompt::render_template;
using prompt::unknown_names;
using prompt::Values;

namespace {

const Values k_values = {
    {"task", "fix"}, {"issue.number", "7"}, {"issue.title", "a < b & \"c\""}, {"issue.body", "{{task}} {{> x}}"}, {"empty", ""}};

}  // namespace

TEST_CASE("prompt: templates render names and sections, without escaping", "[prompt]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"plain { } text }}", "plain { } text }}"},
        {"proffer/{{task}}{{#issue}}-{{issue.number}}{{/issue}}", "proffer/fix-7"},
        {"{{#comment}}x{{/comment}}{{^comment}}none{{/comment}}", "none"},
        {"{{issue.title}} {{{issue.title}}} {{&issue.title}}", "a < b & \"c\" a < b & \"c\" a < b & \"c\""},
        {"{{ task }}{{! a comment }}", "fix"},
        {"{{#issue}}{{number}}{{/issue}}", "7"},
        {"{{#issue.number}}#{{issue.number}}{{/issue.number}}", "#7"},
        {"{{#empty}}x{{/empty}}{{^empty}}y{{/empty}}[{{empty}}]", "y[]"},
        {"{{unknown}}|{{issue}}|{{issue.other}}", "||"},
        {"a\n{{#issue}}\nb\n{{/issue}}\nc\n", "a\nb\nc\n"},
    }));
    INFO(text);
    const auto rendered = render_template(text, k_values);
    REQUIRE_OK(rendered);
    CHECK(*rendered == expected);
    REQUIRE_OK(render_template(text, {}));
}

TEST_CASE("prompt: values are never read as templates", "[prompt]") {
    const auto rendered = render_template("{{issue.body}}", k_values);
    REQUIRE_OK(rendered);
    CHECK(*rendered == "{{task}} {{> x}}");
}

TEST_CASE("prompt: broken templates are refused with a reason", "[prompt]") {
    const auto [text, message] = GENERATE(table<std::string, std::string>({
        {"{{task", "a '{{' in the template is never closed"},
        {"x {{", "a '{{' in the template is never closed"},
        {"{{{task}}", "a '{{' in the template is never closed"},
        {"{{}}", "'{{}}' is no template tag"},
        {"{{two words}}", "'{{two words}}' is no template tag"},
        {"{{.}}", "'{{.}}' is no template tag"},
        {"{{a..b}}", "'{{a..b}}' is no template tag"},
        {"{{> file}}", "partials are not available in templates"},
        {"{{=<% %>=}}", "delimiters of templates cannot be changed"},
        {"{{#a}}", "section 'a' of the template is never closed"},
        {"{{#a}}{{#b}}{{/a}}{{/b}}", "'{{/a}}' closes no section"},
        {"{{/a}}", "'{{/a}}' closes no section"},
        {"{{{#a}}}{{/a}}", "a section cannot stand in '{{{'"},
    }));
    const auto rendered = render_template(text, k_values);
    REQUIRE_FALSE(rendered.has_value());
    CHECK(rendered.error().code == ErrorCode::config);
    CHECK(rendered.error().message == message);
    CHECK_FALSE(rendered.error().hint.empty());
}

TEST_CASE("prompt: I4: what a template can grow to is bounded", "[prompt]") {
    const std::string megabyte(600 * 1024, 'x');
    REQUIRE_OK(render_template("{{a}}", {{"a", megabyte}}));
    const auto twice = render_template("{{a.b}}{{#a}}{{b}}{{/a}}", {{"a.b", megabyte}});
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().code == ErrorCode::exhausted);
    std::string deep;
    for (int i = 0; i < 17; ++i) deep += "{{#a}}";
    for (int i = 0; i < 17; ++i) deep += "{{/a}}";
    CHECK_FALSE(render_template(deep, {}).has_value());
    CHECK_FALSE(render_template(std::string(256 * 1024 + 1, ' '), {}).has_value());
    REQUIRE_OK(render_template(std::string(200 * 1024, ' '), {}));
}

TEST_CASE("prompt: unknown names are told once, in order", "[prompt]") {
    const std::vector<std::string> known = {"task", "issue.number", "issue.title"};
    const auto names = [&](std::string_view text) {
        const auto found = unknown_names(text, known);
        REQUIRE_OK(found);
        return *found;
    };
    CHECK(names("{{task}} {{#issue}}{{issue.number}}{{title}}{{/issue}}").empty());
    CHECK(names("{{isue.title}} {{issue.nr}} {{isue.title}} {{^push}}{{log}}{{/push}}") ==
          std::vector<std::string>{"isue.title", "issue.nr", "push", "log"});
    CHECK(names("{{title}}") == std::vector<std::string>{"title"});
    CHECK_FALSE(unknown_names("{{", known).has_value());
}
