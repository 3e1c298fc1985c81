#pragma once

/// The records of the four reports, and every type below them: Microsoft Graph's beta schema, of which v1.0 is a subset
/// but for signIn.riskEventTypes. Names are Graph's in snake_case; no Asio here.
///
/// What the wire distinguishes, the model distinguishes: a nullable property is an optional, a collection a vector,
/// an enumeration an open_enum (or open_flags), a moment a timestamp of 100 ns.
#include <entralog/model/authentication.hpp>
#include <entralog/model/conditional_access.hpp>
#include <entralog/model/directory_audit.hpp>
#include <entralog/model/enums.hpp>
#include <entralog/model/identity.hpp>
#include <entralog/model/provisioning.hpp>
#include <entralog/model/sign_in.hpp>
