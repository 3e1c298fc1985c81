#pragma once

// What each report can be filtered and ordered by, as constants: entralog::fields::sign_in::created_date_time.
#include <entralog/fields/custom_security_attribute_audit.hpp>
#include <entralog/fields/directory_audit.hpp>
#include <entralog/fields/provisioning.hpp>
#include <entralog/fields/sign_in.hpp>
