// What a service's list of models says about the model that a run would ask.
#include <catch2/catch.hpp>

#include <map>

#include "provider/reach.hpp"

using namespace proffer;
using namespace proffer::provider;
using domain::Outlook;
using Variables = std::map<std::string, std::string>;

namespace {

ModelList list_of(const std::string& provider, const std::string& model, bool is_complete = true) {
    ModelList list;
    list.provider = provider;
    list.model = model;
    list.origin = "https://models.example";
    list.key_variable = "THE_API_KEY";
    list.is_complete = is_complete;
    return list;
}

Result<http::Response> answer(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

}  // namespace

TEST_CASE("reach: a model that is listed is fine, in each service's own shape", "[provider]") {
    CHECK(judge_model_list(list_of("openai", "m"), answer(200, R"({"object":"list","data":[{"id":"x"},{"id":"m"}]})")).outlook ==
          Outlook::ok);
    CHECK(judge_model_list(list_of("github", "openai/m"), answer(200, R"([{"id":"openai/m"}])")).outlook == Outlook::ok);
    CHECK(judge_model_list(list_of("ollama", "m"), answer(200, R"({"models":[{"name":"m:latest"}]})")).outlook == Outlook::ok);
}

TEST_CASE("reach: a model that is not listed is a problem where the list is whole, else a warning", "[provider]") {
    const auto missing = judge_model_list(list_of("ollama", "m"), answer(200, R"({"models":[{"name":"other:7b"}]})"));
    CHECK(missing.outlook == Outlook::problem);
    CHECK(missing.conclusion == domain::Conclusion::model_error);
    CHECK(missing.remedy.find("ollama pull m") != std::string::npos);
    CHECK(missing.message.find("other:7b") != std::string::npos);
    CHECK(judge_model_list(list_of("openai", "m", false), answer(200, R"({"data":[]})")).outlook == Outlook::warning);
}

TEST_CASE("reach: names that stand for others", "[provider]") {
    CHECK(is_same_model("ollama", "m", "m:latest"));
    CHECK_FALSE(is_same_model("ollama", "m:7b", "m:latest"));
    CHECK(is_same_model("anthropic", "claude-x", "claude-x-20250929"));
    CHECK(is_same_model("anthropic", "claude-x-latest", "claude-x-20250929"));
    CHECK_FALSE(is_same_model("anthropic", "claude-x", "claude-xy-20250929"));
    CHECK_FALSE(is_same_model("anthropic", "claude", "claude-x-20250929"));
    CHECK_FALSE(is_same_model("anthropic", "", "-20250929"));
    CHECK_FALSE(is_same_model("openai", "gpt", "gpt-20250929"));
}

TEST_CASE("reach: a refused key is a problem that names its variable", "[provider]") {
    for (const int status : {401, 403}) {
        const auto refused = judge_model_list(list_of("anthropic", "m"), answer(status, R"({"error":{"message":"invalid x-api-key"}})"));
        CHECK(refused.outlook == Outlook::problem);
        CHECK(refused.remedy == "check the key in THE_API_KEY");
        CHECK(domain::exit_status({refused}) == 4);
    }
}

TEST_CASE("reach: a service that is busy or tells no list may still answer a run", "[provider]") {
    for (const int status : {404, 405, 429, 500, 503, 529})
        CHECK(judge_model_list(list_of("openai", "m"), answer(status, "")).outlook == Outlook::warning);
    CHECK(judge_model_list(list_of("openai", "m"), answer(200, "<html>log in</html>")).outlook == Outlook::warning);
    CHECK(judge_model_list(list_of("openai", "m"), answer(200, R"({"hello":1})")).outlook == Outlook::warning);
    CHECK(judge_model_list(list_of("openai", "m"), answer(302, "")).outlook == Outlook::problem);
}

TEST_CASE("reach: no way to the service is a problem with a remedy", "[provider]") {
    const auto down = judge_model_list(list_of("ollama", "m"), Error{ErrorCode::network, "cannot connect to 'models.example'", "", {}});
    CHECK(down.outlook == Outlook::problem);
    CHECK(down.remedy.find("ollama serve") != std::string::npos);
}

TEST_CASE("reach: hostile lists are read within limits (N3)", "[provider]") {
    std::string many = R"({"data":[)";
    for (int i = 0; i < 5000; ++i) many += (i == 0 ? "" : ",") + std::string(R"({"id":")") + std::string(200, 'x') + "\"}";
    const auto advice = judge_model_list(list_of("openai", "m", false), answer(200, many + "]}"));
    CHECK(advice.message.size() < 2000);
    CHECK(judge_model_list(list_of("openai", "m", false), answer(200, R"({"data":[1,null,[],{"id":7},{"id":"m"}]})")).outlook ==
          Outlook::ok);
}

TEST_CASE("reach: a program is looked for, not run", "[provider]") {
    ProviderRequest request;
    request.model.provider = "command";
    request.environment = os::Environment(Variables{{"PATH", "/usr/bin:/bin"}});
    const auto outlook = [&](const std::string& command) {
        request.model.command = command;
        return advise_on_model(request).back().outlook;
    };
    CHECK(outlook("sh -c 'exit 1'") == Outlook::ok);
    CHECK(outlook("/bin/sh -c x") == Outlook::ok);
    CHECK(outlook("no-such-program-at-all --x") == Outlook::problem);
    CHECK(outlook("/no/such/program") == Outlook::problem);
    CHECK(outlook("FOO=1 sh") == Outlook::ok);
    CHECK(outlook("") == Outlook::problem);
}

TEST_CASE("reach: a key never goes to a host that only the file names (C3)", "[provider]") {
    ProviderRequest request;
    request.model.provider = "anthropic";
    request.model.base_url = "https://elsewhere.example";
    request.environment = os::Environment(Variables{{"ANTHROPIC_API_KEY", "sk-ant-0123456789"}});
    const auto all = advise_on_model(request);
    REQUIRE(all.size() == 1);
    CHECK(all.front().outlook == Outlook::problem);
    CHECK(domain::exit_status(all) == 2);
    CHECK(all.front().message.find("sk-ant-0123456789") == std::string::npos);
}
