#pragma once

#include <entralog/credential.hpp>

#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

inline constexpr std::string_view some_tenant = "8b5c1f2e-0000-4000-8000-000000000001";
inline constexpr std::string_view some_client = "6a1d2c3b-0000-4000-8000-000000000002";

/// {"error":...} as the token endpoint says it; `number` is that of its AADSTS error, or 0.
inline std::string oauth_error(std::string_view code, long number = 0)
{
    auto const aadsts = std::to_string(number);
    return R"({"error":")" + std::string(code) + R"(","error_description":")" +
           (number == 0 ? "" : "AADSTS" + aadsts + ": ") +
           R"(What happened.\r\nTrace ID: trace-1\r\nCorrelation ID: corr-1\r\nTimestamp: 2016-01-09 02:02:12Z",)" +
           R"("error_codes":[)" + (number == 0 ? "" : aadsts) +
           R"(],"timestamp":"2016-01-09 02:02:12Z","trace_id":"trace-1","correlation_id":"corr-1"})";
}

inline step a_token(std::string_view more = {})
{
    return ok(R"({"token_type":"Bearer","expires_in":3599,"access_token":"ey.J0")" + std::string(more) + "}");
}

/// The fields of an application/x-www-form-urlencoded body, or of a query.
inline std::map<std::string, std::string> fields_of(std::string_view form)
{
    std::map<std::string, std::string> fields;
    while (!form.empty())
    {
        auto const part = form.substr(0, form.find('&'));
        form.remove_prefix(std::min(part.size() + 1, form.size()));
        std::string text;
        for (std::size_t i = 0; i < part.size(); ++i)
            if (part[i] == '%' && i + 2 < part.size())
            {
                text += static_cast<char>(std::stoi(std::string(part.substr(i + 1, 2)), nullptr, 16));
                i += 2;
            }
            else
                text += part[i];
        auto const equals = text.find('=');
        fields[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
    }
    return fields;
}

/// A credential, and what it asks.
struct credential_bench
{
    scripted_transport wire;
    manual_clock time;
    std::string claims;
    prompting prompt = prompting::allowed;

    result<access_token> ask(credential& c)
    {
        token_context context(wire, time);
        context.authority.host = "login.microsoftonline.com";
        context.scope = "https://graph.microsoft.com/.default";
        context.client_request_id = "our-id";
        context.claims = claims;
        context.prompt = prompt;
        return run(c.token(context));
    }

    std::map<std::string, std::string> sent(std::size_t i) const { return fields_of(wire.requests.at(i).body); }
    std::map<std::string, std::string> asked(std::size_t i) const
    {
        std::string_view const target = wire.requests.at(i).target;
        return fields_of(target.substr(target.find('?') + 1));
    }
    std::string path(std::size_t i) const
    {
        auto const& target = wire.requests.at(i).target;
        return target.substr(0, target.find('?'));
    }
    long seconds() const
    {
        return static_cast<long>(std::chrono::floor<std::chrono::seconds>(time.now()).time_since_epoch().count());
    }
};

inline bool says(error const& e, std::string_view part)
{
    return to_string(e).find(part) != std::string::npos;
}

} // namespace entralog::testing
