#include <entralog/entralog.hpp>
