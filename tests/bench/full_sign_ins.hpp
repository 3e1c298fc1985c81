#pragma once

#include "tests/support/schema_sample.hpp"
#include "tests/support/schema_walk.hpp"

#include <boost/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

namespace entralog::bench
{

/// Makes sign-ins that have every property of the schema, none of them null. Ids, times and addresses differ from one
/// to the next; of the other values, as in a tenant, most are the usual one of their property. The same ones each time.
class full_sign_ins
{
public:
    full_sign_ins()
        : schema_(boost::json::parse(test::read_testdata("schema/beta.json")).as_object())
        , sample_(schema_)
    {
    }

    std::string next()
    {
        std::string out;
        append_object("signIn", out);
        return out;
    }

    /// A page of them; the last one when `next_link` is empty.
    std::string page(std::size_t count, std::string_view next_link = {})
    {
        std::string out = R"({"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns",)";
        if (!next_link.empty())
            out.append("\"@odata.nextLink\":\"").append(next_link).append("\",");
        out += "\"value\":[";
        for (std::size_t i = 0; i < count; ++i)
        {
            if (i != 0)
                out += ',';
            append_object("signIn", out);
        }
        return out += "]}";
    }

private:
    void append_object(std::string const& type, std::string& out)
    {
        char separator = '{';
        sample_.each_property(type,
            [&](std::string const& name, std::string const& kind)
            {
                out.append(1, separator).append(1, '"').append(name).append("\":");
                append_value(name, kind, out);
                separator = ',';
            });
        out += separator == '{' ? "{}" : "}";
    }

    void append_value(std::string const& name, std::string const& kind, std::string& out)
    {
        if (auto const element = testing::schema_sample::element_of(kind); !element.empty())
        {
            out += '[';
            for (auto n = unusual(2) + 1; n > 0; --n)
            {
                append_value(name, element, out);
                out += n > 1 ? "," : "";
            }
            out += ']';
            return;
        }
        auto const bare = testing::schema_sample::bare(kind);
        if (sample_.types().contains(bare))
            append_object(bare, out);
        else if (auto const* const e = schema_.at("enums").as_object().if_contains(bare))
        {
            auto const& members = e->at("members").as_array();
            out += boost::json::serialize(members[unusual(members.size())]);
        }
        else if (bare == "Edm.Boolean")
            out += unusual(2) != 0 ? "true" : "false";
        else if (bare == "Edm.Int32")
            out += std::to_string(below(100000));
        else if (bare == "Edm.Double")
            out += std::to_string(static_cast<double>(below(1800000)) / 10000.0 - 90.0);
        else if (bare == "Edm.DateTimeOffset")
            append_time(out);
        else
            append_text(name, out);
    }

    void append_text(std::string_view name, std::string& out)
    {
        static constexpr std::array<std::string_view, 4> agents{
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
            "Safari/537.36 Edg/130.0.0.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Mobile/15E148",
            "python-requests/2.32.3",
            "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
        };
        static constexpr std::array<std::string_view, 8> texts{"Azure Portal", "Microsoft Teams",
            "Require MFA for all users", "Zürich", "MFA requirement satisfied by claim in the token", "Windows 11",
            "Adele Vance", "Invalid username or password or Invalid on-premise username or password."};
        out += '"';
        if (name == "id" || name.ends_with("Id"))
            append_guid(out);
        else if (name == "userAgent")
            out += agents[unusual(agents.size())];
        else if (name.find("pAddress") != std::string_view::npos)
            append("203.0.%u.%u", out, below(256), below(256));
        else if (name == "userPrincipalName")
            append("user%u.name%u@contoso.com", out, below(1000), below(1000));
        else
            out += texts[(name.size() + unusual(texts.size())) % texts.size()];
        out += '"';
    }

    void append_guid(std::string& out)
    {
        append("%08x-%04x-4%03x", out, below(0xffffffff), below(0x10000), below(0x1000));
        append("-a%03x-%04x%08x", out, below(0x1000), below(0x10000), below(0xffffffff));
    }

    /// With the seven digits that the service has, or without any, as for some properties.
    void append_time(std::string& out)
    {
        append("\"2026-11-%02uT%02u:%02u", out, below(28) + 1, below(24), below(60));
        if (below(2) != 0)
            append(":%02u.%07uZ\"", out, below(60), below(10000000));
        else
            append(":%02uZ\"", out, below(60));
    }

    template <class... Numbers>
    static void append(char const* format, std::string& out, Numbers... numbers)
    {
        std::array<char, 80> text{};
        auto const n = std::snprintf(text.data(), text.size(), format, static_cast<unsigned>(numbers)...);
        out.append(text.data(), static_cast<std::size_t>(n));
    }

    /// 0, the usual one of n, three times out of four.
    std::size_t unusual(std::size_t n) { return below(4) != 0 ? 0 : below(n); }

    /// Not a standard distribution: those differ from one library to the other.
    std::size_t below(std::size_t n) { return random_() % n; }

    boost::json::object schema_;
    testing::schema_sample sample_;
    std::mt19937 random_{2026};
};

} // namespace entralog::bench
