#include "credential_options.hpp"

#include "explain.hpp"
#include "options.hpp"
#include "text.hpp"

#include <entralog/credential/client_certificate.hpp>
#include <entralog/credential/device_code.hpp>
#include <entralog/credential/managed_identity.hpp>
#include <entralog/credential/workload_identity.hpp>

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

/// A GUID is a client id, a path a resource id; an object id must say what it is.
entralog::managed_identity_id identity_of(std::string const& text)
{
    using kind = entralog::managed_identity_id::kind;
    constexpr std::string_view object = "object:";
    bool const is_object = text.starts_with(object);
    auto const id = is_object ? text.substr(object.size()) : text;
    if (text.empty())
        return {};
    if (id.starts_with('/') && !is_object)
        return {kind::resource_id, id};
    if (id.size() != 36 || id.find_first_not_of("0123456789abcdefABCDEF-") != std::string::npos)
        throw usage_error(
            "--managed-identity takes the client id of a user-assigned identity (a GUID), object:GUID for "
            "its object id, or its resource id (/subscriptions/...), not '" +
            text + "'");
    return {is_object ? kind::object_id : kind::client_id, id};
}

/// What is needed and not given comes from the environment.
void complete(credential_words& w)
{
    if (w.tenant.empty())
        w.tenant = from_environment("AZURE_TENANT_ID");
    if (w.client_id.empty())
        w.client_id = from_environment("AZURE_CLIENT_ID");
    if (w.tenant.empty() && w.device_code)
        w.tenant = "organizations"; // whatever tenant the person is of
    if (w.tenant.empty() || w.client_id.empty())
        throw usage_error(std::string(w.tenant.empty() ? "--tenant (or AZURE_TENANT_ID)" : "") +
                          (w.tenant.empty() && w.client_id.empty() ? " and " : "") +
                          (w.client_id.empty() ? "--client-id (or AZURE_CLIENT_ID)" : "") +
                          " must be given, or --token-env for a token that you have already");
}

/// No two ways at once.
void check_choice(credential_words const& w)
{
    std::pair<std::string_view, bool> const ways[] = {{"--token-env", !w.token_variable.empty()},
        {"--client-secret-env", !w.secret_variable.empty()}, {"--client-certificate", !w.certificate_file.empty()},
        {"--workload-identity", w.workload_identity}, {"--managed-identity", w.managed_identity.has_value()},
        {"--device-code", w.device_code}};
    std::string_view chosen;
    for (auto const& [option, given] : ways)
    {
        if (given && !chosen.empty())
            throw usage_error(
                std::string(chosen).append(" and ").append(option) + " exclude each other: one of them is enough");
        chosen = given ? option : chosen;
    }
    if (!w.certificate_password_variable.empty() && w.certificate_file.empty())
        throw usage_error("--client-certificate-password-env goes with --client-certificate");
}

std::shared_ptr<entralog::credential> certificate(credential_words const& w)
{
    entralog::certificate_options options;
    if (!w.certificate_password_variable.empty())
        options.passphrase = secret_of("--client-certificate-password-env", w.certificate_password_variable);
    auto made = entralog::client_certificate::from_file(w.tenant, w.client_id, w.certificate_file, std::move(options));
    if (made)
        return std::move(*made);
    auto const& e = made.error();
    throw usage_error(
        "--client-certificate: " + e.message + (e.hint.empty() ? "" : ". " + in_terms_of_the_tool(e.hint)));
}

std::shared_ptr<entralog::credential> workload(credential_words const& w)
{
    auto const file = from_environment("AZURE_FEDERATED_TOKEN_FILE");
    if (file.empty())
        throw usage_error("--workload-identity reads the token in the file that AZURE_FEDERATED_TOKEN_FILE names, and "
                          "that is not set: is this a pod with a workload identity?");
    return std::make_shared<entralog::workload_identity>(
        w.tenant, w.client_id, file, w.own_authority ? std::string() : from_environment("AZURE_AUTHORITY_HOST"));
}

std::shared_ptr<entralog::credential> person(credential_words const& w, std::shared_ptr<announcer> announce)
{
    auto const prompt = [announce = std::move(announce)](entralog::device_code_prompt const& p)
    {
        std::string text; // the server's own: nothing in it may move the cursor
        append_harmless(text, p.message);
        (*announce)(text + '\n');
    };
    return std::make_shared<entralog::device_code>(w.tenant, w.client_id, prompt);
}

} // namespace

std::shared_ptr<entralog::credential> make_credential(credential_words w, std::shared_ptr<announcer> announce)
{
    check_choice(w);
    if (!w.token_variable.empty())
        return std::make_shared<entralog::static_token>(secret_of("--token-env", w.token_variable));
    if (w.managed_identity)
    {
        entralog::managed_identity_options options;
        options.identity = identity_of(*w.managed_identity);
        return std::make_shared<entralog::managed_identity_credential>(std::move(options));
    }
    complete(w);
    if (!w.certificate_file.empty())
        return certificate(w);
    if (w.workload_identity)
        return workload(w);
    if (w.device_code)
        return person(w, std::move(announce));
    if (w.secret_variable.empty())
        w.secret_variable = "AZURE_CLIENT_SECRET";
    return std::make_shared<entralog::client_secret>(
        w.tenant, w.client_id, secret_of("--client-secret-env", w.secret_variable));
}

} // namespace entralog_export
