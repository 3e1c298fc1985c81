#include <mockserver/risk.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/refusal.hpp>

#include <boost/json/parse.hpp>

namespace graph_mock
{

namespace
{

struct rating
{
    std::string_view state;
    std::string_view detail;
    std::string_view level;
};

constexpr rating rating_of(risk_action action) noexcept
{
    switch (action)
    {
    case risk_action::confirm_compromised:
        return {"confirmedCompromised", "adminConfirmedSigninCompromised", "high"};
    case risk_action::confirm_safe:
        return {"confirmedSafe", "adminConfirmedSigninSafe", "none"};
    case risk_action::dismiss:
        break;
    }
    return {"dismissed", "adminDismissedRiskForSignIn", "none"};
}

} // namespace

std::vector<std::string> parse_request_ids(std::string_view body)
{
    boost::json::error_code failure;
    auto const json = boost::json::parse(body, failure);
    if (failure || !json.is_object())
        throw bad_request(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is "
            "of valid JSON format.");
    std::vector<std::string> ids;
    for (auto const& [name, value] : json.get_object())
    {
        if (std::string_view(name) != "requestIds")
            throw bad_request("The parameter '" + std::string(name) +
                              "' in the request payload is not a valid parameter for the operation.");
        if (!value.is_array())
            throw bad_request("The parameter 'requestIds' is not a collection of Edm.String.");
        for (auto const& id : value.get_array())
        {
            if (!id.is_string())
                throw bad_request("The parameter 'requestIds' is not a collection of Edm.String.");
            ids.emplace_back(id.get_string());
        }
    }
    if (ids.empty())
        throw bad_request("The parameter 'requestIds' is missing or empty.");
    if (ids.size() > max_request_ids)
        throw bad_request("The parameter 'requestIds' holds more than " + std::to_string(max_request_ids) + " ids.");
    return ids;
}

std::string rated(std::string_view sign_in, risk_action action)
{
    // What was found during the sign-in stays on record: riskLevelDuringSignIn and the event types do not change.
    auto const r = rating_of(action);
    auto text = set_member(sign_in, "riskState", json_string(r.state));
    text = set_member(text, "riskDetail", json_string(r.detail));
    return set_member(text, "riskLevelAggregated", json_string(r.level));
}

} // namespace graph_mock
