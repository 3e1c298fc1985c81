#include "credential_options.hpp"

#include "options.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace entralog_export
{

namespace
{

std::string from_environment(char const* name)
{
    auto const* const value = std::getenv(name);
    return value ? value : "";
}

bool is_variable_name(std::string_view text)
{
    return text.size() <= 100 && !std::isdigit(static_cast<unsigned char>(text.front())) &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

std::string secret_of(std::string_view option, std::string const& variable)
{
    // Somebody who takes the option for one that takes the secret itself must not see it again on the screen.
    if (!is_variable_name(variable))
        throw usage_error(std::string(option) +
                          " takes the name of an environment variable, and what it was given is none. If it was the "
                          "secret itself: it is in your shell's history now");
    auto value = from_environment(variable.c_str());
    // A name in capitals is surely a name; anything else may be the secret all the same.
    bool const is_a_name =
        std::none_of(variable.begin(), variable.end(), [](unsigned char c) { return std::islower(c); });
    auto const name = is_a_name ? variable : std::string("NAME");
    if (value.empty())
        throw usage_error("the environment variable " + (is_a_name ? name : "") + std::string(is_a_name ? " " : "") +
                          "that " + std::string(option) + " names is not set or is empty; set it, for example with: " +
                          "read -rs " + name + " && export " + name);
    return value;
}

} // namespace

std::shared_ptr<entralog::credential> make_credential(credential_words w)
{
    if (!w.token_variable.empty())
    {
        if (!w.secret_variable.empty())
            throw usage_error("--token-env and --client-secret-env exclude each other: one of them is enough");
        return std::make_shared<entralog::static_token>(secret_of("--token-env", w.token_variable));
    }
    if (w.tenant.empty())
        w.tenant = from_environment("AZURE_TENANT_ID");
    if (w.client_id.empty())
        w.client_id = from_environment("AZURE_CLIENT_ID");
    if (w.secret_variable.empty())
        w.secret_variable = "AZURE_CLIENT_SECRET";
    if (w.tenant.empty() || w.client_id.empty())
        throw usage_error(std::string(w.tenant.empty() ? "--tenant (or AZURE_TENANT_ID)" : "") +
                          (w.tenant.empty() && w.client_id.empty() ? " and " : "") +
                          (w.client_id.empty() ? "--client-id (or AZURE_CLIENT_ID)" : "") +
                          " must be given, or --token-env for a token that you have already");
    return std::make_shared<entralog::client_secret>(
        w.tenant, w.client_id, secret_of("--client-secret-env", w.secret_variable));
}

} // namespace entralog_export
