#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/local_host.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tokens/device_codes.hpp>
#include <mockserver/tokens/directory.hpp>

#include <string>
#include <string_view>

namespace graph_mock
{

inline constexpr std::string_view device_page_path = "/devicelogin";

/// The page that a person ends a device's sign-in on: GET shows the form (?user_code= fills it in), POST with
/// user_code, username and action=approve|decline answers it. No password is asked for, so nothing is taken from the
/// page of another site, even if it has led its own name here.
response device_page(request const& r, directory const& tenants, device_codes& codes, host_rule hosts, timestamp now);

/// Lets the person sign in. Throws device_code_error: no such code, or the person is not of a tenant that the device
/// may sign in to.
void approve_device(
    directory const& tenants, device_codes& codes, std::string_view user_code, std::string_view user, timestamp now);

} // namespace graph_mock
