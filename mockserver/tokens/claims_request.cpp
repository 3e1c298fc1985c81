#include <mockserver/tokens/claims_request.hpp>

#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace graph_mock
{

namespace
{

constexpr std::size_t most_capabilities = 8;

/// (The number is our reading of Entra's list of errors: "the authentication service request isn't valid".)
oauth_error malformed(std::string const& why)
{
    return oauth_error(400, "invalid_request", 90023, "The parameter 'claims' is not valid: " + why);
}

void read_capabilities(boost::json::object const& xms_cc, claims_request& into)
{
    auto const* const values = xms_cc.if_contains("values");
    if (!values || !values->is_array() || values->get_array().size() > most_capabilities)
        throw malformed("access_token.xms_cc.values is not a short list.");
    for (auto const& value : values->get_array())
    {
        if (!value.is_string())
            throw malformed("access_token.xms_cc.values holds something that is not a string.");
        // Others are left out of the token, as those that nobody has registered are.
        if (iequals(value.get_string(), "cp1"))
            into.capabilities.emplace_back(value.get_string());
    }
}

std::int64_t read_not_before(boost::json::object const& nbf)
{
    auto const* const value = nbf.if_contains("value");
    if (value && value->is_int64())
        return value->get_int64();
    std::int64_t number = 0;
    if (value && value->is_string())
    {
        std::string_view const text = value->get_string();
        auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure == std::errc() && end == text.data() + text.size())
            return number;
    }
    throw malformed("access_token.nbf.value is no number of seconds.");
}

} // namespace

bool claims_request::understands_challenges() const noexcept
{
    return has_cp1(capabilities);
}

bool has_cp1(std::vector<std::string> const& capabilities) noexcept
{
    return std::any_of(
        capabilities.begin(), capabilities.end(), [](std::string const& c) { return iequals(c, "cp1"); });
}

claims_request parse_claims_request(std::string_view text)
{
    claims_request asked;
    if (text.empty())
        return asked;
    boost::json::error_code failure;
    auto const json = boost::json::parse(text, failure);
    if (failure || !json.is_object())
        throw malformed("it is not a JSON object.");
    auto const* const wanted = json.get_object().if_contains("access_token");
    if (!wanted || !wanted->is_object())
        return asked;
    // A claim that is asked for with null is wanted, with whatever value it has.
    auto const* const xms_cc = wanted->get_object().if_contains("xms_cc");
    if (xms_cc && xms_cc->is_object())
        read_capabilities(xms_cc->get_object(), asked);
    auto const* const nbf = wanted->get_object().if_contains("nbf");
    if (nbf && nbf->is_object())
        asked.not_before = read_not_before(nbf->get_object());
    return asked;
}

} // namespace graph_mock
