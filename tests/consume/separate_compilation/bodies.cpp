#include <entralog/src.hpp>
