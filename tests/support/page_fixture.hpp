#pragma once

#include <entralog/message.hpp>
#include <entralog/pages.hpp>

#include "tests/support/scripted_transport.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// The bytes of a page, and where its records are.
struct page_text
{
    page_text() = default;

    std::string text;
    std::vector<std::pair<std::size_t, std::size_t>> records; ///< the begin and end of each

    std::size_t records_within(std::size_t bytes) const
    {
        return static_cast<std::size_t>(
            std::count_if(records.begin(), records.end(), [=](auto const& r) { return r.second <= bytes; }));
    }
};

inline page_text make_page(std::vector<std::string> const& records, std::string_view next_link = {})
{
    page_text p;
    p.text = R"({"@odata.context":"https://graph.example/beta/$metadata#auditLogs","value":[)";
    for (auto const& r : records)
    {
        if (!p.records.empty())
            p.text += ',';
        p.records.emplace_back(p.text.size(), p.text.size() + r.size());
        p.text += r;
    }
    p.text += ']';
    if (!next_link.empty())
        p.text.append(R"(,"@odata.nextLink":")").append(next_link).append("\"");
    p.text += '}';
    return p;
}

inline std::string page_body(std::vector<std::string> const& records, std::string_view next_link = {})
{
    return make_page(records, next_link).text;
}

/// A body that arrives in pieces; next_size says of how many bytes each is.
template <class NextSize>
step in_chunks(std::string_view body, NextSize next_size)
{
    auto s = ok({});
    s.chunks.clear();
    for (std::size_t done = 0; done < body.size(); done += s.chunks.back().size())
        s.chunks.emplace_back(body.substr(done, std::max<std::size_t>(next_size(), 1)));
    return s;
}

/// https://graph.example/beta/auditLogs/things?page=1
inline request first_request()
{
    request r;
    r.origin.host = "graph.example";
    r.target = "/beta/auditLogs/things?page=1";
    r.headers.add("Accept", "application/json");
    return r;
}

inline std::string link_to(std::string_view page)
{
    return "https://graph.example/beta/auditLogs/things?page=" + std::string(page);
}

template <class T>
pages<T> pages_over(std::shared_ptr<transport> t)
{
    return pages<T>(detail::page_cursor(std::move(t), first_request()));
}

} // namespace entralog::testing
