#pragma once

#include <entralog/error.hpp>

#include <tests/support/sabotage.hpp>

#include <boost/asio/error.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// What is tried again without anybody asking.
enum class repeats
{
    nothing,
    reads, ///< not an action, which may have been carried out
    always
};

struct ending
{
    ending(error_code e, testing::repeats r)
        : code(e)
        , repeats(r)
    {
    }

    error_code code; ///< what it comes to when it does not pass
    testing::repeats repeats;
};

/// A trouble that can befall any exchange, and what a client is to make of it.
struct hardship
{
    hardship(trouble t, ending graph, ending token)
        : what(std::move(t))
        , at_graph(graph)
        , at_token_endpoint(token)
    {
    }

    trouble what;
    ending at_graph;
    ending at_token_endpoint;
};

inline trouble status(int number, std::string retry_after = {}, std::string code = {}, std::string message = {})
{
    graph_mock::fault f(graph_mock::fault_kind::status);
    f.status = number;
    f.retry_after = std::move(retry_after);
    f.code = std::move(code);
    f.message = std::move(message);
    auto name = "status " + std::to_string(number) + ' ' + f.code + ' ' + f.retry_after;
    return trouble(std::move(name), std::move(f));
}

inline trouble token_error(std::string error, std::int64_t aadsts, int http_status)
{
    graph_mock::fault f(graph_mock::fault_kind::token_error);
    f.error = error;
    f.aadsts = aadsts;
    f.status = http_status;
    return trouble(std::move(error), std::move(f));
}

/// A 200 with that body, of that type.
inline trouble body(std::string text)
{
    graph_mock::fault f(graph_mock::fault_kind::html);
    f.body = text;
    return trouble("body " + text, std::move(f));
}

inline std::vector<hardship> hardships()
{
    namespace net = boost::asio::error;
    using moment = trouble::moment;
    std::vector<hardship> all;
    auto const network = [&](std::string name, error_code e, moment when, repeats r, double part = 0)
    {
        ending const graph(e, r);
        ending const token(e, r == repeats::nothing ? r : repeats::always); // no harm in a second token
        all.emplace_back(trouble(std::move(name), e, when, part), graph, token);
    };
    auto const at = [&](trouble t, errc graph, repeats r, errc token, repeats token_repeats) {
        all.emplace_back(
            std::move(t), ending(make_error_code(graph), r), ending(make_error_code(token), token_repeats));
    };

    network("no such host", net::host_not_found_try_again, moment::before_sending, repeats::always);
    network("refused", net::connection_refused, moment::before_sending, repeats::always);
    network("connect", make_error_code(errc::connect_timeout), moment::before_sending, repeats::always);
    network("handshake", make_error_code(errc::handshake_timeout), moment::before_sending, repeats::always);
    network("reset", net::connection_reset, moment::before_head, repeats::reads);
    network("closed", net::eof, moment::before_head, repeats::reads);
    network("first byte", make_error_code(errc::first_byte_timeout), moment::before_head, repeats::reads);
    network("attempt", make_error_code(errc::attempt_timeout), moment::before_head, repeats::reads);
    network("large header", make_error_code(errc::header_too_large), moment::before_head, repeats::nothing);
    network("cut at once", net::eof, moment::in_body, repeats::reads, 0);
    network("cut early", net::eof, moment::in_body, repeats::reads, 0.2);
    network("cut", net::eof, moment::in_body, repeats::reads, 0.5);
    network("cut at the end", net::connection_reset, moment::in_body, repeats::reads, 1);
    network("idle", make_error_code(errc::idle_timeout), moment::in_body, repeats::reads, 0.7);
    network("bad gzip", make_error_code(errc::malformed_encoding), moment::in_body, repeats::nothing, 0.3);
    network("bomb", make_error_code(errc::expansion_too_large), moment::in_body, repeats::nothing, 0.9);

    constexpr auto no = repeats::nothing;
    constexpr auto reads = repeats::reads;
    constexpr auto always = repeats::always;
    constexpr auto rejected = errc::token_rejected;
    at(status(400), errc::bad_request, no, rejected, no);
    at(status(401), errc::unauthenticated, always, rejected, no);
    at(status(403), errc::forbidden, no, rejected, no);
    at(status(403, "", "Authentication_MSGraphPermissionMissing", "The principal lacks the permission."),
        errc::permission_missing, no, rejected, no);
    at(status(403, "", "UnknownError", "User is not in the allowed roles"), errc::role_missing, no, rejected, no);
    at(status(403, "", "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "No premium license"),
        errc::license_missing, no, rejected, no);
    at(status(404), errc::not_found, no, rejected, no);
    at(status(408), errc::unexpected_status, reads, errc::unexpected_status, always);
    at(status(409), errc::unexpected_status, no, rejected, no);
    at(status(429), errc::throttled, always, errc::throttled, always);
    at(status(429, "2.128"), errc::throttled, always, errc::throttled, always);
    at(status(429, "86400"), errc::throttled, no, errc::throttled, no);
    at(status(500), errc::server_error, reads, errc::server_error, always);
    at(status(501), errc::server_error, no, errc::server_error, no);
    at(status(502), errc::server_error, reads, errc::server_error, always);
    at(status(503), errc::server_error, reads, errc::server_error, always);
    at(status(503, "7"), errc::server_error, always, errc::server_error, always);
    at(status(504), errc::server_error, reads, errc::server_error, always);
    auto const unexpected = errc::unexpected_content;
    auto const no_token = errc::malformed_token;
    at(body("<html>Sign in to your network</html>"), unexpected, no, no_token, no);
    at(body(""), unexpected, no, no_token, no);
    at(body("{}"), unexpected, no, no_token, no);
    at(body("[1,"), unexpected, no, no_token, no);
    graph_mock::fault const redirect(graph_mock::fault_kind::redirect);
    at(trouble("redirect", redirect), errc::unexpected_redirect, no, errc::unexpected_redirect, no);
    return all;
}

/// What only the token endpoint says.
inline std::vector<std::pair<trouble, ending>> token_hardships()
{
    auto const rejected = make_error_code(errc::token_rejected);
    auto const failed = make_error_code(errc::server_error);
    return {{token_error("invalid_client", 7000215, 401), ending(rejected, repeats::nothing)},
        {token_error("invalid_grant", 70008, 400), ending(rejected, repeats::nothing)},
        {token_error("unauthorized_client", 700016, 400), ending(rejected, repeats::nothing)},
        {token_error("temporarily_unavailable", 90033, 503), ending(failed, repeats::always)},
        {token_error("server_error", 90033, 500), ending(failed, repeats::always)},
        {body(R"({"token_type":"Bearer","expires_in":-1,"access_token":"eyJ"})"),
            ending(make_error_code(errc::malformed_token), repeats::nothing)}};
}

/// A trouble of pages only; of anything else it makes nothing.
struct page_hardship
{
    enum class of
    {
        any_page,
        page_with_next_link,
        page_after_the_first
    };

    page_hardship(graph_mock::fault_kind kind, of whom)
        : what(std::string(info(kind).name), graph_mock::fault(kind))
        , pages(whom)
    {
    }

    page_hardship& gives(errc e) ///< whenever it happens
    {
        once = make_error_code(e);
        return for_good_gives(e);
    }
    page_hardship& for_good_gives(errc e)
    {
        always = make_error_code(e);
        return *this;
    }
    page_hardship& lasting()
    {
        stays = true;
        return *this;
    }

    trouble what;
    of pages;
    error_code once;    ///< what it comes to when it happens once; none: all records come
    error_code always;  ///< and when it happens to that page and all after it
    bool stays = false; ///< asking again does not help
};

inline std::vector<page_hardship> page_hardships()
{
    using k = graph_mock::fault_kind;
    using of = page_hardship::of;
    auto const any = [](k kind) { return page_hardship(kind, of::any_page); };
    auto const linked = [](k kind) { return page_hardship(kind, of::page_with_next_link); };
    return {
        any(k::invalid_json).for_good_gives(errc::error_in_page),
        any(k::truncated_json).for_good_gives(errc::truncated_page),
        any(k::error_in_value).for_good_gives(errc::error_in_page),
        any(k::short_page),
        any(k::empty_page).for_good_gives(errc::next_link_loop),
        any(k::repeated_page).for_good_gives(errc::next_link_loop),
        any(k::next_link_loop).gives(errc::next_link_loop).lasting(),
        linked(k::foreign_next_link).gives(errc::foreign_next_link).lasting(),
        linked(k::empty_skip_token).gives(errc::next_link_expired).lasting(),
        page_hardship(k::expired_skip_token, of::page_after_the_first).gives(errc::next_link_expired),
    };
}

} // namespace entralog::testing
