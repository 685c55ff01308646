// SPDX-License-Identifier: Apache-2.0

/** OAuth client credentials for the ingest engine. Not exported from the module. */
@NullMarked
package io.zerobus.auth;

import org.jspecify.annotations.NullMarked;
