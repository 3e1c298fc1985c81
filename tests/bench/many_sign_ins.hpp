#pragma once

#include <mockserver/json_edit.hpp>
#include <mockserver/record_set.hpp>
#include <mockserver/report.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace entralog::bench
{

/// Contoso's sign-ins over and over, with ids, times, addresses and users of their own. The same ones each time.
class many_sign_ins
{
public:
    many_sign_ins()
        : patterns_(graph_mock::record_set::load(
              ENTRALOG_TESTDATA "/contoso/signIns.ndjson", graph_mock::of(graph_mock::report_id::sign_ins)))
    {
    }

    std::string next()
    {
        auto const pattern = std::string_view(patterns_.at(count_ % patterns_.size()).text);
        auto const user = random_() % 5000;
        auto text = graph_mock::edit_members(pattern,
            [&](std::string_view key, std::string_view value) -> std::optional<std::string>
            {
                if (key == "createdDateTime")
                    return graph_mock::json_string(entralog::to_iso8601(start_ - std::chrono::seconds(20) * count_));
                if (key == "id" || key == "correlationId" || key == "originalRequestId" || key == "sessionId")
                    return graph_mock::json_string(guid());
                if (key == "ipAddress")
                    return graph_mock::json_string(
                        "203.0." + std::to_string(random_() % 256) + "." + std::to_string(count_ % 256));
                if (key == "userPrincipalName")
                    return graph_mock::json_string("User" + std::to_string(user) + "@contoso.com");
                if (key == "userDisplayName")
                    return graph_mock::json_string("User " + std::to_string(user));
                return std::string(value);
            });
        ++count_;
        return text;
    }

private:
    std::string guid()
    {
        std::array<char, 40> text{};
        auto const part = [this](unsigned bits) { return static_cast<unsigned>(random_() >> (32 - bits)); };
        std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-a%03x-%04x%08x", part(32), part(16), part(12),
            part(12), part(16), part(32));
        return text.data();
    }

    graph_mock::record_set patterns_;
    std::mt19937 random_{2026};
    timestamp start_ = *entralog::parse_iso8601("2026-11-25T10:00:00Z");
    std::size_t count_ = 0;
};

} // namespace entralog::bench
