#include <mockserver/tokens/token_form.hpp>

#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_form_size = 64 * 1024;

constexpr std::string_view basic = "Basic ";

/// (The number is our reading of Entra's list of errors: "the authentication service request isn't valid".)
oauth_error not_valid(std::string why)
{
    return oauth_error(400, "invalid_request", 90023, std::move(why));
}

bool is_form(std::string_view content_type)
{
    return iequals(trim(content_type.substr(0, content_type.find(';'))), "application/x-www-form-urlencoded");
}

/// One half of what Basic carries: form-encoded, since a secret may hold a colon.
std::string half_of(std::string_view encoded)
{
    std::string text(encoded);
    std::replace(text.begin(), text.end(), '+', ' ');
    auto decoded = percent_decode(text);
    if (!decoded)
        throw oauth_error(400, "invalid_request", 900144,
            "In the Authorization header 'Basic', client id and secret must each be form-encoded (RFC 6749, section "
            "2.3.1) before they are joined with a colon; write %25 for a percent sign.");
    return std::move(*decoded);
}

} // namespace

token_form::token_form(request const& r)
{
    // Entra ID reads a body of another type as one without parameters.
    if (auto const type = r.headers.find("content-type"); !is_form(type))
        throw oauth_error(400, "invalid_request", 900144,
            "The request body must contain the following parameter: 'grant_type'. Its Content-Type is '" +
                std::string(type) + "'; only application/x-www-form-urlencoded is read.");
    auto parsed = r.body.size() > max_form_size ? std::nullopt : parse_form(r.body);
    if (!parsed)
        throw oauth_error(400, "invalid_request", 900144,
            "The request body is not a form of at most 64 KiB and 64 parameters, percent-encoded.");
    for (auto& [name, value] : *parsed)
        add(name, std::move(value));
    read_basic(r);
}

std::string_view token_form::find(std::string_view name) const
{
    for (auto const& [field, value] : fields_)
        if (field == name)
            return value;
    return {};
}

std::string_view token_form::require(std::string_view name) const
{
    auto const value = find(name);
    if (value.empty())
        throw oauth_error(400, "invalid_request", 900144,
            "The request body must contain the following parameter: '" + std::string(name) + "'.");
    return value;
}

bool token_form::is_basic(request const& r) noexcept
{
    return iequals(trim(r.headers.find("authorization")).substr(0, basic.size()), basic);
}

void token_form::add(std::string_view name, std::string value)
{
    for (auto const& field : fields_)
        if (field.first == name)
            throw not_valid("The request body contains the parameter '" + std::string(name) + "' more than once.");
    if (!value.empty()) // else it counts as left out
        fields_.emplace_back(name, std::move(value));
}

void token_form::read_basic(request const& r)
{
    if (!is_basic(r))
        return;
    auto const pair = from_base64(trim(trim(r.headers.find("authorization")).substr(basic.size())));
    auto const colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos)
        throw oauth_error(400, "invalid_request", 900144, "The Authorization header is not 'Basic' and base64.");
    if (!find("client_secret").empty() || !find("client_assertion").empty())
        throw not_valid("The client authenticates itself twice: in the Authorization header and in the body.");
    auto id = half_of(std::string_view(*pair).substr(0, colon));
    auto secret = half_of(std::string_view(*pair).substr(colon + 1));
    // Many clients name themselves in the body all the same.
    if (auto const named = find("client_id"); !named.empty() && !iequals(named, id))
        throw not_valid("The 'client_id' in the body is not the one in the Authorization header.");
    else if (named.empty())
        add("client_id", std::move(id));
    add("client_secret", std::move(secret));
}

} // namespace graph_mock
