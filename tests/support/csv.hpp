#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// The fields of comma-separated values, record by record, read strictly by RFC 4180. Throws on what it does not allow.
inline std::vector<std::vector<std::string>> parse_csv(std::string_view text)
{
    auto const take = [&text](std::string_view expected)
    {
        if (!text.starts_with(expected))
            throw std::runtime_error("CSV: unexpected \"" + std::string(text.substr(0, 20)) + '"');
        text.remove_prefix(expected.size());
    };
    std::vector<std::vector<std::string>> records;
    while (!text.empty())
    {
        std::vector<std::string> fields;
        for (bool more = true; more;)
        {
            std::string value;
            if (text.starts_with('"'))
            {
                do
                {
                    take("\"");
                    auto const n = text.find('"');
                    value += text.substr(0, n);
                    text.remove_prefix(n == text.npos ? text.size() : n);
                    take("\"");
                    if (text.starts_with('"'))
                        value += '"';
                } while (text.starts_with('"'));
            }
            else
            {
                auto const n = text.find_first_of(",\"\r\n");
                value = text.substr(0, n);
                text.remove_prefix(n == text.npos ? text.size() : n);
            }
            fields.push_back(std::move(value));
            more = text.starts_with(',');
            take(more ? "," : "\r\n");
        }
        records.push_back(std::move(fields));
    }
    return records;
}

} // namespace entralog::testing
