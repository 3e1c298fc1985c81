#pragma once

#include <mockserver/delivery.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

/// Header fields in the order they came; names compare without regard to case.
class headers
{
public:
    using value_type = std::pair<std::string, std::string>;

    headers() = default;

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

    /// The first field of that name, or an empty view.
    std::string_view find(std::string_view name) const noexcept;

    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }
    std::size_t size() const noexcept { return fields_.size(); }

private:
    std::vector<value_type> fields_;
};

/// One HTTP request, as the rooms behind the listener see it.
struct request
{
    request() = default;

    std::string method; ///< as received: "GET"
    std::string target; ///< as received: "/beta/auditLogs/signIns?$top=5"
    std::string path;   ///< the target's path, percent-decoded once
    std::string query;  ///< what follows '?', raw
    graph_mock::headers headers;
    std::string body;
    bool tls = false;                        ///< it came over TLS: nextLinks begin with https
    std::string host;                        ///< the Host header: nextLinks point there
    std::string remote;                      ///< the peer's address, for logs
    std::optional<std::size_t> most_records; ///< of a page, whatever was asked for: a fault's
};

/// Fills target, path and query. False, and nothing changed, when the target is no origin-form (RFC 9112, section
/// 3.2.1) or its percent-encoding is broken.
bool set_target(request& r, std::string target);

/// One HTTP response. The rooms give every header but the framing (Content-Length, Transfer-Encoding,
/// Content-Encoding, Connection): that is the listener's. Date is among those given.
struct response
{
    response() = default;

    int status = 200;
    graph_mock::headers headers;
    std::string body;
    bool raw_replay = false;              ///< recorded: nothing but framing may be added to the headers
    std::optional<std::size_t> cut_after; ///< close the connection after that many body bytes, before its announced end
    graph_mock::delivery delivery;        ///< how badly it is sent
    std::string_view fault;               ///< the name of what was done to it; empty: nothing
};

} // namespace graph_mock
