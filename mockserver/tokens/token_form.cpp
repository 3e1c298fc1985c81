#include <mockserver/tokens/token_form.hpp>

#include <mockserver/tokens/oauth_error.hpp>

#include <optional>
#include <string>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_form_size = 64 * 1024;

} // namespace

token_form::token_form(request const& r)
{
    auto parsed = r.body.size() > max_form_size ? std::nullopt : parse_form(r.body);
    if (!parsed)
        throw oauth_error(400, "invalid_request", 900144,
            "The request body is not a form of at most 64 KiB and 64 parameters, percent-encoded.");
    fields_ = std::move(*parsed);
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

void token_form::read_basic(request const& r)
{
    auto const header = trim(r.headers.find("authorization"));
    constexpr std::string_view scheme = "Basic ";
    if (!iequals(header.substr(0, scheme.size()), scheme))
        return;
    auto const pair = from_base64(trim(header.substr(scheme.size())));
    auto const colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos)
        throw oauth_error(400, "invalid_request", 900144, "The Authorization header is not 'Basic' and base64.");
    // Both halves are form-encoded once more before they are joined, since a secret may hold a colon.
    auto const decoded =
        parse_form("client_id=" + pair->substr(0, colon) + "&client_secret=" + pair->substr(colon + 1));
    if (decoded)
        fields_.insert(fields_.end(), decoded->begin(), decoded->end());
}

} // namespace graph_mock
