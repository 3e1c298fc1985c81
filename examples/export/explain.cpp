#include "explain.hpp"

#include "text.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace entralog_export
{

namespace
{

/// "    to do:    Grant ...", when there is a text.
void add(std::string& out, std::string_view label, std::string_view text)
{
    constexpr std::size_t label_columns = 19;
    constexpr std::size_t longest = 2000;
    if (text.empty())
        return;
    out.append("    ").append(label).append(":");
    out.append(label_columns - label.size(), ' ');
    append_harmless(out, text.substr(0, longest));
    out += '\n';
}

std::string seconds_of(entralog::ticks t)
{
    auto const tenths = std::chrono::ceil<std::chrono::duration<long, std::deci>>(t).count();
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

std::string answer_of(entralog::error const& e)
{
    auto out = e.http_status == 0 ? std::string() : "HTTP " + std::to_string(e.http_status);
    if (!e.graph_code.empty())
        out.append(out.empty() ? "" : ", ").append(e.graph_code);
    return out;
}

std::string tries_of(entralog::error const& e)
{
    if (e.attempts.empty())
        return {};
    auto out = std::to_string(e.attempts.size() + 1) + " in all; before the last: ";
    entralog::ticks waited{};
    for (auto const& a : e.attempts)
    {
        if (&a != &e.attempts.front())
            out += ", ";
        out += a.http_status == 0 ? a.code.message() : "HTTP " + std::to_string(a.http_status);
        waited += a.waited;
    }
    return out + "; waited " + seconds_of(waited);
}

} // namespace

std::string in_terms_of_the_tool(std::string hint)
{
    constexpr std::pair<std::string_view, std::string_view> terms[] = {
        {"set tls.ca_file to that CA's certificate", "give that CA's certificate with --ca"},
        {"tls.ca_file", "--ca"},
        {"its URL comes from wire_options::proxy or the environment", "its URL comes from https_proxy"},
        {"set wire_options::proxy", "set https_proxy"},
        {"client_options::allow_plain_http_insecure", "--allow-plain-http"},
        {"Give its passphrase (certificate_options::passphrase)", "Name the variable that holds its passphrase with "
                                                                  "--client-certificate-password-env"},
        {"Choose the tenant's cloud in client_options.", "Choose the tenant's cloud with --cloud."},
        {" than retry_options::max_retry_after allows", " than --max-wait allows"},
        {"client_options::max_wait", "--max-wait"},
        {"allow more (retry_options::max_elapsed)", "allow longer waits (--max-wait)"},
        {"would exceed retry_options::max_elapsed", "would be too long in all"},
    };
    for (auto const& [library, tool] : terms)
        if (auto const at = hint.find(library); at != std::string::npos)
            hint.replace(at, library.size(), tool);
    // Bounds that the tool leaves as they are.
    for (std::string_view const raise : {", or raise wire_options::", "; else raise wire_options::",
             " else raise wire_options::", "if it may take that long, raise wire_options::", "raise wire_options::"})
        if (auto const at = hint.find(raise); at != std::string::npos)
            hint.erase(at);
    return hint;
}

std::string explain(std::string_view subject, entralog::error const& e)
{
    std::string out(subject);
    out += out.empty() ? "" : ": ";
    append_harmless(out, e.code ? e.code.message() : "no error");
    out += '\n';
    add(out, "why", e.message);
    add(out, "to do", in_terms_of_the_tool(e.hint));
    add(out, "asked", e.request);
    add(out, "answer", answer_of(e));
    add(out, "wait", e.retry_after ? "the service asks for " + seconds_of(*e.retry_after) : std::string());
    add(out, "tries", tries_of(e));
    add(out, "request-id", e.request_id);
    add(out, "client-request-id", e.client_request_id);
    return out;
}

} // namespace entralog_export
